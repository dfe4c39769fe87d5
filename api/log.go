package api

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"corotui/internal/mask"
)

// logRequest logs what is sent, at debug level, without what is secret.
func (c *Client) logRequest(req *http.Request, body []byte) {
	if !c.logger.Enabled(req.Context(), slog.LevelDebug) {
		return
	}
	c.logger.DebugContext(req.Context(), "request",
		"method", req.Method, "url", mask.URL(req.URL.String()), "headers", redactHeader(req.Header, nil), "body", redactBody(body))
}

// logAnswer logs what came back, in the same way.
func (c *Client) logAnswer(req *http.Request, got *answer, failed *Error) {
	if !c.logger.Enabled(req.Context(), slog.LevelDebug) {
		return
	}
	attrs := []any{"method", req.Method, "url", mask.URL(req.URL.String())}
	if got != nil {
		attrs = append(attrs, "status", got.status, "headers", redactHeader(got.header, got.told), "bytes", len(got.body), "body", got.told.hide(redactBody([]byte(got.told.replace(string(got.body))))))
	}
	if failed != nil {
		attrs = append(attrs, "kind", string(failed.Kind))
	}
	c.logger.DebugContext(req.Context(), "answer", attrs...)
}

func redactHeader(h http.Header, told told) map[string]string {
	shown := make(map[string]string, len(h))
	for name, values := range h {
		safe := make([]string, len(values))
		for i, value := range values {
			safe[i] = told.hide(mask.HeaderShown(name, value))
		}
		shown[name] = strings.Join(safe, ", ")
		if strings.EqualFold(name, "Location") {
			shown[name] = mask.Dots
		}
	}
	return shown
}

// How much of a body is looked at, and how much of it is logged.
const (
	maxRedactedBody = 64 << 10
	maxLoggedBody   = 4 << 10
)

// redactBody keeps a JSON body, with what is secret masked. Of what is no JSON
// only its length is told elsewhere.
func redactBody(body []byte) string {
	var compact bytes.Buffer
	if len(body) > maxRedactedBody || json.Compact(&compact, body) != nil {
		return ""
	}
	return cutText(string(mask.JSON(compact.Bytes())), maxLoggedBody)
}
