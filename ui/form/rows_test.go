package form_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
)

func TestHeaderRows(t *testing.T) {
	t.Parallel()
	headers := func(d *desk) string {
		var rows []string
		for _, h := range d.saved().Goal.Fields().Headers {
			rows = append(rows, string(h.Name)+"="+string(h.Value))
		}
		return strings.Join(rows, ",")
	}
	tests := map[string]struct {
		do   func(*desk)
		want string
	}{
		"cancel an edit":   {func(d *desk) { d.to("X-Env").press("enter").write("zzz").press("esc") }, "Authorization=Bearer canary-token,X-Env=prod"},
		"cancel a new one": {func(d *desk) { d.to("+ add").press("enter").write("X-A").press("enter").write("1").press("esc") }, "Authorization=Bearer canary-token,X-Env=prod"},
		"leave a new one":  {func(d *desk) { d.to("+ add").press("enter", "tab", "tab") }, "Authorization=Bearer canary-token,X-Env=prod"},
		"two new ones": {func(d *desk) {
			d.to("+ add").press("enter").write("A").press("tab").write("1").press("tab", "enter").write("B").press("enter").write("2").press("enter")
		}, "Authorization=Bearer canary-token,X-Env=prod,A=1,B=2"},
		"remove the last":   {func(d *desk) { d.to("X-Env").press("delete") }, "Authorization=Bearer canary-token"},
		"remove both":       {func(d *desk) { d.to("Authorization").press("delete", "ctrl+x") }, ""},
		"no letter removes": {func(d *desk) { d.to("Authorization").press("d", "D", "x", "X", "backspace") }, "Authorization=Bearer canary-token,X-Env=prod"},
		"name, then up":     {func(d *desk) { d.to("Authorization").press("enter", "up").retype("X-Auth").press("up") }, "X-Auth=Bearer canary-token,X-Env=prod"},
		"blanks around":     {func(d *desk) { d.to("X-Env").press("enter").retype("  a b  ") }, "Authorization=Bearer canary-token,X-Env=  a b  "},
		"letters are typed": {func(d *desk) { d.to("X-Env").press("enter").retype("dxqjk?") }, "Authorization=Bearer canary-token,X-Env=dxqjk?"},
		"remove, then add it": {func(d *desk) {
			d.to("X-Env").press("delete").to("+ add").press("enter").write("x-env").press("enter").write("1")
		}, "Authorization=Bearer canary-token,x-env=1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, edit(billing(t))).write("!")
			test.do(d)
			if got := headers(d); got != test.want {
				t.Errorf("writes %s, not %s", got, test.want)
			}
		})
	}
}

func TestTheCaseOfAHeadersNameCanChange(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).to("X-Env").press("enter", "up").retype("X-ENV")
	if got := d.saved().Goal.Fields().Headers[1].Name; got != "X-ENV" {
		t.Errorf("writes %q", string(got))
	}
	d.shows("- X-Env: prod", "+ X-ENV: prod")
}

func TestSensitiveValuesShowOnDemandOnly(t *testing.T) {
	t.Parallel()
	base := webhook(t, `{"id":"1","name":"n","url":"https://user:canary-url@a.example/?token=canary-query","secret":"canary-secret",
		"headers":{"X-Api-Key":"canary-header","Authorization":"Bearer canary-bearer","X-Env":"prod"},"triggers":["workspace-created"]}`)
	d := open(t, edit(base)).hides("canary")
	for range 40 {
		d.press("down").hides("canary").press("enter").hides("canary")
	}
	d.to("URL").hides("canary").shows("ctrl+r shows it").press("ctrl+r").shows("canary-url").press("ctrl+r").hides("canary").
		press("ctrl+r", "down").hides("canary")
	d.to("X-Api-Key").press("enter").hides("canary").press("ctrl+r").shows("canary-header").press("up").hides("canary").
		press("esc", "down", "enter", "ctrl+r").shows("Bearer canary-bearer").press("esc")
	if d.form.Dirty() {
		t.Error("looking at it changed it")
	}
	d.to("URL").write("x").hides("canary").to("X-Api-Key").press("enter").write("x").hides("canary").press("ctrl+s").
		shows("(another value)").hides("canary")
}

func TestANameThatBecomesSensitiveHidesItsValue(t *testing.T) {
	t.Parallel()
	open(t, edit(billing(t))).to("X-Env").press("enter", "up").retype("X-Token").hides("prod").
		press("down").hides("prod").press("down").hides("prod")
}

