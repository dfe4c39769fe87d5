// Package conflict asks what to do with the fields that somebody else changed
// while the user did: for each, theirs or mine.
package conflict

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// ResolvedMsg is the user's decision: a side for each conflict, in their order.
type ResolvedMsg struct{ Sides []change.Side }

// choice is what was decided for one conflict.
type choice int

const (
	undecided choice = iota
	theirs
	mine
)

// Model is the screen. It starts with nothing decided: a hasty enter must
// neither drop the user's work nor overwrite somebody else's.
type Model struct {
	env           screen.Env
	width, height int
	name          string
	conflicts     []change.Conflict
	choices       []choice
	cursor        int
	hint          string
}

var (
	_ screen.Screen[Model] = Model{}
	_ screen.Sizer         = &Model{}
)

// New asks about conflicts, of which there is at least one, of the webhook of
// this clean name.
func New(env screen.Env, name string, conflicts []change.Conflict) Model {
	return Model{env: env, name: name, conflicts: conflicts, choices: make([]choice, len(conflicts))}
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) { m.env.Theme = t }

// SetSize gives the screen its cells.
func (m *Model) SetSize(width, height int) { m.width, m.height = width, height }

// Init does nothing.
func (m Model) Init() tea.Cmd { return nil }

// TakingText is never so.
func (m Model) TakingText() bool { return false }

var (
	keyTheirs = key.NewBinding(key.WithKeys("t", "left"), key.WithHelp("t", "theirs"))
	keyMine   = key.NewBinding(key.WithKeys("m", "right"), key.WithHelp("m", "mine"))
	keySave   = key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "save"))
	keyMove   = key.NewBinding(key.WithKeys("tab"), key.WithHelp("↑↓", "next field"))
)

// Update moves between the conflicts, decides, and sends the decision.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	press, ok := message.(tea.KeyPressMsg)
	if !ok {
		return m, nil
	}
	m.hint = ""
	k := m.env.Keys
	switch {
	case key.Matches(press, keyTheirs):
		m.choose(theirs)
	case key.Matches(press, keyMine):
		m.choose(mine)
	case key.Matches(press, keySave):
		return m.save()
	case k.Matches(press, keys.Up):
		m.cursor = max(0, m.cursor-1)
	case k.Matches(press, keys.Down), key.Matches(press, keyMove):
		m.cursor = min(len(m.conflicts)-1, m.cursor+1)
	case k.Matches(press, keys.Back), k.Matches(press, keys.Quit):
		return m, screen.Cmd(screen.BackMsg{})
	}
	return m, nil
}

// choose decides the conflict under the cursor and goes to the next one.
func (m *Model) choose(c choice) {
	choices := append([]choice(nil), m.choices...)
	choices[m.cursor] = c
	m.choices = choices
	m.cursor = min(len(m.conflicts)-1, m.cursor+1)
}

func (m Model) save() (Model, tea.Cmd) {
	sides := make([]change.Side, len(m.choices))
	for i, c := range m.choices {
		switch c {
		case undecided:
			m.cursor = i
			m.hint = "Choose theirs or mine for every field first."
			return m, nil
		case mine:
			sides[i] = change.Ours
		case theirs:
			sides[i] = change.Theirs
		}
	}
	return m, screen.Cmd(ResolvedMsg{sides})
}

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	return append(keys.Own(keyTheirs, keyMine, keyMove, keySave), m.env.Keys.Hint(keys.Back, "cancel"))
}

// View draws a block for each conflict, scrolled to the one under the cursor.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	t := m.env.Theme
	lines := []string{
		m.fit(" " + t.Title.Render("Changed by someone else while you edited") + "  " + t.Muted.Render(m.name)),
		"",
	}
	var body []string
	from, to := 0, 0
	for i := range m.conflicts {
		block := m.block(i)
		if i == m.cursor {
			from, to = len(body), len(body)+len(block)
		}
		body = append(body, block...)
	}
	room := max(1, m.height-len(lines)-1)
	top := max(0, min(from, to-room))
	if to <= room {
		top = 0
	}
	lines = append(lines, body[top:min(len(body), top+room)]...)
	for len(lines) < m.height-1 {
		lines = append(lines, "")
	}
	lines = append(lines, m.fit(" "+t.Warn.Render(m.hint)))
	return strings.Join(lines[:min(len(lines), m.height)], "\n")
}

// block draws one conflict: what the user saw, what is there now, and theirs
// to choose from.
func (m Model) block(i int) []string {
	t, c := m.env.Theme, m.conflicts[i]
	title := string(c.Field)
	if c.Item != "" {
		title += " " + text.Signed(c.Item)
	}
	cursor := " "
	if i == m.cursor {
		cursor = t.Accent.Render(t.Signs.Cursor)
	}
	state := t.Warn.Render("choose: " + keyTheirs.Help().Key + " theirs, " + keyMine.Help().Key + " mine")
	switch m.choices[i] {
	case theirs:
		state = t.Good.Render("theirs")
	case mine:
		state = t.Good.Render("mine")
	case undecided:
	}
	lines := []string{m.fit(cursor + " " + t.Title.Render(title) + "  " + state)}
	option := func(label string, value *api.Text, chosen bool) {
		mark := "  "
		if chosen {
			mark = t.Accent.Render(t.Signs.Marked) + " "
		}
		shown := t.Muted.Render("not there")
		if value != nil {
			shown = text.CutMiddle(text.Signed(*value), max(1, m.width-18), t.Signs.Ellipsis)
		}
		lines = append(lines, m.fit("  "+mark+t.Label.Render(text.Pad(label, 12))+shown))
	}
	option("you saw", c.Base, false)
	option("there now", c.Theirs, m.choices[i] == theirs)
	option("yours", c.Ours, m.choices[i] == mine)
	return append(lines, "")
}

func (m Model) fit(line string) string { return text.Cut(line, m.width, m.env.Theme.Signs.Ellipsis) }
