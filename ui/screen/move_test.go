package screen_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"corotui/ui/keys"
	"corotui/ui/screen"
)

// TestStep: by a line, by a page that keeps a line in sight, by half a page, and to the ends.
func TestStep(t *testing.T) {
	t.Parallel()
	for action, want := range map[keys.Action]int{
		keys.Up: 49, keys.Down: 51, keys.PageUp: 41, keys.PageDown: 59, keys.HalfUp: 45, keys.HalfDown: 55, keys.Top: 0, keys.Bottom: 99,
	} {
		if to, moves := screen.Step(action, 50, 10, 100); !moves || to != want {
			t.Errorf("%s goes to %d, %v, not %d", action, to, moves, want)
		}
	}
	if to, moves := screen.Step(keys.Toggle, 50, 10, 100); moves || to != 50 {
		t.Errorf("toggle goes to %d", to)
	}
	if to, _ := screen.Step(keys.PageDown, 0, 1, 100); to != 1 {
		t.Errorf("a page of one line goes to %d", to)
	}
}

// TestWindow: the cursor is a row, it is in sight, the window has no gap at its
// end, and it does not move without need.
func TestWindow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(0, 50).Draw(t, "count")
		rows := rapid.IntRange(0, 20).Draw(t, "rows")
		from := rapid.IntRange(-5, 60).Draw(t, "cursor")
		before := rapid.IntRange(0, 60).Draw(t, "top")
		cursor, top := screen.Window(from, before, rows, count)
		visible := max(1, rows)
		switch {
		case count == 0 && (cursor != 0 || top != 0):
			t.Fatalf("of no rows %d and %d", cursor, top)
		case count > 0 && (cursor < 0 || cursor >= count || cursor < top || cursor >= top+visible):
			t.Fatalf("the cursor %d is not in sight of %d rows from %d", cursor, visible, top)
		case top > 0 && top+visible > count:
			t.Fatalf("there is a gap below row %d of %d", top+visible, count)
		case cursor >= before && cursor < before+visible && before+visible <= count && top != before:
			t.Fatalf("the window moved from %d to %d without need", before, top)
		}
	})
}

// TestHalfBesideAField: the keys of half a page move as long as nothing is typed, and
// no letter ever does, whatever it is set to.
func TestHalfBesideAField(t *testing.T) {
	t.Parallel()
	k, err := keys.NewMap(map[string][]string{"half-page-down": {"ctrl+d", "z"}})
	if err != nil {
		t.Fatal(err)
	}
	down := tea.KeyPressMsg{Code: 'd', Mod: tea.ModCtrl}
	if to, moves := screen.Half(k, down, "", 50, 10); !moves || to != 55 {
		t.Errorf("beside an empty field it goes to %d, %v", to, moves)
	}
	if to, moves := screen.Half(k, down, "typed", 50, 10); moves || to != 50 {
		t.Errorf("beside what is typed it goes to %d", to)
	}
	if _, moves := screen.Half(k, tea.KeyPressMsg{Code: 'z', Text: "z"}, "", 50, 10); moves {
		t.Error("a letter moves")
	}
	if _, moves := screen.Half(k, tea.KeyPressMsg{Code: tea.KeyPgDown}, "", 50, 10); moves {
		t.Error("another key moves")
	}
}
