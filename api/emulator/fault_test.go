package emulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api/emulator"
)

// operations are one request of each kind.
var operations = map[emulator.Operation]struct{ method, path, body string }{
	emulator.OpToken: {"POST", "/oauth/token", `{"client_id":"` + emulator.DemoClientID + `","client_secret":"` +
		emulator.DemoClientSecret + `","audience":"https://api.secure.coro.net","grant_type":"client_credentials"}`},
	emulator.OpSearch:       {"GET", "/v1/workspaces/search", ""},
	emulator.OpWorkspace:    {"GET", "/v1/workspaces", ""},
	emulator.OpList:         {"GET", hooks, ""},
	emulator.OpGet:          {"GET", hooks + "/" + billing, ""},
	emulator.OpCreate:       {"POST", hooks, newWebhook},
	emulator.OpUpdate:       {"PUT", hooks + "/" + billing, newWebhook},
	emulator.OpNewWorkspace: {"POST", "/v1/workspaces", newWorkspace},
	emulator.OpAudit:        {"GET", "/v1/audit-logs/search", ""},
	emulator.OpUsage:        {"GET", "/v1/usage", ""},
	emulator.OpTest:         {"GET", hooks + "/" + billing + "/test", ""},
	emulator.OpDelete:       {"DELETE", hooks + "/" + billing, ""},
}

// fingerprint tells two states of the server apart.
func (h *harness) fingerprint() string {
	var all strings.Builder
	for _, doc := range h.server.Webhooks(h.workspace) {
		all.Write(doc)
	}
	return all.String()
}

// faults says what a client gets, and whether the server did what it was asked.
var faults = []struct {
	spec string
	done bool
	got  func(reply) bool
}{
	{"400", false, func(r reply) bool { return r.status == 400 && strings.Contains(r.body, "scripted") }},
	{"401", false, func(r reply) bool { return r.status == 401 }},
	{"403", false, func(r reply) bool { return r.status == 403 }},
	{"404", false, func(r reply) bool { return r.status == 404 }},
	{"409", false, func(r reply) bool { return r.status == 409 }},
	{"422", false, func(r reply) bool { return r.status == 422 }},
	{"429,retry-after=7s", false, func(r reply) bool { return r.status == 429 && r.header.Get("Retry-After") == "7" }},
	{"429", false, func(r reply) bool { return r.status == 429 && r.header.Get("Retry-After") == "" }},
	{"500", false, func(r reply) bool { return r.status == 500 && strings.Contains(r.body, `"status":500`) }},
	{"500,after", true, func(r reply) bool { return r.status == 500 }},
	{"502", false, func(r reply) bool { return r.status == 502 && strings.HasPrefix(r.body, "<html>") }},
	{"503", false, func(r reply) bool { return r.status == 503 }},
	{"504,after", true, func(r reply) bool { return r.status == 504 && strings.HasPrefix(r.body, "<html>") }},
	{"refuse", false, func(r reply) bool { return broken(r.err) }},
	{"reset", false, func(r reply) bool { return broken(r.err) }},
	{"reset,after", true, func(r reply) bool { return broken(r.err) }},
	{"cut", true, func(r reply) bool { return errors.Is(r.err, io.ErrUnexpectedEOF) && r.status > 0 && len(r.body) > 0 }},
	{"invalid", true, func(r reply) bool { return r.status/100 == 2 && !json.Valid([]byte(r.body)) }},
	{"type", true, func(r reply) bool {
		return r.status/100 == 2 && strings.HasPrefix(r.header.Get("Content-Type"), "text/html") && json.Valid([]byte(r.body))
	}},
	{"page", true, func(r reply) bool { return r.status == 200 && strings.HasPrefix(r.body, "<html>") }},
	{"huge=300KB", true, func(r reply) bool { return r.status == 200 && len(r.body) == 300<<10 && json.Valid([]byte(r.body)) }},
	{"slow=1ns", true, func(r reply) bool { return r.status/100 == 2 && json.Valid([]byte(r.body)) }},
	{"delay=1ms", true, func(r reply) bool { return r.status/100 == 2 }},
	{"redirect=https://other.example/x/", false, func(r reply) bool {
		return r.status == 307 && strings.HasPrefix(r.header.Get("Location"), "https://other.example/x/")
	}},
}

