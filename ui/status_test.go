package ui

import (
	"slices"
	"testing"

	"corotui/ui/theme"
)

func TestStatusLines(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sentence string
		ascii    bool
		width    int
		want     []string
	}{
		"none":                           {"", false, 80, []string{""}},
		"fits":                           {"Disabled \"Billing\" · u undo", false, 80, []string{"Disabled \"Billing\" · u undo"}},
		"fills the line":                 {"12345678 · u undo", false, 18, []string{"12345678 · u undo"}},
		"breaks between clauses":         {"one two · u undo", false, 13, []string{"one two", "u undo"}},
		"keeps what fits together":       {"one two · six · u undo", false, 16, []string{"one two · six", "u undo"}},
		"breaks in a long clause":        {"one two three · u undo", false, 10, []string{"one two", "three", "u undo"}},
		"breaks anywhere to say more":    {"one two three · four five · six seven", false, 12, []string{"one two", "three ·", "four five …"}},
		"three lines and then a cut":     {"one two three four five", false, 7, []string{"one", "two", "three…"}},
		"three dots where there is no …": {"Delete \"Night…\"?", true, 80, []string{"Delete \"Night...\"?"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := status{sentence: test.sentence}
			if got := said.lines(theme.New(theme.Dark, test.ascii), test.width); !slices.Equal(got, test.want) {
				t.Errorf("%q at %d cells is %q, want %q", test.sentence, test.width, got, test.want)
			}
		})
	}
}