func TestTheSecretIsKeptTypedOrGenerated(t *testing.T) {
	t.Parallel()
	secret := func(d *desk) string {
		value, _ := d.saved().Goal.Fields().Secret.Value()
		return value.Reveal()
	}
	d := open(t, edit(billing(t))).to("Secret").shows("kept").press("right").shows("type another").
		press("down").write("typed-here").hides("typed-here").press("ctrl+r").shows("typed-here").press("ctrl+r").hides("typed-here")
	if got := secret(d); got != "typed-here" {
		t.Errorf("writes %q", got)
	}

	d = open(t, edit(billing(t))).to("Secret").press("left").shows("generate another", "••••", "ctrl+r shows it", "receiver")
	hidden := d.screen()
	d.press("ctrl+r")
	shown := d.screen()
	if hidden == shown {
		t.Error("ctrl+r does not show the secret")
	}
	d.press("ctrl+y")
	if copied := d.copied(); copied.Text == "" || copied.What != "the new secret; give it to the receiver" {
		t.Errorf("copies %+v", copied)
	}
	d.press("right", "left")
	if d.screen() != hidden {
		t.Error("choosing it again shows it")
	}
	got := secret(d)
	if len(got) != 43 || !strings.Contains(shown, got) || strings.Contains(hidden, got) {
		t.Errorf("generated %q", got)
	}
	if other := secret(open(t, edit(billing(t))).to("Secret").press("left")); other == got {
		t.Error("two secrets are the same")
	}
}

// TestANewWebhooksSecretIsGeneratedUnlessTyped: nothing need be done for it, it is no
// change to lose, and typing or pasting one is as short.
func TestANewWebhooksSecretIsGeneratedUnlessTyped(t *testing.T) {
	t.Parallel()
	d := open(t, blank()).shows("generate a secret (space to type one)", "••••")
	if d.form.Dirty() || !d.press("esc").left() {
		t.Errorf("an empty form asks before it is left:\n%s", d.screen())
	}
	secret := func(d *desk) string {
		d.to("Name").write("Usage").to("URL").write("https://usage.example/in").to("workspace-created").press("space")
		value, _ := d.saved().Goal.Fields().Secret.Value()
		return value.Reveal()
	}
	if got := secret(open(t, blank())); len(got) != 43 {
		t.Errorf("generates %q", got)
	}
	if got := secret(open(t, blank()).to("Secret").press("space").write("jq dk")); got != "jq dk" {
		t.Errorf("typed is %q", got)
	}
	d = open(t, blank()).to("Secret")
	d.send(tea.PasteMsg{Content: "pasted"})
	d.shows("type a secret (space to generate one)").hides("pasted")
	if got := secret(d); got != "pasted" {
		t.Errorf("pasted is %q", got)
	}
}

func TestASecretThatTheServerHidesStaysHidden(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"id":"1","name":"n","url":"https://a.example","secret":"****","triggers":["workspace-created"]}`: "kept; Coro does not show it",
		`{"id":"1","name":"n","url":"https://a.example","triggers":["workspace-created"]}`:                 "kept; Coro does not return it",
	} {
		base := webhook(t, body)
		got := open(t, edit(base)).shows(want).write("!").saved().Goal.Fields()
		if _, known := got.Secret.Value(); known || got.Secret.Masked() != base.Secret.Masked() {
			t.Errorf("%s: writes another secret", body)
		}
	}
	copied := blank()
	copied.Fields = webhook(t, `{"id":"1","name":"n","url":"https://a.example","secret":"****","triggers":["workspace-created"]}`).Clone()
	got := open(t, copied).shows("generate a secret (space to type one)").saved().Goal.Fields()
	if secret, known := got.Secret.Value(); !known || len(secret.Reveal()) != 43 {
		t.Error("a copy of a secret that is not known has none of its own")
	}
}

func TestAStatusThatIsNotKnownCanStay(t *testing.T) {
	t.Parallel()
	base := webhook(t, `{"id":"1","name":"n","url":"https://a.example","status":"paused","triggers":["workspace-created"]}`)
	d := open(t, edit(base)).to("Status").shows("◇ paused").press("right", "right", "right")
	if d.form.Dirty() {
		t.Error("once around the choices is a change")
	}
	if got := d.press("right").saved().Goal.Fields().Status; got != api.Enabled {
		t.Errorf("writes %q", string(got))
	}
}
