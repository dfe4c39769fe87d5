package form_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/ui/form"
)

func TestLeavingWithoutChanges(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).press("tab", "tab", "esc")
	if !d.left() {
		t.Error("esc without a change does not leave")
	}
	d = open(t, edit(billing(t))).write("x").press("backspace", "esc")
	if !d.left() {
		t.Error("esc after a change that was taken back does not leave")
	}
}

func TestLeavingWithChangesAsks(t *testing.T) {
	t.Parallel()
	changed := func() *desk {
		return open(t, edit(billing(t))).write("!").to("Status").press("space").press("esc")
	}
	d := changed().shows("Discard 2 changes?", "[ keep editing ]", "  discard")
	if d.left() {
		t.Fatal("left without asking")
	}
	for name, keys := range map[string][]string{
		"enter keeps": {"enter"}, "esc keeps": {"esc"}, "n keeps": {"n"}, "there and back": {"right", "left", "enter"},
	} {
		d := changed().press(keys...)
		if d.left() {
			t.Errorf("%s: left all the same", name)
		}
		d.hides("Discard").shows("Billing to QuickBooks!", "disabled")
	}
	for name, keys := range map[string][]string{"arrow": {"right", "enter"}, "tab": {"tab", "enter"}} {
		if d := changed().press(keys...); !d.left() {
			t.Errorf("%s and enter does not leave", name)
		}
	}
	if d := changed().press("y", "x", "q"); d.left() {
		t.Error("a letter threw the changes away")
	}
}

func TestNothingToSave(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).press("ctrl+s")
	if d.status() != "Nothing changed" || len(d.saves()) != 0 {
		t.Errorf("says %q", d.status())
	}
	d.shows("Billing to QuickBooks", "Triggers").hides("[ save ]")
}

func TestTheReviewIsConfirmedOrLeft(t *testing.T) {
	t.Parallel()
	reviewed := func() *desk {
		return open(t, edit(billing(t))).to("URL").press("backspace").write("3").
			to("protected-users-count-updated").press("space").
			to("X-Env").press("enter").retype("production").press("ctrl+s")
	}
	d := reviewed().shows(
		"URL          - https://hooks.acme.example/coro/billing?v=2",
		"             + https://hooks.acme.example/coro/billing?v=3",
		"Triggers     + protected-users-count-updated",
		"Headers      - X-Env: prod",
		"             + X-Env: production",
		"Unchanged: name, description, applies to, status, secret, 3 triggers, 1 header",
		"[ save ]", "  keep editing").hides("canary")
	if left, _ := d.form.Title(); left != "Save these changes?  Billing to QuickBooks · Acme Channel" {
		t.Errorf("the title is %q", left)
	}
	for _, keys := range [][]string{{"enter"}, {"y"}, {"right", "left", "enter"}} {
		if d := reviewed().press(keys...); len(d.saves()) != 1 {
			t.Errorf("%q does not save", keys)
		}
	}
	for _, keys := range [][]string{{"esc"}, {"n"}, {"right", "enter"}, {"tab", "enter"}} {
		d := reviewed().press(keys...)
		if len(d.saves()) != 0 || d.left() {
			t.Errorf("%q does not just go back", keys)
		}
		d.shows("X-Env          production").hides("[ save ]")
	}
	if d := reviewed().press("q", "x", "space", "j"); len(d.saves()) != 0 || d.left() {
		t.Error("a key without a meaning saved or left")
	}
}

func TestTheReviewOfANewWebhookShowsAll(t *testing.T) {
	t.Parallel()
	open(t, blank()).write("Usage").to("URL").write("http://usage.example/in").
		to("workspace-created").press("space").
		to("+ add").press("enter").write("X-Api-Key").press("enter").write("canary").
		to("type a secret").press("down").write("canary").press("ctrl+s").
		shows("Name         + Usage", "URL          + http://usage.example/in", "Applies to   + this workspace only",
			"Status       + enabled", "Triggers     + workspace-created", "Headers      + X-Api-Key: ••••", "Secret       + ••••",
			"uses http: anyone on the way can read the deliveries").
		hides("canary", " - ", "Unchanged")
}

func TestSavingIsButtoned(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).write("!").press("ctrl+s", "enter", "enter", "y", "esc", "ctrl+s")
	if len(d.saves()) != 1 || d.left() {
		t.Fatalf("%d saves", len(d.saves()))
	}
	d.send(form.SavingMsg{On: true})
	if _, right := d.form.Title(); right != "saving…" {
		t.Errorf("the title says %q", right)
	}
	d.write("zzz").press("backspace", "esc")
	d.send(tea.PasteMsg{Content: "zzz"})
	d.send(form.SavingMsg{})
	d.shows("Billing to QuickBooks!", "Triggers").hides("zzz", "[ save ]")
	if d.left() {
		t.Error("left while saving")
	}
	d.send(form.SavingMsg{On: true})
	d.write("zzz").press("tab")
	d.send(tea.PasteMsg{Content: "zzz"})
	d.send(form.SavingMsg{})
	d.hides("zzz")
}

