//go:build unix

package cli_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/e2e/flow"
)

// withCommands is a world with commands of the user's own, each a line of the config file.
func withCommands(t *testing.T, commands ...string) *world {
	t.Helper()
	w := loggedIn(t)
	w.config("commands:\n  - " + strings.Join(commands, "\n  - ") + "\n")
	return w
}

// onBilling starts the program with the cursor on "Billing to QuickBooks".
func (w *world) onBilling() *flow.Session {
	w.t.Helper()
	s := w.start()
	s.WaitFor("12 webhooks", "fresh")
	s.Press("/")
	s.Type("id:" + billing)
	s.WaitFor("1 of 12")
	s.Press("enter")
	s.WaitFor("space on/off")
	return s
}

// wrote is what a command wrote into a file of the home folder.
func (w *world) wrote(name string) string {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.home, name))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

// TestUserCommands: what a command prints stands in the status line, on a page, or nowhere,
// and why it failed is told of each. It reads what a script reads, with the secrets masked
// unless it asks for them.
func TestUserCommands(t *testing.T) {
	t.Parallel()
	w := withCommands(t,
		`{key: ctrl+t, name: ticket, run: [sh, -c, 'cat >"$HOME/masked"; env >"$HOME/env"; printf "\n \033[31mTICKET-42\nmore\n"']}`,
		`{key: ctrl+o, name: show, run: [sh, -c, 'cat; printf "\n\033[2Jend\n"'], output: page}`,
		`{key: ctrl+g, name: quiet, run: [sh, -c, 'cat >"$HOME/real"; echo unseen'], output: none, secrets: true}`,
		`{key: ctrl+n, name: broken, run: [sh, -c, 'echo half; printf "no \033[31mtracker\nmore\n" >&2; exit 3'], output: page}`,
	)
	s := w.onBilling()
	s.Press("ctrl+t")
	s.WaitFor("ticket: TICKET-42")
	script := w.run("", "webhooks", "get", billing, "--json")
	script.want(t, 0)
	got, want := decode[map[string]any](t, w.wrote("masked")), decode[map[string]any](t, script.stdout)
	want["workspaceName"] = "Acme Channel"
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("it read %v\nwant    %v", got, want)
	}
	if got["secret"] != "••••••••••••" || strings.Contains(w.wrote("env"), canary) {
		t.Errorf("it knows a secret: %v\n%s", got, w.wrote("env"))
	}

	s.Press("ctrl+o")
	s.WaitFor(`show: "Billing to QuickBooks"`, `"name":"Billing to QuickBooks"`, "end", "↑↓ scroll", `Ran show for "Billing to QuickBooks"`)
	s.Press("esc")
	s.WaitFor("space on/off")
	s.Press("ctrl+g")
	s.WaitFor(`Ran quiet for "Billing to QuickBooks"`)
	if !strings.Contains(w.wrote("real"), `"secret":"qb-7f3e91c2a4"`) {
		t.Errorf("it read %s", w.wrote("real"))
	}
	s.Press("ctrl+n")
	s.WaitFor(`broken failed (exit status 3): no tracker · "Billing to QuickBooks"`, "half", "↑↓ scroll")
	s.Press("esc")
	s.WaitFor("space on/off")

	s.Press("?")
	s.WaitFor("enable or disable")
	s.Press("/")
	s.Type("ticket")
	s.WaitFor("Your commands", "ctrl+t", "run your command ticket")
	s.Press("esc", "esc")
	s.WaitFor("space on/off")
	s.Press("enter")
	s.WaitFor("space enable")
	s.Press(":")
	s.WaitFor("type an action")
	s.Type("quiet")
	s.WaitFor("run your command quiet")
	s.Press("enter")
	s.WaitFor(`Ran quiet for "Billing to QuickBooks"`)
	s.Resize(200, 50)
	s.WaitFor("ctrl+t ticket  ctrl+o show")
	s.Press("ctrl+c")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	if strings.Contains(string(s.Output()), "qb-7f3e91c2a4") || strings.Contains(s.Screen(), "unseen") {
		t.Error("what is not for the screen was on it")
	}
}

// waiting is a command that says in a pipe that it runs, and then does not end.
const waiting = `{key: ctrl+t, name: wait, run: [sh, -c, 'exec >"$HOME/pipe"; echo begun; sleep 1000'], output: page}`

// begun waits until that command runs, and returns what reads its end.
func (w *world) begun() io.ReadCloser {
	w.t.Helper()
	pipe, err := os.Open(filepath.Join(w.home, "pipe"))
	if err == nil {
		_, err = io.ReadFull(pipe, make([]byte, len("begun\n")))
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = pipe.Close() })
	return pipe
}

// TestUserCommandIsStopped by the key that stops a scan. One runs at a time, and the
// program goes on meanwhile.
func TestUserCommandIsStopped(t *testing.T) {
	t.Parallel()
	w := withCommands(t, waiting)
	w.pipe("pipe")
	s := w.onBilling()
	s.Press("ctrl+t")
	s.WaitFor(`Running wait for "Billing to QuickBooks"… · C stops it`)
	pipe := w.begun()
	s.Press("ctrl+t")
	s.WaitFor("wait is still running; C stops it.")
	s.Press("space")
	s.WaitFor("u undo")
	s.Press("C")
	s.WaitFor(`wait was stopped · "Billing to QuickBooks"`)
	if _, err := io.ReadAll(pipe); err != nil { // ends with the last that could write
		t.Error(err)
	}
	s.Press("C")
	s.WaitFor("Nothing is running.")
	s.Quit()
}

