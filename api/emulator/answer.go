package emulator

import (
	"encoding/json"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	typeJSON    = "application/json"
	typeProblem = "application/problem+json"
	typeHTML    = "text/html; charset=utf-8"
	typeText    = "text/plain; charset=utf-8"

	headerTrace = "X-Coro-Trace-Id"
)

// answer is a response before it is sent, so that a fault can still spoil it.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (c *call) answer(status int, contentType string, body []byte) answer {
	a := answer{status: status, header: http.Header{}, body: body}
	a.header.Set("Date", c.now.UTC().Format(http.TimeFormat))
	if contentType != "" {
		a.header.Set("Content-Type", contentType)
	}
	if place := c.variant.Trace; place == "" || place == "header" {
		a.header.Set(headerTrace, c.trace)
	}
	return a
}

// json answers with a document.
func (c *call) json(status int, body json.RawMessage) answer {
	return c.answer(status, typeJSON, body)
}

// empty answers without a body.
func (c *call) empty(status int) answer { return c.answer(status, "", nil) }

// word answers with a bare JSON string, as Coro does for one of its operations.
func (c *call) word(text string) answer { return c.json(http.StatusAccepted, quote(text)) }

// problem answers with an error in the form that the variant asks for.
func (c *call) problem(status int, faults ...fieldError) answer {
	title := http.StatusText(status)
	switch c.variant.Errors {
	case "message":
		message := title
		for _, f := range faults {
			message += "; " + f.String()
		}
		return c.json(status, document{{"message", quote(message)}}.encode())
	case "oauth":
		return c.json(status, document{
			{"error", quote(strings.ReplaceAll(strings.ToLower(title), " ", "_"))},
			{"error_description", quote(describe(title, faults))},
		}.encode())
	case "html":
		return c.page(status, title)
	case "empty":
		return c.empty(status)
	}
	list := make([]json.RawMessage, 0, len(faults))
	for i, f := range faults {
		if c.variant.Errors == "objects" {
			list = append(list, f.object(i))
		} else {
			list = append(list, quote(f.String()))
		}
	}
	d := document{
		{"status", encodeValue(status)},
		{"title", quote(title)},
		{"errors", encodeValue(list)},
		{"timestamp", quote(c.now.UTC().Format("2006-01-02T15:04:05.000Z07:00"))},
	}
	if place := c.variant.Trace; place == "" || place == "body" {
		d.set("traceId", quote(c.trace))
	}
	return c.answer(status, typeProblem, d.encode())
}

// page answers with what a gateway between client and server would say.
func (c *call) page(status int, title string) answer {
	name := strconv.Itoa(status) + " " + html.EscapeString(title)
	return c.answer(status, typeHTML, []byte("<html>\r\n<head><title>"+name+"</title></head>\r\n"+
		"<body>\r\n<center><h1>"+name+"</h1></center>\r\n<hr><center>gateway</center>\r\n</body>\r\n</html>\r\n"))
}

// String writes the error as one string, as the default form of errors has it.
func (f fieldError) String() string {
	if f.field == "" {
		return f.message
	}
	return f.field + ": " + f.message
}

// object writes the error as an object. Which names such objects have is not
// documented, so they take turns.
func (f fieldError) object(turn int) json.RawMessage {
	names := [][2]string{{"field", "message"}, {"property", "detail"}, {"path", "defaultMessage"}, {"field", "code"}}
	pair := names[turn%len(names)]
	return document{{pair[0], quote(f.field)}, {pair[1], quote(f.message)}}.encode()
}

func describe(title string, faults []fieldError) string {
	if len(faults) == 0 {
		return title
	}
	return faults[0].String()
}

// retryAfter adds the header in the variant's form; a wait of 0 adds none.
func (c *call) retryAfter(a answer, wait time.Duration) answer {
	switch {
	case wait <= 0 || c.variant.RetryAfter == "none":
	case c.variant.RetryAfter == "date":
		a.header.Set("Retry-After", c.now.Add(wait).UTC().Format(http.TimeFormat))
	case c.variant.RetryAfter == "fraction":
		a.header.Set("Retry-After", strconv.FormatFloat(wait.Seconds(), 'f', -1, 64))
	default:
		seconds := (wait + time.Second - 1) / time.Second
		a.header.Set("Retry-After", strconv.Itoa(int(seconds)))
	}
	return a
}

// send writes the whole answer.
func (a answer) send(w http.ResponseWriter) {
	a.head(w)
	// A client that has gone away is not the server's concern.
	_, _ = w.Write(a.body)
}

// head writes the status and the headers, with the length of the whole body.
func (a answer) head(w http.ResponseWriter) { a.headOf(w, int64(len(a.body))) }

func (a answer) headOf(w http.ResponseWriter, length int64) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.FormatInt(length, 10))
	}
	w.WriteHeader(a.status)
}
