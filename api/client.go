// Package api is the client of the Coro API: tokens, workspaces and webhooks.
// What the API's documentation leaves open is handled the tolerant way that
// docs/api.md describes. It knows nothing of terminals.
package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"corotui/mask"
)

// Bounds of what is read of an answer.
const (
	maxListBody  = 64 << 20 // 20,000 webhooks take some 15 MiB
	maxBody      = 4 << 20
	maxErrorBody = 64 << 10
)

// Client talks to one host with one pair of credentials. It never changes
// after [New], and can be used by many goroutines at once.
type Client struct {
	base          *url.URL
	audience      string
	clientID      string
	secret        *clientSecret
	http          *http.Client
	now           func() time.Time
	timeout       time.Duration
	retries       int
	logger        *slog.Logger
	pageParameter string
	pageSize      int
	readOnly      string
	tokens        *tokenSource
	skew          *skew
}

// New returns a client. Without [WithBaseURL] it talks to the US region.
func New(opts ...Option) (*Client, error) {
	c := &Client{
		http: &http.Client{
			Transport: newTransport(),
			// A redirect could carry the token to another host: none is followed.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		now: time.Now, timeout: DefaultTimeout, retries: defaultRetries, logger: slog.New(slog.DiscardHandler),
		tokens: &tokenSource{}, skew: &skew{},
	}
	if err := WithBaseURL(regions["us"])(c); err != nil {
		return nil, err
	}
	for _, opt := range opts {
		if err := opt(c); err != nil {
			return nil, err
		}
	}
	if c.clientID == "" {
		return nil, errors.New("client id and secret are needed; run corotui login")
	}
	if c.audience == "" {
		c.audience = c.base.String()
	}
	return c, nil
}

// Host returns who is asked, for the user to read: "api.secure.coro.net".
func (c *Client) Host() string { return c.base.Host }

// BaseURL returns where the API is.
func (c *Client) BaseURL() string { return c.base.String() }

// request is what an endpoint asks the one function that sends for.
type request struct {
	op        string // "list webhooks"
	method    string
	path      []string // parts, not escaped
	query     url.Values
	workspace WorkspaceID
	body      []byte // nil: none
	limit     int64  // bound of the answer's body
	safety    safety
	write     bool
	raw       bool          // any HTTP answer is an answer, not an error, but 401 and 404
	secrets   []mask.Secret // what the body holds of them
	ifMatch   string        // the ETag that a write depends on; may be empty
	whole     bool          // its ETag counts: the answer must not be packed
}

// answer is what came back, whole.
type answer struct {
	status int
	header http.Header
	body   []byte
	took   time.Duration
	told   told // what must not be quoted from it
}

func (a *answer) trace() Text { return Text(a.told.hide(a.header.Get("X-Coro-Trace-Id"))) }

// send makes a call on a resource: with a token, with one new token and one
// repetition after a 401, and again after failures as far as that is safe. With
// an error the answer is the one that it was read from, or nil.
func (c *Client) send(ctx context.Context, r request) (*answer, error) {
	if err := c.check(r); err != nil {
		return nil, err
	}
	renewed, patience := false, c.patience()
	var doubt *Error // of an earlier attempt, which may have been carried out
	for attempt := 1; ; attempt++ {
		token, err := c.tokens.get(ctx, c)
		switch {
		case err != nil && doubt != nil:
			return nil, doubt
		case err != nil:
			return nil, err
		}
		got, failed := c.attempt(ctx, r, token)
		if failed == nil {
			return got, nil
		}
		// A clear refusal of a later attempt does not clear up an earlier one.
		if failed.Unclear {
			doubt = failed
		}
		failed.Unclear = doubt != nil
		if ctx.Err() != nil && !failed.Unclear {
			return nil, ctx.Err()
		}
		if failed.Status == http.StatusUnauthorized && !renewed && (!failed.Unclear || r.safety >= idempotent) {
			renewed = true
			attempt--
			c.tokens.drop(token)
			continue
		}
		if !repeats(ctx, failed) || !patience.again(ctx, r.safety, attempt, failed) {
			return got, failed
		}
	}
}

// sleep waits, or returns the context's error as soon as that ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// check refuses what must not leave this machine.
func (c *Client) check(r request) error {
	refuse := func(why string) error {
		return &Error{Kind: KindRefused, Op: r.op, Method: r.method, Host: c.Host(), Workspace: r.workspace, Err: errors.New(why)}
	}
	if (r.write || r.safety == never) && c.readOnly != "" {
		return refuse(c.readOnly)
	}
	if r.workspace == "" {
		return refuse("no workspace is chosen")
	}
	if !legalHeaderValue(string(r.workspace)) {
		return refuse(fmt.Sprintf("the workspace id %q cannot be sent in a header", Text(r.workspace)))
	}
	for _, part := range r.path {
		if part == "" || part == "." || part == ".." || strings.ContainsAny(part, "\r\n\x00") {
			return refuse(fmt.Sprintf("the id %q cannot be part of a path", Text(part)))
		}
	}
	return nil
}

// url escapes every part by itself, so that an id with a slash stays an id.
func (c *Client) url(r request) *url.URL {
	u := *c.base
	escaped := make([]string, len(r.path))
	for i, part := range r.path {
		escaped[i] = url.PathEscape(part)
	}
	u.Path = c.base.Path + "/" + strings.Join(r.path, "/")
	u.RawPath = c.base.EscapedPath() + "/" + strings.Join(escaped, "/")
	u.RawQuery = r.query.Encode()
	return &u
}

// attempt sends the request once.
func (c *Client) attempt(ctx context.Context, r request, token mask.Secret) (*answer, *Error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var way connection
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { way.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { way.found.Store(true) },
	})
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(traced, r.method, c.url(r).String(), body)
	if err != nil {
		return nil, &Error{Kind: KindRefused, Op: r.op, Method: r.method, Host: c.Host(), Err: err}
	}
	if r.safety == never {
		// net/http repeats a GET by itself when a kept connection turns out to be
		// dead, unless it has a body that cannot be read twice.
		req.Body = io.NopCloser(strings.NewReader(""))
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
	got, failed := c.receive(req, r, &way)
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
func (c *Client) receive(req *http.Request, r request, way *connection) (*answer, *Error) {
	problem := func(kind Kind, err error) *Error {
		return &Error{
			Kind: kind, Op: r.op, Method: r.method, Host: c.Host(), Path: req.URL.Path,
			Workspace: r.workspace, Timeout: c.timeout, Err: err,
		}
	}
	sent := c.now()
	resp, err := c.http.Do(req)
	if err != nil {
		failed := problem(networkKind(err), withoutURL(err))
		failed.Unclear = way.carried(err)
		return nil, failed
	}
	defer func() { _ = resp.Body.Close() }() // everything that counts has been read
	c.skew.note(resp.Header, sent, c.now())
	limit := r.limit
	if resp.StatusCode >= 300 && !r.raw {
		limit = maxErrorBody
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	got := &answer{status: resp.StatusCode, header: resp.Header, body: body}
	switch {
	case resp.StatusCode >= 300 && (!r.raw || resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusNotFound):
		// What arrived of an error's body is enough, cut or too long as it may be.
		return got, c.refused(problem("", nil), got)
	case r.raw:
		return got, nil // as much of it as came
	case err != nil:
		failed := problem(networkKind(err), withoutURL(err))
		failed.Status, failed.Trace, failed.Unclear = got.status, got.trace(), true
		return got, failed
	case int64(len(body)) > limit:
		failed := problem(KindAnswer, fmt.Errorf("the answer is longer than %d MiB", limit>>20))
		failed.Status, failed.Trace, failed.Unclear = got.status, got.trace(), true
		return got, failed
	}
	return got, nil
}

// refused turns an answer that is not 2xx into an error.
func (c *Client) refused(e *Error, got *answer) *Error {
	e.Status, e.Kind, e.Trace = got.status, kindOf(got.status), got.trace()
	ahead, _ := c.skew.get()
	e.RetryAfter, e.RetryAt = retryAfter(got.header, c.now(), ahead)
	e.Unclear = leavesOpen(got.status, isPage(got.header.Get("Content-Type"), got.body))
	if location := got.header.Get("Location"); got.status < 400 {
		e.Err = fmt.Errorf("it redirects to %s, which is not followed", redirectTarget(location))
		return e
	}
	e.readProblem(got.header.Get("Content-Type"), got.body[:min(len(got.body), maxErrorBody)])
	return e
}

// connection is how far a request came on its way out.
type connection struct{ wanted, found atomic.Bool }

// carried reports whether a request that ended with err may have arrived. It
// has not when a connection was looked for and none was found. A transport that
// does not tell, as one in memory, is believed only where the error itself says
// that nothing was reached.
func (c *connection) carried(err error) bool {
	if c.wanted.Load() {
		return c.found.Load()
	}
	var failed *net.OpError
	return !errors.As(err, &failed) || failed.Op != "dial"
}

func redirectTarget(location string) string {
	if u, err := url.Parse(location); err == nil && u.Host != "" {
		return fmt.Sprint(Text(u.Host))
	}
	return "another place"
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
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

func legalHeaderValue(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return strings.TrimSpace(s) == s
}
