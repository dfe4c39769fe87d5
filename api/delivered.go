package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Delivered reports whether Coro's test reached its receiver, as far as the answer
// says so: known is false where it only says that the request was accepted. ok is
// true then, and why is a clean clause with the reason when it is not. What the
// answer looks like is not documented (API contract, section 5), so it is read
// tolerantly.
func (r TestResult) Delivered() (ok, known bool, why string) {
	if r.Status < 200 || r.Status > 299 {
		return false, true, fmt.Sprintf("Coro answered %d", r.Status)
	}
	said := r.told
	if said == nil {
		read := readDelivery([]byte(r.Body))
		said = &read
	}
	switch {
	case !said.failed:
		return true, said.reached, ""
	case said.code != 0:
		why = fmt.Sprintf("the receiver answered %d", said.code)
	default:
		why = "Coro says it was not delivered"
	}
	// From what may be shown, and not from what came: it may repeat a secret.
	if reason := readDelivery([]byte(r.Body)).reason; reason != "" {
		why += ": " + cutText(fmt.Sprint(reason), maxReason)
	}
	return false, true, why
}

// TestFailed is the error of a test that was not delivered.
type TestFailed struct{ Why string } // as of [TestResult.Delivered]

// Error describes the error for logs and for wrapping.
func (e *TestFailed) Error() string { return "the test failed: " + e.Why }

// Sentence says what happened and what to do next, as a user reads it.
func (e *TestFailed) Sentence() string {
	return "The test failed: " + e.Why + " · check the webhook's URL and the receiver"
}

// TestUnclear is the error of a test whose answer does not say whether it was delivered.
type TestUnclear struct{}

// Error describes the error for logs and for wrapping.
func (*TestUnclear) Error() string { return "the answer does not say whether the test was delivered" }

// Sentence says it as a user reads it.
func (e *TestUnclear) Sentence() string {
	return "The answer does not say whether the test was delivered"
}

// Proof is nil where the answer says that the test was delivered. Else it is a
// [TestFailed], or a [TestUnclear] where it says neither.
func (r TestResult) Proof() error {
	switch ok, known, why := r.Delivered(); {
	case !ok:
		return &TestFailed{Why: why}
	case !known:
		return &TestUnclear{}
	}
	return nil
}

// delivery is what the answer to a test says of the delivery.
type delivery struct {
	reached, failed bool
	code            int  // the first status that means a failure
	reason          Text // in the server's words
}

// deepestResult bounds how far results are looked for inside each other.
const deepestResult = 4

// readDelivery reads the body of an answer to a test. What is no JSON says nothing.
func readDelivery(body []byte) delivery {
	var d delivery
	body = bytes.TrimSpace(body)
	if json.Valid(body) && (body[0] == '"' || body[0] == 't' || body[0] == 'f') {
		d.flag(body) // a word or a yes or no is all that there is
	}
	d.read(body, deepestResult)
	return d
}

func (d *delivery) read(raw json.RawMessage, depth int) {
	if depth == 0 || len(raw) == 0 || raw[0] != '{' && raw[0] != '[' || !json.Valid(raw) {
		return
	}
	if items, isArray := splitArray(raw); isArray {
		for _, item := range items {
			d.read(bytes.TrimSpace(item), depth-1)
		}
		return
	}
	members, err := splitObject(raw)
	if err != nil {
		return
	}
	for _, member := range members {
		d.member(plainName(member.Name), bytes.TrimSpace(member.Value), depth)
	}
}

// member takes what one member says. The most telling failure stays: one that is
// said anywhere is not taken back by a success beside it.
func (d *delivery) member(name string, value json.RawMessage, depth int) {
	switch name {
	case "success", "successful", "succeeded", "delivered", "ok", "passed":
		d.flag(value)
	case "statuscode", "status", "code", "responsestatus", "responsestatuscode", "responsecode", "httpstatus", "httpstatuscode", "httpcode":
		d.status(value)
	case "result", "results", "response", "responses", "data", "test", "delivery", "deliveries":
		d.read(value, depth-1)
		d.word(value)
	case "failed":
		if failed, is := looseBool(value); is && failed {
			d.failed = true
		}
	case "error", "errormessage", "failurereason":
		text, plain := looseText(value)
		switch {
		case !plain:
			d.failed = d.failed || string(value) != "{}" && string(value) != "[]"
			d.read(value, depth-1)
		case strings.TrimSpace(string(text)) != "" && !isFalse(value):
			d.failed, d.reason = true, text
		}
	case "message", "reason", "detail", "description":
		if text, is := looseText(value); is && d.reason == "" {
			d.reason = text
		}
	}
}

func (d *delivery) flag(value json.RawMessage) {
	switch said, is := looseBool(value); {
	case !is:
		d.word(value)
	case said:
		d.reached = true
	default:
		d.failed = true
	}
}

// status takes an HTTP status as a number or a text ("502 Bad Gateway"), or a word.
// Other numbers are some code of the server's own, which says nothing to us.
func (d *delivery) status(value json.RawMessage) {
	text, is := looseText(value)
	if !is {
		return
	}
	digits := strings.TrimSpace(string(text))
	if end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }); end >= 0 {
		digits = digits[:end]
	}
	code, err := strconv.Atoi(digits)
	switch {
	case err != nil:
		d.word(value)
	case code < 100 || code > 599:
	case code >= 200 && code < 300:
		d.reached = true
	default:
		d.failed = true
		if d.code == 0 {
			d.code = code
		}
	}
}

func (d *delivery) word(value json.RawMessage) {
	text, is := looseText(value)
	if !is {
		return
	}
	switch strings.ToLower(strings.TrimSpace(string(text))) {
	case "success", "successful", "succeeded", "delivered", "ok", "passed":
		d.reached = true
	case "fail", "failed", "failure", "error", "undelivered", "not delivered", "timeout", "rejected":
		d.failed = true
	}
}

func isFalse(value json.RawMessage) bool {
	said, is := looseBool(value)
	return is && !said
}

// plainName has the letters and digits of a name only, in lower case, so that
// status_code and statusCode are one.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, name)
}
