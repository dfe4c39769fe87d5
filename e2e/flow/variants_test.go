package flow_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
)

// TestEveryVariantOfTheAPI does a day's work against every way in which a
// server may fill what the API's documentation leaves open. The race detector
// looks at goroutines, and those are the same in every variant: with it, the
// switches that are set one by one are left out.
func TestEveryVariantOfTheAPI(t *testing.T) {
	t.Parallel()
	for _, variant := range emulator.Variants() {
		if underRaceDetector && strings.Contains(variant.Name, "=") {
			continue
		}
		t.Run(variant.Name, func(t *testing.T) {
			t.Parallel()
			w := open(t, sizes[0], variant.Variant)
			w.togglesAnywhere()
			w.editsAnywhere()
			w.createsAnywhere()
			w.deletesAnywhere()
			w.testsAnywhere()
			w.switchesAnywhere()
			w.Quit()
			if count := w.writes(); count != 4 {
				t.Errorf("%d writes were accepted for a toggle, an edit, a create and a delete", count)
			}
		})
	}
}

// written waits for the sentence that ends a write. Where the server hides
// secrets, the question about them comes first, once.
func (w *world) written(sentence string) {
	w.t.Helper()
	const question = "Coro does not return the secret"
	w.WaitUntil(func(screen string) bool {
		return strings.Contains(screen, sentence) || strings.Contains(screen, question)
	}, "shows "+sentence)
	if strings.Contains(w.Screen(), question) {
		w.decide("leave it out")
		w.WaitFor(sentence)
	}
}

// decide takes a choice of a dialog, once that takes keys.
func (w *world) decide(choice string) {
	w.t.Helper()
	w.Choose(choice)
	w.Press("enter")
}

func (w *world) togglesAnywhere() {
	w.t.Helper()
	w.choose("Billing to QuickB")
	w.Press("space")
	w.written(`Enabled "Billing to QuickBooks"`)
	w.holds("status", "enabled")
	w.holds("ownerTeam", "billing")
}

func (w *world) editsAnywhere() {
	w.t.Helper()
	w.choose("Billing to QuickB")
	w.Press("e")
	w.WaitFor("Edit  Billing to QuickBooks")
	w.to("URL")
	w.retype("https://moved.example/in")
	w.tick("protected-users-added")
	w.to("X-Env")
	w.Press("enter")
	w.at("Value")
	w.retype("production")
	w.Press("enter")
	w.at("add a header")
	w.Press("ctrl+s")
	w.WaitFor("Save these changes?")
	w.Press("enter")
	w.written(`Saved "Billing to QuickBooks"`)
	w.WaitGone("Save these changes?")
	w.see("https://moved.example/in", "production", "protected-users-added")
	w.holds("url", "https://moved.example/in")
	w.holds("ownerTeam", "billing")
	held := w.held(billing)
	if headers, ok := held["headers"].(map[string]any); !ok || len(headers) != 2 || headers["X-Env"] != "production" {
		w.t.Errorf("the server holds the headers %v", held["headers"])
	}
	want := []api.TriggerName{"workspace-created", "subscription-updated", "ticket-escalated", "protected-users-added"}
	if got := triggerNames(held["triggers"]); !slices.Equal(got, want) {
		w.t.Errorf("the server holds the triggers %v", got)
	}
	w.Press("esc")
	w.WaitFor("12 webhooks", "User lifecycle")
}

func (w *world) deletesAnywhere() {
	w.t.Helper()
	w.choose("Usage report")
	w.Press("d")
	w.WaitFor(`Delete "Usage report"?`)
	w.Press("right", "enter")
	w.WaitFor(`Deleted "Usage report"`, "12 webhooks")
	if w.find("Usage report") != nil {
		w.t.Error("the server still holds it")
	}
}

func (w *world) testsAnywhere() {
	w.t.Helper()
	w.choose("PSA tickets")
	w.Press("t")
	w.WaitFor("Coro answered 20", "close")
	w.closes("Coro answered 20")
}

// switchesAnywhere types the whole id, which works also where the server does
// not list the workspaces.
func (w *world) switchesAnywhere() {
	w.t.Helper()
	const id = "northwinddental_N3D5_x"
	w.Press("w")
	w.WaitFor("or an id")
	w.Type(id)
	w.WaitUntil(func(screen string) bool { return strings.Contains(row(screen), id) }, "offers "+id)
	w.Press("enter")
	w.WaitFor("3 webhooks")
	w.WaitGone("or an id", "User lifecycle")
	w.asked(id)
}

// holds checks a field of the billing webhook on the server.
func (w *world) holds(field string, want any) {
	w.t.Helper()
	if got := w.held(billing)[field]; got != want {
		w.t.Errorf("the server holds %s as %v, not %v", field, got, want)
	}
}

// writes counts what the server accepted. A server may refuse a trigger's
// spelling first, which changes nothing.
func (w *world) writes() int {
	count := 0
	for _, r := range w.server.Requests() {
		if r.Operation != emulator.OpToken && r.Method != http.MethodGet && r.Status < http.StatusMultipleChoices {
			count++
		}
	}
	return count
}

// triggerNames reads triggers in whatever spelling, an array or one string.
func triggerNames(triggers any) []api.TriggerName {
	list, ok := triggers.([]any)
	if !ok {
		list = []any{triggers}
	}
	var names []api.TriggerName
	for _, trigger := range list {
		if spelled, ok := trigger.(string); ok {
			names = append(names, api.Trigger(spelled).Name())
		}
	}
	return names
}

func (w *world) createsAnywhere() {
	w.t.Helper()
	w.createsAudit()
	if strings.Contains(w.Screen(), "its new secret") { // Coro may not show it again
		w.closes("its new secret")
	}
	created := w.find("Nightly audit")
	if created == nil || created["url"] != "https://audit.example/in" || created["secret"] == "" ||
		!slices.Equal(triggerNames(created["triggers"]), []api.TriggerName{"workspace-created"}) {
		w.t.Errorf("the server holds %v", created)
	}
	w.Press("esc")
	w.WaitFor("13 webhooks", "User lifecycle")
}

// createsAudit creates a webhook and stays where that ends.
func (w *world) createsAudit() {
	w.t.Helper()
	w.Press("n")
	w.WaitFor("New webhook")
	w.retype("Nightly audit")
	w.to("URL")
	w.retype("https://audit.example/in")
	w.tick("workspace-created")
	w.generatesSecret()
	w.Press("ctrl+s")
	w.WaitFor("Create this webhook?")
	w.Press("enter")
	w.WaitFor(`Created "Nightly audit"`)
}
