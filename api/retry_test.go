package api

import (
	"net/http"
	"testing"
	"time"
)

func TestWhatIsRepeated(t *testing.T) {
	t.Parallel()
	unclear := func(kind Kind, status int) *Error { return &Error{Kind: kind, Status: status, Unclear: true} }
	tests := []struct {
		name  string
		err   *Error
		again map[safety]bool
	}{
		{"429", &Error{Kind: KindRateLimit, Status: 429}, map[safety]bool{reading: true, idempotent: true, once: true, never: false}},
		{"500", unclear(KindServer, 500), map[safety]bool{reading: true, idempotent: false, once: false, never: false}},
		{"502", unclear(KindServer, 502), map[safety]bool{reading: true, idempotent: false, once: false, never: false}},
		{"503", unclear(KindServer, 503), map[safety]bool{reading: true, idempotent: true, once: false, never: false}},
		{"504", unclear(KindServer, 504), map[safety]bool{reading: true, idempotent: false, once: false, never: false}},
		{"408", unclear(KindServer, 408), map[safety]bool{reading: true, idempotent: false, once: false, never: false}},
		{"not reached", &Error{Kind: KindNetwork}, map[safety]bool{reading: true, idempotent: true, once: true, never: false}},
		{"cut", unclear(KindNetwork, 0), map[safety]bool{reading: true, idempotent: true, once: false, never: false}},
		{"time is up", unclear(KindTimeout, 0), map[safety]bool{}},
		{"400", &Error{Kind: KindInvalid, Status: 400}, map[safety]bool{}},
		{"403", &Error{Kind: KindForbidden, Status: 403}, map[safety]bool{}},
		{"404", &Error{Kind: KindNotFound, Status: 404}, map[safety]bool{}},
		{"no JSON", &Error{Kind: KindAnswer, Status: 200}, map[safety]bool{}},
	}
	for _, test := range tests {
		for _, s := range []safety{reading, idempotent, once, never} {
			if got := s.again(test.err); got != test.again[s] {
				t.Errorf("%s, safety %d: again is %v", test.name, s, got)
			}
		}
	}
}

func TestBackoffGrowsWithinBounds(t *testing.T) {
	t.Parallel()
	for attempt := 1; attempt < 40; attempt++ {
		most := min(firstWait<<min(attempt-1, 10), longestWait)
		for range 50 {
			if got := Backoff(attempt); got < most/2 || got > most {
				t.Fatalf("after %d attempts the wait is %s, want %s to %s", attempt, got, most/2, most)
			}
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"3", "1.5", "Mon, 23 Nov 2026 12:01:00 GMT", "", "-5", "\x00", "1e9", "..", "99999999999999999999"} {
		f.Add(seed, "Mon, 23 Nov 2026 12:00:00 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		now := time.Unix(0, 0)
		wait, until := retryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, now, 0)
		if wait < 0 || wait > 0 && !until.After(now) {
			t.Errorf("%q at %q is %s, until %s", value, date, wait, until)
		}
	})
}

func FuzzProblem(f *testing.F) {
	f.Add("application/problem+json", []byte(`{"status":400,"title":"Bad request","errors":["a",{"field":"url","message":"no"},1,null],"traceId":"0"}`))
	f.Add("text/html", []byte("<html>"))
	f.Add("", []byte(`"bare"`))
	f.Add("application/json", []byte(`{"error":{"a":1},"errors":{"x":"y"},"message":"\u001b[2J"}`))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		e := &Error{Kind: KindInvalid, Op: "test", Host: "h", Status: 400}
		e.readProblem(contentType, body)
		for _, r := range e.Sentence() + e.Error() {
			if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
				t.Fatalf("%U is in %q", r, e.Sentence())
			}
		}
	})
}

func FuzzPage(f *testing.F) {
	for _, seed := range []string{"[]", `{"items":[1],"totalElements":"9"}`, `{"items":{}}`, "null", "", "{", `{"id":"a"}`, " [ {\"a\" : \"}\\\"\"} , 1 ] "} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(_ *testing.T, body []byte) {
		p, err := readPage(body)
		if err != nil {
			return
		}
		for _, item := range p.items {
			var w Webhook
			_ = w.UnmarshalJSON(item) // it must not panic; an error is an answer
		}
	})
}
