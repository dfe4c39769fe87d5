//go:build linux

package terminal_test

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/e2e/flow"
)

// canary is the client secret of these tests, and typed what they type into
// fields for secrets. They must turn up nowhere.
const (
	clientID = "canary-client"
	canary   = "canary-77aa-client-secret"
	typed    = "canary-77aa-typed-secret"
)

// patience is how long a process has to end. It is far more than it takes,
// because the machine that runs the tests may be busy.
const patience = 20 * time.Second

// user is somebody with a home folder, an environment and an API to talk to.
type user struct {
	t        *testing.T
	home     string
	env      []string
	emulator *emulator.Server
}

// newUser starts an emulator over HTTP. The user's credentials are in the
// environment, so that the program begins with the list.
func newUser(t *testing.T) *user {
	t.Helper()
	u := &user{t: t, home: t.TempDir(), emulator: emulator.New(emulator.Demo(), emulator.WithCredentials(clientID, canary))}
	server := httptest.NewServer(u.emulator)
	t.Cleanup(func() {
		u.emulator.Close()
		server.Close()
	})
	u.env = []string{
		"HOME=" + u.home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "PS1=$ ", "COROTUI=" + program,
		"COROTUI_API_URL=" + server.URL, "COROTUI_WORKSPACE=" + emulator.DemoChannel,
		"COROTUI_CLIENT_ID=" + clientID, "COROTUI_CLIENT_SECRET=" + canary,
	}
	t.Cleanup(func() {
		u.wantNothingRunning()
		u.wantNoSecretKept()
	})
	return u
}

// state returns the path of a file in the program's state folder.
func (u *user) state(name string) string {
	return filepath.Join(u.home, ".local/state/corotui", name)
}

// processes returns the running processes of a program that got this user's
// environment, which what they start inherits. An empty name means any.
func (u *user) processes(name string) []int {
	u.t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		u.t.Fatal(err)
	}
	var found []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		// A process may end while it is looked at, or be somebody else's.
		env, err := os.ReadFile(filepath.Join("/proc", entry.Name(), "environ"))
		if err != nil || !bytes.Contains(env, []byte("HOME="+u.home+"\x00")) {
			continue
		}
		command, err := os.ReadFile(filepath.Join("/proc", entry.Name(), "comm"))
		if err == nil && (name == "" || strings.TrimSpace(string(command)) == name) {
			found = append(found, pid)
		}
	}
	return found
}

// pid waits for the one process of the program and returns its id.
func (u *user) pid() int {
	u.t.Helper()
	var found []int
	eventually(u.t, "one corotui runs", func() bool {
		found = u.processes("corotui")
		return len(found) == 1
	})
	if len(found) != 1 {
		u.t.FailNow()
	}
	return found[0]
}

// signal sends signals to the program, one directly after the other.
func (u *user) signal(signals ...syscall.Signal) {
	u.t.Helper()
	u.send(u.pid(), signals...)
}

// send sends signals to a process, which may have ended meanwhile.
func (u *user) send(pid int, signals ...syscall.Signal) {
	u.t.Helper()
	for _, s := range signals {
		if err := syscall.Kill(pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
			u.t.Fatalf("send %s: %v", s, err)
		}
	}
}

// wantEnded waits until the program has ended.
func (u *user) wantEnded() {
	u.t.Helper()
	eventually(u.t, "corotui has ended", func() bool { return len(u.processes("corotui")) == 0 })
}

// wantNothingRunning checks that nothing which this user started is left.
func (u *user) wantNothingRunning() {
	u.t.Helper()
	eventually(u.t, "nothing of the user runs any more", func() bool { return len(u.processes("")) == 0 })
}

// wantNoSecretKept checks that no secret is in any file, and that no file is
// for others to read.
func (u *user) wantNoSecretKept() {
	u.t.Helper()
	err := filepath.WalkDir(u.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !strings.Contains(path, "/corotui/") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, secret := range []string{canary, typed} {
			if bytes.Contains(data, []byte(secret)) {
				u.t.Errorf("%s holds a secret", path)
			}
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm() != 0o600 {
			u.t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		u.t.Error(err)
	}
}

// wantDraft checks that the form was kept with what was typed into it, and that
// the next start offers it.
func (u *user) wantDraft(name string) {
	u.t.Helper()
	data, err := os.ReadFile(u.state("draft.json"))
	if err != nil {
		u.t.Errorf("the form was not kept: %v", err)
		return
	}
	if !bytes.Contains(data, []byte(name)) {
		u.t.Errorf("the draft does not hold %q: %s", name, data)
	}
	again := flow.StartBinary(u.t, program, nil, u.env, 80, 24)
	again.WaitFor("Resume the unsaved form")
	again.Press("ctrl+c")
	if code := again.WaitEnd(); code != 0 {
		u.t.Errorf("the next start ended with %d", code)
	}
}

// eventually waits for a condition that nothing tells of when it comes true.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	const pause = 20 * time.Millisecond
	limit := time.Now().Add(patience)
	for !holds() {
		if time.Now().After(limit) {
			t.Errorf("waited %s for: %s", patience, what)
			return
		}
		time.Sleep(pause) //nolint:forbidigo // there is nothing to wait on
	}
}

// killScript kills the shell that wrote its id to a file in the home folder.
func (u *user) killScript() {
	u.t.Helper()
	data, err := os.ReadFile(filepath.Join(u.home, "script"))
	if err != nil {
		u.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		u.t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		u.t.Fatal(err)
	}
}
