// Bare is the least that a Bubble Tea program with a list can be. It is the
// yardstick: what corotui takes beyond this is its own doing.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// frame is what is drawn around the rows, so that as many of them are on the
// screen as corotui's list has.
const frame = 7

type model struct {
	rows          []string
	height        int
	cursor, first int
}

func (m model) Init() tea.Cmd { return nil }

func (m model) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	switch message := message.(type) {
	case tea.WindowSizeMsg:
		m.height = max(1, message.Height-frame)
	case tea.KeyPressMsg:
		switch message.String() {
		case "q", "ctrl+c":
			return m, tea.Quit
		case "down":
			m.cursor = min(m.cursor+1, len(m.rows)-1)
		case "up":
			m.cursor = max(m.cursor-1, 0)
		}
	}
	m.first = max(min(m.first, m.cursor), m.cursor-m.height+1)
	return m, nil
}

func (m model) View() tea.View {
	view := tea.View{AltScreen: true}
	if m.height == 0 {
		return view
	}
	lines := make([]string, 0, m.height+frame)
	lines = append(lines, " bare", strings.Repeat("─", 80), "   NAME")
	for i := m.first; i < min(len(m.rows), m.first+m.height); i++ {
		marker := " "
		if i == m.cursor {
			marker = "\x1b[96m▌\x1b[m"
		}
		lines = append(lines, marker+"  "+m.rows[i])
	}
	lines = append(lines, "", strings.Repeat("─", 80), "", " q quit")
	view.SetContent(strings.Join(lines, "\n"))
	return view
}

func main() {
	fps := flag.Int("fps", 120, "frames a second")
	count := flag.Int("rows", 200, "rows of the list")
	flag.Parse()
	m := model{rows: make([]string, *count)}
	for i := range m.rows {
		m.rows[i] = fmt.Sprintf("Row number %d, of a length that is usual in a list", i)
	}
	if _, err := tea.NewProgram(m, tea.WithFPS(*fps)).Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
