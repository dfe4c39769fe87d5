package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// StandIns is what a text field cannot hold itself. A field drops control characters
// and measures what cannot be seen as nothing, so each such character has a
// stand-in in it, one cell wide: it can be moved over, seen and deleted, and the
// text is the same to the byte. The zero Held is of a field of one line.
type StandIns struct {
	Lines     bool     // the field has lines, so that a line break is none of these
	originals []string // by the number of the stand-in; never changed in place
}

// The stand-ins are private characters, which no text but this field's means. Those
// of the text itself get stand-ins too, as whatever else has no look of its own.
const (
	firstStandIn = '\U000F0000'
	lastStandIn  = '\U000FFFFD'
)

// Replace returns a text as the field holds it, and what it then stands for. inside
// says that there may be text before it, to which an accent belongs.
func (h StandIns) Replace(s string, inside bool) (StandIns, string) {
	return h.replace(s, inside, false)
}

// ReplaceWhole is Replace of a text that nobody has typed key by key: nobody has seen the
// blanks at its ends, so they have stand-ins too.
func (h StandIns) ReplaceWhole(s string, inside bool) (StandIns, string) {
	return h.replace(s, inside, true)
}

func (h StandIns) replace(s string, inside, blanks bool) (StandIns, string) {
	if plain(s) && !(blanks && ends(s)) {
		return h, s
	}
	first, last := 0, len(s)
	if blanks {
		inner := strings.Trim(s, " ")
		first = strings.Index(s, inner)
		last = first + len(inner)
	}
	known := make(map[string]rune, len(h.originals))
	for at, original := range h.originals {
		known[original] = firstStandIn + rune(at)
	}
	h.originals = slices.Clip(h.originals)
	var b strings.Builder
	var m marked
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		hidden := m.hides(r, at == 0 && !inside) || at < first || at >= last
		if hidden && (!h.Lines || r != '\n') {
			original := s[at : at+size]
			next := firstStandIn + rune(len(h.originals)) //nolint:gosec // as above
			// No text has as many kinds of hidden characters as there are stand-ins.
			if standIn, there := known[original]; there {
				r = standIn
			} else if next <= lastStandIn {
				h.originals, known[original], r = append(h.originals, original), next, next
			}
		}
		b.WriteRune(r)
		at += size
	}
	return h, b.String()
}

// original returns what a character of the field stands for.
func (h StandIns) original(r rune) (string, bool) {
	if at := int(r - firstStandIn); r >= firstStandIn && at < len(h.originals) {
		return h.originals[at], true
	}
	return "", false
}

// Text returns the text that the field holds.
func (h StandIns) Text(held string) string {
	return h.each(held, func(original string) string { return original })
}

// Show puts signs in the place of the stand-ins of a field as it is drawn.
func (h StandIns) Show(drawn string) string {
	return h.each(drawn, func(original string) string { return describe(original).Sign })
}

func (h StandIns) each(s string, instead func(original string) string) string {
	if len(h.originals) == 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if original, stands := h.original(r); stands {
			b.WriteString(instead(original))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Pasted is a text as it was copied: a terminal sends a carriage return for each of
// its line breaks.
func Pasted(s string) string { return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) }
