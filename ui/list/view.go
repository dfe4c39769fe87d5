package list

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/screen"
)

// Cells of the table's parts.
const (
	lineInset     = 1  // before the count line and the waiting texts
	gutter        = 3  // blank, mark, blank
	statusWidth   = 10 // "○ off 11mo"
	datedWidth    = 13 // the same with a date: "○ off 2025-08"
	triggersWidth = 8
	agoWidth      = 7
	gap           = 2
	minName       = 19
	minHost       = 17
	minShort      = 5 // of a name beside what else is said there
	minProfile    = 7 // its title
	maxProfile    = 16
	minFleet      = 15 // of workspace and host, where both have to find room
	filterRoom    = 27 // right of the filter's field while it is typed in: "1,234 of 20,000 · esc clears"
)

// scrolled is what is visible of the rows.
func (m Model) scrolled() screen.Scroll {
	return screen.Scroll{Top: m.top, Rows: m.visible(), Count: len(m.shown)}
}

// visible returns how many rows fit between the column titles and the count, or
// what is offered above a filter.
func (m Model) visible() int { return max(1, m.height-2-m.offerRows()) }

// View draws titles, rows and the count line.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	lines := make([]string, 0, m.height)
	l := m.arranged()
	if m.height > 2 {
		lines = append(lines, m.titles(l))
	}
	if note := m.note(); len(m.shown) == 0 && note != nil {
		lines = append(lines, note...)
	} else {
		rows := make([]string, 0, m.visible())
		for at := m.top; at < min(len(m.shown), m.top+m.visible()); at++ {
			rows = append(rows, m.row(l, at))
		}
		lines = append(lines, m.scrolled().Draw(m.env.Theme, rows, m.width)...)
	}
	offers := m.offerLines()
	body := max(0, m.height-1-len(offers))
	for len(lines) < body {
		lines = append(lines, "")
	}
	lines = append(lines[:body], offers...)
	if m.height > 1 {
		lines = append(lines, m.count())
	}
	return strings.Join(lines, "\n")
}

func (m Model) titles(l layout) string {
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", gutter))
	sign := func(by Column) string {
		switch {
		case m.by != by:
			return ""
		case m.reverse:
			return m.env.Theme.Signs.SortUp
		}
		return m.env.Theme.Signs.SortDown
	}
	left := func(by Column, label string, width int) {
		b.WriteString(text.Fit(label+sign(by), width, ""))
	}
	// Numbers stand on the right, and the sort sign in the gap before them.
	right := func(by Column, label string, width int) {
		b.WriteString(text.PadLeft(sign(by)+label, gap+width))
	}
	space := strings.Repeat(" ", gap)
	left(ByStatus, "STATUS", l.status)
	b.WriteString(space)
	if l.cells[ofProfile] > 0 {
		b.WriteString(text.Fit("PROFILE", l.cells[ofProfile], ""))
		b.WriteString(space)
	}
	if l.cells[ofWorkspace] > 0 {
		left(ByWorkspace, "WORKSPACE", l.cells[ofWorkspace])
		b.WriteString(space)
	}
	left(ByName, "NAME", l.cells[ofName])
	if l.cells[ofHost] > 0 {
		b.WriteString(space)
		left(ByHost, "HOST", l.cells[ofHost])
	}
	if l.triggers {
		right(ByTriggers, "TRIGGERS", triggersWidth)
	}
	if l.updated {
		right(ByUpdated, "UPDATED", agoWidth)
	}
	return m.env.Theme.Muted.Render(text.Cut(strings.TrimRight(b.String(), " "), m.width, ""))
}

