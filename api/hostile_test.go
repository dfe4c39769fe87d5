package api_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
)

func TestIDsCannotLeaveTheirPlace(t *testing.T) {
	t.Parallel()
	var paths []string
	client := answering(t, func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.EscapedPath())
		_, _ = io.WriteString(w, `{"id":"x"}`)
	})
	if _, err := client.Webhook(t.Context(), "w", "a/../b?c#d%2e"); err != nil {
		t.Fatal(err)
	}
	if want := "/v1/settings/webhooks/a%2F..%2Fb%3Fc%23d%252e"; paths[0] != want {
		t.Errorf("the path is %s, want %s", paths[0], want)
	}
	for _, id := range []api.WebhookID{"", ".", "..", "a\r\nX: y", "a\x00"} {
		if _, err := client.Webhook(t.Context(), "w", id); api.KindOf(err) != api.KindRefused {
			t.Errorf("the id %q was not refused: %v", id, err)
		}
	}
	for _, ws := range []api.WorkspaceID{"", "a\r\nAuthorization: evil", " a", "a\x7f"} {
		if _, err := client.Webhooks(t.Context(), ws); api.KindOf(err) != api.KindRefused {
			t.Errorf("the workspace %q was not refused: %v", ws, err)
		}
	}
	if len(paths) != 1 {
		t.Errorf("%d requests were sent", len(paths))
	}
}

func TestIllegalHeadersAreNotSent(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil)
	coro.ResetRequests()
	for _, h := range []api.Header{{Name: "X Bad", Value: "1"}, {Name: "X-Bad", Value: "a\r\nEvil: 1"}, {Name: "", Value: "x"}} {
		_, err := client.CreateWebhook(t.Context(), emulator.DemoChannel, api.CreateWebhook{Fields: api.Fields{Headers: []api.Header{h}}})
		if api.KindOf(err) != api.KindRefused {
			t.Errorf("%+v: %v", h, err)
		}
	}
	if got := len(coro.Requests()); got != 0 {
		t.Errorf("%d requests were sent", got)
	}
}

func TestReadOnlyRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	coro, client := serve(t, nil, api.WithReadOnly("the profile is read-only"))
	coro.ResetRequests()
	err := client.DeleteWebhook(t.Context(), emulator.DemoChannel, "x")
	var told *api.Error
	if !errors.As(err, &told) || told.Kind != api.KindRefused || !strings.Contains(told.Sentence(), "the profile is read-only") {
		t.Errorf("a write ended with %v", err)
	}
	if got := len(coro.Requests()); got != 0 {
		t.Errorf("%d requests were sent", got)
	}
}

func TestRedirectsDoNotCarryTheToken(t *testing.T) {
	t.Parallel()
	reached := make(chan string, 10)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		reached <- r.Header.Get("Authorization")
	}))
	t.Cleanup(other.Close)
	coro, client := serve(t, nil)
	for _, status := range []int{301, 302, 303, 307, 308} {
		coro.Fault(emulator.Fault{Kind: emulator.KindRedirect, Status: status, Location: other.URL, Operation: emulator.OpList})
		if _, err := client.Webhooks(t.Context(), emulator.DemoChannel); api.KindOf(err) != api.KindAnswer {
			t.Errorf("%d ended with %v", status, err)
		}
	}
	if len(reached) > 0 {
		t.Errorf("the other host was asked, with %q", <-reached)
	}
}

func TestEndlessPagesEnd(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	client := answering(t, func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		if r.URL.Query().Get("fresh") != "" || strings.HasSuffix(r.URL.Path, "search") {
			_, _ = fmt.Fprintf(w, `{"items":[{"id":"w%d"}],"totalElements":1000000}`, n)
			return
		}
		_, _ = io.WriteString(w, `{"items":[{"id":"same"}],"totalElements":1000000}`)
	})
	all, err := client.Webhooks(t.Context(), "w")
	if !api.IsIncomplete(err) || len(all) != 1 || asked.Load() != 2 {
		t.Errorf("a repeated page: %d webhooks in %d requests, %v", len(all), asked.Load(), err)
	}
	found, err := client.Workspaces(t.Context(), "w")
	if !api.IsIncomplete(err) || len(found) < 1000 || asked.Load() > 1100 {
		t.Errorf("endless pages: %d workspaces in %d requests, %v", len(found), asked.Load(), err)
	}
}
