//go:build unix

package flow_test

import (
	"strings"
	"syscall"
	"testing"

	"corotui/e2e/flow"
)

func TestAProcessRunsInATerminalOfItsOwn(t *testing.T) {
	t.Parallel()
	script := `printf '\033[?1049hsize %s ' "$(stty size)"; read line; printf 'got %s ' "$line"
		read line; printf '\033[?1049lbye %s' "$line"; exit 7`
	s := flow.StartBinary(t, "/bin/sh", []string{"-c", script}, []string{"PATH=/usr/bin:/bin"}, 50, 10)
	s.WaitFor("size 10 50")
	s.Type("one")
	s.Press("enter")
	s.WaitFor("got one")
	s.Paste("two\n")
	s.WaitFor("bye two")
	if code := s.WaitEnd(); code != 7 {
		t.Errorf("the exit code is %d", code)
	}
}

func TestATerminalsAnswersReachTheProcess(t *testing.T) {
	t.Parallel()
	// "Where is the cursor?" is answered in the input, up to an R.
	script := `old=$(stty -g); stty raw -echo; printf '\033[3;5H\033[6n'; dd bs=1 count=6 2>/dev/null | od -An -c; stty "$old"`
	s := flow.StartBinary(t, "/bin/sh", []string{"-c", script}, []string{"PATH=/usr/bin:/bin"}, 50, 10)
	s.WaitFor("[   3   ;   5   R")
	s.WaitEnd()
}

func TestAProcessThatLeavesTheTerminalRawIsTold(t *testing.T) {
	t.Parallel()
	r := &record{TB: t}
	script := `stty -echo; printf 'ready\033[?25l\033[?2004h'; read line; exit 0`
	s := flow.StartBinary(r, "/bin/sh", []string{"-c", script}, []string{"PATH=/usr/bin:/bin"}, 50, 10)
	s.WaitFor("ready")
	s.Signal(syscall.SIGTERM)
	if code := s.WaitEnd(); code != -1 {
		t.Errorf("a killed process has the exit code %d", code)
	}
	for _, fault := range []string{"mode 2004 is on", "mode 25 is off", "echo"} {
		if len(r.failures) != 1 || !strings.Contains(r.failures[0], fault) {
			t.Errorf("%q does not tell of %q", r.failures, fault)
		}
	}
}