func TestAFailedSaveKeepsEverything(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).write("!").to("X-Env").press("enter").retype("stage").press("ctrl+s", "enter")
	d.send(form.FailedMsg{Sentence: "Could not save: the server refused it.", Fields: []form.FieldError{
		{Field: "url", Says: "must be\x1b[2J reachable"}, {Field: "Headers.X-Env", Says: "too short"}, {Field: "colour", Says: "unknown"},
	}})
	d.shows("Could not save: the server refused it. colour: unknown", "Billing to QuickBooks!", "X-Env          stage",
		"! must be reachable", "! too short")
	if d.focused() != "URL          https://hooks.acme.example/coro/billing?v=2" {
		t.Errorf("the focus is on %q", d.focused())
	}
	d.write("2").hides("must be", "Could not save").shows("too short").press("ctrl+s", "enter")
	if got := d.saves()[1].Goal.Fields(); got.URL != "https://hooks.acme.example/coro/billing?v=22" || got.Headers[1].Value != "stage" {
		t.Errorf("writes %#v", got)
	}
}

func TestErrorsStandAtTheirFields(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		do   func(*desk)
		want string
	}{
		"no name":     {func(d *desk) { d.to("Name").retype("") }, "! Name is empty; give the webhook a name."},
		"blank name":  {func(d *desk) { d.to("Name").retype("   ") }, "! Name is empty; give the webhook a name."},
		"no URL":      {func(d *desk) { d.to("URL").retype("") }, "! URL is empty; give an absolute URL"},
		"ftp":         {func(d *desk) { d.to("URL").retype("ftp://a.example") }, "! URL does not start with https:// or http://"},
		"relative":    {func(d *desk) { d.to("URL").retype("/coro") }, "! URL does not start with https:// or http://"},
		"no host":     {func(d *desk) { d.to("URL").retype("https://") }, "! URL has no host"},
		"blank in it": {func(d *desk) { d.to("URL").retype("https://a b") }, "! URL contains a blank"},
		"no triggers": {func(d *desk) {
			d.to("workspace-created").press("space").to("subscription-up").press("space").to("ticket").press("space")
		}, "! Select at least one trigger (space)."},
		"header without name":  {func(d *desk) { d.to("X-Env").press("enter", "up").retype("") }, "! Type the name of this header."},
		"header without value": {func(d *desk) { d.to("X-Env").press("enter").retype("") }, "! Type the value of this header."},
		"illegal name":         {func(d *desk) { d.to("X-Env").press("enter", "up").write(":") }, "! Header has a name that no HTTP header can have; use letters"},
		"name not ASCII":       {func(d *desk) { d.to("X-Env").press("enter", "up").write("ü") }, "! Header has a name that no HTTP header can have; use letters"},
		"same name":            {func(d *desk) { d.to("X-Env").press("enter", "up").retype("authorization") }, "! Header is there twice; give each header once"},
		"mask as value":        {func(d *desk) { d.to("Authorization").press("enter").retype("*****") }, "! Header is masked; type the real value."},
		"no secret":            {func(d *desk) { d.to("Secret").press("space") }, "! Type a secret, or select generate."},
		"mask as secret":       {func(d *desk) { d.to("Secret").press("space", "down").write("••••") }, "! Secret is masked; type the real value."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, edit(billing(t))).hides("! ")
			test.do(d)
			d.press("ctrl+s").shows(test.want).hides("[ save ]")
			if d.status() != "Not saved: 1 field needs a fix" {
				t.Errorf("says %q", d.status())
			}
			if len(d.saves()) != 0 {
				t.Error("saved all the same")
			}
		})
	}
}

func TestErrorsComeWhenAFieldIsLeft(t *testing.T) {
	t.Parallel()
	open(t, blank()).hides("! ").press("down").shows("! Name is empty; give the webhook a name.").hides("URL is empty").
		press("up").write("x").hides("! Name is empty; give the webhook a name.")
}

func TestWhatTheServerSentIsNeverWrong(t *testing.T) {
	t.Parallel()
	base := webhook(t, `{"id":"1","url":"not a url","headers":{"bad name":"","BAD NAME":"x"},"triggers":[]}`)
	d := open(t, edit(base)).press("ctrl+s")
	if d.status() != "Nothing changed" {
		t.Errorf("says %q", d.status())
	}
	got := d.to("Description").write("x").saved().Goal.Fields()
	want := base.Clone()
	want.Description = "x"
	if !equal(got, want) {
		t.Errorf("writes %#v", got)
	}
}

func TestWarningsDoNotKeepFromSaving(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"http://a.example/":            "uses http: anyone on the way can read the deliveries",
		"https://u:p@a.example/":       "holds credentials",
		"https://a.example/?token=abc": "holds credentials",
		"https://localhost/":           "cannot reach this host",
		"https://10.0.0.7/":            "cannot reach this host",
	} {
		d := open(t, edit(billing(t))).to("URL").retype(url).shows("! ", want)
		if got := d.saved().Goal.Fields().URL; got != api.Text(url) {
			t.Errorf("writes %q", string(got))
		}
	}
	open(t, edit(billing(t))).hides("! ")
}
