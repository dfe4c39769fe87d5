package deliveries

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/filter"
	"corotui/internal/text"
	"corotui/ui/input"
	"corotui/ui/screen"
)

// Cells of the page's parts.
const (
	inset      = 1
	gutter     = 1 // the sign of the cursor
	gap        = 2
	timeWidth  = 8
	stateWidth = 9 // "● genuine"
	answerCell = 6 // its title
	forwarded  = 7 // its title
	filterRoom = 27
	between    = 2 // list and detail: a blank and the line
	splitWidth = 110
	listWidth  = 80 // of the list beside a detail, and more where there is much room
)

// Of the columns that give way, how wide each is at least, and whole.
const (
	minTrigger, wholeTrigger = 25, 31
	minPlace, wholePlace     = 10, 22
	minID, wholeID           = 8, 36
)

// columns are the widths of those that give way; 0: not shown.
type columns struct{ trigger, workspace, id int }

// split reports that list and detail stand side by side.
func (m Model) split() bool { return m.width >= splitWidth && !m.open }

// listCells is how wide the list is.
func (m Model) listCells() int {
	if !m.split() {
		return m.width
	}
	const whole = gutter + timeWidth + gap + stateWidth + gap + wholeTrigger + gap + wholePlace + gap + wholeID + gap + answerCell + gap + forwarded + 1
	return max(listWidth, min(whole, listWidth+(m.width-splitWidth)*3/5))
}

// detailCells is how wide the detail is.
func (m Model) detailCells() int {
	if m.split() {
		return m.width - m.listCells() - between
	}
	return m.width
}

// arrange shares the room out. The id gives way first, then the workspace.
func (m Model) arrange() columns {
	const fixed = gutter + timeWidth + gap + stateWidth + gap + gap + answerCell + gap + forwarded + 1
	room := m.listCells() - fixed
	c := columns{minTrigger, minPlace, minID}
	switch {
	case room >= minTrigger+gap+minPlace+gap+minID:
		room -= c.trigger + gap + c.workspace + gap + c.id
	case room >= minTrigger+gap+minPlace:
		room -= c.trigger + gap + c.workspace
		c.id = 0
	default:
		return columns{trigger: max(1, room)}
	}
	for _, grow := range []struct {
		cells *int
		whole int
	}{{&c.trigger, wholeTrigger}, {&c.workspace, wholePlace}, {&c.id, wholeID}, {&c.workspace, room + c.workspace}} {
		if *grow.cells > 0 {
			more := max(0, min(room, grow.whole-*grow.cells))
			*grow.cells += more
			room -= more
		}
	}
	return c
}

// offerRows is in how many lines it stands above the filter what may be typed.
func (m Model) offerRows() int {
	const forOne = 6 // rows of the page
	if m.filtering && m.height >= forOne {
		return 1
	}
	return 0
}

// visible is how many rows fit between the titles and the counts.
func (m Model) visible() int { return max(1, m.height-2-m.offerRows()) }

func (m Model) scrolled() screen.Scroll {
	return screen.Scroll{Top: m.top, Rows: m.visible(), Count: len(m.shown)}
}

// View draws the list, the detail, or both.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	if m.open {
		return strings.Join(m.drawDetail(), "\n")
	}
	lines := m.drawList()
	if !m.split() {
		return strings.Join(lines, "\n")
	}
	t, beside, width := m.env.Theme, m.drawDetail(), m.listCells()
	for i := range lines {
		lines[i] = text.Pad(lines[i], width) + " " + t.Rule.Render(t.Signs.Bar) + beside[i]
	}
	return strings.Join(lines, "\n")
}

// drawList draws titles, rows, and counts, in as many lines as the page has.
func (m Model) drawList() []string {
	c, width := m.arrange(), m.listCells()
	lines := []string{m.titles(c)}
	if note := m.note(); note != "" {
		lines = append(lines, "")
		for _, line := range strings.Split(lipgloss.NewStyle().Width(max(1, width-2*inset-2)).Render(note), "\n") {
			lines = append(lines, "   "+strings.TrimRight(line, " "))
		}
	} else {
		drawn := make([]string, 0, m.visible())
		for at := m.top; at < min(len(m.shown), m.top+m.visible()); at++ {
			drawn = append(drawn, m.line(c, m.shown[at], at == m.cursor))
		}
		lines = append(lines, m.scrolled().Draw(m.env.Theme, drawn, width)...)
	}
	body := max(0, m.height-1-m.offerRows())
	for len(lines) < body {
		lines = append(lines, "")
	}
	lines = lines[:body]
	if m.offerRows() > 0 {
		offers := input.Offers(m.env.Theme, m.offers(), width-4, 1)
		lines = append(lines, text.Cut("   "+strings.Join(offers, ""), width, ""))
	}
	if m.height > 1 {
		lines = append(lines, m.foot())
	}
	return lines
}

// note is what stands in place of rows.
func (m Model) note() string {
	var unknown *filter.UnknownFieldError
	switch {
	case errors.As(m.problem, &unknown):
		return unknown.Sentence()
	case m.problem != nil:
		return text.Sentence(m.problem)
	case len(m.shown) > 0:
		return ""
	case len(m.rows) > 0:
		return `Nothing matches "` + text.Clean(api.Text(m.input.Value())) + `".`
	case m.ended:
		return "Nothing was received."
	}
	return "No deliveries yet. They are shown here as they arrive at " + m.opts.Listener.Address + m.opts.Listener.Path + "."
}

