package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"corotui/internal/mask"
)

// attempt sends the request once.
func (c *Client) attempt(ctx context.Context, r request, token mask.Secret) (*answer, *Error) {
	ctx, given := allow(ctx, c.timeout)
	defer given.end()
	traced, way := follow(ctx, r.safety)
	defer way.stop(nil)
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(traced, r.method, c.url(r).String(), body)
	if err != nil {
		return nil, &Error{Kind: KindRefused, Op: r.op, Method: r.method, Host: c.Host(), Err: err}
	}
	for name, values := range r.extra {
		req.Header[name] = values
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "corotui")
	if r.workspace != "" {
		req.Header.Set("Workspace", string(r.workspace))
	}
	if !token.Empty() {
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.ifMatch != "" {
		req.Header.Set("If-Match", r.ifMatch)
	}
	if r.whole {
		// A server may give what it packs another ETag, which no write matches.
		req.Header.Set("Accept-Encoding", "identity")
	}
	began := c.now()
	c.logRequest(req, r.body)
	got, failed := c.receive(req, r, way, given)
	told := c.told(r, token)
	if got != nil {
		got.took, got.told = c.now().Sub(began), told
	}
	if failed != nil {
		failed.Unclear = failed.Unclear && r.safety != reading // a read has nothing to carry out
		told.hideIn(failed)
	}
	c.logAnswer(req, got, failed)
	return got, failed
}

// receive reads the whole answer, within its bound.
func (c *Client) receive(req *http.Request, r request, way *sending, given *allowance) (*answer, *Error) {
	sent := c.now()
	resp, err := c.http.Do(req)
	if err != nil {
		failed := c.broken(req, r, way.cause(err))
		failed.Unclear = way.carried(err)
		return nil, failed
	}
	c.skew.note(resp.Header, sent, c.now())
	limit := min(r.limit, c.bodies.longest())
	if resp.StatusCode >= 300 && !r.raw {
		limit = maxErrorBody
	}
	body, share, err := c.bodies.read(req.Context(), resp.Body, lengthOf(resp), limit+1, given.pause)
	_ = resp.Body.Close() // everything that counts has been read, and its room is given back after it
	got := &answer{status: resp.StatusCode, header: resp.Header, body: body, share: share}
	failed := c.judge(req, r, got, err, limit)
	if failed != nil {
		// What is quoted of an answer that is none, and shown of an error.
		got.body, got.share = bytes.Clone(body[:min(len(body), maxErrorBody)]), nil
		share.release()
	}
	return got, failed
}

// lengthOf is how long a body is said to be, or -1. Go unpacks what came packed,
// and says nothing of that then.
func lengthOf(resp *http.Response) int64 {
	if resp.ContentLength > 0 {
		return resp.ContentLength
	}
	return -1
}

// judge says what is wrong with an answer whose body was read up to a limit,
// with err if it was cut.
func (c *Client) judge(req *http.Request, r request, got *answer, err error, limit int64) *Error {
	final := got.status == http.StatusUnauthorized || got.status == http.StatusNotFound
	var failed *Error
	switch {
	case got.status >= 300 && (!r.raw || final):
		// What arrived of an error's body is enough, cut or too long as it may be.
		return c.refused(c.problem(req, r, "", nil), got)
	case r.raw:
		return nil // as much of it as came
	case err != nil:
		failed = c.broken(req, r, err)
	case int64(len(got.body)) > limit:
		failed = c.problem(req, r, KindAnswer, fmt.Errorf("returned more than %d MiB", limit>>20))
	default:
		return nil
	}
	failed.Status, failed.Trace, failed.Unclear = got.status, got.trace(), true
	return failed
}

func (c *Client) problem(req *http.Request, r request, kind Kind, err error) *Error {
	return &Error{
		Kind: kind, Op: r.op, Method: r.method, Host: c.Host(), Path: req.URL.Path,
		Workspace: r.workspace, Timeout: c.timeout, Err: err,
	}
}

// broken is the error of a request that got no whole answer.
func (c *Client) broken(req *http.Request, r request, err error) *Error {
	if timeIsUp(req.Context()) {
		return c.problem(req, r, KindTimeout, context.DeadlineExceeded)
	}
	return c.problem(req, r, networkKind(err), c.proxies.unreached(req.URL, withoutURL(err)))
}

// refused turns an answer that is not 2xx into an error.
func (c *Client) refused(e *Error, got *answer) *Error {
	e.Status, e.Kind, e.Trace = got.status, kindOf(got.status), got.trace()
	ahead, _ := c.skew.get()
	e.RetryAfter, e.RetryAt = retryAfter(got.header, c.now(), ahead)
	e.Unclear = leavesOpen(got.status, isPage(got.header.Get("Content-Type"), got.body))
	if location := got.header.Get("Location"); got.status < 400 {
		e.Err = fmt.Errorf("redirects to %s, which corotui does not follow", redirectTarget(location))
		return e
	}
	e.readProblem(got.header.Get("Content-Type"), got.body[:min(len(got.body), maxErrorBody)])
	return e
}

func redirectTarget(location string) string {
	if u, err := url.Parse(location); err == nil && u.Host != "" {
		return fmt.Sprint(Text(u.Host))
	}
	return "another URL"
}

func networkKind(err error) Kind {
	var timeout interface{ Timeout() bool }
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return KindTimeout
	}
	return KindNetwork
}

// withoutURL drops the URL that Go puts before the cause.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// allowance is the time that one attempt may take. It stands still while the
// attempt waits for something of this program.
type allowance struct {
	cancel context.CancelCauseFunc

	mu    sync.Mutex
	timer *time.Timer
	left  time.Duration
	since time.Time
}

// allow returns a context that ends after d, with [context.DeadlineExceeded] as
// its cause.
func allow(ctx context.Context, d time.Duration) (context.Context, *allowance) {
	ctx, cancel := context.WithCancelCause(ctx)
	a := &allowance{cancel: cancel, left: d, since: time.Now()}
	a.timer = time.AfterFunc(d, func() { cancel(context.DeadlineExceeded) })
	return ctx, a
}

// pause has the time stand still, and go on when done is called.
func (a *allowance) pause() (done func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.timer.Stop() {
		a.left -= time.Since(a.since)
	}
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.since = time.Now()
		a.timer.Reset(max(0, a.left))
	}
}

// end ends the context.
func (a *allowance) end() {
	a.timer.Stop()
	a.cancel(nil)
}

// timeIsUp reports whether a context ended because of its time.
func timeIsUp(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), context.DeadlineExceeded)
}
