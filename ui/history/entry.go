package history

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// ShowMsg asks for the webhook that an entry is about.
type ShowMsg struct{ Entry history.Entry }

// opened is what an open entry adds to the list: the whole of the one under the cursor.
type opened struct {
	open  bool
	lines []string // drawn when what they show changes
	top   int
}

// openWhole shows all of the entry under the cursor, from its start.
func (m *Model) openWhole() {
	m.opened = opened{open: m.cursor < len(m.entries)}
	m.drawWhole()
}

// drawWhole draws it again, and keeps the scroll.
func (m *Model) drawWhole() {
	if m.opened.open = m.opened.open && m.cursor < len(m.entries); m.opened.open {
		m.opened.lines = m.fields(m.entries[m.cursor])
	}
	m.scrollWhole(m.opened.top)
}

func (m *Model) scrollWhole(line int) {
	m.opened.top = max(0, min(line, len(m.opened.lines)-m.wholeRows()))
}

// wholeRows is how many lines fit below the title.
func (m Model) wholeRows() int { return max(1, m.height-1) }

// doWhole does what an action means while an entry is open.
func (m Model) doWhole(action keys.Action) (Model, tea.Cmd) {
	if line, moves := screen.Step(action, m.opened.top, m.wholeRows(), len(m.opened.lines)); moves {
		m.scrollWhole(line)
	}
	switch action {
	case keys.Open:
		e := m.entries[m.cursor]
		e.Webhook = m.lives(e)
		return m, screen.Cmd(ShowMsg{e})
	case keys.Next, keys.Previous:
		step := keys.Down
		if action == keys.Previous {
			step = keys.Up
		}
		m.opened.open = false
		m, cmd := m.do(step)
		m.openWhole()
		return m, cmd
	case keys.Undo:
		return m, screen.Cmd(UndoMsg{m.entries[m.cursor].ID})
	case keys.Refresh:
		return m.again()
	case keys.Back:
		m.opened = opened{}
	case keys.Quit, keys.History:
		return m, screen.Cmd(screen.BackMsg{})
	}
	return m, nil
}

// lives is the id under which the webhook of an entry lives today, as far as the listed
// entries tell: an undo that made it once more gave it another.
func (m Model) lives(e history.Entry) api.WebhookID {
	id := e.Webhook
	for at := len(m.entries) - 1; at >= 0; at-- { // the oldest first
		again := m.entries[at]
		if again.Action != change.Created || again.Undoes == "" {
			continue
		}
		of := slices.IndexFunc(m.entries, func(e history.Entry) bool { return e.ID == again.Undoes })
		if of >= 0 && m.entries[of].Webhook == id {
			id = again.Webhook
		}
	}
	return id
}

// wholeView draws the open entry, as much as fits.
func (m Model) wholeView() string {
	t, e := m.env.Theme, m.entries[m.cursor]
	position := text.Count(m.cursor+1) + " of " + text.Count(len(m.entries))
	if len(m.entries) == m.limit {
		position += " or more"
	}
	room := max(0, m.width-3-len(position))
	lines := []string{m.fit(" " + t.Title.Render(text.Fit(verb(e)+" "+text.Quote(e.Name), room, t.Signs.Ellipsis)) + " " + t.Muted.Render(position))}
	end := min(len(m.opened.lines), m.opened.top+m.wholeRows())
	lines = append(lines, m.opened.lines[min(m.opened.top, end):end]...)
	if end < len(m.opened.lines) && len(lines) > 2 {
		more := t.Signs.SortDown + " " + text.Count(len(m.opened.lines)-end+1) + " more"
		lines[len(lines)-1] = m.fit(" " + t.Muted.Render(more))
	}
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	return strings.Join(lines[:m.height], "\n")
}

// verb says what was done, as the beginning of a title.
func verb(e history.Entry) string {
	switch e.Action {
	case change.Created:
		return "Created"
	case change.Deleted:
		return "Deleted"
	case change.Requested:
		return "Sent"
	case change.Sent:
		return "Sent what was missed to"
	case change.Updated:
	}
	return "Changed"
}

// fields are the lines of an entry: nothing of it is left out or cut.
func (m Model) fields(e history.Entry) []string {
	t := m.env.Theme
	f := screen.Fields{Theme: t, Width: m.width}
	clean := func(s string) string { return text.Clean(api.Text(s)) }
	f.Blank()
	f.Field("When", screen.Stamp(e.At)+", "+text.AgoLong(m.now, e.At))
	f.Field("Who", clean(e.User))
	f.Field("Workspace", where(e))
	f.Field("Webhook", text.Clean(e.Name)+"  "+t.Muted.Render(clean(string(e.Webhook))))
	account := make([]string, 0, 2)
	for _, part := range []string{clean(e.Profile), clean(e.Host)} {
		if part != "" {
			account = append(account, part)
		}
	}
	f.Field("Account", strings.Join(account, " "+t.Signs.Dot+" "))
	f.Blank()
	if e.Delivery != nil {
		deliveryLines(&f, *e.Delivery)
	} else {
		label := "Changes"
		if e.Action != change.Updated {
			label = "Fields"
		}
		f.Changes(label, e.Action, e.Changes())
	}
	f.Blank()
	outcome := e.Outcome.String()
	if e.Outcome != change.Done && e.Outcome != change.Unchanged {
		outcome = t.Warn.Render(outcome)
	}
	f.Field("Outcome", outcome)
	given := func(label, value string) {
		if value != "" {
			f.Field(label, value)
		}
	}
	given("Error", text.Clean(e.Error))
	given("Trace", text.Clean(e.Trace))
	f.Field("Undo", m.undoState(e))
	given("Undoes", clean(e.Undoes))
	f.Field("Id", clean(e.ID))
	given("Run", clean(e.Set))
	return f.Lines
}

// deliveryLines adds what was sent, and to whom.
func deliveryLines(f *screen.Fields, d history.Delivery) {
	f.Field("Trigger", text.Clean(d.Trigger))
	f.Field("About", text.Clean(d.WorkspaceName)+"  "+f.Theme.Muted.Render(text.Clean(api.Text(d.Workspace))))
	f.Field("Created", screen.Stamp(d.Created))
	f.Field("Missed", "disabled since "+screen.Stamp(d.Since))
	f.Field("Delivery", text.Clean(d.ID))
	to := text.Clean(d.To)
	if d.Status != 0 {
		to += ", which answered " + strconv.Itoa(d.Status)
	}
	f.Field("Sent to", to)
	if d.Repeats != "" {
		f.Field("Repeats", text.Clean(api.Text(d.Repeats)))
	}
}

// where is the workspace of an entry: its name, and its id.
func where(e history.Entry) string {
	name, id := text.Clean(e.WorkspaceName), text.Clean(api.Text(e.Workspace))
	if name == "" || name == id {
		return id
	}
	return name + "  " + id
}

// undoState says whether the change was undone, can be, or why it cannot be.
func (m Model) undoState(e history.Entry) string {
	if e.UndoneBy != "" {
		return "undone " + screen.Stamp(e.UndoneAt) + ", by " + text.Clean(api.Text(e.UndoneBy))
	}
	if ok, why := e.Undoable(); !ok {
		return "cannot be undone: " + why
	}
	return m.env.Key(keys.Undo) + " undoes it"
}
