package delivery

import (
	"context"
	"fmt"
	"net/http"
	"sync"
)

// Bounds of what waits for an observer.
const (
	feedLimit = 1000
	feedBytes = 8 << 20
)

// Stray is a request that is no delivery: to another path, with another method, or
// one that never came to its end.
type Stray struct {
	Method, Path string // empty where no request could be read
	Status       int    // what was answered; 0: the connection was closed
	Reason       string // a sentence without a full stop, clean
}

// Batch is what an observer sees at once.
type Batch struct {
	Received []Received // new ones, and those that have changed since
	Strays   []Stray
	Dropped  int // how many more deliveries were not kept for this observer
}

// Feed tells one observer what comes in. What it does not take in time is dropped
// and counted; the receiver never waits for it. A screen calls [Feed.Next] in a
// command, and again after each answer.
type Feed struct {
	settled bool // only what is settled is told

	mu    sync.Mutex
	batch Batch
	at    map[int]int // the places of numbers in batch
	bytes int64
	ended bool
	ready chan struct{} // has one element when there is something to take
}

func newFeed(settled bool) *Feed {
	return &Feed{settled: settled, at: make(map[int]int), ready: make(chan struct{}, 1)}
}

// Next waits for what is new since the last call. It is false when nothing more
// will come or ctx has ended.
func (f *Feed) Next(ctx context.Context) (Batch, bool) {
	for {
		if batch, ended := f.take(); len(batch.Received)+len(batch.Strays)+batch.Dropped > 0 {
			return batch, true
		} else if ended {
			return Batch{}, false
		}
		select {
		case <-f.ready:
		case <-ctx.Done():
			return Batch{}, false
		}
	}
}

// take returns what there is now.
func (f *Feed) take() (batch Batch, ended bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	batch, f.batch, f.bytes = f.batch, Batch{}, 0
	clear(f.at)
	return batch, f.ended
}

// tell adds a delivery, or what has become of it.
func (f *Feed) tell(d Received) {
	if f.settled && !d.Settled() {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	at, waits := f.at[d.Number]
	switch {
	case waits:
		f.batch.Received[at] = d
	case len(f.batch.Received) >= feedLimit || f.bytes+d.size() > feedBytes:
		f.batch.Dropped++
	default:
		f.at[d.Number] = len(f.batch.Received)
		f.batch.Received = append(f.batch.Received, d)
		f.bytes += d.size()
	}
	f.wake()
}

// stray adds a request that is no delivery. More than an observer can look at are
// not kept.
func (f *Feed) stray(s Stray) {
	const limit = 100
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.batch.Strays) < limit {
		f.batch.Strays = append(f.batch.Strays, s)
	}
	f.wake()
}

func (f *Feed) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = true
	f.wake()
}

func (f *Feed) wake() {
	select {
	case f.ready <- struct{}{}:
	default:
	}
}

// String says what the request was, in a clause.
func (s Stray) String() string {
	if s.Method == "" {
		return s.Reason
	}
	return fmt.Sprintf("Answered %d %s to %s %s: %s", s.Status, http.StatusText(s.Status), s.Method, s.Path, s.Reason)
}
