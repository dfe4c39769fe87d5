package fleet

import (
	"context"
	"sync"
	"time"
)

// limiter bounds how many requests are under way together. It is shared by all
// workers of a walk: a 429 answers all of them, not the one that got it.
type limiter struct {
	mu      sync.Mutex
	changed chan struct{} // closed and renewed when a place may have become free
	most    int           // the limit that the user set
	limit   int           // the limit of the moment, 1..most
	running int
	good    int       // answers since the limit last changed
	closed  time.Time // no request begins before
}

func newLimiter(most int) *limiter {
	return &limiter{most: most, limit: most, changed: make(chan struct{})}
}

// acquire waits for a place, and for the end of a pause. It returns the
// context's error when that ends first.
func (l *limiter) acquire(ctx context.Context) error {
	for {
		l.mu.Lock()
		pause := time.Until(l.closed)
		if pause <= 0 && l.running < l.limit {
			l.running++
			l.mu.Unlock()
			return nil
		}
		changed := l.changed
		l.mu.Unlock()
		if pause <= 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-changed:
			}
			continue
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// release gives a place back after an answer that was no 429. The limit
// recovers by one after as many good answers as it is: slowly, so that it does
// not run into the next 429 at once.
func (l *limiter) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	l.good++
	if l.limit < l.most && l.good >= l.limit*recoverAfter {
		l.limit++
		l.good = 0
	}
	l.wake()
}

// recoverAfter is how many times the limit must be answered well before it
// grows by one.
const recoverAfter = 2

// throttled gives a place back after a 429: the limit halves, and nothing
// begins before wait is over.
func (l *limiter) throttled(wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	// The other requests of the same moment get a 429 too; they are one sign,
	// not many.
	if l.good > 0 || l.limit == l.most {
		l.limit = max(1, l.limit/2)
	}
	l.good = 0
	if until := time.Now().Add(wait); until.After(l.closed) {
		l.closed = until
	}
	l.wake()
}

func (l *limiter) wake() {
	close(l.changed)
	l.changed = make(chan struct{})
}
