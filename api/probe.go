package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Probe is an answer as it came, for whoever looks at the API itself rather
// than at what it holds. The body is untrusted and may hold secrets in clear.
type Probe struct {
	Status int
	Header http.Header
	Body   []byte // of an answer of 300 or more only the first 64 KiB
	Took   time.Duration
}

// Probe makes one GET below the base URL and returns the answer whatever its
// status; it gets a token, and repeats failures, like every other call. The
// error is for what is no whole answer, and for what is never sent: a GET that
// has an effect, of which the API has one, the test of a webhook.
func (c *Client) Probe(ctx context.Context, workspace WorkspaceID, query url.Values, path ...string) (Probe, error) {
	r := request{
		op: "check the API", method: http.MethodGet, path: path, query: query, workspace: workspace,
		limit: maxListBody, safety: reading,
	}
	if slices.Contains(path, "test") {
		return Probe{}, &Error{
			Kind: KindRefused, Op: r.op, Method: r.method, Host: c.Host(), Workspace: workspace,
			Err: errors.New("a check of the API never sends a test"),
		}
	}
	// The body is the caller's: it looks at one answer at a time.
	got, err := c.send(ctx, r, func(*answer) error { return nil })
	failed, refusal := errors.AsType[*Error](err)
	refusal = refusal && failed.Status >= http.StatusMultipleChoices
	if got == nil || err != nil && !refusal {
		return Probe{}, err
	}
	return Probe{Status: got.status, Header: got.header, Body: got.body, Took: got.took}, nil
}
