package history

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Reader reads the history.
type Reader interface {
	Read(ctx context.Context, filter history.Filter) (history.Found, error)
}

// UndoMsg asks to undo the change of this id.
type UndoMsg struct{ ID string }

// Model is the screen that lists every change, the newest first.
type Model struct {
	env           screen.Env
	reader        Reader
	width, height int
	number        int // of the newest reading; an older answer is dropped
	limit         int // how many changes are read; more of them come at the end of the list
	loaded        bool
	entries       []history.Entry
	problem       string
	now           time.Time
	cursor, top   int
	opened        opened
	places        places
}

// readMsg is the answer to a reading.
type readMsg struct {
	number int
	found  history.Found
	err    error
}

var _ = screen.NewPage[Model]

// New returns the screen. Its Init reads the history.
func New(env screen.Env, reader Reader) Model { return Model{env: env, reader: reader, limit: page} }

// page is how many changes are read at first. A history can hold a hundred
// thousand.
const page = 500

// Init reads the history.
func (m Model) Init() tea.Cmd { return m.readCmd() }

// ChangedMsg tells the page that there is more to read.
type ChangedMsg struct{}

// again reads the history again.
func (m Model) again() (Model, tea.Cmd) {
	m.number++
	return m, m.readCmd()
}

func (m Model) readCmd() tea.Cmd {
	reader, ctx, number, limit := m.reader, m.env.Context, m.number, m.limit
	return func() tea.Msg {
		found, err := reader.Read(ctx, history.Filter{Limit: limit})
		return readMsg{number, found, err}
	}
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.drawWhole()
}

// SetSize gives the screen its cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.moveTo(m.cursor)
	m.drawWhole()
}

// TakingText is never so.
func (m Model) TakingText() bool { return false }

// Cursor is nowhere: no text is typed.
func (m Model) Cursor() *tea.Cursor { return nil }

// Update takes what was read, moves, and asks to undo.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	switch message := message.(type) {
	case readMsg:
		m.take(message)
	case ChangedMsg:
		return m.again()
	case tea.KeyPressMsg:
		action, _ := m.env.Keys.Find(message)
		if m.opened.open {
			return m.doWhole(action)
		}
		return m.do(action)
	}
	return m, nil
}

func (m *Model) take(message readMsg) {
	if message.number != m.number {
		return
	}
	m.loaded, m.problem, m.now = true, "", m.env.Now()
	if message.err != nil {
		again := m.env.Key(keys.Refresh) + " retries"
		m.problem = "Could not read the history: " + text.Sentence(message.err) + m.env.Dot() + again
		return
	}
	// The cursor stays on its entry: an undo has put another above it.
	place := m.cursor
	if place < len(m.entries) {
		id := m.entries[place].ID
		if at := slices.IndexFunc(message.found.Entries, func(e history.Entry) bool { return e.ID == id }); at >= 0 {
			m.top += at - place
			place = at
		}
	}
	m.entries = message.found.Entries
	m.measure()
	m.moveTo(place)
	m.drawWhole()
}

func (m Model) do(action keys.Action) (Model, tea.Cmd) {
	if place, moves := screen.Step(action, m.cursor, m.rows(), len(m.entries)); moves {
		m.moveTo(place)
		if m.cursor == len(m.entries)-1 && len(m.entries) == m.limit {
			m.limit *= 2
			return m.again()
		}
	}
	switch action {
	case keys.Open:
		m.openWhole()
	case keys.Undo:
		if m.cursor < len(m.entries) {
			return m, screen.Cmd(UndoMsg{m.entries[m.cursor].ID})
		}
	case keys.Refresh:
		return m.again()
	case keys.Back, keys.Quit, keys.History:
		return m, screen.Cmd(screen.BackMsg{})
	}
	return m, nil
}

// rows is how many entries fit between the title and the details of the one under
// the cursor.
func (m Model) rows() int { return max(1, m.height-headRows-footRows) }

func (m *Model) moveTo(place int) {
	m.cursor, m.top = screen.Window(place, m.top, m.rows(), len(m.entries))
}

// keyMove shows the arrows as one key; the screen takes what the keys are set to.
var keyMove = keys.Bind("↑↓", "move", "up", "down")

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	k := m.env.Keys
	if m.opened.open {
		hints := append([]keys.Hint{k.Hint(keys.Open, "go to the webhook"), k.Hint(keys.Undo, "undo")}, keys.Own(k.Binding(keys.Next), k.Binding(keys.Previous))...)
		return append(hints, k.Hints(keys.Back)...)
	}
	hints := append([]keys.Hint{k.Hint(keys.Open, "show whole"), k.Hint(keys.Undo, "undo this one")}, keys.Own(keyMove)...)
	return append(hints, k.Hints(keys.Refresh, keys.Back)...)
}

