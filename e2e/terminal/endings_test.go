//go:build linux

package terminal_test

import (
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
	"golang.org/x/term"

	"corotui/e2e/flow"
)

func TestTheShellGetsItsTerminalBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		end  func(*shell)
		code string
	}{
		"q":                   {func(s *shell) { s.Press("q") }, "0"},
		"ctrl+c":              {func(s *shell) { s.Press("ctrl+c") }, "0"},
		"SIGTERM":             {func(s *shell) { s.u.signal(syscall.SIGTERM) }, "130"},
		"SIGINT":              {func(s *shell) { s.u.signal(syscall.SIGINT) }, "130"},
		"SIGHUP":              {func(s *shell) { s.u.signal(syscall.SIGHUP) }, "130"},
		"all signals at once": {func(s *shell) { s.u.signal(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM) }, "130"},
		"with the mouse":      {func(s *shell) { s.Press("q") }, "0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newUser(t).shell(80, 24)
			s.list("run")
			test.end(s)
			s.wantBack(test.code)
			s.leave()
		})
	}
}

// TestNoAnswerReachesTheShell types the key that quits before the program is
// there to read it, so that it ends while the terminal still answers.
func TestNoAnswerReachesTheShell(t *testing.T) {
	t.Parallel()
	s := newUser(t).shell(80, 24)
	s.Type("run")
	s.Press("enter", "q")
	s.wantBack("0")
	s.leave()
}

func TestAFormIsKeptWhateverEndsTheProgram(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		start string // typed into the shell; empty: run
		end   func(*shell)
		code  string // that the shell is told; empty: the shell is gone too
	}{
		"SIGTERM":                           {end: func(s *shell) { s.u.signal(syscall.SIGTERM) }, code: "130"},
		"SIGINT":                            {end: func(s *shell) { s.u.signal(syscall.SIGINT) }, code: "130"},
		"SIGHUP":                            {end: func(s *shell) { s.u.signal(syscall.SIGHUP) }, code: "130"},
		"a hangup that the shell passes on": {end: func(s *shell) { s.u.signal(syscall.SIGHUP, syscall.SIGHUP) }, code: "130"},
		"the end of a login session":        {end: func(s *shell) { s.u.signal(syscall.SIGTERM, syscall.SIGHUP) }, code: "130"},
		"ctrl+c":                            {end: func(s *shell) { s.Press("ctrl+c") }, code: "0"},
		"the window is closed":              {end: func(s *shell) { s.HangUp() }},
		"the window is closed, and hangups are ignored": {start: `trap "" HUP; exec "$COROTUI"`, end: func(s *shell) { s.HangUp() }},
		"the shell is killed":                           {end: func(s *shell) { s.Signal(syscall.SIGKILL) }},
		"the shell is killed while it is suspended": {start: `"$COROTUI"`, end: func(s *shell) {
			s.Press("ctrl+z")
			s.WaitFor("Stopped")
			s.Signal(syscall.SIGKILL)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newUser(t).shell(80, 24)
			s.list(cmp.Or(test.start, "run"))
			s.form(half)
			test.end(s)
			if test.code == "" {
				s.u.wantEnded()
			} else {
				s.wantBack(test.code)
				s.leave()
			}
			s.u.wantDraft(half)
		})
	}
}

func TestAFormIsKeptWhenAScriptAroundTheProgramIsKilled(t *testing.T) {
	t.Parallel()
	s := newUser(t).shell(80, 24)
	s.list(`sh -c 'echo $$ >~/script; "$COROTUI"; exit 1'`)
	s.answered() // or the shell would get the answer
	s.form(half)
	pid := s.u.pid()
	s.u.killScript()
	s.wantReturned(pid)
	s.leave()
	s.u.wantDraft(half)
}

func TestSuspendedAndResumed(t *testing.T) {
	t.Parallel()
	s := newUser(t).shell(80, 24)
	s.line("stty -g >~/before")
	s.list(`"$COROTUI"`)
	s.form(half)
	for range 3 {
		s.Press("ctrl+z")
		s.WaitFor("Stopped")
		s.wantClean()
		s.line("stty -g | cmp - ~/before && echo the-s''ame")
		s.WaitFor("the-same")
		s.line("clear; fg")
		s.WaitFor("New webhook", half)
	}
	s.Press("ctrl+z")
	s.WaitFor("Stopped")
	s.Resize(100, 30)
	s.line("clear; fg")
	s.WaitUntil(func(screen string) bool {
		return strings.Contains(screen, half) && strings.Contains(screen, strings.Repeat("─", 100))
	}, "is as wide as the terminal")
	pid := s.u.pid()
	s.Press("ctrl+c")
	s.wantReturned(pid)
	s.leave()
}

// TestKilledWhileSuspended ends a suspended program from the shell, as a user
// does who has forgotten it and wants to log out.
func TestKilledWhileSuspended(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"kill %1", "kill -HUP %1", "kill %1; fg"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			s := newUser(t).shell(80, 24)
			s.list(`"$COROTUI"`)
			s.form(half)
			s.Press("ctrl+z")
			s.WaitFor("Stopped")
			pid := s.u.pid()
			s.line(command)
			s.wantReturned(pid)
			s.leave()
			s.u.wantDraft(half)
		})
	}
}

// TestWithoutAShellBehindIt presses ctrl+z where nobody could bring the program
// back.
func TestWithoutAShellBehindIt(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := flow.StartBinary(t, program, nil, u.env, 80, 24)
	s.WaitFor("PSA tickets")
	s.Press("ctrl+z")
	s.WaitFor("There is no shell to go back to", "PSA tickets")
	s.Press("q")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
}

// TestTheMouseIsGivenBack switches on what is off by default.
func TestTheMouseIsGivenBack(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	folder := filepath.Join(u.home, ".config/corotui")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "config.yaml"), []byte("ui:\n  mouse: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := u.shell(80, 24)
	s.list("run")
	if len(s.Faults()) == 0 || !bytes.Contains(s.Output(), []byte(ansi.SetModeMouseButtonEvent)) {
		t.Error("the mouse is not on")
	}
	u.signal(syscall.SIGTERM)
	s.wantBack("130")
	s.leave()
}

// TestATerminalThatTakesNoMore stops reading what the program writes, as a line
// does that hangs. The program must end all the same when it is told to.
func TestATerminalThatTakesNoMore(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	master, tty, err := pty.Open()
	if err != nil {
		t.Skipf("this machine gives no pseudo-terminal: %v", err)
	}
	defer func() {
		_ = master.Close()
		_ = tty.Close()
	}()
	command := exec.Command(program)
	command.Env = append(u.env, "TERM=xterm-256color")
	command.Stdin, command.Stdout, command.Stderr = tty, tty, tty
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	before, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	// Each size is a new frame, until the terminal has no room for one more.
	for i := range 200 {
		if err := pty.Setsize(tty, &pty.Winsize{Cols: uint16(100 + i%2*100), Rows: 50}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond) //nolint:forbidigo // nothing tells that a frame was written
	}
	u.signal(syscall.SIGTERM)
	_ = command.Wait() // the exit code tells
	if code := command.ProcessState.ExitCode(); code != 130 {
		t.Errorf("the exit code is %d", code)
	}
	after, err := term.GetState(int(tty.Fd()))
	if err != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("echo or line mode is not as before (%v)", err)
	}
}