// row draws one row. Under the cursor only the first word of its name and the sign
// before it differ, in one style: all that differs, and what stands between, is sent
// again at every key, over a slow line, with the position below.
func (m Model) row(l layout, at int) string {
	r := m.shown[at]
	t := m.env.Theme
	var b strings.Builder
	if r.News != fleet.NoNews {
		b.WriteString(t.Warn.Render(t.Signs.News))
	} else {
		b.WriteByte(' ')
	}
	if m.marks[r.Ref] {
		b.WriteString(t.Accent.Render(t.Signs.Marked))
	} else {
		b.WriteByte(' ')
	}
	b.WriteByte(' ')
	status, style := m.status(r, l.status)
	b.WriteString(style.Render(text.Fit(status, l.status, t.Signs.Ellipsis)))
	space := strings.Repeat(" ", gap)
	if l.cells[ofProfile] > 0 {
		b.WriteString(space + t.Muted.Render(text.Fit(r.Profile, l.cells[ofProfile], t.Signs.Ellipsis)))
	}
	if l.cells[ofWorkspace] > 0 {
		b.WriteString(space)
		b.WriteString(text.Fit(m.workspace(at, l.cells[ofWorkspace]), l.cells[ofWorkspace], t.Signs.Ellipsis))
	}
	b.WriteString(space[1:])
	b.WriteString(m.name(r, l.cells[ofName], at == m.cursor))
	if l.cells[ofHost] > 0 {
		b.WriteString(space)
		b.WriteString(t.Muted.Render(text.Pad(m.seen.cut(r.host, l.cells[ofHost], t.Signs.Ellipsis), l.cells[ofHost])))
	}
	if l.triggers {
		b.WriteString(space)
		b.WriteString(text.PadLeft(strconv.Itoa(len(r.Webhook.Triggers)), triggersWidth))
	}
	if l.updated {
		b.WriteString(space)
		b.WriteString(t.Muted.Render(text.PadLeft(m.ago(r), agoWidth)))
	}
	if width := m.rowWidth(m.width); width < gutter+l.status+gap+minName {
		return text.Cut(b.String(), width, "")
	}
	return b.String()
}

// workspace is the name of a row's workspace, and how many others have it from
// there. Sorted by workspace, the rows of one stand below its name.
func (m Model) workspace(at, width int) string {
	r := m.shown[at]
	if m.by == ByWorkspace && at > m.top && m.shown[at-1].Ref.OfWorkspace() == r.Ref.OfWorkspace() {
		return ""
	}
	if r.Heirs > 0 && width > 0 {
		more := heirs(r.Heirs)
		return text.Cut(r.WorkspaceName, max(1, width-lipgloss.Width(more)), m.env.Theme.Signs.Ellipsis) + more
	}
	return r.WorkspaceName
}

// heirs says how many other workspaces have a webhook.
func heirs(n int) string { return " +" + text.Count(n) }

// inheritedMark says behind a name that the webhook is inherited.
func (m Model) inheritedMark() string { return " " + m.env.Theme.Signs.Dot + " inherited" }

// name is the name of a row, after the cell of the cursor's sign, and that it is
// inherited, where there is room for both.
func (m Model) name(r *row, width int, selected bool) string {
	t := m.env.Theme
	mark, room := "", width
	if inherited := m.inheritedMark(); r.Origin != nil && width-lipgloss.Width(inherited) >= minShort {
		mark, room = inherited, width-lipgloss.Width(inherited)
	}
	name := text.Cut(r.name, room, t.Signs.Ellipsis)
	rest := text.Pad(mark, width-lipgloss.Width(name))
	if mark != "" {
		rest = t.Muted.Render(rest)
	}
	if selected {
		word, others, more := strings.Cut(name, " ")
		if more {
			others = " " + others
		}
		return t.Accent.Render(t.Signs.Cursor+word) + others + rest
	}
	return " " + name + rest
}

// ago is the age of a row, or its date.
func (m Model) ago(r *row) string {
	if m.absolute {
		return text.Date(m.now, r.changed)
	}
	return text.Ago(m.now, r.changed)
}

// agoOff is ago for since when a webhook is disabled.
func (m Model) agoOff(r *row) string {
	if m.absolute {
		return text.DateOff(m.now, r.Webhook.DisabledSince())
	}
	return text.AgoOff(m.now, r.Webhook.DisabledSince())
}

