package flow_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// elsewhere changes a field of a webhook the way somebody else does.
func (w *world) elsewhere(id, field string, value any) {
	w.t.Helper()
	held := w.held(id)
	held[field] = value
	raw, err := json.Marshal(held)
	if err != nil {
		w.t.Fatal(err)
	}
	w.server.Put(emulator.DemoChannel, raw)
}

// TestTwoPeopleChangeTheSameField: nothing is written before the user has
// chosen, and then what was chosen.
func TestTwoPeopleChangeTheSameField(t *testing.T) {
	t.Parallel()
	for _, choice := range []struct{ key, url string }{{"m", "https://mine.example/in"}, {"t", "https://theirs.example/in"}} {
		t.Run(choice.key, func(t *testing.T) {
			t.Parallel()
			w := open(t, size{80, 24}, emulator.Variant{})
			w.choose("Usage report")
			w.Press("e")
			w.WaitFor("Edit  Usage report")
			w.to("URL")
			w.retype("https://mine.example/in")
			id, _ := w.find("Usage report")["id"].(string)
			w.elsewhere(id, "url", "https://theirs.example/in")
			w.elsewhere(id, "description", "theirs too")
			w.Press("ctrl+s")
			w.WaitFor("Save these changes?")
			w.Press("enter")
			w.WaitFor("Changed by someone else", "https://theirs.example/in", "https://mine.example/in", "usage.acme.example")
			if puts := w.wire.all(http.MethodPut); len(puts) != 0 {
				t.Errorf("%d updates were sent before the user chose", len(puts))
			}
			w.Press(choice.key, "enter")
			w.WaitGone("Changed by someone else", "Edit  Usage report")
			w.WaitFor(strings.TrimPrefix(choice.url, "https://"))
			if held := w.held(id); held["url"] != choice.url || held["description"] != "theirs too" {
				t.Errorf("the server holds %v and %v", held["url"], held["description"])
			}
		})
	}
}

// TestTheirsInOtherFieldsIsKept: a toggle of what somebody renamed meanwhile
// does not undo the renaming.
func TestTheirsInOtherFieldsIsKept(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.choose("Billing to QuickB")
	w.elsewhere(billing, "name", "Billing, renamed")
	w.Press("space")
	w.WaitFor("Enabled", "Billing, renamed")
	if held := w.held(billing); held["name"] != "Billing, renamed" || held["status"] != "enabled" {
		t.Errorf("the server holds %v, %v", held["name"], held["status"])
	}
}

// TestUndo takes a toggle, a deletion and a marked set back.
func TestUndo(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.choose("Billing to QuickB")
	w.Press("space")
	w.WaitFor("Enabled", "u undo")
	w.Press("u")
	w.said(`Disabled "Billing to QuickBooks" in Acme Channel again`)
	if status := w.held(billing)["status"]; status != "disabled" {
		t.Errorf("after the undo the server holds it as %v", status)
	}
	before := w.find("Usage report")
	w.choose("Usage report")
	w.Press("d")
	w.WaitFor(`Delete "Usage report"?`)
	w.Press("right", "enter")
	w.WaitFor("11 webhooks")
	w.Press("u")
	w.WaitFor("Recreate ", "new id")
	w.decide("undo")
	w.WaitFor("12 webhooks")
	after := w.find("Usage report")
	for _, field := range []string{"url", "description", "secret", "status"} {
		if before[field] != after[field] {
			t.Errorf("%s came back as %v, not %v", field, after[field], before[field])
		}
	}
}

// TestAMarkedSetIsAskedOnceAndUndoneAsOne enables both disabled webhooks.
func TestAMarkedSetIsAskedOnceAndUndoneAsOne(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.Press("/")
	w.Type("status:off")
	w.WaitFor("2 of 12")
	w.Press("enter", "X", "esc")
	w.WaitFor("2 off · 2 marked")
	w.Press("space")
	w.WaitFor("Enable 2 webhooks in Acme Channel?")
	w.Press("right", "enter")
	w.said("Enabled 2 webhooks")
	w.closesResults("2 enabled")
	w.WaitFor("all on")
	w.Press("u")
	w.WaitFor("Undo 2 changes?")
	w.decide("undo")
	w.closesResults("2 undone")
	w.WaitFor("2 off")
	if status := w.held(billing)["status"]; status != "disabled" {
		t.Errorf("the server holds it as %v", status)
	}
}

// TestASecretThatIsNotShownIsNeverWrittenBack: the user is asked once, and the
// server still has its secret afterwards.
func TestASecretThatIsNotShownIsNeverWrittenBack(t *testing.T) {
	t.Parallel()
	variant, err := emulator.ParseVariant("secret=stars,update=keep-secret")
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, size{80, 24}, variant)
	w.choose("Billing to QuickB")
	w.Press("space")
	w.WaitFor("does not return the secret", "leave it out")
	w.decide("leave it out")
	w.WaitFor("Enabled")
	if held := w.held(billing); held["secret"] != "qb-7f3e91c2a4" || held["status"] != "enabled" {
		t.Errorf("the server holds %v, %v", held["secret"], held["status"])
	}
	w.choose("PSA tickets")
	w.Press("space")
	w.WaitFor(`Enabled "PSA tickets"`)
	if raw := string(w.wire.all(http.MethodPut)[0].body); strings.Contains(raw, "****") || strings.Contains(raw, `"secret"`) {
		t.Errorf("a secret was written: %s", raw)
	}
}

// TestAFailedRefreshKeepsTheRows and says why, and the next one works.
func TestAFailedRefreshKeepsTheRows(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpList})
	w.Press("r")
	w.said("Could not refresh: These credentials have no access to workspace acmechannel_AB12_c")
	w.WaitFor("PSA tickets", "Usage report", "trace")
	w.Press("r")
	w.WaitGone("Could not refresh")
	w.WaitFor("fresh")
}

// TestAFailedSaveKeepsTheForm with all that was typed.
func TestAFailedSaveKeepsTheForm(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.choose("Usage report")
	w.Press("e")
	w.WaitFor("Edit  Usage report")
	w.to("URL")
	w.retype("https://typed.example/in")
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpUpdate})
	w.Press("ctrl+s")
	w.WaitFor("Save these changes?")
	w.Press("enter")
	w.said("Could not save")
	w.WaitFor("https://typed.example/in", "Edit  Usage report")
	w.Press("ctrl+s")
	w.WaitFor("Save these changes?")
	w.Press("enter")
	w.WaitFor(`Saved "Usage report"`)
	if url := w.find("Usage report")["url"]; url != "https://typed.example/in" {
		t.Errorf("the server holds %v", url)
	}
}
