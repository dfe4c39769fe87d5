package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// ETag returns what the server calls the state that the webhook was read in, or
// "" where it does not say, or only by a weak one. An update that is made from
// the webhook carries it as If-Match, and a delete in a context of [AsRead].
func (w Webhook) ETag() string { return w.wire.etag }

// etagOf is the strong ETag of an answer. A weak one is left out: If-Match never
// matches one (RFC 9110, section 13.1.1), so every write would be refused.
func etagOf(h http.Header) string {
	tag := strings.TrimSpace(h.Get("ETag"))
	if len(tag) < 2 || tag[0] != '"' || strings.IndexByte(tag[1:], '"') != len(tag)-2 || !legalHeaderValue(tag) {
		return ""
	}
	return tag
}

type asReadKey struct{}

// AsRead returns a context in which a delete is made only while the webhook is
// in the state that w was read in, as far as the server tells states apart: see
// [IsStale]. An update, which knows what it is made from, needs none.
func AsRead(ctx context.Context, w Webhook) context.Context {
	return context.WithValue(ctx, asReadKey{}, w.ETag())
}

func readTag(ctx context.Context) string {
	tag, _ := ctx.Value(asReadKey{}).(string)
	return tag
}

// IsStale reports whether the server refused a write because the webhook is not
// any more in the state that it was read in. Nothing was done then, unless
// [IsUnclear]: an earlier attempt of the very same write can have changed it.
func IsStale(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == http.StatusPreconditionFailed
}
