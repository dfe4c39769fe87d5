package input_test

import (
	"errors"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"corotui/ui/input"
)

// filled is what a form writes into.
type filled struct {
	region, url, id, secret string
	agreed                  bool
}

// open returns a form of three groups, one of them hidden with the region as
// it is.
func open(a *filled) *huh.Form {
	needed := func(s string) error {
		if s == "" {
			return errors.New("type it")
		}
		return nil
	}
	form := huh.NewForm(
		huh.NewGroup(huh.NewSelect[string]().Value(&a.region).Options(huh.NewOptions("us", "other")...)),
		huh.NewGroup(huh.NewInput().Value(&a.url)).WithHideFunc(func() bool { return a.region != "other" }),
		huh.NewGroup(
			huh.NewInput().Value(&a.id).Validate(needed),
			huh.NewInput().Value(&a.secret).EchoMode(huh.EchoModePassword).Validate(needed),
			huh.NewConfirm().Value(&a.agreed),
		),
	).WithKeyMap(input.FormBindings())
	form.Init()
	return form
}

var named = map[string]tea.KeyPressMsg{
	"<enter>": {Code: tea.KeyEnter}, "<tab>": {Code: tea.KeyTab}, "<down>": {Code: tea.KeyDown},
	"<back>": {Code: tea.KeyTab, Mod: tea.ModShift}, "<ctrl+c>": {Code: 'c', Mod: tea.ModCtrl},
}

// together gives the form keys that arrive at once: no command that it answers
// with is run before the last of them.
func together(form *huh.Form, keys ...string) {
	for _, name := range keys {
		if key, ok := named[name]; ok {
			input.UpdateForm(form, key)
			continue
		}
		for _, r := range name {
			input.UpdateForm(form, tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
}

func TestKeysGoWhereTheyWereTypedFor(t *testing.T) {
	tests := map[string]struct {
		keys  []string
		want  filled
		state huh.FormState
	}{
		"enter": {[]string{"<enter>", "my-id", "<enter>", "s3cret", "<enter>", "<enter>"},
			filled{region: "us", id: "my-id", secret: "s3cret"}, huh.StateCompleted},
		"tab, and a choice that brings a group": {[]string{"<down>", "<tab>", "http://x", "<enter>", "my-id", "<tab>", "s3cret", "<tab>", "y"},
			filled{"other", "http://x", "my-id", "s3cret", true}, huh.StateCompleted},
		"back and on": {[]string{"<enter>", "my", "<enter>", "s3", "<back>", "-id", "<tab>", "cret", "<enter>", "n"},
			filled{region: "us", id: "my-id", secret: "s3cret"}, huh.StateCompleted},
		"back over groups": {[]string{"<enter>", "my", "<back>", "<down>", "<enter>", "http://x", "<enter>", "-id"},
			filled{region: "other", url: "http://x", id: "my-id"}, huh.StateNormal},
		"a wrong field holds the keys on the way back to another group": {[]string{"<enter>", "<back>", "my-id"},
			filled{region: "us", id: "my-id"}, huh.StateNormal},
		"a field that is needed holds the keys": {[]string{"<enter>", "<enter>", "my-id", "<enter>", "<tab>", "s3cret", "<enter>", "y"},
			filled{"us", "", "my-id", "s3cret", true}, huh.StateCompleted},
		"y and n are letters elsewhere": {[]string{"<enter>", "yn", "<enter>", "ny"},
			filled{region: "us", id: "yn", secret: "ny"}, huh.StateNormal},
		"tab leads nowhere from the last field": {[]string{"<enter>", "my-id", "<enter>", "s3cret", "<enter>", "<tab>"},
			filled{region: "us", id: "my-id", secret: "s3cret"}, huh.StateNormal},
		"a search does not begin": {[]string{"/other", "<enter>", "my-id"},
			filled{region: "us", id: "my-id"}, huh.StateNormal},
		"left": {[]string{"<enter>", "my-id", "<ctrl+c>", "<enter>", "s3cret"},
			filled{region: "us", id: "my-id"}, huh.StateAborted},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := filled{region: "us"}
			form := open(&got)
			together(form, tt.keys...)
			if got != tt.want || form.State != tt.state {
				t.Errorf("after %v the form holds %+v in state %v, want %+v in state %v", tt.keys, got, form.State, tt.want, tt.state)
			}
		})
	}
}
