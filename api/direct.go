package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"corotui/internal/mask"
)

// Direct sends requests to servers that are not the API, such as the receivers
// of deliveries. They are reached as the API is: with the same bounds, trust, and
// proxy. Each request is sent once, no redirect is followed, and it has nothing
// of the account in it.
type Direct struct{ client *Client }

// NewDirect takes the options of [New], of which it needs no account.
func NewDirect(opts ...Option) (*Direct, error) {
	client, err := configured(opts)
	if err != nil {
		return nil, err
	}
	return &Direct{client}, nil
}

// DirectRequest is a request as it is to arrive.
type DirectRequest struct {
	Method  string
	URL     *url.URL
	Host    string      // in place of the URL's, if not empty
	Header  http.Header // all of it, but for what HTTP itself needs
	Body    []byte
	Secrets []mask.Secret // that the answer may repeat, beside those in the URL and the headers
}

// DirectAnswer is what a server answered, whatever its status.
type DirectAnswer struct {
	Status int
	Start  Text          // of the body, without what is secret in it
	Cut    bool          // the body has more
	Took   time.Duration // until the start was read
}

const (
	opDirect      = "send a delivery"
	maxDirectBody = 4 << 10
)

// Send makes a request. The error, an [Error] or that of ctx, is that no answer
// came, and whether it may have arrived; one whose body broke off is an answer.
func (d *Direct) Send(ctx context.Context, r DirectRequest) (DirectAnswer, error) {
	c := d.client
	if err := c.proxies.check(r.URL); err != nil {
		return DirectAnswer{}, &Error{Kind: KindRefused, Op: opDirect, Method: r.Method, Host: r.URL.Host, Err: err}
	}
	limited, given := allow(ctx, c.timeout)
	defer given.end()
	traced, way := follow(limited, never)
	defer way.stop(nil)
	req, err := http.NewRequestWithContext(traced, r.Method, r.URL.String(), bytes.NewReader(r.Body))
	if err != nil {
		return DirectAnswer{}, &Error{Kind: KindRefused, Op: opDirect, Method: r.Method, Host: r.URL.Host, Err: withoutURL(err)}
	}
	req.Host, req.Header = r.Host, maps.Clone(r.Header)
	told := r.told()
	began := c.now()
	c.logRequest(req, r.Body)
	got, failed := d.receive(req, told, way)
	if got != nil {
		got.took = c.now().Sub(began)
	}
	if failed != nil {
		told.hideIn(failed)
	}
	c.logAnswer(req, got, failed)
	switch {
	case failed != nil && ctx.Err() != nil:
		return DirectAnswer{}, ctx.Err()
	case failed != nil:
		return DirectAnswer{}, failed
	}
	return DirectAnswer{
		Status: got.status, Start: Text(told.start(got.body, maxDirectBody)), Cut: len(got.body) > maxDirectBody, Took: got.took,
	}, nil
}

// receive reads the head of an answer and the start of its body.
func (d *Direct) receive(req *http.Request, told told, way *sending) (*answer, *Error) {
	c := d.client
	resp, err := c.http.Do(req)
	if err != nil {
		failed := c.broken(req, request{op: opDirect, method: req.Method}, way.cause(err))
		failed.Unclear = way.carried(err)
		failed.Host, failed.Path = req.URL.Host, ""
		return nil, failed
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxDirectBody+1)) // what came of it is enough
	_ = resp.Body.Close()                                             // nothing more is wanted of it
	return &answer{status: resp.StatusCode, header: resp.Header, body: body, told: told}, nil
}

// told are the credentials that a request carries.
func (r DirectRequest) told() told {
	fields := Fields{URL: Text(r.URL.String())}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			fields.Headers = append(fields.Headers, Header{Name: Text(name), Value: Text(value)})
		}
	}
	return toldOf(append(secretsOf(fields), r.Secrets...))
}

// nextOfReceiver is what can be done about a receiver that gave no answer.
func (e *Error) nextOfReceiver() string {
	proxy, throughProxy := errors.AsType[*proxyError](e.Err)
	switch {
	case e.Kind == KindRefused:
		return ""
	case e.distrusted():
		return "pass its certificate with --ca-file, if it is to be trusted"
	case throughProxy:
		return "check " + proxy.variable + ", then try again"
	case e.Kind == KindTimeout:
		return "check whether it is running, or give it longer with --timeout"
	default:
		return "check the URL, and whether it is running"
	}
}
