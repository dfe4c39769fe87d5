// Package help lists every key that works where it was opened, and finds one.
package help

import (
	"slices"
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

// section is the keys of a group, below its title.
type section struct {
	group keys.Group
	rows  []keys.Row
}

// Model is the screen.
type Model struct {
	env           screen.Env
	rows          []keys.Row
	width, height int
	top           int
	search        input.Line
	searching     bool
}

var _ = screen.NewPage[Model]

// New returns help over rows of the table of keys.
func New(env screen.Env, rows []keys.Row) Model {
	return Model{env: env, rows: rows, search: input.NewLine(env.Theme, "/ ", "")}
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.search.SetTheme(t)
}

// SetSize gives the screen its cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.search.SetWidth(max(1, width-8))
	m.scrollTo(m.top)
}

// Init does nothing.
func (m Model) Init() tea.Cmd { return nil }

// TakingText reports that a word to find is being typed.
func (m Model) TakingText() bool { return m.searching }

// The keys of the search, where letters are typed.
var (
	keyKeep = keys.Bind("enter", "keep", "enter")
	keyUp   = keys.Bind("↑↓", "scroll", "up")
	keyDown = key.NewBinding(key.WithKeys("down"))
)

// Update scrolls, searches and leaves.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	press, isKey := message.(tea.KeyPressMsg)
	switch {
	case m.searching:
		return m.find(message)
	case isKey:
		return m.press(press)
	}
	return m, nil
}

// find takes what is typed into the search.
func (m Model) find(message tea.Msg) (Model, tea.Cmd) {
	if press, ok := message.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keyKeep):
			m.searching = false
			m.search.Blur()
			return m, nil
		case m.env.Keys.Leaves(press):
			m.clear()
			return m, nil
		case key.Matches(press, keyUp):
			m.scrollTo(m.top - 1)
			return m, nil
		case key.Matches(press, keyDown):
			m.scrollTo(m.top + 1)
			return m, nil
		}
	}
	before := m.search.Value()
	var cmd tea.Cmd
	m.search, cmd = m.search.Update(message)
	if m.search.Value() != before {
		m.scrollTo(0)
	}
	return m, cmd
}

// back is the key that takes the search away.
func (m Model) back() string {
	if m.searching {
		return m.env.Keys.Leave("").Keys()[0]
	}
	return m.env.Keys.Binding(keys.Back).Keys()[0]
}

// clear shows every key again.
func (m *Model) clear() {
	m.searching = false
	m.search.Blur()
	m.search.SetValue("")
	m.scrollTo(0)
}

func (m Model) press(press tea.KeyPressMsg) (Model, tea.Cmd) {
	action, _ := m.env.Keys.Find(press)
	if line, moves := screen.Step(action, m.top, m.room(), len(m.lines())); moves {
		m.scrollTo(line)
	}
	switch action {
	case keys.Filter:
		m.searching = true
		return m, m.search.Focus()
	case keys.Back:
		if m.search.Value() != "" {
			m.clear()
			return m, nil
		}
		return m, screen.Cmd(screen.BackMsg{})
	case keys.Quit, keys.Help:
		return m, screen.Cmd(screen.BackMsg{})
	}
	return m, nil
}

func (m *Model) scrollTo(line int) {
	m.top = max(0, min(line, len(m.lines())-m.room()))
}

// room is how many lines fit above the search.
func (m Model) room() int { return max(1, m.height-1) }

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	k := m.env.Keys
	if m.searching {
		return keys.Own(keyKeep, keyUp, k.Leave("clear"))
	}
	back := "back"
	if m.search.Value() != "" {
		back = "clear"
	}
	return append(keys.Own(keyUp), k.Hint(keys.Filter, "find"), k.Hint(keys.Back, back))
}

// keyWidth is the column of the keys.
const keyWidth = 14

func (m Model) lines() []string {
	t, width := m.env.Theme, max(1, m.width-1) // a column is for the scroll mark
	var lines []string
	for _, section := range m.found() {
		var rows []string
		for _, row := range section.rows {
			line := "   " + t.Key.Render(text.Fit(row.Keys, keyWidth, t.Signs.Ellipsis)) + " " + row.Meaning
			rows = append(rows, text.Cut(line, width, t.Signs.Ellipsis))
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, text.Cut(" "+t.Title.Render(string(section.group)), width, ""))
		lines = append(lines, rows...)
	}
	if len(lines) == 0 {
		lines = []string{text.Cut("   No key matches. "+m.back()+" clears.", width, "")}
	}
	return lines
}

// found are the rows that match the search, by their groups: the group of the best
// match first, and in each the best first. What only has the letters somewhere is
// shown where nothing else is.
func (m Model) found() []section {
	var sections []section
	matches := keys.Search(m.search.Value(), m.rows)
	for _, match := range matches {
		if match.Loose && !matches[0].Loose {
			break
		}
		row := m.rows[match.At]
		at := slices.IndexFunc(sections, func(s section) bool { return s.group == row.Group })
		if at < 0 {
			at, sections = len(sections), append(sections, section{group: row.Group})
		}
		sections[at].rows = append(sections[at].rows, row)
	}
	return sections
}

// View draws the lines that fit, and the search below.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	all := m.lines()
	end := min(len(all), m.top+m.room())
	scrolled := screen.Scroll{Top: m.top, Rows: m.room(), Count: len(all)}
	lines := scrolled.Draw(m.env.Theme, append([]string(nil), all[min(m.top, end):end]...), m.width)
	for len(lines) < m.room() {
		lines = append(lines, "")
	}
	if m.height > 1 {
		lines = append(lines, m.foot(len(all)-end, scrolled.Position(m.env.Theme, end-1)))
	}
	return strings.Join(lines, "\n")
}

// foot is the search, or how many lines are below, and the last visible line's place.
func (m Model) foot(below int, position string) string {
	t, left := m.env.Theme, ""
	switch {
	case m.searching || m.search.Value() != "":
		left = " " + m.search.View()
	case below > 0:
		left = t.Muted.Render(" " + t.Signs.SortDown + " " + text.Count(below) + " more")
	}
	room := m.width - 1 - lipgloss.Width(position)
	if position == "" || room < lipgloss.Width(left)+1 {
		return text.Cut(left, m.width, "")
	}
	return text.Pad(left, room) + position
}

// Cursor returns where the search is being typed, in the screen's own cells.
func (m Model) Cursor() *tea.Cursor {
	if !m.searching {
		return nil
	}
	cursor := m.search.Cursor()
	if cursor != nil {
		cursor.Position.X++
		cursor.Position.Y = m.height - 1
	}
	return cursor
}
