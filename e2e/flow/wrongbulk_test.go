package flow_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
)

// bulkPrompts has a case for each entry of the menu, by its name: what opens, what
// is typed into its fields, and what is said of that.
var bulkPrompts = map[string]struct {
	title string
	wrong map[string][]string // what is said, by what was typed
}{
	"move URL": {"Change the URL", map[string][]string{
		"! say which host":            {"", ""},
		"! a host looks like":         {"a b.example", "new.example"},
		"! replace a host by a host":  {"https://old.example", "new.example"},
		"! the beginning of a URL st": {"ftp://old.example", "ftp://new.example"},
	}},
	"add trigger": {"Add a trigger to", map[string][]string{
		"! name the trigger":                          {""},
		`! trigger "workspace-create" is not a known`: {"workspace-create"},
		"cannot be a trigger":                         {"••••"},
	}},
	"remove trigger": {"Remove a trigger from", map[string][]string{
		"! name the trigger":              {"   "},
		"is not a trigger of the webhook": {"no-such-thing"},
	}},
	"set header": {"Set a header", map[string][]string{
		"! name the header":       {"", "v"},
		"no HTTP header can have": {"bad name", "v"},
		"is masked":               {"X-Env", "••••"},
		"is too long":             {"X-Env", tooLong},
	}},
	"drop header": {"Remove a header", map[string][]string{"! name the header": {""}}},
	"new secret": {"Rotate the secret", map[string][]string{
		"! give the new secret":      {"", ""},
		"! the secrets do not match": {"one", "another"},
	}},
	"copy": {"into other workspaces", map[string][]string{
		"! name the workspaces":  {""},
		"! no scanned workspace": {"No Such Place"},
	}},
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
			for says, values := range prompt.wrong {
				w.Press("b")
				w.WaitForDialog(`Change "Billing`)
				w.hasCases()
				w.Press(name[:1])
				w.WaitFor(prompt.title)
				for _, value := range values {
					if value != "" {
						w.Paste(value)
					}
					w.Press("enter")
				}
				w.WaitFor(says, prompt.title)
				w.Press("esc")
				w.WaitGone(prompt.title)
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
		if parts := strings.Split(line, "│"); len(parts) > 2 {
			for _, entry := range strings.Split(strings.NewReplacer("[", " ", "]", " ").Replace(parts[1]), "  ") {
				entry = strings.TrimSpace(entry)
				if _, known := bulkPrompts[entry]; !known && entry != "" {
					w.t.Errorf("no wrong values are known of %q", entry)
				} else if known {
					found++
				}
			}
		}
	}
	if found != len(bulkPrompts) {
		w.t.Errorf("the menu has %d of %d entries", found, len(bulkPrompts))
	}
}
