package emulator_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestATestSaysWhatReallyHappened in every form that the answer can have, for an enabled
// and a disabled webhook alike.
func TestATestSaysWhatReallyHappened(t *testing.T) {
	t.Parallel()
	gone := receive(t, func(int, http.ResponseWriter, *http.Request) {})
	gone.Close()
	good := receive(t, func(_ int, w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`thanks "a lot"`)) })
	bad := receive(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte(strings.Repeat("no", 100_000)))
	})
	for _, c := range []struct {
		spec, url string
		status    int
		contains  []string
	}{
		{"", good.URL, 200, []string{`"id":"1","type":"workspace-created","delivered":true,"responseStatus":200,"responseBody":"thanks \"a lot\"","durationMillis":`}},
		{"", bad.URL, 200, []string{`"delivered":false,"responseStatus":502,"responseBody":"nono`}},
		{"", gone.URL, 200, []string{`"delivered":false,"error":"connection refused","responseBody":""`}},
		{"", "https://hooks.example/", 200, []string{`"delivered":false,"error":"the emulator delivers to loopback addresses only"`}},
		{"test=success", good.URL, 200, []string{`{"success":true,"statusCode":200}`}},
		{"test=success", bad.URL, 200, []string{`{"success":false,"statusCode":502}`}},
		{"test=success", gone.URL, 200, []string{`{"success":false,"statusCode":null,"message":"connection refused"}`}},
		{"test=string", bad.URL, 202, []string{`"Test event was queued"`}},
		{"test=text", bad.URL, 200, []string{"Test event sent\n"}},
		{"test=empty", bad.URL, 204, nil},
		{"failure=no-answer", bad.URL, 200, []string{`"delivered":true,"responseStatus":502`}},
	} {
		for _, status := range []string{"enabled", "disabled"} {
			h := delivering(t, c.spec, emulator.Deliveries{})
			h.hook(h.workspace, "1", c.url, `,"status":"`+status+`"`)
			before := len(good.all()) + len(bad.all())
			got := h.get(hooks+"/1/test").wants(t, c.status)
			for _, part := range c.contains {
				if !strings.Contains(got.body, part) {
					t.Errorf("%s %s: got %.200s", c.spec, c.url, got.body)
				}
			}
			if len(got.body) > 3000 {
				t.Errorf("%s: the answer has %d bytes", c.url, len(got.body))
			}
			wanted := 1
			if c.url == gone.URL || strings.HasPrefix(c.url, "https:") {
				wanted = 0
			}
			if reached := len(good.all()) + len(bad.all()) - before; reached != wanted {
				t.Errorf("%s %s: it was posted %d times", c.spec, c.url, reached)
			}
			if h.held("1")["status"] != status || len(h.server.Tests()) != 1 || len(h.server.Deliveries()) != 1 || !h.server.Deliveries()[0].Test {
				t.Errorf("%s %s: %+v", c.spec, c.url, h.server.Deliveries())
			}
		}
	}
}

// TestTestsThatFailByASwitch stay as they are, and nothing is sent.
func TestTestsThatFailByASwitch(t *testing.T) {
	t.Parallel()
	to := receive(t, func(int, http.ResponseWriter, *http.Request) {})
	for spec, want := range map[string]string{
		"test=failed":  `{"success":false,"message":"connection refused by the receiver"}`,
		"test=refused": `{"result":{"statusCode":"502","response":"Bad Gateway"}}`,
	} {
		h := delivering(t, spec, emulator.Deliveries{})
		h.hook(h.workspace, "1", to.URL, "")
		if got := h.get(hooks+"/1/test").wants(t, 200).body; got != want || len(to.all()) > 0 {
			t.Errorf("%s: got %s, and %d came", spec, got, len(to.all()))
		}
	}
}

func TestWhatATestSends(t *testing.T) {
	t.Parallel()
	to := receive(t, func(int, http.ResponseWriter, *http.Request) {})
	for triggers, want := range map[string]string{
		`["workspaceCreated.v1","x"]`: "workspace-created", `["protected-users-added"]`: "protected-users-added", `["mystery"]`: "mystery",
		`[]`: "test", `null`: "test", `"workspace-created"`: "test",
	} {
		h := delivering(t, "", emulator.Deliveries{})
		h.hook("leaf_L1F2_x", "1", to.URL, `,"triggers":`+triggers)
		h.workspace = "leaf_L1F2_x"
		h.get(hooks+"/1/test").wants(t, 200)
		got := to.all()[len(to.all())-1]
		body := decode[map[string]any](t, got.body)
		data, _ := body["data"].(map[string]any)
		if body["type"] != want || got.header.Get("X-Coro-Hook-Type") != want || body["workspaceId"] != "leaf_L1F2_x" || data["domain"] != "leaf.example" ||
			body["id"] != got.header.Get("X-Coro-Hook-Id") || got.header.Get("X-Coro-Signature") == "" {
			t.Errorf("%s: got %s", triggers, got.body)
		}
		if created := data["workspaceCreationTime"] != nil; created != (want == "workspace-created") {
			t.Errorf("%s: got %s", triggers, got.body)
		}
	}
}
