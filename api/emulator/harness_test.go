package emulator_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
)

// now is the fixed clock of these tests.
var now = time.Date(2026, 11, 23, 9, 14, 0, 0, time.UTC)

const (
	hooks   = "/v1/settings/webhooks"
	billing = "66b204f0c992d50b8b2f984c"
)

// harness is a server and a client that adds token and workspace by itself.
type harness struct {
	t         *testing.T
	name      string
	server    *emulator.Server
	base      string
	client    *http.Client
	workspace string
	token     string
}

// reply is an answer that was read to its end, or the error of doing so.
type reply struct {
	status int
	header http.Header
	body   string
	err    error
}

func newServer(t *testing.T, seed emulator.Seed, options ...emulator.Option) *emulator.Server {
	t.Helper()
	options = append([]emulator.Option{emulator.WithClock(func() time.Time { return now })}, options...)
	server := emulator.New(seed, options...)
	t.Cleanup(server.Close)
	return server
}

// serve starts a server on loopback.
func serve(t *testing.T, seed emulator.Seed, options ...emulator.Option) *harness {
	t.Helper()
	return overSocket(t, newServer(t, seed, options...))
}

func overSocket(t *testing.T, server *emulator.Server) *harness {
	t.Helper()
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	client := web.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &harness{t: t, name: "socket", server: server, base: web.URL, client: client, workspace: emulator.DemoChannel}
}

func inMemory(t *testing.T, server *emulator.Server) *harness {
	t.Helper()
	client := &http.Client{
		Transport:     server.Transport(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &harness{t: t, name: "memory", server: server, base: "https://demo.example", client: client, workspace: emulator.DemoChannel}
}

// bothWays gives the demo over a socket and over the transport without one: a
// client must not be able to tell them apart.
func bothWays(t *testing.T) []*harness {
	t.Helper()
	return []*harness{overSocket(t, newServer(t, emulator.Demo())), inMemory(t, newServer(t, emulator.Demo()))}
}

// variant serves the demo with some switches set.
func variant(t *testing.T, spec string) *harness {
	t.Helper()
	v, err := emulator.ParseVariant(spec)
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, emulator.Demo(), emulator.WithVariant(v))
}

func (h *harness) send(ctx context.Context, method, path, body string, header http.Header) reply {
	h.t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, h.base+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header = header
	response, err := h.client.Do(r)
	if err != nil {
		return reply{err: err}
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, string(raw), err}
}

func (h *harness) header() http.Header {
	header := http.Header{"Workspace": {h.workspace}, "Authorization": {"Bearer " + h.token}}
	header.Set("Content-Type", "application/json")
	return header
}

// do sends a resource call, with a token that is asked for when there is none.
func (h *harness) do(method, path, body string) reply {
	h.t.Helper()
	return h.doCtx(h.t.Context(), method, path, body)
}

func (h *harness) doCtx(ctx context.Context, method, path, body string) reply {
	h.t.Helper()
	if h.token == "" {
		h.login()
	}
	return h.send(ctx, method, path, body, h.header())
}

func (h *harness) get(path string) reply {
	h.t.Helper()
	return h.do(http.MethodGet, path, "")
}

func (h *harness) askToken(id, secret, audience string) reply {
	h.t.Helper()
	body := fmt.Sprintf(`{"client_id":%q,"client_secret":%q,"audience":%q,"grant_type":"client_credentials"}`, id, secret, audience)
	return h.send(h.t.Context(), http.MethodPost, "/oauth/token", body, http.Header{"Content-Type": {"application/json"}})
}

func (h *harness) login() {
	h.t.Helper()
	audience := h.base
	answer := h.askToken(emulator.DemoClientID, emulator.DemoClientSecret, audience)
	if answer.status == http.StatusForbidden {
		answer = h.askToken(emulator.DemoClientID, emulator.DemoClientSecret, "https://secure.coro.net/api")
	}
	h.token = answer.wants(h.t, http.StatusOK).object(h.t)["access_token"].(string)
}

func (r reply) wants(t *testing.T, status int) reply {
	t.Helper()
	if r.err != nil {
		t.Fatalf("got %v, wanted %d", r.err, status)
	}
	if r.status != status {
		t.Fatalf("got %d %s, wanted %d", r.status, r.body, status)
	}
	return r
}

func decode[T any](t *testing.T, raw string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(raw), &value); err != nil {
		t.Fatalf("%v in %q", err, raw)
	}
	return value
}

func (r reply) object(t *testing.T) map[string]any {
	t.Helper()
	return decode[map[string]any](t, r.body)
}

// held returns the members of what the server really holds.
func (h *harness) held(id string) map[string]any {
	h.t.Helper()
	doc, found := h.server.Webhook(h.workspace, id)
	if !found {
		h.t.Fatalf("the server does not hold %s", id)
	}
	return decode[map[string]any](h.t, string(doc))
}

// items returns a list's elements, whatever it is wrapped in.
func (r reply) items(t *testing.T) []map[string]any {
	t.Helper()
	if strings.HasPrefix(r.body, "[") {
		return decode[[]map[string]any](t, r.body)
	}
	return decode[struct {
		Items []map[string]any `json:"items"`
	}](t, r.body).Items
}

const newWebhook = `{"name":"New","description":"d","applyToAllDescendants":true,"url":"https://new.example/x?a=1&b=<2>",` +
	`"secret":"s3","headers":{"X-B":"2","X-A":"1"},"triggers":["workspace-created"],"status":"enabled","ownerTeam":"x","n":1.50}`

const newWorkspace = `{"companyName":"Tailspin Toys","displayName":"Tailspin","domain":"tailspin.example","type":"child",` +
	`"maxProtectedUsers":25,"notificationsLevel":"all","adminEmails":["a@tailspin.example","b@tailspin.example"]}`
