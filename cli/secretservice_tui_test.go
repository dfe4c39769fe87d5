//go:build linux

package cli_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// sessionBus starts a D-Bus session of its own with the real Secret Service, in
// the home of the world. The keyring of the world is open, or locked.
func (w *world) sessionBus(t *testing.T, open bool) {
	t.Helper()
	for _, program := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is missing; install dbus and gnome-keyring to test the real keyring")
		}
	}
	runtime := filepath.Join(t.TempDir(), "run")
	if err := os.Mkdir(runtime, 0o700); err != nil {
		t.Fatal(err)
	}
	w.set("XDG_RUNTIME_DIR=" + runtime)
	// With a password on its stdin the daemon opens the login keyring, or makes
	// it. The session ends with the stdin of the shell.
	start := "printf %s password-of-the-keyring | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
	if !open {
		start += "; dbus-send --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets " +
			"org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null"
	}
	session := exec.Command("dbus-run-session", "--", "sh", "-c", start+"; echo \"$DBUS_SESSION_BUS_ADDRESS\"; cat >/dev/null")
	session.Env = w.env
	stdin, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := session.StdoutPipe()
	if err == nil {
		err = session.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = session.Wait() // how it ended is no matter of the test
	})
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the session did not start: %v", err)
	}
	w.set("DBUS_SESSION_BUS_ADDRESS=" + strings.TrimSpace(address))
}

// binary runs the program as a process of its own, as the D-Bus library looks at
// the environment of the process.
func (w *world) binary(stdin string, args ...string) ended {
	w.t.Helper()
	run := exec.CommandContext(w.t.Context(), build(w.t), args...)
	run.Env, run.Stdin = w.env, strings.NewReader(stdin)
	var out, told strings.Builder
	run.Stdout, run.Stderr = &out, &told
	_ = run.Run() // the exit code tells it
	e := ended{run.ProcessState.ExitCode(), out.String(), told.String()}
	if strings.Contains(e.stdout+e.stderr, canary) {
		w.t.Errorf("%v shows the secret", args)
	}
	return e
}

func TestSecretService(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sessionBus(t, true)
	w.binary(canary, "login", "--profile", "acme", "--client-id", clientID, "--workspace", emulator.DemoChannel,
		"--secret-stdin", "--store", "keyring").want(t, 0, "stored in the keyring")
	w.binary("", "profiles").want(t, 0, "keyring")
	w.binary("", "doctor").want(t, 0, "in this system's keyring, for client", "kept token        good for 2")
	asked := len(w.emulator.Requests())
	w.binary("", "webhooks", "list").want(t, 0, "Billing to QuickBooks")
	for _, r := range w.emulator.Requests()[asked:] {
		if r.Operation == emulator.OpToken {
			t.Error("a list with a kept token asked for another one")
		}
	}
	w.binary("", "webhooks", "list", "--no-token-cache").want(t, 0, "Billing to QuickBooks")
	w.emulator.RevokeTokens()
	w.binary("", "webhooks", "list").want(t, 0, "Billing to QuickBooks")
	tokens := w.emulator.Tokens()
	for path := range w.files() {
		data, err := os.ReadFile(filepath.Join(w.home, path))
		if err != nil {
			t.Fatal(err)
		}
		for _, hidden := range append(tokens, canary) {
			if strings.Contains(string(data), hidden) {
				t.Errorf("%s holds a secret or a token", path)
			}
		}
	}

	s := w.start()
	s.WaitFor("Billing to QuickBooks", "acme", "fresh")
	s.Press("q")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	w.binary("", "logout").want(t, 0, "Removed the secret of profile acme from the keyring")
	w.binary("", "webhooks", "list").want(t, 3, "corotui login")
	w.profileWith("{keyring: true}") // which now names neither a secret nor a token
	w.binary("", "webhooks", "list").want(t, 3, "No secret is stored for profile acme. Run corotui login")
	w.binary("", "doctor").want(t, 3, "the secret is not in this system's keyring")
}

// TestLockedKeyring: nobody is there to open it, so it is said that it is closed.
func TestLockedKeyring(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sessionBus(t, false)
	w.config(fmt.Sprintf("profiles:\n  acme:\n    api_url: %s\n    client_id: %s\n    secret: {keyring: true}\n    workspace: w\n", w.url, clientID))
	said := w.binary("", "webhooks", "list")
	for range 20 { // the service starts with its first call, on a busy machine for longer than the program waits
		if !strings.Contains(said.stderr, "did not answer within") {
			break
		}
		said = w.binary("", "webhooks", "list")
	}
	said.want(t, 2, "the system's keyring is locked")
	if !strings.Contains(said.stderr, "store the secret elsewhere with corotui login") {
		t.Errorf("no next step in %q", said.stderr)
	}
}

// TestSilentBus: a bus that takes the connection and never says a word must not
// make a start wait longer than once for its time, however often the keyring is needed.
func TestSilentBus(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var listener net.ListenConfig
	path := filepath.Join(t.TempDir(), "bus")
	bus, err := listener.Listen(context.Background(), "unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	connections := make(chan net.Conn, 100)
	go func() {
		for {
			connection, err := bus.Accept()
			if err != nil {
				return
			}
			connections <- connection
		}
	}()
	w.set("DBUS_SESSION_BUS_ADDRESS=unix:path=" + path)
	w.config(fmt.Sprintf("profiles:\n  acme:\n    api_url: %s\n    client_id: %s\n    secret: {keyring: true}\n    workspace: w\n", w.url, clientID))
	w.binary("", "profiles").want(t, 0, "keyring")
	if len(connections) != 0 {
		t.Error("a list of profiles asked the keyring")
	}
	w.binary("", "webhooks", "list").want(t, 2, "did not answer within 700ms")
	if got := len(connections); got != 1 {
		t.Errorf("the keyring was asked %d times, each of which costs its whole timeout", got)
	}
	before := len(connections)
	s := w.start()
	s.WaitFor("did not answer within 700ms")
	if got := len(connections) - before; got != 1 {
		t.Errorf("by a start of the screens it was asked %d times, want 1", got)
	}
	s.Press("ctrl+c")
	s.WaitEnd()
}

// TestKeyringThatIsGone: the advice is to store the secret elsewhere, and that
// works; a logout says that the secret is still where it was, and removes the token.
func TestKeyringThatIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.profileWith("{keyring: true}")
	w.set("DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(w.home, "nobody"))
	login := []string{"login", "--client-id", clientID, "--workspace", emulator.DemoChannel, "--secret-stdin", "--store"}
	w.binary("", "webhooks", "list").want(t, 2, "store the secret elsewhere with corotui login")
	w.binary(canary, append(login, "file")...).want(t, 0, "the secret that profile acme had before could not be removed: keyring:", "Logged in")
	if kept, stored := w.tokens(), w.secrets(); len(kept) != 1 || len(stored) != 1 {
		t.Errorf("kept are %q and %q", kept, stored)
	}
	w.binary("", "webhooks", "list").want(t, 0, "Billing to QuickBooks")

	w.profileWith("{keyring: true}")
	w.binary("", "logout").want(t, 2, "what it holds is still there: log out again where it answers, or remove it with the keyring's own program")
	if kept := w.tokens(); len(kept) != 0 {
		t.Errorf("the token is left: %q", kept)
	}
	w.binary("", "profiles").want(t, 0, "keyring")
}
