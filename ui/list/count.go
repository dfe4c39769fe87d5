package list

import (
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/internal/text"
)

// roomy is from how many columns on the count line spells out what is hidden.
const roomy = 70

// count is the last line: the filter while there is one, else numbers.
func (m Model) count() string {
	t := m.env.Theme
	switch {
	case m.filtering || m.Filtered():
		return m.filterLine()
	case len(m.rows) == 0:
		return ""
	}
	dot := t.Muted.Render(" " + t.Signs.Dot + " ")
	left := m.states()
	if marked, _ := m.Marked(); marked > 0 {
		left += dot + t.Muted.Render(text.Count(marked)+" marked")
	}
	sorted := "sorted by " + m.by.String()
	if m.reverse {
		sorted += ", reversed"
	}
	position := m.scrolled().Position(t, m.cursor)
	right := t.Muted.Render(sorted)
	if position != "" {
		right = position + t.Muted.Render(" "+t.Signs.Dot+" "+sorted)
	}
	saved := m.savedLine(m.width)
	// The sign above a column says how it is sorted, so that gives way first.
	room := m.width - 2*lineInset - lipgloss.Width(left+right)
	if room < 1 || saved != "" && room < lipgloss.Width(saved)+2*apart {
		right = position
		saved = m.savedLine(m.width - 2*lineInset - lipgloss.Width(left+right) - 2*apart)
	}
	if saved != "" {
		left += strings.Repeat(" ", apart) + saved
	}
	return m.spread(left, right)
}

// apart is between the saved filters and what stands beside them.
const apart = 3

// filterLine is the filter, and what it lets through.
func (m Model) filterLine() string {
	t := m.env.Theme
	if !m.Filtered() { // all are shown, and the line says what can be typed
		input := m.input
		input.SetWidth(max(1, m.width-2*lineInset-len(input.Prompt())))
		return m.spread(input.View(), "")
	}
	right := t.Muted.Render(text.Count(len(m.shown)) + " of " + text.Count(len(m.rows)))
	if position := m.scrolled().Position(t, m.cursor); position != "" && !m.filtering {
		right = position + t.Muted.Render(" matches")
	}
	if marked, hidden := m.Marked(); marked > 0 {
		said := text.Count(marked) + " marked"
		if hidden > 0 {
			said += ", " + text.Count(hidden) + " hidden"
		}
		if hidden > 0 && m.width >= roomy {
			said += " by the filter"
		}
		right = t.Muted.Render(said+" "+t.Signs.Dot+" ") + right
	} else {
		right += t.Muted.Render(" " + t.Signs.Dot + " " + m.clears())
	}
	input := m.input // as wide as the numbers allow
	input.SetWidth(max(1, m.width-2*lineInset-lipgloss.Width(right)-len(input.Prompt())-gap))
	return m.spread(input.View(), right)
}

// states counts the rows by status; in the fleet, whose header counts workspaces,
// also those that are on.
func (m Model) states() string {
	t := m.env.Theme
	var said []string
	if m.off > 0 {
		said = append(said, t.Bad.Render(text.Count(m.off)+" off"))
	}
	if unknown := len(m.rows) - m.off - m.on; unknown > 0 {
		said = append(said, t.Warn.Render(text.Count(unknown)+" unknown"))
	}
	switch {
	case len(said) == 0:
		said = append(said, t.Muted.Render("all on"))
	case m.fleet:
		said = append(said, t.Muted.Render(text.Count(m.on)+" on"))
	}
	if m.news > 0 {
		said = append(said, t.Warn.Render(t.Signs.News+" "+text.Count(m.news)+" changed"))
	}
	if m.inherited > 0 {
		said = append(said, t.Muted.Render(text.Count(m.inherited)+" inherited"))
	}
	return strings.Join(said, t.Muted.Render(" "+t.Signs.Dot+" "))
}

// spread puts left and right at the ends of a line; right goes first when
// there is no room for both.
func (m Model) spread(left, right string) string {
	room := m.width - 2*lineInset - lipgloss.Width(left) - lipgloss.Width(right)
	inset := strings.Repeat(" ", lineInset)
	if room < 1 {
		return text.Cut(inset+left, m.width, m.env.Theme.Signs.Ellipsis)
	}
	return inset + left + strings.Repeat(" ", room) + right
}
