package api

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Waits between attempts.
const (
	firstWait   = 250 * time.Millisecond
	longestWait = 8 * time.Second
)

// Backoff returns how long to wait after a number of failed attempts, from 1: a
// growing time of which half is left to chance, so that many programs, or the
// parts of one, do not come back at once.
func Backoff(attempt int) time.Duration {
	wait := min(firstWait<<min(max(attempt, 1)-1, 10), longestWait)
	return wait/2 + rand.N(wait/2+1) //nolint:gosec // chance spreads the load here; nothing is guarded by it
}

// RetryAfter returns how long the server asked to wait, and whether it did.
func RetryAfter(err error) (wait time.Duration, asked bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.RetryAfter <= 0 {
		return 0, false
	}
	return e.RetryAfter, true
}

// RetryAt returns until when the server asked to wait, by this machine's clock,
// and whether it did.
func RetryAt(err error) (until time.Time, asked bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.RetryAfter <= 0 || e.RetryAt.IsZero() {
		return time.Time{}, false
	}
	return e.RetryAt, true
}

// Wait returns how long to wait before the next attempt: what the server asked
// for, or else [Backoff].
func Wait(err error, attempt int) time.Duration {
	if wait, asked := RetryAfter(err); asked {
		return wait
	}
	return Backoff(attempt)
}

// MayPass reports whether the same request may succeed later, without anybody
// doing anything about the failure.
func MayPass(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return false
	}
	switch e.Kind {
	case KindServer, KindTimeout, KindRateLimit:
		return true
	case KindNetwork:
		return !e.distrusted() && !e.refusedByProxy()
	default:
		return false
	}
}

// longestAsked bounds what a server can ask to wait in seconds.
const longestAsked = 100 * 365 * 24 * time.Hour

// retryAfter reads the Retry-After of an answer that came now: how long to wait,
// and until when by this machine's clock. A date is one of the server's clock, so
// it is compared with the server's own Date, or with ours and how far that is
// known to be off. What cannot be read, and what is past, is as if it was not there.
func retryAfter(h http.Header, now time.Time, skew time.Duration) (wait time.Duration, until time.Time) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if wait, ok := secondsOf(value); ok {
		return wait, now.Add(wait)
	}
	at, ok := dateOf(value)
	if !ok {
		return 0, time.Time{}
	}
	theirs, told := dateOf(h.Get("Date"))
	if !told {
		theirs = now.Add(skew)
	}
	if wait = at.Sub(theirs); wait <= 0 {
		return 0, time.Time{}
	}
	if wait == math.MaxInt64 { // farther away than a duration can say
		return wait, at
	}
	return wait, now.Add(wait)
}

// secondsOf reads a number of seconds, which some servers give with a fraction.
func secondsOf(value string) (time.Duration, bool) {
	if value == "" || strings.Trim(value, "0123456789.") != "" {
		return 0, false
	}
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, false
	}
	if seconds >= longestAsked.Seconds() {
		return longestAsked, true
	}
	return time.Duration(seconds * float64(time.Second)), true
}

// dateOf reads a date in the forms of HTTP, and in those that are mistaken for
// them.
func dateOf(value string) (time.Time, bool) {
	value = strings.TrimSpace(value)
	if at, err := http.ParseTime(value); err == nil {
		return at, true
	}
	for _, layout := range []string{time.RFC1123, time.RFC1123Z, time.RFC3339} {
		if at, err := time.Parse(layout, value); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// later is when to try again, as far as the server told.
func (e *Error) later() string {
	wait := min(e.RetryAfter, longestAsked) + time.Second - 1
	wait = wait.Truncate(time.Second)
	at := e.RetryAt.Local()
	switch {
	case wait <= 0:
		return "try again"
	case wait < 2*time.Minute:
		return "try again in " + seconds(wait)
	case e.RetryAt.IsZero():
		return "try again in " + roughly(wait)
	case wait < 24*time.Hour:
		return fmt.Sprintf("try again in %s, at %s", roughly(wait), at.Format("15:04"))
	}
	return "try again after " + at.Format("2006-01-02 15:04")
}

// roughly is a long time in minutes or hours.
func roughly(wait time.Duration) string {
	if wait >= 2*time.Hour {
		return fmt.Sprintf("%d hours", (wait+time.Hour-1)/time.Hour)
	}
	return fmt.Sprintf("%d minutes", (wait+time.Minute-1)/time.Minute)
}

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
