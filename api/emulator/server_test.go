package emulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
)

func TestToken(t *testing.T) {
	h := serve(t, emulator.Demo())
	token := h.askToken(emulator.DemoClientID, emulator.DemoClientSecret, h.base).wants(t, http.StatusOK)
	got := token.object(t)
	if got["token_type"] != "Bearer" || got["expires_in"] != 86400.0 || got["access_token"] != h.server.Tokens()[0] {
		t.Errorf("got %v", got)
	}
	cases := []struct {
		name   string
		answer reply
		status int
		says   string
	}{
		{"wrong secret", h.askToken(emulator.DemoClientID, "wrong", h.base), 401, ""},
		{"wrong id", h.askToken("wrong", emulator.DemoClientSecret, h.base), 401, ""},
		{"wrong audience", h.askToken(emulator.DemoClientID, emulator.DemoClientSecret, h.base+"/"), 403, "audience"},
		{"region's audience", h.askToken(emulator.DemoClientID, emulator.DemoClientSecret, "https://api.secure-eu.coro.net"), 200, ""},
		{"missing secret", h.askToken(emulator.DemoClientID, "", h.base), 400, "client_secret"},
		{"other grant", h.send(t.Context(), "POST", "/oauth/token",
			`{"client_id":"a","client_secret":"b","audience":"c","grant_type":"password"}`,
			http.Header{"Content-Type": {"application/json"}}), 400, "grant_type"},
		{"form", h.send(t.Context(), "POST", "/oauth/token", "client_id=a",
			http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}), 415, "application/json"},
		{"no object", h.send(t.Context(), "POST", "/oauth/token", `[]`, http.Header{"Content-Type": {"application/json"}}), 400, "object"},
	}
	for _, c := range cases {
		c.answer.wants(t, c.status)
		if !strings.Contains(c.answer.body, c.says) {
			t.Errorf("%s: got %s", c.name, c.answer.body)
		}
	}
}

func TestAudienceKeepsThePathPrefix(t *testing.T) {
	server := newServer(t, emulator.Demo())
	web := httptest.NewServer(http.StripPrefix("/coro", server))
	t.Cleanup(web.Close)
	h := &harness{t: t, server: server, base: web.URL + "/coro", client: web.Client(), workspace: emulator.DemoChannel}
	h.askToken(emulator.DemoClientID, emulator.DemoClientSecret, web.URL).wants(t, http.StatusForbidden)
	h.get(hooks).wants(t, http.StatusOK)
}

func TestAccess(t *testing.T) {
	h := serve(t, emulator.Demo())
	h.login()
	noAccess := "citywater_C3W0_x"
	cases := []struct {
		name   string
		change func(http.Header)
		status int
	}{
		{"all right", func(http.Header) {}, 200},
		{"scheme in lower case", func(r http.Header) { r.Set("Authorization", "bearer "+h.token) }, 200},
		{"no token", func(r http.Header) { r.Del("Authorization") }, 401},
		{"unknown token", func(r http.Header) { r.Set("Authorization", "Bearer x") }, 401},
		{"other scheme", func(r http.Header) { r.Set("Authorization", "Basic "+h.token) }, 401},
		{"no workspace", func(r http.Header) { r.Del("Workspace") }, 400},
		{"two workspaces", func(r http.Header) { r.Add("Workspace", h.workspace) }, 400},
		{"unknown workspace", func(r http.Header) { r.Set("Workspace", "nobody") }, 403},
		{"forbidden workspace", func(r http.Header) { r.Set("Workspace", noAccess) }, 403},
	}
	for _, c := range cases {
		header := h.header()
		c.change(header)
		answer := h.send(t.Context(), "GET", hooks, "", header)
		if answer.status != c.status {
			t.Errorf("%s: got %d %s", c.name, answer.status, answer.body)
		}
	}
	h.server.RevokeTokens()
	h.get(hooks).wants(t, http.StatusUnauthorized)
	h.login()
	h.get(hooks).wants(t, http.StatusOK)
}

func TestTokenEnds(t *testing.T) {
	clock := now
	h := serve(t, emulator.Demo(), emulator.WithClock(func() time.Time { return clock }))
	h.get(hooks).wants(t, http.StatusOK)
	clock = now.Add(24*time.Hour - time.Second)
	h.get(hooks).wants(t, http.StatusOK)
	clock = now.Add(24 * time.Hour)
	h.get(hooks).wants(t, http.StatusUnauthorized)
}

