package drift

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/internal/plan"
	"corotui/internal/text"
	"corotui/ui/screen"
)

// Cells of the table's parts.
const (
	gutter       = 3 // blank, mark, blank
	gap          = 2
	minWorkspace = 12
	minName      = 14
	headRows     = 2 // the title, and those of the columns
)

// The titles of the columns.
const (
	titleDiffers   = "DRIFT"
	titleWorkspace = "WORKSPACE"
	titleName      = "NAME"
	titleWhat      = "DIFFERS"
)

// visible is how many rows fit between the titles and the counts.
func (m Model) visible() int {
	return max(1, m.height-headRows-1-m.noteRows()-m.offerRows())
}

// noteRows is in how many lines it is said that something could not be compared.
func (m Model) noteRows() int {
	if len(m.content.Notes) == 0 {
		return 0
	}
	return 1
}

func (m Model) scrolled() screen.Scroll {
	return screen.Scroll{Top: m.top, Rows: m.visible(), Count: len(m.shown)}
}

// View draws the list, or the difference that is open.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	var lines []string
	switch {
	case m.broken():
		lines = m.problems()
	case m.opened.open:
		lines = m.difference()
	default:
		lines = m.list()
	}
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	return strings.Join(lines[:m.height], "\n")
}

// list draws titles, rows, and the counts.
func (m Model) list() []string {
	t := m.env.Theme
	right := t.Muted.Render(m.state())
	title := text.Cut("Drift from "+m.content.Files, max(1, m.width-3-lipgloss.Width(right)), t.Signs.Ellipsis)
	lines := []string{m.sides(t.Title.Render(title), right)}
	if said := m.instead(); len(said) > 0 {
		lines = append(lines, said...)
	} else {
		workspace, name, what := m.columns.widths(m.rowWidth() - gutter - m.columns.word - gap)
		lines = append(lines, m.titles(workspace, name))
		rows := make([]string, 0, m.visible())
		for at := m.top; at < min(len(m.shown), m.top+m.visible()); at++ {
			rows = append(rows, m.line(at, workspace, name, what))
		}
		lines = append(lines, m.scrolled().Draw(t, rows, m.width)...)
	}
	body := max(1, m.height-1-m.noteRows()-m.offerRows())
	for len(lines) < body {
		lines = append(lines, "")
	}
	lines = append(lines[:body], m.offerLines()...)
	if m.noteRows() > 0 {
		lines = append(lines, m.noteLine())
	}
	return append(lines, m.count())
}

// state says at the right how fresh the rows are.
func (m Model) state() string {
	switch {
	case m.content.Plan == nil:
		return ""
	case m.content.Waiting != "":
		return "comparing again" + m.env.Theme.Signs.Ellipsis
	}
	return "compared " + m.content.At.Local().Format("15:04")
}

// instead is what stands in the place of rows; nothing when there are some to show.
func (m Model) instead() []string {
	said := ""
	switch p := m.content.Plan; {
	case p == nil && m.content.Waiting != "":
		said = m.content.Waiting + m.env.Theme.Signs.Ellipsis
	case p == nil && m.content.Problem == "":
		return nil
	case p == nil:
		said = m.content.Problem
	case m.problem != nil:
		said = text.Sentence(m.problem) + " " + m.clears() + "."
	case len(m.shown) == 0 && len(m.rows) > 0:
		said = `Nothing matches "` + m.input.Value() + `". ` + m.clears() + "."
	case len(m.rows) > 0:
		return nil
	case p.Workspaces == 0:
		said = "The files select no workspace that could be read."
	default:
		said = "Nothing differs: " + text.Plural(p.Unchanged, "webhook is", "webhooks are") + " as wanted in " +
			text.Plural(p.Workspaces, "workspace", "workspaces") + "."
	}
	lines := []string{""}
	for line := range strings.SplitSeq(lipgloss.NewStyle().Width(max(1, m.width-gutter-1)).Render(said), "\n") {
		lines = append(lines, text.Cut(strings.Repeat(" ", gutter)+strings.TrimRight(line, " "), m.width, ""))
	}
	return lines
}

// clears is the key that takes the filter away now.
func (m Model) clears() string { return m.env.Keys.Leave("").Keys()[0] + " clears" }

func (m Model) titles(workspace, name int) string {
	line := strings.Repeat(" ", gutter) + text.Pad(titleDiffers, m.columns.word+gap) + text.Pad(titleWorkspace, workspace+gap) +
		text.Pad(titleName, name+gap) + titleWhat
	return m.env.Theme.Muted.Render(text.Cut(line, m.rowWidth(), ""))
}

// rowWidth is how many cells rows have beside the scroll mark.
func (m Model) rowWidth() int {
	if m.scrolled().Needed() {
		return max(1, m.width-1)
	}
	return m.width
}

