package change_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// fields are drawn from few values, so that two people often meet.
func fields() *rapid.Generator[api.Fields] {
	texts := rapid.SampledFrom([]api.Text{"", "a", "b", "c"})
	triggers := rapid.SampledFrom([]api.Trigger{
		"workspace-created", "workspaceCreated.v1", "workspace_created", "subscription-updated", "subscriptionUpdated", "odd one",
	})
	headers := rapid.Custom(func(t *rapid.T) api.Header {
		return api.Header{
			Name:  rapid.SampledFrom([]api.Text{"X-Env", "x-env", "Authorization", "X-Team"}).Draw(t, "header"),
			Value: texts.Draw(t, "value"),
		}
	})
	secrets := rapid.SampledFrom([]api.WebhookSecret{
		{}, api.GivenSecret("****"), api.GivenSecret("one"), api.GivenSecret("two"), api.GivenSecret("three"),
	})
	return rapid.Custom(func(t *rapid.T) api.Fields {
		return api.Fields{
			Name: texts.Draw(t, "name"), Description: texts.Draw(t, "description"), URL: texts.Draw(t, "url"),
			ApplyToAllDescendants: rapid.Bool().Draw(t, "descendants"),
			Status:                rapid.SampledFrom([]api.Status{"", "enabled", "disabled", "ENABLED", "paused"}).Draw(t, "status"),
			Triggers:              rapid.SliceOfNDistinct(triggers, 0, 5, rapid.ID).Draw(t, "triggers"),
			Headers:               rapid.SliceOfNDistinct(headers, 0, 4, func(h api.Header) string { return strings.ToLower(string(h.Name)) }).Draw(t, "headers"),
			Secret:                secrets.Draw(t, "secret"),
		}
	})
}

// point is one field, trigger or header of a webhook, with what it says.
type point struct {
	field change.Field
	item  api.Text
}

func points(all ...api.Fields) []point {
	found := []point{{change.Name, ""}, {change.Description, ""}, {change.URL, ""}, {change.Descendants, ""}, {change.Status, ""}, {change.Secret, ""}}
	for _, f := range all {
		for _, trigger := range f.Triggers {
			found = append(found, point{change.Trigger, api.Text(trigger)})
		}
		for _, header := range f.Headers {
			found = append(found, point{change.Header, header.Name})
		}
	}
	return found
}

// says is the meaning of a point, without what is only spelling.
func (p point) says(f api.Fields) string {
	value := change.Value(f, p.field, p.item)
	switch {
	case p.field == change.Secret && f.Secret.Masked():
		return "masked"
	case value == nil:
		return "nothing"
	case p.field == change.Trigger:
		return "there"
	case p.field == change.Status:
		return strings.ToLower(value.Reveal())
	}
	return "=" + value.Reveal()
}

func disputed(conflicts []change.Conflict, p point) bool {
	return slices.ContainsFunc(conflicts, func(c change.Conflict) bool {
		return c.Field == p.field && strings.EqualFold(string(c.Item), string(p.item))
	})
}

// TestMergeProperties holds the promise of a write: a field that no one
// touched never changes, theirs stays where only they changed, ours always wins
// where only we changed, and the rest is asked.
func TestMergeProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base, theirs, ours := fields().Draw(t, "base"), fields().Draw(t, "theirs"), fields().Draw(t, "ours")
		kept := base.Clone()
		merged, conflicts := change.Merge(base, theirs, ours)
		if !reflect.DeepEqual(kept, base.Clone()) {
			t.Fatal("the base was written to")
		}
		for _, p := range points(base, theirs, ours) {
			if p.field == change.Secret {
				continue // what is masked cannot be compared; see TestMergeSecret
			}
			b, th, o, m := p.says(base), p.says(theirs), p.says(ours), p.says(merged)
			want := th
			if th == b {
				want = o
			}
			if m != want {
				t.Errorf("%v %q: base %s, theirs %s, ours %s became %s", p.field, p.item, b, th, o, m)
			}
			if asked := o != b && th != b && o != th; asked != disputed(conflicts, p) {
				t.Errorf("%v %q: base %s, theirs %s, ours %s asked: %v", p.field, p.item, b, th, o, !asked)
			}
		}
	})
}