func TestCredentialsOfABranch(t *testing.T) {
	h := serve(t, emulator.Demo(), emulator.WithCredentials("id", "secret", "lakesidegroup_L4M8_c"))
	h.askToken(emulator.DemoClientID, emulator.DemoClientSecret, h.base).wants(t, http.StatusUnauthorized)
	h.token = h.askToken("id", "secret", h.base).wants(t, http.StatusOK).object(t)["access_token"].(string)
	for ws, status := range map[string]int{
		"lakesidegroup_L4M8_c": 200, "lakesidelaw_L1L2_x": 200, emulator.DemoChannel: 403, "contosobikes_C9B1_x": 403,
	} {
		h.workspace = ws
		h.get(hooks).wants(t, status)
	}
}

func TestRoutesThatAreNone(t *testing.T) {
	h := serve(t, emulator.Demo())
	cases := []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/v1/devices", 404, ""},
		{"GET", "/v1/settings/webhooks/", 404, ""},
		{"GET", "/v1/settings/webhooks/a/b", 404, ""},
		{"GET", "/v1/settings/webhooks/a/test/", 404, ""},
		{"GET", "/v1/settings/webhooks/..", 404, ""},
		{"GET", "/v1/settings/webhooks/a%2Ftest", 404, ""},
		{"GET", "//v1/settings/webhooks", 404, ""},
		{"GET", "/", 404, ""},
		{"GET", "/oauth/token", 404, ""},
		{"PATCH", hooks + "/" + billing, 405, "GET, PUT, DELETE"},
		{"POST", hooks + "/" + billing + "/test", 405, "GET"},
		{"PUT", "/v1/workspaces", 405, "GET, POST"},
		{"POST", "/v1/usage", 405, "GET"},
		{"GET", "/v1/audit-logs", 404, ""},
		{"HEAD", hooks, 405, "GET, POST"},
	}
	for _, c := range cases {
		answer := h.do(c.method, c.path, "")
		if c.path == "/oauth/token" {
			c.status, c.allow = 405, "POST"
		}
		if answer.status != c.status || answer.header.Get("Allow") != c.allow {
			t.Errorf("%s %s: got %d, Allow %q", c.method, c.path, answer.status, answer.header.Get("Allow"))
		}
		if c.method != "HEAD" && answer.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: got %s", c.method, c.path, answer.header.Get("Content-Type"))
		}
	}
	if answer := h.send(t.Context(), "GET", "/v1/devices", "", http.Header{}); answer.status != 401 {
		t.Errorf("an unknown path without a token: got %d", answer.status)
	}
}

func TestAnIDWithASlashIsOneID(t *testing.T) {
	h := serve(t, emulator.Demo())
	h.server.Put(h.workspace, json.RawMessage(`{"id":"a/b c","name":"odd"}`))
	if got := h.get(hooks+"/a%2Fb%20c").wants(t, 200).object(t)["name"]; got != "odd" {
		t.Errorf("got %v", got)
	}
	if got := h.get(hooks+"/%22%3C&%3E").wants(t, 404).body; !strings.Contains(got, `id \"<&>"`) {
		t.Errorf("got %s", got)
	}
}

func TestProblem(t *testing.T) {
	h := serve(t, emulator.Demo())
	answer := h.get(hooks+"/0000").wants(t, http.StatusNotFound)
	got := answer.object(t)
	if answer.header.Get("Content-Type") != "application/problem+json" || got["status"] != 404.0 || got["title"] != "Not Found" ||
		got["timestamp"] != "2026-11-23T09:14:00.000Z" || got["traceId"] != answer.header.Get("X-Coro-Trace-Id") {
		t.Errorf("got %v", got)
	}
	if first, second := answer.header.Get("X-Coro-Trace-Id"), h.get(hooks).header.Get("X-Coro-Trace-Id"); first == second || len(second) != 16 {
		t.Errorf("trace ids %q, %q", first, second)
	}
}

