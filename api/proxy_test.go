package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"corotui/api"
	"corotui/internal/mask"
)

// environment looks up what is given, and nothing of this machine.
func environment(given map[string]string) api.Option {
	return api.WithEnvironment(func(name string) string { return given[name] })
}

// proxied is a client whose server only a proxy can reach.
func proxied(t *testing.T, proxy string) *api.Client {
	t.Helper()
	client, err := api.New(api.WithBaseURL("https://api.coro.invalid"), api.WithTokenStore(kept{}), api.WithCredentials("id", mask.NewSecret("s")),
		environment(map[string]string{"https_proxy": proxy}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A proxy that does not let a request through is named, with what it said and
// without its password. Nothing was done then, and only what may pass is repeated.
func TestAProxyThatRefuses(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		said  string
		asked int32
	}{
		403: {"does not connect to it: 403 Forbidden", 1},
		407: {"requires a user and password (407 Proxy Authentication Required)", 1},
		502: {"does not connect to it: 502 Bad Gateway", 4},
	} {
		var asked atomic.Int32
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.WriteHeader(status)
		}))
		t.Cleanup(proxy.Close)
		host := strings.TrimPrefix(proxy.URL, "http://")
		err := proxied(t, "http://joe:canary@"+host).DeleteWebhook(t.Context(), "ws", "1")
		var failed *api.Error
		if !asError(err, &failed) || failed.Kind != api.KindNetwork || failed.Unclear {
			t.Fatalf("%d: %v", status, err)
		}
		said := failed.Sentence()
		if !strings.Contains(said, "the proxy "+host+" of https_proxy "+want.said) || !strings.Contains(said, "check https_proxy") || strings.Contains(said+err.Error(), "canary") {
			t.Errorf("%d is told as %s", status, said)
		}
		if asked.Load() != want.asked || api.MayPass(err) != (want.asked > 1) {
			t.Errorf("%d: the proxy was asked %d times, want %d", status, asked.Load(), want.asked)
		}
	}
}

// A proxy that is not there is named too.
func TestAProxyThatIsNotThere(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	host := strings.TrimPrefix(gone.URL, "http://")
	_, err := proxied(t, "http://joe:canary@"+host).Webhooks(t.Context(), "ws")
	var failed *api.Error
	if !asError(err, &failed) || !strings.Contains(failed.Sentence(), "could not reach the proxy "+host+" of https_proxy: connection refused") ||
		strings.Contains(failed.Sentence()+err.Error(), "canary") {
		t.Errorf("it is told as %v", err)
	}
}

// A proxy that cannot be meant so is an error before anything is sent, which
// names the variable and nothing of what it holds.
func TestAMalformedProxy(t *testing.T) {
	t.Parallel()
	malformed := func(value string) map[string]string { return map[string]string{"HTTPS_PROXY": value} }
	for _, c := range []struct {
		env  map[string]string
		base string
		ok   bool
	}{
		{env: malformed("http://joe:canary%zz2@127.0.0.1:1")},
		{env: malformed("http://joe:canary@proxy.example:port")},
		{env: malformed("http://joe:canary@proxy.example:99999")},
		{env: malformed("ftp://joe:canary@proxy.example")},
		{env: malformed("://canary")},
		{env: map[string]string{"https_proxy": "http://joe:canary%zz2@127.0.0.1:1"}},
		{env: map[string]string{"HTTPS_PROXY": "http://ca nary", "NO_PROXY": "other.example"}},
		{env: map[string]string{"HTTPS_PROXY": "http://ca nary", "NO_PROXY": ".coro.net"}, ok: true},
		{env: malformed("http://ca nary"), base: "http://127.0.0.1:8788", ok: true},
		{env: malformed("http://ca nary"), base: "https://localhost", ok: true},
		{env: malformed("proxy.example:3128"), ok: true},
		{env: malformed("http://joe:canary@[::1]:3128"), ok: true},
		{env: malformed("socks5://127.0.0.1:1080"), ok: true},
		{env: map[string]string{"HTTP_PROXY": "http://ca nary"}, ok: true},
		{ok: true},
	} {
		options := []api.Option{api.WithCredentials("id", mask.NewSecret("s")), environment(c.env)}
		if c.base != "" {
			options = append(options, api.WithBaseURL(c.base))
		}
		_, err := api.New(options...)
		if (err == nil) != c.ok {
			t.Errorf("%v for %q: %v", c.env, c.base, err)
			continue
		}
		var refused *api.Error
		if err == nil {
			continue
		}
		if !asError(err, &refused) || refused.Kind != api.KindRefused || !strings.Contains(strings.ToUpper(refused.Sentence()), "HTTPS_PROXY IS MALFORMED") ||
			strings.Contains(refused.Sentence()+err.Error(), "canary") {
			t.Errorf("%v is told as %v", c.env, err)
		}
	}
}
