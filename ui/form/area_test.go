package form

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"corotui/ui/theme"
)

// TestACursorStaysWhereItIs: an area is made anew for each key, with the cursor
// in the same place, whatever rows its text takes.
func TestACursorStaysWhereItIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		value := strings.Join(rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom([]rune("ab 新é")), 0, 24, -1), 1, 12).Draw(r, "lines"), "\n")
		a := newArea(theme.New(theme.Dark, false), value, rapid.IntRange(1, 30).Draw(r, "width"), "")
		for range rapid.IntRange(0, 20).Draw(r, "keys") {
			a = a.update(tea.KeyPressMsg{Code: rapid.SampledFrom([]rune{tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight, tea.KeyHome, tea.KeyEnd}).Draw(r, "key")})
		}
		same := a.copied(a.model.Width())
		if same.model.Line() != a.model.Line() || same.model.Column() != a.model.Column() {
			r.Fatalf("line %d column %d became line %d column %d in %q", a.model.Line(), a.model.Column(), same.model.Line(), same.model.Column(), value)
		}
	})
}

// TestDownGoesThroughAFullLine: a line of exactly the field's width ends in an
// empty row.
func TestDownGoesThroughAFullLine(t *testing.T) {
	t.Parallel()
	for _, width := range []int{10, 40, 74} {
		a := newArea(theme.New(theme.Dark, false), "first\n"+strings.Repeat("x", width)+"\nlast", width, "")
		a.model.MoveToBegin()
		for range 4 {
			a = a.update(tea.KeyPressMsg{Code: tea.KeyDown})
		}
		if a.model.Line() != 2 {
			t.Errorf("four rows down, in a field of %d columns, is line %d", width, a.model.Line())
		}
	}
}
