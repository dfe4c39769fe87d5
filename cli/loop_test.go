package cli_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/internal/delivery"
)

// taker is what a webhook is forwarded to: it takes deliveries, or fails.
type taker struct {
	url    string
	status atomic.Int32
	mu     sync.Mutex
	took   []string // the bodies of what it accepted
	resent []string // of these, the ones that corotui sent
}

func newTaker(t *testing.T) *taker {
	t.Helper()
	r := new(taker)
	r.status.Store(http.StatusNoContent)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		var body strings.Builder
		_ = request.Write(&body)
		status := int(r.status.Load())
		if status == http.StatusNoContent {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.took = append(r.took, body.String()); request.Header.Get(delivery.HeaderResentBy) == delivery.ResentBy {
				r.resent = append(r.resent, body.String())
			}
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

// got counts what it accepted that has a text in it, and of that what corotui sent.
func (r *taker) got(text string) (all, resent int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Count(strings.Join(r.took, "\n"), text), strings.Count(strings.Join(r.resent, "\n"), text)
}

// create creates a workspace, and waits until its deliveries are over.
func (w *world) create(name string) {
	w.t.Helper()
	w.run(`{"companyName":"`+name+`","displayName":"`+name+`"}`, "api", "POST", "/v1/workspaces", "--input", "-", "--yes").want(w.t, 0)
	if err := w.emulator.Settled(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// TestTheWholeLoop is a webhook's life: it is created, delivers, fails four times, is
// found disabled, repaired, enabled once its test arrives, and what it missed is sent.
func TestTheWholeLoop(t *testing.T) {
	t.Parallel()
	w, receiver := loggedIn(t, emulator.WithDeliveries(emulator.Deliveries{Pause: 5 * time.Millisecond})), newTaker(t)
	l := w.listen(hookSecret, "--secret-stdin", "--format", "json", "--forward-to", receiver.url, "--answer-from-target")
	w.run(hookSecret, "webhooks", "create", "--name", "Loop", "--url", l.url, "--trigger", "workspace-created", "--secret-stdin").want(t, 0)

	w.create("First Dental")
	if first := l.object(); first["valid"] != true || first["type"] != "workspace-created" || first["status"] != 204.0 || first["forwardStatus"] != 204.0 {
		t.Errorf("it was received as %v", first)
	}
	if all, _ := receiver.got(`"companyName":"First Dental"`); all != 1 {
		t.Errorf("it was forwarded %d times", all)
	}

	receiver.status.Store(http.StatusInternalServerError)
	w.create("Broken Dental")
	for attempt := range 4 {
		if failed := l.object(); failed["valid"] != true || failed["status"] != 500.0 {
			t.Errorf("attempt %d was received as %v", attempt, failed)
		}
	}
	w.run("", "fleet", "list", "--status", "disabled").want(t, 0, "\tLoop\t")
	w.create("Second Dental")
	w.create("Third Dental")

	w.run("", "webhooks", "enable", "Loop", "--if-test-passes").want(t, 1)
	w.run("", "webhooks", "list", "--status", "disabled").want(t, 0, "\tLoop\t")
	receiver.status.Store(http.StatusNoContent)
	w.run("", "webhooks", "enable", "Loop", "--if-test-passes").want(t, 0)
	w.run("", "webhooks", "list", "--status", "enabled").want(t, 0, "\tLoop\t")

	missed := w.run("", "missed", "Loop", "--json")
	if missed.want(t, 0, "Second Dental", "Third Dental"); strings.Count(missed.stdout, "\n") != 2 {
		t.Errorf("the gap held %s", missed.stdout)
	}
	w.run("", "missed", "Loop", "--send", "--yes").want(t, 0, "Second Dental", "Third Dental")
	w.run("", "missed", "Loop", "--send", "--yes").want(t, 0)
	for name, want := range map[string]int{"First Dental": 0, "Broken Dental": 0, "Second Dental": 1, "Third Dental": 1} {
		if _, resent := receiver.got(`"companyName":"` + name + `"`); resent != want {
			t.Errorf("%s was sent %d times, want %d", name, resent, want)
		}
	}
	w.run("", "history").want(t, 0, "Second Dental", "Third Dental")
}
