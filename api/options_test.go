package api_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/mask"
)

// What a client cannot work with is refused when it is made, not when it is
// used, and in words that hold no credential.
func TestOptionsThatCannotWorkAreRefused(t *testing.T) {
	t.Parallel()
	good := []api.Option{api.WithCredentials("id", mask.NewSecret("canary"))}
	if _, err := api.New(good...); err != nil {
		t.Fatalf("without options: %v", err)
	}
	for name, option := range map[string]api.Option{
		"no transport":       api.WithHTTPTransport(nil),
		"no TLS":             api.WithTLS(nil),
		"no clock":           api.WithClock(nil),
		"no logger":          api.WithLogger(nil),
		"no time":            api.WithTimeout(0),
		"a negative time":    api.WithTimeout(-1),
		"no client id":       api.WithCredentials("", mask.NewSecret("canary")),
		"no secret":          api.WithCredentials("id", mask.Secret{}),
		"a password":         api.WithBaseURL("https://u:canary@h.example"),
		"a token in a query": api.WithBaseURL("https://h.example/?token=canary"),
		"http":               api.WithBaseURL("http://h.example"),
		"no URL":             api.WithBaseURL("u:canary@h.example"),
	} {
		_, err := api.New(append(good, option)...)
		if err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := api.New(); err == nil {
		t.Error("a client without credentials is made")
	}
}

// TestLegalHeaders: a header that Go's own client would not send is never given
// to Coro to send, and one that it would is not refused.
func TestLegalHeaders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, value  string
		named, holds bool
	}{
		{"X-Env", "prod", true, true},
		{"!#$%&'*+-.^_`|~09azAZ", "", true, true},
		{"", "a\tb", false, true},
		{"X Env", "a\nb", false, false},
		{"X:Env", "a\rb", false, false},
		{"X-Ümlaut", "Grüße, 世界", false, true},
		{"X-Env\x00", "\x00", false, false},
		{"X(Env)", "\x7f", false, false},
	} {
		h := api.Header{Name: api.Text(c.name), Value: api.Text(c.value)}
		if h.LegalName() != c.named || h.LegalValue() != c.holds {
			t.Errorf("%q: %q: the name is taken for %v and the value for %v", c.name, c.value, h.LegalName(), h.LegalValue())
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:1", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header = http.Header{c.name: {c.value}}
		_, err = http.DefaultTransport.RoundTrip(request) //nolint:bodyclose // no one listens there, so there is none
		if illegal := strings.Contains(err.Error(), "invalid header"); illegal == (c.named && c.holds) {
			t.Errorf("%q: %q: Go says %v", c.name, c.value, err)
		}
	}
}