func TestMergeIdentities(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base, one := fields().Draw(t, "base"), fields().Draw(t, "one")
		if _, known := one.Secret.Value(); !known {
			one.Secret = base.Secret // a secret that is not told is not touched
		}
		same := func(what string, got api.Fields, conflicts []change.Conflict, want api.Fields) {
			t.Helper()
			if len(conflicts) > 0 || fmt.Sprintf("%q", exact(got)) != fmt.Sprintf("%q", exact(want)) {
				t.Fatalf("%s is\n%q\nnot\n%q\nwith conflicts %v", what, exact(got), exact(want), conflicts)
			}
		}
		merged, conflicts := change.Merge(base, base, one)
		same("Merge(base, base, ours)", merged, conflicts, one)
		merged, conflicts = change.Merge(base, one, base)
		same("Merge(base, theirs, base)", merged, conflicts, one)
		merged, conflicts = change.Merge(base, one, one)
		same("Merge(base, same, same)", merged, conflicts, one)
		if deltas := change.Diff(base, base); len(deltas) > 0 {
			t.Fatalf("a webhook differs from itself in %v", deltas)
		}
	})
}

// exact spells a webhook to the letter.
func exact(f api.Fields) []string {
	secret, _ := f.Secret.Value()
	said := []string{
		string(f.Name), string(f.Description), string(f.URL), string(f.Status), secret.Reveal(),
		fmt.Sprint(f.ApplyToAllDescendants, f.Secret.Masked()),
	}
	for _, trigger := range f.Triggers {
		said = append(said, string(trigger))
	}
	for _, header := range f.Headers {
		said = append(said, string(header.Name)+": "+string(header.Value))
	}
	return said
}

func TestResolveProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base, theirs, ours := fields().Draw(t, "base"), fields().Draw(t, "theirs"), fields().Draw(t, "ours")
		merged, conflicts := change.Merge(base, theirs, ours)
		sides := rapid.SliceOfN(rapid.SampledFrom([]change.Side{change.Theirs, change.Ours}), 0, len(conflicts)).Draw(t, "sides")
		settled := change.Resolve(merged, ours, conflicts, sides)
		again := change.Resolve(settled, ours, conflicts, sides)
		if !slices.Equal(exact(settled), exact(again)) {
			t.Fatalf("settling twice gives\n%q\nafter\n%q", exact(again), exact(settled))
		}
		for _, p := range points(merged, ours) {
			want := p.says(merged)
			for i, c := range conflicts {
				if i < len(sides) && sides[i] == change.Ours && c.Field == p.field && strings.EqualFold(string(c.Item), string(p.item)) {
					want = p.says(ours)
				}
			}
			if got := p.says(settled); got != want {
				t.Errorf("%v %q settled as %s, want %s", p.field, p.item, got, want)
			}
		}
		// What was settled on what is there now meets no conflict any more.
		if _, left := change.Merge(theirs, theirs, settled); len(left) > 0 {
			t.Errorf("conflicts left: %v", left)
		}
	})
}

// TestDiffIsWhatChanged: setting every difference on before gives after.
func TestDiffIsWhatChanged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := fields().Draw(t, "before"), fields().Draw(t, "after")
		became := before
		deltas := change.Diff(before, after)
		for _, gone := range []bool{true, false} {
			for _, d := range deltas {
				if _, value := d.Exact(); (value == nil) == gone {
					became = change.Set(became, d.Field, d.Item, value)
				}
			}
		}
		if left := change.Diff(became, after); len(left) > 0 {
			t.Fatalf("differences %v set, left: %v", deltas, left)
		}
	})
}

