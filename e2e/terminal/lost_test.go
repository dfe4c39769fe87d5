//go:build linux

package terminal_test

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
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
	for name, test := range map[string]struct {
		do   func(*shell)
		code string
	}{
		"as soon as the list is there": {func(s *shell) { s.list("run"); s.Press("q") }, "0"},
		"before anything is there":     {func(s *shell) { s.Type("run"); s.Press("enter", "q") }, "0"},
		"after a while":                {func(s *shell) { s.list("run"); s.form("slow typing"); s.Press("ctrl+c") }, "0"},
		"told twice": {func(s *shell) {
			s.list("run")
			pid := s.u.pid()
			s.u.send(pid, syscall.SIGTERM)
			<-time.After(latency / 3)
			s.u.send(pid, syscall.SIGHUP)
		}, "130"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			u.env = append(u.env, "QUIET=1.5")
			l := newLine(t)
			s := u.ssh(l, 80, 24)
			l.slow(latency)
			test.do(s)
			s.wantBack(test.code)
			s.leave()
		})
	}
}

// half is typed into forms.
const half = "half a webhook"

// edits opens the form of the first webhook and changes its name.
func (s *shell) edits() {
	s.t.Helper()
	s.Press("g", "e")
	s.WaitFor("Edit  PSA tickets")
	s.Press("end", "ctrl+u")
	s.Type(half)
	s.WaitFor(half, "1 unsaved")
}

// lost are the screens to be in when the line is cut: how each is come to from the
// list, and whether something was typed there that must be kept.
var lost = map[string]struct {
	to    func(*shell)
	draft bool
}{
	"list":   {to: func(*shell) {}},
	"filter": {to: func(s *shell) { s.Press("/"); s.Type("bill"); s.WaitFor("/ bill") }},
	"detail": {to: func(s *shell) { s.Press("enter"); s.WaitFor("Applies to") }},
	"form":   {to: (*shell).edits, draft: true},
	"a secret in the form": {to: func(s *shell) {
		s.form(half)
		s.to("Secret")
		s.Press("space")
		s.WaitFor("type a secret (")
		s.Type(typed)
		s.WaitUntil(func(screen string) bool { return strings.Contains(row(screen), "************") }, "masks the secret")
	}, draft: true},
	"review": {to: func(s *shell) {
		s.edits()
		s.Press("ctrl+s")
		s.WaitFor("Save these changes?")
	}, draft: true},
	"conflict": {to: func(s *shell) {
		s.edits()
		s.u.changesElsewhere("PSA tickets")
		s.Press("ctrl+s")
		s.WaitFor("Save these changes?")
		s.Press("enter")
		s.WaitFor("Changed by someone else")
	}, draft: true},
	"question":        {to: func(s *shell) { s.Press("d"); s.WaitFor("Delete") }},
	"copy":            {to: func(s *shell) { s.Press("y"); s.WaitFor("Copy from") }},
	"a test's answer": {to: func(s *shell) { s.Press("t"); s.WaitFor("Coro answered", "[ close ]") }},
	"fleet":           {to: func(s *shell) { s.Press("f"); s.WaitFor("16 workspaces", "8 off") }},
	"a fleet that is walked": {to: func(s *shell) {
		s.u.fails("list:hang,workspace=harborclinic_H2C8_x")
		s.Press("f")
		s.WaitFor("15 of 16 workspaces")
	}},
	"a question about many": {to: func(s *shell) {
		s.Press("f")
		s.WaitFor("16 workspaces", "8 off")
		s.Press("X", "space")
		s.WaitFor("Enable", "cancel")
	}},
	"refreshing": {to: func(s *shell) {
		s.u.fails("list:hang")
		s.Press("r")
		s.WaitFor("refreshing")
	}},
	"saving": {to: func(s *shell) {
		s.u.fails("update:delay=1s")
		s.Press("g", "space")
		s.WaitFor("saving")
	}},
	"profiles":   {to: func(s *shell) { s.Press("p"); s.WaitFor("PROFILE") }},
	"workspaces": {to: func(s *shell) { s.Press("w"); s.WaitFor("or an id") }},
	"history":    {to: func(s *shell) { s.Press("h"); s.WaitFor("esc back") }},
	"help":       {to: func(s *shell) { s.Press("?"); s.WaitGone("PSA tickets") }},
	"palette":    {to: func(s *shell) { s.Press(":"); s.WaitFor("enable or disable") }},
	"login": {to: func(s *shell) {
		s.Press("ctrl+c")
		s.wantTold("0")
		s.line("clear; COROTUI_CLIENT_ID= COROTUI_CLIENT_SECRET= run")
		s.WaitFor("Region")
		s.Type(typed)
	}},
}

// TestALostConnection cuts the line in every screen. What runs on the other
// side ends, and nothing that was typed there is lost, but secrets.
func TestALostConnection(t *testing.T) {
	t.Parallel()
	for name, test := range lost {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			l := newLine(t)
			s := u.ssh(l, 80, 24)
			s.list("run")
			test.to(s)
			l.cut()
			u.wantEnded()
			u.wantNothingRunning()
			if test.draft {
				u.wantDraft(half)
			}
		})
	}
}

// fails has the server answer an operation wrongly from now on.
func (u *user) fails(fault string) {
	u.t.Helper()
	parsed, err := emulator.ParseFault(fault)
	if err != nil {
		u.t.Fatal(err)
	}
	u.emulator.Fault(parsed)
}

// row returns the line that the cursor is in.
func row(screen string) string {
	for line := range strings.Lines(screen) {
		if strings.Contains(line, "▌") {
			return line
		}
	}
	return ""
}

// to moves the cursor of a form down to the row with a text.
func (s *shell) to(text string) {
	s.t.Helper()
	for from := row(s.Screen()); !strings.Contains(from, text); from = row(s.Screen()) {
		s.Press("down")
		s.WaitUntil(func(screen string) bool { return row(screen) != from }, "moves the cursor down from "+from)
	}
}

// changesElsewhere gives a webhook another name behind the program's back.
func (u *user) changesElsewhere(name string) {
	u.t.Helper()
	edit := exec.Command(program, "webhooks", "edit", name, "--name", "theirs")
	edit.Env = u.env
	if said, err := edit.CombinedOutput(); err != nil {
		u.t.Fatalf("change %s: %v\n%s", name, err, said)
	}
}
