package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/cli"
	"corotui/cli/program"
	"corotui/internal/delivery"
	"corotui/internal/mask"
)

const hookSecret = "hook-s3cret-of-the-test"

// invoices is the name of a webhook of the demo.
const invoices = "Billing to QuickBooks"

// listener is a corotui listen that runs.
type listener struct {
	*world
	url            string // where it listens
	stdout, stderr *bufio.Reader
	stop           context.CancelCauseFunc
	ended          chan int
}

// listen starts listen on a free port, and waits until it serves. Its output has to be read.
func (w *world) listen(stdin string, args ...string) *listener {
	w.t.Helper()
	ctx, stop := context.WithCancelCause(w.t.Context())
	out, stdout := io.Pipe()
	told, stderr := io.Pipe()
	l := &listener{world: w, stop: stop, ended: make(chan int, 1), stdout: bufio.NewReader(out), stderr: bufio.NewReader(told)}
	go func() {
		l.ended <- cli.Run(ctx, cli.Process{
			Args: append([]string{"listen", "--addr", "127.0.0.1:0"}, args...), Env: w.env,
			Stdin: strings.NewReader(stdin), Stdout: stdout, Stderr: stderr,
		})
		_, _ = stdout.Close(), stderr.Close()
	}()
	w.t.Cleanup(func() {
		stop(nil)
		go func() { _, _ = io.Copy(io.Discard, out) }()
		_, _ = io.Copy(io.Discard, told)
	})
	for l.url == "" {
		line := l.line(l.stderr)
		l.url, _ = strings.CutPrefix(line, "Listening on ")
		if l.url == line {
			l.url = ""
		}
	}
	return l
}

// line reads the next line.
func (l *listener) line(from *bufio.Reader) string {
	l.t.Helper()
	line, err := from.ReadString('\n')
	if err != nil {
		l.t.Fatalf("after %q it says nothing more: %v", line, err)
	}
	return strings.TrimSuffix(line, "\n")
}

// object reads the next line as JSON.
func (l *listener) object() map[string]any {
	l.t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(l.line(l.stdout)), &object); err != nil {
		l.t.Fatal(err)
	}
	return object
}

// end sends a signal, and returns the exit code and what it said on stderr.
func (l *listener) end(s syscall.Signal) (int, string) {
	l.t.Helper()
	l.stop(program.Stopped{Signal: s})
	go func() { _, _ = io.Copy(io.Discard, l.stdout) }()
	said, _ := io.ReadAll(l.stderr)
	return <-l.ended, string(said)
}

// post posts a delivery that is signed with a secret, and returns the status of the answer.
func post(t *testing.T, url, secret, id, kind string) int {
	t.Helper()
	body := fmt.Sprintf(`{"id":%q,"timestamp":"%d","workspaceId":"acme_AB12_x","type":%q,"data":{}}`, id, time.Now().UnixMilli(), kind)
	return postBody(t, url, secret, id, kind, body)
}