func TestWorkspaces(t *testing.T) {
	h := serve(t, emulator.Demo())
	got := h.get("/v1/workspaces").wants(t, http.StatusOK).object(t)
	if got["id"] != emulator.DemoChannel || got["displayName"] != "Acme Channel" || len(got["children"].([]any)) != 10 {
		t.Errorf("got %v", got)
	}
	found := h.get("/v1/workspaces/search").wants(t, http.StatusOK)
	if total := found.object(t)["totalElements"]; total != 15.0 || len(found.items(t)) != 15 {
		t.Errorf("got %v of %v", len(found.items(t)), total)
	}
	parents := map[any]int{}
	for _, w := range found.items(t) {
		parents[w["parentWorkspaceId"]]++
	}
	if want := map[any]int{emulator.DemoChannel: 10, "harborpartners_H7Q2_c": 3, "lakesidegroup_L4M8_c": 2}; !maps.Equal(parents, want) {
		t.Errorf("got %v", parents)
	}
	h.workspace = "alpineski_A5S3_x"
	if found := h.get("/v1/workspaces/search").wants(t, 200).items(t); len(found) != 0 {
		t.Errorf("a client has children: %v", found)
	}
}

func TestCreateReadUpdateDelete(t *testing.T) {
	h := serve(t, emulator.Demo())
	created := h.do("POST", hooks, newWebhook).wants(t, http.StatusCreated)
	got := created.object(t)
	id := got["id"].(string)
	if len(id) != 24 || got["secret"] != "s3" || got["updated"] != 0.0 || got["created"] != float64(now.UnixMilli()) ||
		got["workspaceId"] != h.workspace {
		t.Errorf("got %v", got)
	}
	for _, verbatim := range []string{`"url":"https://new.example/x?a=1&b=<2>"`, `{"X-B":"2","X-A":"1"}`, `"n":1.50`} {
		if !strings.Contains(created.body, verbatim) {
			t.Errorf("%s is not in %s", verbatim, created.body)
		}
	}
	if read := h.get(hooks+"/"+id).wants(t, 200).body; read != created.body {
		t.Errorf("read %s", read)
	}
	update := strings.Replace(newWebhook, `"enabled"`, `"disabled"`, 1)
	h.do("PUT", hooks+"/"+id, update).wants(t, http.StatusOK)
	if held := h.held(id); held["status"] != "disabled" || held["updated"] != float64(now.UnixMilli()) || held["ownerTeam"] != "x" ||
		held["created"] != got["created"] {
		t.Errorf("held %v", held)
	}
	list := h.get(hooks).wants(t, 200)
	if items := list.items(t); len(items) != 13 || items[12]["id"] != id || list.object(t)["totalElements"] != 13.0 {
		t.Errorf("listed %v", items)
	}
	h.do("DELETE", hooks+"/"+id, "").wants(t, http.StatusNoContent)
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		h.do(method, hooks+"/"+id, update).wants(t, http.StatusNotFound)
	}
	h.get(hooks+"/"+id+"/test").wants(t, http.StatusNotFound)
	if len(h.server.Webhooks(h.workspace)) != 12 {
		t.Error("the list kept it")
	}
}

func TestAWebhookBelongsToItsWorkspace(t *testing.T) {
	h := serve(t, emulator.Demo())
	h.workspace = "contosobikes_C9B1_x"
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		h.do(method, hooks+"/"+billing, newWebhook).wants(t, http.StatusNotFound)
	}
}

