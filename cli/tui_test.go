//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/e2e/flow"
)

// binary is the program, built once for all tests.
var binary = struct {
	once   sync.Once
	folder string
	path   string
}{}

func TestMain(m *testing.M) {
	if where := os.Getenv(mishap); where != "" {
		os.Exit(runBomb(where)) //nolint:forbidigo // a test's main must
	}
	code := m.Run()
	if binary.folder != "" {
		if err := os.RemoveAll(binary.folder); err != nil {
			code = 1
		}
	}
	os.Exit(code) //nolint:forbidigo // a test's main must
}

func build(t *testing.T) string {
	t.Helper()
	binary.once.Do(func() {
		built := flow.Build(t)
		var err error
		if binary.folder, err = os.MkdirTemp("", "corotui-cli"); err == nil {
			binary.path = filepath.Join(binary.folder, "corotui")
			err = os.Rename(built, binary.path)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	return binary.path
}

// start runs the binary in a terminal.
func (w *world) start(args ...string) *flow.Session {
	w.t.Helper()
	return flow.StartBinary(w.t, build(w.t), args, w.env, 80, 24)
}

func TestDemo(t *testing.T) {
	w := newWorld(t)
	w.set("COROTUI_API_URL=https://never.example", "COROTUI_WORKSPACE=never")
	s := w.start("--demo", "--workspace", emulator.DemoChannel)
	s.WaitFor("Billing to QuickBooks", "Acme Channel")
	s.Press("space")
	s.WaitFor("Enabled")
	s.Press("q")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	if found := w.files(); len(found) != 0 {
		t.Errorf("the demo wrote %v", found)
	}
	if len(w.emulator.Requests()) != 0 {
		t.Error("the demo asked a server")
	}
}

// TestDemoHasATroubledWorkspace: the fleet of the demo shows what a failure
// looks like, and that it passes when it is read once more.
func TestDemoHasATroubledWorkspace(t *testing.T) {
	s := newWorld(t).start("--demo")
	s.WaitFor("Billing to QuickBooks")
	s.Press("f")
	s.WaitFor("16 workspaces · 1 no access · 1 failed", "! lists them", "R retries")
	s.Press("!")
	s.WaitFor("2 workspaces not read", "City Water Utility: no access", "Lakeside Realty: ", "500", "retry 1")
	s.Press("esc")
	s.WaitGone("not read")
	s.Press("R")
	s.WaitGone("failed", "could not be read")
	s.WaitFor("16 workspaces · 1 no access", "8 off")
	s.Press("!")
	s.WaitFor("1 workspace not read")
	s.Press("ctrl+c")
	s.WaitEnd()
}

// TestConcurrencyOfTheFleet: --concurrency holds in the terminal program, too.
func TestConcurrencyOfTheFleet(t *testing.T) {
	t.Parallel()
	w := loggedIn(t, emulator.WithLatency(5*time.Millisecond))
	w.run("", "--concurrency", "65").want(t, 2, "--concurrency 65: use 1 to 64")
	s := w.start("--concurrency", "2")
	s.WaitFor("12 webhooks", "fresh")
	w.emulator.ResetRequests()
	s.Press("f")
	s.WaitFor("16 workspaces · 1 no access", "8 off")
	together := 0
	for _, r := range w.emulator.Requests() {
		together = max(together, r.Concurrent)
	}
	if together != 2 {
		t.Errorf("%d requests were under way at once", together)
	}
	s.Press("ctrl+c")
	s.WaitEnd()
}

// TestFleetWatchEndsBySignal: the watch that waits is a program of its own like
// the one of cron or systemd, and ends at once when it is told to.
func TestFleetWatchEndsBySignal(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		s := w.start("fleet", "watch", "--interval", "10m", "--status", "disabled")
		s.WaitFor("16 of 16 workspaces", "8 disabled")
		s.Signal(signal)
		if code := s.WaitEnd(); code != 130 {
			t.Errorf("%s ended it with %d", signal, code)
		}
	}
}

func TestEnvironmentLeadsToTheList(t *testing.T) {
	w := loggedIn(t)
	s := w.start()
	s.WaitFor("Billing to QuickBooks")
	s.Press("q")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	for path, mode := range w.files() {
		kept := path == ".local/state/corotui/recent.json" || strings.HasPrefix(path, ".cache/corotui/snapshots/") ||
			strings.HasPrefix(path, ".local/state/corotui/tokens/")
		if !kept || mode != 0o600 {
			t.Errorf("it wrote %s with mode %v", path, mode)
		}
	}
}

// credentials fills in the form of "corotui login", whose server is given,
// without a look at it: all the keys wait at once.
func credentials(s *flow.Session, id, secret, workspace string) {
	s.WaitFor("Region")
	s.Press("enter", "enter")
	fill(s, id, secret, workspace)
}

// credentialsOnScreen fills in the login of the terminal program the same way.
func credentialsOnScreen(s *flow.Session) {
	s.WaitFor("Client id")
	s.Press("enter", "enter") // the server is filled in
	fill(s, clientID, canary, emulator.DemoChannel)
}

// fill types the values of fields, from the one with the cursor on.
func fill(s *flow.Session, values ...string) {
	for _, value := range values {
		s.Type(value)
		s.Press("enter")
	}
}

func TestFirstLogin(t *testing.T) {
	w := newWorld(t)
	s := w.start()
	credentialsOnScreen(s)
	s.WaitFor("in a file that only you can read", "not at all")
	if strings.Contains(string(s.Output()), canary) {
		t.Error("the secret is on the screen")
	}
	s.Press("down", "enter")
	s.WaitFor("plain text")
	s.Press("y")
	s.WaitFor("Billing to QuickBooks")
	s.Press("q")
	s.WaitEnd()
	w.wantStored(t)
	again := w.start()
	again.WaitFor("Billing to QuickBooks", "default")
	again.Press("q")
	again.WaitEnd()
}

func TestLoginForm(t *testing.T) {
	w := newWorld(t)
	s := w.start("login", "--profile", "acme")
	credentials(s, clientID, "wrong", "")
	s.WaitFor("Trying the credentials at 127.0.0.1:", "refused the credentials", "> "+clientID)
	s.Press("ctrl+u")
	fill(s, canary, emulator.DemoChannel)
	s.WaitFor("Where should the secret be stored?")
	s.Press("down", "enter")
	s.WaitFor("Store the secret as plain text?")
	s.Press("n")
	s.WaitFor("Where should the secret be stored?")
	if kept := w.files(); len(kept) != 0 {
		t.Errorf("without a yes there are %v", kept)
	}
	s.Press("down", "enter")
	s.WaitFor("Store the secret as plain text?")
	s.Press("y")
	s.WaitFor("as profile acme")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	if strings.Contains(string(s.Output()), canary) {
		t.Error("the secret is on the screen")
	}
	w.wantStored(t)
	w.run("", "webhooks", "list").want(t, 0, "Billing to QuickBooks")
	for command, says := range map[string]string{"profiles": "acme", "logout": "Removed the secret of profile acme"} {
		s = w.start(command)
		s.WaitFor(says)
		if code := s.WaitEnd(); code != 0 {
			t.Errorf("%s ended with %d", command, code)
		}
		if strings.Contains(string(s.Output()), canary) {
			t.Errorf("%s shows the secret", command)
		}
	}
}

// TestSecretFromATerminal: --secret-stdin on a terminal shows nothing of what is typed.
func TestSecretFromATerminal(t *testing.T) {
	w := newWorld(t)
	s := w.start("login", "--profile", "acme", "--client-id", clientID, "--secret-stdin", "--store", "file")
	s.WaitFor("Secret")
	s.Type(canary)
	s.WaitFor(strings.Repeat("*", len(canary)))
	s.Press("enter")
	s.WaitFor("as profile acme")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	if strings.Contains(string(s.Output()), canary) {
		t.Error("the secret is on the screen")
	}
	s = w.start("webhooks", "edit", "Billing to QuickBooks", "--workspace", emulator.DemoChannel, "--secret-stdin")
	s.WaitFor("Secret")
	s.Type("canary-hook")
	s.WaitFor(strings.Repeat("*", len("canary-hook")))
	s.Press("enter")
	if code := s.WaitEnd(); code != 0 || strings.Contains(string(s.Output()), "canary-hook") {
		t.Errorf("the exit code is %d, and on the screen is %q", code, s.Screen())
	}
	s = w.start("login", "--profile", "acme", "--client-id", clientID, "--secret-stdin", "--store", "file")
	s.WaitFor("Secret")
	s.Press("ctrl+c")
	if code := s.WaitEnd(); code != 130 {
		t.Errorf("after ctrl+c the exit code is %d", code)
	}
}

func TestSignalsEndTheScreens(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			w := loggedIn(t)
			s := w.start()
			s.WaitFor("Billing to QuickBooks")
			s.Signal(signal)
			if code := s.WaitEnd(); code != 130 {
				t.Errorf("the exit code is %d", code)
			}
		})
	}
}

