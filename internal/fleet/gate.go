package fleet

import (
	"context"
	"sync"
	"time"
)

// Gate lets a user pause work: what is running ends, and nothing else begins until
// it is opened again. Its zero value is open. It may be used by several goroutines.
type Gate struct {
	mu     sync.Mutex
	opened chan struct{} // nil while it is open; closed when it opens
	since  time.Time     // when it was closed
	sum    time.Duration // for how long it was closed before
}

// Close pauses.
func (g *Gate) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.opened == nil {
		g.opened, g.since = make(chan struct{}), time.Now()
	}
}

// Open resumes.
func (g *Gate) Open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.opened != nil {
		close(g.opened)
		g.opened = nil
		g.sum += time.Since(g.since)
	}
}

// Closed reports whether it is paused.
func (g *Gate) Closed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.opened != nil
}

// paused is for how long it has been closed so far, all times together.
func (g *Gate) paused() time.Duration {
	if g == nil {
		return 0
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.opened == nil {
		return g.sum
	}
	return g.sum + time.Since(g.since)
}

// Wait returns when the gate is open, or with the context's error when that
// ends first. A gate that is nil is open.
func (g *Gate) Wait(ctx context.Context) error {
	for g != nil {
		g.mu.Lock()
		opened := g.opened
		g.mu.Unlock()
		if opened == nil {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-opened:
		}
	}
	return ctx.Err()
}
