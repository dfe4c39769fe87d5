// Package palette finds an action by its name and runs it.
package palette

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/internal/text"
	"corotui/ui/input"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Command is an action to run. Its texts are clean.
type Command struct {
	keys.Row
	Disabled string // why it cannot be done now; empty when it can
}

// ChosenMsg asks for an action.
type ChosenMsg struct{ Action keys.Action }

// Model is the screen.
type Model struct {
	env           screen.Env
	commands      []Command
	found         []int // places in commands, the best match first
	cursor, top   int   // in found; top is the first visible
	input         input.Line
	width, height int
}

var _ = screen.NewPage[Model]

// New returns a palette of commands.
func New(env screen.Env, commands []Command) Model {
	m := Model{env: env, commands: commands, input: input.NewLine(env.Theme, ": ", "type an action")}
	m.input.Focus()
	m.find()
	return m
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.input.SetTheme(t)
}

// SetSize gives the screen its cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.input.SetWidth(max(1, width-6))
	m.moveTo(m.cursor)
}

// Init does nothing: the field has no blinking cursor of its own.
func (m Model) Init() tea.Cmd { return nil }

// TakingText is always so.
func (m Model) TakingText() bool { return true }

// The keys of the palette. Letters are text here, so they are its own.
var (
	keyRun      = keys.Bind("enter", "run", "enter")
	keyUp       = keys.Bind("↑↓", "move", "up", "ctrl+p", "shift+tab")
	keyDown     = key.NewBinding(key.WithKeys("down", "ctrl+n", "tab"))
	keyPageUp   = key.NewBinding(key.WithKeys("pgup"))
	keyPageDown = key.NewBinding(key.WithKeys("pgdown"))
)

// Update narrows the commands to what is typed, and runs one.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	if press, ok := message.(tea.KeyPressMsg); ok {
		switch {
		case m.env.Keys.Leaves(press):
			return m, screen.Cmd(screen.BackMsg{})
		case key.Matches(press, keyRun):
			return m, m.chosen()
		case key.Matches(press, keyUp):
			m.moveTo(m.cursor - 1)
			return m, nil
		case key.Matches(press, keyDown):
			m.moveTo(m.cursor + 1)
			return m, nil
		case key.Matches(press, keyPageUp):
			m.moveTo(m.cursor - m.room())
			return m, nil
		case key.Matches(press, keyPageDown):
			m.moveTo(m.cursor + m.room())
			return m, nil
		}
	}
	before := m.input.Value()
	if press, ok := message.(tea.KeyPressMsg); ok {
		if place, moves := screen.Half(m.env.Keys, press, before, m.cursor, m.room()); moves {
			m.moveTo(place)
			return m, nil
		}
	}
	var cmd tea.Cmd
	m.input, cmd = m.input.Update(message)
	if m.input.Value() != before {
		m.find()
	}
	return m, cmd
}

// chosen asks for the action under the cursor, or tells why it cannot be done
// now: its line may be too short to say so.
func (m Model) chosen() tea.Cmd {
	if m.cursor >= len(m.found) {
		return nil
	}
	c := m.commands[m.found[m.cursor]]
	if c.Disabled != "" {
		return screen.Cmd(screen.StatusMsg{Level: screen.Warning, Text: c.Disabled})
	}
	return screen.Cmd(ChosenMsg{c.Action})
}

// moveTo moves the cursor, and what is visible with it.
func (m *Model) moveTo(place int) {
	m.cursor = max(0, min(place, len(m.found)-1))
	m.top = max(0, min(m.top, m.cursor, len(m.found)-m.room()))
	m.top = max(m.top, m.cursor-m.room()+1)
}

// headRows is the field and the blank line below it.
const headRows = 2

// room is how many commands are visible at once.
func (m Model) room() int { return max(1, m.height-headRows) }

func (m *Model) find() {
	m.cursor, m.top, m.found = 0, 0, nil
	rows := make([]keys.Row, len(m.commands))
	for i, c := range m.commands {
		rows[i] = c.Row
	}
	for _, match := range keys.Search(m.input.Value(), rows) {
		m.found = append(m.found, match.At)
	}
}

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	back := m.env.Keys.Leave("back")
	if m.cursor >= len(m.found) || m.commands[m.found[m.cursor]].Disabled != "" {
		return keys.Own(keyUp, back)
	}
	return keys.Own(keyRun, keyUp, back)
}

// keysWidth is the column of the keys.
const keysWidth = 14

// View draws the field and the commands that match.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	lines := []string{m.head(), ""}
	var rows []string
	for at := m.top; at < min(len(m.found), m.top+m.room()); at++ {
		rows = append(rows, m.line(at))
	}
	lines = append(lines, m.scrolled().Draw(m.env.Theme, rows, m.width)...)
	if len(m.found) == 0 {
		lines = append(lines, text.Cut("   No action matches.", m.width, ""))
	}
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	return strings.Join(lines[:m.height], "\n")
}

// scrolled is what is visible of the commands.
func (m Model) scrolled() screen.Scroll {
	return screen.Scroll{Top: m.top, Rows: m.room(), Count: len(m.found)}
}

// head is the field, and the place of the cursor where not all is visible.
func (m Model) head() string {
	position := m.scrolled().Position(m.env.Theme, m.cursor)
	left := text.Cut(" "+m.input.View(), max(0, m.width-lipgloss.Width(position)-2), "")
	if position == "" || m.width < minHead {
		return text.Cut(" "+m.input.View(), m.width, "")
	}
	return text.Pad(left, m.width-lipgloss.Width(position)-1) + position
}

// minHead is from how many columns on the field has something beside it.
const minHead = 30

func (m Model) line(at int) string {
	t, c := m.env.Theme, m.commands[m.found[at]]
	cursor := " "
	if at == m.cursor {
		cursor = t.Accent.Render(t.Signs.Cursor)
	}
	title := c.Meaning
	if c.Disabled != "" {
		title = t.Muted.Render(title + "  " + c.Disabled)
	}
	line := cursor + "  " + t.Key.Render(text.Fit(c.Keys, keysWidth, t.Signs.Ellipsis)) + " " + title
	width := m.width
	if m.scrolled().Needed() {
		width--
	}
	return text.Cut(line, width, t.Signs.Ellipsis)
}

// Cursor returns where the name is being typed, in the screen's own cells.
func (m Model) Cursor() *tea.Cursor {
	cursor := m.input.Cursor()
	if cursor != nil {
		cursor.Position.X++
	}
	return cursor
}