// status says how a webhook is: a sign and a word, and since when it is off. What is
// being done to it is a whole word in any case, and has its dots where there is room.
func (m Model) status(r *row, width int) (string, lipgloss.Style) {
	t := m.env.Theme
	if r.Pending != "" {
		doing := t.Signs.Pending + " " + r.Pending
		if dots := t.Signs.Ellipsis; lipgloss.Width(doing+dots) <= width {
			doing += dots
		}
		return doing, t.Muted
	}
	status := r.Webhook.Status
	if word := newsWord(r); word != "" {
		switch {
		case status.On():
			return t.Signs.On + word, t.Good
		case status.Off():
			return t.Signs.Off + word, t.Bad
		}
		return t.Signs.Unknown + word, t.Warn
	}
	switch {
	case status.On():
		return t.Signs.On + " on", t.Good
	case status.Off():
		return strings.TrimRight(t.Signs.Off+" off "+m.agoOff(r), " "), t.Bad
	case status == "":
		return t.Signs.Unknown + " unknown", t.Warn
	}
	return t.Signs.Unknown + " " + text.Clean(api.Text(status)), t.Warn
}

// note is what stands in place of rows; nil when there are some to show.
func (m Model) note() []string {
	t := m.env.Theme
	w := m.waiting
	inset := strings.Repeat(" ", gutter)
	wrap := func(s string) []string {
		wrapped := lipgloss.NewStyle().Width(max(1, m.width-gutter-lineInset)).Render(s)
		lines := strings.Split(wrapped, "\n")
		for i := range lines {
			lines[i] = inset + strings.TrimRight(lines[i], " ")
		}
		return lines
	}
	switch {
	case !m.Loaded() && w.Problem != "":
		return append([]string{""}, wrap(t.Bad.Render(w.Problem))...)
	case !m.Loaded() && w.Text != "":
		return m.skeleton(w, inset)
	case m.Loaded() && len(m.rows) == 0 && w.Empty != "":
		return append([]string{""}, wrap(w.Empty)...)
	case m.problem != nil:
		return append([]string{""}, wrap(text.Sentence(m.problem)+" "+m.clears()+".")...)
	case m.Unmatched() != "":
		said := m.Unmatched()
		if len(m.rows) > 0 && m.rows[0].Stale {
			said += " These rows are from an earlier run; descriptions, headers, and URL paths are not known yet."
		}
		return append([]string{""}, wrap(said)...)
	}
	return nil
}

// Unmatched says that the filter lets no row through; empty when it does.
func (m Model) Unmatched() string {
	if !m.Loaded() || !m.Filtered() || len(m.shown) > 0 {
		return ""
	}
	return `Nothing matches "` + text.Clean(api.Text(m.input.Value())) + `". ` + m.clears() + "."
}

// skeleton shows quiet bars where rows come, and after a moment what is asked.
func (m Model) skeleton(w Waiting, inset string) []string {
	t := m.env.Theme
	var lines []string
	for i := range min(5, max(0, m.height-4)) {
		bar := strings.Repeat(t.Signs.Rule, max(1, min(m.width-gutter-lineInset, 46-i%3*9)))
		lines = append(lines, inset+t.Rule.Render(bar))
	}
	if w.Spinner != "" {
		said := text.Cut(w.Spinner+" "+w.Text, max(1, m.width-gutter), t.Signs.Ellipsis)
		lines = append(lines, "", inset+t.Muted.Render(said))
	}
	return lines
}

// Cursor returns where the filter is being typed, in the table's own cells.
func (m Model) Cursor() *tea.Cursor {
	if !m.filtering {
		return nil
	}
	cursor := m.input.Cursor()
	if cursor == nil {
		return nil
	}
	cursor.Position.X += lineInset
	cursor.Position.Y = m.height - 1
	return cursor
}

// SetWaiting says what stands in place of rows.
func (m *Model) SetWaiting(w Waiting) { m.waiting = w }

// SelectedRef returns which webhook is under the cursor.
func (m Model) SelectedRef() (screen.Ref, bool) {
	selected, ok := m.Selected()
	return selected.Ref, ok
}
