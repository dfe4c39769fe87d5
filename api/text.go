package api

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// Text is text that a server sent or a user typed for one. It may hold escape
// sequences, bidirectional controls and four thousand characters, so it is not
// a string: whatever shows it must first turn it into one, with the cleaning
// function of the place that shows it. string(t) is the raw value, for the
// wire and for comparisons only.
type Text string

// Format prints the text with everything that does not print replaced, so that
// an error message built with %s or %v is harmless by itself.
func (t Text) Format(f fmt.State, verb rune) {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, string(t))
	if verb == 'q' {
		clean = strconv.Quote(clean)
	}
	_, _ = io.WriteString(f, clean)
}
