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
		{"503", &Error{Kind: KindServer, Status: 503}, map[safety]bool{reading: true, idempotent: true, once: false, never: false}},
		{"504", unclear(KindServer, 504), map[safety]bool{reading: true, idempotent: false, once: false, never: false}},
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
			if got := backoff(attempt); got < most/2 || got > most {
				t.Fatalf("after %d attempts the wait is %s, want %s to %s", attempt, got, most/2, most)
			}
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "3": 3 * time.Second, " 7 ": 7 * time.Second, "-1": 0, "1.5": 0, "soon": 0, "99999999999999999999": 0,
		now.Add(time.Minute).Format(http.TimeFormat): time.Minute, now.Add(-time.Minute).Format(http.TimeFormat): 0,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("Retry-After %q is %s, want %s", value, got, want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"3", "Mon, 23 Nov 2026 12:01:00 GMT", "", "-5", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if got := retryAfter(value, time.Unix(0, 0)); got < 0 {
			t.Errorf("%q is %s", value, got)
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
