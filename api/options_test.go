package api_test

import (
	"strings"
	"testing"

	"corotui/api"
	"corotui/mask"
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
		"no page parameter":  api.WithPage("", 100),
		"no page size":       api.WithPage("size", 0),
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
