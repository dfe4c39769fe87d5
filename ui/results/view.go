package results

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/internal/text"
)

// Rows above the lines and below them, and from which height on there are blank ones.
const (
	headRows = 2
	footRows = 2
	roomy    = 13 // one more row below, and blank ones
)

// Cells of the columns.
const (
	gutter   = 3
	minName  = 14
	minPlace = 10
	minWhy   = 12
	barWidth = 12
)

// rows is how many lines fit.
func (m Model) rows() int {
	rows := m.height - headRows - m.footRows()
	if m.height >= roomy {
		rows -= 2 // the blank ones
	}
	return max(1, rows)
}

func (m Model) footRows() int {
	if m.height >= roomy {
		return footRows + 1
	}
	return footRows
}

// View draws what the run is, how many ended in which way, a line for each webhook, and
// the line under the cursor without its cuts.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	t := m.env.Theme
	title := text.Cut(m.title(), max(1, m.width-2-barWidth-1), t.Signs.Ellipsis)
	head := []string{m.sides(t.Title.Render(title), m.progress())}
	head = append(head, m.sides(m.counts(), m.position()))
	var body []string
	for at := m.top; at < min(len(m.order), m.top+m.rows()); at++ {
		body = append(body, m.line(at))
	}
	for len(body) < m.rows() {
		body = append(body, "")
	}
	foot := m.foot()
	if m.height >= roomy {
		head, foot = append(head, ""), append([]string{""}, foot...)
	}
	lines := slices.Concat(head, body, foot)
	return strings.Join(lines[:min(len(lines), m.height)], "\n")
}

// title names the workspace if there is only one, for which there is no column then.
func (m Model) title() string {
	if m.columns.places || len(m.report.Rows) == 0 || m.report.Rows[0].Workspace == "" {
		return m.report.Title
	}
	return m.report.Title + " in " + m.report.Rows[0].Workspace
}

// sides puts a text at each end of a line.
func (m Model) sides(left, right string) string {
	space := max(1, m.width-2-lipgloss.Width(left)-lipgloss.Width(right))
	return text.Cut(" "+left+strings.Repeat(" ", space)+right, m.width, "")
}

// progress is a bar as long as the run goes on.
func (m Model) progress() string {
	t := m.env.Theme
	if !m.report.Running || len(m.report.Rows) == 0 {
		return ""
	}
	if m.report.Paused {
		return t.Warn.Render("paused")
	}
	ended := len(m.report.Rows)
	for _, c := range m.tally {
		if c.end == Waiting {
			ended -= c.count
		}
	}
	full := barWidth * ended / len(m.report.Rows)
	return t.Muted.Render(strings.Repeat(t.Signs.Full, full) + strings.Repeat(t.Signs.Empty, barWidth-full))
}

// counts say how many ended in which way, what needs a look first.
func (m Model) counts() string {
	t := m.env.Theme
	parts := make([]string, len(m.tally))
	for i, c := range m.tally {
		parts[i] = m.style(c.end).Render(text.Count(c.count) + " " + c.word)
	}
	return strings.Join(parts, t.Muted.Render(m.env.Dot()))
}

// position says where in a list that does not fit the cursor is.
func (m Model) position() string {
	if len(m.order) <= m.rows() {
		return ""
	}
	return m.env.Theme.Muted.Render(text.Count(m.cursor+1) + " of " + text.Count(len(m.order)))
}

func (m Model) style(end End) lipgloss.Style {
	t := m.env.Theme
	switch end {
	case Failed:
		return t.Bad
	case NotBegun:
		return t.Warn
	case Done:
		return t.Good
	default:
		return t.Muted
	}
}

// widths are the cells of the columns: names and workspaces whole as long as reasons keep
// a part of the line.
func (m Model) widths() (name, place int) {
	c := m.columns
	room := m.width - gutter - c.word - 2
	why := min(c.why, max(minWhy, room/3))
	if why > 0 {
		room -= why + 2
	}
	if !c.places {
		return max(minName, min(c.name, room)), 0
	}
	place = min(c.workspace, max(minPlace, room*2/5))
	name = min(c.name, max(minName, room-place-2))
	place = min(c.workspace, max(place, room-name-2))
	return name, place
}

func (m Model) line(at int) string {
	t, row := m.env.Theme, m.report.Rows[m.order[at]]
	cursor, sign := " ", " "
	if at == m.cursor {
		cursor = t.Accent.Render(t.Signs.Cursor)
	}
	switch row.End {
	case Failed:
		sign = t.Bad.Render("!")
	case Waiting:
		sign = t.Muted.Render(t.Signs.Pending)
	default:
	}
	name, place := m.widths()
	line := cursor + sign + " " + m.style(row.End).Render(text.Pad(row.Word, m.columns.word)) + "  " + text.Fit(row.Name, name, t.Signs.Ellipsis)
	if place > 0 {
		line += "  " + text.Fit(row.Workspace, place, t.Signs.Ellipsis)
	}
	line += "  " + t.Muted.Render(row.Why)
	return strings.TrimRight(text.Cut(line, m.width-1, t.Signs.Ellipsis), " ")
}

// foot is the line under the cursor, whole.
func (m Model) foot() []string {
	foot := make([]string, m.footRows())
	row, there := m.selected()
	if !there {
		return foot
	}
	said := row.Name
	if row.Workspace != "" {
		said += " in " + row.Workspace
	}
	said += ": " + row.Word
	if row.Why != "" {
		said += m.env.Dot() + row.Why
	}
	wrapped := strings.Split(lipgloss.NewStyle().Width(max(1, m.width-2)).Render(said), "\n")
	if last := len(foot) - 1; len(wrapped) > len(foot) {
		wrapped = wrapped[:len(foot)]
		wrapped[last] = text.Cut(strings.TrimRight(wrapped[last], " "), m.width-3, "") + m.env.Theme.Signs.Ellipsis
	}
	for i, line := range wrapped {
		foot[i] = text.Cut(" "+strings.TrimRight(line, " "), m.width, "")
	}
	return foot
}
