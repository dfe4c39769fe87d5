package dialog

import (
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/internal/text"
)

// confirmWidth is the widest the box gets, border and all.
const confirmWidth = 76

// layout is what of the question goes where in the cells that there are.
type layout struct {
	width   int      // inside border and padding
	title   []string // wrapped
	lines   []string // wrapped
	room    int      // how many of the lines are visible at once
	buttons []string // as many rows as they need
	blanks  int      // how many of the parts have a blank line above, from the last on
	border  bool
}

func (m Confirm) layout() layout {
	style := m.box()
	l := layout{border: m.width > style.GetHorizontalFrameSize() && m.height > style.GetVerticalFrameSize()}
	l.width, l.room = m.width, m.height
	if l.border {
		l.width, l.room = min(confirmWidth, m.width)-style.GetHorizontalFrameSize(), m.height-style.GetVerticalFrameSize()
	}
	l.width = max(1, l.width)
	signs := m.env.Theme.Signs
	l.title = wrap(signs.Spell(m.question.Title), l.width)
	for _, line := range m.question.Lines {
		l.lines = append(l.lines, wrap(signs.Spell(line), l.width)...)
	}
	l.buttons = m.buttons(l.width)
	parts := 1 // after the title
	if len(l.lines) > 0 {
		parts++
	}
	l.room -= len(l.title) + len(l.buttons)
	if m.takingText() {
		l.room--
		parts++
	}
	// Lines that would have to scroll come before blanks, but for the last.
	l.blanks = max(0, min(parts, l.room-len(l.lines)))
	if l.blanks == 0 && l.room > minLines {
		l.blanks = 1
	}
	l.room = max(0, l.room-l.blanks)
	return l
}

// minLines is how many lines stay visible before a blank is drawn.
const minLines = 3

// wrap breaks a text into lines of at most width cells.
func wrap(s string, width int) []string {
	lines := strings.Split(lipgloss.NewStyle().Width(width).Render(s), "\n")
	for i, line := range lines {
		lines[i] = text.Cut(strings.TrimRight(line, " "), width, "")
	}
	return lines
}

// View draws the box, no larger than its contents and never larger than its
// cells.
func (m Confirm) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	t, l := m.env.Theme, m.layout()
	title := make([]string, len(l.title))
	for i, line := range l.title {
		title[i] = t.Title.Render(line)
	}
	parts := [][]string{title}
	if len(l.lines) > 0 {
		parts = append(parts, m.visible(l))
	}
	if m.takingText() {
		parts = append(parts, []string{m.typedLine(l.width)})
	}
	parts = append(parts, l.buttons)
	var rows []string
	for i, part := range parts {
		if i > 0 && i >= len(parts)-l.blanks {
			rows = append(rows, "")
		}
		rows = append(rows, part...)
	}
	if !l.border {
		return strings.Join(rows[:min(len(rows), m.height)], "\n")
	}
	// As wide as the longest line, so that it holds still while they scroll.
	for i := range rows {
		rows[i] = text.Pad(rows[i], longest(l.lines))
	}
	return m.box().MaxHeight(m.height).Render(strings.Join(rows, "\n"))
}

func longest(lines []string) int {
	width := 0
	for _, line := range lines {
		width = max(width, lipgloss.Width(line))
	}
	return width
}

// visible are the lines that fit. The last row says how many more there are.
func (m Confirm) visible(l layout) []string {
	if len(l.lines) <= l.room {
		return l.lines
	}
	end := min(len(l.lines), m.top+l.room)
	shown := append([]string(nil), l.lines[min(m.top, end):end]...)
	if hidden := len(l.lines) - end; hidden > 0 && len(shown) > 1 {
		more := m.env.Theme.Signs.Ellipsis + " " + text.Plural(hidden+1, "more line", "more lines")
		shown[len(shown)-1] = m.env.Theme.Muted.Render(text.Cut(more, l.width, ""))
	}
	return shown
}

func (m Confirm) typedLine(width int) string {
	t := m.env.Theme
	return text.Cut("Type "+m.question.TypeToConfirm+" to continue: "+t.Accent.Render(m.typed)+t.ButtonOn.Render(" "), width, "")
}

// box is the border, of characters that the terminal has.
func (m Confirm) box() lipgloss.Style {
	border := lipgloss.RoundedBorder()
	if m.env.Theme.Signs.Rule == "-" {
		border = lipgloss.ASCIIBorder()
	}
	return lipgloss.NewStyle().Border(border).BorderForeground(m.env.Theme.Accent.GetForeground()).Padding(0, 1)
}

// buttons draws the choices, side by side as far as they fit.
func (m Confirm) buttons(width int) []string {
	t := m.env.Theme
	const gap = "  "
	var rows []string
	row := ""
	for i, choice := range m.question.Choices {
		// The brackets say without colour which one enter takes.
		button := t.Button.Render("  " + choice + "  ")
		if i == m.choice && !m.deaf { // else no key would take it
			button = t.ButtonOn.Render("[ " + choice + " ]")
		}
		switch {
		case row == "":
			row = button
		case lipgloss.Width(row)+len(gap)+lipgloss.Width(button) > width:
			rows = append(rows, row)
			row = button
		default:
			row += gap + button
		}
	}
	rows = append(rows, row)
	for i := range rows {
		rows[i] = text.Cut(rows[i], width, "")
	}
	return rows
}
