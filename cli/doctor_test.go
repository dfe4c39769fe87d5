package cli_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// examined is the output of "doctor --json".
type examined struct {
	Version, Verdict string
	Checks           []struct{ Group, Name, Verdict, Says, Next string }
}

// TestDoctor reports, for people and for scripts, changes nothing and asks for
// nothing but reads.
func TestDoctor(t *testing.T) {
	w := loggedIn(t)
	w.run("", "doctor", "--no-token-cache").want(t, 0, "network\n", "✓ ok       token", "API URL", "in the environment, for client cana…",
		"list of webhooks  200, an envelope (items)", "not checked: this report is not")
	e := w.run("", "doctor", "--json", "--no-token-cache")
	e.want(t, 0)
	got := decode[examined](t, e.stdout)
	if got.Verdict != "ok" || got.Version == "" || len(got.Checks) < 20 {
		t.Errorf("got %+v", got)
	}
	for _, check := range got.Checks {
		if check.Group == "" || check.Name == "" || check.Says == "" || check.Verdict == "failed" {
			t.Errorf("got %+v", check)
		}
	}
	for _, hidden := range []string{clientID, emulator.DemoChannel, "Billing", w.home} {
		if strings.Contains(e.stdout+w.run("", "doctor").stdout, hidden) {
			t.Errorf("the report shows %q", hidden)
		}
	}
	for _, r := range w.emulator.Requests() {
		if r.Method != http.MethodGet && r.Operation != emulator.OpToken {
			t.Errorf("it sent %s %s", r.Method, r.Path)
		}
	}
	if len(w.emulator.Tests()) != 0 {
		t.Error("it sent a test")
	}
}

// TestDoctorWritesNothing: the token that proves the pair is not kept, and the one
// that is kept is told of and left alone.
func TestDoctorWritesNothing(t *testing.T) {
	w := loggedIn(t)
	w.run("", "doctor").want(t, 0, "kept token        none, so the next start requests one")
	if left := w.files(); len(left) != 0 {
		t.Errorf("it wrote %v", left)
	}
	w.run("", "webhooks", "list").want(t, 0)
	before := w.contents()
	w.run("", "doctor").want(t, 0, "kept token        good for 2")
	if after := w.contents(); !maps.Equal(before, after) {
		t.Errorf("the files were\n%q\nand are\n%q", before, after)
	}
	asked := w.asked()
	w.run("", "webhooks", "list").want(t, 0)
	if got := w.asked() - asked; got != 0 {
		t.Errorf("after it %d tokens were asked for", got)
	}
}

// contents are those of all files, by path.
func (w *world) contents() map[string]string {
	w.t.Helper()
	all := map[string]string{}
	for path := range w.files() {
		data, err := os.ReadFile(filepath.Join(w.home, path))
		if err != nil {
			w.t.Fatal(err)
		}
		all[path] = string(data)
	}
	return all
}

// TestDoctorEndsWithTheCodeOfWhatFailed.
func TestDoctorEndsWithTheCodeOfWhatFailed(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*world)
		code    int
		says    string
	}{
		"config":    {func(w *world) { w.config("profles: {}\n") }, 2, "✗ failed   config"},
		"secret":    {func(w *world) { w.set("COROTUI_CLIENT_SECRET=wrong") }, 3, "refused the"},
		"nobody":    {func(w *world) { w.set("COROTUI_CLIENT_ID=", "COROTUI_CLIENT_SECRET=") }, 3, "no credentials"},
		"half":      {func(w *world) { w.set("COROTUI_CLIENT_SECRET=") }, 2, "set COROTUI_CLIENT_SECRET, or"},
		"lost":      {func(w *world) { w.profileWith("{file: true}") }, 3, "the secret is not where it should be"},
		"command":   {func(w *world) { w.profileWith("{command: ['false']}") }, 2, "the command that prints it failed (exit status 1)"},
		"closed":    {func(w *world) { w.profileWith("{command: [no-such-program]}") }, 2, "could not be started"},
		"workspace": {func(w *world) { w.set("COROTUI_WORKSPACE=other_XX11_y") }, 3, "no access to"},
		"busy": {func(w *world) {
			w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusNotImplemented, Operation: emulator.OpToken, Times: emulator.Forever})
		}, 1, "gave no token (501)"},
		"unreachable": {func(w *world) { w.set("COROTUI_API_URL=" + nobody) }, 1, "takes no connection"},
		"ASCII":       {func(w *world) { w.set("LANG=C", "COROTUI_CLIENT_SECRET=wrong") }, 3, "x failed   token"},
	} {
		t.Run(name, func(t *testing.T) {
			w := loggedIn(t)
			c.prepare(w)
			e := w.run("", "doctor")
			e.want(t, c.code, c.says)
			if strings.Count(e.stderr, "\n") != 1 {
				t.Errorf("the error is not one line: %s", e.stderr)
			}
			if got := decode[examined](t, w.run("", "doctor", "--json").stdout); got.Verdict != "failed" {
				t.Errorf("the verdict is %s", got.Verdict)
			}
		})
	}
}

// profileWith has the account in a profile in place of the environment.
func (w *world) profileWith(secret string) {
	w.set("COROTUI_CLIENT_ID=", "COROTUI_CLIENT_SECRET=")
	w.config(fmt.Sprintf("profiles:\n  acme:\n    api_url: %s\n    client_id: %s\n    secret: %s\n    workspace: %s\n",
		w.url, clientID, secret, emulator.DemoChannel))
}
