package fleet_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/internal/fleet"
)

// server answers after a latency with what answer says, and watches how many
// are under way.
type server struct {
	mu      sync.Mutex
	running int
	peak    int
	calls   map[api.WorkspaceID]int
	latency time.Duration
	answer  func(id api.WorkspaceID, call int) ([]api.Webhook, error)
}

func (s *server) Workspaces(context.Context, api.WorkspaceID) ([]api.Workspace, error) {
	return nil, nil
}

func (s *server) Webhooks(ctx context.Context, id api.WorkspaceID) ([]api.Webhook, error) {
	s.mu.Lock()
	s.running++
	s.peak = max(s.peak, s.running)
	if s.calls == nil {
		s.calls = make(map[api.WorkspaceID]int)
	}
	s.calls[id]++
	call := s.calls[id]
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.running--
		s.mu.Unlock()
	}()
	select {
	case <-time.After(s.latency):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.answer == nil {
		return []api.Webhook{{ID: api.WebhookID("w-" + string(id))}}, nil
	}
	return s.answer(id, call)
}

func workspaces(n int) []api.Workspace {
	all := make([]api.Workspace, n)
	for i := range all {
		all[i].ID = api.WorkspaceID(fmt.Sprintf("c%04d", i))
	}
	return all
}

func limited(after time.Duration) error {
	return &api.Error{Kind: api.KindRateLimit, Status: http.StatusTooManyRequests, RetryAfter: after}
}

// scan collects a whole scan.
func scan(t *testing.T, s *server, n int, opts fleet.Options) map[api.WorkspaceID]fleet.Result {
	t.Helper()
	got := make(map[api.WorkspaceID]fleet.Result)
	err := fleet.Scan(t.Context(), s, workspaces(n), opts, func(r fleet.Result) {
		if _, twice := got[r.Workspace.ID]; twice {
			t.Errorf("%s came twice", r.Workspace.ID)
		}
		got[r.Workspace.ID] = r
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != n {
		t.Errorf("%d of %d workspaces came", len(got), n)
	}
	return got
}

func TestScanIsBoundedAndUsesItsPlaces(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{latency: 80 * time.Millisecond}
		began := time.Now()
		scan(t, s, 1000, fleet.Options{Concurrency: 32})
		if s.peak != 32 {
			t.Errorf("at most %d requests were under way, want 32", s.peak)
		}
		took, best := time.Since(began), 1000*80*time.Millisecond/32
		if took > best*115/100 {
			t.Errorf("the scan took %s; requests x latency / concurrency is %s", took, best)
		}
	})
}

func TestPassingFailuresAreAskedAgainOthersRecorded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{latency: time.Millisecond, answer: func(id api.WorkspaceID, call int) ([]api.Webhook, error) {
			switch {
			case id == "c0001":
				return nil, &api.Error{Kind: api.KindForbidden, Status: http.StatusForbidden}
			case id == "c0002":
				return nil, &api.Error{Kind: api.KindServer, Status: http.StatusInternalServerError}
			case id == "c0003" && call < 3:
				return nil, &api.Error{Kind: api.KindNetwork}
			case id == "c0004":
				return nil, &api.Error{Kind: api.KindNetwork, Err: &tls.CertificateVerificationError{Err: errors.New("self-signed")}}
			case id > "c0010" && call == 1 && id[4] == '5':
				return nil, limited(time.Second)
			}
			return []api.Webhook{{ID: "w"}}, nil
		}}
		got := scan(t, s, 200, fleet.Options{})
		for id, r := range got {
			switch id {
			case "c0001":
				if !r.Refused() || s.calls[id] != 1 {
					t.Errorf("no access: asked %d times, result %v", s.calls[id], r.Err)
				}
			case "c0002":
				if r.Err == nil || r.Refused() || s.calls[id] != 4 {
					t.Errorf("a failing server: asked %d times, result %v", s.calls[id], r.Err)
				}
			case "c0004":
				if r.Err == nil || s.calls[id] != 1 {
					t.Errorf("a server that is not trusted: asked %d times, result %v", s.calls[id], r.Err)
				}
			default:
				if r.Err != nil || len(r.Webhooks) != 1 {
					t.Errorf("%s: %d webhooks, %v", id, len(r.Webhooks), r.Err)
				}
			}
		}
	})
}

func TestA429MakesEverybodyWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var limitedAt time.Time
		var mu sync.Mutex
		early := 0
		s := &server{latency: 10 * time.Millisecond}
		s.answer = func(id api.WorkspaceID, call int) ([]api.Webhook, error) {
			mu.Lock()
			defer mu.Unlock()
			if id == "c0020" && call == 1 {
				limitedAt = time.Now()
				return nil, limited(5 * time.Second)
			}
			// A request that began before the 429 may still end after it.
			if since := time.Since(limitedAt); !limitedAt.IsZero() && since > s.latency && since < 5*time.Second {
				early++
			}
			return nil, nil
		}
		scan(t, s, 100, fleet.Options{Concurrency: 8})
		if early > 0 {
			t.Errorf("%d requests were made during the pause", early)
		}
	})
}

func TestCancelStopsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := &server{latency: time.Hour}
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		err := fleet.Scan(ctx, s, workspaces(100), fleet.Options{}, func(r fleet.Result) {
			t.Errorf("a result after the end: %+v", r)
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the scan ended with %v", err)
		}
		if took := time.Since(began); took > time.Second+100*time.Millisecond {
			t.Errorf("it took %s to stop", took-time.Second)
		}
		synctest.Wait()
		if s.running != 0 {
			t.Errorf("%d requests are still under way", s.running)
		}
	})
}
