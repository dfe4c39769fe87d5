package form_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"corotui/api"
	"corotui/ui/form"
)

// texts makes what servers send: words, long ones, and all that a terminal
// must not get.
func texts() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringN(0, 80, -1),
		rapid.SampledFrom([]string{"", " ", "a\nb", "\x1b[31mred", "a\u202eb", "\x00", "\xff\xfe", "\ufffd", " padded ", "\t", "新規ワークスペース",
			"https://u:p@a.example/?token=x", "X-Env", "x-env", "Authorization", "****", "e\u0301\u0301\u0301\u0301\u0301\u0301", strings.Repeat("long ", 1000)}),
	)
}

func fieldsGenerator() *rapid.Generator[api.Fields] {
	return rapid.Custom(func(t *rapid.T) api.Fields {
		f := api.Fields{
			Name: api.Text(texts().Draw(t, "name")), Description: api.Text(texts().Draw(t, "description")),
			URL: api.Text(texts().Draw(t, "url")), ApplyToAllDescendants: rapid.Bool().Draw(t, "descendants"),
			Status: api.Status(rapid.SampledFrom([]string{"enabled", "disabled", "ENABLED", "paused", "", "\x1b"}).Draw(t, "status")),
			Secret: api.GivenSecret(rapid.SampledFrom([]string{"", "***", "s3cret", "\x1b"}).Draw(t, "secret")),
		}
		trigger := rapid.OneOf(texts(), rapid.SampledFrom([]string{"workspace-created", "workspaceCreated.v1", "subscription_updated", "x", "X", "-"}))
		for _, s := range rapid.SliceOfN(trigger, -1, 6).Draw(t, "triggers") {
			f.Triggers = append(f.Triggers, api.Trigger(s))
		}
		for range rapid.IntRange(0, 4).Draw(t, "headers") {
			f.Headers = append(f.Headers, api.Header{Name: api.Text(texts().Draw(t, "header")), Value: api.Text(texts().Draw(t, "value"))})
		}
		switch {
		case f.Triggers == nil && rapid.Bool().Draw(t, "empty triggers"):
			f.Triggers = []api.Trigger{}
		case f.Headers == nil && rapid.Bool().Draw(t, "empty headers"):
			f.Headers = []api.Header{}
		}
		return f
	})
}

// wander are the keys that look at a form without changing it.
var wander = []string{"tab", "shift+tab", "up", "down", "pgup", "pgdown", "enter", "home", "end", "ctrl+r"}

// cannotBe reports whether a description can be kept and not edited: it
// moves the cursor.
func cannotBe(description string) bool {
	return strings.ContainsFunc(description, func(c rune) bool {
		return (unicode.IsControl(c) || c == '\u2028' || c == '\u2029') && !strings.ContainsRune("\n\r\t", c)
	})
}

// A field that nobody touched never changes: whatever a webhook holds, and
// wherever the user goes, only what was typed is different afterwards.
func TestUntouchedFieldsNeverChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		fields := fieldsGenerator().Draw(r, "fields")
		start := form.Start{Base: &api.Webhook{ID: "1", Fields: fields.Clone()}, Fields: fields.Clone(), Channel: true}
		m := form.New(environment(), start)
		m.SetSize(rapid.IntRange(1, 130).Draw(r, "width"), rapid.IntRange(1, 45).Draw(r, "height"))
		d := &desk{t: t, form: m}
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(wander), -1, 16).Draw(r, "keys") {
			d.press(k)
			if k == "ctrl+r" {
				d.form.SetSize(rapid.IntRange(1, 130).Draw(r, "width"), rapid.IntRange(1, 45).Draw(r, "height"))
			}
			fits(r, d.form)
		}
		if len(d.saves()) > 0 || d.form.Dirty() {
			r.Fatalf("looking at it changed it: %#v", d.form.Draft())
		}
		// Then to the description, and one letter into it.
		d.form.SetSize(80, 40)
		d.press("pgup", "pgup", "down").write("x")
		d.press("ctrl+s", "enter")
		if cannotBe(string(fields.Description)) {
			if d.shows("! Description "); len(d.saves()) > 0 {
				r.Fatal("a description that cannot be is sent")
			}
			return
		}
		if len(d.saves()) != 1 {
			r.Fatalf("not saved: %s\n%s", d.status(), d.screen())
		}
		got := d.saves()[0].Goal.Fields()
		if got.Description == fields.Description {
			r.Fatal("the description did not change")
		}
		got.Description = fields.Description
		if !reflect.DeepEqual(got, fields) {
			r.Fatalf("wants to write\n%#v, not\n%#v", got, fields)
		}
	})
}

// fits checks that a view takes no more cells than it has.
func fits(t rapid.TB, m form.Model) {
	t.Helper()
	width, height := sizeOf(m.View())
	if w, h := m.Size(); width > w || height > h {
		t.Fatalf("%dx%d cells are drawn in %dx%d", width, height, w, h)
	}
}

// Whatever is pressed, nothing panics and nothing is drawn outside.
func TestAnyKeysAtAnySize(t *testing.T) {
	t.Parallel()
	all := append([]string{"space", "left", "right", "delete", "backspace", "esc", "ctrl+s", "ctrl+y", "ctrl+u", "ctrl+k", "d", "x", "新", "é"}, wander...)
	rapid.Check(t, func(r *rapid.T) {
		fields := fieldsGenerator().Draw(r, "fields")
		start := form.Start{Fields: fields.Clone()}
		if rapid.Bool().Draw(r, "edit") {
			start.Base = &api.Webhook{ID: "1", Fields: fields.Clone()}
		}
		d := &desk{t: t, form: form.New(environment(), start)}
		d.run(d.form.Init())
		for range rapid.IntRange(0, 16).Draw(r, "steps") {
			switch rapid.IntRange(0, 9).Draw(r, "kind") {
			case 0:
				d.form.SetSize(rapid.IntRange(1, 130).Draw(r, "width"), rapid.IntRange(1, 45).Draw(r, "height"))
			case 1:
				d.send(tea.PasteMsg{Content: texts().Draw(r, "paste")})
			case 2:
				d.send(form.SavingMsg{On: rapid.Bool().Draw(r, "saving")})
			case 3:
				fields := []form.FieldError{{Field: "triggers[0]", Says: api.Text(texts().Draw(r, "says"))}}
				d.send(form.FailedMsg{Sentence: texts().Draw(r, "reason"), Fields: fields})
			default:
				d.press(rapid.SampledFrom(all).Draw(r, "key"))
			}
			fits(r, d.form)
			_ = d.form.Draft()
		}
	})
}
