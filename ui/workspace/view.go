package workspace

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/text"
)

// Cells of the screen's parts.
const (
	gutter  = 3
	indent  = 2
	minName = 20
	idWidth = 22
)

// room is how many rows fit below the field and above the count.
func (m Model) room() int { return max(1, m.height-3) }

// View draws the field, the tree and how many there are.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	t := m.env.Theme
	lines := []string{text.Cut(" "+m.input.View(), m.width, ""), ""}
	if m.start.Many != nil {
		lines[0], lines[1] = m.head(), ""
		if m.typing || m.input.Value() != "" {
			lines[1] = text.Cut(" "+m.input.View(), m.width, "")
		}
	}
	lines = append(lines, m.body()...)
	for len(lines) < m.height-1 {
		lines = append(lines, "")
	}
	lines = lines[:max(0, min(len(lines), m.height-1))]
	return strings.Join(append(lines, t.Muted.Render(text.Cut(" "+m.count(), m.width, ""))), "\n")
}

func (m Model) count() string {
	total := len(m.all) - m.recentCount()
	if m.loading || total == 0 {
		return ""
	}
	if m.input.Value() != "" {
		return text.Count(len(m.shown)) + " of " + text.Plural(total, "workspace", "workspaces")
	}
	return text.Plural(total, "workspace", "workspaces")
}

func (m Model) body() []string {
	notes := m.notes()
	var rows []string
	for at := m.top; at < min(m.rows(), m.top+m.visible()); at++ {
		rows = append(rows, m.row(at))
	}
	if len(notes) > 0 && len(rows) > 0 {
		rows = append(rows, "")
	}
	return append(rows, notes...)
}

// visible is how many rows are seen at once: what the notes below them leave.
func (m Model) visible() int {
	notes := len(m.notes())
	if notes > 0 {
		notes++ // and a blank line
	}
	return max(1, m.room()-notes)
}

// notes say what is awaited, what went wrong, or that there is nothing.
func (m Model) notes() []string {
	t := m.env.Theme
	inset := strings.Repeat(" ", gutter)
	var notes []string
	if m.loading && len(m.all) == 0 {
		notes = m.bars()
	}
	switch {
	case m.wrong != nil:
		notes = m.wrap(text.Sentence(m.wrong))
	case m.loading && m.slow:
		said := m.busy.View() + " asking " + m.start.Host + t.Signs.Ellipsis
		notes = append(notes, "", inset+t.Muted.Render(text.Cut(said, max(0, m.width-gutter), "")))
	case m.loading:
	case m.problem != "":
		notes = append(m.wrap(t.Bad.Render(m.problem)), "", inset+text.Cut("ctrl+r refreshes; you can also open a workspace by its id.", max(0, m.width-gutter), ""))
	case m.input.Value() != "" && len(m.shown) == 0:
		notes = m.wrap("Nothing matches. " + m.env.Keys.Leave("").Keys()[0] + " clears.")
	case !m.listed():
		notes = m.wrap("No workspaces to list. Type a workspace id; Coro's console shows it in your profile, under My Workspaces.")
	}
	return notes
}

func (m Model) wrap(said string) []string {
	wrapped := lipgloss.NewStyle().Width(max(1, m.width-gutter-1)).Render(said)
	lines := strings.Split(wrapped, "\n")
	for i := range lines {
		lines[i] = strings.Repeat(" ", gutter) + strings.TrimRight(lines[i], " ")
	}
	return lines
}

// bars stand where rows come.
func (m Model) bars() []string {
	t := m.env.Theme
	const count = 4
	lines := make([]string, 0, count)
	for i := range count {
		bar := strings.Repeat(t.Signs.Rule, max(0, min(m.width-gutter-1, 40-i%3*7)))
		lines = append(lines, strings.Repeat(" ", gutter)+t.Rule.Render(bar))
	}
	return lines
}

func (m Model) row(at int) string {
	t := m.env.Theme
	cursor := " "
	if at == m.cursor {
		cursor = t.Accent.Render(t.Signs.Cursor)
	}
	if at == len(m.shown) {
		verb := "open "
		if m.start.Many != nil {
			verb = "the "
		}
		return text.Cut(cursor+"  "+verb+"workspace id "+text.Quote(api.Text(m.typedID())), m.width, t.Signs.Ellipsis)
	}
	n := m.shown[at]
	mark := " "
	marked := n.workspace.ID == m.start.Current
	if m.start.Many != nil {
		_, marked = m.marks[n.workspace.ID]
	}
	if marked {
		mark = t.Accent.Render(t.Signs.Marked)
	}
	name := strings.Repeat(" ", min(indent*n.depth, m.width/4)) + n.name
	notes := text.Pad(n.id, idWidth) + "  " + strings.Join(m.told(n), " "+t.Signs.Dot+" ")
	nameWidth := max(minName, min(m.longest+indent, (m.width-gutter)*42/100))
	name = text.Fit(name, nameWidth, t.Signs.Ellipsis)
	line := cursor + mark + " " + name + "  "
	rest := m.width - lipgloss.Width(line)
	return text.Cut(line+t.Muted.Render(text.Cut(notes, max(0, rest), t.Signs.Ellipsis)), m.width, "")
}

// told is what is said of a workspace behind its id.
func (m Model) told(n node) []string {
	var parts []string
	if n.recent {
		parts = append(parts, "recent")
	}
	switch {
	case n.workspace.IsChannel():
		parts = append(parts, "channel")
	case n.domain != "":
		parts = append(parts, n.domain)
	}
	if m.start.Many != nil && n.workspace.ID == m.start.Current {
		parts = append(parts, "current")
	}
	return parts
}

// Cursor returns where the filter is being typed, in the screen's own cells.
func (m Model) Cursor() *tea.Cursor {
	cursor := m.input.Cursor()
	if cursor != nil {
		cursor.Position.X++
		if m.start.Many != nil {
			cursor.Position.Y++
		}
	}
	return cursor
}
