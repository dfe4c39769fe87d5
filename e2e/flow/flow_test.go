package flow_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"corotui/e2e/flow"
)

// toy is a program small enough to know what every key must show.
type toy struct {
	width, height int
	count         int
	typed         string
	ending        bool
}

func (m toy) Init() tea.Cmd { return nil }

func (m toy) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	switch message := message.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = message.Width, message.Height
	case tea.PasteMsg:
		m.typed += message.Content
	case tea.KeyPressMsg:
		switch message.String() {
		case "up":
			m.count++
		case "q", "ctrl+c":
			m.ending = true
			return m, tea.Quit
		default:
			m.typed += "<" + message.String() + ">"
		}
	}
	return m, nil
}

func (m toy) View() tea.View {
	view := tea.NewView(fmt.Sprintf("%dx%d\ncount %d\ntyped %s\n日本語|end", m.width, m.height, m.count, m.typed))
	view.AltScreen = true
	return view
}

func TestAScreenIsRebuiltFromItsChanges(t *testing.T) {
	t.Parallel()
	s := flow.Start(t, toy{}, 40, 6)
	s.WaitFor("40x6", "count 0", "日本語|end")
	s.Press("up", "up", "up")
	s.WaitFor("count 3")
	s.WaitGone("count 0")
	s.Press("space", "enter", "G", "ctrl+r", "shift+tab", "pgdown", "esc")
	s.WaitFor("typed <space><enter><G><ctrl+r>")
	s.Resize(80, 6)
	s.WaitFor("80x6", "typed <space><enter><G><ctrl+r><shift+tab><pgdown><esc>")
	s.Type("ä é")
	s.Paste("[pasted]")
	s.WaitFor("<ä><space><é>[pasted]")
	if lines := strings.Split(s.Screen(), "\n"); len(lines) != 6 || lines[3] != "日本語|end" {
		t.Errorf("the screen has %d lines, the fourth is %q", len(lines), lines[3])
	}
	s.Quit("q")
	if final, ok := s.FinalModel().(toy); !ok || final.count != 3 || !final.ending {
		t.Errorf("the program ended as %+v", s.FinalModel())
	}
}

// record is a test that may fail without failing this one.
type record struct {
	testing.TB
	failures []string
}

func (r *record) Helper() {}

func (r *record) Errorf(format string, values ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, values...))
}

// stubborn leaves a mode behind, by writing to the terminal itself.
type stubborn struct{ toy }

func (m stubborn) Init() tea.Cmd { return tea.Raw("\x1b[?1000h\x1b[>1u") }

func (m stubborn) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := m.toy.Update(message)
	if inner, ok := next.(toy); ok {
		m.toy = inner
	}
	return m, cmd
}

func TestATerminalThatIsNotGivenBackIsTold(t *testing.T) {
	t.Parallel()
	r := &record{TB: t}
	s := flow.Start(r, stubborn{}, 40, 6)
	s.WaitFor("count 0")
	s.Press("up")
	s.WaitFor("count 1")
	s.Quit()
	if len(r.failures) != 1 {
		t.Fatalf("%d failures were told: %q", len(r.failures), r.failures)
	}
	for _, fault := range []string{"mode 1000 is on", "kitty's keyboard protocol is still on"} {
		if !strings.Contains(r.failures[0], fault) {
			t.Errorf("%q does not tell that %s", r.failures[0], fault)
		}
	}
}
