package fleet

import (
	"context"
	"sync"
	"time"

	"corotui/api"
)

// Limiter bounds how many requests are under way together. It is shared by all
// that ask one server: a 429 answers all of them, not the one that got it. It
// may be used by several goroutines.
type Limiter struct {
	mu      sync.Mutex
	changed chan struct{} // closed and renewed when a place may have become free
	most    int           // the limit that the user set
	limit   int           // the limit of the moment, 1..most
	running int
	good    int       // answers since the limit last changed
	closed  time.Time // no request begins before
}

// NewLimiter returns a limiter for at most so many requests together: 1 to
// [MaxConcurrency]; 0 or less is [DefaultConcurrency].
func NewLimiter(most int) *Limiter {
	most = places(most)
	return &Limiter{most: most, limit: most, changed: make(chan struct{})}
}

// limitedAttempts is how often a request is made that is answered with 429 each
// time. All others wait with it, so it is rarely its turn to be refused again.
const limitedAttempts = 12

// Do makes a request in a place of its own, once there is one. After a 429 the
// limit halves, nobody begins before Retry-After has passed, and the request is
// made again: a request that was answered so was not carried out. A server that
// asks for more than [MaxWait] in all gets no other request for this one, which
// ends as [TooLong]; the others go on, since the wait may be for one workspace. The
// context that request gets keeps an [api.Client] from repeating after 429 by
// itself.
func (l *Limiter) Do(ctx context.Context, request func(context.Context) error) error {
	var waited time.Duration
	for attempt := 1; ; attempt++ {
		if err := l.acquire(ctx); err != nil {
			return err
		}
		err := request(api.Paced(ctx))
		if api.KindOf(err) != api.KindRateLimit {
			l.release()
			return err
		}
		wait := api.Wait(err, attempt)
		if late := tooLong(err, waited, wait); late != nil {
			l.throttled(api.Backoff(attempt))
			return late
		}
		l.throttled(wait)
		waited += wait
		if attempt == limitedAttempts || ctx.Err() != nil {
			return err
		}
	}
}

// Limit returns how many requests may be under way at the moment, and how many
// at most: the first is less while the server asks to slow down.
func (l *Limiter) Limit() (now, most int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.limit, l.most
}

// acquire waits for a place, and for the end of a pause. It returns the
// context's error when that ends first.
func (l *Limiter) acquire(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		l.mu.Lock()
		pause := time.Until(l.closed)
		if pause <= 0 && l.running < l.limit {
			l.running++
			l.mu.Unlock()
			return nil
		}
		changed := l.changed
		l.mu.Unlock()
		if pause > 0 {
			sleep(ctx, pause)
			continue
		}
		select {
		case <-ctx.Done():
		case <-changed:
		}
	}
}

// release gives a place back after an answer that was no 429. The limit
// recovers by one after as many good answers as it is: slowly, so that it does
// not run into the next 429 at once.
func (l *Limiter) release() {
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
func (l *Limiter) throttled(wait time.Duration) {
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

func (l *Limiter) wake() {
	close(l.changed)
	l.changed = make(chan struct{})
}
