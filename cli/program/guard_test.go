package program_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/cli/program"
)

// bomb panics where it is told to.
type bomb struct{ where string }

func boom() tea.Msg { panic("canary: a text that may hold a secret") }

func (b bomb) Init() tea.Cmd {
	switch b.where {
	case "init":
		boom()
	case "command":
		return boom
	case "batch":
		return tea.Batch(boom, func() tea.Msg { return nil })
	case "sequence":
		return tea.Sequence(func() tea.Msg { return nil }, boom)
	case "nested":
		return tea.Sequence(tea.Batch(tea.Sequence(boom, boom), boom))
	}
	return nil
}

func (b bomb) Update(tea.Msg) (tea.Model, tea.Cmd) {
	switch b.where {
	case "update":
		boom()
	case "index":
		var none []int
		_ = none[len(b.where)]
	}
	return b, nil
}

func (b bomb) View() tea.View {
	if b.where == "view" {
		boom()
	}
	return tea.View{Content: "fine", AltScreen: true}
}

func TestEveryPanicEndsTheProgramInOrder(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"init", "command", "batch", "sequence", "nested", "update", "index", "view"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			guard := program.NewGuard(bomb{where})
			var out bytes.Buffer
			program := tea.NewProgram(guard, tea.WithInput(nil), tea.WithOutput(&out), tea.WithWindowSize(80, 24), tea.WithoutSignals())
			ended := make(chan error, 1)
			go func() {
				_, err := program.Run()
				ended <- err
			}()
			select {
			case err := <-ended:
				if err != nil {
					t.Errorf("the program did not end by the normal way: %v", err)
				}
			case <-time.After(20 * time.Second):
				program.Kill()
				t.Fatal("the program went on")
			}
			found := guard.Crash()
			if found == nil {
				t.Fatal("the panic was not seen")
			}
			report := found.Report("v0", time.Unix(0, 0))
			if strings.Contains(report, "canary") {
				t.Errorf("the report quotes the panic:\n%s", report)
			}
			if want := "program_test."; !strings.Contains(report, want) {
				t.Errorf("the report does not tell the place:\n%s", report)
			}
			if where == "index" && !strings.Contains(report, "index out of range") {
				t.Errorf("the runtime's own error is not quoted:\n%s", report)
			}
		})
	}
}
