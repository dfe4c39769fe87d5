package change

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/text/unicode/norm"

	"corotui/api"
)

// queue lets changes of one webhook wait for each other, so that a second key
// press reads what the first one wrote. Its zero value is ready.
type queue struct {
	mu    sync.Mutex
	lines map[place]*line
}

// place is a webhook, or with a name instead one that is being made.
type place struct {
	workspace api.WorkspaceID
	webhook   api.WebhookID
	name      api.Text
}

// newPlace is where a webhook of a name is made.
func newPlace(workspace api.WorkspaceID, name api.Text) place {
	return place{workspace: workspace, name: api.Text(norm.NFC.String(string(name)))}
}

// key names the place for other programs.
func (p place) key() string { return fmt.Sprintf("%q %q %q", p.workspace, p.webhook, p.name) }

type line struct {
	turn    chan struct{} // holds one token while someone's turn it is
	waiting int           // including whose turn it is
}

// enter waits for the turn; leave ends it and must be called, but for an error,
// which is that of ctx.
func (q *queue) enter(ctx context.Context, at place) (leave func(), err error) {
	q.mu.Lock()
	if q.lines == nil {
		q.lines = make(map[place]*line)
	}
	l := q.lines[at]
	if l == nil {
		l = &line{turn: make(chan struct{}, 1)}
		q.lines[at] = l
	}
	l.waiting++
	q.mu.Unlock()

	out := func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		if l.waiting--; l.waiting == 0 {
			delete(q.lines, at)
		}
	}
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn; out() }, nil
	case <-ctx.Done():
		out()
		return nil, fmt.Errorf("waiting for another change of the webhook: %w", ctx.Err())
	}
}

// running counts the running changes. Other than a WaitGroup it may be waited
// for while more begin. Its zero value is ready.
type running struct {
	mu    sync.Mutex
	count int
	idle  chan struct{} // closed when count falls to 0
}

// begin counts one more, until the function that it returns is called.
func (r *running) begin() (end func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count == 0 {
		r.idle = make(chan struct{})
	}
	r.count++
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.count--; r.count == 0 {
			close(r.idle)
		}
	}
}

// ended returns a channel that is closed once none is in progress.
func (r *running) ended() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count > 0 {
		return r.idle
	}
	closed := make(chan struct{})
	close(closed)
	return closed
}
