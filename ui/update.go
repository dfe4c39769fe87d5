package ui

import (
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"corotui/ui/help"
	"corotui/ui/keys"
	"corotui/ui/palette"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Update is what a message does. The pages of the model before stay whole: should this
// update panic, the form among those is kept.
func (m Model) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	m.frame.turn++
	var cmd tea.Cmd
	if key, pressed := message.(tea.KeyPressMsg); pressed {
		cmd = m.frame.press(key)
	} else {
		cmd = m.frame.update(message)
	}
	switch f := m.frame; {
	case f.quitting.waiting:
		cmd = f.finishing(message, cmd)
	case !f.asking() && f.browse.Ready():
		cmd = tea.Batch(cmd, f.work.Offer())
	}
	if f := m.frame; !f.asking() && f.onWebhooks() {
		cmd = tea.Batch(cmd, f.work.ShowOutput())
	}
	return Model{m.frame, m.frame.stack}, cmd
}

// update routes a message that is no key: to the frame, to one of those behind the pages, or to the
// pages. It and what it calls change the frame in place. A command that they return runs
// beside them, and so touches nothing of it.
func (m *frame) update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case tea.PasteMsg:
		if m.asking() {
			return m.boxes.Update(message)
		}
		return m.toPage(len(m.stack)-1, message)
	case tea.MouseMsg:
		return m.mouse(message)
	case tea.WindowSizeMsg:
		m.layout = arrange(message.Width, message.Height, 1)
		m.resize()
		return nil
	case tea.BackgroundColorMsg:
		if m.opts.AutoTheme && !message.IsDark() {
			m.setTheme(theme.Light)
		}
		return nil
	case AskedMsg:
		return giveUp()
	case uv.PrimaryDeviceAttributesEvent, giveUpMsg:
		return m.answeredAll()
	case resumedMsg:
		m.resumed(message)
		return nil
	case HangupMsg:
		return m.hangup(message)
	case screen.StatusMsg:
		m.Say(message.Level, message.Text)
		return nil
	case screen.BackMsg:
		return m.Pop()
	case screen.QuitMsg:
		return m.quit()
	case screen.HelpMsg:
		return m.Push(screen.NewPage(help.New(m.env, message.Rows)), nil)
	case palette.ChosenMsg:
		return tea.Batch(m.Pop(), m.perform(message.Action))
	}
	var cmds []tea.Cmd
	for _, behind := range []interface {
		Update(tea.Msg) (cmd tea.Cmd, taken bool)
	}{m.work, m.browse, m.account, m.receive} {
		cmd, taken := behind.Update(message)
		if taken {
			return cmd
		}
		cmds = append(cmds, cmd)
	}
	return tea.Batch(append(cmds, m.Tell(message))...)
}

// press says who gets a key: the box, a focused text field, the actions of list and
// detail, and then the page on top. Only ctrl+c always means one thing.
func (m *frame) press(key tea.KeyPressMsg) tea.Cmd {
	k := m.env.Keys
	if k.Matches(key, keys.Interrupt) {
		return m.quit()
	}
	if k.Matches(key, keys.Suspend) {
		return m.perform(keys.Suspend)
	}
	if m.quitting.waiting {
		if k.Matches(key, keys.Back) {
			m.stayHere()
		}
		return nil
	}
	switch {
	case m.asking():
		return m.boxes.Update(key)
	case m.layout.tooSmall, !m.onWebhooks():
		return m.toPage(len(m.stack)-1, key)
	}
	if action, ok := k.Find(key); ok {
		return m.perform(action)
	}
	return nil
}

// onWebhooks reports that keys do what the table of actions says: list, fleet, or detail is
// shown, and no filter is being typed.
func (m *frame) onWebhooks() bool {
	return (m.browse.OnTable() || m.browse.OnDetail()) && !m.top().TakingText()
}

// mouse gives the wheel and clicks to the list or the fleet, in the page's cells. They
// come only when the user switched them on.
func (m *frame) mouse(message tea.MouseMsg) tea.Cmd {
	if m.layout.tooSmall || m.asking() || !m.browse.OnTable() {
		return nil
	}
	at := message.Mouse()
	at.Y -= headerRows
	switch message.(type) {
	case tea.MouseWheelMsg:
		return m.toPage(len(m.stack)-1, tea.MouseWheelMsg(at))
	case tea.MouseClickMsg:
		return m.toPage(len(m.stack)-1, tea.MouseClickMsg(at))
	}
	return nil
}

// toPage gives a message to one page.
func (m *frame) toPage(at int, message tea.Msg) tea.Cmd {
	page, cmd := m.stack[at].page.Update(message)
	if at < len(m.stack) { // it is still there
		m.replace(at, page)
	}
	return cmd
}

// setTheme changes the look of what is there; later pages are made with it.
func (m *frame) setTheme(mode theme.Mode) {
	m.env.Theme = theme.New(mode, m.opts.ASCII)
	m.browse.SetTheme(m.env.Theme)
	m.change(func(p screen.Page) screen.Page { return p.SetTheme(m.env.Theme) })
	m.boxes.SetTheme(m.env.Theme)
}
