package cli_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

const webhooksPath = "/v1/settings/webhooks"

// raw is a body with a secret.
const raw = `{"name":"Raw","url":"https://raw.example/in","secret":"raw-secret-1","triggers":["workspace-created"],"applyToAllDescendants":false,"status":"enabled"}`

// sent counts the requests of an operation that the server got.
func (w *world) sent(op emulator.Operation) int {
	count := 0
	for _, r := range w.emulator.Requests() {
		if r.Operation == op {
			count++
		}
	}
	return count
}

// TestAPIReads: the answer comes as it is, but for secrets, in every form that is asked for.
func TestAPIReads(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	of := webhooksPath + "/" + tickets
	held, _ := w.webhook(tickets)
	e := w.run("", "api", "get", of)
	e.want(t, 0, `"name":"PSA tickets"`)
	if !json.Valid([]byte(e.stdout)) || held.Secret == "" || strings.Contains(e.stdout, held.Secret) || e.stderr != "" {
		t.Errorf("the answer is %s, and stderr %s", e.stdout, e.stderr)
	}
	if shown := w.run("", "api", "GET", of, "--show-secrets", "--jq", ".secret"); shown.stdout != held.Secret+"\n" {
		t.Errorf("--show-secrets shows %s", shown.stdout)
	}
	if said := w.run("", "api", "GET", of, "--template", "{{.name}} {{.status}}"); said.stdout != "PSA tickets disabled\n" {
		t.Errorf("--template shows %q", said.stdout)
	}
	w.run("", "api", "GET", of, "--include").want(t, 0, "HTTP 200 OK\n", "Content-Type: application/json\n")
	w.run("", "api", "GET", "/v1/workspaces/search?page=1", "--header", "X-Env: prod").want(t, 0)
	last := w.emulator.Requests()[len(w.emulator.Requests())-1]
	if last.Query != "page=1" || last.Header.Get("X-Env") != "prod" || last.Workspace != emulator.DemoChannel || !last.Token {
		t.Errorf("the request was %+v", last)
	}
	file := filepath.Join(w.home, "answer.json")
	if e := w.run("", "api", "GET", of, "--output", file); e.stdout != "" {
		t.Errorf("stdout has %s", e.stdout)
	}
	if data, err := os.ReadFile(file); err != nil || !json.Valid(data) {
		t.Errorf("the file has %s (%v)", data, err)
	}
}

// TestAPIMistakes are told before anything is sent.
func TestAPIMistakes(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	for said, args := range map[string][]string{
		"Give a method and a path":                          {"GET"},
		`No method "GTE". Did you mean GET?`:                {"GTE", webhooksPath},
		"give a path of the API that begins with one slash": {"GET", "https://elsewhere.example/v1"},
		`Path "//elsewhere.example/v1"`:                     {"GET", "//elsewhere.example/v1"},
		`its part ".." cannot be in a path`:                 {"GET", "/v1/%2e%2e/x"},
		"it has a #":                                        {"GET", "/v1/x#y"},
		"GET has no body":                                   {"GET", webhooksPath, "--input", "-"},
		"--input: the body is not JSON":                     {"POST", webhooksPath, "--input", "-", "--yes"},
		"has no fixed fields; use json or yaml":             {"GET", webhooksPath, "--format", "csv"},
		"--include and other formats":                       {"GET", webhooksPath, "--include", "--json"},
		"carries a credential":                              {"GET", webhooksPath, "--header", "Authorization: Bearer x"},
		"the workspace is that of --workspace":              {"GET", webhooksPath, "--header", "workspace: x"},
		"Confirm with --yes":                                {"DELETE", webhooksPath + "/" + tickets},
		"this is read-only":                                 {"PATCH", webhooksPath, "--yes", "--read-only"},
		"Nothing was sent: this is read-only":               {"GET", webhooksPath + "/" + tickets + "/test", "--read-only"},
	} {
		e := w.run("not json", append([]string{"api"}, args...)...)
		e.want(t, 2, said)
		if e.stdout != "" {
			t.Errorf("%q writes %s", args, e.stdout)
		}
	}
	if sent := w.emulator.Requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent, the first is %+v", len(sent), sent[0])
	}
	if all := w.past(); len(all) > 0 {
		t.Errorf("the history has %+v", all)
	}
}

