package drift

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/plan"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// opened is the difference that has the page, of the row under the cursor.
type opened struct {
	open  bool
	lines []string // drawn when what they show changes
	top   int
}

func (m *Model) openSelected() {
	m.opened = opened{open: m.selected() != nil}
	m.drawOpened()
}

// drawOpened draws all lines of the difference, as the width has room for.
func (m *Model) drawOpened() {
	r := m.selected()
	if m.opened.open = m.opened.open && r != nil; !m.opened.open {
		return
	}
	m.opened.lines = m.fields(r)
	m.scrollOpened(m.opened.top)
}

func (m *Model) scrollOpened(line int) {
	m.opened.top = max(0, min(line, len(m.opened.lines)-m.openedRows()))
}

// openedRows is how many lines fit below the title.
func (m Model) openedRows() int { return max(1, m.height-1) }

// doOpened does what a key means while a difference is open.
func (m Model) doOpened(action keys.Action) (Model, tea.Cmd) {
	if line, moves := screen.Step(action, m.opened.top, m.openedRows(), len(m.opened.lines)); moves {
		m.scrollOpened(line)
		return m, nil
	}
	switch action {
	case keys.Open:
		if m.opens() {
			return m, screen.Cmd(OpenMsg{*m.selected().item})
		}
		return m, nil
	case keys.Next, keys.Previous:
		step := 1
		if action == keys.Previous {
			step = -1
		}
		m.moveTo(m.cursor + step)
		m.openSelected()
		return m, nil
	case keys.Mark:
		cursor := m.cursor
		m, cmd := m.mark()
		m.moveTo(cursor)
		return m, cmd
	case keys.Back, keys.Quit, keys.Drift:
		m.opened = opened{}
		return m, nil
	}
	return m.ask(action)
}

// opens reports that there is a webhook to open.
func (m Model) opens() bool { return m.selected() != nil && m.selected().item.Webhook.ID != "" }

// difference draws the title, and as many lines as fit.
func (m Model) difference() []string {
	t, r := m.env.Theme, m.selected()
	right := text.Count(m.cursor+1) + " of " + text.Count(len(m.shown))
	if m.marks[r.place()] {
		right = "marked" + m.env.Dot() + right
	}
	right = t.Muted.Render(right)
	room := max(1, m.width-3-lipgloss.Width(right))
	lines := make([]string, 0, m.height)
	lines = append(lines, m.sides(t.Title.Render(text.Cut(r.title(), room, t.Signs.Ellipsis)), right))
	end := min(len(m.opened.lines), m.opened.top+m.openedRows())
	shown := append([]string{}, m.opened.lines[min(m.opened.top, end):end]...)
	return append(lines, screen.Scroll{Top: m.opened.top, Rows: m.openedRows(), Count: len(m.opened.lines)}.Draw(t, shown, m.width)...)
}

// title says what is to be done with which webhook.
func (r *row) title() string {
	return r.sign + " " + r.word + " " + text.QuoteIn(r.item.Name(), r.item.Workspace.Name())
}

// fields are all lines of a difference.
func (m Model) fields(r *row) []string {
	t, item := m.env.Theme, r.item
	f := screen.Fields{Theme: t, Width: m.width - 1} // the last column is for the scroll mark
	clean := func(s string) string { return text.Clean(api.Text(s)) }
	f.Blank()
	f.Field("Workspace", r.workspace+"  "+t.Muted.Render(clean(string(item.Workspace.ID))))
	webhook := r.name
	if id := clean(string(item.Webhook.ID)); id != "" {
		webhook += "  " + t.Muted.Render(id)
	}
	f.Field("Webhook", webhook)
	if item.Action != plan.Delete {
		f.Field("Wanted by", clean(item.Wanted.At.String()))
	}
	if heirs := item.Heirs; heirs > 0 {
		f.Field("Inherited", "by "+text.Plural(heirs, "workspace", "workspaces")+" below, which change with it")
	}
	f.Blank()
	label, as := "Differs", change.Updated
	switch item.Action {
	case plan.Create:
		label, as = "Fields", change.Created
	case plan.Delete:
		label, as = "Fields", change.Deleted
	case plan.Change:
	}
	f.Changes(label, as, item.Deltas())
	f.Blank()
	switch {
	case r.extra:
		f.Sentence(t.Muted, "No file names it, so it stays. corotui apply --prune deletes what is extra.")
	case item.NeedsSecret():
		f.Sentence(t.Warn, "It needs a secret before it can be created: name one in the file, such as secret: {env: NAME} or {generate: true}.")
	}
	for _, note := range m.notesOf(item) {
		f.Sentence(t.Warn, note)
	}
	return f.Lines
}

// notesOf are what is not known of a webhook.
func (m Model) notesOf(item *plan.Item) []string {
	var said []string
	if m.content.Plan == nil {
		return nil
	}
	for _, note := range m.content.Plan.Notes {
		if note.Name != "" && note.Name == item.Name() && note.Workspace.ID == item.Workspace.ID {
			said = append(said, note.Says)
		}
	}
	return said
}

// copyOut copies the difference of the marked, or of the row under the cursor, as text.
func (m Model) copyOut() tea.Cmd {
	r := m.selected()
	if r == nil {
		return nil
	}
	rows, what := []*row{r}, "the difference of "+text.Quote(r.item.Name())
	if n := len(m.marks); n > 0 && !m.opened.open {
		rows, what = nil, text.Plural(n, "difference", "differences")
		for _, r := range m.rows {
			if m.marks[r.place()] {
				rows = append(rows, r)
			}
		}
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, r.text()...)
	}
	return screen.Cmd(screen.CopyMsg{Text: strings.Join(lines, "\n") + "\n", Level: screen.Done, What: what})
}

// text is the difference in lines, to be pasted.
func (r *row) text() []string {
	lines := []string{r.item.DriftTitle() + " in " + r.item.Where()}
	for _, d := range r.item.Deltas() {
		name := text.Clean(api.Text(d.WireName()))
		for _, side := range []struct {
			sign  string
			value *api.Text
		}{{"-", d.Before}, {"+", d.After}} {
			if side.value != nil && *side.value != "" {
				lines = append(lines, "    "+side.sign+" "+name+": "+text.Clean(*side.value))
			}
		}
	}
	return lines
}

// notes asks to show what could not be compared.
func (m Model) notes() tea.Cmd {
	if len(m.content.Notes) == 0 {
		return screen.Cmd(screen.StatusMsg{Level: screen.Info, Text: "All that the files select was compared."})
	}
	return screen.Cmd(NotesMsg{m.content.Notes})
}

// keyNotes is the key that shows them.
const keyNotes = keys.Troubles
