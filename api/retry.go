package api

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Waits between attempts.
const (
	firstWait     = 250 * time.Millisecond
	longestWait   = 8 * time.Second
	maxRetryAfter = 30 * time.Second
)

// safety says what a second sending of the same request could do.
type safety int

const (
	never      safety = iota // has an effect each time, and is only made on demand: test
	once                     // a second one could make a second thing: create
	idempotent               // update and delete: the same end, however often
	reading                  // changes nothing
)

// again reports whether a request may be sent once more after err. The rules
// are the API contract's: a create only when it cannot have arrived or was
// refused unread, a test never.
func (s safety) again(err *Error) bool {
	if s == never {
		return false
	}
	if err.Kind == KindRateLimit {
		return true
	}
	switch err.Kind {
	case KindNetwork:
		return !err.distrusted() && (!err.Unclear || s >= idempotent)
	case KindTimeout:
		return s == reading
	case KindServer:
		switch err.Status {
		case http.StatusServiceUnavailable:
			return s >= idempotent
		case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
			return s == reading
		}
		return false
	default:
		return false
	}
}

// backoff returns how long to wait after a number of failed attempts, from 1:
// what the server asked for up to a bound, or a growing time of which half is
// left to chance, so that many programs do not come back at once.
func backoff(attempt int, asked time.Duration) time.Duration {
	if asked > 0 {
		return min(asked, maxRetryAfter)
	}
	wait := min(firstWait<<min(attempt-1, 10), longestWait)
	return wait/2 + rand.N(wait/2+1) //nolint:gosec // chance spreads the load here; nothing is guarded by it
}

// retryAfter reads a Retry-After header: seconds, or a date. Anything else,
// and what is past, is 0.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
