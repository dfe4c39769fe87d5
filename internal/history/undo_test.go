package history_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
)

// testContext is that of the changes: a random test has none of its own.
var testContext = context.Background()

// plain is a webhook without anything secret but its secret.
func plainFields() api.Fields {
	return api.Fields{
		Name: "Plain", URL: "https://plain.example/hook", Status: api.Enabled, ApplyToAllDescendants: true,
		Triggers: []api.Trigger{"workspace-created", "subscription-updated"},
		Headers:  []api.Header{{Name: "X-Env", Value: "prod"}, {Name: "X-Team", Value: "billing"}},
		Secret:   api.GivenSecret("plain-secret"),
	}
}

func (d *desk) create(t tb, goal api.Fields) api.WebhookID {
	t.Helper()
	got := d.writer.Do(testContext, change.Create{Workspace: channel, WorkspaceName: "Acme Channel", Goal: change.Rules{NoSecret: true}.New(goal)})
	if got.Kind != change.Done || got.Now == nil {
		t.Fatalf("the create ended %v with %v", got.Kind, got.Err)
	}
	return got.Now.ID
}

// TestUndoUpdate takes edits of each sort back, in the same run of the program
// and after a restart: the server then holds what it held, to the letter.
func TestUndoUpdate(t *testing.T) {
	t.Parallel()
	edits := []struct {
		name  string
		edit  func(f *api.Fields)
		later string // how the undo ends after a restart; empty: as well
	}{
		{"toggle", func(f *api.Fields) { *f = change.WithStatus(*f, true) }, ""},
		{"texts", func(f *api.Fields) { f.Name, f.Description, f.URL = "New", "", "https://new.example/hook" }, ""},
		{"descendants", func(f *api.Fields) { f.ApplyToAllDescendants = !f.ApplyToAllDescendants }, ""},
		{"triggers", func(f *api.Fields) { f.Triggers = append(f.Triggers[:2:2], "protected-users-added") }, ""},
		{"a plain header", func(f *api.Fields) { f.Headers = append(f.Headers, api.Header{Name: "X-New", Value: "1"}) }, ""},
		{"a value of a plain header", func(f *api.Fields) { f.Headers[1].Value = "test" }, ""},
		{"the spelling of a header", func(f *api.Fields) { f.Headers[1].Name = "X-ENV" }, ""},
		{"a new sensitive header", func(f *api.Fields) {
			f.Headers = append(f.Headers, api.Header{Name: "X-Api-Key", Value: "CANARY"})
		}, ""},
		{"a sensitive header", func(f *api.Fields) { f.Headers[0].Value = "Bearer CANARY" }, "never"},
		{"the secret", func(f *api.Fields) { f.Secret = api.GivenSecret("CANARY") }, "never"},
		{"credentials into the URL", func(f *api.Fields) { f.URL = "https://u:CANARY@new.example/hook" }, ""},
	}
	for _, c := range edits {
		for _, restarted := range []bool{false, true} {
			t.Run(c.name+map[bool]string{true: " after a restart"}[restarted], func(t *testing.T) {
				t.Parallel()
				d := sit(t, t.TempDir(), emulator.Variant{})
				before := d.held(t, billing)
				d.edit(t, billing, c.edit)
				if d.held(t, billing) == before {
					t.Fatal("the edit changed nothing")
				}
				if restarted {
					d.restart()
				}
				if c.later == "never" && restarted {
					undoImpossible(t, d)
					return
				}
				ways := d.last(t)
				if got := kinds(d.undo(t)); got != "done" || len(ways) != 1 || len(ways[0].Limits) != 0 {
					t.Fatalf("the undo ended %q, ways %+v", got, ways)
				}
				if after := d.held(t, billing); after != before {
					t.Errorf("the server held\n%s\nand holds\n%s", before, after)
				}
				if ways := d.last(t); len(ways) != 0 {
					t.Errorf("it is offered again: %+v", ways)
				}
			})
		}
	}
}

// undoImpossible: what cannot be brought back is said, by name, and not offered
// by the key that undoes the last change.
func undoImpossible(t *testing.T, d *desk) {
	t.Helper()
	var stuck *history.StuckError
	if ways, err := d.log.PlanUndoLast(t.Context(), here); !errors.As(err, &stuck) || stuck.Plan.Why == "" || stuck.Older != "" {
		t.Errorf("offered: %+v, %v", ways, err)
	}
	ways, err := d.log.PlanUndo(t.Context(), read(t, d.log, history.Filter{}).Entries[0].ID)
	if err != nil || len(ways) != 1 || ways[0].Change != nil || ways[0].Why == "" || len(ways[0].Limits) != 1 {
		t.Errorf("planned %+v, %v", ways, err)
	}
}

