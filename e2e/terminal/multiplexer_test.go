//go:build linux

package terminal_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"corotui/e2e/flow"
)

// tmux is a tmux server of the test's own with one pane.
type tmux struct {
	u      *user
	socket string
}

// tmux starts a program in a pane of so many cells.
func (u *user) tmux(kind string, width, height int, command ...string) *tmux {
	u.t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		u.t.Skip("tmux is missing; install it to compare the screens")
	}
	pane := &tmux{u: u, socket: filepath.Join(u.t.TempDir(), "tmux")}
	u.t.Cleanup(func() {
		if len(u.processes("tmux: server")) > 0 {
			pane.do("kill-server")
		}
	})
	// The options have to be there before the first pane is.
	pane.do(append([]string{
		"-f", "/dev/null", "-u", "start-server", ";", "set", "-g", "status", "off", ";", "set", "-g", "default-terminal", kind, ";",
		"set", "-g", "escape-time", "0", ";", "set", "-g", "remain-on-exit", "on", ";",
		"new-session", "-d", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height),
	}, command...)...)
	return pane
}

// do runs a command of tmux and returns what it prints.
func (p *tmux) do(args ...string) string {
	p.u.t.Helper()
	command := exec.Command("tmux", append([]string{"-S", p.socket}, args...)...)
	command.Env = p.u.env
	said, err := command.CombinedOutput()
	if err != nil {
		p.u.t.Fatalf("tmux %q: %v\n%s", args, err, said)
	}
	return string(said)
}

