// Package pager shows a text of many lines to read: it scrolls, finds words, and
// copies the whole.
package pager

import (
	"regexp"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/internal/text"
	"corotui/ui/input"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Content is what is read. Its texts are clean, and may hold nothing secret: the
// whole is drawn, searched and copied.
type Content struct {
	Title string
	Text  string             // its lines are joined by newlines
	What  string             // what the whole is called once it is copied: `the JSON of "Billing"`
	Close keys.Action        // that opened the page, and so leaves it, too; may be empty
	Quiet func(string) Range // the part of a line that is drawn as a label; nil: none is
}

// Range is a part of a line, in bytes. The zero Range is none of it.
type Range struct{ From, To int }

// match is where a word that is looked for stands.
type match struct {
	line int
	at   Range
}

// Model is the page.
type Model struct {
	env           screen.Env
	content       Content
	lines         []string
	rows          []row // the lines as they fit the width
	width, height int
	top           int // first visible row

	search    input.Line
	searching bool // the word is being typed
	matches   []match
	current   int // which of them was gone to
	from      int // the row that was on top when the search began
}

var _ = screen.NewPage[Model]

// New returns the page at the start of its text.
func New(env screen.Env, content Content) Model {
	return Model{env: env, content: content, lines: strings.Split(content.Text, "\n"), search: input.NewLine(env.Theme, "/ ", "")}
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.search.SetTheme(t)
}

// SetSize gives the page its cells. The line on top stays there.
func (m *Model) SetSize(width, height int) {
	m.height = height
	if width != m.width {
		line := 0
		if m.top < len(m.rows) {
			line = m.rows[m.top].line
		}
		m.width, m.rows = width, wrap(m.lines, width-2*inset)
		m.top = m.rowOf(line, 0)
		m.search.SetWidth(max(1, width-len("/ ")-2*inset-countWidth))
	}
	m.scrollTo(m.top)
}

// Init does nothing: the text is there.
func (m Model) Init() tea.Cmd { return nil }

// TakingText reports that a word to find is being typed.
func (m Model) TakingText() bool { return m.searching }

// The keys that are the page's own.
var (
	keyScroll = keys.Bind("↑↓", "scroll", "up", "down")
	keyKeep   = keys.Bind("enter", "keep", "enter")
	keyNext   = keys.Bind("n", "next match", "n")
	keyBefore = keys.Bind("N", "match before", "N")
)

// Update scrolls, searches, copies and leaves.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	press, isKey := message.(tea.KeyPressMsg)
	switch {
	case m.searching:
		return m.typed(message)
	case isKey:
		return m.press(press)
	}
	return m, nil
}

func (m Model) press(press tea.KeyPressMsg) (Model, tea.Cmd) {
	switch {
	case key.Matches(press, keyNext):
		m.goTo(m.current + 1)
		return m, nil
	case key.Matches(press, keyBefore):
		m.goTo(m.current - 1)
		return m, nil
	}
	action, _ := m.env.Keys.Find(press)
	if row, moves := screen.Step(action, m.top, m.room(), len(m.rows)); moves {
		m.scrollTo(row)
	}
	switch action {
	case keys.Filter:
		m.searching, m.from = true, m.top
		return m, m.search.Focus()
	case keys.Copy:
		return m, screen.Cmd(screen.CopyMsg{Text: m.content.Text, Level: screen.Done, What: m.content.What})
	case keys.Back:
		if m.search.Value() == "" {
			return m, screen.Cmd(screen.BackMsg{})
		}
		m.clear()
	case keys.Quit, m.content.Close:
		if action != "" {
			return m, screen.Cmd(screen.BackMsg{})
		}
	}
	return m, nil
}

// typed takes what is typed into the search, and goes to the first match at once.
func (m Model) typed(message tea.Msg) (Model, tea.Cmd) {
	if press, ok := message.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keyKeep):
			m.stop()
			return m, nil
		case m.env.Keys.Leaves(press):
			m.clear()
			m.scrollTo(m.from)
			return m, nil
		}
	}
	before := m.search.Value()
	var cmd tea.Cmd
	m.search, cmd = m.search.Update(message)
	if m.search.Value() != before {
		m.find()
	}
	return m, cmd
}

// stop ends the typing. What was found stays.
func (m *Model) stop() {
	m.searching = false
	m.search.Blur()
	m.scrollTo(m.top)
}

// clear takes the search away.
func (m *Model) clear() {
	m.search.SetValue("")
	m.matches = nil
	m.stop()
}

// find looks for what is typed, in large or small letters, and goes to the first match
// from the row on where the search began.
func (m *Model) find() {
	m.matches = nil
	if wanted := m.search.Value(); wanted != "" {
		word := regexp.MustCompile("(?i)" + regexp.QuoteMeta(wanted))
		for at, line := range m.lines {
			for _, found := range word.FindAllStringIndex(line, -1) {
				m.matches = append(m.matches, match{at, Range{found[0], found[1]}})
			}
		}
	}
	m.scrollTo(m.from)
	for at, found := range m.matches {
		if m.rowOf(found.line, found.at.From) >= m.top {
			m.goTo(at)
			return
		}
	}
	m.goTo(0)
}

// goTo goes to a match, round about at the ends, and scrolls where it is not in sight.
func (m *Model) goTo(at int) {
	if len(m.matches) == 0 {
		return
	}
	m.current = (at + len(m.matches)) % len(m.matches)
	found := m.matches[m.current]
	row := m.rowOf(found.line, found.at.From)
	if row < m.top || row >= m.top+m.room() {
		m.scrollTo(row - m.room()/2)
	}
}

// rowOf is the row that has a byte of a line.
func (m Model) rowOf(line, at int) int {
	for i, r := range m.rows {
		if r.line == line && at < r.at.To || r.line > line {
			return i
		}
	}
	return max(0, len(m.rows)-1)
}

func (m *Model) scrollTo(row int) { m.top = max(0, min(row, len(m.rows)-m.room())) }

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	k := m.env.Keys
	switch {
	case m.searching:
		return keys.Own(keyKeep, k.Leave("clear"))
	case m.search.Value() != "":
		return append(keys.Own(keyNext, keyBefore, keyScroll), k.Hint(keys.Filter, "find"), k.Hint(keys.Copy, "copy"), k.Hint(keys.Back, "clear"))
	}
	return append(keys.Own(keyScroll), k.Hint(keys.Filter, "find"), k.Hint(keys.Copy, "copy"), k.Hint(keys.Back, "back"))
}

// Cursor returns where the search is being typed, in the page's own cells.
func (m Model) Cursor() *tea.Cursor {
	if !m.searching {
		return nil
	}
	cursor := m.search.Cursor()
	if cursor != nil {
		cursor.Position.X += inset
		cursor.Position.Y = m.height - 1
	}
	return cursor
}

// counted says how many matches there are, and which of them was gone to.
func (m Model) counted() string {
	switch {
	case m.search.Value() == "":
		return ""
	case len(m.matches) == 0:
		return "no match"
	}
	return text.Count(m.current+1) + " of " + text.Plural(len(m.matches), "match", "matches")
}
