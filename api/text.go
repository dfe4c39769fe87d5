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
func (t Text) Format(f fmt.State, verb rune) { formatClean(f, verb, string(t)) }

// Format prints the id as [Text.Format] does: a type made from Text does not
// inherit its methods.
func (id WorkspaceID) Format(f fmt.State, verb rune) { formatClean(f, verb, string(id)) }

// Format prints the id as [Text.Format] does.
func (id WebhookID) Format(f fmt.State, verb rune) { formatClean(f, verb, string(id)) }

// Format prints the status as [Text.Format] does.
func (s Status) Format(f fmt.State, verb rune) { formatClean(f, verb, string(s)) }

// Format prints the trigger as [Text.Format] does.
func (t Trigger) Format(f fmt.State, verb rune) { formatClean(f, verb, string(t)) }

// Format prints the name, which comes from a server's spelling, as
// [Text.Format] does.
func (n TriggerName) Format(f fmt.State, verb rune) { formatClean(f, verb, string(n)) }

func formatClean(f fmt.State, verb rune, raw string) {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, raw)
	if verb == 'q' {
		clean = strconv.Quote(clean)
	}
	_, _ = io.WriteString(f, clean)
}
