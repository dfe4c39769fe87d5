package api

import (
	"context"
	"errors"
	"sync"
	"time"
)

// allowance is the time that one attempt may take. It stands still while the
// attempt waits for something of this program.
type allowance struct {
	cancel context.CancelCauseFunc

	mu    sync.Mutex
	timer *time.Timer
	left  time.Duration
	since time.Time
}

// allow returns a context that ends after d, with [context.DeadlineExceeded] as
// its cause.
func allow(ctx context.Context, d time.Duration) (context.Context, *allowance) {
	ctx, cancel := context.WithCancelCause(ctx)
	a := &allowance{cancel: cancel, left: d, since: time.Now()}
	a.timer = time.AfterFunc(d, func() { cancel(context.DeadlineExceeded) })
	return ctx, a
}

// pause has the time stand still, and go on when done is called.
func (a *allowance) pause() (done func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.timer.Stop() {
		a.left -= time.Since(a.since)
	}
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.since = time.Now()
		a.timer.Reset(max(0, a.left))
	}
}

// end ends the context.
func (a *allowance) end() {
	a.timer.Stop()
	a.cancel(nil)
}

// timeIsUp reports whether a context ended because of its time.
func timeIsUp(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), context.DeadlineExceeded)
}
