//go:build linux

package terminal_test

import "testing"

// TestWhereScreensCannotBeShown starts the program where it has no terminal, or
// one that only prints lines.
func TestWhereScreensCannotBeShown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ command, said string }{
		"TERM=dumb":     {"TERM=dumb run", "the terminal (TERM=dumb) cannot show screens"},
		"TERM is empty": {"TERM= run", "the terminal (TERM=) cannot show screens"},
		"output closed": {"run >&-", "corotui needs a terminal"},
		"a pipe":        {"run | cat", "corotui needs a terminal"},
		"input closed":  {"run <&-", "corotui needs a terminal"},
		"no input":      {"run </dev/null", "corotui needs a terminal"},
		"login":         {"TERM=dumb COROTUI_CLIENT_SECRET= run login", "the terminal (TERM=dumb) cannot show the form"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newUser(t).shell(200, 24)
			s.line(test.command + "; echo co''de:${PIPESTATUS[0]}")
			s.WaitFor(test.said, "code:2")
			s.wantClean()
			s.leave()
		})
	}
}
