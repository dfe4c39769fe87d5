//go:build linux

package terminal_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"corotui/e2e/flow"
)

// storm is what a tiling window manager does at its worst: so many sizes, from
// one cell to more than a screen has, none of them waited for.
func storm(s interface{ Resize(width, height int) }) {
	const sizes, widest, highest = 200, 300, 100
	random := rand.New(rand.NewPCG(1, 2))
	s.Resize(1, 1)
	for range sizes {
		s.Resize(1+random.IntN(widest), 1+random.IntN(highest))
	}
	s.Resize(widest, highest)
	s.Resize(1, 1)
	s.Resize(80, 24)
}

// edited opens a form, and types into it.
func edited(s *flow.Session) {
	s.Press("n")
	s.WaitFor("New webhook")
	s.Type(half)
	s.WaitFor("Name         " + half)
}

// TestResizeStorms compares what is there after a storm with a terminal that
// had none.
func TestResizeStorms(t *testing.T) {
	t.Parallel()
	list := func(u *user) *flow.Session {
		u.t.Helper()
		s := flow.StartBinary(u.t, program, nil, u.env, 80, 24)
		s.WaitFor("Acme Channel", "12 webhooks · fresh")
		return s
	}
	for name, to := range map[string]func(*flow.Session){
		"the list": func(*flow.Session) {},
		"a form":   edited,
		"a review": func(s *flow.Session) {
			s.Press("g", "e")
			s.WaitFor("Edit  ")
			s.Type(half)
			s.Press("ctrl+s")
			s.WaitFor("Save these changes?", half)
		},
		"a detail":   func(s *flow.Session) { s.Press("enter"); s.WaitFor("Applies to", "esc back") },
		"a filter":   func(s *flow.Session) { s.Press("/"); s.Type("bill"); s.WaitFor("/ bill", "1 of 12") },
		"a question": func(s *flow.Session) { s.Press("d"); s.WaitFor("Delete") },
		"a palette":  func(s *flow.Session) { s.Press(":"); s.Type("undo"); s.WaitFor("undo the last change") },
		"workspaces": func(s *flow.Session) { s.Press("w"); s.WaitFor("▌✓ Acme", "16 workspaces") },
		"the help":   func(s *flow.Session) { s.Press("?"); s.WaitFor("esc back") },
		"a fleet":    func(s *flow.Session) { s.Press("f"); s.WaitFor("Fleet  Acme Channel", "8 off") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			calm, shaken := list(u), list(u)
			to(calm)
			to(shaken)
			storm(shaken)
			same(t, calm, shaken, "after the storm")
			shaken.Press("ctrl+c")
			if code := shaken.WaitEnd(); code != 0 {
				t.Errorf("the exit code is %d", code)
			}
			calm.Press("ctrl+c")
			calm.WaitEnd()
		})
	}
	t.Run("loading", func(t *testing.T) {
		t.Parallel()
		u := newUser(t)
		u.fails("list:delay=2s")
		shaken := flow.StartBinary(t, program, nil, u.env, 80, 24)
		shaken.WaitFor("asking")
		storm(shaken)
		shaken.WaitFor("Acme Channel", "12 webhooks · fresh", "User lifecycle")
		calm := flow.StartBinary(t, program, nil, u.env, 80, 24)
		calm.WaitFor("Acme Channel", "12 webhooks · fresh", "User lifecycle")
		same(t, calm, shaken, "after the storm")
		for _, s := range []*flow.Session{shaken, calm} {
			s.Press("q")
			s.WaitEnd()
		}
	})
}

// TestOnALightBackground has the terminal answer that it is white. The bright
// colors, which cannot be read on it, must be gone.
func TestOnALightBackground(t *testing.T) {
	t.Parallel()
	s := newUser(t).shell(80, 24)
	s.line(`printf '\e]11;#ffffff\a'`)
	s.list("run --demo")
	s.WaitUntil(func(string) bool {
		shown := s.ANSI()
		return strings.Contains(shown, "\x1b[31m") && !strings.Contains(shown, "\x1b[96") && !strings.Contains(shown, "\x1b[91m")
	}, "has the colors for a light background")
	s.Press("q")
	s.wantBack("0")
	s.leave()
}

// TestAResizeStormInTmux has another terminal rebuild what is there after it.
func TestAResizeStormInTmux(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	pane := u.tmux("tmux-256color", 80, 24, program)
	calm := flow.StartBinary(t, program, nil, u.env, 80, 24)
	calm.WaitFor("Acme Channel", "12 webhooks · fresh")
	same(t, calm, pane, "before the storm")
	storm(pane)
	same(t, calm, pane, "after a storm over the list")
	edited(calm)
	for _, key := range []string{"n", half} {
		pane.press(key)
	}
	same(t, calm, pane, "with a form")
	storm(pane)
	same(t, calm, pane, "after a storm over the form")
	calm.Press("ctrl+c")
	calm.WaitEnd()
	pane.press("ctrl+c")
	u.wantEnded()
}