func (m Model) titles(c columns) string {
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", gutter))
	b.WriteString(text.Pad("TIME", timeWidth+gap) + text.Pad("VERDICT", stateWidth+gap) + text.Pad("TRIGGER", c.trigger+gap))
	if c.workspace > 0 {
		b.WriteString(text.Pad("WORKSPACE", c.workspace+gap))
	}
	if c.id > 0 {
		b.WriteString(text.Pad("ID", c.id+gap))
	}
	b.WriteString("ANSWER" + strings.Repeat(" ", gap) + "FORWARD")
	return m.env.Theme.Muted.Render(text.Cut(b.String(), m.listCells(), ""))
}

// line draws a row. Under the cursor only the sign differs: all that does is sent again at
// every key.
func (m Model) line(c columns, r *row, selected bool) string {
	t := m.env.Theme
	var b strings.Builder
	if selected {
		b.WriteString(t.Accent.Render(t.Signs.Cursor) + r.at)
	} else {
		b.WriteString(" " + r.at)
	}
	space := strings.Repeat(" ", gap)
	word, style := r.verdict.draw(t)
	b.WriteString(space + style.Render(text.Pad(word, stateWidth)))
	b.WriteString(space + text.Fit(dash(r.trigger), c.trigger, t.Signs.Ellipsis))
	if c.workspace > 0 {
		b.WriteString(space + t.Muted.Render(text.Fit(dash(r.workspace), c.workspace, t.Signs.Ellipsis)))
	}
	if c.id > 0 {
		b.WriteString(space + t.Muted.Render(text.Fit(m.shortID(r.id, c.id), c.id, t.Signs.Ellipsis)))
	}
	style = t.Text
	if len(r.answer) > 0 && r.answer[0] != '2' && r.answer != waits {
		style = t.Bad
	}
	b.WriteString(space + style.Render(text.Pad(t.Signs.Spell(dash(r.answer)), answerCell)))
	style = t.Text
	if r.failed {
		style = t.Bad
	}
	b.WriteString(space + style.Render(text.Pad(t.Signs.Spell(dash(r.forward)), forwarded)))
	return text.Cut(b.String(), m.listCells()-1, "")
}

// shortID is the beginning of an id, as git shows the names of commits. The detail has it
// whole.
func (m Model) shortID(id string, width int) string {
	if lipgloss.Width(id) > width && width <= minID+gap {
		return text.Cut(id, width, "")
	}
	return dash(id)
}

// dash stands for nothing.
func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// foot is the last line of the list: the filter while there is one, else the counts.
func (m Model) foot() string {
	t, width := m.env.Theme, m.listCells()
	position := m.scrolled().Position(t, m.cursor)
	if m.filtering || m.input.Value() != "" {
		return m.filterLine(position)
	}
	if len(m.rows) == 0 {
		return ""
	}
	dot := t.Muted.Render(m.env.Dot())
	said := []string{text.Count(m.received) + t.Muted.Render(" received")}
	if n := m.bad(); n > 0 {
		said = append(said, t.Bad.Render(text.Count(n)+" bad"))
	}
	if m.dropped > 0 {
		said = append(said, t.Bad.Render(text.Count(m.dropped)+" not forwarded"))
	}
	if first := m.rows[0].number; first > 1 {
		said = append(said, t.Muted.Render("the first "+text.Count(first-1)+" forgotten"))
	}
	switch {
	case m.paused:
	case m.follow:
		said = append(said, t.Muted.Render("following"))
	}
	return spread(strings.Join(said, dot), position, width)
}

// bad counts the rows that are not genuine.
func (m Model) bad() (n int) {
	for _, r := range m.rows {
		if r.verdict == bad {
			n++
		}
	}
	return n
}

// filterLine is the filter, and what it lets through.
func (m Model) filterLine(position string) string {
	t, width := m.env.Theme, m.listCells()
	right := ""
	if m.input.Value() != "" {
		right = t.Muted.Render(text.Count(len(m.shown)) + " of " + text.Count(len(m.rows)))
		if position != "" && !m.filtering {
			right = position + t.Muted.Render(" matches")
		}
	}
	line := m.input
	line.SetWidth(max(1, width-2*inset-lipgloss.Width(right)-len(line.Prompt())-gap))
	return spread(line.View(), right, width)
}

// spread puts two texts at the ends of a line.
func spread(left, right string, width int) string {
	room := width - 2*inset - lipgloss.Width(left) - lipgloss.Width(right)
	if room < 1 {
		left, room = text.Cut(left, max(0, width-2*inset-lipgloss.Width(right)-1), ""), 1
	}
	return text.Cut(" "+left+strings.Repeat(" ", room)+right, width, "")
}

// Cursor is where the filter is being typed.
func (m Model) Cursor() *tea.Cursor {
	if !m.filtering {
		return nil
	}
	cursor := m.input.Cursor()
	if cursor != nil {
		cursor.Position.X += inset
		cursor.Position.Y = m.height - 1
	}
	return cursor
}

// Title says where is listened and where deliveries go, and what is held back.
func (m Model) Title() (left, right string) {
	p, t := m.opts.Listener, m.env.Theme
	left = p.Address + p.Path
	if len(p.Targets) > 0 {
		left += " " + t.Signs.Arrow + " " + strings.Join(p.Targets, ", ")
	}
	if len(p.Webhooks) > 0 {
		left += m.env.Dot() + strings.Join(p.Webhooks, ", ")
	}
	if m.paused {
		right = "paused" + m.env.Dot() + text.Count(m.held) + " waiting"
	}
	return left, right
}
