package cli

import (
	"fmt"
	"net/http"
	"time"

	"corotui/api"
	"corotui/internal/text"
)

// testAnswer is Coro's answer to a test, as scripts read it.
type testAnswer struct {
	Status       int    `json:"status"`
	Delivered    *bool  `json:"delivered"` // null where the answer does not tell
	Body         string `json:"body"`
	Milliseconds int64  `json:"milliseconds"`
	TraceID      string `json:"traceId"`
}

func answerOf(t api.TestResult) *testAnswer {
	answer := &testAnswer{Status: t.Status, Body: string(t.Body), Milliseconds: t.Took.Milliseconds(), TraceID: string(t.Trace)}
	if ok, known, _ := t.Delivered(); known {
		answer.Delivered = &ok
	}
	return answer
}

// line is the answer in a clause.
func (t testAnswer) line() string {
	return fmt.Sprintf("Coro answered %d %s in %s", t.Status, http.StatusText(t.Status), time.Duration(t.Milliseconds)*time.Millisecond)
}

// answerText is the answer for people, whole with its body.
func answerText(t api.TestResult, whole bool) string {
	const most = 200 // lines
	said := answerOf(t).line() + "\n"
	if !whole {
		return said
	}
	for _, line := range text.CleanLines(t.Body, most) {
		said += line + "\n"
	}
	return said
}
