package flow_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestThePaletteKnowsActionsByTheirNames: what is typed as it is called is done by
// enter, whatever else has its letters.
func TestThePaletteKnowsActionsByTheirNames(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	for _, one := range []struct{ typed, opens string }{
		{"delete", "Delete "}, {"clone", "New webhook"}, {"fleet", "16 workspaces"}, {"copy", "Copy from"},
		{"json", "JSON of"}, {"workspaces", "type to filter"}, {"undo", "nothing to undo"},
	} {
		w.choose("Billing to QuickB")
		w.Press(":")
		w.WaitFor("type an action")
		w.Type(one.typed)
		w.WaitFor(": " + one.typed)
		w.Press("enter")
		w.WaitFor(one.opens)
		if one.typed != "undo" {
			w.Press("esc")
			w.WaitGone(one.opens)
		}
	}
	w.Press(":")
	w.WaitFor("type an action")
	w.Type("reload")
	w.at("refresh")
	w.Press("esc")
	w.WaitGone(": reload")
}

// TestHelpKnowsTheWordsOfOthers finds a key by a word that is not in its line.
func TestHelpKnowsTheWordsOfOthers(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.Press("?")
	w.WaitFor("enable or disable")
	w.Press("/")
	w.Type("clone")
	w.WaitFor("copy to a new webhook")
	w.WaitGone("enable or disable")
}

// TestAFilterSaysWhichFieldsThereAre, where it is typed, and at once when one is
// typed that there is not; what is wrong lets no row be marked by mistake.
func TestAFilterSaysWhichFieldsThereAre(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.Press("/")
	w.WaitFor("status: trigger: url: host: header: name: id: off:>2d")
	w.Type("state:off")
	w.WaitFor(`There is no field "state"`, "workspace: off:", "esc clears")
	w.WaitGone("PSA tickets")
	w.Press("esc")
	w.WaitFor("PSA tickets")

	w.Press("f")
	w.WaitFor("16 workspaces")
	w.Press("/")
	w.WaitFor("id: workspace: off:>2d")
	w.Type("-workspace:acme nofield:x")
	w.WaitFor(`There is no field "nofield"`)
	w.Press("esc")
	w.WaitGone("There is no field")

	w.Press("esc")
	w.WaitFor("Acme Channel", "12 webhooks")
	w.Press("w")
	w.WaitFor("name: id: domain: type:")
	w.Type("status:off")
	w.WaitFor(`There is no field "status"`)
	w.WaitGone("open workspace id")
}

// TestOneNameInTwoForms: a filter finds what looks the same, however its accents
// are sent, and a host by its name and by the form that is looked up.
func TestOneNameInTwoForms(t *testing.T) {
	t.Parallel()
	seed := emulator.Scale(2, 6, 1)
	for at, name := range map[int]string{0: "Müller", 1: "Mu\u0308ller", 2: "MÜLLER", 3: "Miller"} {
		seed.Workspaces[0].Webhooks[at].Name = name
	}
	seed.Workspaces[0].Webhooks[3].URL = "https://xn--bcher-kva.example/in"
	w := openOn(t, size{80, 24}, seed, emulator.Variant{})
	w.WaitFor("fresh", "Miller")
	w.Press("/")
	w.Type("müller")
	w.WaitFor("3 of ")
	again := func(text string) {
		w.Press("ctrl+u")
		w.WaitUntil(func(screen string) bool { return !strings.Contains(screen, "3 of ") }, "has an empty filter")
		w.Type(text)
	}
	again("mu\u0308ller")
	w.WaitFor("3 of ")
	again("url:bücher")
	w.WaitFor("1 of ", "Miller")
	w.Press("ctrl+u")
	w.Type("-host:xn--bcher")
	w.WaitGone("Miller")
}
