//go:build unix

package cli_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
)

// TestSwitchProfile works in one account and then in another, on its own
// server, without a restart: each change reaches the server of its account, is
// recorded as that profile's, and is undone only there.
func TestSwitchProfile(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	login := func(profile, url, workspace string) {
		w.run(canary, "login", "--profile", profile, "--api-url", url, "--client-id", clientID, "--secret-stdin",
			"--store", "file", "--workspace", workspace).want(t, 0)
	}
	login("acme", w.url, emulator.DemoChannel)
	login("beta", other.url, emulator.DemoChannel)
	w.env = w.env[:2] // HOME and PATH: the profiles say the rest

	s := w.start("--profile", "acme", "--workspace", emulator.DemoChannel)
	s.WaitFor("Acme Channel  acme", "fresh", "Billing to QuickBooks")
	s.Press("f")
	s.WaitFor("16 workspaces", "8 off")
	s.Press("esc")
	s.WaitGone("16 workspaces")
	s.Press("g", "down", "space")
	s.WaitFor(`Enabled "Billing to QuickBooks"`)
	s.Press("p")
	s.WaitFor("PROFILE", "▌✓ acme", "beta", "file", "2 profiles")
	s.Press("down", "enter")
	s.WaitFor("Acme Channel  beta", "fresh", "Billing to QuickBooks")
	if held, _ := other.webhook(billing); held.Status != "disabled" {
		t.Errorf("the other server holds it as %s", held.Status)
	}
	s.Press("f") // what was read of the same channel elsewhere says nothing here
	s.WaitFor("Acme Channel  beta", "16 workspaces", "8 off")
	if !slices.ContainsFunc(other.emulator.Requests(), func(r emulator.Request) bool { return r.Workspace == "lakesiderealty_L6R3_x" }) {
		t.Error("the fleet of the other server was not read")
	}
	s.Press("esc")
	s.WaitGone("16 workspaces")
	s.Press("u")
	s.WaitFor("There is nothing to undo")
	s.Press("g", "space")
	s.WaitFor(`Enabled "PSA tickets"`)
	s.Press("p")
	s.WaitFor("▌✓ beta")
	s.Press("up", "enter")
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("u")
	s.WaitFor(`Disabled "Billing to QuickBooks" in Acme Channel again`)
	s.Press("q")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	if held, _ := w.webhook(billing); held.Status != "disabled" {
		t.Errorf("the undo left it %s", held.Status)
	}
	for _, request := range other.emulator.Requests() {
		if strings.Contains(request.Path, billing) {
			t.Errorf("the other server was asked for %s", request.Path)
		}
	}
	if past := w.past("--profile", "beta"); len(past) != 1 || past[0].Name != "PSA tickets" {
		t.Errorf("the history of beta holds %+v", past)
	}
}

// TestSwitchToAProfileThatCannotBeUsed leaves the old one in use and says why.
func TestSwitchToAProfileThatCannotBeUsed(t *testing.T) {
	w := newWorld(t)
	w.run(canary, "login", "--profile", "acme", "--api-url", w.url, "--client-id", clientID, "--secret-stdin",
		"--store", "file", "--workspace", emulator.DemoChannel).want(t, 0)
	w.run(canary, "login", "--profile", "beta", "--api-url", w.url, "--client-id", clientID, "--secret-stdin",
		"--store", "file").want(t, 0)
	w.run("", "logout", "--profile", "beta").want(t, 0)
	w.env = w.env[:2]
	s := w.start("--profile", "acme")
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("p")
	s.WaitFor("beta", "none")
	s.Press("down", "enter")
	s.WaitFor("Could not switch to beta")
	s.Press("esc")
	s.WaitFor("Acme Channel  acme", "Billing to QuickBooks")
	s.Press("g", "down", "space")
	s.WaitFor(`Enabled "Billing to QuickBooks"`)
	s.Press("q")
	s.WaitEnd()
}

// TestLeaveASwitch leaves the choice of profiles while a slow command is asked
// for the secret. The switch ends with it: it must not come over what is typed and
// changed meanwhile.
func TestLeaveASwitch(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	w.loginTo("acme", w.url)
	folder := t.TempDir()
	pipe, started := filepath.Join(folder, "secret"), filepath.Join(folder, "pid")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil { // nobody writes there, so that what reads it waits
		t.Fatal(err)
	}
	w.addProfile(fmt.Sprintf("  slow: {api_url: %q, client_id: %s, secret: {command: [sh, -c, %q]}, workspace: %s}\n",
		other.url, clientID, "echo $$ > "+started+"; exec cat "+pipe, emulator.DemoChannel))
	w.env = w.env[:2]
	command := 0
	runs := func() bool {
		if text, err := os.ReadFile(started); command == 0 && err == nil {
			command, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		}
		return command != 0 && syscall.Kill(command, 0) == nil
	}

	s := w.start("--profile", "acme")
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("p")
	s.WaitFor("slow", "command")
	s.Press("down", "enter")
	s.WaitFor("switching to slow")
	eventually(t, "the command runs", runs)
	s.Press("esc")
	s.WaitFor("Not switched to slow.", "Billing to QuickBooks")
	eventually(t, "the command has ended", func() bool { return !runs() })
	s.Press("g", "space")
	s.WaitFor(`Enabled "PSA tickets"`)
	s.Press("q")
	s.WaitEnd()
	if asked := other.emulator.Requests(); len(asked) > 0 {
		t.Errorf("the other server was asked for %v", asked)
	}
}

// TestSwitchWithAnInterruptedRun offers a run that was interrupted in the account
// that it was begun in, and in no other.
func TestSwitchWithAnInterruptedRun(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	w.loginTo("acme", w.url)
	w.loginTo("beta", other.url)
	w.env = w.env[:2]
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate})
	s := w.start("--profile", "acme")
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("x", "x", "space")
	s.WaitFor("Enable 2 webhooks")
	s.Press("right", "enter")
	s.WaitFor("Enabled 1 of 2 webhooks")
	s.Signal(syscall.SIGKILL)
	s.WaitKilled()

	w.set("XDG_CACHE_HOME=" + t.TempDir()) // it must not have rows before its server answers
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpList})
	s = w.start("--profile", "acme")
	s.WaitFor("asking ")
	s.Press("p")
	s.WaitFor("beta")
	s.Press("down", "enter")
	s.WaitFor("Acme Channel  beta", "fresh")
	s.Press("g", "space")
	s.WaitFor(`Enabled "PSA tickets"`) // so no question stood in the way
	s.Press("p")
	s.WaitFor("▌✓ beta")
	s.Press("up", "enter")
	s.WaitFor("Acme Channel  acme", "A run was interrupted", "Enable 2 webhooks")
}

// addProfile writes one more profile at the end of the config file.
func (w *world) addProfile(lines string) {
	w.t.Helper()
	f, err := os.OpenFile(filepath.Join(w.home, ".config", "corotui", "config.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString(lines)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// eventually waits for what need not show on the screen.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for limit := time.After(30 * time.Second); !done(); {
		select {
		case <-limit:
			t.Fatalf("it never came that %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
