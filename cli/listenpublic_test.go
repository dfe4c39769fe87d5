package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"corotui/api/emulator"
	"corotui/internal/history"
)

// temporary are the webhooks that listen made and that are there, by name.
func (w *world) temporary() []map[string]any {
	w.t.Helper()
	var all []map[string]any
	for _, raw := range w.emulator.Webhooks(emulator.DemoChannel) {
		var held map[string]any
		if err := json.Unmarshal(raw, &held); err != nil {
			w.t.Fatal(err)
		}
		if strings.HasPrefix(fmt.Sprint(held["name"]), "corotui listen ") {
			all = append(all, held)
		}
	}
	return all
}

// TestListenMakesATemporaryWebhook: disabled, enabled once the port is open, and deleted at
// the end, whatever became of it. All of it is in the history.
func TestListenMakesATemporaryWebhook(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	l := w.listen("", "--public-url", "https://tunnel.example.com/in/coro", "--json")
	if !strings.HasSuffix(l.url, "/in/coro") {
		t.Errorf("it listens on %s", l.url)
	}
	if line := l.line(l.stderr); !strings.Contains(line, `Created "corotui listen`) || !strings.Contains(line, "deleted at the end") {
		t.Errorf("it says %q", line)
	}
	made := w.temporary()
	if len(made) != 1 {
		t.Fatalf("there are %v", made)
	}
	host, _ := os.Hostname()
	hook := made[0]
	if hook["name"] != fmt.Sprintf("corotui listen %s %d", host, os.Getpid()) || hook["status"] != "enabled" ||
		hook["url"] != "https://tunnel.example.com/in/coro" || len(hook["triggers"].([]any)) != 11 || len(fmt.Sprint(hook["secret"])) < 32 {
		t.Errorf("it is %v", hook)
	}
	for _, r := range w.emulator.Requests() {
		if r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/webhooks") && !strings.Contains(string(r.Body), `"status":"disabled"`) {
			t.Errorf("it is created as %s", r.Body)
		}
	}
	if status := post(t, l.url, fmt.Sprint(hook["secret"]), "evt-1", "workspace-created"); status != 204 {
		t.Errorf("its delivery is answered %d", status)
	}
	if d := l.object(); d["valid"] != true || strings.Contains(fmt.Sprint(d), fmt.Sprint(hook["secret"])) {
		t.Errorf("its delivery is %v", d)
	}
	w.turn(emulator.DemoChannel, fmt.Sprint(hook["name"]), "disabled") // as Coro does
	code, said := l.end(syscall.SIGTERM)
	if code != 0 || !strings.Contains(said, "Deleted") || len(w.temporary()) != 0 {
		t.Errorf("it ends with %d, %v: %s", code, w.temporary(), said)
	}
	var did []string
	for _, e := range w.past() {
		did = append(did, fmt.Sprint(e.Action))
	}
	if strings.Join(did, " ") != "delete update create" {
		t.Errorf("the history has %v", did)
	}
	if e := w.run("", "webhooks", "list"); strings.Contains(e.stderr, "corotui listen") {
		t.Errorf("afterwards it says %s", e.stderr)
	}
}

// TestListenMakesNothingWhereNothingMayBeChanged, and nothing before its port is open.
func TestListenMakesNothingWhereNothingMayBeChanged(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.run("", "listen", "--public-url", "https://x.example/in", "--read-only", "--addr", "127.0.0.1:0").want(t, 2, "read-only")
	if n := len(w.emulator.Requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
	w.run("", "listen", "--public-url", "https://x.example/in", "--addr", strings.TrimPrefix(w.url, "http://")).want(t, 1, "address already in use")
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// TestListenEndsWhenItsWebhookCannotBeCreated, and leaves nothing open.
func TestListenEndsWhenItsWebhookCannotBeCreated(t *testing.T) {
	t.Parallel()
	fault, err := emulator.ParseFault("create:400")
	if err != nil {
		t.Fatal(err)
	}
	w := loggedIn(t, emulator.WithFaults(fault))
	if e := w.run("", "listen", "--public-url", "https://x.example/in", "--addr", "127.0.0.1:0"); e.code != 1 || !strings.Contains(e.stderr, "refused the request") {
		t.Errorf("it ends with %d: %s", e.code, e.stderr)
	}
	before := len(w.emulator.Requests())
	if e := w.run("", "webhooks", "list"); e.code != 0 || len(w.emulator.Requests())-before > 3 {
		t.Errorf("afterwards there are %d requests: %s", len(w.emulator.Requests())-before, e.stderr)
	}
}

// TestAWebhookOfAListenerThatWasKilledIsFound by the next commands and by doctor, with what
// deletes it.
func TestAWebhookOfAListenerThatWasKilledIsFound(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	const name = "corotui listen here 4711"
	w.run(hookSecret, "webhooks", "create", "--name", name, "--url", "https://x.example/in", "--trigger", "workspace-created", "--secret-stdin").want(t, 0)
	id := fmt.Sprint(w.held(emulator.DemoChannel, name)["id"])
	log := history.Open(filepath.Join(w.home, ".local", "state", "corotui", "history.jsonl"))
	mark, err := log.BeginTemporary(t.Context(), history.Who{Host: strings.TrimPrefix(w.url, "http://")}, emulator.DemoChannel, "", name)
	if err != nil {
		t.Fatal(err)
	}
	if e := w.run("", "webhooks", "list"); strings.Contains(e.stderr, name) {
		t.Errorf("one that runs is taken for killed: %s", e.stderr)
	}
	if err := mark.Leave(); err != nil {
		t.Fatal(err)
	}
	w.run("", "webhooks", "list").want(t, 0, name, "corotui webhooks delete "+id+" --workspace "+emulator.DemoChannel)
	e := w.run("", "doctor", "--json")
	e.want(t, 0, "1 webhook of corotui listen still there")
	if strings.Contains(e.stdout, name) || strings.Contains(e.stdout, id) {
		t.Errorf("doctor tells a name or an id: %s", e.stdout)
	}
	w.run("", "webhooks", "delete", id, "--workspace", emulator.DemoChannel, "--yes").want(t, 0)
	if e := w.run("", "webhooks", "list"); strings.Contains(e.stderr, name) {
		t.Errorf("afterwards it says %s", e.stderr)
	}
}