func TestMergeSecret(t *testing.T) {
	t.Parallel()
	secret := func(value string) api.WebhookSecret { return api.GivenSecret(value) }
	const masked, none = "****", ""
	cases := []struct {
		name, base, theirs, ours, want string
		conflict                       bool
	}{
		{"nobody touched it", "old", "old", "old", "old", false},
		{"ours is new", "old", "old", "new", "new", false},
		{"theirs is new", "old", "new", "old", "new", false},
		{"the same new one", "old", "new", "new", "new", false},
		{"two new ones", "old", "theirs", "ours", "theirs", true},
		{"masked everywhere", masked, masked, masked, masked, false},
		{"masked now, and we kept it", "old", masked, "old", masked, false},
		{"left out now, and we kept it", "old", none, "old", none, false},
		{"masked, and ours is given", masked, masked, "new", "new", false},
		{"left out, and ours is given", none, none, "new", "new", false},
		{"masked when seen, shown now, and ours is given", masked, "theirs", "ours", "ours", false},
		{"known when seen, masked now, and ours is given", "old", masked, "new", "new", false},
		{"known when seen, and ours is masked", "old", "old", masked, "old", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, conflicts := change.Merge(api.Fields{Secret: secret(c.base)}, api.Fields{Secret: secret(c.theirs)}, api.Fields{Secret: secret(c.ours)})
			if !slices.Equal(exact(got), exact(api.Fields{Secret: secret(c.want)})) || len(conflicts) > 0 != c.conflict {
				t.Errorf("got %q with conflicts %v, want %q", exact(got), conflicts, c.want)
			}
			if c.conflict && (*conflicts[0].Theirs != mask.Dots || *conflicts[0].Ours != mask.Dots) {
				t.Errorf("the conflict shows %v", conflicts[0])
			}
		})
	}
}

func TestMergeOrder(t *testing.T) {
	t.Parallel()
	base := api.Fields{
		Triggers: []api.Trigger{"workspaceCreated.v1", "odd"},
		Headers:  []api.Header{{Name: "X-B", Value: "1"}, {Name: "X-A", Value: "2"}},
	}
	theirs := base.Clone()
	theirs.Triggers = []api.Trigger{"subscription_updated", "odd", "workspaceCreated"}
	theirs.Headers = []api.Header{{Name: "X-C", Value: "9"}, {Name: "x-b", Value: "1"}, {Name: "X-A", Value: "2"}}
	ours := base.Clone()
	ours.Triggers = []api.Trigger{"protected-users-added", "workspaceCreated.v1", "subscription-updated"}
	ours.Headers = []api.Header{{Name: "X-D", Value: "4"}, {Name: "X-B", Value: "1"}, {Name: "X-A", Value: "3"}}
	merged, conflicts := change.Merge(base, theirs, ours)
	want := api.Fields{
		Triggers: []api.Trigger{"subscription_updated", "workspaceCreated", "protected-users-added"},
		Headers:  []api.Header{{Name: "X-C", Value: "9"}, {Name: "x-b", Value: "1"}, {Name: "X-A", Value: "3"}, {Name: "X-D", Value: "4"}},
	}
	if !slices.Equal(exact(merged), exact(want)) || len(conflicts) > 0 {
		t.Errorf("merged\n%q\nwant\n%q\nwith conflicts %v", exact(merged), exact(want), conflicts)
	}
}

func FuzzMerge(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		base, theirs, ours := fields().Draw(t, "base"), fields().Draw(t, "theirs"), fields().Draw(t, "ours")
		merged, conflicts := change.Merge(base, theirs, ours)
		for _, p := range points(base, theirs, ours) {
			if p.field != change.Secret && p.says(theirs) == p.says(base) && p.says(merged) != p.says(ours) {
				t.Fatalf("%v %q: only ours changed it, and it was lost", p.field, p.item)
			}
			if p.field != change.Secret && p.says(ours) == p.says(base) && p.says(merged) != p.says(theirs) {
				t.Fatalf("%v %q: we did not touch it, and it is not theirs", p.field, p.item)
			}
		}
		change.Resolve(merged, ours, conflicts, make([]change.Side, len(conflicts)+1))
	}))
}
