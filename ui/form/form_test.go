package form_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/ui/form"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// desk is a form under test with what it has asked for.
type desk struct {
	t    *testing.T
	form form.Model
	said []tea.Msg
}

func environment() screen.Env {
	return screen.Env{
		Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.Dark, false),
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
	}
}

func open(t *testing.T, start form.Start) *desk {
	t.Helper()
	d := &desk{t: t, form: form.New(environment(), start)}
	d.form.SetSize(80, 40)
	d.run(d.form.Init())
	return d
}

// run does what a command asks, and gives the form what comes of it.
func (d *desk) run(cmd tea.Cmd) {
	d.t.Helper()
	if cmd == nil {
		return
	}
	switch m := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, each := range m {
			d.run(each)
		}
	default:
		d.said = append(d.said, m)
		next, more := d.form.Update(m)
		d.form = next
		d.run(more)
	}
}

func (d *desk) send(message tea.Msg) {
	d.t.Helper()
	next, cmd := d.form.Update(message)
	d.form = next
	d.run(cmd)
}

var named = map[string]tea.KeyPressMsg{
	"tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "space": {Code: tea.KeySpace, Text: " "},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown},
	"backspace": {Code: tea.KeyBackspace}, "delete": {Code: tea.KeyDelete},
}

// press presses keys by their names: "tab", "ctrl+s", "x".
func (d *desk) press(names ...string) *desk {
	d.t.Helper()
	for _, name := range names {
		pressed, known := named[name]
		if letter, ctrl := strings.CutPrefix(name, "ctrl+"); ctrl {
			pressed = tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
		} else if !known {
			pressed = tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
		}
		d.send(pressed)
	}
	return d
}

