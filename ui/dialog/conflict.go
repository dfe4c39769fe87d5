package dialog

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

// choice is what was decided for one conflict.
type choice int

const (
	undecided choice = iota
	theirs
	mine
)

// Conflict asks what to do with the fields that someone else changed while the user
// did: for each, theirs or mine. It starts with nothing decided: a hasty enter must
// neither drop the user's work nor overwrite someone else's.
type Conflict struct {
	env           screen.Env
	width, height int
	name          string
	answer        func(sides []change.Side) tea.Cmd
	conflicts     []change.Conflict
	choices       []choice
	cursor        int
	hint          string
}

var _ screen.Box = Conflict{}

// NewConflict asks about conflicts, of which there is at least one, of the webhook of
// this clean name. What follows is up to answer, which gets a side for each conflict, in
// their order, and nil when the user left.
func NewConflict(env screen.Env, name string, conflicts []change.Conflict, answer func(sides []change.Side) tea.Cmd) Conflict {
	return Conflict{env: env, name: name, answer: answer, conflicts: conflicts, choices: make([]choice, len(conflicts))}
}

// SetTheme changes the look.
func (m Conflict) SetTheme(t theme.Theme) screen.Box {
	m.env.Theme = t
	return m
}

// SetSize gives the box its cells.
func (m Conflict) SetSize(width, height int) screen.Box {
	m.width, m.height = width, height
	return m
}

// Init does nothing.
func (m Conflict) Init(bool) (screen.Box, tea.Cmd) { return m, nil }

// Unanswered is the same as leaving the box.
func (m Conflict) Unanswered() screen.Then { return m.take(nil) }

// Whole is always so: the values of both sides need the room.
func (m Conflict) Whole() bool { return true }

func (m Conflict) take(sides []change.Side) screen.Then {
	return func() (tea.Cmd, screen.Box) { return m.answer(sides), nil }
}

var (
	keyTheirs = keys.Bind("t", "theirs", "t", "left")
	keyMine   = keys.Bind("m", "mine", "m", "right")
	keySave   = keys.Bind("enter", "save", "enter")
	keyMove   = keys.Bind("↑↓", "next field", "tab")
)

// Update moves between the conflicts, decides, and sends the decision.
func (m Conflict) Update(message tea.Msg) (screen.Box, tea.Cmd, screen.Then) {
	press, ok := message.(tea.KeyPressMsg)
	if !ok {
		return m, nil, nil
	}
	then := m.press(press)
	return m, nil, then
}

// press does what a key is for, and returns what follows if it was an answer.
func (m *Conflict) press(press tea.KeyPressMsg) screen.Then {
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
		return m.Unanswered()
	}
	return nil
}

// choose decides the conflict under the cursor and goes to the next one.
func (m *Conflict) choose(c choice) {
	choices := append([]choice(nil), m.choices...)
	choices[m.cursor] = c
	m.choices = choices
	m.cursor = min(len(m.conflicts)-1, m.cursor+1)
}

// save answers once every conflict is decided.
func (m *Conflict) save() screen.Then {
	sides := make([]change.Side, len(m.choices))
	for i, c := range m.choices {
		switch c {
		case undecided:
			m.cursor = i
			m.hint = "Choose theirs or mine for every field first."
			return nil
		case mine:
			sides[i] = change.Ours
		case theirs:
			sides[i] = change.Theirs
		}
	}
	return m.take(sides)
}

// ShortHelp lists the keys of the moment.
func (m Conflict) ShortHelp() []keys.Hint {
	return append(keys.Own(keyTheirs, keyMine, keyMove, keySave), m.env.Keys.Hint(keys.Back, "cancel"))
}

// View draws a block for each conflict, scrolled to the one under the cursor.
func (m Conflict) View() string {
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
func (m Conflict) block(i int) []string {
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

func (m Conflict) fit(line string) string { return text.Cut(line, m.width, m.env.Theme.Signs.Ellipsis) }
