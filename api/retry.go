package api

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Waits between attempts.
const (
	firstWait   = 250 * time.Millisecond
	longestWait = 8 * time.Second
	maxWaits    = 30 * time.Second // together, in one operation
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

// patience is what is left of the time that one operation may take. The user
// waits for it: a server that is silent is told of after one timeout, and one
// that fails at once is asked some times more.
type patience struct {
	retries int           // of them none is begun when a timeout has passed
	until   time.Time     // by the machine's clock
	waits   time.Duration // what may go by between attempts
}

func (c *Client) patience() patience {
	return patience{retries: c.retries, until: time.Now().Add(c.timeout), waits: maxWaits}
}

// again waits until a request may be sent once more, or reports that it may
// not: because that is not safe, or there is no patience left for it. What a
// server asks to wait is not shortened: rather the user is told.
func (p *patience) again(ctx context.Context, s safety, attempt int, failed *Error) bool {
	if ctx.Err() != nil || attempt > p.retries || !s.again(failed) || time.Now().After(p.until) {
		return false
	}
	wait := failed.RetryAfter
	if wait == 0 {
		wait = backoff(attempt)
	}
	if p.waits -= wait; p.waits < 0 {
		return false
	}
	p.until = p.until.Add(wait)
	return sleep(ctx, wait) == nil
}

// backoff returns how long to wait after a number of failed attempts, from 1: a
// growing time of which half is left to chance, so that many programs do not
// come back at once.
func backoff(attempt int) time.Duration {
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