// TestFaultsOfEachOperation sends every operation into every fault.
func TestFaultsOfEachOperation(t *testing.T) {
	for _, h := range bothWays(t) {
		if web, ok := h.client.Transport.(*http.Transport); ok {
			// On a connection that it used before, net/http repeats a GET by
			// itself when the connection breaks, and the fault would not show.
			web.DisableKeepAlives = true
		}
		h.login()
		restored, _ := h.server.Webhook(h.workspace, billing)
		for _, op := range emulator.Operations() {
			for _, fault := range faults {
				h.server.Put(h.workspace, restored)
				f, err := emulator.ParseFault(string(op) + ":" + fault.spec)
				if err != nil {
					t.Fatal(err)
				}
				before := h.fingerprint()
				h.server.Fault(f)
				got := h.do(operations[op].method, operations[op].path, operations[op].body)
				if !fault.got(got) {
					t.Errorf("%s, %s: got %d %v %.80q", h.name, f, got.status, got.err, got.body)
				}
				writes := op == emulator.OpCreate || op == emulator.OpUpdate || op == emulator.OpDelete
				if changed := h.fingerprint() != before; changed != (writes && fault.done) {
					t.Errorf("%s, %s: the server's state changed: %v", h.name, f, changed)
				}
				requests := h.server.Requests()
				if last := requests[len(requests)-1]; last.Fault != f.String() || last.Operation != op {
					t.Errorf("%s, %s: the log says %+v", h.name, f, last)
				}
			}
		}
	}
}

// broken reports an error of a connection that ended without an answer: a reset
// or, where the client's kernel was quicker, an end.
func broken(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.ECONNREFUSED) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err != nil && strings.Contains(err.Error(), "broken pipe")
}

func TestRefusedAndResetInMemoryLookReal(t *testing.T) {
	h := inMemory(t, newServer(t, emulator.Demo()))
	h.login()
	h.server.Fault(emulator.Fault{Kind: emulator.KindRefuse})
	if err := h.get(hooks).err; !errors.Is(err, syscall.ECONNREFUSED) || !strings.Contains(err.Error(), "dial tcp") {
		t.Errorf("refused: %v", err)
	}
	h.server.Fault(emulator.Fault{Kind: emulator.KindReset})
	if err := h.get(hooks).err; !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reset: %v", err)
	}
	if requests := h.server.Requests(); requests[1].Status != 0 || requests[2].Status != 0 {
		t.Errorf("the log has an answer: %+v", requests)
	}
}

func TestFaultsOverTLS(t *testing.T) {
	server := newServer(t, emulator.Demo())
	web := httptest.NewUnstartedServer(server)
	web.EnableHTTP2 = true
	web.StartTLS()
	t.Cleanup(web.Close)
	h := &harness{t: t, server: server, base: web.URL, client: web.Client(), workspace: emulator.DemoChannel}
	h.get(hooks).wants(t, http.StatusOK)
	for _, kind := range []emulator.Kind{emulator.KindReset, emulator.KindCut} {
		h.server.Fault(emulator.Fault{Kind: kind, Operation: emulator.OpCreate})
		if got := h.do("POST", hooks, newWebhook); got.err == nil {
			t.Errorf("%s: got %d", kind, got.status)
		}
	}
}

func TestHangEndsWithTheClient(t *testing.T) {
	for _, applied := range []bool{false, true} {
		for _, h := range bothWays(t) {
			h.login()
			before := h.fingerprint()
			h.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Applied: applied})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			answers := make(chan reply)
			go func() { answers <- h.doCtx(ctx, "PUT", hooks+"/"+billing, newWebhook) }()
			until(t, func() bool {
				return len(h.server.Requests()) == 2 && (h.fingerprint() != before) == applied
			})
			cancel()
			if got := <-answers; !errors.Is(got.err, context.Canceled) {
				t.Errorf("%s: got %v", h.name, got.err)
			}
			// The hung handler ends too, and has changed nothing on its way out.
			until(t, func() bool { return h.get("/v1/workspaces").wants(t, 200).err == nil && h.running() == 1 })
			if changed := h.fingerprint() != before; changed != applied {
				t.Errorf("%s: applied %v, changed %v", h.name, applied, changed)
			}
		}
	}
}

