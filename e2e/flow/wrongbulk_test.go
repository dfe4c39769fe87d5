package flow_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
)

// bulkPrompts has a case for each entry of the menu, by its name: what opens, what
// is typed into its fields or picked in its list, and what is said of that.
var bulkPrompts = map[string]struct {
	title string
	wrong map[string][]string // what was typed, by what is said
	picks map[string][]string // the keys, by what is said
}{
	"move URL": {"Change the URL", map[string][]string{
		"! say which host":            {"", ""},
		"! say what takes its place":  {"hooks.acme.example", ""},
		"! 1 webhook does not match":  {"hokks.acme.example", "new.example"},
		"! a host looks like":         {"a b.example", "new.example"},
		"! replace a host by a host":  {"https://old.example", "new.example"},
		"! the beginning of a URL st": {"ftp://old.example", "ftp://new.example"},
	}, nil},
	"add trigger": {"Add a trigger to", nil, map[string][]string{
		"! 1 webhook already has it; there is nothing to change.": {"down", "down", "space", "enter"},
	}},
	"remove trigger": {"Remove a trigger from", nil, map[string][]string{
		"needs at least one": {"space", "down", "space", "down", "space", "enter"},
	}},
	"set header": {"Set a header", map[string][]string{
		"! name the header":       {"", "v"},
		"no HTTP header can have": {"bad name", "v"},
		"is masked":               {"X-Env", "••••"},
		"is too long":             {"X-Env", tooLong},
	}, nil},
	"drop header": {"Remove a header", nil, nil}, // each in the list can go
	"new secret": {"Rotate the secret", map[string][]string{
		"! give the new secret": {"••••"},
	}, nil},
	"copy": {"", nil, nil}, // it has nothing typed
}

// TestNoWrongValueLeavesTheBulkMenu: a prompt stays open with what is wrong, and
// nothing is sent.
func TestNoWrongValueLeavesTheBulkMenu(t *testing.T) {
	t.Parallel()
	for name, prompt := range bulkPrompts {
		t.Run(prompt.title, func(t *testing.T) {
			t.Parallel()
			w := open(t, size{100, 40}, emulator.Variant{})
			w.choose("Billing to QuickB")
			enter := func(says string, what func()) {
				w.Press("b")
				w.WaitFor(`Change "Billing`, "letter or")
				w.hasCases()
				w.Press(name[:1])
				w.WaitFor(prompt.title)
				what()
				w.WaitFor(says, prompt.title)
				w.Press("esc")
				w.WaitGone(prompt.title)
			}
			for says, values := range prompt.wrong {
				enter(says, func() {
					for _, value := range values {
						w.Press("ctrl+u")
						if value != "" {
							w.Paste(value)
						}
						w.Press("enter")
					}
				})
			}
			for says, keys := range prompt.picks {
				enter(says, func() { w.Press(keys...) })
			}
			if sent := w.sentWrites(); sent > 0 {
				t.Errorf("%d writes were sent", sent)
			}
		})
	}
}

// hasCases checks that the open menu has no entry without one.
func (w *world) hasCases() {
	w.t.Helper()
	_, menu, _ := strings.Cut(w.Screen(), `Change "Billing`)
	menu, _, _ = strings.Cut(menu, "╰")
	found := 0
	for _, line := range strings.Split(menu, "\n")[1:] {
		parts := strings.Split(line, "│")
		if len(parts) < 3 || strings.TrimSpace(parts[1]) == "" {
			continue
		}
		entry, _, _ := strings.Cut(strings.TrimLeft(parts[1], " ▌")[3:], "  ")
		if _, known := bulkPrompts[entry]; known {
			found++
		} else {
			w.t.Errorf("no wrong values are known of %q", entry)
		}
	}
	if found != len(bulkPrompts) {
		w.t.Errorf("the menu has %d of %d entries", found, len(bulkPrompts))
	}
}
