package flow_test

import (
	"net/http"
	"path/filepath"
	"slices"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/ui"
)

// past is what an earlier session did to a webhook: done makes of what the server
// holds what happened.
type past struct {
	name api.Text
	done func(w api.Webhook) change.Record
}

// earlier opens the program with a history of an earlier session, the oldest
// change first. It returns the ids of the changes, too.
func earlier(t *testing.T, changes ...past) (*world, []string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "history.jsonl")
	var ids []string
	w := open(t, size{80, 24}, emulator.Variant{}, func(o *ui.Options) {
		hooks, err := o.Service.Webhooks(t.Context(), emulator.DemoChannel)
		if err != nil {
			t.Fatal(err)
		}
		who := history.Who{User: "tech1", Profile: o.Where().Profile, Host: o.Where().Host}
		for _, c := range changes {
			at := slices.IndexFunc(hooks, func(w api.Webhook) bool { return w.Name == c.name })
			event := c.done(hooks[at])
			event.At, event.Workspace, event.WorkspaceName, event.Webhook, event.Name = now, emulator.DemoChannel, "Acme Channel", hooks[at].ID, c.name
			id, err := history.Open(path).By(who).Record(t.Context(), event)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		o.History, o.Runner = history.Open(path), nil
	})
	return w, ids
}

func created(w api.Webhook) change.Record {
	return change.Record{Action: change.Created, Deltas: change.Diff(api.Fields{}, w.Fields)}
}

func enabled(w api.Webhook) change.Record {
	return change.Record{Action: change.Updated, Deltas: change.Diff(change.WithStatus(w.Fields, false), w.Fields)}
}

// newSecret can only be taken back by who knows the old one.
func newSecret(w api.Webhook) change.Record {
	before := w.Clone()
	before.Secret = api.GivenSecret("an older one")
	return change.Record{Action: change.Updated, Deltas: change.Diff(before, w.Fields)}
}

// TestUndoAfterARestartAsks: what an earlier session made is not deleted, and not
// changed, before the user says so.
func TestUndoAfterARestartAsks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		done      func(w api.Webhook) change.Record
		ask, said string
		method    string
	}{
		"a creation": {created, `Delete "Usage report" in Acme Channel?`, `Deleted "Usage report" in Acme Channel`, http.MethodDelete},
		"a toggle":   {enabled, `Disable "Usage report" in Acme Channel again?`, `Disabled "Usage report" in Acme Channel again`, http.MethodPut},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := earlier(t, past{"Usage report", c.done})
			w.Press("u")
			w.WaitFor(c.ask, "in an earlier session")
			w.decide("cancel")
			w.WaitGone(c.ask)
			w.Press("u")
			w.WaitFor(c.ask)
			if sent := w.wire.all(c.method); len(sent) != 0 {
				t.Errorf("%d were sent before the answer", len(sent))
			}
			w.decide("undo")
			w.said(c.said)
			if sent := w.wire.all(c.method); len(sent) != 1 {
				t.Errorf("%d were sent", len(sent))
			}
		})
	}
}

// TestUndoTakesNoOther: the change before one that cannot be undone stays, and is
// named.
func TestUndoTakesNoOther(t *testing.T) {
	t.Parallel()
	w, ids := earlier(t, past{"Device counts", enabled}, past{"Usage report", newSecret})
	w.Press("u")
	w.said(`The newest change, the update of "Usage report" in Acme Channel, cannot be undone: the old value is not known any more; an older one can: corotui undo ` + ids[0])
	for _, method := range []string{http.MethodPut, http.MethodDelete} {
		if sent := w.wire.all(method); len(sent) != 0 {
			t.Errorf("%d %s were sent", len(sent), method)
		}
	}
}