// running asks how many requests were under way at the last one.
func (h *harness) running() int {
	requests := h.server.Requests()
	return requests[len(requests)-1].Concurrent
}

// until waits for a condition.
func until(t *testing.T, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for end := time.After(10 * time.Second); !holds(); {
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("the condition did not come true")
		}
	}
}

func TestCloseEndsAllWaiting(t *testing.T) {
	for _, h := range bothWays(t) {
		h.login()
		h.server.Fault(emulator.Fault{Kind: emulator.KindHang})
		h.server.Fault(emulator.Fault{Kind: emulator.KindDelay, Delay: time.Hour})
		h.server.Close()
		if got := h.do("POST", hooks, newWebhook); !broken(got.err) {
			t.Errorf("%s: the hung request got %d %v", h.name, got.status, got.err)
		}
		h.get(hooks).wants(t, http.StatusOK)
	}
}

// TestTimes measures waits on a clock of the test's own, which stands still
// unless everything waits.
func TestTimes(t *testing.T) {
	const empty = `{"items":[],"totalElements":0}`
	cases := []struct {
		name    string
		fault   emulator.Fault
		latency time.Duration
		took    time.Duration
	}{
		{"latency", emulator.Fault{Kind: emulator.KindDelay, Operation: emulator.OpCreate}, 120 * time.Millisecond, 120 * time.Millisecond},
		{"delay", emulator.Fault{Kind: emulator.KindDelay, Delay: time.Hour}, 0, time.Hour},
		{"wait before a status", emulator.Fault{Kind: emulator.KindStatus, Status: 503, Delay: time.Minute}, time.Second, 61 * time.Second},
		{"slow", emulator.Fault{Kind: emulator.KindSlow, Delay: time.Minute}, 0, time.Duration(len(empty)) * time.Minute},
		{"slow by default", emulator.Fault{Kind: emulator.KindSlow}, 0, time.Duration(len(empty)) * time.Second},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := inMemory(t, emulator.New(emulator.Demo(), emulator.WithLatency(c.latency)))
				h.workspace = "alpineski_A5S3_x"
				h.login()
				h.server.Fault(c.fault)
				start := time.Now()
				got := h.get(hooks)
				if took := time.Since(start); got.err != nil || took != c.took {
					t.Errorf("took %v, wanted %v: %v", took, c.took, got.err)
				}
				if c.fault.Kind != emulator.KindStatus && got.body != empty {
					t.Errorf("got %s", got.body)
				}
			})
		})
	}
}

func TestADelayedRequestOfAGoneClientIsNotCarriedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := inMemory(t, emulator.New(emulator.Demo()))
		h.login()
		before := h.fingerprint()
		h.server.Fault(emulator.Fault{Kind: emulator.KindDelay, Delay: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if got := h.doCtx(ctx, "POST", hooks, newWebhook); !errors.Is(got.err, context.DeadlineExceeded) {
			t.Errorf("got %v", got.err)
		}
		synctest.Wait()
		if h.fingerprint() != before {
			t.Error("it was carried out")
		}
	})
}

func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := inMemory(t, emulator.New(emulator.Demo(), emulator.WithRateLimit(2, 10*time.Second)))
		h.login()
		h.get(hooks).wants(t, 200)
		time.Sleep(3 * time.Second) //nolint:forbidigo // the bubble's clock: this takes no time
		h.get(hooks).wants(t, 200)
		if got := h.get(hooks).wants(t, 429).header.Get("Retry-After"); got != "7" {
			t.Errorf("Retry-After: %s", got)
		}
		time.Sleep(7 * time.Second) //nolint:forbidigo // the bubble's clock: this takes no time
		h.get(hooks).wants(t, 200)
	})
}

func TestEndlessPages(t *testing.T) {
	for _, h := range bothWays(t) {
		h.server.Fault(emulator.Fault{Kind: emulator.KindEndless, Times: emulator.Forever})
		for _, path := range []string{hooks, "/v1/workspaces/search"} {
			ids := names(t, h, path, 30)
			seen := map[string]bool{}
			for _, id := range ids {
				seen[id] = true
			}
			if len(seen) != 600 {
				t.Errorf("%s: %d different elements", path, len(seen))
			}
		}
		h.get(hooks+"/"+billing).wants(t, 200)
	}
}
