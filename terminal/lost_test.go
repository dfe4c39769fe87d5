//go:build linux

package terminal_test

import (
	"testing"
	"time"
)

// latency is that of a bad mobile connection, each way.
const latency = 300 * time.Millisecond

func TestOverSSH(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := u.ssh(newLine(t), 80, 24)
	s.list("run")
	s.Resize(120, 30)
	s.WaitFor("Applies to")
	s.Press("q")
	s.wantBack("0")
	s.leave()
}

// TestOverASlowLine quits as early as possible: the terminal's answers are then
// still on their way, and must not be left to the shell.
func TestOverASlowLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(*shell){
		"as soon as the list is there": func(s *shell) { s.list("run"); s.Press("q") },
		"before anything is there":     func(s *shell) { s.Type("run"); s.Press("enter", "q") },
		"after a while":                func(s *shell) { s.list("run"); s.form("slow typing"); s.Press("ctrl+c") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			u.env = append(u.env, "QUIET=1.5")
			l := newLine(t)
			s := u.ssh(l, 80, 24)
			l.slow(latency)
			test(s)
			s.wantBack("0")
			s.leave()
		})
	}
}
