package api

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Kind sorts errors by what a caller can do about them.
type Kind string

// The kinds.
const (
	KindAuth      Kind = "authentication" // the credentials, or a token that stays refused
	KindForbidden Kind = "forbidden"      // no access to this workspace or operation
	KindNotFound  Kind = "not found"
	KindConflict  Kind = "conflict"
	KindRateLimit Kind = "rate limit"
	KindInvalid   Kind = "invalid" // the server refuses the request's content
	KindServer    Kind = "server"  // the server failed
	KindNetwork   Kind = "network" // not reached, or cut
	KindTimeout   Kind = "timeout"
	KindAnswer    Kind = "answer"  // an answer that is not the API's
	KindRefused   Kind = "refused" // not sent: we refuse to
)

// FieldError is one of the API's details on a refused request.
type FieldError struct {
	Field   Text // may be empty
	Message Text
}

// Error is what a method of [Client] returns, unless its context ended.
type Error struct {
	Kind       Kind
	Op         string // what was requested: "list webhooks"
	Method     string
	Host, Path string
	Status     int // of the answer; 0 without one
	Title      Text
	Details    []FieldError
	Trace      Text          // for Coro's support; may be empty
	RetryAfter time.Duration // what the server asked to wait; 0 if it did not
	RetryAt    time.Time     // until when that is, by this machine's clock; zero if it did not
	Unclear    bool          // the request may have been carried out all the same
	Workspace  WorkspaceID   // that was asked; may be empty
	Timeout    time.Duration // of KindTimeout: how long was waited
	Err        error         // the cause; may be nil
}

