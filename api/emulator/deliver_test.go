package emulator_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"corotui/api/emulator"
)

// received is a request as a receiver got it.
type received struct {
	header http.Header
	body   string
}

// receiver is where deliveries go. It answers as the test says.
type receiver struct {
	*httptest.Server
	mu  sync.Mutex
	got []received
}

// receive starts a receiver on loopback; handle answers the n-th request, from 1.
func receive(t *testing.T, handle func(n int, w http.ResponseWriter, r *http.Request)) *receiver {
	t.Helper()
	to := &receiver{}
	to.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		to.mu.Lock()
		header := r.Header.Clone()
		header.Set("Host", r.Host)
		to.got = append(to.got, received{header, string(body)})
		n := len(to.got)
		to.mu.Unlock()
		handle(n, w, r)
	}))
	t.Cleanup(to.Close)
	return to
}

func (r *receiver) all() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]received(nil), r.got...)
}

// delivering serves one channel without webhooks and a client below it, and delivers
// without pauses.
func delivering(t *testing.T, spec string, how emulator.Deliveries) *harness {
	t.Helper()
	v, err := emulator.ParseVariant(spec)
	if err != nil {
		t.Fatal(err)
	}
	seed := emulator.Seed{Workspaces: []emulator.SeedWorkspace{
		{ID: emulator.DemoChannel, DisplayName: "Acme", CompanyName: "Acme Ltd", Domain: "acme.example", Type: "channel"},
		{ID: "sub_S1B2_c", DisplayName: "Sub", Domain: "sub.example", Type: "channel", Parent: emulator.DemoChannel},
		{ID: "leaf_L1F2_x", DisplayName: "Leaf", Domain: "leaf.example", Type: "child", Parent: "sub_S1B2_c"},
	}}
	return serve(t, seed, emulator.WithVariant(v), emulator.WithDeliveries(how))
}

// hook stores a webhook that subscribes to new workspaces.
func (h *harness) hook(ws, id, url, more string) {
	h.t.Helper()
	h.server.Put(ws, fmt.Appendf(nil, `{"id":%q,"name":"Hook %s","url":%q,"secret":"s3cret","triggers":["workspace-created"],"status":"enabled"%s}`,
		id, id, url, more))
}

// settle waits until all is delivered.
func (h *harness) settle() []emulator.Delivery {
	h.t.Helper()
	if err := h.server.Settled(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return h.server.Deliveries()
}

func TestAFailingWebhookIsDisabledAfterFourAttempts(t *testing.T) {
	t.Parallel()
	both := make(chan struct{}) // are created
	to := receive(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		<-both
		w.WriteHeader(http.StatusInternalServerError)
	})
	var pauses []string
	h := delivering(t, "", emulator.Deliveries{Pause: emulator.DefaultPause, Wait: func(_ context.Context, d time.Duration) error {
		pauses = append(pauses, d.String())
		return nil
	}})
	h.hook(h.workspace, "hook1", to.URL, "")
	h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated)
	h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated)
	close(both)
	made := h.settle()
	if len(made) != 4 || !made[3].Disabled || made[2].Disabled || made[3].Status != 500 || made[3].Attempt != 4 {
		t.Fatalf("delivered %+v", made)
	}
	if fmt.Sprint(pauses) != "[200ms 400ms 800ms]" {
		t.Errorf("paused %v", pauses)
	}
	ids := map[string]bool{}
	for _, got := range to.all() {
		ids[got.header.Get("X-Coro-Hook-Id")] = true
		if body := decode[map[string]any](t, got.body); body["id"] != got.header.Get("X-Coro-Hook-Id") {
			t.Errorf("the body has id %v", body["id"])
		}
	}
	if len(ids) != 1 || len(to.all()) != 4 {
		t.Errorf("got %d attempts of %d events", len(to.all()), len(ids))
	}
	if held := h.held("hook1"); held["status"] != "disabled" || held["updated"] != float64(now.UnixMilli()) {
		t.Errorf("held %v", held)
	}
	entries := h.get("/v1/audit-logs/search").wants(t, 200).items(t)
	if entries[0]["action"] != "webhook-disabled" || entries[0]["webhookId"] != "hook1" || entries[0]["actor"] != "system" ||
		entries[0]["message"] != `Webhook "Hook hook1" was disabled after 4 failed deliveries` {
		t.Errorf("the audit log says %v", entries)
	}
}
