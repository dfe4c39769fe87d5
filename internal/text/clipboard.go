package text

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

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
	if !slices.ContainsFunc(data, func(c byte) bool { return c != '\n' && (c < ' ' || c > '~') }) {
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