func TestValidation(t *testing.T) {
	h := serve(t, emulator.Demo())
	without := func(name string) string {
		fields := decode[map[string]any](t, newWebhook)
		delete(fields, name)
		raw, _ := json.Marshal(fields)
		return string(raw)
	}
	with := func(name, value string) string {
		fields := decode[map[string]json.RawMessage](t, newWebhook)
		fields[name] = json.RawMessage(value)
		raw, _ := json.Marshal(fields)
		return string(raw)
	}
	incomplete := map[string]string{
		without("name"): "name: must not be null", with("name", "null"): "name: must not be null",
		without("url"): "url: ", without("secret"): "secret: ", without("triggers"): "triggers: ",
		without("applyToAllDescendants"): "applyToAllDescendants: ",
	}
	wrong := map[string]string{
		with("name", `""`): "name: ", with("secret", "7"): "secret: ", with("description", "[]"): "description: ",
		with("url", `"/relative"`): "url: ", with("url", `"ftp://x.example"`): "url: ", with("url", "{}"): "url: ",
		with("status", `"paused"`): "status: ", with("applyToAllDescendants", `"true"`): "applyToAllDescendants: ",
		with("headers", `["a"]`): "headers: ", with("headers", `{"a":1}`): "headers: ",
		with("triggers", `"workspace-created"`): "triggers: ", with("triggers", `[1]`): "triggers: ",
		with("triggers", `["workspace-created","workspace-created"]`): "must be unique",
		with("triggers", `["no-such-event"]`):                         "not a known trigger",
		"":                                                            "not valid JSON", "{": "not valid JSON", "{} {}": "not valid JSON", "[]": "not a JSON object",
		"{\"name\":\"\xff\"}": "not valid UTF-8",
	}
	before := h.get(hooks).body
	refused := func(method, path string, bodies map[string]string) {
		for body, says := range bodies {
			if answer := h.do(method, path, body).wants(t, http.StatusBadRequest); !strings.Contains(answer.body, says) {
				t.Errorf("%s %s: got %s", method, body, answer.body)
			}
		}
	}
	refused("POST", hooks, incomplete)
	refused("POST", hooks, wrong)
	refused("PUT", hooks+"/"+billing, wrong)
	if h.get(hooks).body != before {
		t.Error("a refused body changed something")
	}
	h.do("POST", hooks, without("status")).wants(t, http.StatusCreated)
	h.do("POST", hooks, `{"name":"`+strings.Repeat("a", 1<<20)+`"}`).wants(t, http.StatusRequestEntityTooLarge)
	header := h.header()
	header.Set("Content-Type", "text/plain")
	h.send(t.Context(), "POST", hooks, newWebhook, header).wants(t, http.StatusUnsupportedMediaType)
}

func TestWhatIsHeldMayBeWrittenBack(t *testing.T) {
	h := serve(t, emulator.Demo())
	odd := `{"id":"odd","name":"","url":"not a url","headers":{"X-N":7},"triggers":["mystery","workspaceCreated.v1"],"status":"paused",` +
		`"secret":"s","applyToAllDescendants":true}`
	h.server.Put(h.workspace, json.RawMessage(odd))
	h.do("PUT", hooks+"/odd", odd).wants(t, http.StatusOK)
	h.do("PUT", hooks+"/odd", strings.Replace(odd, `"X-N":7`, `"X-N":8`, 1)).wants(t, http.StatusBadRequest)
	h.do("PUT", hooks+"/odd", strings.Replace(odd, `"mystery"`, `"mystery","workspace-created"`, 1)).wants(t, http.StatusOK)
}

func TestTestSendsNothing(t *testing.T) {
	reached := false
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	t.Cleanup(receiver.Close)
	h := serve(t, emulator.Demo())
	h.server.Put(h.workspace, fmt.Appendf(nil, `{"id":"here","url":%q,"triggers":["subscription-updated"]}`, receiver.URL))
	answer := h.get(hooks+"/here/test").wants(t, http.StatusOK)
	if answer.object(t)["delivered"] != true {
		t.Errorf("got %s", answer.body)
	}
	receiver.Close()
	want := []emulator.TestDelivery{{Time: now, Workspace: h.workspace, Webhook: "here", Trigger: "subscription-updated"}}
	if got := h.server.Tests(); reached || !slices.Equal(got, want) {
		t.Errorf("reached %v, recorded %v", reached, got)
	}
}

func TestSomebodyElse(t *testing.T) {
	h := serve(t, emulator.Demo())
	h.server.Put(h.workspace, json.RawMessage(`{ "id": "`+billing+`", "z": 1, "a": 2 }`))
	if got := h.get(hooks + "/" + billing).body; got != `{"id":"`+billing+`","z":1,"a":2}` {
		t.Errorf("got %s", got)
	}
	if first := string(h.server.Webhooks(h.workspace)[0]); !strings.Contains(first, billing) {
		t.Errorf("it lost its place: %s", first)
	}
	if len(h.server.Webhooks(h.workspace)) != 12 {
		t.Error("it is there twice")
	}
	h.do("PUT", hooks+"/"+billing, `{"created":7,"b":3}`).wants(t, 200)
	if held := h.held(billing); held["created"] != nil || held["b"] != 3.0 {
		t.Errorf("held %v", held)
	}
	h.server.Put("brand_new", json.RawMessage(`{"id":"1"}`))
	h.workspace = "brand_new"
	if items := h.get(hooks).wants(t, 200).items(t); len(items) != 1 {
		t.Errorf("got %v", items)
	}
	if !h.server.Remove("brand_new", "1") || h.server.Remove("brand_new", "1") || h.server.Remove("nowhere", "1") {
		t.Error("Remove does not tell the truth")
	}
}
