package api

import (
	"net/http"
	"sync"
	"time"
)

// skew is how far the server's clock is ahead of this machine's, by the Date of
// its last answer.
type skew struct {
	mu    sync.Mutex
	ahead time.Duration
	known bool
}

// note takes the Date of an answer for a request that was sent and answered
// between two times of this machine. The answer of a cache is as old as its Age, and
// of one that took long nobody knows when the Date was written.
func (s *skew) note(h http.Header, sent, answered time.Time) {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil || h.Get("Age") != "" || answered.Sub(sent) > DefaultTimeout {
		return
	}
	// A Date is cut to the second, so on average half of one is missing.
	middle := sent.Add(answered.Sub(sent) / 2)
	ahead := theirs.Add(time.Second / 2).Sub(middle)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead, s.known = ahead, true
}

func (s *skew) get() (ahead time.Duration, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ahead, s.known
}

// ClockSkew returns how far the server's clock is ahead of this machine's (less
// than zero: behind), to within a second and the time of one request, and whether
// an answer has told. A time by this machine's clock plus that is the same by the
// server's.
func (c *Client) ClockSkew() (ahead time.Duration, known bool) { return c.skew.get() }
