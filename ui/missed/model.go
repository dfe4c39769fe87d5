// Package missed is the page of what a webhook missed while it was disabled: the
// workspaces that were created then, and what can and cannot be known of the rest.
package missed

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Level says how a line is drawn.
type Level int

// The levels.
const (
	Open Level = iota // nothing was sent yet
	Good
	Bad
)

// Row is a workspace whose creation was missed. Its texts are clean.
type Row struct {
	Created string
	Name    string
	State   string // of its delivery: "not sent"
	Level   Level
}

// Content is what the page shows, in clean texts. It is never written into once it was
// given.
type Content struct {
	Title  string
	Gap    string
	Notes  []string
	Rows   []Row
	Others []string
	Send   string // what the key for that does: "send 3"; empty when there is nothing to send
	Busy   bool   // it is being sent
}

// ContentMsg gives an open page other content.
type ContentMsg struct{ Content Content }

// SendMsg asks to send what was missed.
type SendMsg struct{}

// StopMsg asks to send no more of it.
type StopMsg struct{}

// RefreshMsg asks to read it again.
type RefreshMsg struct{}

// Model is the page, a value.
type Model struct {
	env           screen.Env
	content       Content
	lines         []string // drawn
	width, height int
	top           int
}

var _ = screen.NewPage[Model]

// New returns the page.
func New(env screen.Env, content Content) Model { return Model{env: env, content: content} }

// Init does nothing: the content was given.
func (m Model) Init() tea.Cmd { return nil }

// TakingText is never so.
func (m Model) TakingText() bool { return false }

// Cursor is nowhere: no text is typed.
func (m Model) Cursor() *tea.Cursor { return nil }

// The keys that are the page's own.
var (
	keySend   = keys.Bind("S", "send", "S")
	keyScroll = keys.Bind("↑↓", "scroll", "up", "down")
)

// Update scrolls, and asks for what is done.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	switch message := message.(type) {
	case ContentMsg:
		m.content = message.Content
		m.draw()
	case tea.KeyPressMsg:
		return m.press(message)
	}
	return m, nil
}

func (m Model) press(press tea.KeyPressMsg) (Model, tea.Cmd) {
	if key.Matches(press, keySend) {
		if m.content.Send == "" || m.content.Busy {
			return m, nil
		}
		return m, screen.Cmd(SendMsg{})
	}
	action, _ := m.env.Keys.Find(press)
	if row, moves := screen.Step(action, m.top, m.room(), len(m.lines)); moves {
		m.scrollTo(row)
		return m, nil
	}
	switch action {
	case keys.Stop:
		if m.content.Busy {
			return m, screen.Cmd(StopMsg{})
		}
	case keys.Refresh:
		if !m.content.Busy {
			return m, screen.Cmd(RefreshMsg{})
		}
	case keys.Copy:
		return m, screen.Cmd(screen.CopyMsg{Text: m.text(), Level: screen.Done, What: "what was missed"})
	case keys.Back, keys.Quit, keys.Missed:
		return m, screen.Cmd(screen.BackMsg{})
	}
	return m, nil
}

// text is all of the page, to be copied.
func (m Model) text() string {
	lines := append([]string{m.content.Gap}, m.content.Notes...)
	for _, row := range m.content.Rows {
		lines = append(lines, row.Created+"\t"+row.Name+"\t"+row.State)
	}
	return strings.Join(append(lines, m.content.Others...), "\n")
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.draw()
}

// SetSize gives the page its cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.draw()
}

func (m *Model) scrollTo(row int) { m.top = max(0, min(row, len(m.lines)-m.room())) }

// room is how many lines fit below the title.
func (m Model) room() int { return max(1, m.height-1) }

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	k := m.env.Keys
	var hints []keys.Hint
	switch {
	case m.content.Busy:
		hints = append(hints, k.Hint(keys.Stop, "stop"))
	case m.content.Send != "":
		hints = append(hints, keys.Hint{Key: "S", Text: m.content.Send})
	}
	hints = append(hints, keys.Own(keyScroll)...)
	return append(hints, k.Hint(keys.Refresh, "refresh"), k.Hint(keys.Copy, "copy"), k.Hint(keys.Back, "back"))
}

// draw draws all lines, as the width has room for.
func (m *Model) draw() {
	t := m.env.Theme
	f := screen.Fields{Theme: t, Width: m.width - 1} // the last column is for the scroll mark
	f.Blank()
	f.Field("Gap", m.content.Gap)
	label := "Note"
	for _, note := range m.content.Notes {
		f.Field(label, t.Warn.Render(note))
		label = ""
	}
	f.Blank()
	m.drawRows(&f)
	if len(m.content.Others) > 0 {
		f.Blank()
	}
	label = "The rest"
	for _, said := range m.content.Others {
		f.Field(label, said)
		label = ""
	}
	m.lines = f.Lines
	m.scrollTo(m.top)
}

// maxName is how many cells the column of names has at most; a longer name sticks out.
const maxName = 24

// drawRows adds a line for each workspace, with its state below it where that does not
// fit beside.
func (m *Model) drawRows(f *screen.Fields) {
	label, t := "Missed", m.env.Theme
	style := map[Level]lipgloss.Style{Open: t.Text, Good: t.Muted, Bad: t.Warn}
	widest := 0
	for _, row := range m.content.Rows {
		widest = max(widest, min(lipgloss.Width(row.Name), maxName))
	}
	for _, row := range m.content.Rows {
		begins, state := row.Created+"  "+row.Name, style[row.Level].Render(row.State)
		beside := begins + strings.Repeat(" ", max(0, widest-lipgloss.Width(row.Name))) + "  " + state
		if lipgloss.Width(beside) <= f.ValueWidth() {
			f.Field(label, beside)
		} else {
			f.Field(label, begins)
			f.Item("", "  ", row.State, style[row.Level])
		}
		label = ""
	}
	if len(m.content.Rows) == 0 {
		f.Field(label, "no workspace that is known")
	}
}

// View draws the title, and as many lines as fit.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	t := m.env.Theme
	lines := []string{text.Cut(" "+t.Title.Render(text.Cut(m.content.Title, max(1, m.width-2), t.Signs.Ellipsis)), m.width, "")}
	end := min(len(m.lines), m.top+m.room())
	shown := append([]string{}, m.lines[min(m.top, end):end]...)
	shown = screen.Scroll{Top: m.top, Rows: m.room(), Count: len(m.lines)}.Draw(t, shown, m.width)
	lines = append(lines, shown...)
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	return strings.Join(lines[:m.height], "\n")
}
