package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/internal/delivery"
	"corotui/internal/mask"
)

// create makes a workspace, and waits until its creation is delivered.
func (h *harness) create() []emulator.Delivery {
	h.t.Helper()
	h.do("POST", "/v1/workspaces", newWorkspace).wants(h.t, http.StatusCreated)
	return h.settle()
}

// TestSignatures holds each form against the other implementation of it.
func TestSignatures(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]delivery.Form{
		"":                                {Scheme: delivery.SignedID, Encoding: delivery.Hex},
		"signed=id+body":                  {Scheme: delivery.SignedIDBody, Encoding: delivery.Hex},
		"signed=id.body,signature=HEX":    {Scheme: delivery.SignedIDDotBody, Encoding: delivery.HexUpper},
		"signature=base64":                {Scheme: delivery.SignedID, Encoding: delivery.Base64},
		"signature=base64-raw":            {Scheme: delivery.SignedID, Encoding: delivery.Base64},
		"signature=base64url":             {Scheme: delivery.SignedID, Encoding: delivery.Base64URL},
		"signature=base64url-raw":         {Scheme: delivery.SignedID, Encoding: delivery.Base64URL},
		"signature-prefix=sha256":         {Scheme: delivery.SignedID, Encoding: delivery.Hex, Prefix: true},
		"signature=base64,signed=id.body": {Scheme: delivery.SignedIDDotBody, Encoding: delivery.Base64},
	} {
		to := receive(t, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
		h := delivering(t, spec, emulator.Deliveries{})
		h.hook(h.workspace, "1", to.URL, "")
		h.create()
		got := to.all()[0]
		signature := got.header.Get("X-Coro-Signature")
		form, ok := delivery.Verify(mask.NewSecret("s3cret"), got.header.Get("X-Coro-Hook-Id"), []byte(got.body), signature)
		// Some signatures are the same in both alphabets.
		sameAlphabet := want.Encoding == delivery.Base64URL && !strings.ContainsAny(signature, "-_")
		if sameAlphabet {
			form.Encoding = want.Encoding
		}
		if !ok || form != want || strings.HasSuffix(spec, "-raw") == strings.HasSuffix(signature, "=") && want.Encoding != delivery.Hex && want.Encoding != delivery.HexUpper {
			t.Errorf("%s: %s is %+v, %v", spec, signature, form, ok)
		}
		if _, ok := delivery.Verify(mask.NewSecret("another"), got.header.Get("X-Coro-Hook-Id"), []byte(got.body), signature); ok {
			t.Errorf("%s: it is signed with any secret", spec)
		}
	}
}

func TestHeadersOfADelivery(t *testing.T) {
	t.Parallel()
	to := receive(t, func(int, http.ResponseWriter, *http.Request) {})
	h := delivering(t, "", emulator.Deliveries{})
	h.hook(h.workspace, "1", to.URL+"/in?x=1", `,"headers":{"X-Env":"prod","Authorization":"Bearer b","x-coro-hook-id":"mine","X-Coro-Signature":"mine","Host":"other.example","X-N":7}`)
	h.create()
	h.hook(h.workspace, "1", to.URL, `,"secret":""`)
	h.create()
	got := to.all()
	for name, want := range map[string]string{
		"Content-Type": "application/json", "X-Coro-Hook-Type": "workspace-created", "X-Env": "prod", "Authorization": "Bearer b",
		"Host": "other.example", "X-N": "7", "Transfer-Encoding": "", "Content-Length": fmt.Sprint(len(got[0].body)),
	} {
		if value := got[0].header.Get(name); value != want {
			t.Errorf("%s is %q", name, value)
		}
	}
	if id := got[0].header.Values("X-Coro-Hook-Id"); len(id) != 1 || len(id[0]) != 36 || id[0] == got[1].header.Get("X-Coro-Hook-Id") {
		t.Errorf("the id is %q", id)
	}
	if values := got[0].header.Values("X-Coro-Signature"); len(values) != 1 || len(values[0]) != 64 || got[1].header.Get("X-Coro-Signature") != "" {
		t.Errorf("signed %v", values)
	}
}