func TestFormSurvivesTheEnd(t *testing.T) {
	w := loggedIn(t)
	s := w.start()
	s.WaitFor("Billing to QuickBooks")
	s.Press("n")
	s.WaitFor("Name")
	s.Type("half a webhook")
	s.WaitFor("half a webhook")
	s.Signal(syscall.SIGHUP)
	if code := s.WaitEnd(); code != 130 {
		t.Errorf("the exit code is %d", code)
	}
	if mode := w.files()[".local/state/corotui/draft.json"]; mode != 0o600 {
		t.Errorf("the draft has mode %v; there are %v", mode, w.files())
	}
	again := w.start()
	again.WaitFor("Resume the unsaved form")
}

func TestDeleteAsksOnATerminal(t *testing.T) {
	w := loggedIn(t)
	s := w.start("webhooks", "delete", "PSA tickets")
	s.WaitFor(`Delete "PSA tickets"`, "[y/N]")
	s.Press("enter")
	s.WaitFor("Nothing was deleted")
	if code := s.WaitEnd(); code != 1 {
		t.Errorf("the exit code is %d", code)
	}
	s = w.start("webhooks", "delete", "PSA tickets")
	s.WaitFor("[y/N]")
	s.Type("y")
	s.Press("enter")
	s.WaitFor("Deleted")
	s.WaitEnd()
	w.run("", "webhooks", "get", "PSA tickets").want(t, 4)
}

