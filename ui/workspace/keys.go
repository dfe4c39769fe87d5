package workspace

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/ui/input"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

var (
	keyUp      = keys.Bind("↑↓", "move", "up", "ctrl+p")
	keyDown    = key.NewBinding(key.WithKeys("down", "ctrl+n"))
	keyOpen    = keys.Bind("enter", "open", "enter")
	keyTab     = keys.Bind("tab", "complete", "tab")
	keyRefresh = keys.Bind("ctrl+r", "refresh", "ctrl+r")
	keyPageUp  = key.NewBinding(key.WithKeys("pgup"))
	keyPageDwn = key.NewBinding(key.WithKeys("pgdown"))
)

func (m Model) press(press tea.KeyPressMsg) (Model, tea.Cmd) {
	k := m.env.Keys
	switch {
	case !m.typing:
		return m.choosing(press)
	case key.Matches(press, keyOpen):
		return m.open()
	case m.start.Many != nil && key.Matches(press, keyMark):
		m.mark()
	case k.Leaves(press):
		switch {
		case m.start.Many != nil:
			m.stopTyping()
			m.input.SetValue("")
			m.narrow()
			return m, nil
		case m.input.Value() != "":
		case m.start.First:
			return m, nil
		default:
			m.stop()
			return m, screen.Cmd(screen.BackMsg{})
		}
		m.input.SetValue("")
		m.narrow()
	case key.Matches(press, keyUp):
		m.moveTo(m.cursor - 1)
	case key.Matches(press, keyDown):
		m.moveTo(m.cursor + 1)
	case key.Matches(press, keyPageUp):
		m.moveTo(m.cursor - m.room())
	case key.Matches(press, keyPageDwn):
		m.moveTo(m.cursor + m.room())
	case key.Matches(press, keyTab):
		if completed, fits := input.Complete(m.input.Value(), m.offers()); fits {
			m.input.SetValue(completed)
			m.narrow()
		}
	case key.Matches(press, keyRefresh) && m.start.Channel.ID != "":
		m.begin()
		return m, m.findCmd()
	default:
		place, moves := screen.Half(k, press, m.input.Value(), m.cursor, m.visible())
		if !moves {
			return m.typed(press)
		}
		m.moveTo(place)
	}
	return m, nil
}

// TakingText reports that typing narrows the tree: always, where one is opened.
func (m Model) TakingText() bool { return m.typing }

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	if m.start.Many != nil {
		return m.manyHelp()
	}
	typing := keys.Bind("type", "to filter", "a")
	hints := keys.Own(keyOpen, keyUp, typing)
	if m.start.Channel.ID != "" {
		hints = append(hints, keys.Own(keyRefresh)...)
	}
	switch {
	case m.input.Value() != "":
		return append(hints, keys.Own(m.env.Keys.Leave("clear"))...)
	case m.start.First: // letters are typed, so this is the way out
		return append(hints, m.env.Keys.Hints(keys.Interrupt)...)
	}
	return append(hints, keys.Own(m.env.Keys.Leave("back"))...)
}
