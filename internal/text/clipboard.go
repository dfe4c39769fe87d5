package text

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"corotui/api"
)

// Copyable returns untrusted text for a clipboard: as [Clean] has it, but whole,
// and without blanks at its ends. Pasted into a shell, a line break would run
// what comes before it, and an escape sequence end the paste.
func Copyable(t api.Text) string {
	if plain(string(t)) {
		return strings.TrimSpace(string(t))
	}
	return strings.TrimSpace(scrub(string(t), math.MaxInt))
}

// EscapeUnseen writes the characters of JSON that a terminal would obey or not
// show as \u escapes: the value stays the same, and the screen harmless.
func EscapeUnseen(data []byte) string {
	if harmless(data) {
		return string(data)
	}
	var b strings.Builder
	b.Grow(len(data))
	for _, r := range string(data) {
		if r == '\n' || unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

// harmless reports that nothing in JSON has to be escaped, as in nearly all.
func harmless(data []byte) bool {
	for at := 0; at < len(data); {
		r, size := rune(data[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[at:])
		}
		if r == utf8.RuneError || r != '\n' && !unicode.IsPrint(r) {
			return false
		}
		at += size
	}
	return true
}
