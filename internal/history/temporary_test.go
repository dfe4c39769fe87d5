package history_test

import (
	"context"
	"path/filepath"
	"testing"

	"corotui/api"
	"corotui/internal/history"
)

// listed are the webhooks of every workspace.
type listed []api.Webhook

func (l listed) Webhooks(context.Context, api.WorkspaceID) ([]api.Webhook, error) { return l, nil }

// unasked fails the test if it is asked.
type unasked struct{ t *testing.T }

func (u unasked) Webhooks(context.Context, api.WorkspaceID) ([]api.Webhook, error) {
	u.t.Error("the server was asked")
	return nil, nil
}

// TestATemporaryWebhookIsAnOrphanOnceItsProgramIsGone, until it is deleted, and for no
// other account. The server is asked only then. A new file of the log does not forget it.
func TestATemporaryWebhookIsAnOrphanOnceItsProgramIsGone(t *testing.T) {
	t.Parallel()
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "history.jsonl")
	who := history.Who{Profile: "acme", Host: "host"}
	orphans := func(who history.Who, server history.Lister) []history.Orphan {
		t.Helper()
		found, err := history.Open(path).Orphans(ctx, who, server, true)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	program := history.Open(path, history.WithRotation(400, 9))
	mine, err := program.BeginTemporary(ctx, who, "w", "Acme", "corotui listen here 7")
	if err != nil {
		t.Fatal(err)
	}
	ended, err := program.BeginTemporary(ctx, who, "w", "Acme", "corotui listen here 8")
	if err != nil {
		t.Fatal(err)
	}
	if err := ended.End(ctx); err != nil {
		t.Fatal(err)
	}
	orphans(who, unasked{t}) // it runs
	if err := mine.Leave(); err != nil {
		t.Fatal(err)
	}
	orphans(history.Who{Profile: "other", Host: "host"}, unasked{t})
	there := listed{{ID: "1", Fields: api.Fields{Name: "Billing"}}, {ID: "2", Fields: api.Fields{Name: "corotui listen here 7"}}}
	for range 3 {
		found := orphans(who, there)
		if len(found) != 1 || found[0].Webhook.ID != "2" || string(found[0].Says()) != `corotui listen ended without deleting its webhook "corotui listen here 7" in Acme` {
			t.Fatalf("found %+v", found)
		}
		if err := program.Mark(ctx, who, history.Entry{Type: history.Change, Name: "something else that takes room in the file"}); err != nil {
			t.Fatal(err)
		}
	}
	if runs, err := program.Runs(ctx); len(runs) != 0 || err != nil {
		t.Errorf("it is taken for a run: %+v, %v", runs, err)
	}
	if found := orphans(who, there[:1]); len(found) != 0 {
		t.Errorf("found %+v", found)
	}
	orphans(who, unasked{t}) // that it is gone was written down
}
