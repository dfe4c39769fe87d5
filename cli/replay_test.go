package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"corotui/internal/delivery"
	"corotui/internal/mask"
)

// arrivals are deliveries as a server got them.
type arrivals struct {
	mu     sync.Mutex
	url    string
	header []http.Header
	body   []string
}

// arrive starts a server that keeps what it gets, and answers with the statuses in turn.
func arrive(t *testing.T, statuses ...int) *arrivals {
	t.Helper()
	a := &arrivals{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		a.header, a.body = append(a.header, r.Header), append(a.body, string(body))
		w.WriteHeader(statuses[(len(a.body)-1)%len(statuses)])
	}))
	t.Cleanup(server.Close)
	a.url = server.URL
	return a
}

// savedLine is a delivery as listen saves it, of some time ago.
func savedLine(t *testing.T, id, kind string, ago time.Duration, valid bool) string {
	t.Helper()
	body := fmt.Sprintf(`{ "id":%q,"type":%q, "x":"\u00e9é"}`, id, kind)
	line, err := json.Marshal(map[string]any{
		"time": time.Now().Add(-ago).UTC(), "valid": valid, "body": body, "headers": map[string]any{
			delivery.HeaderID: id, delivery.HeaderType: kind, delivery.HeaderSignature: "0123", "X-Env": "prod", "Authorization": mask.Dots,
			"Content-Length": "999",
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(line) + "\n"
}

// keep writes a file, and returns where it is.
func (w *world) keep(name, content string) string {
	w.t.Helper()
	path := filepath.Join(w.home, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// TestReplaySendsWhatWasSaved: body and headers as they were, in order, without masks and
// without what was not genuine. A status that is no success is the exit code 1.
func TestReplaySendsWhatWasSaved(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t), arrive(t, 204, 500)
	file := w.keep("got", savedLine(t, "evt-1", "workspace-created", time.Hour, true)+savedLine(t, "evt-2", "workspace-created", time.Hour, false)+
		"\n"+savedLine(t, "evt-3", "subscription-updated", time.Minute, true))
	e := w.run("", "replay", file, "--forward-to", to.url, "--json", "--header", "X-Env: dev")
	if e.code != 1 || !strings.Contains(e.stderr, "Skipped 1 delivery") || !strings.Contains(e.stderr, "Authorization") {
		t.Errorf("it ends with %d: %s", e.code, e.stderr)
	}
	if lines := strings.Split(strings.TrimSpace(e.stdout), "\n"); len(lines) != 2 || !strings.Contains(lines[1], `"status":500`) {
		t.Errorf("it prints %s", e.stdout)
	}
	if len(to.body) != 2 {
		t.Fatalf("%d arrived", len(to.body))
	}
	for i, id := range []string{"evt-1", "evt-3"} {
		h := to.header[i]
		if !strings.HasPrefix(to.body[i], `{ "id":"`+id) || !strings.HasSuffix(to.body[i], `"x":"\u00e9é"}`) || h.Get(delivery.HeaderSignature) != "0123" ||
			h.Get("X-Env") != "dev" || h.Get("Authorization") != "" {
			t.Errorf("%d is %q with %v", i, to.body[i], h)
		}
	}
	for flags, ids := range map[string]string{
		"--since 42m":                             "evt-3",
		"--trigger workspaceCreated.v1":           "evt-1",
		"--trigger protected-users-added":         "",
		"--since 42m --trigger workspace-created": "",
	} {
		one := arrive(t, 204)
		w.run("", append([]string{"replay", file, "--quiet", "--forward-to", one.url}, strings.Fields(flags)...)...).want(t, 0)
		if got := strings.Join(one.body, " "); strings.Count(got, `"id"`) != min(len(ids), 1) || !strings.Contains(got, ids) {
			t.Errorf("%s: sends %s", flags, got)
		}
	}
	if n := len(w.emulator.Requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

// TestReplaySignsAnew with the secret of a webhook, or one from stdin, also what was not
// genuine.
func TestReplaySignsAnew(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	file := w.keep("got", savedLine(t, "evt-1", "workspace-created", time.Hour, false))
	held, _ := w.webhook(billing)
	for secret, args := range map[string][]string{
		hookSecret:               {"--secret-stdin"},
		fmt.Sprint(held.Secret):  {"--webhook", invoices},
		hookSecret + " and more": {"--webhook", invoices, "--secret-stdin", "--signature-format", "sha256=base64+body"},
	} {
		to := arrive(t, 204)
		w.run(secret, append([]string{"replay", file, "--forward-to", to.url}, args...)...).want(t, 0)
		v := delivery.Check(mask.NewSecret(secret), to.header[0], []byte(to.body[0]), time.Now())
		if !v.Valid || (len(args) > 3) != (v.Form.Scheme == delivery.SignedIDBody) {
			t.Errorf("%v: it is %+v", args, v)
		}
	}
}

// TestWhatListenSavesIsReplayed: from one listener to another.
func TestWhatListenSavesIsReplayed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	file := filepath.Join(w.home, "saved")
	first := w.listen(hookSecret, "--secret-stdin", "--save", file, "--json")
	body := "{\"id\":\"evt-1\",\r\n\"type\":\"workspace-created\",\"x\":\"<&>\u2028\"}"
	_ = postBody(t, first.url, hookSecret, "evt-1", "workspace-created", body)
	_, _ = first.object(), post(t, first.url, "other", "evt-2", "workspace-created")
	_ = first.object()
	if code, said := first.end(syscall.SIGTERM); code != 0 {
		t.Fatalf("it ends with %d: %s", code, said)
	}
	second := w.listen(hookSecret, "--secret-stdin", "--json")
	w.run("", "replay", file, "--quiet", "--forward-to", second.url).want(t, 0)
	if d := second.object(); d["valid"] != true || d["body"] != body {
		t.Errorf("it is %v", d)
	}
}

// TestReplaySendsNothingOfWhatCannotBeMeant: a wrong line after good ones, other machines,
// and wrong flags.
func TestReplaySendsNothingOfWhatCannotBeMeant(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t), arrive(t, 204)
	good := savedLine(t, "evt-1", "workspace-created", time.Hour, true)
	file, torn := w.keep("good", good), w.keep("torn", good+good+good[:30])
	for line, says := range map[string]string{
		torn + " --forward-to " + to.url: "line 3 is not JSON",
		file:                             "--forward-to URL",
		file + " --forward-to nonsense":  "--forward-to",
		file + " --forward-to https://x.example/in":                                   "Confirm with --yes",
		file + " --forward-to https://x.example/in --yes --read-only":                 "x.example",
		file + " --forward-to " + to.url + " --trigger workspace-craeted":             "Did you mean workspace-created?",
		file + " --forward-to " + to.url + " --since 0s":                              "--since",
		file + " --forward-to " + to.url + " --signature-format hex":                  "--webhook or --secret-stdin",
		file + " --forward-to " + to.url + " --secret-stdin --signature-format rot13": "--signature-format",
		w.home + "/absent --forward-to " + to.url:                                     "no such file",
		"- --secret-stdin --forward-to " + to.url:                                     "both read stdin",
	} {
		w.run(hookSecret, append([]string{"replay"}, strings.Fields(line)...)...).want(t, 2, says)
	}
	e := w.run("", "replay", file, "--forward-to", to.url, "--dry-run")
	e.want(t, 0)
	if !strings.HasPrefix(e.stdout, "curl ") || strings.Contains(e.stdout, "Content-Length") {
		t.Errorf("a dry run prints %s", e.stdout)
	}
	if len(to.body) != 0 {
		t.Errorf("%d arrived", len(to.body))
	}
}
