package history_test

import (
	"slices"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	const keyed = "https://hooks.example/coro?token=abc"
	shown := plainFields()
	hidden := plainFields()
	hidden.Secret = api.GivenSecret("****")
	edit := func(base api.Fields, edit func(f *api.Fields)) change.Change {
		goal := base.Clone()
		edit(&goal)
		return change.Update{Base: api.Webhook{Fields: base}, Goal: change.Rules{}.Edit(base, goal)}
	}
	with := func(base api.Fields, edit func(f *api.Fields)) api.Fields {
		base = base.Clone()
		edit(&base)
		return base
	}
	authorized := with(shown, func(f *api.Fields) { f.Headers = []api.Header{{Name: "X-Api-Key\x1b[2J", Value: "k"}} })
	cases := []struct {
		name    string
		changes []change.Change
		want    []string // the start of each sentence
	}{
		{"a toggle", []change.Change{edit(shown, func(f *api.Fields) { f.Status = api.Disabled })}, nil},
		{"a create", []change.Change{change.Create{Goal: change.Rules{}.New(shown)}}, nil},
		{"another secret", []change.Change{edit(shown, func(f *api.Fields) { f.Secret = api.GivenSecret("n") })}, []string{"Undo can bring back the old secret only until"}},
		{"another hidden secret", []change.Change{edit(hidden, func(f *api.Fields) { f.Secret = api.GivenSecret("n") })}, []string{"The server does not show the old secret"}},
		{"another sensitive header", []change.Change{edit(authorized, func(f *api.Fields) { f.Headers = nil })}, []string{"Undo can bring back the old value of header X-Api-Key\ufffd[2J only"}},
		{"a new sensitive header", []change.Change{edit(shown, func(f *api.Fields) { f.Headers = append(f.Headers, authorized.Headers...) })}, nil},
		{"credentials out of the URL", []change.Change{edit(with(shown, func(f *api.Fields) { f.URL = keyed }), func(f *api.Fields) { f.URL = "https://h" })}, []string{"Undo can bring back the credentials in the old URL"}},
		{"a plain deletion", []change.Change{change.Delete{Base: api.Webhook{Fields: shown}}}, []string{"Undo recreates it with another id", "Undo can bring back its secret only"}},
		{
			"a deletion of everything", []change.Change{change.Delete{Base: api.Webhook{
				Fields: with(authorized, func(f *api.Fields) {
					f.Secret, f.URL = hidden.Secret, keyed
					f.Extra = []api.Member{{Name: "owner", Value: []byte(`"x"`)}, {Name: "api\u202eToken", Value: []byte(`"x"`)}}
				}),
			}}},
			[]string{"Undo recreates it with another id", "The server does not show its secret", "Undo can bring back the value of header X-Api-Key\ufffd[2J", "Undo can bring back the value of field api\ufffdToken only", "Undo can recreate it only until"},
		},
		{"said once", []change.Change{change.Delete{Base: api.Webhook{Fields: shown}}, change.Delete{Base: api.Webhook{Fields: shown}}}, []string{"Undo recreates it with another id", "Undo can bring back its secret only"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := history.Screens.Limits(c.changes...); !slices.EqualFunc(got, c.want, strings.HasPrefix) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestLimitsOfCommands: a command has ended before its change is undone, so nothing is
// promised that only a running program can do.
func TestLimitsOfCommands(t *testing.T) {
	t.Parallel()
	f := plainFields()
	f.Headers = []api.Header{{Name: "X-Api-Key", Value: "k"}}
	f.Extra = []api.Member{{Name: "apiToken", Value: []byte(`"x"`)}}
	keyed := f.Clone()
	keyed.URL = "https://hooks.example/coro?token=abc"
	goal := plainFields()
	goal.Secret = api.GivenSecret("n")
	limits := history.Commands.Limits(
		change.Delete{Base: api.Webhook{Fields: f}}, change.Delete{Base: api.Webhook{Fields: keyed}},
		change.Update{Base: api.Webhook{Fields: keyed}, Goal: change.Rules{}.Edit(keyed, goal)},
	)
	want := []string{
		"Undo recreates it with another id.", "The history keeps nothing secret: undo needs a new secret for it.",
		"Undo cannot bring back the value of header X-Api-Key,", "Undo cannot bring back the value of field apiToken,",
		"Undo cannot recreate it: its URL", "Undo cannot bring back the credentials in the old URL,",
		"Undo cannot bring back the old value of header X-Api-Key,", "Undo cannot bring back the old value of field apiToken,",
		"Undo cannot bring back the old secret,",
	}
	slices.Sort(want)
	if slices.Sort(limits); !slices.EqualFunc(limits, want, strings.HasPrefix) {
		t.Errorf("got %q", limits)
	}
}
