package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/cli"
	"corotui/cli/program"
)

// Secrets of the webhooks in these tests; they must turn up nowhere either.
const (
	hookCanary   = "canary-9c22-webhook-secret"
	headerCanary = "canary-9c22-header-value"
)

// billing is the id of the demo's webhook "Billing to QuickBooks".
const (
	billing = "66b204f0c992d50b8b2f984c"
	tickets = "bcd3eeba381b43f0939689c1" // PSA tickets
)

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

type hook struct {
	ID, Name, Description, URL, Status, Secret string
	Triggers                                   []string
	Headers                                    map[string]string
	ApplyToAllDescendants                      bool
}

// TestWebhookLife makes a webhook from JSON with secrets, changes it by flags,
// disables, enables, tests and deletes it, and looks at the server after each.
func TestWebhookLife(t *testing.T) {
	w := loggedIn(t)
	logFile := filepath.Join(w.home, "debug.log")
	run := func(stdin string, args ...string) ended {
		t.Helper()
		e := w.run(stdin, append(args, "--log-file", logFile)...)
		if strings.Contains(e.stdout+e.stderr, "canary-9c22") {
			t.Errorf("%q prints a secret:\n%s%s", args, e.stdout, e.stderr)
		}
		return e
	}
	body := `{"name":"Scripted","url":"https://u:` + headerCanary + `@hooks.example/x?token=` + headerCanary + `","secret":"` + hookCanary + `",
		"headers":{"Authorization":"Bearer ` + headerCanary + `","X-Env":"test"},"triggers":["workspace-created"],"applyToAllDescendants":true}`
	e := run(body, "webhooks", "create", "--from", "-", "--disabled", "--json")
	e.want(t, 0)
	made := e.result(t)
	if made.Outcome != "done" || made.Undo == nil || made.Set != nil || made.Error != nil || made.Webhook.Status != "disabled" || !made.Webhook.ApplyToAllDescendants {
		t.Errorf("made %+v", made)
	}
	run("", "webhooks", "edit", made.ID, "--add-trigger", "protected-users-added", "--remove-trigger", "workspace-created",
		"--header", "X-Env: prod", "--description", "by hand").want(t, 0, row("done", emulator.DemoChannel, "Acme Channel", made.ID, "Scripted"))
	run("", "webhooks", "enable", "Scripted").want(t, 0, row("done", emulator.DemoChannel, "Acme Channel", made.ID, "Scripted"))
	run("", "webhooks", "enable", "Scripted").want(t, 0, row("unchanged", emulator.DemoChannel, "Acme Channel", made.ID, "Scripted", "-", "-", "is already enabled"))

	held, ok := w.webhook(made.ID)
	if !ok || held.Secret != hookCanary || held.Headers["Authorization"] != "Bearer "+headerCanary || held.Headers["X-Env"] != "prod" ||
		strings.Join(held.Triggers, " ") != "protected-users-added" || held.Status != "enabled" || held.Description != "by hand" {
		t.Errorf("the server holds %+v", held)
	}
	shown := decode[hook](t, run("", "webhooks", "get", "Scripted", "--json").stdout)
	if shown.Headers["X-Env"] != "prod" || !strings.HasPrefix(shown.Secret, "•") || !strings.HasPrefix(shown.Headers["Authorization"], "•") {
		t.Errorf("shown as %+v", shown)
	}
	run("", "webhooks", "get", "Scripted").want(t, 0, "X-Env: prod", "Authorization: ••••", "protected-users-added")
	run("", "webhooks", "test", "Scripted").want(t, 0, "Coro answered 200 OK")
	run("", "webhooks", "delete", "--yes", "Scripted").want(t, 0, row("done", emulator.DemoChannel, "Acme Channel", made.ID, "Scripted"))
	if _, ok := w.webhook(made.ID); ok {
		t.Error("it is still there")
	}
	run("", "webhooks", "delete", "--yes", "Scripted").want(t, 4)

	data, err := os.ReadFile(logFile)
	if err != nil || !strings.Contains(string(data), "/v1/settings/webhooks") {
		t.Fatalf("the log file: %v\n%s", err, data)
	}
	if bytes.Contains(data, []byte("canary-9c22")) || bytes.Contains(data, []byte(canary)) {
		t.Errorf("the log file holds a secret:\n%s", data)
	}
	if mode := w.files()["debug.log"]; mode != 0o600 {
		t.Errorf("the log file has mode %v", mode)
	}
}

