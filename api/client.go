// Package api is the client of the Coro API: tokens, workspaces and webhooks.
// What the API's documentation leaves open is handled the tolerant way that
// docs/api.md describes. It knows nothing of terminals.
package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"corotui/internal/mask"
	"corotui/internal/weburl"
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
	base     *url.URL
	audience string
	clientID string
	secret   *clientSecret
	http     *http.Client
	now      func() time.Time
	timeout  time.Duration
	retries  int
	logger   *slog.Logger
	readOnly string
	tokens   *tokenSource
	skew     *skew
	bodies   *budget
	network  *http.Transport // of http, unless it was replaced
	getenv   func(string) string
	proxies  proxies
}

// New returns a client. Without [WithBaseURL] it talks to the US region.
func New(opts ...Option) (*Client, error) {
	c, err := configured(opts)
	if err != nil {
		return nil, err
	}
	if c.clientID == "" {
		return nil, errors.New("client id or secret is missing; run corotui login")
	}
	c.audience = cmp.Or(c.audience, c.base.String())
	if err := c.proxies.check(c.base); err != nil {
		return nil, &Error{Kind: KindRefused, Op: "find the proxy", Host: c.Host(), Err: err}
	}
	return c, nil
}

// configured returns a client with what the options say, and with the network
// that everything is sent over.
func configured(opts []Option) (*Client, error) {
	network := newTransport()
	c := &Client{
		network: network, getenv: os.Getenv,
		http: &http.Client{
			Transport: network,
			// A redirect could carry the token to another host: none is followed.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		now: time.Now, timeout: DefaultTimeout, retries: defaultRetries, logger: slog.New(slog.DiscardHandler),
		tokens: &tokenSource{}, skew: &skew{}, bodies: bodies,
	}
	if err := WithBaseURL(weburl.OfRegion("us"))(c); err != nil {
		return nil, err
	}
	for _, opt := range opts {
		if err := opt(c); err != nil {
			return nil, err
		}
	}
	if c.network != nil {
		c.proxies = proxiesOf(c.getenv)
		c.proxies.use(c.network)
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
	anywhere  bool          // it may be made without a workspace
	extra     http.Header   // more headers
}

// answer is what came back, whole.
type answer struct {
	status int
	header http.Header
	body   []byte
	took   time.Duration
	told   told   // what must not be quoted from it
	share  *share // that its body has of the budget; nil: it is of none
}

func (a *answer) trace() Text { return Text(a.told.hide(a.header.Get("X-Coro-Trace-Id"))) }

// send makes a call on a resource: with a token, with one new token and one
// repetition after a 401, and again after failures as far as that is safe. The
// body of an answer is for use, and for as long as that runs; the error is then
// what use returned. With any other error the answer is the one that it was read
// from, or nil.
func (c *Client) send(ctx context.Context, r request, use func(*answer) error) (*answer, error) {
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
			defer got.share.release()
			return got, use(got)
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
		if !retries(ctx, failed) || !patience.again(ctx, r.safety, attempt, failed) {
			return got, failed
		}
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
	if r.workspace == "" && !r.anywhere {
		return refuse("no workspace is named")
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

func legalHeaderValue(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return strings.TrimSpace(s) == s
}