// TestAPIWrites: a write is asked for, carried out once, and recorded; undo says that it
// cannot undo it, and undoes no other.
func TestAPIWrites(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.run("", "webhooks", "enable", tickets).want(t, 0)
	w.run(raw, "api", "POST", webhooksPath, "--input", "-", "--dry-run").want(t, 0, "Would send POST "+webhooksPath, "in "+emulator.DemoChannel)
	if w.sent(emulator.OpCreate) > 0 {
		t.Fatal("a dry run was sent")
	}
	e := w.run(raw, "api", "POST", webhooksPath, "--input", "-", "--yes")
	e.want(t, 0, `"name":"Raw"`, "corotui cannot undo a raw request")
	if strings.Contains(e.stdout+e.stderr, "raw-secret-1") || w.sent(emulator.OpCreate) != 1 {
		t.Errorf("it shows %s, and was sent %d times", e.stdout, w.sent(emulator.OpCreate))
	}
	newest := w.run("", "history", "--limit", "1", "--json")
	newest.want(t, 0, `"action": "request"`, `"name": "POST `+webhooksPath+`"`, `"outcome": "done"`, `"workspaceName": "Acme Channel"`)
	w.run("", "undo", "--yes").want(t, 1, "does not know what a raw request changed", "an older one can: corotui undo ")
	if held, _ := w.webhook(tickets); held.Status != "enabled" {
		t.Errorf("an older change was undone: %+v", held)
	}
	if quiet := w.run("", "api", "DELETE", webhooksPath+"/"+tickets, "--yes", "--quiet"); quiet.code != 0 || quiet.stderr != "" {
		t.Errorf("it ended with %d: %s", quiet.code, quiet.stderr)
	}
}

// TestAPIFailures end with the codes that scripts know, and what the server said is shown.
func TestAPIFailures(t *testing.T) {
	t.Parallel()
	for status, code := range map[int]int{
		http.StatusBadRequest: 1, http.StatusUnauthorized: 3, http.StatusForbidden: 3, http.StatusNotFound: 4, http.StatusConflict: 5,
		http.StatusInternalServerError: 1,
	} {
		w := loggedIn(t)
		w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Operation: emulator.OpCreate, Status: status, Times: 9})
		e := w.run(raw, "api", "POST", webhooksPath, "--input", "-", "--yes")
		e.want(t, code)
		if !strings.Contains(e.stdout, `"status":`) || strings.Contains(e.stderr, "refresh") {
			t.Errorf("%d: stdout %s, stderr %s", status, e.stdout, e.stderr)
		}
		want := 1
		if status == http.StatusUnauthorized {
			want = 2 // with a new token
		}
		if sent := w.sent(emulator.OpCreate); sent != want {
			t.Errorf("%d: the POST was sent %d times, want %d", status, sent, want)
		}
		unclear := status == http.StatusInternalServerError
		if strings.Contains(e.stderr, "It is unknown whether POST "+webhooksPath+" was carried out") != unclear {
			t.Errorf("%d: it says %s", status, e.stderr)
		}
		outcome := map[bool]string{true: "unknown", false: "failed"}[unclear]
		w.run("", "history", "--json").want(t, 0, `"outcome": "`+outcome+`"`)
	}
}

// TestAPIRepeatsReads as every other command does, and cleans what is no JSON.
func TestAPIRepeatsReads(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Operation: emulator.OpGet, Status: http.StatusServiceUnavailable})
	w.run("", "api", "GET", webhooksPath+"/"+tickets).want(t, 0, "PSA tickets")
	if sent := w.sent(emulator.OpGet); sent != 2 {
		t.Errorf("the GET was sent %d times", sent)
	}
	page := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			w.emulator.ServeHTTP(rw, r)
			return
		}
		rw.Header().Set("Content-Type", "text/plain")
		_, _ = rw.Write([]byte("one \x1b[31mline\ntoken=abcdefgh12345\n"))
	})
	w.behind(page)
	e := w.run("", "api", "GET", "/v1/text")
	e.want(t, 0, "one ", "token=")
	if strings.Contains(e.stdout, "abcdefgh12345") || strings.Count(e.stdout, "\n") != 2 {
		t.Errorf("it shows %q", e.stdout)
	}
	w.run("", "api", "GET", "/v1/text", "--jq", ".").want(t, 1, "is not JSON")
}