// TestUndoInPart: after a restart an undo brings back what it can and says what
// it cannot.
func TestUndoInPart(t *testing.T) {
	t.Parallel()
	d := sit(t, t.TempDir(), emulator.Variant{})
	d.edit(t, billing, func(f *api.Fields) {
		f.Name, f.Secret, f.Headers[0].Value = "New", api.GivenSecret("other"), "Bearer other"
	})
	d.restart()
	ways := d.last(t)
	if len(ways) != 1 || len(ways[0].Limits) != 2 || !strings.Contains(strings.Join(ways[0].Limits, ""), "header Authorization") {
		t.Fatalf("planned %+v", ways)
	}
	if got := kinds(d.undo(t)); got != "done" {
		t.Fatalf("ended %q", got)
	}
	w := d.see(t, billing)
	if secret, _ := w.Secret.Value(); w.Name != "Billing to QuickBooks" || secret.Reveal() != "other" || w.Headers[0].Value != "Bearer other" {
		t.Errorf("now %q with headers %v", w.Name, w.Headers)
	}
}

// TestUndoMeetsOthers: an undo goes through the same check as every change.
func TestUndoMeetsOthers(t *testing.T) {
	t.Parallel()
	toggle := func(f *api.Fields) { *f = change.WithStatus(*f, true) }
	token := func(value api.Text) func(*api.Fields) {
		return func(f *api.Fields) { f.Headers = []api.Header{{Name: "Authorization", Value: value}} }
	}
	cases := []struct {
		name   string
		ours   func(f *api.Fields)
		theirs func(f *api.Fields)
		want   string
	}{
		{"another field", toggle, func(f *api.Fields) { f.Name = "Theirs" }, "done"},
		{"the same field", func(f *api.Fields) { f.URL = "https://ours.example" }, func(f *api.Fields) { f.URL = "https://theirs.example" }, "conflict"},
		{"back already", toggle, func(f *api.Fields) { *f = change.WithStatus(*f, false) }, "unchanged"},
		{"the same sensitive header", func(f *api.Fields) { token("Bearer ours")(f); f.Name = "N" }, token("Bearer theirs"), "conflict"},
		{"a sensitive header that came", func(f *api.Fields) {
			f.Headers = append(f.Headers, api.Header{Name: "X-Api-Key", Value: "ours"})
		}, func(f *api.Fields) { f.Headers[len(f.Headers)-1].Value = "theirs" }, "conflict"},
		{"the secret, for another field", toggle, func(f *api.Fields) { f.Secret = api.GivenSecret("theirs") }, "done"},
		{"credentials in the URL", func(f *api.Fields) { f.URL = "https://a:ours@h.example" }, func(f *api.Fields) { f.URL = "https://a:theirs@h.example" }, "conflict"},
	}
	for _, c := range cases {
		for _, restarted := range []bool{false, true} {
			t.Run(c.name+map[bool]string{true: " after a restart"}[restarted], func(t *testing.T) {
				t.Parallel()
				d := sit(t, t.TempDir(), emulator.Variant{})
				d.edit(t, billing, c.ours)
				elsewhere := sit(t, t.TempDir(), emulator.Variant{})
				elsewhere.client, elsewhere.server = d.client, d.server
				elsewhere.restart()
				elsewhere.edit(t, billing, c.theirs)
				if restarted {
					d.restart()
				}
				theirs := d.held(t, billing)
				want := c.want
				if restarted && c.name == "the same sensitive header" {
					want = "done" // its old value is not known any more, so it is left alone
				}
				if got := kinds(d.undo(t)); got != want {
					t.Fatalf("ended %q, want %q", got, want)
				}
				if want != "done" && d.held(t, billing) != theirs {
					t.Error("theirs was written over")
				}
				if left := len(d.last(t)); left != map[string]int{"done": 0, "unchanged": 0, "conflict": 1}[want] {
					t.Errorf("after %q it is offered %d times", want, left)
				}
			})
		}
	}
}

