//go:build linux

package terminal_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"corotui/e2e/flow"
)

// start is what the shell reads first. "run" starts the program and then tells
// what it left behind: its exit code, whether the terminal's settings are the
// same, and what the shell would now take for typing.
const start = `
PS1='$ '
run() {
	local code left before after
	before=$(stty -g)
	"$COROTUI" "$@"
	code=$?
	after=$(stty -g)
	IFS= read -rs -t "${QUIET:-0.2}" -d '' left
	[ "$before" = "$after" ] && after=same
	printf 'ended:%s settings:%s left:%q:\n' "$code" "$after" "$left"
	return "$code"
}
`

// shell is a shell with job control in a terminal.
type shell struct {
	*flow.Session
	t *testing.T
	u *user
}

// bash is the command line of the shell.
func (u *user) bash() []string {
	u.t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		u.t.Skip("bash is missing; it is the shell of these tests")
	}
	rc := filepath.Join(u.t.TempDir(), "bashrc")
	if err := os.WriteFile(rc, []byte(start), 0o600); err != nil {
		u.t.Fatal(err)
	}
	return []string{bash, "--noprofile", "--rcfile", rc, "--noediting", "-i"}
}

// shell opens a terminal of so many cells with a shell in it.
func (u *user) shell(width, height int) *shell {
	u.t.Helper()
	bash := u.bash()
	s := &shell{Session: flow.StartBinary(u.t, bash[0], bash[1:], u.env, width, height), t: u.t, u: u}
	s.WaitFor("$")
	return s
}

// line types a command line.
func (s *shell) line(command string) {
	s.Type(command)
	s.Press("enter")
}

// list starts the program by a command line and waits for its list.
func (s *shell) list(command string) {
	s.t.Helper()
	s.line(command)
	s.WaitFor("Acme Channel", "PSA tickets")
}

// form opens a form and types into it, a secret too.
func (s *shell) form(name string) {
	s.t.Helper()
	s.Press("n")
	s.WaitFor("New webhook")
	s.Type(name)
	s.WaitFor(name)
}

// answered waits until the program has asked the terminal its last question.
// What is typed afterwards it reads after the answer.
func (s *shell) answered() {
	s.t.Helper()
	eventually(s.t, "the terminal was asked everything", func() bool {
		return bytes.Contains(s.Output(), []byte(ansi.RequestPrimaryDeviceAttributes))
	})
}

// ended finds what "run" tells at the end.
var ended = regexp.MustCompile(`ended:(\d+) settings:(\S+) left:(.*):`)

// wantBack waits until the shell has the terminal again, and checks that it is
// as it was, and that the program ended with this code.
func (s *shell) wantBack(code string) {
	s.t.Helper()
	s.wantTold(code)
	s.wantClean()
}

// wantTold checks what "run" tells at the end.
func (s *shell) wantTold(code string) {
	s.t.Helper()
	s.WaitUntil(ended.MatchString, "tells how the program ended")
	told := ended.FindStringSubmatch(s.Screen())
	if told[1] != code {
		s.t.Errorf("the exit code is %s, want %s", told[1], code)
	}
	if told[2] != "same" {
		s.t.Errorf("the terminal's settings are not as before: %s", told[2])
	}
	if told[3] != "''" {
		s.t.Errorf("in the shell's input is left %s", told[3])
	}
}

// wantReturned waits until a process of the program has ended and the shell
// takes commands again, and checks that the terminal is as it was.
func (s *shell) wantReturned(pid int) {
	s.t.Helper()
	eventually(s.t, "the shell knows that the program has ended", func() bool {
		_, err := os.Stat(filepath.Join("/proc", strconv.Itoa(pid)))
		return errors.Is(err, fs.ErrNotExist)
	})
	if s.t.Failed() {
		s.t.Log(doing(pid))
	}
	s.line("echo ever''ything is over")
	s.WaitFor("everything is over")
	s.wantClean()
}

// doing says of each thread of a process what it waits for, and which signals do.
func doing(pid int) string {
	threads, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*"))
	said := fmt.Sprintf("process %d: %v\n", pid, err)
	for _, thread := range threads {
		for _, name := range []string{"wchan", "syscall", "status"} {
			told, err := os.ReadFile(filepath.Join(thread, name))
			said += fmt.Sprintf("%s of %s (%v): %s\n", name, filepath.Base(thread), err, told)
		}
	}
	return said
}

// wantClean checks that the terminal is as a shell expects it.
func (s *shell) wantClean() {
	s.t.Helper()
	if faults := s.Faults(); len(faults) > 0 {
		s.t.Errorf("the terminal was not given back: %s", strings.Join(faults, "; "))
	}
}

// leave ends the shell.
func (s *shell) leave() {
	s.t.Helper()
	s.line("exit 0")
	s.WaitEnd()
}
