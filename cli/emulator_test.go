package cli_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"corotui/cli"
	"corotui/cli/program"
)

// printed is what a program that runs beside a test prints.
type printed struct {
	mu   sync.Mutex
	text strings.Builder
	more chan struct{} // gets something whenever there is more
}

func newPrinted() *printed { return &printed{more: make(chan struct{}, 1)} }

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case p.more <- struct{}{}:
	default:
	}
	return p.text.Write(b)
}

// until waits for a text and returns all that was printed.
func (p *printed) until(t *testing.T, part string) string {
	t.Helper()
	for {
		p.mu.Lock()
		text := p.text.String()
		p.mu.Unlock()
		if strings.Contains(text, part) {
			return text
		}
		select {
		case <-p.more:
		case <-t.Context().Done():
			t.Fatalf("%q is not in %s", part, text)
		}
	}
}

// emulated runs corotui emulator beside the test, and sets the world's environment to
// it. It returns what goes to stderr, and a function that ends it.
func (w *world) emulated(args ...string) (stderr *printed, end func() int) {
	w.t.Helper()
	ctx, stop := context.WithCancelCause(w.t.Context())
	stdout, stderr := newPrinted(), newPrinted()
	over := make(chan int, 1)
	go func() {
		over <- cli.Run(ctx, cli.Process{
			Args: append([]string{"emulator", "--addr", "127.0.0.1:0"}, args...), Env: w.env, Stdin: strings.NewReader(""), Stdout: stdout, Stderr: stderr,
		})
	}()
	for line := range strings.Lines(stdout.until(w.t, "COROTUI_WORKSPACE=acmechannel_AB12_c\n")) {
		if pair, ok := strings.CutPrefix(strings.TrimSpace(line), "export "); ok {
			w.set(pair)
		}
	}
	return stderr, func() int {
		stop(program.Stopped{Signal: os.Interrupt})
		return <-over
	}
}

// TestTheEmulatorDelivers: from a webhook that is created to one that is disabled, with
// commands alone.
func TestTheEmulatorDelivers(t *testing.T) {
	t.Parallel()
	signatures := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		signatures <- r.Header.Get("X-Coro-Signature")
		if r.URL.Path == "/bad" {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(receiver.Close)
	w := newWorld(t)
	stderr, end := w.emulated("--deliver", "--deliver-pause", "0s", "--variant", "signature=base64,signature-prefix=sha256")
	create := func(name, path string) {
		w.run("s3cret", "webhooks", "create", "--name", name, "--url", receiver.URL+path, "--trigger", "workspace-created", "--secret-stdin").want(t, 0)
	}
	create("Good", "/good")
	w.run("", "webhooks", "test", "Good", "--yes").want(t, 0)
	if got := <-signatures; !strings.HasPrefix(got, "sha256=") || len(got) != len("sha256=")+44 {
		t.Errorf("the test is signed %q", got)
	}
	create("Bad", "/bad")
	w.run("", "webhooks", "test", "Bad", "--yes").want(t, 1, "503")
	<-signatures
	w.run(`{"displayName":"Tailspin"}`, "api", "POST", "/v1/workspaces", "--input", "-", "--yes").want(t, 0, `"displayName":"Tailspin"`)
	said := stderr.until(t, "disabled")
	for range 5 {
		<-signatures
	}
	if !strings.Contains(said, "attempt=4 failed 503; the webhook is disabled now") || strings.Contains(said, "attempt=3") {
		t.Errorf("stderr says %s", said)
	}
	if !strings.Contains(stderr.until(t, "hooks.slack.example"), "workspace-created to hooks.slack.example workspace=") {
		t.Error("it is silent about what it does not call")
	}
	if all := stderr.until(t, "not called: the emulator delivers to loopback addresses only"); strings.Contains(all, "demo4nZqTr8sYw1LcVb6") {
		t.Errorf("stderr has a URL that is a secret: %s", all)
	}
	w.run("", "webhooks", "get", "Bad", "--jq", ".status").want(t, 0, "disabled")
	w.run("", "webhooks", "get", "Good", "--jq", ".status").want(t, 0, "enabled")
	if code := end(); code != 130 {
		t.Errorf("it ends with %d", code)
	}
}

func TestWrongFlagsOfTheEmulator(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for args, says := range map[string]string{
		"--deliver-pause 1s":               "--deliver-pause also needs --deliver",
		"--deliver --deliver-pause -1s":    "--deliver-pause takes 0s to 1h0m0s",
		"--deliver --deliver-pause 2h":     "--deliver-pause takes 0s to 1h0m0s",
		"--deliver --deliver-pause x":      "--deliver-pause",
		"--variant signed=body":            "variant signed takes id, id+body, id.body",
		"--variant signature-prefix=sha1=": "variant signature-prefix takes none, sha256",
	} {
		w.run("", append([]string{"emulator", "--addr", "127.0.0.1:0"}, strings.Fields(args)...)...).want(t, 2, says)
	}
	w.run("", "emulator", "--help").want(t, 0, "--deliver-pause", "(default 200ms)", "signature: encoding of a delivery's signature (hex, HEX, base64")
}
