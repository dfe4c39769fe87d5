package api

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// maxWaits is how long the waits of one operation may be together.
const maxWaits = 30 * time.Second

// safety says what a second sending of the same request could do.
type safety int

const (
	never      safety = iota // has an effect each time, and is only made on demand: test
	once                     // a second one could make a second thing: create
	idempotent               // update and delete: the same end, however often
	reading                  // changes nothing
)

// again reports whether a request may be sent once more after err: a create only
// when nothing of it can have been carried out, an update or a delete also after
// a broken connection or a 503, whose repetition comes to the same end, a test
// never.
func (s safety) again(err *Error) bool {
	if s == never {
		return false
	}
	if err.Kind == KindRateLimit {
		return true
	}
	switch err.Kind {
	case KindNetwork:
		return !err.distrusted() && !err.refusedByProxy() && (!err.Unclear || s >= idempotent)
	case KindServer:
		switch err.Status {
		case http.StatusServiceUnavailable:
			return s >= idempotent
		case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout, http.StatusRequestTimeout:
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
	wait := Wait(failed, attempt)
	if p.waits -= wait; p.waits < 0 {
		return false
	}
	p.until = p.until.Add(wait)
	return Sleep(ctx, wait) == nil
}

// pace says which failed requests a client retries by itself.
type pace int

const (
	allFailures pace = iota
	allBut429
	noFailures
)

type paceKey struct{}

// paced returns a context in which no request is repeated after a 429. A 429 is
// about all requests at once, so the [Limiter] slows all of them down and retries.
func paced(ctx context.Context) context.Context { return context.WithValue(ctx, paceKey{}, allBut429) }

// Once returns a context in which no failed request is retried, except with a new
// token after a 401. It is for callers that retry themselves.
func Once(ctx context.Context) context.Context { return context.WithValue(ctx, paceKey{}, noFailures) }

// retries reports whether the client retries by itself after err in this context.
func retries(ctx context.Context, err *Error) bool {
	switch set, _ := ctx.Value(paceKey{}).(pace); set {
	case noFailures:
		return false
	case allBut429:
		return err.Kind != KindRateLimit
	default:
		return true
	}
}

// Sleep waits for d, or returns the context's error as soon as that ends.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// nothingDone are the statuses that prove that a write was not carried out: the
// server understood it and would not. Every other answer that is not a success
// leaves that open: a server that fails may have done what it was asked before
// it did, and one behind a gateway that gave up waiting may still do it.
var nothingDone = []int{
	http.StatusBadRequest,
	http.StatusUnauthorized,
	http.StatusForbidden,
	http.StatusNotFound,
	http.StatusMethodNotAllowed,
	http.StatusConflict,
	http.StatusLengthRequired,
	http.StatusPreconditionFailed,
	http.StatusRequestEntityTooLarge,
	http.StatusRequestURITooLong,
	http.StatusUnsupportedMediaType,
	http.StatusUnprocessableEntity,
	http.StatusTooManyRequests,
}

// leavesOpen reports whether an answer that is not a success leaves open whether
// the request was carried out. A web page is a proxy's, whatever its status says,
// and proves nothing about the server behind it; but who asks to slow down has
// carried nothing out, in whatever words.
func leavesOpen(status int, page bool) bool {
	if status == http.StatusTooManyRequests {
		return false
	}
	return page || !slices.Contains(nothingDone, status)
}
