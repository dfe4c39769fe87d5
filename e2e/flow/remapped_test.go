package flow_test

import (
	"testing"

	"corotui/api/emulator"
	"corotui/ui"
	"corotui/ui/keys"
)

// TestRemappedKeysWorkWhereHelpNamesThem: what a sentence or the help line calls a
// key is the one that the user gave it, also while text is typed.
func TestRemappedKeysWorkWhereHelpNamesThem(t *testing.T) {
	t.Parallel()
	own, err := keys.NewMap(map[string][]string{"back": {"ctrl+o", "M"}, "new": {"a"}, "refresh": {"ctrl+r"}, "filter": {"z"}})
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, sizes[0], emulator.Variant{}, func(o *ui.Options) { o.Keys = own })
	w.Press("z")
	w.Type("Mzzz")
	w.WaitFor(`Nothing matches "Mzzz". ctrl+o clears.`, "0 of 12 · ctrl+o clears", "ctrl+o esc clear")
	w.Press("ctrl+o")
	w.WaitFor("PSA tickets", "sorted by status")
	w.Press("z")
	w.Type("quick")
	w.WaitFor("1 of 12")
	w.Press("enter", "M")
	w.WaitFor("PSA tickets", "sorted by status")
	w.Press("w")
	w.WaitFor("Alpine Ski House", "ctrl+o esc back")
	w.Type("M")
	w.WaitFor("ctrl+o esc clear")
	w.Press("ctrl+o", "ctrl+o")
	w.WaitFor("PSA tickets", "sorted by status")
}

// TestAnEmptyWorkspaceNamesAKeyThatWorks: the one that makes a webhook, unless none
// may be made.
func TestAnEmptyWorkspaceNamesAKeyThatWorks(t *testing.T) {
	t.Parallel()
	seed := emulator.Demo()
	for i := range seed.Workspaces {
		seed.Workspaces[i].Webhooks = nil
	}
	own, err := keys.NewMap(map[string][]string{"new": {"a"}})
	if err != nil {
		t.Fatal(err)
	}
	w := openOn(t, sizes[0], seed, emulator.Variant{}, func(o *ui.Options) { o.Keys = own })
	w.WaitFor("No webhooks in Acme Channel yet.  a creates the first one.")
	w = openOn(t, sizes[0], seed, emulator.Variant{}, func(o *ui.Options) { o.ReadOnly = "this is read-only" })
	w.WaitFor("No webhooks in Acme Channel yet.")
	w.WaitGone("creates")
}
