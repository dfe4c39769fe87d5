//go:build unix

package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	tea "charm.land/bubbletea/v2"

	"corotui/cli"
	"corotui/cli/program"
	"corotui/e2e/flow"
)

// mishap is the environment variable that makes the test's executable run a
// bomb in place of the tests.
const mishap = "CLI_TEST_MISHAP"

// bomb is a program that, at the first key, panics with a secret or hangs.
type bomb struct {
	where string
	armed bool
}

func runBomb(where string) int {
	ctx, stop := program.Notify(context.Background())
	defer stop()
	return cli.Show(ctx, cli.Process{Env: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}, bomb{where: where})
}

func boom() tea.Msg { panic(canary) }

func (b bomb) Init() tea.Cmd { return nil }

func (b bomb) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	if _, pressed := message.(tea.KeyPressMsg); !pressed {
		return b, nil
	}
	b.armed = true
	quiet := func() tea.Msg { return nil }
	switch b.where {
	case "Update":
		boom()
	case "a command":
		return b, boom
	case "a batch":
		return b, tea.Batch(quiet, tea.Batch(quiet, boom))
	case "a sequence":
		return b, tea.Sequence(quiet, boom, quiet)
	case "a loop":
		select {}
	}
	return b, nil
}

func (b bomb) View() tea.View {
	if b.armed && b.where == "View" {
		boom()
	}
	view := tea.NewView("it runs")
	view.AltScreen, view.MouseMode, view.ReportFocus = true, tea.MouseModeAllMotion, true
	return view
}

// KeepDraft is what the program is asked for after a crash.
func (b bomb) KeepDraft() error {
	return os.WriteFile(filepath.Join(os.Getenv("HOME"), "draft"), nil, 0o600)
}

// startBomb runs a bomb in a terminal.
func startBomb(t *testing.T, w *world, where string) *flow.Session {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := flow.StartBinary(t, self, nil, append(w.env, mishap+"="+where), 300, 24)
	s.WaitFor("it runs")
	return s
}

func TestAPanicGivesTheTerminalBackAndLeavesAReport(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"Update", "View", "a command", "a batch", "a sequence"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			s := startBomb(t, w, where)
			s.Press("x")
			if code := s.WaitEnd(); code != 1 {
				t.Errorf("the exit code is %d", code)
			}
			reports, err := filepath.Glob(filepath.Join(w.home, ".local/state/corotui/crash-*.txt"))
			if err != nil || len(reports) != 1 {
				t.Fatalf("the reports are %v (%v); there are %v", reports, err, w.files())
			}
			if said := strings.TrimSpace(s.Screen()); strings.Contains(said, "\n") || !strings.Contains(said, reports[0]) {
				t.Errorf("it does not say in one line where the report %s is:\n%s", reports[0], said)
			}
			if mode := w.files()[strings.TrimPrefix(reports[0], w.home+"/")]; mode != 0o600 {
				t.Errorf("the report has mode %v", mode)
			}
			if _, kept := w.files()["draft"]; !kept {
				t.Error("the open form was not kept")
			}
			report, err := os.ReadFile(reports[0])
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(report), canary) || strings.Contains(string(s.Output()), canary) {
				t.Errorf("what the panic said can be read:\n%s", report)
			}
			if !strings.Contains(string(report), "crash_test.go") {
				t.Errorf("the report does not tell the place:\n%s", report)
			}
		})
	}
}

// TestAProgramThatHangsCanBeEnded sends a signal to a program that does not
// come to look at it.
func TestAProgramThatHangsCanBeEnded(t *testing.T) {
	t.Parallel()
	s := startBomb(t, newWorld(t), "a loop")
	s.Press("x")
	s.Signal(syscall.SIGTERM)
	if code := s.WaitEnd(); code != 130 {
		t.Errorf("the exit code is %d", code)
	}
}
