package fleet_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/fleet"
)

// tree is a server whose search finds some workspaces.
type tree struct {
	*server
	n int
}

func (s tree) Workspaces(context.Context, api.WorkspaceID) ([]api.Workspace, error) {
	return workspaces(s.n), nil
}

func asked(s *server) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := 0
	for _, calls := range s.calls {
		all += calls
	}
	return all
}

func TestASecondWalkAsksForWhatIsNotFresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		broken := true
		s := &server{latency: time.Millisecond, answer: func(id api.WorkspaceID, _ int) ([]api.Webhook, error) {
			switch {
			case id == "c0001":
				return nil, &api.Error{Kind: api.KindForbidden}
			case id == "c0002" && broken:
				return nil, &api.Error{Kind: api.KindInvalid}
			}
			return []api.Webhook{{ID: "w", Fields: api.Fields{Status: api.Disabled}}}, nil
		}}
		w := &fleet.Walker{Reader: tree{s, 10}, Channel: "c0000"}
		walk := func(again fleet.Again, wantAsked int) fleet.Progress {
			t.Helper()
			before, results := asked(s), 0
			if err := w.Walk(t.Context(), again, func(fleet.Result) { results++ }); err != nil {
				t.Fatal(err)
			}
			p := w.Progress()
			if got := asked(s) - before; got != wantAsked || results != 10 || p.Read != 10 || p.Kept != 10-wantAsked {
				t.Errorf("%d were asked, want %d; %d results, progress %+v", got, wantAsked, results, p)
			}
			return p
		}
		if p := walk(fleet.Stale, 10); p.Forbidden != 1 || p.Failed != 1 || p.Webhooks != 8 || p.Disabled != 8 || len(w.Troubles()) != 2 {
			t.Errorf("the first walk: %+v, %d troubles", p, len(w.Troubles()))
		}
		broken = false
		walk(fleet.Failed, 2)
		walk(fleet.Stale, 0)
		w.Forget("c0005")
		walk(fleet.Stale, 1)
		walk(fleet.All, 10)
		time.Sleep(fleet.DefaultFresh + time.Second) //nolint:forbidigo // the bubble's time
		walk(fleet.Stale, 10)
	})
}

func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{latency: time.Second}
		w := &fleet.Walker{Reader: tree{s, 40}, Channel: "c0000", Options: fleet.Options{Concurrency: 4}}
		paused := 0
		time.AfterFunc(2500*time.Millisecond, w.Pause)
		time.AfterFunc(time.Minute, func() { paused = asked(s); w.Resume() })
		began := time.Now()
		if err := w.Walk(t.Context(), fleet.All, func(fleet.Result) {}); err != nil {
			t.Fatal(err)
		}
		if paused != 12 || w.Paused() {
			t.Errorf("%d were asked until the pause ended, want 12", paused)
		}
		if took := time.Since(began); took < time.Minute || took > time.Minute+8*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

func TestRefusedCredentialsEndTheWalk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{answer: func(api.WorkspaceID, int) ([]api.Webhook, error) { return nil, &api.Error{Kind: api.KindAuth} }}
		err := fleet.Walk(t.Context(), s, workspaces(500), fleet.Options{}, func(fleet.Result) {})
		if api.KindOf(err) != api.KindAuth || asked(s) > 20 {
			t.Errorf("it ended with %v after %d requests", err, asked(s))
		}
	})
}