// nameWidth is the column of the webhook's name. In a narrow terminal it gives
// way to what was changed.
func (m Model) nameWidth() int {
	const least, most, whatWidth, share = 16, 26, 30, 5
	widest := max(most, min(m.places.names, m.width/share))
	return max(least, min(widest, m.width-gutter-dayWidth-whatWidth-m.placeWidth()))
}

// gutter is the column of the cursor.
const gutter = 3

// Rows above the changes, and below them.
const (
	headRows = 2
	footRows = 3
)

// View draws the changes, and where the one under the cursor was made.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	if m.opened.open {
		return m.wholeView()
	}
	t := m.env.Theme
	lines := []string{m.head(), ""}
	switch {
	case m.problem != "":
		for line := range strings.SplitSeq(lipgloss.NewStyle().Width(max(1, m.width-gutter)).Render(m.problem), "\n") {
			lines = append(lines, m.fit("   "+t.Bad.Render(strings.TrimRight(line, " "))))
		}
	case m.loaded && len(m.entries) == 0:
		lines = append(lines, m.fit("   No changes yet."))
	}
	var rows []string
	for at := m.top; at < min(len(m.entries), m.top+m.rows()); at++ {
		rows = append(rows, m.line(at))
	}
	lines = append(lines, m.scrolled().Draw(t, rows, m.width)...)
	body := max(0, m.height-footRows)
	for len(lines) < body {
		lines = append(lines, "")
	}
	lines = append(lines[:body], "", m.fit(" "+m.whole()), m.fit(" "+t.Muted.Render(m.rest())))
	return strings.Join(lines[max(0, len(lines)-m.height):], "\n")
}

// scrolled is what is visible of the changes.
func (m Model) scrolled() screen.Scroll {
	return screen.Scroll{Top: m.top, Rows: m.rows(), Count: len(m.entries)}
}

// head is the title, and the place of the cursor where not all is visible. There may
// be more changes than were read.
func (m Model) head() string {
	title, position := " "+m.env.Theme.Title.Render("History of changes"), m.scrolled().Position(m.env.Theme, m.cursor)
	if position != "" && len(m.entries) == m.limit {
		position += m.env.Theme.Muted.Render("+")
	}
	room := m.width - 1 - lipgloss.Width(position)
	if position == "" || room <= lipgloss.Width(title) {
		return m.fit(title)
	}
	return text.Pad(title, room) + position
}

func (m Model) line(at int) string {
	t, e := m.env.Theme, m.entries[at]
	cursor := " "
	if at == m.cursor {
		cursor = t.Accent.Render(t.Signs.Cursor)
	}
	line := text.Pad(cursor, gutter) + text.Pad(day(m.now, e.At), dayWidth) + " " + text.Fit(text.Clean(e.Name), m.nameWidth(), t.Signs.Ellipsis) + " "
	if width := m.placeWidth(); width > 0 {
		line += t.Muted.Render(text.Fit(m.place(e), width-1, t.Signs.Ellipsis)) + " "
	}
	end := ending(t, m.now, e)
	if end != "" {
		end = "  " + end
	}
	// What became of it decides what to do next, so the values give way to it.
	width := m.width
	if m.scrolled().Needed() {
		width = max(1, width-1)
	}
	room := max(minWhat, width-lipgloss.Width(line)-lipgloss.Width(end))
	return text.Cut(line+text.Cut(inFull(t, e, room), room, t.Signs.Ellipsis)+end, width, t.Signs.Ellipsis)
}

// minWhat is how much of a change is always shown.
const minWhat = 8

// whole is the change under the cursor without the cuts of its row.
func (m Model) whole() string {
	if m.cursor >= len(m.entries) {
		return ""
	}
	return inFull(m.env.Theme, m.entries[m.cursor], m.width-2)
}

// rest is what has no column of the change under the cursor.
func (m Model) rest() string {
	if m.cursor >= len(m.entries) {
		return ""
	}
	e, dot := m.entries[m.cursor], " "+m.env.Theme.Signs.Dot+" "
	parts := []string{e.ID, "by " + text.Clean(api.Text(e.User))}
	where := text.Clean(e.WorkspaceName)
	if where == "" {
		where = text.Clean(api.Text(e.Workspace))
	}
	parts = append(parts, "in "+where)
	for _, part := range []string{text.Clean(e.Error), text.Clean(api.Text(e.Profile)), text.Clean(api.Text(e.Host))} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, dot)
}

func (m Model) fit(line string) string { return text.Cut(line, m.width, m.env.Theme.Signs.Ellipsis) }
