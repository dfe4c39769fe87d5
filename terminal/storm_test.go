//go:build linux

package terminal_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"corotui/api/emulator"
	"corotui/ui/flow"
)

// storm is what a tiling window manager does at its worst: so many sizes, from
// one cell to more than a screen has, none of them waited for.
func storm(s *flow.Session) {
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
		"a form": func(s *flow.Session) {
			s.Press("n")
			s.WaitFor("New webhook")
			s.Type(half)
			s.WaitFor("Name         " + half)
		},
		"a question": func(s *flow.Session) { s.Press("d"); s.WaitFor("Delete") },
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
		fault, err := emulator.ParseFault("list:delay=2s")
		if err != nil {
			t.Fatal(err)
		}
		u.emulator.Fault(fault)
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
		return strings.Contains(shown, "\x1b[34;1m") && !strings.Contains(shown, "\x1b[96") && !strings.Contains(shown, "\x1b[91m")
	}, "has the colors for a light background")
	s.Press("q")
	s.wantBack("0")
	s.leave()
}