// write types text key by key.
func (d *desk) write(text string) *desk {
	d.t.Helper()
	for _, r := range text {
		d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return d
}

// retype replaces what the focused text field holds.
func (d *desk) retype(text string) *desk {
	d.t.Helper()
	return d.press("end", "ctrl+u").write(text)
}

// to moves the focus to the line that starts with a label, or holds a text.
func (d *desk) to(label string) *desk {
	d.t.Helper()
	for _, direction := range []string{"down", "up"} {
		for range 60 {
			if strings.Contains(d.focused(), label) {
				return d
			}
			d.press(direction)
		}
	}
	d.t.Fatalf("the focus never came to %q:\n%s", label, d.screen())
	return d
}

func (d *desk) screen() string { return ansi.Strip(d.form.View()) }

// focused is the first line that has the mark of the focus, from there on.
func (d *desk) focused() string {
	_, after, _ := strings.Cut(d.screen(), "▌ ")
	line, _, _ := strings.Cut(after, "\n")
	return strings.TrimRight(line, " ")
}

func (d *desk) shows(want ...string) *desk {
	d.t.Helper()
	for _, w := range want {
		if !strings.Contains(d.screen(), w) {
			d.t.Errorf("the screen does not show %q:\n%s", w, d.screen())
		}
	}
	return d
}

func (d *desk) hides(unwanted ...string) *desk {
	d.t.Helper()
	for _, w := range unwanted {
		if strings.Contains(d.screen(), w) {
			d.t.Errorf("the screen shows %q:\n%s", w, d.screen())
		}
	}
	return d
}

func (d *desk) status() string {
	for _, m := range slices.Backward(d.said) {
		if s, ok := m.(screen.StatusMsg); ok {
			return s.Text
		}
	}
	return ""
}

func (d *desk) copied() screen.CopyMsg {
	for _, m := range slices.Backward(d.said) {
		if c, ok := m.(screen.CopyMsg); ok {
			return c
		}
	}
	return screen.CopyMsg{}
}

func (d *desk) left() bool {
	return slices.ContainsFunc(d.said, func(m tea.Msg) bool { _, ok := m.(screen.BackMsg); return ok })
}

func (d *desk) saves() []screen.SaveMsg {
	var saves []screen.SaveMsg
	for _, m := range d.said {
		if s, ok := m.(screen.SaveMsg); ok {
			saves = append(saves, s)
		}
	}
	return saves
}

// saved goes through the review and returns what the form asks to write.
func (d *desk) saved() screen.SaveMsg {
	d.t.Helper()
	d.press("ctrl+s")
	if len(d.saves()) != 0 {
		d.t.Fatal("saved before the review was confirmed")
	}
	d.press("enter")
	if len(d.saves()) != 1 {
		d.t.Fatalf("%d saves instead of one; %s\n%s", len(d.saves()), d.status(), d.screen())
	}
	return d.saves()[0]
}

func webhook(t *testing.T, body string) *api.Webhook {
	t.Helper()
	var w api.Webhook
	if err := json.Unmarshal([]byte(body), &w); err != nil {
		t.Fatal(err)
	}
	return &w
}

func billing(t *testing.T) *api.Webhook {
	t.Helper()
	return webhook(t, `{"id":"66b204f0c992d50b8b2f984c","name":"Billing to QuickBooks",
		"description":"Updates invoices when a client's plan changes","url":"https://hooks.acme.example/coro/billing?v=2",
		"applyToAllDescendants":true,"secret":"canary-secret",
		"headers":{"Authorization":"Bearer canary-token","X-Env":"prod"},
		"triggers":["workspace-created","subscriptionUpdated.v1","ticket-escalated"],"status":"enabled","ownerTeam":"billing"}`)
}

func edit(w *api.Webhook) form.Start {
	return form.Start{Workspace: "acme_AB12_x", WorkspaceName: "Acme Channel", Base: w, Fields: w.Clone(), Channel: true}
}

func blank() form.Start {
	return form.Start{Workspace: "acme_AB12_x", WorkspaceName: "Acme Channel", Fields: api.Fields{Status: api.Enabled}, Channel: true}
}

func helpOf(hints []keys.Hint) string {
	parts := make([]string, 0, len(hints))
	for _, hint := range hints {
		parts = append(parts, hint.Key+" "+hint.Text)
	}
	return strings.Join(parts, "  ")
}

func TestEditingOneFieldChangesOnlyThat(t *testing.T) {
	t.Parallel()
	base := billing(t)
	tests := map[string]struct {
		do   func(*desk)
		want func(*api.Fields)
	}{
		"name":        {func(d *desk) { d.to("Name").retype("Invoices") }, func(f *api.Fields) { f.Name = "Invoices" }},
		"description": {func(d *desk) { d.to("Description").retype("") }, func(f *api.Fields) { f.Description = "" }},
		"URL":         {func(d *desk) { d.to("URL").press("backspace").write("3") }, func(f *api.Fields) { f.URL = "https://hooks.acme.example/coro/billing?v=3" }},
		"applies to":  {func(d *desk) { d.to("Applies to").press("space") }, func(f *api.Fields) { f.ApplyToAllDescendants = false }},
		"status":      {func(d *desk) { d.to("Status").press("right") }, func(f *api.Fields) { f.Status = api.Disabled }},
		"trigger on": {func(d *desk) { d.to("protected-users-added").press("space") },
			func(f *api.Fields) { f.Triggers = append(f.Triggers, "protected-users-added") }},
		"trigger off":         {func(d *desk) { d.to("workspace-created").press("space") }, func(f *api.Fields) { f.Triggers = f.Triggers[1:] }},
		"unknown trigger off": {func(d *desk) { d.to("ticket-escalated").press("space") }, func(f *api.Fields) { f.Triggers = f.Triggers[:2] }},
		"header value":        {func(d *desk) { d.to("X-Env").press("enter").retype("stage") }, func(f *api.Fields) { f.Headers[1].Value = "stage" }},
		"header renamed":      {func(d *desk) { d.to("X-Env").press("enter", "up").retype("X-Stage") }, func(f *api.Fields) { f.Headers[1].Name = "X-Stage" }},
		"header removed":      {func(d *desk) { d.to("Authorization").press("delete") }, func(f *api.Fields) { f.Headers = f.Headers[1:] }},
		"header added": {func(d *desk) { d.to("+ add").press("enter").write("X-New").press("enter").write("1") },
			func(f *api.Fields) { f.Headers = append(f.Headers, api.Header{Name: "X-New", Value: "1"}) }},
		"secret": {func(d *desk) { d.to("Secret").press("right", "down").write("s3cret") },
			func(f *api.Fields) { f.Secret = api.GivenSecret("s3cret") }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, edit(base))
			test.do(d)
			if !d.form.Dirty() {
				t.Error("the form does not know that it was changed")
			}
			if _, right := d.form.Title(); !strings.HasSuffix(right, " unsaved") {
				t.Errorf("the title says %q", right)
			}
			want := base.Clone()
			test.want(&want)
			got := d.saved()
			if !equal(got.Goal.Fields(), want) {
				t.Errorf("wants to write\n%#v, not\n%#v", got.Goal.Fields(), want)
			}
			if got.Base == nil || got.Base.ID != base.ID {
				t.Errorf("the base is %v", got.Base)
			}
		})
	}
}

