package change_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// spell writes differences as a person reads them.
func spell(deltas []change.Delta) []string {
	word := func(t *api.Text) string {
		if t == nil {
			return "nothing"
		}
		return string(*t)
	}
	var said []string
	for _, d := range deltas {
		said = append(said, fmt.Sprintf("%s %s: %s > %s", d.Field, string(d.Item), word(d.Before), word(d.After)))
	}
	return said
}

func TestDiff(t *testing.T) {
	t.Parallel()
	base := api.Fields{
		Name: "Billing", URL: "https://hooks.example.com/coro", Status: "ENABLED",
		Triggers: []api.Trigger{"workspaceCreated.v1", "odd"},
		Headers:  []api.Header{{Name: "X-Env", Value: "prod"}, {Name: "Authorization", Value: "Bearer abc"}},
		Secret:   api.GivenSecret("old"),
	}
	cases := []struct {
		name string
		edit func(f *api.Fields)
		want []string
	}{
		{"nothing", func(*api.Fields) {}, nil},
		{"texts", func(f *api.Fields) { f.Name, f.Description = "B", "new" }, []string{"name : Billing > B", "description : nothing > new"}},
		{"an emptied text", func(f *api.Fields) { f.Name = "" }, []string{"name : Billing > nothing"}},
		{"credentials in the URL", func(f *api.Fields) { f.URL = "https://me:pw@hooks.example.com/coro?token=abc" },
			[]string{"URL : https://hooks.example.com/coro > https://" + mask.Dots + "@hooks.example.com/coro?token=" + mask.Dots}},
		{"descendants", func(f *api.Fields) { f.ApplyToAllDescendants = true }, []string{"applies to : this workspace only > this workspace and all its descendants"}},
		{"status", func(f *api.Fields) { f.Status = "disabled" }, []string{"status : ENABLED > disabled"}},
		{"letter case of the status", func(f *api.Fields) { f.Status = "enabled" }, nil},
		{"triggers", func(f *api.Fields) { f.Triggers = []api.Trigger{"subscription-updated", "odd"} },
			[]string{"triggers workspaceCreated.v1: workspaceCreated.v1 > nothing", "triggers subscription-updated: nothing > subscription-updated"}},
		{"spelling and order of triggers", func(f *api.Fields) { f.Triggers = []api.Trigger{"odd", "workspace-created"} }, nil},
		{"headers", func(f *api.Fields) {
			f.Headers = []api.Header{{Name: "Authorization", Value: "Bearer xyz"}, {Name: "X-Env", Value: "test"}, {Name: "X-New", Value: ""}}
		},
			[]string{"headers X-Env: prod > test", "headers Authorization: " + mask.Dots + " > " + mask.Dots, "headers X-New: nothing > "}},
		{"order of headers", func(f *api.Fields) { f.Headers = []api.Header{f.Headers[1], f.Headers[0]} }, nil},
		{"spelling of a header", func(f *api.Fields) { f.Headers = []api.Header{{Name: "X-ENV", Value: "prod"}, f.Headers[1]} },
			[]string{"headers X-Env: prod > nothing", "headers X-ENV: nothing > prod"}},
		{"secret", func(f *api.Fields) { f.Secret = api.GivenSecret("new") }, []string{"secret : " + mask.Dots + " > " + mask.Dots}},
		{"secret not shown", func(f *api.Fields) { f.Secret = api.GivenSecret("****") }, nil},
		{"secret left out", func(f *api.Fields) { f.Secret = api.WebhookSecret{} }, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			after := base.Clone()
			c.edit(&after)
			if got := spell(change.Diff(base, after)); !slices.Equal(got, c.want) {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
		})
	}
}

func TestDiffNewSecret(t *testing.T) {
	t.Parallel()
	given := api.Fields{Secret: api.GivenSecret("new")}
	for _, c := range []struct {
		before api.WebhookSecret
		want   string
	}{
		{api.WebhookSecret{}, "secret : nothing > " + mask.Dots},
		{api.GivenSecret("****"), "secret : " + mask.Dots + " > " + mask.Dots},
	} {
		if got := spell(change.Diff(api.Fields{Secret: c.before}, given)); len(got) != 1 || got[0] != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestNoSecretPrints plants secrets in every sensitive place and looks for
// them in whatever can be printed of a difference or a conflict.
func TestNoSecretPrints(t *testing.T) {
	t.Parallel()
	const canary = "CANARY9f31"
	state := func(n string) api.Fields {
		return api.Fields{
			URL:     api.Text("https://u:" + canary + n + "@h.example/?token=" + canary + n),
			Headers: []api.Header{{Name: "Authorization", Value: api.Text("Bearer " + canary + n)}},
			Secret:  api.GivenSecret(canary + n),
		}
	}
	deltas := change.Diff(state("1"), state("2"))
	_, conflicts := change.Merge(state("1"), state("2"), state("3"))
	if len(deltas) != 3 || len(conflicts) != 3 {
		t.Fatalf("%d differences and %d conflicts, want 3 and 3", len(deltas), len(conflicts))
	}
	asJSON, err := json.Marshal([]any{deltas, conflicts})
	if err != nil {
		t.Fatal(err)
	}
	printed := string(asJSON) + fmt.Sprintf("%v %+v %#v %v %+v %#v", deltas, deltas, deltas, conflicts, conflicts, conflicts)
	for _, d := range deltas {
		printed += strings.Join(spell([]change.Delta{d}), "")
	}
	for _, c := range conflicts {
		printed += string(*c.Base) + string(*c.Theirs) + string(*c.Ours)
	}
	if strings.Contains(printed, canary) {
		t.Error("a secret is in what is printed")
	}
	if before, after := deltas[2].Exact(); before.Reveal() != canary+"1" || after.Reveal() != canary+"2" {
		t.Error("the exact values are not there for those who may have them")
	}
}

func TestWithStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		is   api.Status
		on   bool
		want api.Status
	}{
		{"enabled", false, "disabled"},
		{"DISABLED", true, "ENABLED"},
		{"Enabled", false, "Disabled"},
		{"", true, "enabled"},
		{"paused", true, "enabled"},
	} {
		f := api.Fields{Status: c.is, Triggers: []api.Trigger{"a"}}
		got := change.WithStatus(f, c.on)
		if got.Status != c.want || f.Status != c.is {
			t.Errorf("%q set %v is %q, want %q", c.is, c.on, got.Status, c.want)
		}
	}
}
