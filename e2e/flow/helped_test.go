package flow_test

import (
	"regexp"
	"strings"
	"testing"

	"corotui/api/emulator"
	"corotui/internal/account"
	"corotui/ui"
)

// below says that help goes on.
var below = regexp.MustCompile(`↓ \d+ more`)

// helpScreen is every line of the help that ? opens here.
func (w *world) helpScreen() string {
	w.t.Helper()
	w.Press("?")
	w.WaitFor("find")
	var all strings.Builder
	for {
		screen := w.Screen()
		all.WriteString(screen)
		if !below.MatchString(screen) {
			break
		}
		w.Press("pgdown")
		w.WaitUntil(func(now string) bool { return now != screen }, "scrolls on")
	}
	w.Press("esc")
	w.WaitGone("find")
	return all.String()
}

// TestHelpListsWhatWorks: every key that does something where help was opened, and
// none that would be refused whatever it is pressed on.
func TestHelpListsWhatWorks(t *testing.T) {
	t.Parallel()
	const (
		bulk, add, test, toggle = "change the marked", "  new webhook\n", "send Coro's test", "enable or disable"
		undo, profiles, scan    = "undo the last change", "switch to another profile", "pause or resume the scan"
	)
	reads := func(o *ui.Options) { o.ReadOnly = "this is read-only" }
	for name, here := range map[string]struct {
		change       func(*ui.Options)
		keys         []string
		lists, lacks []string
	}{
		"list":           {nil, nil, []string{bulk, add, test, toggle, undo}, []string{profiles, scan}},
		"detail":         {nil, []string{"enter"}, []string{bulk, add, test, toggle, undo}, []string{scan}},
		"fleet":          {nil, []string{"f"}, []string{bulk, test, toggle, scan}, []string{add}},
		"fleet's detail": {nil, []string{"f", "enter"}, []string{bulk, test, toggle, scan}, []string{add}},
		"read-only":      {reads, nil, []string{"open the webhook", "copy the id"}, []string{bulk, add, test, toggle, undo}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if here.change == nil {
				here.change = func(*ui.Options) {}
			}
			w := open(t, sizes[0], emulator.Variant{}, here.change)
			for _, key := range here.keys {
				w.Press(key)
				w.WaitFor(map[string]string{"enter": "Applies to", "f": "16 workspaces · 1 no access"}[key])
			}
			help := w.helpScreen()
			for _, want := range here.lists {
				if !strings.Contains(help, want) {
					t.Errorf("help does not list %q:\n%s", want, help)
				}
			}
			for _, other := range here.lacks {
				if strings.Contains(help, other) {
					t.Errorf("help lists %q:\n%s", other, help)
				}
			}
		})
	}
}

// TestTheHelpLineNamesWhatWorks in states in which less works than usual.
func TestTheHelpLineNamesWhatWorks(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{}, func(o *ui.Options) { o.ReadOnly = "this is read-only" })
	w.WaitFor("enter open")
	w.WaitGone("t test")
	w.Press("x")
	w.WaitFor("esc unmark")
	w.WaitGone("t test")
	w.Press("/")
	w.Type("quick")
	w.WaitFor("1 of 12")
	w.Press("enter")
	w.WaitFor("esc clear ")
	w.Press("esc", "esc", "/")
	w.Type("nothing")
	w.WaitFor("0 of 12")
	w.Press("enter")
	w.WaitFor("/ filter  esc clear")
	w.WaitGone("enter open")
}

// TestALoginWithNothingBehindIt offers no way back to it.
func TestALoginWithNothingBehindIt(t *testing.T) {
	t.Parallel()
	w := openOn(t, sizes[0], emulator.Demo(), emulator.Variant{}, func(o *ui.Options) {
		o.Login, o.Workspace = &account.Attempt{Region: "us"}, ""
	})
	w.WaitFor("Log in to Coro", "ctrl+c quit")
	w.WaitGone("esc back")
}

// TestReadOnlyLeavesTheFleetItsName: the bar of a walk gets what the rest leaves.
func TestReadOnlyLeavesTheFleetItsName(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{}, func(o *ui.Options) { o.ReadOnly = "this is read-only" })
	w.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpList, Workspace: contoso})
	w.Press("f")
	w.WaitFor("Fleet  Acme Channel", "read-only · 15 of 16 workspaces · 1 no access")
}
