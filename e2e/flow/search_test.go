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
	for typed, first := range map[string]string{"reload": "refresh", "quit": "q              back, and from the list quit"} {
		w.Press(":")
		w.WaitFor("type an action")
		w.Type(typed)
		w.WaitFor(": " + typed)
		w.at(first)
		w.Press("esc")
		w.WaitGone(": " + typed)
	}
}

// TestHelpKnowsActionsByTheirNames: below the title of its group, the first line is the
// action that is called so.
func TestHelpKnowsActionsByTheirNames(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.Press("?")
	w.WaitFor("enable or disable")
	w.Press("/")
	for _, one := range []struct{ typed, first string }{
		{"reload", "r              refresh"}, {"delete", "d              delete, after asking"}, {"fleet", "f              every webhook"},
		{"undo", "u              undo the last change"}, {"workspaces", "w              choose another workspace"},
		{"copy", "y              copy the id"}, {"clone", "c              copy to a new webhook"}, {"quit", "q              back, and from"},
		{"json", "J              show the whole webhook as JSON"},
	} {
		w.Press("ctrl+u")
		w.Type(one.typed)
		w.WaitUntil(func(screen string) bool {
			lines := strings.Split(screen, "\n")
			return strings.Contains(screen, "/ "+one.typed) && len(lines) > 3 && strings.HasPrefix(lines[3], "   "+one.first)
		}, "has "+one.first+" first for "+one.typed)
	}
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

// TestAFilterOffersWhatMayBeTyped: fields, then the values of one, which tab takes;
// an unknown field asks whether another was meant.
func TestAFilterOffersWhatMayBeTyped(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.Press("/")
			w.WaitFor("status: trigger: url:", "-word excludes")
			w.WaitGone("tab complete")
			w.Type("st")
			w.WaitFor("tab complete", "status: trigger: url:")
			w.Press("tab")
			w.WaitFor("/ status: ", "off on disabled enabled")
			w.Type("d")
			w.WaitFor("disabled off on")
			w.Press("tab")
			w.WaitFor("/ status:disabled ", "2 of 12", "status: trigger: url:")
			w.Type("-trigger:coun")
			w.WaitFor("protected-users-count-updated")
			w.Press("ctrl+u")
			w.Type("tigger:x")
			w.WaitFor("Did you mean trigger:?")
			w.Press("esc", "w")
			w.WaitFor("or an id")
			w.Type("dom")
			w.WaitFor("name: id: domain: type:")
			w.Press("tab")
			w.Type("northwind")
			w.WaitFor("/ domain:northwind", "1 of ")
		})
	}
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

// TestAFilterWithoutAMatch says so where the rows were, and again when a key wants one.
func TestAFilterWithoutAMatch(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.Press("/")
	w.Type("quik")
	w.Press("enter")
	w.WaitFor(`   Nothing matches "quik". esc clears.`, "0 of 12", "/ filter  esc clear")
	w.Press("space")
	w.WaitFor("\n Nothing matches \"quik\". esc clears.\n")
}
