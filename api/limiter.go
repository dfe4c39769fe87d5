package api

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Limiter bounds how many requests run at once. Everything that asks one server
// shares it: a 429 is about all of them, not only the one that got it. It may be
// used by several goroutines.
type Limiter struct {
	mu      sync.Mutex
	changed chan struct{} // closed and renewed when a request may begin
	most    int           // the limit that the user set
	limit   int           // the limit of the moment, 1..most
	running int
	good    int       // answers without a 429 since the limit last changed
	closed  time.Time // no request begins before
}

// The bounds of a [Limiter].
const (
	DefaultConcurrency = 8
	MaxConcurrency     = 64

	MaxWait = 2 * time.Minute // for one request, all that the server asks to wait together
)

// NewLimiter returns a limiter for at most so many requests together: 1 to
// [MaxConcurrency]; 0 or less is [DefaultConcurrency].
func NewLimiter(most int) *Limiter {
	if most <= 0 {
		most = DefaultConcurrency
	}
	most = min(most, MaxConcurrency)
	return &Limiter{most: most, limit: most, changed: make(chan struct{})}
}

// limitedAttempts is how often a request is made that gets a 429 each time. All
// others wait with it, so one request is rarely refused that often.
const limitedAttempts = 12

// Do makes a request as soon as fewer than the limit are running. After a 429 the
// limit halves, no request begins before Retry-After has passed, and this one is
// retried: a request that was answered so was not carried out. If the server
// asks to wait longer than [MaxWait] in all, this request ends as [TooLong]; the
// others continue, since the wait may be for one workspace. In the context that
// request gets, a [Client] does not retry after a 429 by itself.
func (l *Limiter) Do(ctx context.Context, request func(context.Context) error) error {
	var waited time.Duration
	for attempt := 1; ; attempt++ {
		if err := l.acquire(ctx); err != nil {
			return err
		}
		err := request(paced(ctx))
		if KindOf(err) != KindRateLimit {
			l.release()
			return err
		}
		wait := Wait(err, attempt)
		if late := WaitTooLong(err, waited, wait); late != nil {
			l.throttled(Backoff(attempt))
			return late
		}
		l.throttled(wait)
		waited += wait
		if attempt == limitedAttempts || ctx.Err() != nil {
			return err
		}
	}
}

// Limit returns how many requests may run at the moment, and how many at most:
// the first is lower while the server asks to slow down.
func (l *Limiter) Limit() (now, most int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.limit, l.most
}

// acquire waits until a request may begin. It returns the context's error if that
// ends first.
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
			if err := Sleep(ctx, pause); err != nil {
				return err
			}
			continue
		}
		select {
		case <-ctx.Done():
		case <-changed:
		}
	}
}

// release counts a request that ended without a 429. The limit grows by one after
// twice as many of them as it is: slowly, so as not to run into the next 429 at once.
func (l *Limiter) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	l.good++
	if l.limit < l.most && l.good >= 2*l.limit {
		l.limit++
		l.good = 0
	}
	l.wake()
}

// throttled counts a request that ended with a 429: the limit halves, and nothing
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

// TooLong is the error of a request that the server asks to make so much later
// that it is not worth waiting for.
type TooLong struct {
	Until time.Time // from when the server accepts it, as far as it says
	Err   error     // the server's answer
}

// Error describes the error for logs and for wrapping.
func (e *TooLong) Error() string { return "asked to wait too long: " + e.Err.Error() }

// Unwrap returns the answer.
func (e *TooLong) Unwrap() error { return e.Err }

// Sentence says until when to wait, as a user reads it.
func (e *TooLong) Sentence() string {
	who := "The server"
	if answer, ok := errors.AsType[*Error](e.Err); ok && answer.Host != "" {
		who = answer.Host
	}
	at := e.Until.Local()
	layout := "2006-01-02 15:04"
	if at.Format(time.DateOnly) == time.Now().Format(time.DateOnly) {
		layout = "15:04"
	}
	return fmt.Sprintf("%s asks to wait until %s; try again then", who, at.Format(layout))
}

// WaitTooLong decides whether a request is given up rather than repeated after
// another wait: answer is what the server said, waited what this request has waited
// so far, and wait what comes now. It returns nil while all of it is within [MaxWait].
func WaitTooLong(answer error, waited, wait time.Duration) *TooLong {
	if waited+wait <= MaxWait {
		return nil
	}
	until, asked := RetryAt(answer)
	if !asked {
		until = time.Now().Add(wait)
	}
	return &TooLong{Until: until, Err: answer}
}
