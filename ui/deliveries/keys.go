package deliveries

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/internal/delivery"
	"corotui/internal/filter"
	"corotui/ui/input"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// Do does what an action means here.
func (m Model) Do(action keys.Action) (Model, tea.Cmd) {
	if m.open {
		if line, moves := screen.Step(action, m.detail.top, m.bodyRows(), len(m.detail.lines)); moves {
			m.scrollTo(line)
			return m, nil
		}
	} else if place, moves := screen.Step(action, m.cursor, m.visible(), len(m.shown)); moves {
		m.follow = action == keys.Bottom
		m.moveTo(place)
		m.look()
		return m, nil
	}
	switch action {
	case keys.Open:
		m.open = m.open || len(m.shown) > 0
		m.look()
	case keys.Next, keys.Previous:
		m.step(action)
	case keys.JSON:
		m.raw = !m.raw
		m.redraw()
	case keys.Filter:
		m.open, m.filtering = false, true
		m.moveTo(m.cursor) // what is offered takes rows
		return m, m.input.Focus()
	case keys.Pause:
		m.pause()
	case keys.Refresh:
		return m.ask(func(d delivery.Received) tea.Msg { return ResendMsg{d} })
	case keys.Edit:
		return m.ask(func(d delivery.Received) tea.Msg { return EditMsg{d} })
	case keys.Copy:
		return m.ask(func(d delivery.Received) tea.Msg { return CopyMsg{d} })
	case keys.Help:
		return m, screen.Cmd(screen.HelpMsg{Rows: m.env.Keys.Listening()})
	case keys.Back, keys.Quit:
		return m.back(action)
	}
	return m, nil
}

// step goes to the delivery after or before the one that is shown.
func (m *Model) step(action keys.Action) {
	by := 1
	if action == keys.Previous {
		by = -1
	}
	m.follow = false
	m.moveTo(m.cursor + by)
	m.look()
}

// pause holds the rows as they are, or shows what came meanwhile. Receiving goes on.
func (m *Model) pause() {
	m.paused = !m.paused
	if m.paused {
		m.waiting, m.held = m.rows, 0
		return
	}
	waiting := m.waiting
	m.waiting, m.held = nil, 0
	m.take(waiting)
}

// ask asks for something with the delivery under the cursor.
func (m Model) ask(message func(delivery.Received) tea.Msg) (Model, tea.Cmd) {
	if len(m.shown) == 0 {
		return m, screen.Cmd(screen.StatusMsg{Level: screen.Warning, Text: "There is no delivery to do that with."})
	}
	d, here := m.selected()
	if !here {
		return m, screen.Cmd(screen.StatusMsg{Level: screen.Warning, Text: forgotten})
	}
	return m, screen.Cmd(message(d))
}

// back closes the detail, clears the filter, or leaves.
func (m Model) back(action keys.Action) (Model, tea.Cmd) {
	switch {
	case m.open:
		m.open = false
		m.moveTo(m.cursor)
		m.look()
		return m, nil
	case action == keys.Quit:
		return m, screen.Cmd(screen.QuitMsg{})
	case m.input.Value() != "":
		m.clearFilter()
	}
	return m, nil
}

// The keys of the filter, where letters are typed.
var (
	keyKeep     = keys.Bind("enter", "keep filter", "enter")
	keyMove     = keys.Bind("↑↓", "move", "up", "down")
	keyComplete = keys.Bind("tab", "complete", "tab")
	keyScroll   = keys.Bind("↑↓", "scroll", "up", "down")
)

// typed takes what is typed into the filter. Moving still works.
func (m Model) typed(message tea.Msg) (Model, tea.Cmd) {
	if press, ok := message.(tea.KeyPressMsg); ok {
		switch name := press.String(); {
		case key.Matches(press, keyKeep):
			m.endFilter()
			return m, nil
		case m.env.Keys.Leaves(press):
			m.endFilter()
			m.clearFilter()
			return m, nil
		case key.Matches(press, keyMove):
			by := map[string]int{"up": -1, "down": 1}[name]
			m.follow = false
			m.moveTo(m.cursor + by)
			m.look()
			return m, nil
		case key.Matches(press, keyComplete):
			if completed, fits := input.Complete(m.input.Value(), m.offers()); fits {
				m.input.SetValue(completed)
				m.narrow()
			}
			return m, nil
		}
	}
	before := m.input.Value()
	var cmd tea.Cmd
	m.input, cmd = m.input.Update(message)
	if m.input.Value() != before {
		m.narrow()
	}
	return m, cmd
}

func (m Model) offers() []filter.Offer {
	return filter.Offers(m.input.Value(), filter.DeliveryFields)
}

func (m *Model) endFilter() {
	m.filtering = false
	m.input.Blur()
	m.moveTo(m.cursor)
}

func (m *Model) clearFilter() {
	m.input.SetValue("")
	m.narrow()
}

// narrow filters by what is typed.
func (m *Model) narrow() {
	m.filter, m.problem = filter.ParseDeliveries(m.input.Value())
	m.take(m.rows)
}

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	k := m.env.Keys
	own := k.OwnHint
	pause := own(keys.Pause, "pause")
	if m.paused {
		pause = own(keys.Pause, "resume")
	}
	body := own(keys.JSON, "raw body")
	if m.raw {
		body = own(keys.JSON, "JSON body")
	}
	switch {
	case m.filtering:
		hints := keys.Own(keyKeep, k.Leave("clear"), keyMove)
		if _, fits := input.Complete(m.input.Value(), m.offers()); fits {
			hints = append(hints, keys.Own(keyComplete)...)
		}
		return hints
	case m.open:
		return append([]keys.Hint{
			own(keys.Refresh, "send again"), own(keys.Edit, "edit, send"), own(keys.Copy, "copy…"), body, own(keys.Back, "back"),
		}, append(keys.Own(keyScroll), own(keys.Next, "next"), own(keys.Previous, "previous"), pause, own(keys.Help, "more"))...)
	}
	hints := []keys.Hint{own(keys.Open, "open")}
	if !m.follow {
		hints = append(hints, own(keys.Bottom, "follow"))
	}
	hints = append(hints, own(keys.Refresh, "send again"), own(keys.Edit, "edit, send"))
	if m.input.Value() != "" {
		hints = append(hints, own(keys.Back, "clear"))
	}
	hints = append(hints, own(keys.Copy, "copy…"), own(keys.Filter, "filter"), pause)
	if m.split() {
		hints = append(hints, body)
	}
	return append(hints, own(keys.Quit, "quit"), own(keys.Help, "more"))
}