// TestExportGoesBackIn reads a webhook as JSON and gives it back: what was
// masked stays what it was.
func TestExportGoesBackIn(t *testing.T) {
	w := loggedIn(t)
	before, _ := w.webhook(billing)
	export := w.run("", "webhooks", "get", billing, "--json").stdout
	export = strings.Replace(export, "Billing to QuickBooks", "Billing to Xero", 1)
	w.run(export, "webhooks", "edit", billing, "--from", "-").want(t, 0, row("done", emulator.DemoChannel, "Acme Channel", billing, "Billing to Xero"))
	after, _ := w.webhook(billing)
	if after.Name != "Billing to Xero" || after.Secret != before.Secret || after.Headers["Authorization"] != before.Headers["Authorization"] {
		t.Errorf("it was %+v and is %+v", before, after)
	}
	w.run(`{"nam":"x"}`, "webhooks", "edit", billing, "--from", "-").want(t, 2, "--from: nam is not a field of a webhook; did you mean name?")
	w.run(`[]`, "webhooks", "edit", billing, "--from", "-").want(t, 2, "--from: the input must be one JSON object, not an array")
}

func TestBadFields(t *testing.T) {
	w := loggedIn(t)
	full := []string{"webhooks", "create", "--name", "n", "--url", "https://x.example", "--trigger", "workspace-created"}
	for name, test := range map[string]struct {
		stdin string
		args  []string
		said  string
	}{
		"no name":          {"s", []string{"webhooks", "create", "--secret-stdin"}, "--name is empty; give the webhook a name"},
		"no URL":           {"s", full[:4], "--url is empty; give an absolute URL"},
		"no event":         {"s", full[:6], "--trigger must not be empty; give at least one"},
		"no secret":        {"", full, "--secret-stdin is missing; Coro signs each delivery with it"},
		"empty secret":     {"\n", append(full, "--secret-stdin"), "--secret-stdin expects one line on stdin"},
		"two lines":        {"a\nb", append(full, "--secret-stdin"), "--secret-stdin holds more than one line"},
		"header form":      {"s", append(full, "--header", "X-Env"), "--header takes 'Name: value'"},
		"header in ps":     {"s", append(full, "--header", "X-Api-Key: k"), "Header X-Api-Key carries a credential"},
		"stdin twice":      {"s", append(full, "--secret-stdin", "--from", "-"), "both read stdin"},
		"no such file":     {"s", append(full, "--from", "/nowhere.json"), "--from: could not read the input"},
		"no such workbook": {"s", []string{"webhooks", "edit", "a", "b"}, "Edit takes one webhook and not 2"},
	} {
		e := w.run(test.stdin, test.args...)
		if e.code != 2 || !strings.Contains(e.stderr, test.said) {
			t.Errorf("%s: code %d, %s", name, e.code, e.stderr)
		}
	}
	w.run("s", append(full, "--url", "nonsense", "--secret-stdin")...).want(t, 2, `--url "nonsense" does not start with https:// or http://`)
}

func TestSeveral(t *testing.T) {
	w := loggedIn(t)
	w.run("", "webhooks", "disable", "Usage report", "nope", "Device counts").want(t, 6,
		row("Usage report", ""), row("Device counts", ""), `nope: No webhook "nope" in Acme Channel`, "1 of 3 webhooks could not be changed; the others are done")
	w.run("", "webhooks", "disable", "nope", "nix").want(t, 4, "None of the 2 webhooks could be changed")
	e := w.run("", "webhooks", "enable", "--json", "Usage report", "nope")
	e.want(t, 6)
	results := of(e.results(t))
	done, failed := results["Usage report"], results["nope"]
	if len(results) != 2 || done.Outcome != "done" || done.Error != nil || done.Undo == nil || failed.Outcome != "failed" || failed.Error == nil || failed.Undo != nil {
		t.Errorf("got %+v", results)
	}
	if done.Set == nil || failed.Set == nil || *done.Set != *failed.Set {
		t.Errorf("they are of the runs %v and %v", done.Set, failed.Set)
	}
}

func TestHiddenSecret(t *testing.T) {
	variant, err := emulator.ParseVariant("secret=stars")
	if err != nil {
		t.Fatal(err)
	}
	w := loggedIn(t, emulator.WithVariant(variant))
	w.run("", "webhooks", "enable", "PSA tickets").want(t, 1, "Coro does not return the secret", "--leave-secret")
	w.run("", "webhooks", "enable", "PSA tickets", "--leave-secret").want(t, 0, "done\t", "the webhook has no secret any more")
	w.run(hookCanary, "webhooks", "edit", "PSA tickets", "--secret-stdin").want(t, 0, "done\t")
}