// line draws one row. Under the cursor only the first word of its name and the sign before
// it differ: all that differs is sent again at every key.
func (m Model) line(at, workspace, name, what int) string {
	r, t := m.shown[at], m.env.Theme
	style := map[plan.Action]lipgloss.Style{plan.Create: t.Added, plan.Change: t.Warn, plan.Delete: t.Removed}[r.item.Action]
	rest := t.Text
	if r.extra {
		style, rest = t.Muted, t.Muted
	}
	mark := " "
	if m.marks[r.place()] {
		mark = t.Accent.Render(t.Signs.Marked)
	}
	var b strings.Builder
	b.WriteString(" " + mark + " " + style.Render(text.Pad(r.sign+" "+r.word, m.columns.word)))
	b.WriteString(strings.Repeat(" ", gap) + rest.Render(text.Fit(r.workspace, workspace, t.Signs.Ellipsis)))
	b.WriteString(strings.Repeat(" ", gap-1))
	shown := text.Cut(r.name, name, t.Signs.Ellipsis)
	if at == m.cursor {
		word, others, more := strings.Cut(shown, " ")
		if more {
			others = " " + others
		}
		b.WriteString(t.Accent.Render(t.Signs.Cursor+word) + rest.Render(others))
	} else {
		b.WriteString(" " + rest.Render(shown))
	}
	b.WriteString(strings.Repeat(" ", max(0, name-lipgloss.Width(shown))+gap))
	b.WriteString(t.Muted.Render(text.Cut(r.differs(), what, t.Signs.Ellipsis)))
	return text.Cut(b.String(), m.rowWidth(), "")
}

// noteLine says that something could not be compared.
func (m Model) noteLine() string {
	t := m.env.Theme
	var parts []string
	if n := m.content.Unread; n > 0 {
		parts = append(parts, text.Plural(n, "workspace", "workspaces")+" not compared")
	}
	if n := len(m.content.Notes) - m.content.Unread; n > 0 {
		parts = append(parts, text.Plural(n, "note", "notes"))
	}
	said := strings.Join(append(parts, m.env.Key(keyNotes)+" shows them"), m.env.Dot())
	return text.Cut(" "+t.Warn.Render(text.Cut("! "+said, max(1, m.width-2), t.Signs.Ellipsis)), m.width, "")
}

// count is the last line: the filter while there is one, else numbers.
func (m Model) count() string {
	t := m.env.Theme
	position := m.scrolled().Position(t, m.cursor)
	if m.filtering || m.Filtered() {
		right := t.Muted.Render(text.Count(len(m.shown)) + " of " + text.Count(len(m.rows)))
		if n := m.hiddenMarks(); n > 0 {
			right = t.Muted.Render(text.Count(n)+" marked hidden"+m.env.Dot()) + right
		}
		input := m.input
		input.SetWidth(max(1, m.width-2-lipgloss.Width(right)-len(input.Prompt())-gap))
		return m.sides(input.View(), right)
	}
	parts := m.counts()
	if n := len(m.marks); n > 0 {
		parts = append([]string{t.Accent.Render(text.Count(n) + " marked")}, parts...)
	}
	for len(parts) > 1 && lipgloss.Width(strings.Join(parts, m.env.Dot()))+lipgloss.Width(position) > m.width-3 {
		parts = parts[:len(parts)-1]
	}
	return m.sides(strings.Join(parts, t.Muted.Render(m.env.Dot())), position)
}

// counts are how much is to be done, and what is as wanted.
func (m Model) counts() []string {
	t, p := m.env.Theme, m.content.Plan
	if p == nil {
		return nil
	}
	var parts []string
	add := func(style lipgloss.Style, n int, says string) {
		if n > 0 {
			parts = append(parts, style.Render(text.Count(n)+" "+says))
		}
	}
	add(t.Added, p.Count(plan.Create), plan.Create.Drift())
	add(t.Warn, p.Count(plan.Change), plan.Change.Drift())
	add(t.Muted, len(p.Extra), plan.Delete.Drift())
	add(t.Muted, p.Unchanged, "as wanted")
	return parts
}

// hiddenMarks counts the marked that the filter hides.
func (m Model) hiddenMarks() int {
	hidden := len(m.marks)
	for _, r := range m.shown {
		if m.marks[r.place()] {
			hidden--
		}
	}
	return hidden
}

// sides puts a text at each end of a line.
func (m Model) sides(left, right string) string {
	if right == "" {
		return text.Cut(" "+left, m.width, "")
	}
	space := max(1, m.width-2-lipgloss.Width(left)-lipgloss.Width(right))
	return text.Cut(" "+left+strings.Repeat(" ", space)+right, m.width, "")
}

// Cursor is where the filter is being typed.
func (m Model) Cursor() *tea.Cursor {
	if !m.filtering {
		return nil
	}
	cursor := m.input.Cursor()
	if cursor == nil {
		return nil
	}
	cursor.Position.X++
	cursor.Position.Y = m.height - 1
	return cursor
}