func TestFirstListThatFails(t *testing.T) {
	w := loggedIn(t)
	w.set("COROTUI_API_URL=" + nobody)
	s := w.start()
	s.WaitFor("Could not reach")
	s.Press("q")
	if code := s.WaitEnd(); code != 1 {
		t.Errorf("the exit code is %d", code)
	}
}

// TestTokenStaysFreshWhileNobodyIsThere to press a key.
func TestTokenStaysFreshWhileNobodyIsThere(t *testing.T) {
	w := loggedIn(t, emulator.WithVariant(emulator.Variant{ExpiresIn: "short"}))
	s := w.start()
	s.WaitFor("Acme Channel", "· fresh", "Billing to QuickBooks")
	asked := w.asked()
	eventually(t, "the token is renewed", func() bool { return w.asked() > asked })
	s.Press("q")
	s.WaitEnd()
}

// TestLogoutWhileTheScreensRun leaves them their account, and no token on the disk
// once theirs is renewed.
func TestLogoutWhileTheScreensRun(t *testing.T) {
	w := newWorld(t)
	w.loginTo("acme", w.url)
	s := w.start()
	s.WaitFor("Acme Channel", "· fresh", "Billing to QuickBooks")
	if kept := w.tokens(); len(kept) != 1 {
		t.Fatalf("kept are %q", kept)
	}
	w.run("", "logout").want(t, 0)
	asked := w.asked()
	w.emulator.RevokeTokens()
	s.Press("r")
	eventually(t, "a token is asked for", func() bool { return w.asked() > asked })
	s.Press("q") // so that nothing is still being written
	s.WaitEnd()
	if kept := w.tokens(); len(kept) != 0 {
		t.Errorf("after the logout %q was kept", kept)
	}
}

// TestLogoutForgets the token and what the first frame would show.
func TestLogoutForgets(t *testing.T) {
	w := newWorld(t)
	w.run(canary, "login", "--client-id", clientID, "--secret-stdin", "--store", "file", "--workspace", emulator.DemoChannel).want(t, 0)
	w.run("", "webhooks", "list").want(t, 0)
	s := w.start()
	s.WaitFor("fresh", "Billing to QuickBooks")
	s.Press("q")
	s.WaitEnd()
	if len(w.tokens()) == 0 {
		t.Error("no token is kept")
	}
	w.run("", "logout").want(t, 0)
	for path := range w.files() {
		if strings.Contains(path, "/tokens/") && filepath.Ext(path) != ".lock" || strings.Contains(path, "/snapshots/") || strings.Contains(path, "/secrets/") {
			t.Errorf("%s is left", path)
		}
	}
}