// TestConflict has somebody else change the webhook between the list that the
// command reads and the write.
func TestConflict(t *testing.T) {
	w := loggedIn(t)
	other := &world{t: t, home: w.home, env: w.env}
	meddled := false
	meddler := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.emulator.ServeHTTP(rw, r)
		if strings.HasSuffix(r.URL.Path, "/webhooks") && !meddled {
			meddled = true
			other.run("", "webhooks", "edit", "PSA tickets", "--url", "https://theirs.example").want(t, 0)
		}
	}))
	t.Cleanup(meddler.Close)
	mine := &world{t: t, home: w.home, env: append(w.env[:len(w.env):len(w.env)], "COROTUI_API_URL="+meddler.URL)}
	mine.run("", "webhooks", "edit", "PSA tickets", "--url", "https://ours.example").want(t, 5,
		`Someone else changed URL of "PSA tickets", so nothing was written`)
}

func TestUnseenCharactersAreEscapedInJSON(t *testing.T) {
	w := loggedIn(t)
	w.run("s", "webhooks", "create", "--name", "a\u202ebc\U000e0041", "--url", "https://x.example", "--trigger", "workspace-created", "--secret-stdin").want(t, 0)
	e := w.run("", "webhooks", "list", "--json")
	if strings.ContainsAny(e.stdout, "\u202e\U000e0041") || !strings.Contains(e.stdout, `a\u202ebc\udb40\udc41`) {
		t.Errorf("got %s", e.stdout)
	}
	hooks := decode[[]hook](t, e.stdout)
	if hooks[len(hooks)-1].Name != "a\u202ebc\U000e0041" {
		t.Error("the name is another one now")
	}
}

func TestWorkspaces(t *testing.T) {
	w := loggedIn(t)
	w.run("", "workspaces", "list").want(t, 0, "Northwind Dental", "northwinddental_N3D5_x")
	found := decode[[]struct{ ID, DisplayName, ParentWorkspaceID string }](t, w.run("", "workspaces", "list", "--json").stdout)
	if len(found) < 11 || found[0].ID != emulator.DemoChannel || found[0].DisplayName == "" || found[1].ParentWorkspaceID != emulator.DemoChannel {
		t.Errorf("got %+v", found)
	}
}

// TestLoginWhoseTokenCannotBeKept is a login all the same: the next start asks for
// another token.
func TestLoginWhoseTokenCannotBeKept(t *testing.T) {
	w := newWorld(t)
	tokens := filepath.Join(w.home, ".local", "state", "corotui", "tokens")
	if err := os.MkdirAll(filepath.Dir(tokens), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tokens, nil, 0o600); err != nil { // no folder
		t.Fatal(err)
	}
	w.run(canary, "login", "--client-id", clientID, "--secret-stdin", "--workspace", emulator.DemoChannel, "--store", "file").
		want(t, 0, "as profile default")
	w.run("", "webhooks", "list").want(t, 0, "Billing to QuickBooks")
}

func TestLoginWithoutATerminal(t *testing.T) {
	w := newWorld(t)
	login := []string{"login", "--profile", "acme", "--client-id", clientID, "--secret-stdin", "--workspace", emulator.DemoChannel}
	w.run(canary, login...).want(t, 2, "login --secret-stdin also needs --client-id and --store")
	w.run(canary, append(login, "--store", "cloud")...).want(t, 2, `--store "cloud": use keyring, encrypted, or file`)
	w.run("wrong", append(login, "--store", "file")...).want(t, 3, "refused the credentials")
	w.run(canary, append(login, "--store", "file", "--workspace", "nope")...).want(t, 3, "no access to workspace nope")
	if found := w.files(); len(found) != 0 {
		t.Errorf("a login that failed wrote %v", found)
	}
	w.run(canary+"\n", append(login, "--store", "file")...).want(t, 0, "as profile acme")
	w.wantStored(t)
	w.run("", "webhooks", "list").want(t, 0, "Billing to QuickBooks")
	w.run("", "profiles").want(t, 0, row("acme", "default", ""), clientID, "file", emulator.DemoChannel)
	profiles := decode[[]struct {
		Name, Secret, ClientID, Path string
		Default                      bool
	}](t, w.run("", "profiles", "--json").stdout)
	if len(profiles) != 1 || profiles[0].Name != "acme" || profiles[0].Secret != "file" || !profiles[0].Default {
		t.Errorf("got %+v", profiles)
	} else if _, err := os.Stat(profiles[0].Path); err != nil {
		t.Errorf("the secret is not where it is said to be: %v", err)
	}
	w.set("COROTUI_CLIENT_SECRET=" + canary)
	w.run("", "profiles").want(t, 0, "acme", "COROTUI_CLIENT_SECRET is set and is used instead of the secrets of profiles")
	w.set("COROTUI_CLIENT_SECRET=")
	w.run("", "logout").want(t, 0, "Removed the secret of profile acme from the file")
	for path := range w.files() {
		if strings.Contains(path, "secrets") {
			t.Errorf("%s is left", path)
		}
	}
	w.run("", "webhooks", "list").want(t, 3, "There are no credentials yet")
	w.run("", "logout").want(t, 0, "Profile acme had no secret stored")
	w.run("", "logout", "--profile", "beta").want(t, 2, `there is no profile "beta"`)
}

