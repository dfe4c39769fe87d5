// Package text makes text safe and fitting for a terminal: it cleans what
// comes from a server, cuts and pads by cells, and writes ages and numbers.
package text

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/internal/mask"
)

// maxRunes is how much of a text is cleaned at all: more is on no screen.
const maxRunes = 4096

// maxMarks is how many combining marks a character may carry. Living scripts
// need two or three; a tower of them is an attack on the lines above.
const maxMarks = 4

// Clean returns untrusted text as one harmless line: escape sequences are gone,
// line breaks and tabs are blanks, and control, bidirectional and invisible
// characters are gone too. Invalid UTF-8 shows as U+FFFD, a flag as its letters.
// The result is at most 4,096 characters long, and cleaning it again changes
// nothing.
func Clean(t api.Text) string {
	if plain(string(t)) {
		return string(t)
	}
	return scrub(string(t), maxRunes)
}

// plain reports whether s is short printable ASCII: nothing to clean.
func plain(s string) bool {
	if len(s) > maxRunes {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// scrub cleans a text, of which it returns at most limit characters.
func scrub(s string, limit int) string {
	// Cut first: an escape sequence may otherwise be as long as it likes.
	if limit == maxRunes && len(s) > 4*maxRunes*utf8.UTFMax {
		s = s[:4*maxRunes*utf8.UTFMax]
	}
	s = ansi.Strip(strings.ToValidUTF8(s, "\uFFFD"))
	var b strings.Builder
	runes, marks := 0, 0
	for _, r := range s {
		if runes >= limit {
			break
		}
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			r = ' '
		case r == brailleBlank:
			r = ' '
		case r >= firstFlagLetter && r <= lastFlagLetter:
			r += 'A' - firstFlagLetter
		case r == utf8.RuneError:
		case unsteady(r), invisible(r):
			continue
		}
		if unicode.Is(unicode.M, r) {
			// The first one of a text would sit on what stands left of it.
			if marks++; marks > maxMarks || runes == 0 {
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(r)
		runes++
	}
	return b.String()
}

// Two of these letters make a flag where the terminal knows flags. Elsewhere
// they are letters of one or two cells, so they are shown as plain ones.
const firstFlagLetter, lastFlagLetter = '\U0001F1E6', '\U0001F1FF'

// unsteady reports whether a character changes the emoji before it: the joiner
// and the skin tones. Terminals disagree on how wide the whole is then, so that
// a line comes out longer or shorter than it was measured.
func unsteady(r rune) bool { return r == '\u200d' || r >= '\U0001F3FB' && r <= '\U0001F3FF' }

// invisible reports whether a character is a control, changes the direction or
// the look of others, or shows as nothing.
func invisible(r rune) bool {
	switch {
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r):
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF: // variation selectors, tags
		return true
	case r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0 || r == 0x034F || r == 0x180E: // fillers
		return true
	case unicode.Is(unicode.Zs, r) && r != ' ' && r != '\u3000':
		return r != '\u00a0'
	}
	return !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r)
}

// CleanLines returns untrusted text line by line, each clean, at most limit of
// them; where there are more, the last one says so.
func CleanLines(t api.Text, limit int) []string {
	var lines []string
	rest := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(t))
	for len(rest) > 0 && len(lines) < limit {
		line, after, _ := strings.Cut(rest, "\n")
		lines = append(lines, strings.TrimRight(Clean(api.Text(strings.ReplaceAll(line, "\t", "    "))), " "))
		rest = after
	}
	if rest != "" && limit > 0 {
		lines[len(lines)-1] = "and more, not shown"
	}
	return lines
}

// Host returns the host of a URL, clean; of what is no URL, the whole without
// what looks like a credential.
func Host(t api.Text) string {
	raw := string(t)
	// The common case without the cost of a parser.
	if _, rest, ok := strings.Cut(raw, "://"); ok && plain(raw) {
		if end := strings.IndexAny(rest, "/?#"); end >= 0 {
			rest = rest[:end]
		}
		if !strings.ContainsAny(rest, "@%[ ") && rest != "" {
			return rest
		}
	}
	if parsed, err := url.Parse(strings.TrimSpace(raw)); err == nil && parsed.Host != "" {
		return Clean(api.Text(parsed.Host))
	}
	return Clean(api.Text(mask.URL(raw)))
}

// quoted is how many cells of a name a sentence shows.
const quoted = 40

// Quote returns a name for a sentence: clean, cut, in double quotes.
func Quote(t api.Text) string { return `"` + Cut(Clean(t), quoted, "…") + `"` }

// QuoteIn is [Quote] with the workspace that the webhook is in: "Billing" in Northwind
// Dental. Without a workspace it is the name alone.
func QuoteIn(name, workspace api.Text) string {
	if workspace == "" {
		return Quote(name)
	}
	return Quote(name) + " in " + Cut(Clean(workspace), quoted, "…")
}
