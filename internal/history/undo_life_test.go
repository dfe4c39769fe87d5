package history_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
)

func TestUndoCreate(t *testing.T) {
	t.Parallel()
	for _, restarted := range []bool{false, true} {
		d := sit(t, t.TempDir(), emulator.Variant{})
		goal := plainFields()
		goal.Headers = append(goal.Headers, api.Header{Name: "Authorization", Value: "Bearer x"})
		goal.URL = "https://u:p@plain.example/hook"
		before := d.world(t)
		id := d.create(t, goal)
		if restarted {
			d.restart()
		}
		if got := kinds(d.undo(t)); got != "done" || d.held(t, id) != "nothing" {
			t.Errorf("restarted %v: ended %q", restarted, got)
		}
		if after := d.world(t); !sameWorld(before, after) {
			t.Errorf("restarted %v: the server holds %v", restarted, after)
		}
	}
}

// TestUndoCreateInUse: a new webhook that someone has changed since is not
// deleted unasked, also when only a fingerprint tells that it was changed.
func TestUndoCreateInUse(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(f *api.Fields){
		"a text":             func(f *api.Fields) { f.Description = "in use now" },
		"the secret":         func(f *api.Fields) { f.Secret = api.GivenSecret("in use now") },
		"a sensitive header": func(f *api.Fields) { f.Headers[len(f.Headers)-1].Value = "Bearer in use" },
		"the URL's password": func(f *api.Fields) { f.URL = "https://u:new@plain.example/hook" },
	} {
		for _, restarted := range []bool{false, true} {
			d := sit(t, t.TempDir(), emulator.Variant{})
			goal := plainFields()
			goal.Headers = append(goal.Headers, api.Header{Name: "Authorization", Value: "Bearer x"})
			goal.URL = "https://u:p@plain.example/hook"
			id := d.create(t, goal)
			d.edit(t, id, edit)
			if restarted {
				d.restart()
			}
			ways, err := d.log.PlanUndo(t.Context(), read(t, d.log, history.Filter{}).Entries[1].ID)
			if err != nil || len(ways) != 1 {
				t.Fatal(ways, err)
			}
			if got := d.writer.Do(t.Context(), ways[0].Change); got.Kind != change.Conflicted || d.held(t, id) == "nothing" {
				t.Errorf("%s, restarted %v: ended %v", name, restarted, got.Kind)
			}
		}
	}
}

func TestUndoDelete(t *testing.T) {
	t.Parallel()
	d := sit(t, t.TempDir(), emulator.Variant{})
	id := d.create(t, plainFields())
	before := d.held(t, id)
	d.delete(t, id)
	ways := d.last(t)
	if len(ways) != 1 || !slices.Equal(ways[0].Limits, []string{"It comes back with a new id."}) {
		t.Fatalf("planned %+v", ways)
	}
	outcomes := d.undo(t)
	if kinds(outcomes) != "done" || d.held(t, outcomes[0].Now.ID) != before {
		t.Errorf("ended %q: was\n%s\nis\n%s", kinds(outcomes), before, d.held(t, outcomes[0].Now.ID))
	}
	if outcomes[0].Now.ID == id {
		t.Fatal("the emulator gave the same id")
	}
	// The creation is undone under the new id.
	if got := kinds(d.undo(t)); got != "done" || d.held(t, outcomes[0].Now.ID) != "nothing" {
		t.Errorf("undoing the creation ended %q", got)
	}
}

func TestUndoDeleteAfterRestart(t *testing.T) {
	t.Parallel()
	d := sit(t, t.TempDir(), emulator.Variant{})
	goal := plainFields()
	goal.Headers = append(goal.Headers, api.Header{Name: "Authorization", Value: "Bearer x"})
	d.delete(t, d.create(t, goal))
	d.restart()
	ways := d.last(t)
	if len(ways) != 1 || len(ways[0].Limits) != 3 {
		t.Fatalf("planned %+v", ways)
	}
	if got := d.writer.Do(t.Context(), ways[0].Change); got.Kind != change.NeedSecret {
		t.Fatalf("without a secret it ended %v", got.Kind)
	}
	got := d.writer.Do(t.Context(), change.WithSecret(ways[0].Change, api.GivenSecret("fresh")))
	want := plainFields()
	if got.Kind != change.Done || len(change.Diff(want.WithSecretOf(got.Now.Fields), got.Now.Fields)) != 1 {
		t.Errorf("ended %v: %v", got.Kind, change.Diff(want, got.Now.Fields))
	}

	goal.URL = "https://u:p@plain.example"
	d.delete(t, d.create(t, goal))
	d.restart()
	ways, err := d.log.PlanUndo(t.Context(), read(t, d.log, history.Filter{}).Entries[0].ID)
	if err != nil || ways[0].Change != nil || !strings.Contains(ways[0].Why, "credentials") {
		t.Errorf("planned %+v, %v", ways, err)
	}
}

// TestLastNeverTakesAnother: when the newest change cannot be undone no other
// is in its place. The id of the next older one that can is told, which is none of
// the webhook that is lost.
func TestLastNeverTakesAnother(t *testing.T) {
	t.Parallel()
	d := sit(t, t.TempDir(), emulator.Variant{})
	other := d.create(t, plainFields())
	goal := plainFields()
	goal.Name, goal.URL = "Lost", "https://u:p@plain.example"
	lost := d.create(t, goal)
	d.edit(t, lost, func(f *api.Fields) { f.Description = "changed" })
	d.delete(t, lost)
	d.restart()
	var stuck *history.StuckError
	ways, err := d.log.PlanUndoLast(t.Context(), here)
	if !errors.As(err, &stuck) || ways != nil {
		t.Fatalf("planned %+v, %v", ways, err)
	}
	older, err := d.log.PlanUndo(t.Context(), stuck.Older)
	if err != nil || len(older) != 1 || older[0].Entry.Webhook != other {
		t.Errorf("it names %q, which is %+v, %v", stuck.Older, older, err)
	}
	for _, part := range []string{`the deletion of "Lost" in Acme Channel`, "credentials", "corotui undo " + stuck.Older} {
		if !strings.Contains(stuck.Error(), part) {
			t.Errorf("%q is not in: %s", part, stuck)
		}
	}
}
