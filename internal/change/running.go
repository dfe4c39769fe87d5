package change

import "sync"

// running counts the changes under way. Other than a WaitGroup it may be waited
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

// ended returns a channel that is closed once none is under way.
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
