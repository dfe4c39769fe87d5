package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"corotui/mask"
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
		attrs = append(attrs, "status", got.status, "headers", redactHeader(got.header, got.told), "bytes", len(got.body), "body", got.told.hide(redactBody(got.body)))
	}
	if failed != nil {
		attrs = append(attrs, "kind", string(failed.Kind))
	}
	c.logger.DebugContext(req.Context(), "answer", attrs...)
}

func redactHeader(h http.Header, told told) map[string]string {
	shown := make(map[string]string, len(h))
	for name, values := range h {
		shown[name] = told.hide(strings.Join(values, ", "))
		if mask.SensitiveHeader(name) || strings.EqualFold(name, "Location") {
			shown[name] = mask.Dots
		}
	}
	return shown
}

// maxLoggedBody is how much of a body is logged.
const maxLoggedBody = 4 << 10

// redactBody keeps the shape of a JSON body, with what is secret masked. Of
// what is no JSON only its length is told elsewhere.
func redactBody(body []byte) string {
	var value any
	if len(body) > 64<<10 || json.Unmarshal(body, &value) != nil {
		return ""
	}
	shown, err := marshal(redact("", value))
	if err != nil {
		return ""
	}
	return cutText(string(shown), maxLoggedBody)
}

func redact(name string, value any) any {
	if value != nil && mask.SensitiveHeader(name) {
		return mask.Dots
	}
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			value[key] = redact(key, inner)
		}
		return value
	case []any:
		for i, inner := range value {
			value[i] = redact(name, inner)
		}
		return value
	case string:
		return mask.URL(value)
	}
	return value
}
