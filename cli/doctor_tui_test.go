//go:build unix

package cli_test

import (
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"

	"corotui/e2e/flow"
)

// TestDoctorIsLeftWhileItAsksTheTerminal: ctrl+c is no signal then, and must not
// be taken for a part of an answer.
func TestDoctorIsLeftWhileItAsksTheTerminal(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	command := exec.CommandContext(t.Context(), build(t), "doctor")
	command.Env = append(w.env, "TERM=xterm", "LANG=C.UTF-8")
	terminal, err := pty.StartWithSize(command, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Skipf("this machine gives no pseudo-terminal: %v", err)
	}
	defer func() { _ = terminal.Close() }()
	var shown strings.Builder
	for buffer := make([]byte, 256); !strings.Contains(shown.String(), ansi.RequestPrimaryDeviceAttributes); {
		n, err := terminal.Read(buffer) // this terminal never answers
		if shown.Write(buffer[:n]); err != nil {
			t.Fatalf("no question came, but %v and %q", err, shown.String())
		}
	}
	if _, err := terminal.WriteString("\x03"); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(terminal) // ends with the program
	_ = command.Wait()              // the exit code tells it
	if code := command.ProcessState.ExitCode(); code != 130 {
		t.Errorf("the exit code is %d", code)
	}
	if strings.Contains(string(rest), "network") || len(w.emulator.Requests()) != 0 {
		t.Errorf("it went on: %q", rest)
	}
}

// TestDoctorOnATerminal asks the terminal about itself, and leaves nothing of
// the questions or the answers behind. The report is as wide as the terminal, up
// to where a sentence is hard to read.
func TestDoctorOnATerminal(t *testing.T) {
	w := loggedIn(t)
	w.set("LANG=C.UTF-8", "COROTUI_WORKSPACE=")
	for _, size := range []struct{ width, height, from, to int }{{80, 24, 70, 80}, {60, 40, 50, 60}, {200, 50, 81, 110}} {
		shape := fmt.Sprintf("%dx%d", size.width, size.height)
		t.Run(shape, func(t *testing.T) {
			s := flow.StartBinary(t, build(t), []string{"doctor"}, w.env, size.width, size.height)
			s.WaitFor("none is set, so the API")
			if code := s.WaitEnd(); code != 0 {
				t.Errorf("the exit code is %d", code)
			}
			screen, report := s.Screen(), string(s.Output()) // which is longer than the screen
			for _, says := range []string{"✓ ok       size              " + shape, "TERM xterm-256color, 256", "✓ ok       widths", "UTF-8"} {
				if !strings.Contains(report, says) {
					t.Errorf("%q is missing in\n%s", says, report)
				}
			}
			if strings.Contains(screen, "新") || strings.Contains(screen, "[?") {
				t.Errorf("the questions are left on the screen:\n%s", screen)
			}
			if !strings.Contains(screen, "--workspace") {
				t.Errorf("a flag is broken at its hyphens:\n%s", screen)
			}
			widest := 0
			for line := range strings.Lines(screen) {
				widest = max(widest, ansi.StringWidth(strings.TrimRight(line, "\n")))
			}
			if widest < size.from || widest > size.to {
				t.Errorf("the widest line has %d cells:\n%s", widest, screen)
			}
		})
	}
}
