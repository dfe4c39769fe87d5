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
			w := openOn(t, s, emulator.Scale(60, 30, 1), emulator.Variant{})
			marked := func(position string) {
				t.Helper()
				w.WaitUntil(func(screen string) bool {
					return strings.Contains(screen, position) && strings.Contains(screen, "▐")
				}, "has a mark, and says "+position)
			}
			w.WaitFor("fresh")
			if s.height < 50 {
				marked(" 1 of 30")
				w.Press("G")
				marked("30 of 30")
				w.Press("/")
				w.Type("status:on")
				w.WaitFor(" of 30 · esc clears")
				w.Press("enter")
				w.WaitFor("1 of ", " matches · esc clears")
				w.Press("esc")
				w.WaitGone("esc clears")
			}
			w.Press("f")
			w.WaitFor(" 1 of 1,800")
			w.Press("down", "down")
			marked(" 3 of 1,800")
			w.Press("w")
			w.WaitFor("or an id")
			marked("1 of 60 workspaces")
			if s.height < 50 {
				w.Type("e")
				w.WaitFor(" of 60 workspaces · match ")
				w.Press("esc")
				w.WaitFor("1 of 60 workspaces")
			}
			w.Press("esc")
			w.WaitFor("3 of 1,800")
			w.Press("?")
			w.WaitFor("enable or disable")
			if s.height < 50 {
				w.Press("G")
				w.WaitUntil(func(screen string) bool {
					return strings.Contains(screen, "▐") && !strings.Contains(screen, " more")
				}, "has the mark at the end of help")
			}
			w.Press("esc")
			w.WaitFor("3 of 1,800")
			w.Press(":")
			w.WaitFor("type an action")
			if s.height < 50 {
				marked(" 1 of ")
				w.Type("refresh")
				w.WaitFor(": refresh")
			}
			w.Press("esc")
			w.WaitFor("3 of 1,800")
		})
	}
}
