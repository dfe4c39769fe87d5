package api_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
)

// together makes n requests at once, each of which answers after a second with
// what answer says of it, and returns how many were under way at most.
func together(t *testing.T, l *api.Limiter, n int, answer func(call int) error) (peak int) {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	running, calls := 0, 0
	for range n {
		all.Go(func() {
			err := l.Do(t.Context(), func(context.Context) error {
				mu.Lock()
				running++
				calls++
				call := calls
				peak = max(peak, running)
				mu.Unlock()
				time.Sleep(time.Second) //nolint:forbidigo // the bubble's time
				mu.Lock()
				defer mu.Unlock()
				running--
				return answer(call)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	return peak
}

// TestLimiterHalvesOnceAndRecoversSlowly: all that share a limiter are bounded by
// it together. The 429s of one moment halve it once, and it grows again by one
// after twice as many good answers as it is.
func TestLimiterHalvesOnceAndRecoversSlowly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		good := func(int) error { return nil }
		l := api.NewLimiter(8)
		limitIs := func(want int) {
			t.Helper()
			if now, most := l.Limit(); now != want || most != 8 {
				t.Errorf("the limit is %d of %d, want %d of 8", now, most, want)
			}
		}
		if peak := together(t, l, 40, good); peak != 8 {
			t.Errorf("of 40 at once %d were under way, want 8", peak)
		}
		limitIs(8)
		// The first seven are refused, and come back four at a time.
		later := 0
		peak := together(t, l, 7, func(call int) error {
			if call <= 7 {
				return &api.Error{Kind: api.KindRateLimit, Status: http.StatusTooManyRequests}
			}
			later++
			return nil
		})
		if peak != 7 || later != 7 {
			t.Errorf("%d were under way, and %d came back", peak, later)
		}
		limitIs(4)
		if peak := together(t, l, 1, good); peak != 1 {
			t.Errorf("%d were under way", peak)
		}
		limitIs(5) // the seven and this one are twice four
		if peak := together(t, l, 9, good); peak != 5 {
			t.Errorf("after a 429 %d are under way, want 5", peak)
		}
		limitIs(5)
		together(t, l, 1, good)
		limitIs(6)
		together(t, l, 12+14+100, good)
		limitIs(8)
	})
}