// Error describes the error for logs and for wrapping.
func (e *Error) Error() string {
	parts := []string{e.Op}
	if e.Status != 0 {
		parts = append(parts, fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)))
	}
	if e.Title != "" {
		parts = append(parts, fmt.Sprint(e.Title))
	}
	for _, detail := range e.Details {
		parts = append(parts, detail.String())
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	if e.Trace != "" {
		parts = append(parts, fmt.Sprintf("trace %s", e.Trace))
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// String is the detail as a user reads it.
func (f FieldError) String() string {
	if f.Field == "" {
		return fmt.Sprint(f.Message)
	}
	return fmt.Sprintf("%s: %s", f.Field, f.Message)
}

// KindOf returns the kind of an error of the API, and "" for any other.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// IsUnclear reports whether the request that failed may have been carried out.
func IsUnclear(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Unclear
}

// Sentence says what happened and what to do next, as a user reads it.
func (e *Error) Sentence() string { return e.Advising(e.next()) }

// Advising is the sentence with another next step, as there is one that only a command
// or only a screen has.
func (e *Error) Advising(next string) string {
	said := e.what()
	switch reason := e.reason(); {
	case reason == "":
	case e.Kind == KindAnswer:
		said = e.Host + " " + reason // what the server did, such as "did not return JSON"
	default:
		said += ": " + reason
	}
	if next != "" {
		said += " · " + next
	}
	if e.Trace != "" {
		said += fmt.Sprintf(" · trace %s", e.Trace)
	}
	return said
}

func (e *Error) what() string {
	switch e.Kind {
	case KindAuth:
		return e.Host + " refused the credentials"
	case KindForbidden:
		if e.Workspace == "" || e.Op == opRaw {
			return e.Host + " does not allow these credentials to do that"
		}
		return fmt.Sprintf("These credentials have no access to workspace %s", Text(e.Workspace))
	case KindNotFound:
		if e.Op == opRaw || e.subject() == subjectWebhook || e.Workspace == "" {
			return e.Host + " has no such " + e.subject()
		}
		return fmt.Sprintf("%s has no workspace %s", e.Host, Text(e.Workspace))
	case KindConflict:
		return e.Host + " reports that someone else changed it"
	case KindRateLimit:
		return e.Host + " asks to slow down"
	case KindInvalid:
		return e.Host + " refused the request"
	case KindServer:
		return fmt.Sprintf("%s failed with %d %s", e.Host, e.Status, http.StatusText(e.Status))
	case KindTimeout:
		return fmt.Sprintf("%s did not answer in %s", e.Host, seconds(e.Timeout))
	case KindNetwork:
		return "Could not reach " + e.Host
	case KindAnswer:
		return e.Host + " did not answer as the API does"
	case KindRefused:
		return "Nothing was sent"
	}
	return e.Error()
}

// IsOfWebhook reports whether the error is of a request for one webhook.
func IsOfWebhook(e *Error) bool { return e.subject() == subjectWebhook }

// subject is what a 404 says does not exist: one webhook, or else the workspace.
func (e *Error) subject() string {
	if e.Op == opRaw {
		return "path or object"
	}
	if e.Method != http.MethodPost && strings.HasSuffix(e.Op, "a webhook") {
		return subjectWebhook
	}
	return "workspace"
}

const subjectWebhook = "webhook"

func seconds(d time.Duration) string {
	if d%time.Second == 0 {
		return fmt.Sprintf("%d s", d/time.Second)
	}
	return d.String()
}

// reason is what the server, or the network, said.
func (e *Error) reason() string {
	var parts []string
	title := strings.TrimSpace(fmt.Sprint(e.Title))
	if title != "" && !strings.EqualFold(title, http.StatusText(e.Status)) {
		parts = append(parts, title)
	}
	for _, detail := range e.Details {
		parts = append(parts, detail.String())
	}
	if len(parts) == 0 && e.Err != nil {
		switch e.Kind {
		case KindNetwork, KindAnswer, KindRefused:
			parts = append(parts, plainCause(e.Err))
		default: // the sentence says it already
		}
	}
	return cutText(strings.Join(parts, "; "), maxReason)
}

// maxReason is how many characters of what a server says a sentence quotes.
const maxReason = 200

func cutText(s string, limit int) string {
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}

const connectionCut = "the connection was cut"

// plainCause drops the addresses and layers that Go's network errors repeat.
func plainCause(err error) string {
	said := fmt.Sprint(Text(err.Error()))
	if _, proxy := errors.AsType[*proxyError](err); proxy {
		return said
	}
	for _, known := range []struct{ sign, words string }{
		{"connection refused", "connection refused"},
		{"no such host", "no such host"},
		{"connection reset", connectionCut},
		{"unexpected EOF", connectionCut},
		{"network is unreachable", "the network is unreachable"},
		{"certificate", "its certificate is not trusted: " + said},
		{"protocol version", "it does not support TLS 1.2 or newer"},
		{"does not look like a TLS handshake", "it does not speak TLS"},
		{"HTTP response to HTTPS client", "it does not speak TLS"},
		{"malformed HTTP", "its answer is not HTTP"},
		{"response headers exceeded", "its response headers are too long"},
		{"response header list larger", "its response headers are too long"},
		{"stream error", connectionCut},
		{"http2: ", connectionCut},
	} {
		if strings.Contains(said, known.sign) {
			return known.words
		}
	}
	if said == "EOF" {
		return connectionCut
	}
	return said
}

// next is what the user can do.
func (e *Error) next() string {
	if e.Op == opDirect {
		return e.nextOfReceiver()
	}
	switch e.Kind {
	case KindAuth:
		return e.Suspect()
	case KindForbidden:
		return "check the id of the workspace, or use other credentials"
	case KindNotFound:
		return "check the id and the API URL"
	case KindConflict:
		return "look at what it is now, then try again"
	case KindRateLimit:
		if e.RetryAfter > 0 {
			return e.later()
		}
		return "try again in a minute"
	case KindInvalid:
		return "correct it and try again"
	case KindServer, KindTimeout:
		return e.later()
	case KindNetwork:
		if e.distrusted() {
			return "behind a company proxy, pass its certificate with --ca-file; otherwise check the API URL and this machine's clock"
		}
		if proxy, ok := errors.AsType[*proxyError](e.Err); ok {
			return "check " + proxy.variable + ", then try again"
		}
		return "check the network and the API URL, then try again"
	case KindAnswer:
		return "check the API URL, and whether a proxy answers instead"
	default:
		return ""
	}
}

// distrusted reports whether the server's certificate was refused. A retry will
// not change that.
func (e *Error) distrusted() bool {
	_, distrusted := errors.AsType[*tls.CertificateVerificationError](e.Err)
	return distrusted
}

// kindOf sorts an answer by its status.
func kindOf(status int) Kind {
	switch {
	case status == http.StatusUnauthorized:
		return KindAuth
	case status == http.StatusForbidden:
		return KindForbidden
	case status == http.StatusNotFound || status == http.StatusGone:
		return KindNotFound
	case status == http.StatusConflict || status == http.StatusPreconditionFailed:
		return KindConflict
	case status == http.StatusTooManyRequests:
		return KindRateLimit
	case status == http.StatusRequestTimeout || status == http.StatusGatewayTimeout:
		return KindServer
	case status >= 500:
		return KindServer
	case status >= 300 && status < 400:
		return KindAnswer
	}
	return KindInvalid
}

// readProblem reads what an error's body says, in whatever form: problem+json, another JSON object, a bare string, a gateway's HTML.
func (e *Error) readProblem(contentType string, body []byte) {
	var o object
	if err := json.Unmarshal(body, &o); err != nil {
		var bare string
		switch {
		case json.Unmarshal(body, &bare) == nil:
			e.Title = Text(bare)
		case isPage(contentType, body):
			e.Title = "" // a gateway's page says nothing that its status does not
			if e.Kind != KindServer && e.Kind != KindRateLimit {
				e.Kind, e.Err = KindAnswer, errPage
			}
		default:
			e.Title = Text(cutText(strings.TrimSpace(string(body)), maxReason))
		}
		return
	}
	title := textOf(&o, "title", "error")
	for _, name := range []string{"detail", "message", "error_description"} {
		if said := textOf(&o, name); said != "" && said != title {
			e.Details = append(e.Details, FieldError{Message: said})
		}
	}
	e.Title = title
	if trace := textOf(&o, "traceId", "trace_id", "requestId"); e.Trace == "" {
		e.Trace = trace
	}
	raw, _ := o.take("errors")
	e.Details = append(e.Details, fieldErrors(raw)...)
}

// isPage reports whether an answer is a web page, by what it says of itself or
// by how it begins.
func isPage(contentType string, body []byte) bool {
	start := bytes.TrimSpace(body)
	return len(start) > 0 && (start[0] == '<' || strings.Contains(contentType, "html") && !json.Valid(start))
}

func textOf(o *object, names ...string) Text {
	for _, name := range names {
		raw, _ := o.take(name)
		if text, ok := looseText(raw); ok && strings.TrimSpace(string(text)) != "" {
			return text
		}
	}
	return ""
}

// fieldErrors reads the details, whose form is not documented: strings,
// objects, or else they are shown as they came.
func fieldErrors(raw json.RawMessage) []FieldError {
	if isNull(raw) {
		return nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		items = []json.RawMessage{raw}
	}
	var details []FieldError
	for _, item := range items {
		var o object
		if json.Unmarshal(item, &o) == nil {
			detail := FieldError{Field: textOf(&o, "field", "property", "path"), Message: textOf(&o, "message", "detail", "defaultMessage", "code")}
			if detail.Message != "" {
				details = append(details, detail)
				continue
			}
		} else if text, ok := looseText(item); ok && text != "" {
			details = append(details, FieldError{Message: text})
			continue
		}
		details = append(details, FieldError{Message: Text(item)})
	}
	return details
}
