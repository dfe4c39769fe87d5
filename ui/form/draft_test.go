package form_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"

	"corotui/api"
	"corotui/ui/form"
)

// stored writes a draft down and reads it again, as the next start does.
func stored(t *testing.T, m form.Model) *form.Draft {
	t.Helper()
	written, err := json.Marshal(m.Draft())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(written), "canary") {
		t.Fatalf("the draft holds a secret: %s", written)
	}
	var d form.Draft
	if err := json.Unmarshal(written, &d); err != nil {
		t.Fatal(err)
	}
	return &d
}

func TestADraftBringsBackWhatWasTyped(t *testing.T) {
	t.Parallel()
	base := billing(t)
	d := open(t, edit(base)).retype("Invoices").to("Description").retype("").to("URL").retype("https://new.example/x").
		to("Applies to").press("space").to("Status").press("space").
		to("workspace-created").press("space").to("ticket").press("space").to("protected-devices-added").press("space").
		to("Authorization").press("enter", "up").retype("X-Auth").to("X-Env").press("enter").retype("stage").
		to("+ add").press("enter").write("X-New").press("enter").write("1").press("enter")
	start := edit(billing(t))
	start.Draft = stored(t, d.form)
	if start.Draft.Webhook != base.ID || start.Draft.Workspace != "acme_AB12_x" || start.Draft.WorkspaceName != "Acme Channel" {
		t.Errorf("the draft is of %q in %q", string(start.Draft.Webhook), string(start.Draft.Workspace))
	}
	again := open(t, start)
	if !again.form.Dirty() {
		t.Error("a restored draft counts as saved")
	}
	if got, want := again.saved().Goal.Fields(), d.saved().Goal.Fields(); !equal(got, want) {
		t.Errorf("brings back\n%#v, not\n%#v", got, want)
	}
}

func TestADraftLeavesTheRestToTheWebhook(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).retype("Invoices").to("protected-users-added").press("space")
	now := webhook(t, `{"id":"66b204f0c992d50b8b2f984c","name":"Billing","url":"https://moved.example/","secret":"other",
		"headers":{"X-A":"1"},"triggers":["protected-devices-added"],"status":"disabled"}`)
	start := edit(now)
	start.Draft = stored(t, d.form)
	want := now.Clone()
	want.Name = "Invoices"
	want.Triggers = append(want.Triggers, "protected-users-added")
	if got := open(t, start).saved().Goal.Fields(); !equal(got, want) {
		t.Errorf("brings back %#v", got)
	}
}

func TestADraftKeepsHeadersOfOneNameApart(t *testing.T) {
	t.Parallel()
	base := webhook(t, `{"id":"1","name":"n","url":"https://a.example","headers":{"X-A":"1","X-A":"2"},"triggers":["workspace-created"],"secret":"s"}`)
	d := open(t, edit(base)).to("+ add").press("enter").write("X-B").press("enter").write("3").press("enter")
	start := edit(base)
	start.Draft = stored(t, d.form)
	want := append(base.Clone().Headers, api.Header{Name: "X-B", Value: "3"})
	if got := open(t, start).saved().Goal.Fields().Headers; !slices.Equal(got, want) {
		t.Errorf("brings back %v", got)
	}
}

func TestADraftHoldsNoCredentials(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).to("URL").retype("https://a.example/?token=canary").
		to("Authorization").press("enter").retype("Bearer canary").
		to("+ add").press("enter").write("X-Api-Key").press("enter").write("canary").
		to("Secret").press("space", "down").write("canary")
	start := edit(billing(t))
	start.Draft = stored(t, d.form)
	again := open(t, start).shows("URL          https://", "X-Api-Key", "type another").press("ctrl+s")
	again.shows("! URL is empty", "! Type the value of this header.", "Type a secret").hides("[ save ]")
	if again.status() != "Not saved: 4 fields need a fix" {
		t.Errorf("says %q", again.status())
	}
}

func TestADraftOfANewWebhook(t *testing.T) {
	t.Parallel()
	d := open(t, blank()).write("Usage").to("URL").write("https://usage.example/in").
		to("workspace-created").press("space")
	start := blank()
	start.Draft = stored(t, d.form)
	if start.Draft.Webhook != "" {
		t.Error("a new webhook has an id")
	}
	again := open(t, start)
	got, want := again.saved().Goal.Fields(), d.saved().Goal.Fields()
	fresh, _ := got.Secret.Value()
	first, _ := want.Secret.Value()
	if len(fresh.Reveal()) != 43 || fresh.Equal(first) {
		t.Error("a generated secret is not made anew")
	}
	got.Secret, want.Secret = api.WebhookSecret{}, api.WebhookSecret{}
	if !equal(got, want) {
		t.Errorf("brings back %#v", got)
	}

	copied := blank()
	copied.Fields = billing(t).Clone()
	start.Draft = stored(t, open(t, copied).form)
	open(t, start).shows("Billing to QuickBooks", "X-Env          prod", "! Type the value of this header.", "[x] workspace-created").hides("canary")
}

func TestAnUntouchedFormHasAnEmptyDraft(t *testing.T) {
	t.Parallel()
	written, err := json.Marshal(open(t, edit(billing(t))).press("tab", "tab").form.Draft())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"workspace":"acme_AB12_x","workspaceName":"Acme Channel","webhook":"66b204f0c992d50b8b2f984c","channel":true}`
	if string(written) != want {
		t.Errorf("the draft is %s", written)
	}
}

// FuzzDraft: a draft that somebody damaged or wrote by hand opens a form all the
// same, with nothing in it that a terminal would obey.
func FuzzDraft(f *testing.F) {
	for _, seed := range []string{
		`{"workspace":"w","webhook":"66b204f0c992d50b8b2f984c","name":"Invoices","url":"https://new.example","status":"disabled","on":["protected-users-added"],"off":["x"],
			"headers":[{"name":"X-A","was":"X-Env"},{"name":"","value":""},{"name":"Authorization","value":"Bearer canary"}],"secret":"type"}`,
		`{"name":"\u001b[2J\u202e","description":"\u0000\r\n","url":"javascript:","status":"on fire","secret":"generate","notation":9}`,
		`{"headers":[],"on":null,"secret":"?"}`, `{}`, `null`,
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, content []byte, isEdit bool) {
		var d form.Draft
		if json.Unmarshal(content, &d) != nil {
			return
		}
		start := edit(billing(t))
		if !isEdit {
			start.Base = nil
		}
		start.Draft = &d
		opened := open(t, start)
		for _, r := range opened.screen() {
			if r != '\n' && unicode.IsControl(r) || r == '\u202e' {
				t.Fatalf("%U is on the screen", r)
			}
		}
		if _, err := json.Marshal(opened.form.Draft()); err != nil {
			t.Errorf("it cannot be kept again: %v", err)
		}
	})
}