func TestOnlyLoopbackIsCalled(t *testing.T) {
	t.Parallel()
	to := receive(t, func(int, http.ResponseWriter, *http.Request) {})
	_, port, _ := strings.Cut(strings.TrimPrefix(to.URL, "http://"), ":")
	for target, called := range map[string]bool{
		"http://localhost:%s/": true, "http://LOCALHOST:%s/": true, "http://127.0.0.1:%s/": true, "http://user:pass@127.0.0.1:%s/": true,
		"http://[::ffff:127.0.0.1]:%s/": true,
		"http://hooks.example:%s/":      false, "http://localhost.:%s/": false, "http://localhost.example:%s/": false,
		"http://127.0.0.1.nip.io:%s/": false, "http://0.0.0.0:%s/": false, "http://10.0.0.1:%s/": false, "http://[::]:%s/": false,
		"http://127.0.0.1@hooks.example:%s/": false, "http://2130706433:%s/": false, "http://127.1:%s/": false,
		"ftp://127.0.0.1:%s/": false, "127.0.0.1:%s": false, "//127.0.0.1:%s/": false, "http://127.0.0.1:%s/%zz": false, "": false,
	} {
		target = strings.ReplaceAll(target, "%s", port)
		h := delivering(t, "", emulator.Deliveries{})
		h.hook(h.workspace, "1", target, "")
		before := len(to.all())
		made := h.create()
		if reached := len(to.all()) > before; reached != called {
			t.Errorf("%s was reached: %v", target, reached)
		}
		if !called && (len(made) != 1 || made[0].Outcome != emulator.DeliveryUnmade || made[0].Attempt != 0 || made[0].Disabled || made[0].Reason == "") {
			t.Errorf("%s: %+v", target, made)
		}
		if h.held("1")["status"] != "enabled" {
			t.Errorf("%s: the webhook was disabled", target)
		}
	}
}

// TestWhatCountsAsAFailure: by the switch, for each kind of answer.
func TestWhatCountsAsAFailure(t *testing.T) {
	t.Parallel()
	elsewhere := receive(t, func(int, http.ResponseWriter, *http.Request) {})
	const none = 0 // answers nothing
	for spec, failing := range map[string][]int{
		"":                  {302, 404, 503, none},
		"failure=4xx-5xx":   {404, 503, none},
		"failure=5xx":       {503, none},
		"failure=no-answer": {none},
	} {
		for _, status := range []int{204, 302, 404, 503, none} {
			to := receive(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
				if status == none {
					panic(http.ErrAbortHandler)
				}
				w.Header().Set("Location", elsewhere.URL)
				w.WriteHeader(status)
			})
			h := delivering(t, spec, emulator.Deliveries{})
			h.hook(h.workspace, "1", to.URL, "")
			made := h.create()
			failed := len(made) == 4 && made[3].Disabled && len(to.all()) == 4
			if want := slices.Contains(failing, status); failed != want {
				t.Errorf("%s, %d: %+v", spec, status, made)
			}
			if made[0].Status != status || (status == none) != (made[0].Reason != "") {
				t.Errorf("%s, %d: %+v", spec, status, made[0])
			}
		}
	}
	if len(elsewhere.all()) > 0 {
		t.Error("a redirect was followed")
	}
}

// TestReceiversThatMisbehave: each attempt ends, and says how.
func TestReceiversThatMisbehave(t *testing.T) {
	t.Parallel()
	closed := receive(t, func(int, http.ResponseWriter, *http.Request) {})
	closed.Close()
	for name, c := range map[string]struct {
		handle  func(int, http.ResponseWriter, *http.Request)
		says    string
		outcome emulator.DeliveryOutcome
	}{
		"hangs":        {func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "no answer in 20ms", emulator.DeliveryFailed},
		"closes":       {func(int, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "the connection was closed before an answer", emulator.DeliveryFailed},
		"is not there": {nil, "connection refused", emulator.DeliveryFailed},
		"never ends": {func(_ int, w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(w, endless{r.Context().Done()})
		}, "", emulator.DeliveryDone},
		"stops in the middle": {func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "start")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, "", emulator.DeliveryDone},
		"has a huge header": {func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Huge", strings.Repeat("x", 200<<10))
		}, "exceeded", emulator.DeliveryFailed},
	} {
		url := closed.URL
		if c.handle != nil {
			url = receive(t, c.handle).URL
		}
		how := emulator.Deliveries{}
		if name == "hangs" {
			how.Timeout = 20 * time.Millisecond
		}
		h := delivering(t, "", how)
		h.hook(h.workspace, "1", url, "")
		made := h.create()
		last := made[len(made)-1]
		if last.Outcome != c.outcome || !strings.Contains(last.Reason, c.says) || len(last.Answer) > 2<<10 {
			t.Errorf("%s: %+v", name, last)
		}
		if strings.Contains(last.Reason, "http://") {
			t.Errorf("%s: the reason has the URL: %s", name, last.Reason)
		}
	}
}

// endless is a body without an end, unless the connection has one.
type endless struct{ done <-chan struct{} }

func (e endless) Read(p []byte) (int, error) {
	select {
	case <-e.done:
		return 0, io.EOF
	default:
		return len(p), nil
	}
}