// TestQuitStopsAUserCommand, after asking. Nothing of it lives on.
func TestQuitStopsAUserCommand(t *testing.T) {
	t.Parallel()
	w := withCommands(t, waiting)
	w.pipe("pipe")
	s := w.onBilling()
	s.Press("ctrl+t")
	pipe := w.begun()
	s.Press("q")
	s.WaitForDialog("Quit while wait is running?", "Quitting stops wait.", "[ stay ]")
	s.Press("enter")
	s.WaitGone("Quit while")
	s.Press("ctrl+c")
	s.WaitForDialog("Quit while wait is running?")
	s.Choose("quit")
	s.Quit("enter")
	if _, err := io.ReadAll(pipe); err != nil {
		t.Error(err)
	}
}

// TestPageOfAUserCommandWaits: it does not open over a form, whose keys it would take.
func TestPageOfAUserCommandWaits(t *testing.T) {
	t.Parallel()
	w := withCommands(t, `{key: ctrl+t, name: slow, run: [sh, -c, 'read line <"$HOME/pipe"; echo "got $line"'], output: page}`)
	pipe := w.pipe("pipe")
	s := w.onBilling()
	s.Press("ctrl+t", "e")
	s.WaitFor("Edit  Billing to QuickBooks")
	s.Press("down")
	s.Type("typed")
	if err := os.WriteFile(pipe, []byte("it\n"), 0); err != nil {
		t.Fatal(err)
	}
	s.WaitFor(`Ran slow for "Billing to QuickBooks"`, "Edit  Billing to QuickBooks", "typed")
	s.Press("esc")
	s.WaitForDialog("discard")
	s.Choose("discard")
	s.Press("enter")
	s.WaitFor("got it", "↑↓ scroll")
	s.Press("q")
	s.WaitFor("space on/off")
	s.Quit()
}

// TestUserCommandForSeveral asks once, runs for one after the other, and stops at the one
// that fails. Of several accounts each document names its own.
func TestUserCommandForSeveral(t *testing.T) {
	t.Parallel()
	commands := `commands:
  - {key: ctrl+t, name: show, run: [tr, ',', '\n'], output: page}
  - {key: ctrl+o, name: broken, run: [sh, -c, 'echo one; exit 1']}
  - {key: ctrl+n, name: line, run: [sh, -c, 'echo said']}
`
	a := newAccounts(t, small("Beta"), commands)
	s := a.start()
	s.WaitFor("Acme Channel  acme", "fresh")
	s.Press("F")
	s.WaitFor("All accounts · 2 profiles", "18 workspaces")
	s.Press("/")
	s.Type("workspace:contoso PSA")
	s.WaitFor("2 of ")
	s.Press("enter", "X", "ctrl+t")
	s.WaitForDialog("Run show for 2 webhooks in 2 workspaces of 2 accounts?", "[ do not run ]")
	s.Choose("run")
	s.Press("enter")
	s.WaitFor(`"PSA tickets" in Beta Contoso Bikes (beta):`, `"profile":"beta"`, `"workspaceName":"Beta Contoso Bikes"`)
	s.Press("G")
	s.WaitFor(`"PSA tickets" in Contoso Bikes (acme):`, `"profile":"acme"`)
	s.Press("esc")
	s.WaitFor("on/off marked")
	for key, said := range map[string]string{
		"ctrl+o": "broken failed (exit status 1) · ", "ctrl+n": "line: said · said",
	} {
		s.Press(key)
		s.WaitForDialog("for 2 webhooks")
		s.Choose("run")
		s.Press("enter")
		s.WaitFor(said)
		if key == "ctrl+o" {
			waitSaid(s, "not run for 1 more")
		}
	}
	s.Quit()
	a.apart()
}

// TestErrorsOfUserCommands: a wrong one is told before anything is sent, with its line.
func TestErrorsOfUserCommands(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ commands, said string }{
		"an action's key":   {"  - {key: t, name: ticket, run: [x]}\n", `config.yaml:2: commands: "t" would do both test and the command "ticket"`},
		"another's key":     {"  - {key: f5, name: A, run: [x]}\n  - {key: f5, name: B, run: [x]}\n", `config.yaml:3: commands: "f5" would do both the command "A" and the command "B"`},
		"a key of the user": {"  - {key: f5, name: A, run: [x]}\nkeys: {edit: [f5]}\n", `config.yaml:2: commands: "f5" would do both edit and the command "A"`},
		"no key":            {"  - {key: ctrl+T, name: A, run: [x]}\n", `config.yaml:2: commands: there is no key "ctrl+T" for the command "A"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := loggedIn(t)
			w.config("commands:\n" + test.commands)
			w.run("").want(t, 2, test.said)
			if sent := w.emulator.Requests(); len(sent) != 0 {
				t.Errorf("sent were %d requests", len(sent))
			}
		})
	}
}