// TestNewTriggersTakeTheWorkspacesNotation: as the other webhooks of the workspace
// have theirs, or the webhook itself.
func TestNewTriggersTakeTheWorkspacesNotation(t *testing.T) {
	t.Parallel()
	start := blank()
	start.LikeThese = []api.Webhook{*webhook(t, `{"id":"1","triggers":["subscriptionUpdated.v1"]}`)}
	got := open(t, start).write("Usage").to("URL").write("https://usage.example/in").to("protected-users-added").press("space").saved().Goal.Fields().Triggers
	if want := []api.Trigger{"protectedUsersAdded.v1"}; !slices.Equal(got, want) {
		t.Errorf("writes %q", got)
	}
	start = edit(billing(t))
	start.LikeThese = []api.Webhook{*webhook(t, `{"id":"1","triggers":["subscriptionUpdated.v1"]}`)}
	got = open(t, start).to("protected-users-added").press("space").saved().Goal.Fields().Triggers
	if want := []api.Trigger{"workspace-created", "subscriptionUpdated.v1", "ticket-escalated", "protected-users-added"}; !slices.Equal(got, want) {
		t.Errorf("writes %q", got)
	}
}

// TestOneKeySelectsAllTriggersOrNone of the documented ones: another could not be found
// again.
func TestOneKeySelectsAllTriggersOrNone(t *testing.T) {
	t.Parallel()
	base := billing(t)
	d := open(t, edit(base)).to("subscription-updated").shows("2 of 11, and 1 unknown").press("ctrl+a").shows("11 of 11, and 1 unknown")
	if got := helpOf(d.form.ShortHelp()); !strings.Contains(got, "ctrl+a select none") {
		t.Errorf("the hint line says %q", got)
	}
	d.press("space").shows("10 of 11").press("ctrl+a").shows("11 of 11").press("ctrl+a").shows("0 of 11, and 1 unknown")
	if got := d.saved().Goal.Fields().Triggers; !slices.Equal(got, []api.Trigger{"ticket-escalated"}) {
		t.Errorf("writes %q", got)
	}
	all := open(t, edit(base)).to("subscription-updated").press("X").saved().Goal.Fields().Triggers
	if len(all) != 12 || !slices.Equal(all[:3], base.Triggers) {
		t.Errorf("writes %q", all)
	}
}

func TestATriggerTurnedOffAndOnKeepsItsSpelling(t *testing.T) {
	t.Parallel()
	d := open(t, edit(billing(t))).to("subscription-updated").press("space", "space")
	if d.form.Dirty() {
		t.Error("off and on again counts as a change")
	}
}

func TestNewAndCopyHaveNoBase(t *testing.T) {
	t.Parallel()
	d := open(t, blank()).write("Usage").to("URL").write("https://usage.example/in").
		to("workspace-created").press("space")
	got := d.saved()
	secret, known := got.Goal.Fields().Secret.Value()
	if got.Base != nil || got.Goal.Fields().Name != "Usage" || !known || len(secret.Reveal()) != 43 {
		t.Errorf("wants to write %#v", got)
	}

	copied := blank()
	copied.Fields = billing(t).Clone()
	d = open(t, copied)
	if d.form.Dirty() {
		t.Error("a copy is dirty before anything is typed")
	}
	got = d.to("Name").write(" 2").saved()
	want := billing(t).Clone()
	want.Name += " 2"
	want.Triggers[1] = "subscription-updated" // as all new ones are spelled
	if got.Base != nil || !equal(got.Goal.Fields(), want) {
		t.Errorf("wants to write %#v", got.Goal.Fields())
	}
}

func equal(a, b api.Fields) bool {
	x, _ := a.Secret.Value()
	y, _ := b.Secret.Value()
	return a.Name == b.Name && a.Description == b.Description && a.URL == b.URL && a.Status == b.Status &&
		a.ApplyToAllDescendants == b.ApplyToAllDescendants && slices.Equal(a.Triggers, b.Triggers) &&
		slices.Equal(a.Headers, b.Headers) && x.Equal(y) && a.Secret.Masked() == b.Secret.Masked()
}
