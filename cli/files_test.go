//go:build unix

package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"corotui/api/emulator"
)

// pipe makes a named pipe that no one writes to or reads from.
func (w *world) pipe(name string) string {
	w.t.Helper()
	path := filepath.Join(w.home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// TestFilesThatNeverEnd names pipes and devices wherever a file can be named: each is
// an error at once, which says what it is.
func TestFilesThatNeverEnd(t *testing.T) {
	t.Parallel()
	list := []string{"webhooks", "list"}
	for flag, args := range map[string][]string{
		"--config": list, "--ca-file": list, "--log-file": list,
		"--from": {"webhooks", "edit", billing},
	} {
		w := loggedIn(t)
		pipe := w.pipe("pipe")
		says := "it is a pipe, not a regular file"
		if flag == "--log-file" {
			says = "no one reads from the pipe"
		}
		w.run("", append(args, flag, pipe)...).want(t, 2, says)
		if flag == "--log-file" {
			continue // it is written, and a device takes it
		}
		w.run("", append(args, flag, "/dev/zero")...).want(t, 2, "it is a device, not a regular file")
		w.run("", append(args, flag, w.home)...).want(t, 2, "it is a folder, not a regular file")
	}
	w := loggedIn(t)
	w.set("COROTUI_CONFIG=" + w.pipe("pipe"))
	w.run("", list...).want(t, 2, "it is a pipe, not a regular file")
	e := loggedIn(t).run(strings.Repeat("x", 1<<20+1), "webhooks", "edit", billing, "--from", "-")
	e.want(t, 2, "--from: could not read the input: it is too large: more than 1 MiB")
}

// TestSecretFileThatIsAPipe is refused.
func TestSecretFileThatIsAPipe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.run(canary, "login", "--client-id", clientID, "--secret-stdin", "--store", "file", "--workspace", emulator.DemoChannel).want(t, 0)
	stored := w.secrets()[0]
	if err := os.Remove(filepath.Join(w.home, stored)); err != nil {
		t.Fatal(err)
	}
	w.pipe(stored)
	w.run("", "webhooks", "list").want(t, 2, "is not a plain file, so no secret is kept in it")
}

// TestStateThatIsAPipe has pipes in place of all that the screens remember by
// themselves: they start all the same.
func TestStateThatIsAPipe(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	s := w.start()
	s.WaitFor("Billing to QuickBooks", "fresh")
	s.Press("q")
	s.WaitEnd()
	replaced := 0
	for path := range w.files() {
		if strings.HasPrefix(filepath.Base(path), "history") || strings.HasSuffix(path, ".lock") {
			continue
		}
		if err := os.Remove(filepath.Join(w.home, path)); err != nil {
			t.Fatal(err)
		}
		w.pipe(path)
		replaced++
	}
	w.pipe(".local/state/corotui/draft.json")
	if replaced < 3 { // a token, the opened workspaces, a snapshot
		t.Errorf("only %d files were there: %v", replaced, w.files())
	}
	again := w.start()
	again.WaitFor("Billing to QuickBooks", "fresh")
	again.Press("q")
	again.WaitEnd()
}

// TestOutputThroughLinksAndPipes writes a report to what is no plain file, and leaves
// that what it is.
func TestOutputThroughLinksAndPipes(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	report := func(path string) ended { return w.run("", "fleet", "--format", "prometheus", "--output", path) }
	kind := func(path string, want fs.FileMode) {
		t.Helper()
		if info, err := os.Lstat(path); err != nil || info.Mode().Type() != want {
			t.Errorf("%s is %v now", path, info.Mode())
		}
	}
	pipe := w.pipe("pipe")
	read := make(chan string, 1)
	go func() {
		data, err := os.ReadFile(pipe)
		if err != nil {
			data = []byte(err.Error())
		}
		read <- string(data)
	}()
	report(pipe).want(t, 0)
	if got := <-read; !strings.Contains(got, "# TYPE corotui_webhooks gauge\n") {
		t.Errorf("through the pipe came %q", got)
	}
	kind(pipe, fs.ModeNamedPipe)

	plain, link := filepath.Join(w.home, "real.prom"), filepath.Join(w.home, "link.prom")
	if err := os.Symlink("real.prom", link); err != nil {
		t.Fatal(err)
	}
	for range 2 { // to a file that is made, and to one that is there
		report(link).want(t, 0)
		kind(link, fs.ModeSymlink)
		if data, err := os.ReadFile(plain); err != nil || !strings.Contains(string(data), "corotui_webhooks") {
			t.Errorf("at the end of the link is %q, %v", data, err)
		}
		if err := os.WriteFile(plain, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	device := filepath.Join(w.home, "device.prom")
	for target, code := range map[string]int{os.DevNull: 0, "/dev/full": 1} {
		if err := os.Symlink(target, device); err != nil {
			t.Fatal(err)
		}
		if e := report(device); e.code != code {
			t.Errorf("%s: code %d, %s", target, e.code, e.stderr)
		}
		kind(device, fs.ModeSymlink)
		if err := os.Remove(device); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWithoutHome needs no home folder where the variables say where all is kept.
func TestWithoutHome(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.env = append(w.env[1:], "XDG_CONFIG_HOME="+w.home+"/c", "XDG_STATE_HOME="+w.home+"/s", "XDG_CACHE_HOME="+w.home+"/k")
	for _, args := range [][]string{
		{"webhooks", "list"}, {"webhooks", "enable", billing}, {"history"}, {"undo", "--yes"}, {"fleet"}, {"workspaces", "list"},
		{"doctor"}, {"profiles"}, {"logout"}, {"completion", "bash"}, {"help"},
	} {
		if e := w.run("", args...); e.code != 0 {
			t.Errorf("%q ends with %d, %s", args, e.code, e.stderr)
		}
	}
	s := w.start()
	s.WaitFor("Billing to QuickBooks", "fresh")
	s.Press("q")
	s.WaitEnd()
	demo := w.start("--demo")
	demo.WaitFor("Acme Channel")
	demo.Press("q")
	demo.WaitEnd()
	for path := range w.files() {
		if first, _, _ := strings.Cut(path, "/"); !strings.Contains("c s k", first) {
			t.Errorf("%s was made", path)
		}
	}
	w.env = w.env[:len(w.env)-1]
	w.run("", "webhooks", "list").want(t, 2, "set XDG_CACHE_HOME")
	w.env = w.env[:len(w.env)-1]
	w.run("", "webhooks", "list").want(t, 2, "set HOME")
}
