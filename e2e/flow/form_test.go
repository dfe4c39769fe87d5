package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestANewWebhookByOneWhoHasNone: nothing is red before it was typed wrong, one key takes
// all triggers, a description has lines, and what a paste brought along is seen. The
// secret is generated, and shows in the detail.
func TestANewWebhookByOneWhoHasNone(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.Press("n")
	w.WaitFor("New webhook", "Name", "https://")
	w.Press("tab", "tab", "tab")
	w.at("Applies to")
	w.WaitGone("! ")
	w.Press("ctrl+s")
	w.said("Not saved: 3 fields need a fix")
	w.Paste("Nightly audit ")
	w.WaitFor("Nightly audit␣", "Not saved: 2 fields need a fix")
	w.Press("enter")
	w.WaitFor("ctrl+j starts a new line, enter moves on", "ctrl+j new line")
	w.Type("One")
	w.Press("ctrl+j")
	w.Type("Two")
	w.Press("enter")
	w.at("URL")
	w.Type("https://audit.example/in")
	w.WaitFor("https://audit.example/in")
	w.said("Not saved: 1 field needs a fix")
	w.to("Status")
	w.Press("down")
	w.WaitFor("ctrl+a select all")
	w.Press("ctrl+a")
	w.WaitFor("11 of 11", "ctrl+a select none")
	w.WaitGone("Not saved", "! Select")
	w.generatesSecret()
	w.WaitFor("(space to type one)", "ctrl+r shows it, ctrl+y copies it")
	w.Press("ctrl+s")
	w.WaitFor("Create this webhook?", "Nightly audit␣", "contains ␣ blank at the end", "+ One↵")
	w.see("generated here; give it to the receiver")
	w.Press("enter")
	w.WaitFor(`Created "Nightly audit "`, "v shows it for 10 s")
	created := w.find("Nightly audit ")
	if created == nil || created["description"] != "One\nTwo" || len(triggerNames(created["triggers"])) != 11 {
		t.Fatalf("the server holds %v", created)
	}
	w.Press("v")
	w.WaitFor(created["secret"].(string))
}

// TestAHeaderIsRemovedByNoLetter, which may have been meant for a text.
func TestAHeaderIsRemovedByNoLetter(t *testing.T) {
	t.Parallel()
	for _, s := range sizes[:2] {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.choose("Billing to QuickB")
			w.Press("e")
			w.WaitFor("Edit  Billing to QuickBooks")
			w.to("X-Env")
			w.WaitFor("ctrl+x remove")
			w.Press("d", "x", "backspace", "down")
			w.at("+ add a header")
			w.Press("up")
			w.at("X-Env")
			w.Press("ctrl+x")
			w.at("+ add a header")
			w.Press("ctrl+s")
			w.WaitFor("- X-Env: prod")
			w.Press("enter")
			w.WaitFor(`Saved "Billing to QuickBooks"`)
			if headers := w.held(billing)["headers"].(map[string]any); len(headers) != 1 || headers["Authorization"] == nil {
				t.Errorf("the server holds %v", headers)
			}
		})
	}
}

// TestAGeneratedSecretIsNotLost where Coro does not return it: it can be taken until the
// user is done, and is on the screen only when asked for.
func TestAGeneratedSecretIsNotLost(t *testing.T) {
	t.Parallel()
	for _, secrets := range []string{"secret=stars", "create=no-secret,secret=absent"} {
		t.Run(secrets, func(t *testing.T) {
			t.Parallel()
			variant, err := emulator.ParseVariant(secrets)
			if err != nil {
				t.Fatal(err)
			}
			w := open(t, sizes[0], variant)
			w.createsAudit()
			w.WaitForDialog("its new secret")
			secret := w.find("Nightly audit")["secret"].(string)
			if strings.Contains(string(w.Output()), secret) {
				t.Error("the secret was on the screen before it was asked for")
			}
			w.Press("enter")
			w.said(`the new secret of "Nightly audit"`)
			w.decide("show")
			w.WaitFor(secret)
			w.closes(secret)
			w.said("Nightly audit")
			if posts := w.wire.all(http.MethodPost); len(posts) != 2 { // the token's and this
				t.Errorf("%d POSTs were sent", len(posts))
			}
		})
	}
}
