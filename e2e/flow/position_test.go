package flow_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestLongListsSayWhereOneIs: the place of the cursor, and a mark for that of what is
// visible, which every list has that is longer than the screen and no other one.
func TestLongListsSayWhereOneIs(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := openOn(t, s, emulator.Scale(120, 60, 1), emulator.Variant{})
			marked := func(position string) {
				t.Helper()
				w.WaitUntil(func(screen string) bool {
					return strings.Contains(screen, position) && strings.Contains(screen, "▐")
				}, "has a mark, and says "+position)
			}
			w.WaitFor("fresh")
			marked(" 1 of 60")
			w.Press("G")
			marked("60 of 60")
			w.Press("/")
			w.Type("status:on")
			w.WaitFor(" of 60 · esc clears")
			w.Press("enter")
			w.WaitFor("1 of ", " matches · esc clears")
			w.Press("esc", "f")
			w.WaitFor(" 1 of 7,200")
			w.Press("down", "down")
			marked(" 3 of 7,200")
			w.Press("w")
			w.WaitFor("or an id", "1 of 120 workspaces")
			w.Type("e")
			w.WaitFor("1 of ", " matches · 120 workspaces")
			w.Press("esc")
			w.WaitFor("1 of 120 workspaces")
			w.Press("esc")
			w.WaitFor("3 of 7,200")
			w.Press("?")
			w.WaitFor("enable or disable")
			if s.height < 50 {
				w.Press("G")
				w.WaitUntil(func(screen string) bool {
					return strings.Contains(screen, "▐") && !strings.Contains(screen, " more")
				}, "has the mark at the end of help")
			}
			w.Press("esc")
			w.WaitFor("3 of 7,200")
			w.Press(":")
			w.WaitFor("type an action")
			if s.height < 50 {
				marked(" 1 of ")
				w.Type("refresh")
				w.WaitFor(": refresh")
			}
			w.Press("esc")
			w.WaitFor("3 of 7,200")
		})
	}
}
