package drift

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// broken reports that the files cannot be compared with, and that the page says why.
func (m Model) broken() bool { return len(m.content.Problems) > 0 }

// problemRows is how many of the lines fit.
func (m Model) problemRows() int { return max(1, m.height-2) }

// problemLines are all that is wrong in the files, none of it cut.
func (m Model) problemLines() []string {
	var lines []string
	for _, problem := range m.content.Problems {
		begins := " "
		for line := range strings.SplitSeq(ansi.Wrap(problem, max(10, m.width-4), ""), "\n") {
			lines = append(lines, text.Cut(begins+strings.TrimRight(line, " "), max(1, m.width-1), ""))
			begins = "   "
		}
	}
	return lines
}

// doBroken does what a key means while the problems are shown.
func (m Model) doBroken(action keys.Action) (Model, tea.Cmd) {
	lines := len(m.problemLines())
	if top, moves := screen.Step(action, m.top, m.problemRows(), lines); moves {
		m.top = max(0, min(top, lines-m.problemRows()))
		return m, nil
	}
	switch action {
	case keys.Copy:
		said := strings.Join(m.content.Problems, "\n") + "\n"
		return m, screen.Cmd(screen.CopyMsg{Text: said, Level: screen.Done, What: text.Plural(len(m.content.Problems), "problem", "problems")})
	case keys.Back, keys.Quit, keys.Drift:
		return m, screen.Cmd(screen.BackMsg{})
	case keys.Refresh, keys.Help:
		return m.ask(action)
	}
	return m, nil
}

// problems draws them.
func (m Model) problems() []string {
	t := m.env.Theme
	said := text.Plural(len(m.content.Problems), "problem", "problems") + " in " + m.content.Files + "; nothing was compared"
	lines := make([]string, 0, m.height)
	lines = append(lines, m.sides(t.Title.Render(text.Cut(said, max(1, m.width-2), t.Signs.Ellipsis)), ""), "")
	all := m.problemLines()
	top := max(0, min(m.top, len(all)-m.problemRows()))
	shown := append([]string{}, all[top:min(len(all), top+m.problemRows())]...)
	return append(lines, screen.Scroll{Top: top, Rows: m.problemRows(), Count: len(all)}.Draw(t, shown, m.width)...)
}