func postBody(t *testing.T, url, secret, id, kind, body string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{
		delivery.HeaderID: {id}, delivery.HeaderType: {kind}, "Content-Type": {"application/json"}, "Authorization": {"Bearer hidden-t0ken"},
		delivery.HeaderSignature: {delivery.DefaultForm().Sign(mask.NewSecret(secret), id, []byte(body))},
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// target is a server that answers with a status, and its URL.
func target(t *testing.T, status int) (url string, got *bytes.Buffer) {
	t.Helper()
	got = new(bytes.Buffer)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(got, r.Body)
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return server.URL, got
}

// wantDeclared checks that an object has no other fields than the reference says.
func wantDeclared(t *testing.T, command string, object map[string]any) {
	t.Helper()
	for _, p := range cli.Reference() {
		if p.Command != command {
			continue
		}
		for _, field := range p.View.Kind.Fields {
			if _, there := object[field.Name]; !there && !field.Absent {
				t.Errorf("%s is missing in %v", field.Name, object)
			}
			delete(object, field.Name)
		}
		for name := range object {
			t.Errorf("%s is not declared", name)
		}
	}
}

// TestListenVerifiesForwardsAndPrints: an object for each delivery, with what the target
// answered. A signal closes the port, and is no failure.
func TestListenVerifiesForwardsAndPrints(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	to, got := target(t, 202)
	saved := filepath.Join(w.home, "saved.ndjson")
	l := w.listen(hookSecret+"\n", "--secret-stdin", "--json", "--forward-to", "workspace-created="+to, "--save", saved)
	if status := post(t, l.url, hookSecret, "evt-1", "workspace-created"); status != 204 {
		t.Errorf("a genuine one is answered %d", status)
	}
	d := l.object()
	for name, want := range map[string]any{
		"id": "evt-1", "type": "workspace-created", "workspaceId": "acme_AB12_x", "valid": true, "scheme": "id", "encoding": "hex",
		"status": 204.0, "forwardStatus": 202.0,
	} {
		if d[name] != want {
			t.Errorf("%s is %v, want %v", name, d[name], want)
		}
	}
	if body, _ := d["body"].(string); body == "" || body != got.String() {
		t.Errorf("the body is %q, and what was forwarded %q", body, got)
	}
	if headers, _ := d["headers"].(map[string]any); headers[delivery.HeaderID] != "evt-1" || headers["Authorization"] != mask.Dots {
		t.Errorf("the headers are %v", headers)
	}
	if at, err := time.Parse(time.RFC3339, fmt.Sprint(d["time"])); err != nil || time.Since(at) > time.Minute {
		t.Errorf("the time is %v", d["time"])
	}
	wantDeclared(t, "listen", maps.Clone(d))
	if status := post(t, l.url, "other", "evt-2", "workspace-created"); status != 401 {
		t.Errorf("a bad one is answered %d", status)
	}
	d = l.object()
	wantDeclared(t, "listen", maps.Clone(d))
	if d["valid"] != false || d["scheme"] != nil || d["forwardStatus"] != nil || d["status"] != 401.0 {
		t.Errorf("a bad one is %v", d)
	}
	code, said := l.end(syscall.SIGTERM)
	if code != 0 || !strings.Contains(said, "Received 2 deliveries") {
		t.Errorf("it ends with %d: %s", code, said)
	}
	if _, err := net.Dial("tcp", strings.Split(l.url, "/")[2]); err == nil {
		t.Error("the port is open")
	}
	if kept := l.files()["saved.ndjson"]; kept.Perm() != 0o600 || strings.Contains(l.contents()["saved.ndjson"], "hidden-t0ken") {
		t.Errorf("saved with the mode %v: %s", kept, l.contents()["saved.ndjson"])
	}
	if n := len(w.emulator.Requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

// TestListenIsReadable: a line for what arrived, and one for each way to a target.
func TestListenIsReadable(t *testing.T) {
	t.Parallel()
	to, _ := target(t, 500)
	l := newWorld(t).listen(hookSecret+"\n", "--secret-stdin", "--path", "/in/here", "--forward-to", to)
	if !strings.HasSuffix(l.url, "/in/here") {
		t.Errorf("it listens on %s", l.url)
	}
	_ = post(t, l.url, hookSecret, "evt-1", "workspace-created")
	if line := l.line(l.stdout); !strings.HasSuffix(line, "  204  genuine  workspace-created  evt-1  acme_AB12_x") {
		t.Errorf("it prints %q", line)
	}
	if line := l.line(l.stdout); !strings.Contains(line, "  500  forward  workspace-created  evt-1  from "+to+" in ") {
		t.Errorf("it prints %q", line)
	}
	_ = post(t, l.url, "other", "evt-\u202e2", "workspace-created")
	if line := l.line(l.stdout); !strings.Contains(line, "  401  bad ") || !strings.Contains(line, "not one of this secret") || strings.Contains(line, "\u202e") {
		t.Errorf("it prints %q", line)
	}
	answer, err := http.Get(strings.Replace(l.url, "/in", "/out", 1))
	if err != nil || answer.StatusCode != http.StatusNotFound {
		t.Fatalf("%v, %v", answer, err)
	}
	_ = answer.Body.Close()
	if line := l.line(l.stderr); !strings.Contains(line, "404 Not Found to GET /out/here") {
		t.Errorf("it says %q", line)
	}
	if code, said := l.end(syscall.SIGINT); code != 0 {
		t.Errorf("it ends with %d: %s", code, said)
	}
}

// TestListenNeverFailsARealWebhook: what is bad is only marked. Which secret signed is told.
func TestListenNeverFailsARealWebhook(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	secret := fmt.Sprint(w.held(emulator.DemoChannel, invoices)["secret"])
	l := w.listen("", "PSA tickets", invoices, "--json")
	if good, bad := post(t, l.url, secret, "evt-1", "workspace-created"), post(t, l.url, "other", "evt-2", "workspace-created"); good != 204 || bad != 204 {
		t.Errorf("answered %d and %d", good, bad)
	}
	if d := l.object(); d["valid"] != true || d["webhook"] != invoices {
		t.Errorf("it prints %v", d)
	}
	if d := l.object(); d["valid"] != false || d["status"] != 204.0 || d["problems"] == nil {
		t.Errorf("it prints %v", d)
	}
	_, _ = l.end(syscall.SIGTERM)
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// TestListenNeedsASecretThatCoroDoesNotReturn from stdin.
func TestListenNeedsASecretThatCoroDoesNotReturn(t *testing.T) {
	t.Parallel()
	variant, err := emulator.ParseVariant("secret=absent")
	if err != nil {
		t.Fatal(err)
	}
	w := loggedIn(t, emulator.WithVariant(variant))
	w.run("", "listen", invoices, "--addr", "127.0.0.1:0").want(t, 2, `does not return the secret of "`+invoices, "--secret-stdin")
	l := w.listen(hookSecret+"\n", invoices, "--secret-stdin", "--json")
	if status := post(t, l.url, hookSecret, "evt-1", "workspace-created"); status != 204 {
		t.Errorf("answered %d", status)
	}
	if d := l.object(); d["valid"] != true || d["webhook"] != invoices {
		t.Errorf("it prints %v", d)
	}
}

// TestListenAnswersAsItIsTold: with a status, or as the target does.
func TestListenAnswersAsItIsTold(t *testing.T) {
	t.Parallel()
	to, _ := target(t, 418)
	for _, c := range []struct {
		args      []string
		good, bad int
	}{
		{[]string{"--answer", "503", "--format", "quiet"}, 503, 503},
		{[]string{"--answer-from-target", "--forward-to", to, "--format", "quiet"}, 418, 401},
	} {
		l := newWorld(t).listen(hookSecret+"\n", append(c.args, "--secret-stdin")...)
		if good, bad := post(t, l.url, hookSecret, "1", "workspace-created"), post(t, l.url, "other", "2", "workspace-created"); good != c.good || bad != c.bad {
			t.Errorf("%v: answered %d and %d", c.args, good, bad)
		}
		if printed, _ := l.end(syscall.SIGTERM); printed != 0 {
			t.Errorf("%v: ends with %d", c.args, printed)
		}
	}
}

// TestListenRefusesWhatCannotBeMeant before anything listens or is asked.
func TestListenRefusesWhatCannotBeMeant(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	for line, says := range map[string]string{
		"":                                   "Name a webhook, or give --secret-stdin or --public-url",
		"--secret-stdin Billing Other":       "only one",
		"--public-url https://x.example/a b": "no --secret-stdin",
		"--public-url nonsense":              "--public-url",
		"--secret-stdin --addr 4318":         "no address with a port",
		"--secret-stdin --addr :0x":          "no address with a port",
		"--secret-stdin --path coro":         "no path",
		"--secret-stdin --path /a?b":         "no path",
		"--secret-stdin --answer 99":         "from 200 to 599",
		"--secret-stdin --answer 200 --answer-from-target --forward-to http://127.0.0.1:1": "exclude each other",
		"--secret-stdin --answer-from-target":                                              "needs a target",
		"--secret-stdin --header X-A:b":                                                    "--forward-to",
		"--secret-stdin --forward-to http://127.0.0.1:1 --header Authorization:x":          "process list",
		"--secret-stdin --forward-to ftp://x":                                              "--forward-to ftp://x",
		"--secret-stdin --forward-to workspace-born=http://127.0.0.1:1":                    "workspace-born",
		"--secret-stdin --forward-to http://localhost:4318/coro":                           "leads back",
		"--secret-stdin --forward-to https://x.example/in":                                 "Confirm with --yes",
		"--secret-stdin --format table":                                                    "compact, json, or quiet",
		"--secret-stdin --format quiet --json":                                             "exclude each other",
		"--secret-stdin --save " + w.home:                                                  "--save",
	} {
		e := w.run(hookSecret, append([]string{"listen"}, strings.Fields(line)...)...)
		e.want(t, 2, says)
		if strings.Contains(e.stderr, "Listening") {
			t.Errorf("%s: it listens", line)
		}
	}
	if n := len(w.emulator.Requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	w.run(hookSecret, "listen", "--secret-stdin", "--addr", taken.Addr().String()).want(t, 1, "address already in use", "--addr")
}
