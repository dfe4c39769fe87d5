package fleet_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/internal/fleet"
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

func TestASecondScanAsksForWhatIsNotFresh(t *testing.T) {
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
		w := &fleet.Scanner{Reader: tree{s, 10}, Channel: "c0000"}
		scan := func(again fleet.Again, wantAsked int) fleet.Progress {
			t.Helper()
			before, results := asked(s), 0
			if err := w.Scan(t.Context(), again, func(fleet.Result) { results++ }); err != nil {
				t.Fatal(err)
			}
			p := w.Progress()
			if got := asked(s) - before; got != wantAsked || results != 10 || p.Read != 10 || p.Reused != 10-wantAsked {
				t.Errorf("%d were asked, want %d; %d results, progress %+v", got, wantAsked, results, p)
			}
			return p
		}
		if p := scan(fleet.Stale, 10); p.Forbidden != 1 || p.Failed != 1 || p.Webhooks != 8 || p.Disabled != 8 || len(w.Troubles()) != 2 {
			t.Errorf("the first scan: %+v, %d troubles", p, len(w.Troubles()))
		}
		broken = false
		scan(fleet.Failed, 2)
		scan(fleet.Stale, 0)
		w.Forget("c0005")
		scan(fleet.Stale, 1)
		scan(fleet.All, 10)
		time.Sleep(fleet.DefaultFresh + time.Second) //nolint:forbidigo // the bubble's time
		scan(fleet.Stale, 10)
	})
}

// partly is a server whose search fails below one of its channels while it is broken.
type partly struct {
	*server
	broken bool
}

func (s *partly) Workspaces(_ context.Context, channel api.WorkspaceID) ([]api.Workspace, error) {
	switch {
	case channel == "top":
		return []api.Workspace{{ID: "sub", DisplayName: "Sub", Type: "channel", Parent: "top"}, {ID: "child", Parent: "top"}}, nil
	case s.broken:
		return nil, &api.Error{Kind: api.KindServer, Status: 500}
	}
	return []api.Workspace{{ID: "below", Parent: "sub"}}, nil
}

// TestAPartOfTheTreeThatFails does not end the scan, takes nothing away that was
// known, and is asked for once more by the next scan.
func TestAPartOfTheTreeThatFails(t *testing.T) {
	t.Parallel()
	s := &partly{broken: true, server: &server{answer: func(api.WorkspaceID, int) ([]api.Webhook, error) { return nil, nil }}}
	w := &fleet.Scanner{Reader: s, Channel: "top"}
	scan := func(again fleet.Again, workspaces int, failed bool) {
		t.Helper()
		if err := w.Scan(t.Context(), again, func(fleet.Result) {}); err != nil {
			t.Fatal(err)
		}
		unlisted, is := errors.AsType[*fleet.Unlisted](w.Unlisted())
		if got := w.Progress().Read; got != workspaces || is != failed || is && unlisted.Below.ID != "sub" {
			t.Errorf("%d workspaces were read, want %d; %v", got, workspaces, w.Unlisted())
		}
	}
	scan(fleet.Stale, 3, true)
	scan(fleet.Failed, 3, true)
	s.broken = false
	scan(fleet.Failed, 4, false)
	s.broken = true
	scan(fleet.All, 4, true)
}

// TestAScanWaitsForTheOneBefore: a scan that was given up still has answers on
// their way, and its end must not be taken for that of the next.
func TestAScanWaitsForTheOneBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		first, second := make(chan struct{}), make(chan struct{})
		s := &server{answer: func(_ api.WorkspaceID, call int) ([]api.Webhook, error) {
			if call == 1 {
				<-first
			} else {
				<-second
			}
			return []api.Webhook{{ID: "w"}}, nil
		}}
		w := &fleet.Scanner{Reader: tree{s, 10}, Channel: "c0000"}
		gone, leave := context.WithCancel(t.Context())
		ends := make(chan error, 2)
		go func() { ends <- w.Scan(gone, fleet.All, func(fleet.Result) {}) }()
		synctest.Wait()
		leave()
		go func() { ends <- w.Scan(t.Context(), fleet.All, func(fleet.Result) {}) }()
		synctest.Wait()
		close(first)
		if err := <-ends; !errors.Is(err, context.Canceled) {
			t.Errorf("the first scan ended with %v", err)
		}
		synctest.Wait()
		if p := w.Progress(); p.Began.IsZero() || !p.Ended.IsZero() {
			t.Errorf("while the second scan is under way the progress is %+v", p)
		}
		close(second)
		if err := <-ends; err != nil {
			t.Errorf("the second scan ended with %v", err)
		}
		if p := w.Progress(); p.Read != 10 || p.Webhooks != 10 {
			t.Errorf("the second scan counts %+v, want 10 workspaces and webhooks", p)
		}
	})
}

func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{latency: time.Second}
		w := &fleet.Scanner{Reader: tree{s, 40}, Channel: "c0000", Options: fleet.Options{Concurrency: 4}}
		paused := 0
		time.AfterFunc(2500*time.Millisecond, w.Pause)
		time.AfterFunc(time.Minute, func() { paused = asked(s); w.Resume() })
		began := time.Now()
		if err := w.Scan(t.Context(), fleet.All, func(fleet.Result) {}); err != nil {
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

func TestRefusedCredentialsEndTheScan(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{answer: func(api.WorkspaceID, int) ([]api.Webhook, error) { return nil, &api.Error{Kind: api.KindAuth} }}
		err := fleet.Scan(t.Context(), s, workspaces(500), fleet.Options{}, func(fleet.Result) {})
		if api.KindOf(err) != api.KindAuth || asked(s) > 20 {
			t.Errorf("it ended with %v after %d requests", err, asked(s))
		}
	})
}
