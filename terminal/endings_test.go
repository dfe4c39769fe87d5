//go:build linux

package terminal_test

import (
	"strings"
	"syscall"
	"testing"
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
	for name, signals := range map[string][]syscall.Signal{
		"SIGTERM": {syscall.SIGTERM}, "SIGINT": {syscall.SIGINT}, "SIGHUP": {syscall.SIGHUP},
		"a hangup that the shell passes on": {syscall.SIGHUP, syscall.SIGHUP},
		"the end of a login session":        {syscall.SIGTERM, syscall.SIGHUP},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newUser(t).shell(80, 24)
			s.list("run")
			s.form("half a webhook")
			s.u.signal(signals...)
			s.wantBack("130")
			s.leave()
			s.u.wantDraft("half a webhook")
		})
	}
	t.Run("the window is closed", func(t *testing.T) {
		t.Parallel()
		s := newUser(t).shell(80, 24)
		s.list("run")
		s.form("half a webhook")
		s.HangUp()
		s.u.wantEnded()
		s.u.wantDraft("half a webhook")
	})
	t.Run("the shell is killed", func(t *testing.T) {
		t.Parallel()
		s := newUser(t).shell(80, 24)
		s.list("run")
		s.form("half a webhook")
		s.Signal(syscall.SIGKILL)
		s.u.wantEnded()
		s.u.wantDraft("half a webhook")
	})
	t.Run("a script around it is killed", func(t *testing.T) {
		t.Parallel()
		s := newUser(t).shell(80, 24)
		s.list(`sh -c 'echo $$ >~/script; "$COROTUI"; exit 1'`)
		s.answered() // or the shell would get the answer
		s.form("half a webhook")
		s.u.killScript()
		s.u.wantEnded()
		s.u.wantDraft("half a webhook")
		s.line("echo b''ack")
		s.WaitFor("back")
		s.wantClean()
		s.leave()
	})
	t.Run("the shell is killed while it is suspended", func(t *testing.T) {
		t.Parallel()
		s := newUser(t).shell(80, 24)
		s.list(`"$COROTUI"`)
		s.form("half a webhook")
		s.Press("ctrl+z")
		s.WaitFor("Stopped")
		s.Signal(syscall.SIGKILL)
		s.u.wantEnded()
		s.u.wantDraft("half a webhook")
	})
}

func TestSuspendedAndResumed(t *testing.T) {
	t.Parallel()
	s := newUser(t).shell(80, 24)
	s.line("stty -g >~/before")
	s.list(`"$COROTUI"`)
	s.form("half a webhook")
	for range 3 {
		s.Press("ctrl+z")
		s.WaitFor("Stopped")
		s.wantClean()
		s.line("stty -g | cmp - ~/before && echo the-s''ame")
		s.WaitFor("the-same")
		s.line("clear; fg")
		s.WaitFor("New webhook", "half a webhook")
	}
	s.Press("ctrl+z")
	s.WaitFor("Stopped")
	s.Resize(100, 30)
	s.line("clear; fg")
	s.WaitUntil(func(screen string) bool {
		return strings.Contains(screen, "half a webhook") && strings.Contains(screen, strings.Repeat("─", 100))
	}, "is as wide as the terminal")
	s.Press("ctrl+c")
	s.WaitGone("half a webhook")
	s.leave()
}
