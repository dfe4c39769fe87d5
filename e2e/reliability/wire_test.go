package reliability_test

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"corotui/api/emulator"
	"corotui/internal/change"
)

// moment is where a write is on its way.
type moment string

const (
	underWay  moment = "the request had not arrived"
	carried   moment = "it was carried out, and the answer was on its way"
	answered  moment = "the answer had come"
	noMoments moment = ""
	notAtAll  moment = "not at all"
)

// wire is the network of one program. It can hold a program's writes, and it is
// dead when the program is.
type wire struct {
	network http.RoundTripper

	mu    sync.Mutex
	at    moment        // where writes are held
	free  chan struct{} // closed when they are not any more
	holds int           // that many are held
	dead  chan struct{}
	died  bool
}

func newWire(network http.RoundTripper) *wire {
	return &wire{network: network, dead: make(chan struct{})}
}

var errKilled = errors.New("the program was killed")

// RoundTrip carries a request, and holds it where that is wanted.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := w.hold(r, underWay); err != nil {
		return nil, err
	}
	answer, err := w.network.RoundTrip(r)
	if held := w.hold(r, carried); held != nil {
		if err == nil {
			_ = answer.Body.Close() // nobody is there to read it
		}
		return nil, held
	}
	return answer, err
}

// hold waits while writes are held at a moment, and for as long as the program
// lives.
func (w *wire) hold(r *http.Request, at moment) error {
	if !isWrite(r) {
		at = notAtAll
	}
	return w.wait(r.Context(), at)
}

// wait is hold for whatever is at a moment.
func (w *wire) wait(ctx context.Context, at moment) error {
	w.mu.Lock()
	free, held := w.free, w.at == at
	if held {
		w.holds++
	}
	w.mu.Unlock()
	if !held {
		free = freed
	}
	select {
	case <-w.dead:
		return errKilled
	default:
	}
	select {
	case <-free:
		return nil
	case <-w.dead:
		return errKilled
	case <-ctx.Done():
		return ctx.Err()
	}
}

// freed is closed from the start.
var freed = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

func isWrite(r *http.Request) bool {
	switch operationOf(r) {
	case emulator.OpCreate, emulator.OpUpdate, emulator.OpDelete:
		return true
	default:
		return false
	}
}

// holdWrites holds writes from now on, and release lets them go.
func (w *wire) holdWrites(at moment) (release func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	free := make(chan struct{})
	w.at, w.free = at, free
	return sync.OnceFunc(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.at = noMoments
		close(free)
	})
}

// holding is how many writes are held, or were.
func (w *wire) holding() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.holds
}

// die ends what is under way, and carries nothing any more.
func (w *wire) die() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.died {
		w.died = true
		close(w.dead)
	}
}

// journal records for one program, as long as that lives.
type journal struct {
	change.Recorder
	wire *wire
}

// Record writes down how a change ended.
func (j journal) Record(ctx context.Context, event change.Record) (string, error) {
	if err := j.wire.wait(ctx, answered); err != nil {
		return "", err
	}
	return j.Recorder.Record(ctx, event)
}
