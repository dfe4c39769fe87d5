//go:build unix

// Package shells_test runs the built program as scripts and shells do: it completes
// command lines in bash, zsh, and fish on a terminal, and carries out the recipes of
// docs/scripts.md as they are written there.
package shells_test

import (
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"corotui/api/emulator"
	// The program is built from it. This makes the tests run again when it
	// has changed, which Go would not know otherwise.
	_ "corotui/cli"
)

// folder holds the built program, and nothing else.
var folder string

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code) //nolint:forbidigo // a test's main must
}

func buildAndRun(m *testing.M) (code int, err error) {
	if folder, err = os.MkdirTemp("", "corotui-shells"); err != nil {
		return 0, err
	}
	defer func() {
		if failed := os.RemoveAll(folder); err == nil {
			err = failed
		}
	}()
	if said, err := exec.Command("go", "build", "-o", filepath.Join(folder, "corotui"), "corotui").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build the program: %w\n%s", err, said)
	}
	return m.Run(), nil
}

// user is somebody with a home folder, an environment, and an API to talk to.
type user struct {
	t        *testing.T
	home     string
	env      []string
	emulator *emulator.Server
}

func newUser(t *testing.T) *user {
	t.Helper()
	u := &user{t: t, home: t.TempDir(), emulator: emulator.New(emulator.Demo(), emulator.WithCredentials("shells-client", "shells-secret"))}
	server := httptest.NewServer(u.emulator)
	t.Cleanup(func() {
		u.emulator.Close()
		server.Close()
	})
	u.env = []string{
		"HOME=" + u.home, "PATH=" + folder + ":" + os.Getenv("PATH"), "LANG=C.UTF-8", "PWD=" + u.home,
		"COROTUI_API_URL=" + server.URL, "COROTUI_WORKSPACE=" + emulator.DemoChannel,
		"COROTUI_CLIENT_ID=shells-client", "COROTUI_CLIENT_SECRET=shells-secret",
	}
	return u
}

// write puts a file into the home folder.
func (u *user) write(name, content string) {
	u.t.Helper()
	path := filepath.Join(u.home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		u.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		u.t.Fatal(err)
	}
}

// run runs the program, which must do what it is told to.
func (u *user) run(args ...string) {
	u.t.Helper()
	command := exec.CommandContext(u.t.Context(), filepath.Join(folder, "corotui"), args...)
	command.Env, command.Dir = u.env, u.home
	if said, err := command.CombinedOutput(); err != nil {
		u.t.Fatalf("corotui %q: %v\n%s", args, err, said)
	}
}
