package emulator_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
)

func TestASlowReceiverDelaysNoOther(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	slow := receive(t, func(int, http.ResponseWriter, *http.Request) { <-release })
	fast := receive(t, func(int, http.ResponseWriter, *http.Request) {})
	h := delivering(t, "", emulator.Deliveries{})
	h.hook(h.workspace, "slow", slow.URL, "")
	h.hook(h.workspace, "fast", fast.URL, "")
	for range 3 {
		h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated)
	}
	until(t, func() bool { return len(fast.all()) == 3 && len(slow.all()) == 1 })
	close(release)
	h.settle()
	// In order, one after the other.
	var ids [2][]string
	for i, to := range []*receiver{slow, fast} {
		for _, got := range to.all() {
			ids[i] = append(ids[i], got.header.Get("X-Coro-Hook-Id"))
		}
	}
	if len(ids[0]) != 3 || strings.Join(ids[0], " ") != strings.Join(ids[1], " ") {
		t.Errorf("the events came as %v", ids)
	}
}

func TestAQueueIsBounded(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	to := receive(t, func(int, http.ResponseWriter, *http.Request) { <-release })
	h := delivering(t, "", emulator.Deliveries{})
	h.hook(h.workspace, "1", to.URL, "")
	h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated)
	until(t, func() bool { return len(to.all()) == 1 })
	for range 1002 {
		h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated)
	}
	made := h.server.Deliveries()
	if len(made) != 2 || made[0].Outcome != emulator.DeliveryDropped || made[0].Attempt != 0 {
		t.Errorf("dropped %d: %+v", len(made), made)
	}
	close(release)
	if made := h.settle(); len(made) != 1003 || len(to.all()) != 1001 {
		t.Errorf("%d deliveries, %d received", len(made), len(to.all()))
	}
}

// TestWhatHappensToAWebhookMeanwhile: between two attempts.
func TestWhatHappensToAWebhookMeanwhile(t *testing.T) {
	t.Parallel()
	other := receive(t, func(int, http.ResponseWriter, *http.Request) {})
	for name, c := range map[string]struct {
		does             func(h *harness)
		attempts, others int
		status           string
	}{
		"deleted":   {func(h *harness) { h.server.Remove(h.workspace, "1") }, 1, 0, ""},
		"disabled":  {func(h *harness) { h.hook(h.workspace, "1", other.URL, `,"status":"disabled"`) }, 1, 0, "disabled"},
		"repaired":  {func(h *harness) { h.hook(h.workspace, "1", other.URL, "") }, 1, 1, "enabled"},
		"untouched": {func(*harness) {}, 4, 0, "disabled"},
	} {
		var h *harness
		to := receive(t, func(n int, w http.ResponseWriter, _ *http.Request) {
			if n == 1 {
				c.does(h)
			}
			w.WriteHeader(http.StatusInternalServerError)
		})
		before := len(other.all())
		h = delivering(t, "", emulator.Deliveries{})
		h.hook(h.workspace, "1", to.URL, "")
		h.create()
		if len(to.all()) != c.attempts || len(other.all())-before != c.others {
			t.Errorf("%s: %d attempts, %d elsewhere", name, len(to.all()), len(other.all())-before)
		}
		if c.status != "" && h.held("1")["status"] != c.status {
			t.Errorf("%s: held %v", name, h.held("1"))
		}
	}
}

// TestADisabledWebhookGetsNothing, and what was disabled by failures gets what follows
// once it is enabled again.
func TestADisabledWebhookGetsNothing(t *testing.T) {
	t.Parallel()
	broken := true
	to := receive(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		if broken {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	h := delivering(t, "update=patch", emulator.Deliveries{})
	h.hook(h.workspace, "1", to.URL, "")
	h.create()
	h.create()
	if len(to.all()) != 4 {
		t.Fatalf("received %d", len(to.all()))
	}
	broken = false
	h.do("PUT", hooks+"/1", `{"status":"enabled"}`).wants(t, http.StatusOK)
	made := h.create()
	if last := made[len(made)-1]; len(to.all()) != 5 || last.Outcome != emulator.DeliveryDone || last.Attempt != 1 {
		t.Errorf("received %d, %+v", len(to.all()), last)
	}
}

// TestClosingEndsDeliveries: those that are made, that pause, and that wait. It is not
// parallel, as it looks at the goroutines.
func TestClosingEndsDeliveries(t *testing.T) {
	hanging := receive(t, func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	failing := receive(t, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	pausing := make(chan struct{})
	h := delivering(t, "", emulator.Deliveries{Pause: time.Hour, Timeout: time.Hour, Wait: func(ctx context.Context, _ time.Duration) error {
		close(pausing)
		<-ctx.Done()
		return ctx.Err()
	}})
	h.hook(h.workspace, "hanging", hanging.URL, "")
	h.hook(h.workspace, "failing", failing.URL, "")
	h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated)
	h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated)
	tested := make(chan reply, 1)
	go func() { tested <- h.get(hooks + "/hanging/test") }()
	<-pausing
	until(t, func() bool { return len(hanging.all()) == 2 })
	h.server.Close()
	h.server.Close()
	if got := decode[map[string]any](t, (<-tested).wants(t, http.StatusOK).body); got["delivered"] != false {
		t.Errorf("the test says %v", got)
	}
	until(t, func() bool {
		all := make([]byte, 1<<20)
		return !strings.Contains(string(all[:runtime.Stack(all, true)]), "emulator.(*dispatcher)")
	})
	// It answers on, and delivers no more.
	h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated)
	h.settle()
	if len(failing.all()) != 1 || h.held("failing")["status"] != "enabled" || h.held("hanging")["status"] != "enabled" {
		t.Errorf("after the end: %d received", len(failing.all()))
	}
}

func TestWaitingForDeliveriesCanBeCancelled(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	to := receive(t, func(int, http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	h := delivering(t, "", emulator.Deliveries{})
	h.hook(h.workspace, "1", to.URL, "")
	h.do("POST", "/v1/workspaces", newWorkspace).wants(t, http.StatusCreated)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.server.Settled(ctx); err == nil {
		t.Error("nothing is left to deliver")
	}
}
