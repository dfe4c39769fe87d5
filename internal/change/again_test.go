package change_test

import (
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/change"
)

// TestAgain: after a conflict, the same change goes through with the user's
// decision, also where the change came from the history, and stays the undo
// that it is.
func TestAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		side change.Side
		kind change.Kind
		url  api.Text
	}{
		{change.Ours, change.Done, "https://ours.example/hook"},
		{change.Theirs, change.Unchanged, "https://theirs.example/hook"},
	} {
		server := newFake(t, hook)
		base := server.hooks[0]
		var log recorder
		writer := change.NewWriter(server, change.WithRecorder(&log))
		recalled := change.Update{
			Workspace: workspace, Base: api.Webhook{ID: billing}, Goal: change.Rules{}.Edit(base.Fields, base.Fields), Undoes: "entry-0",
			Recall: func(theirs api.Fields) (api.Fields, api.Fields) {
				goal := theirs.Clone()
				goal.URL = "https://ours.example/hook"
				return base.Fields, goal
			},
		}
		rerouted(server)
		first := writer.Do(t.Context(), recalled)
		if first.Kind != change.Conflicted {
			t.Fatalf("ended %v, want a conflict", first.Kind)
		}
		again := change.AfterConflict(recalled, first, []change.Side{c.side})
		if got := writer.Do(t.Context(), again); got.Kind != c.kind || server.hooks[0].URL != c.url {
			t.Errorf("ended %v with URL %q, want %v with %q", got.Kind, server.hooks[0].URL, c.kind, c.url)
		}
		if len(log.events) != 1 || log.events[0].Undoes != "entry-0" {
			t.Errorf("recorded %+v", log.events)
		}
	}
}

func TestAgainDelete(t *testing.T) {
	t.Parallel()
	server := newFake(t, hook)
	d := change.Delete{Workspace: workspace, Base: server.hooks[0]}
	renamed(server)
	writer := change.NewWriter(server)
	first := writer.Do(t.Context(), d)
	second := writer.Do(t.Context(), change.AfterConflict(d, first, nil))
	if first.Kind != change.Conflicted || second.Kind != change.Done {
		t.Errorf("ended %v, then %v", first.Kind, second.Kind)
	}
}

// TestSecretAnswered: what a change needs to go on after it asked for a secret.
func TestSecretAnswered(t *testing.T) {
	t.Parallel()
	server := newFake(t, hook)
	server.secret = "****"
	base := server.show(server.hooks[0])
	writer := change.NewWriter(server)
	toggle := change.Update{
		Workspace: workspace, Base: base, Goal: change.Rules{}.Edit(base.Fields, base.Fields),
		Recall: func(theirs api.Fields) (api.Fields, api.Fields) { return theirs, change.WithStatus(theirs, false) },
	}
	create := change.Create{Workspace: workspace, Goal: change.Rules{NoSecret: true, Force: true}.New(base.Fields)}
	given := api.GivenSecret("given")
	for _, c := range []struct {
		ask, answered change.Change
		secret        string
	}{
		{create, change.WithSecret(create, given), "given"},
		{toggle, change.WithSecret(toggle, given), "given"},
	} {
		asked := writer.Do(t.Context(), c.ask)
		got := writer.Do(t.Context(), c.answered)
		if asked.Kind != change.NeedSecret || got.Kind != change.Done || got.Now == nil {
			t.Fatalf("ended %v, then %v with %v", asked.Kind, got.Kind, got.Err)
		}
		held, _ := server.hooks[server.place(got.Now.ID)].Secret.Value()
		if held.Reveal() != c.secret {
			t.Errorf("the server holds another secret than was given")
		}
	}
	server.hooks[0] = webhook(t, hook)
	if got := writer.Do(t.Context(), change.WithPolicy(toggle, change.LeaveSecret)); got.Kind != change.Done {
		t.Errorf("left out, it ended %v with %v", got.Kind, got.Err)
	}
}

// TestASecretThatWasAskedForIsChecked like one that was given at once.
func TestASecretThatWasAskedForIsChecked(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"two\nlines", strings.Repeat("s", change.MaxValue+1)} {
		server := newFake(t, hook)
		base := server.hooks[0]
		create := change.Create{Workspace: workspace, Goal: change.Rules{NoSecret: true, Force: true}.New(base.Fields)}
		got := change.NewWriter(server).Do(t.Context(), change.WithSecret(create, api.GivenSecret(secret)))
		if got.Kind != change.Refused || len(server.calls) > 0 {
			t.Errorf("a secret of %d bytes ended %v with %v after %v", len(secret), got.Kind, got.Err, server.calls)
		}
	}
}
