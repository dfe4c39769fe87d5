package change_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/change"
)

// everyChange is one of each sort of a webhook that a server holds.
func everyChange(base api.Webhook) map[string]change.Change {
	goal := base.Clone()
	ours(&goal)
	return map[string]change.Change{
		"PUT":    change.Update{Workspace: workspace, Base: base, Goal: change.Rules{}.Edit(base.Fields, goal)},
		"DELETE": change.Delete{Workspace: workspace, Base: base},
		"POST":   change.Create{Workspace: workspace, Goal: change.Rules{Force: true}.New(base.Fields)},
	}
}

// TestWrittenDownBeforeItIsSent: the journal knows of a write before the server
// does, and its end has the name of its beginning.
func TestWrittenDownBeforeItIsSent(t *testing.T) {
	t.Parallel()
	for op := range everyChange(webhook(t, hook)) {
		server := newFake(t, hook)
		var log recorder
		before := -1
		server.on(op, script{meet: func(*fake) { before = len(log.begun) }, applied: true, err: lost()})
		got := change.NewWriter(server, change.WithRecorder(&log), change.WithPatience(0)).Do(t.Context(), everyChange(server.hooks[0])[op])
		if before != 1 || len(log.begun) != 1 {
			t.Errorf("%s: %d were begun when it was sent, %d in all; it ended %v with %v", op, before, len(log.begun), got.Kind, got.Err)
			continue
		}
		if begun := log.begun[0]; begun.Outcome != change.Unknown || begun.Workspace != workspace || len(begun.Deltas) == 0 {
			t.Errorf("%s was begun as %+v", op, begun)
		}
		if len(log.events) != 1 || log.events[0].Begun != "begun-1" {
			t.Errorf("%s was recorded as %+v", op, log.events)
		}
	}
}

// TestWhatCannotBeWrittenDownIsNotSent: an undo would not know of it.
func TestWhatCannotBeWrittenDownIsNotSent(t *testing.T) {
	t.Parallel()
	for op := range everyChange(webhook(t, hook)) {
		server := newFake(t, hook)
		log := recorder{refuse: errors.New("no space left on device")}
		got := change.NewWriter(server, change.WithRecorder(&log)).Do(t.Context(), everyChange(server.hooks[0])[op])
		if got.Kind != change.Refused || !strings.Contains(got.Err.Error(), "no space left") || strings.Contains(strings.Join(server.calls, " "), op) {
			t.Errorf("%s ended %v with %v after %v", op, got.Kind, got.Err, server.calls)
		}
	}
}

// TestASentWriteIsFinished: a command that is told to end waits for what it has
// sent, and begins nothing more.
func TestASentWriteIsFinished(t *testing.T) {
	t.Parallel()
	for op := range everyChange(webhook(t, hook)) {
		ctx, end := context.WithCancel(t.Context())
		server := newFake(t, hook)
		server.on(op, script{meet: func(*fake) { end() }, applied: true})
		var log recorder
		writer := change.NewWriter(server, change.WithRecorder(&log), change.WithFinish())
		all := everyChange(server.hooks[0])
		if got := writer.Do(ctx, all[op]); got.Kind != change.Done || len(log.events) != 1 {
			t.Errorf("%s ended %v with %v, recorded %d", op, got.Kind, got.Err, len(log.events))
		}
		if got := writer.Do(ctx, all[op]); got.Kind != change.NotBegun || len(log.begun) != 1 {
			t.Errorf("%s then ended %v with %v, %d begun", op, got.Kind, got.Err, len(log.begun))
		}
	}
}

// TestSomeoneWasFaster: on a server that tells states apart, a write whose webhook
// was changed after it was read is compared again. What they changed in other
// fields stays, what they changed in the same one is a conflict.
func TestSomeoneWasFaster(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		theirs func(s *fake)
		times  int
		kind   change.Kind
	}{
		{"another field", renamed, 1, change.Done},
		{"the same field", rerouted, 1, change.Conflicted},
		{"again and again", renamed, 10, change.Failed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := newFake(t, hook)
			left := c.times
			stale := script{err: &api.Error{Kind: api.KindConflict, Status: http.StatusPreconditionFailed}, meet: c.theirs}
			for range left {
				server.on("PUT", stale)
			}
			var log recorder
			got := change.NewWriter(server, change.WithRecorder(&log)).Do(t.Context(), everyChange(server.hooks[0])["PUT"])
			if got.Kind != c.kind || len(log.begun) != 1 || len(log.events) != 1 || log.events[0].Begun != "begun-1" {
				t.Errorf("ended %v with %v, %d begun, recorded %+v", got.Kind, got.Err, len(log.begun), log.events)
			}
			if c.kind == change.Done && server.hooks[0].Name != "Billing to QuickBooks" {
				t.Errorf("their name became %q", server.hooks[0].Name)
			}
		})
	}
}