// TestUndoSet takes a marked set back at once, the newest first, and not what
// was undone of it already.
func TestUndoSet(t *testing.T) {
	t.Parallel()
	d := sit(t, t.TempDir(), emulator.Variant{})
	before := d.world(t)
	hooks, err := d.client.Webhooks(t.Context(), channel)
	if err != nil {
		t.Fatal(err)
	}
	set := history.NewID()
	for _, w := range hooks[:4] {
		got := d.writer.Do(t.Context(), change.Update{
			Workspace: channel, Base: w, Goal: change.Rules{}.Edit(w.Fields, change.WithStatus(w.Fields, !w.Status.On())), Set: set,
		})
		if got.Kind != change.Done {
			t.Fatalf("ended %v with %v", got.Kind, got.Err)
		}
	}
	d.restart()
	one, err := d.log.PlanUndo(t.Context(), read(t, d.log, history.Filter{}).Entries[1].ID)
	if err != nil || len(one) != 1 {
		t.Fatal(one, err)
	}
	if got := d.writer.Do(t.Context(), one[0].Change); got.Kind != change.Done {
		t.Fatalf("one of them ended %v with %v", got.Kind, got.Err)
	}
	ways := d.last(t)
	var order []api.WebhookID
	for _, way := range ways {
		order = append(order, way.Entry.Webhook)
	}
	if want := []api.WebhookID{hooks[3].ID, hooks[1].ID, hooks[0].ID}; !slices.Equal(order, want) {
		t.Fatalf("the order is %v, want %v", order, want)
	}
	if got := kinds(d.undo(t)); got != "done done done" || !sameWorld(before, d.world(t)) {
		t.Errorf("ended %q", got)
	}
	undos := read(t, d.log, history.Filter{Limit: 3}).Entries
	if undos[0].Set == "" || undos[0].Set == set || undos[0].Set != undos[2].Set {
		t.Errorf("the undos are of the sets %q and %q", undos[0].Set, undos[2].Set)
	}
	// Taking the undo back does the whole set again.
	ways, err = d.log.PlanUndo(t.Context(), undos[0].Set)
	if err != nil || len(ways) != 3 {
		t.Fatal(ways, err)
	}
}

// TestRedo: an undo can be undone by its id, and then the change is there to
// be undone again.
func TestRedo(t *testing.T) {
	t.Parallel()
	d := sit(t, t.TempDir(), emulator.Variant{})
	id := d.edit(t, billing, func(f *api.Fields) { f.Name = "New" }).Record
	undo := d.undo(t)[0].Record
	entries := read(t, d.log, history.Filter{}).Entries
	if entries[1].ID != id || entries[1].UndoneBy != undo || entries[1].UndoneAt.IsZero() || entries[0].Undoes != id {
		t.Fatalf("the history says %+v", entries)
	}
	ways, err := d.log.PlanUndo(t.Context(), id)
	if err != nil || ways[0].Change != nil || !strings.Contains(ways[0].Why, undo) {
		t.Errorf("what was undone is planned as %+v, %v", ways, err)
	}
	if ways, err = d.log.PlanUndo(t.Context(), undo); err != nil || ways[0].Change == nil {
		t.Fatal(ways, err)
	}
	if got := d.writer.Do(t.Context(), ways[0].Change); got.Kind != change.Done || d.see(t, billing).Name != "New" {
		t.Fatalf("ended %v with %v", got.Kind, got.Err)
	}
	if ways := d.last(t); len(ways) != 1 || ways[0].Entry.ID != id {
		t.Errorf("to undo: %+v", ways)
	}
}

func TestUndoByName(t *testing.T) {
	t.Parallel()
	log := history.InMemory()
	for _, id := range []string{"abcd1111", "abcd2222", "efgh3333"} {
		entry := history.Entry{Type: history.Change, ID: id, Action: change.Updated}
		if _, err := log.Append(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"abcd1111": "abcd1111", " EFGH3333 ": "efgh3333", "ef": "efgh3333", "abcd": "", "": "", "x": ""} {
		ways, err := log.PlanUndo(t.Context(), name)
		if want == "" && !errors.Is(err, history.ErrNotFound) || want != "" && (err != nil || ways[0].Entry.ID != want) {
			t.Errorf("%q names %+v, %v", name, ways, err)
		}
	}
}

// TestLastOfOthers: another profile's changes, and another host's, are not
// undone by accident.
func TestLastOfOthers(t *testing.T) {
	t.Parallel()
	log := history.InMemory()
	record(t, log, tech1, event("mine"))
	record(t, log, history.Who{User: "tech1", Profile: "other", Host: tech1.Host}, event("other profile"))
	record(t, log, history.Who{User: "tech1", Profile: tech1.Profile, Host: "elsewhere"}, event("other host"))
	failed := event("failed")
	failed.Outcome = change.Failed
	record(t, log, tech1, failed)
	ways, err := log.PlanUndoLast(t.Context(), here)
	if err != nil || len(ways) != 1 || ways[0].Entry.Name != "mine" {
		t.Errorf("to undo: %+v, %v", ways, err)
	}
}

func sameWorld(a, b map[string]int) bool {
	if len(a) != len(b) {
		return false
	}
	for webhook, count := range a {
		if b[webhook] != count {
			return false
		}
	}
	return true
}
