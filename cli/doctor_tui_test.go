//go:build unix

package cli_test

import (
	"strings"
	"testing"
)

// TestDoctorOnATerminal asks the terminal about itself, and leaves nothing of
// the questions or the answers behind.
func TestDoctorOnATerminal(t *testing.T) {
	w := loggedIn(t)
	w.set("LANG=C.UTF-8")
	s := w.start("doctor", "--workspace", "")
	s.WaitFor("none is named, so the API cannot be")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	screen := s.Screen()
	for _, says := range []string{"✓ ok       size              80x24", "TERM xterm-256color, 256 colours", "✓ ok       widths", "UTF-8"} {
		if !strings.Contains(screen, says) {
			t.Errorf("%q is missing in\n%s", says, screen)
		}
	}
	if strings.Contains(screen, "新") || strings.Contains(screen, "[?") {
		t.Errorf("the questions are left on the screen:\n%s", screen)
	}
	for line := range strings.Lines(screen) {
		if len([]rune(line)) > 81 {
			t.Errorf("a line is wider than 80 cells: %q", line)
		}
	}
}
