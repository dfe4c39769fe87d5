package flow_test

import (
	"testing"

	"corotui/api/emulator"
	"corotui/ui"
	"corotui/ui/keys"
)

// saves gives the program filters under the keys 1 and 4.
func saves(o *ui.Options) {
	o.Keys, _ = o.Keys.WithSaved([]keys.Saved{
		{Name: "Broken", Key: "1", Filter: "status:off"}, {Name: "Not Acme's", Key: "4", Filter: "-host:acme.example"},
	})
}

// TestSavedFilters are named with their counts below the list and the fleet, in the
// palette and in help; their keys apply them, and take them away again.
func TestSavedFilters(t *testing.T) {
	t.Parallel()
	for s, named := range map[size]string{
		{80, 24}: "1 Broken (2)  4 Not Acme's (8)", {60, 15}: "1 Broken (2)  4 Not Acme's (8)", {110, 40}: "1 Broken (2)  4 Not Acme's (8)", {200, 50}: "1 Broken (2)  4 Not Acme's (8)",
	} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{}, saves)
			w.WaitFor(named)
			w.Press("1")
			w.WaitFor("/ status:off", "2 of 12")
			w.WaitGone("Usage report")
			w.Press("4")
			w.WaitFor("/ -host:acme.example", "Slack #new-clients")
			w.WaitGone("Usage report")
			w.Press("4")
			w.WaitFor("Usage report", named)
			w.Press("7")
			w.WaitFor("No filter is saved under this key")
			w.Press(":")
			w.WaitFor("type an action")
			w.Type("broken")
			w.WaitFor("filter Broken: status:off · 2")
			w.Press("enter")
			w.WaitFor("/ status:off", "2 of 12")
			w.Press("esc")
			w.WaitFor("Usage report")
			w.Press("?")
			w.WaitFor("enable or disable")
			w.Press("/")
			w.Type("not acme's")
			w.WaitFor("filter Not Acme's: -host:acme.example · 8")
			w.Press("esc")
			w.WaitFor("enable or disable")
			w.Press("esc")
			w.WaitFor("Usage report")
			w.Press("f")
			w.WaitFor("16 workspaces · 1 no access", "1 Broken (8)")
			w.Press("1")
			w.WaitFor("/ status:off", "8 of 39")
		})
	}
}
