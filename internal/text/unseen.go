package text

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"corotui/api"
)

// LineBreak is the name of a line break.
const LineBreak = "line break"

// The signs for what cannot be seen, of one cell each.
const (
	BreakSign = "↵" // of a line break
	signTab   = "⇥"
	signBlank = "␣"
	signOther = "◦"
	signBytes = "\uFFFD"
)

// Unseen is a character of a text that cannot be seen, or not told from another.
type Unseen struct {
	Sign    string // of one cell, in its place
	Name    string // what it is: "line break", "zero width joiner"
	Control bool   // no name, URL or header can hold it
	Count   int
}

// String is the sign with the word, and how many there are.
func (u Unseen) String() string {
	said := u.Sign + " " + u.Name
	if u.Count > 1 {
		said += " (" + Count(u.Count) + ")"
	}
	return said
}

// names are those that people say, in place of Unicode's.
var names = map[rune]string{
	'\n': LineBreak, '\r': "carriage return", '\t': "tab", 0: "null character", 0x1b: "escape character", 0x7f: "delete character",
	'\u0085': "next-line character", '\ufeff': "byte order mark", '\u2028': "line separator", '\u2029': "paragraph separator",
	'\ufe0f': "emoji variation selector", '\ufffd': "replacement character",
}

// describe says what stands for a character, or for a byte that is no UTF-8.
func describe(original string) Unseen {
	r, size := utf8.DecodeRuneInString(original)
	u := Unseen{Sign: signOther, Name: names[r], Control: unicode.IsControl(r) || r == '\u2028' || r == '\u2029', Count: 1}
	switch {
	case r == utf8.RuneError && size == 1:
		return Unseen{signBytes, fmt.Sprintf("byte %02X, which is not UTF-8", original[0]), true, 1}
	case r == utf8.RuneError:
		u.Sign = signBytes
	case r == '\n', r == '\r', r == '\u2028', r == '\u2029', r == '\u0085':
		u.Sign = BreakSign
	case r == '\t':
		u.Sign = signTab
	case unicode.Is(unicode.Zs, r), r == brailleBlank:
		u.Sign = signBlank
	case r >= firstFlagLetter && r <= lastFlagLetter:
		u.Sign = string(r - firstFlagLetter + 'A')
		u.Name = "flag letter " + u.Sign
	}
	if u.Name == "" {
		u.Name = unicodeName(r)
	}
	if u.Name == "" {
		u.Name = fmt.Sprintf("character U+%04X", r)
		if u.Control {
			u.Name = "control " + u.Name
		}
	}
	return u
}

// brailleBlank is a braille cell without dots.
const brailleBlank = '\u2800'

// hidden reports whether a character has to be shown by a sign: it shows as
// nothing, or as a blank that is none, or makes a line longer than it is measured.
func hidden(r rune) bool {
	switch {
	case r == ' ':
		return false
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7f
	case r == utf8.RuneError, r == brailleBlank, r >= firstFlagLetter && r <= lastFlagLetter, unsteady(r), unicode.Is(unicode.Zs, r):
		return true
	}
	return invisible(r)
}

// marked counts the combining marks of a character, of which there may be a few.
type marked struct{ marks int }

// hides reports whether the next character of a text is to be shown by a sign.
func (m *marked) hides(r rune, first bool) bool {
	if r < utf8.RuneSelf || !unicode.Is(unicode.M, r) {
		m.marks = 0
		return hidden(r)
	}
	m.marks++
	return first || m.marks > maxMarks || hidden(r)
}

// Signed is [Clean] without loss: a line in which what cannot be seen has a sign in
// its place, blanks at its ends too. Only its length is limited.
func Signed(t api.Text) string {
	s := string(t)
	if plain(s) && !ends(s) {
		return s
	}
	inner := strings.Trim(s, " ")
	before := strings.Index(s, inner)
	var b strings.Builder
	b.WriteString(strings.Repeat(signBlank, min(before, maxRunes)))
	var m marked
	runes := 0
	for at := 0; at < len(inner) && runes < maxRunes; runes++ {
		r, size := utf8.DecodeRuneInString(inner[at:])
		if m.hides(r, at == 0) {
			b.WriteString(describe(inner[at : at+size]).Sign)
		} else {
			b.WriteRune(r)
		}
		at += size
	}
	b.WriteString(strings.Repeat(signBlank, min(len(s)-before-len(inner), maxRunes)))
	return b.String()
}

// ends reports whether a text begins or ends with a blank.
func ends(s string) bool { return strings.HasPrefix(s, " ") || strings.HasSuffix(s, " ") }

// UnseenIn lists what of a text cannot be seen, each once, in its order: with the
// blanks at its ends, which a paste may have brought.
func UnseenIn(s string) []Unseen {
	var found []Unseen
	inner := strings.Trim(s, " ")
	if before := strings.Index(s, inner); before > 0 {
		found = append(found, Unseen{Sign: signBlank, Name: "blank at the start", Count: before})
	}
	var m marked
	for at := 0; at < len(inner); {
		r, size := utf8.DecodeRuneInString(inner[at:])
		if m.hides(r, at == 0) {
			u := describe(inner[at : at+size])
			same := slices.IndexFunc(found, func(known Unseen) bool { return known.Name == u.Name })
			if same >= 0 {
				found[same].Count++
			} else {
				found = append(found, u)
			}
		}
		at += size
	}
	if after := len(s) - len(inner) - strings.Index(s, inner); after > 0 {
		found = append(found, Unseen{Sign: signBlank, Name: "blank at the end", Count: after})
	}
	return found
}

// Unsayable is the first of what a line of HTTP or a name cannot hold: a control
// character, a line break or what is not UTF-8.
func Unsayable(s string) (Unseen, bool) {
	found := UnseenIn(s)
	at := slices.IndexFunc(found, func(u Unseen) bool { return u.Control })
	if at < 0 {
		return Unseen{}, false
	}
	return found[at], true
}

// A is the unseen in a sentence, with its article: "a line break (↵)".
func (u Unseen) A() string {
	article := "a "
	if strings.ContainsRune("aeiou", rune(u.Name[0])) {
		article = "an "
	}
	return article + u.Name + " (" + u.Sign + ")"
}
