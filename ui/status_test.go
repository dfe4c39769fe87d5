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
		"breaks at a dot":                {"one two · three", false, 12, []string{"one two", "three"}},
		"breaks before a dot":            {"one two · three", false, 10, []string{"one two", "three"}},
		"breaks in a clause":             {"one · two three", false, 12, []string{"one · two", "three"}},
		"a dot at the very end stays":    {"one two three ·", false, 12, []string{"one two", "three ·"}},
		"three lines and then a cut":     {"one two three four five", false, 7, []string{"one", "two", "thre…"}},
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
