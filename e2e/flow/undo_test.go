package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/ui"
)

// hiding is the program on a server that shows no secrets and keeps those that
// an update leaves out.
func hiding(t *testing.T) *world {
	t.Helper()
	variant, err := emulator.ParseVariant("secret=stars,update=keep-secret")
	if err != nil {
		t.Fatal(err)
	}
	return open(t, size{80, 24}, variant)
}

// TestUndoMeetsSomebodyElse: the undo of a change that somebody has changed
// again asks whose it shall be, once, and then that holds.
func TestUndoMeetsSomebodyElse(t *testing.T) {
	t.Parallel()
	for _, choice := range []struct{ key, url string }{{"m", "https://usage.acme.example/in"}, {"t", "https://theirs.example/in"}} {
		t.Run(choice.key, func(t *testing.T) {
			t.Parallel()
			w := open(t, size{80, 24}, emulator.Variant{})
			id, _ := w.find("Usage report")["id"].(string)
			before, _ := w.held(id)["url"].(string)
			if choice.key == "m" {
				choice.url = before
			}
			w.choose("Usage report")
			w.Press("e")
			w.WaitFor("Edit  Usage report")
			w.to("URL")
			w.retype("https://mine.example/in")
			w.Press("ctrl+s")
			w.WaitFor("Save these changes?")
			w.Press("enter")
			w.WaitFor(`Saved "Usage report"`)
			w.elsewhere(id, "url", "https://theirs.example/in")
			w.Press("u")
			w.WaitFor("Changed by someone else", "https://theirs.example/in")
			w.Press(choice.key, "enter")
			w.WaitGone("Changed by someone else")
			w.WaitUntil(func(screen string) bool {
				return strings.Contains(screen, `Restored URL of "Usage report" in Acme Channel`) || strings.Contains(screen, "nothing was written")
			}, "says how the undo ended")
			if held := w.held(id); held["url"] != choice.url {
				t.Errorf("the server holds %v, not %v", held["url"], choice.url)
			}
		})
	}
}

// TestUndoOfACreationThatSomebodyChanged deletes it only after a question, and
// then does.
func TestUndoOfACreationThatSomebodyChanged(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.choose("Usage report")
	w.Press("c")
	w.WaitFor("New webhook")
	w.Press("ctrl+s")
	w.WaitFor("Create this webhook?", "Usage report (copy)")
	w.Press("enter")
	w.WaitFor(`Created "Usage report (copy)"`)
	id, _ := w.find("Usage report (copy)")["id"].(string)
	w.elsewhere(id, "description", "somebody needs it")
	w.Press("u")
	w.WaitFor(`Delete "Usage report (copy)" in Acme Channel?`)
	w.decide("undo")
	w.WaitFor(`Delete "Usage report (copy)" anyway?`, "description")
	w.decide("delete")
	w.said(`Deleted "Usage report (copy)" in Acme Channel`)
	if w.find("Usage report (copy)") != nil {
		t.Error("the server still has it")
	}
}

// TestUndoWhereSecretsAreHidden asks once about the secret, for a change and
// for a whole set.
func TestUndoWhereSecretsAreHidden(t *testing.T) {
	t.Parallel()
	w := hiding(t)
	w.choose("Billing to QuickB")
	w.Press("space")
	w.WaitFor("does not return the secret")
	w.decide("leave it out")
	w.WaitFor(`Enabled "Billing to QuickBooks"`)
	w.Press("u")
	w.said(`Disabled "Billing to QuickBooks" in Acme Channel again`)
	if held := w.held(billing); held["status"] != "disabled" || held["secret"] != "qb-7f3e91c2a4" {
		t.Errorf("the server holds %v, %v", held["status"], held["secret"])
	}
}

// TestAMarkedSetAsksOnceAboutSecrets, and then writes all of it.
func TestAMarkedSetAsksOnceAboutSecrets(t *testing.T) {
	t.Parallel()
	w := hiding(t)
	w.Press("/")
	w.Type("status:off")
	w.WaitFor("2 of 12")
	w.Press("enter", "X", "esc")
	w.WaitFor("2 off · 2 marked")
	w.Press("space")
	w.WaitFor("Enable 2 webhooks in Acme Channel?")
	w.Press("right", "enter")
	w.WaitFor("does not return the secrets of these webhooks")
	if puts := w.wire.all(http.MethodPut); len(puts) != 0 {
		t.Errorf("%d updates were sent before the user chose", len(puts))
	}
	w.decide("leave it out")
	w.said("Enabled 2 webhooks")
	w.closesResults("2 enabled")
	w.WaitFor("all on")
	if puts := w.wire.all(http.MethodPut); len(puts) != 2 {
		t.Errorf("%d updates were sent for 2 webhooks", len(puts))
	}
}

// TestAMarkedSetOfWhichSomeCannotBeUndone says how many those are before it is
// asked for, and why afterwards.
func TestAMarkedSetOfWhichSomeCannotBeUndone(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{}, func(o *ui.Options) {
		desk := o.Runner()
		for _, field := range []change.Field{change.Description, change.Secret} {
			value := func(word string) *history.Value {
				if field == change.Secret { // of which the history holds a fingerprint, and no more
					return &history.Value{Text: "••••", Print: word}
				}
				return &history.Value{Text: api.Text(word)}
			}
			after := "Updates invoices when a client's plan changes"
			entry := history.Entry{
				Type: history.Change, Profile: desk.Who.Profile, Host: desk.Who.Host, Set: "theset", Action: change.Updated,
				Workspace: emulator.DemoChannel, Webhook: billing, Name: "Billing to QuickBooks",
				Deltas: []history.Delta{{Field: history.Field(field), Before: value("before"), After: value(after)}},
			}
			if _, err := desk.Log.Append(t.Context(), entry); err != nil {
				t.Error(err)
			}
		}
	})
	w.Press("u")
	w.WaitFor("Undo 1 change?", "1 cannot be undone and will be skipped.")
	w.decide("undo")
	w.results("1 failed · 1 undone", "it cannot be undone: the old value is not", "Restored description")
	if strings.Contains(w.Screen(), "retry") {
		t.Errorf("it offers to try once more what never can be done:\n%s", w.Screen())
	}
	w.closesResults()
	if description := w.held(billing)["description"]; description != "before" {
		t.Errorf("the description is %v", description)
	}
}

// TestUndoOfADeletionThatNeedsASecret opens the form with all that is known,
// and what is saved there counts as the undo.
func TestUndoOfADeletionThatNeedsASecret(t *testing.T) {
	t.Parallel()
	w := hiding(t)
	before := w.find("Usage report")
	w.choose("Usage report")
	w.Press("d")
	w.WaitFor(`Delete "Usage report"?`, "needs a new one")
	w.Press("right", "enter")
	w.WaitFor("11 webhooks")
	w.Press("u")
	w.WaitFor("Recreate ")
	w.decide("undo")
	w.WaitFor("New webhook", "Usage report", "generated unless you type it")
	w.generatesSecret()
	w.Press("ctrl+s")
	w.WaitFor("Create this webhook?")
	w.Press("enter")
	w.WaitFor(`Created "Usage report"`)
	w.closes("Give the receiver of \"Usage report\" its new secret")
	after := w.find("Usage report")
	for _, field := range []string{"url", "description", "status"} {
		if before[field] != after[field] {
			t.Errorf("%s came back as %v, not %v", field, after[field], before[field])
		}
	}
	w.Press("esc", "h")
	w.WaitFor("History of changes", "undone")
}