func TestLostSecretFile(t *testing.T) {
	w := newWorld(t)
	w.run(canary, "login", "--client-id", clientID, "--secret-stdin", "--store", "file", "--workspace", emulator.DemoChannel).want(t, 0)
	for path := range w.files() {
		if strings.Contains(path, "secrets") {
			full := filepath.Join(w.home, path)
			if err := os.Chmod(full, 0o644); err != nil {
				t.Fatal(err)
			}
			w.run("", "webhooks", "list").want(t, 2, "chmod 600 "+full)
			if err := os.Remove(full); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.run("", "webhooks", "list").want(t, 3, "No secret is stored for profile default. Run corotui login")
}

// TestEmulatorCommand serves, is worked with, and ends by a signal.
func TestEmulatorCommand(t *testing.T) {
	for signal, code := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 0} {
		w := newWorld(t)
		ctx, stop := context.WithCancelCause(t.Context())
		reader, writer := io.Pipe()
		var stderr bytes.Buffer
		over := make(chan int, 1)
		go func() {
			over <- cli.Run(ctx, cli.Process{
				Args: []string{"emulator", "--addr", "127.0.0.1:0", "--workspaces", "3", "--webhooks", "9", "--fault", "get:hang", "--log", "--latency", "1ms"},
				Env:  w.env, Stdin: strings.NewReader(""), Stdout: writer, Stderr: &stderr,
			})
		}()
		var greeting strings.Builder
		for buffer := make([]byte, 1<<10); !strings.Contains(greeting.String(), "COROTUI_WORKSPACE=acmechannel_AB12_c\n"); {
			n, err := reader.Read(buffer)
			if err != nil {
				t.Fatal(err)
			}
			greeting.Write(buffer[:n])
		}
		for line := range strings.Lines(greeting.String()) {
			if pair, ok := strings.CutPrefix(strings.TrimSpace(line), "export "); ok {
				w.set(pair)
			}
		}
		e := w.run("", "webhooks", "list", "--json")
		e.want(t, 0)
		if got := len(decode[[]hook](t, e.stdout)); got != 3 {
			t.Errorf("it serves %d of 9 webhooks in one of 3 workspaces", got)
		}
		asked := make(chan struct{})
		go func() {
			defer close(asked)
			w.run("", "webhooks", "get", "nope", "--timeout", "2s") // hangs until the emulator ends
		}()
		stop(program.Stopped{Signal: signal})
		select {
		case got := <-over:
			if got != code {
				t.Errorf("%v: the exit code is %d, want %d", signal, got, code)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("it does not end")
		}
		if !strings.Contains(stderr.String(), "GET /v1/settings/webhooks workspace=") {
			t.Errorf("the log is %s", stderr.String())
		}
		<-asked // it may still write below the test's folder
	}
}

// TestInterrupt ends a command that waits for its server.
func TestInterrupt(t *testing.T) {
	w := loggedIn(t)
	ctx, stop := context.WithCancelCause(t.Context())
	arrived := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // a server sees its client leave only after the body
		close(arrived)
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	w.set("COROTUI_API_URL=" + server.URL)
	go func() {
		<-arrived
		stop(program.Stopped{Signal: os.Interrupt})
	}()
	e := w.runContext(ctx, strings.NewReader(""), "webhooks", "list")
	if e.code != 130 {
		t.Errorf("the exit code is %d: %s", e.code, e.stderr)
	}
}

// wantStored checks what a login with a file wrote: the secret in one file and
// nowhere else, and no file that others can read.
func (w *world) wantStored(t *testing.T) {
	t.Helper()
	secrets := 0
	for path, mode := range w.files() {
		if mode != 0o600 {
			t.Errorf("%s has mode %v", path, mode)
		}
		data, err := os.ReadFile(filepath.Join(w.home, path))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), canary) {
			continue
		}
		secrets++
		if !strings.HasPrefix(path, ".local/state/corotui/secrets/") {
			t.Errorf("%s holds the secret", path)
		}
	}
	if secrets != 1 {
		t.Errorf("the secret is in %d files", secrets)
	}
	for _, folder := range []string{".config/corotui", ".local/state/corotui", ".local/state/corotui/secrets"} {
		if info, err := os.Stat(filepath.Join(w.home, folder)); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v %v", folder, info, err)
		}
	}
}
