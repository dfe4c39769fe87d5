package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"corotui/internal/mask"
)

// RawRequest is a request that the user has written: what it is about is not known here.
type RawRequest struct {
	Method    string
	Path      RawPath
	Workspace WorkspaceID // may be empty: then no workspace is named
	Header    http.Header // added to the client's own, and never in place of them
	Body      []byte      // JSON, or nil for none
}

// RawPath is a path below the base URL that a user has written, escaped as they did it.
type RawPath struct {
	parts []string // not escaped
	query url.Values
}

// RawMethods are the methods of a raw request.
func RawMethods() []string {
	return []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
}

// ParseRawPath reads a path such as /v1/workspaces/search?page=1. It is one of the API and
// stays below the base URL, whatever is written.
func ParseRawPath(written string) (RawPath, error) {
	var p RawPath
	u, err := url.Parse(written)
	switch {
	case !strings.HasPrefix(written, "/"), strings.HasPrefix(written, "//"):
		return p, errors.New("give a path of the API that begins with one slash, such as /v1/settings/webhooks; the host is the profile's")
	case err != nil:
		return p, errors.New("it is malformed; write % as %25")
	case u.Fragment != "" || strings.Contains(written, "#"):
		return p, errors.New("it has a #, which is never sent; write %23")
	}
	for _, part := range strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/") {
		plain, err := url.PathUnescape(part)
		if err != nil {
			return p, errors.New("it is malformed; write % as %25")
		}
		if plain == "" || plain == "." || plain == ".." || strings.ContainsAny(plain, "\r\n\x00") {
			return p, fmt.Errorf("its part %q cannot be in a path of the API", Text(plain))
		}
		p.parts = append(p.parts, plain)
	}
	if p.query, err = url.ParseQuery(u.RawQuery); err != nil {
		return p, errors.New("its query is malformed; write % as %25 and ; as %3B")
	}
	return p, nil
}

// Text is the path for people and for the history, without what is secret in it.
func (p RawPath) Text() Text {
	escaped := make([]string, len(p.parts))
	for i, part := range p.parts {
		escaped[i] = url.PathEscape(part)
	}
	u := "/" + strings.Join(escaped, "/")
	if len(p.query) > 0 {
		u += "?" + p.query.Encode()
	}
	const host = "https://api" // masks are made for whole URLs
	return Text(strings.TrimPrefix(mask.URL(host+u), host))
}

// Webhook is the webhook that the path is of, if it is of one.
func (p RawPath) Webhook() WebhookID {
	if of := onWebhooks("", "", reading, "").path; len(p.parts) > len(of) && slices.Equal(p.parts[:len(of)], of) {
		return WebhookID(p.parts[len(of)])
	}
	return ""
}

// Reads reports that a request changes nothing, so that it may be repeated: a test is a
// GET, and has Coro send something.
func (r RawRequest) Reads() bool {
	return !r.Writes() && !(r.Path.Webhook() != "" && r.Path.parts[len(r.Path.parts)-1] == "test")
}

// Writes reports that the method is one that changes something.
func (r RawRequest) Writes() bool { return r.Method != http.MethodGet && r.Method != http.MethodHead }

// RawAnswer is what came back, whatever it is. The body is untrusted and may hold secrets
// in clear.
type RawAnswer struct {
	Status int
	Header http.Header
	Body   []byte // of an answer of 300 or more only the first 64 KiB
	Took   time.Duration

	told told
}

// Masked is the body without what is secret in it. What is no JSON is read as free text.
func (a RawAnswer) Masked() []byte {
	body := a.told.replace(string(a.Body))
	if json.Valid([]byte(body)) {
		return mask.JSON([]byte(body))
	}
	return []byte(a.told.hide(body))
}

// MaskedHeader are the headers of the answer without what is secret in them.
func (a RawAnswer) MaskedHeader() map[string]string { return redactHeader(a.Header, a.told) }

// IsRaw reports whether the error is of a request that the user has written.
func IsRaw(e *Error) bool { return e.Op == opRaw }

const opRaw = "make a request"

// Raw makes a request that the user has written, the way every other is made: with a
// token, and again after failures as far as that is safe. The error of an answer that is
// not 2xx comes with the answer.
func (c *Client) Raw(ctx context.Context, raw RawRequest) (RawAnswer, error) {
	r := request{
		op: opRaw, method: raw.Method, path: raw.Path.parts, query: raw.Path.query, workspace: raw.Workspace,
		body: raw.Body, extra: raw.Header, limit: maxListBody, safety: raw.safety(), write: raw.Writes(), anywhere: true,
		secrets: secretsInJSON(raw.Body),
	}
	for _, values := range raw.Header {
		for _, value := range values {
			r.secrets = append(r.secrets, hiddenIn(value, mask.HeaderShown("", value))...)
		}
	}
	// The body is the caller's: it looks at one answer at a time.
	got, err := c.send(ctx, r, func(got *answer) error {
		if raw.Writes() && isPage(got.header.Get("Content-Type"), got.body) {
			return c.notUnderstood(r, got, errPage)
		}
		return nil
	})
	if got == nil {
		return RawAnswer{}, err
	}
	return RawAnswer{Status: got.status, Header: got.header, Body: got.body, Took: got.took, told: got.told}, err
}

// safety says what a second sending could do.
func (r RawRequest) safety() safety {
	switch {
	case r.Reads():
		return reading
	case !r.Writes():
		return never
	case r.Method == http.MethodPut || r.Method == http.MethodDelete:
		return idempotent
	}
	return once
}

// secretsInJSON are the credentials in a body, by the names of their members.
func secretsInJSON(body []byte) []mask.Secret {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return nil
	}
	var all []mask.Secret
	var look func(value any, secret bool)
	look = func(value any, secret bool) {
		switch value := value.(type) {
		case map[string]any:
			for name, below := range value {
				look(below, secret || mask.SensitiveHeader(name))
			}
		case []any:
			for _, below := range value {
				look(below, secret)
			}
		case string:
			if secret {
				all = append(all, mask.NewSecret(value))
			} else {
				all = append(all, hiddenIn(value, mask.URL(value))...)
			}
		}
	}
	look(value, false)
	return all
}
