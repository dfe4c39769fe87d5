//go:build linux

package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"corotui/api/emulator"
)

// TestChildrenSeeNoSecret: every user of a host can read command lines, and a
// child hands its environment on. Each child of the program notes what /proc
// holds of it while it runs, so that nothing has to be caught in time.
func TestChildrenSeeNoSecret(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		child   string // which program is run
		fromEnv bool   // whether the secret comes from the environment
		args    []string
	}{
		"the secret command":    {"secret-helper", false, []string{"webhooks", "list"}},
		"tmux asked by doctor":  {"tmux", true, []string{"doctor"}},
		"doctor with a command": {"secret-helper", false, []string{"doctor"}},
		// The secret in the environment is of the account that is left then.
		"a profile that is switched to": {"secret-helper", true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			programs := t.TempDir()
			script := fmt.Sprintf("#!/bin/sh\ncat /proc/$$/cmdline /proc/$PPID/cmdline >%[1]s/arguments\n"+
				"cat /proc/$$/environ >%[1]s/environment\ncat %[1]s/secret\n", programs)
			for file, content := range map[string]string{test.child: script, "secret": canary} {
				if err := os.WriteFile(filepath.Join(programs, file), []byte(content), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			w.set("PATH="+programs+":"+os.Getenv("PATH"), "TMUX=/nowhere,1,0")
			if test.fromEnv {
				w.set("COROTUI_CLIENT_ID="+clientID, "COROTUI_CLIENT_SECRET="+canary)
			}
			w.config(fmt.Sprintf("profiles:\n  acme:\n    api_url: %s\n    client_id: %s\n    secret: {command: [%s]}\n    workspace: %s\n",
				w.url, clientID, filepath.Join(programs, "secret-helper"), emulator.DemoChannel))
			switch {
			case test.child == "tmux": // which is asked only on a terminal
				w.start(test.args...).WaitEnd()
			case test.fromEnv:
				w.set("COROTUI_WORKSPACE=" + emulator.DemoChannel)
				w.switchTo("acme")
			default:
				w.binary("", test.args...)
			}
			for _, file := range []string{"arguments", "environment"} {
				seen, err := os.ReadFile(filepath.Join(programs, file))
				if err != nil || !bytes.Contains(seen, []byte(map[string]string{"arguments": test.child, "environment": "PATH="}[file])) {
					t.Fatalf("the child did not run: %q %v", seen, err)
				}
				for _, hidden := range append(w.emulator.Tokens(), canary) {
					if bytes.Contains(seen, []byte(hidden)) {
						t.Errorf("the %s of %s hold a secret or a token", file, test.child)
					}
				}
			}
		})
	}
}

// TestNoChildAtTheStart: libraries run programs too, before main, and what these
// inherit is not in our hands there. In tmux Lip Gloss and Bubble Tea ask tmux
// for its colours.
func TestNoChildAtTheStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	programs := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\ncat /proc/$$/environ >>%s/ran\n", programs)
	for _, name := range []string{"tmux", "xclip", "wl-copy", "dbus-launch", "infocmp"} {
		if err := os.WriteFile(filepath.Join(programs, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	w.set("PATH="+programs+":"+os.Getenv("PATH"), "TMUX=/nowhere,1,0", "TERM=tmux-256color",
		"COROTUI_CLIENT_ID="+clientID, "COROTUI_CLIENT_SECRET="+canary, "COROTUI_WORKSPACE="+emulator.DemoChannel, "COROTUI_API_URL="+w.url)
	s := w.start()
	s.WaitFor("· fresh", "Billing to QuickBooks")
	s.Press("q")
	s.WaitEnd()
	if seen, err := os.ReadFile(filepath.Join(programs, "ran")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a program was run: %v\n%q", err, seen)
	}
}

// switchTo starts the screens in the account of the environment, and works in the
// one profile from then on.
func (w *world) switchTo(profile string) {
	w.t.Helper()
	s := w.start()
	s.WaitFor("· fresh", "Billing to QuickBooks")
	s.Press("p")
	s.WaitFor("PROFILE", "command", "1 profile")
	s.Press("enter")
	s.WaitGone("PROFILE")
	s.WaitFor(profile+" · ", "· fresh")
	s.Press("q")
	s.WaitEnd()
}