// Screen returns what the pane shows, as flow.Session's Screen does.
func (p *tmux) Screen() string {
	lines := strings.Split(strings.TrimSuffix(p.do("capture-pane", "-p"), "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// Resize gives the pane so many cells.
func (p *tmux) Resize(width, height int) {
	p.u.t.Helper()
	p.do("resize-window", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height))
}

// press sends a key by the name that flow.Session's Press has for it.
func (p *tmux) press(key string) {
	p.u.t.Helper()
	names := map[string]string{"enter": "Enter", "down": "Down", "esc": "Escape", "space": "Space", "ctrl+s": "C-s", "ctrl+c": "C-c"}
	if name, ok := names[key]; ok {
		p.do("send-keys", name)
		return
	}
	p.do("send-keys", "-l", key)
}

// TestTwoTerminalsShowTheSame gives the same keys to the program in this
// project's test terminal and in a pane of tmux, which rebuild the screen from
// what is sent by code that has nothing in common.
func TestTwoTerminalsShowTheSame(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ width, height int }{{60, 15}, {80, 24}, {140, 40}} {
		kinds := []string{"tmux-256color", "vt100"}
		if size.width == 80 {
			kinds = append(kinds, "screen-256color", "xterm-256color", "linux")
		}
		for _, kind := range kinds {
			t.Run(strconv.Itoa(size.width)+" "+kind, func(t *testing.T) {
				t.Parallel()
				u := newUser(t)
				pane := u.tmux(kind, size.width, size.height, program)
				s := flow.StartBinary(t, program, nil, u.env, size.width, size.height)
				for _, step := range reading {
					if step.key != "" {
						s.Press(step.key)
						pane.press(step.key)
					}
					s.WaitFor(step.says...)
					same(t, s, pane, "after "+step.key)
				}
				s.Press("ctrl+c")
				s.WaitEnd()
				pane.press("ctrl+c")
				u.wantEnded()
			})
		}
	}
}

// TestInsideTmux runs the program in a shell in a pane, as a user does who has
// attached to it from a terminal of this project's.
func TestInsideTmux(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	pane := u.tmux("tmux-256color", 80, 24, u.bash()...)
	s := &shell{t: t, u: u, Session: flow.StartBinary(t, "/usr/bin/env", []string{"tmux", "-S", pane.socket, "attach"}, u.env, 80, 24)}
	s.WaitFor("$")
	s.list("run")
	s.Press("q")
	s.wantTold("0")
	s.line("clear")
	s.list("run")
	s.form("half a webhook")
	pane.do("kill-server")
	s.WaitEnd()
	u.wantEnded()
	u.wantDraft("half a webhook")
}

// TestCopyInsideTmux copies in a pane of a tmux that is set as it comes, which
// keeps what a program copies from the terminal.
func TestCopyInsideTmux(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	pane := u.tmux("tmux-256color", 80, 24, program)
	if set := strings.TrimSpace(pane.do("show-options", "-sv", "set-clipboard")); set != "external" {
		t.Skipf("this tmux is set to %q by itself", set)
	}
	shows := func(text string) {
		t.Helper()
		eventually(t, "the pane shows "+text, func() bool { return strings.Contains(pane.Screen(), text) })
	}
	shows("12 webhooks · fresh")
	pane.press("y")
	shows("Copy from")
	pane.press("enter")
	shows("Copied to tmux's buffer: ")
	_, said, _ := strings.Cut(pane.Screen(), "Copied to tmux's buffer: ")
	id, _, _ := strings.Cut(said, " (id of ")
	if held := pane.do("show-buffer"); id == "" || held != id {
		t.Errorf("tmux holds %q, and the status line says %q", held, id)
	}
	pane.press("ctrl+c")
	u.wantEnded()
}

// screen runs a command in the program screen, in a terminal of so many cells.
func (u *user) screen(width, height int, command ...string) *flow.Session {
	u.t.Helper()
	if _, err := exec.LookPath("screen"); err != nil {
		u.t.Skip("screen is missing; install it to run the program in it")
	}
	folder := u.t.TempDir()
	if err := os.Chmod(folder, 0o700); err != nil {
		u.t.Fatal(err)
	}
	u.env = append(u.env, "SCREENDIR="+folder)
	args := append([]string{"screen", "-U", "-c", "/dev/null", "-T", "screen-256color"}, command...)
	return flow.StartBinary(u.t, "/usr/bin/env", args, u.env, width, height)
}

// redrawn is a terminal with screen in it, which draws all of it anew whenever it
// is looked at. Where screen has left a scroll region, the terminal of these tests
// deletes no characters below it, unlike those that screen knows: so what is
// compared is what screen itself has made of the program's output.
type redrawn struct {
	*flow.Session
	u *user
}

func (r redrawn) Screen() string {
	r.u.t.Helper()
	again := exec.Command("screen", "-X", "redisplay")
	again.Env = r.u.env
	if said, err := again.CombinedOutput(); err != nil {
		r.u.t.Fatalf("draw screen anew: %v\n%s", err, said)
	}
	return r.Session.Screen()
}

// TestScreenShowsTheSame looks at what screen makes of the program's output.
func TestScreenShowsTheSame(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	inside := u.screen(80, 24, program)
	s := flow.StartBinary(t, program, nil, u.env, 80, 24)
	for _, step := range reading {
		if step.key != "" {
			s.Press(step.key)
			inside.Press(step.key)
		}
		s.WaitFor(step.says...)
		same(t, s, redrawn{inside, u}, "after "+step.key)
	}
	for _, session := range []*flow.Session{s, inside} {
		session.Press("ctrl+c")
		session.WaitEnd()
	}
}

// TestInsideScreen does in screen what is done in tmux above.
func TestInsideScreen(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := &shell{t: t, u: u, Session: u.screen(80, 24, u.bash()...)}
	s.WaitFor("$")
	s.list("run")
	s.Press("q")
	s.wantTold("0")
	s.line("clear")
	s.list("run")
	s.form("half a webhook")
	quit := exec.Command("screen", "-X", "quit")
	quit.Env = u.env
	if said, err := quit.CombinedOutput(); err != nil {
		t.Errorf("end screen: %v\n%s", err, said)
	}
	s.WaitEnd()
	u.wantEnded()
	u.wantDraft("half a webhook")
}
