package api_test

import (
	"net/url"
	"strings"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
)

func TestAProbeGivesTheAnswerAsItCame(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil)
	list, err := client.Probe(t.Context(), emulator.DemoChannel, url.Values{"page": {"1"}}, "v1", "settings", "webhooks")
	if err != nil || list.Status != 200 || !strings.HasPrefix(string(list.Body), `{"items":[`) || list.Header.Get("X-Coro-Trace-Id") == "" {
		t.Errorf("a list: %d %.20q, %v", list.Status, list.Body, err)
	}
	unknown, err := client.Probe(t.Context(), emulator.DemoChannel, nil, "v1", "settings", "webhooks", "0123456789abcdef01234567")
	if err != nil || unknown.Status != 404 || !strings.Contains(string(unknown.Body), "traceId") {
		t.Errorf("an unknown id: %d %q, %v", unknown.Status, unknown.Body, err)
	}
	coro.RevokeTokens()
	if again, err := client.Probe(t.Context(), "not-there", nil, "v1", "workspaces"); err != nil || again.Status != 403 {
		t.Errorf("after the token was revoked: %d, %v", again.Status, err)
	}
	queries := ""
	for _, r := range coro.Requests() {
		if r.Operation != emulator.OpToken {
			queries += r.Method + " " + r.Path + "?" + r.Query + "\n"
		}
	}
	if !strings.HasPrefix(queries, "GET /v1/settings/webhooks?page=1\n") {
		t.Errorf("it asked for\n%s", queries)
	}
}

func TestAProbeThatGetsNoWholeAnswerIsAnError(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil, api.WithRetries(0))
	coro.Fault(emulator.Fault{Kind: emulator.KindCut, Operation: emulator.OpList})
	if _, err := client.Probe(t.Context(), emulator.DemoChannel, nil, "v1", "settings", "webhooks"); api.KindOf(err) != api.KindNetwork {
		t.Errorf("a cut answer: %v", err)
	}
	coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Operation: emulator.OpList})
	if got, err := client.Probe(t.Context(), emulator.DemoChannel, nil, "v1", "settings", "webhooks"); err != nil || got.Status != 500 {
		t.Errorf("a failure of the server: %d, %v", got.Status, err)
	}
	coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Operation: emulator.OpToken, Status: 403})
	coro.RevokeTokens()
	if _, err := client.Probe(t.Context(), emulator.DemoChannel, nil, "v1", "workspaces"); api.KindOf(err) != api.KindAuth {
		t.Errorf("without a token: %v", err)
	}
}

func TestAProbeSendsNoTest(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil)
	if _, err := client.Probe(t.Context(), emulator.DemoChannel, nil, "v1", "settings", "webhooks", "x", "test"); api.KindOf(err) != api.KindRefused {
		t.Errorf("a test: %v", err)
	}
	if sent := coro.Requests(); len(sent) > 0 {
		t.Errorf("sent: %v", sent)
	}
}
