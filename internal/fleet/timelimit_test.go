package fleet_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/internal/fleet"
)

// TestAWorkspaceThatWouldKeepTheScanWaiting is skipped, until when is told, and the
// others are read without that wait, whichever answer asks for it and whether at
// once or little by little.
func TestAWorkspaceThatWouldKeepTheScanWaiting(t *testing.T) {
	t.Parallel()
	unavailable := func(wait time.Duration) error {
		return &api.Error{Kind: api.KindServer, Status: http.StatusServiceUnavailable, RetryAfter: wait}
	}
	for name, c := range map[string]struct {
		answer  error
		skipped bool
		calls   int
		took    time.Duration // at most
	}{
		"429 for an hour":         {limited(time.Hour), true, 1, 5 * time.Second},
		"429 for 121 seconds":     {limited(121 * time.Second), true, 1, 5 * time.Second},
		"429 of a minute, always": {limited(time.Minute), true, 3, 2*time.Minute + 10*time.Second},
		"429 without a time":      {limited(0), false, 12, 2 * time.Minute},
		"503 for an hour":         {unavailable(time.Hour), true, 1, 5 * time.Second},
		"503 of a minute, always": {unavailable(time.Minute), true, 3, 2*time.Minute + 10*time.Second},
		"503 of a second, always": {unavailable(time.Second), false, 4, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &server{answer: func(id api.WorkspaceID, _ int) ([]api.Webhook, error) {
					if id == "c0001" {
						return nil, c.answer
					}
					return []api.Webhook{{ID: "w"}}, nil
				}}
				w := &fleet.Scanner{Reader: tree{s, 30}, Channel: "c0000"}
				began := time.Now()
				if err := w.Scan(t.Context(), fleet.All, func(fleet.Result) {}); err != nil {
					t.Fatal(err)
				}
				took, p, troubles := time.Since(began), w.Progress(), w.Troubles()
				if p.Read != 30 || p.Webhooks != 29 || len(troubles) != 1 || troubles[0].Skipped() != c.skipped || (p.Skipped == 1) != c.skipped {
					t.Fatalf("%+v, troubles %v", p, troubles)
				}
				if s.calls["c0001"] != c.calls || took > c.took {
					t.Errorf("it was asked %d times, want %d, and the scan took %s", s.calls["c0001"], c.calls, took)
				}
				late, is := errors.AsType[*api.TooLong](troubles[0].Err)
				if is && (late.Until.Before(began.Add(time.Minute)) || !strings.Contains(late.Sentence(), late.Until.Local().Format("15:04"))) {
					t.Errorf("it says %s", late.Sentence())
				}
			})
		})
	}
}

// TestTwoMinutesAreWaitedFor, and never shortened.
func TestTwoMinutesAreWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s := &server{answer: func(id api.WorkspaceID, call int) ([]api.Webhook, error) {
			if id == "c0001" && call == 1 {
				return nil, limited(2 * time.Minute)
			}
			return nil, nil
		}}
		if got := scan(t, s, 30, fleet.Options{})["c0001"]; got.Err != nil || got.Asked.Sub(began) < 2*time.Minute {
			t.Errorf("it was asked again after %s: %v", got.Asked.Sub(began), got.Err)
		}
	})
}

// TestTheTimeLimitOfAScan ends it, in the tree as among the workspaces, says how far
// it came, and leaves out the time in which it is paused. A further scan reads the
// rest.
func TestTheTimeLimitOfAScan(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{latency: time.Minute}
		w := &fleet.Scanner{Reader: tree{s, 100}, Channel: "c0000", Options: fleet.Options{Concurrency: 1, Limit: 10*time.Minute + time.Second}}
		began, results := time.Now(), 0
		time.AfterFunc(90*time.Second, w.Pause)
		time.AfterFunc(31*time.Minute+30*time.Second, w.Resume) // half an hour later
		err := w.Scan(t.Context(), fleet.All, func(fleet.Result) { results++ })
		up, is := errors.AsType[*fleet.TimeUp](err)
		if took := time.Since(began); !is || up.Read != results || up.Total != 100 || results < 9 || results > 11 || took < 40*time.Minute || took > 41*time.Minute {
			t.Fatalf("after %s it ended with %v, %d results", took, err, results)
		}
		if said := up.Sentence(); !strings.Contains(said, "of 100 workspaces were scanned") {
			t.Errorf("it says %s", said)
		}
		w.Options.Limit = 0
		synctest.Wait() // until the last read that was cut off has ended
		s.latency = time.Second
		if err := w.Scan(t.Context(), fleet.Failed, func(fleet.Result) {}); err != nil || w.Progress().Reused != results || w.Progress().Read != 100 {
			t.Errorf("the rest: %v, %+v", err, w.Progress())
		}
		if asked(s) > 102 {
			t.Errorf("%d were asked in all", asked(s))
		}
	})
}

// slowTree is a server whose search does not end.
type slowTree struct{ *server }

func (s slowTree) Workspaces(ctx context.Context, _ api.WorkspaceID) ([]api.Workspace, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestTheTimeLimitWhileTheTreeIsSearched(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &fleet.Scanner{Reader: slowTree{&server{}}, Channel: "c0000"}
		began := time.Now()
		err := w.Scan(t.Context(), fleet.All, func(fleet.Result) {})
		up, is := errors.AsType[*fleet.TimeUp](err)
		if !is || time.Since(began) != fleet.DefaultLimit || !strings.Contains(up.Sentence(), "30 min") {
			t.Errorf("after %s it ended with %v", time.Since(began), err)
		}
		leaving, leave := context.WithCancel(t.Context())
		leave()
		if err := w.Scan(leaving, fleet.All, func(fleet.Result) {}); !errors.Is(err, context.Canceled) {
			t.Errorf("who leaves is told %v", err)
		}
	})
}
