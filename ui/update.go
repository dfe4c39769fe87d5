package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"corotui/api"
	"corotui/internal/text"
	historypage "corotui/ui/history"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/palette"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Update is what a message does. The form in the model before stays whole: should
// this update panic, that one is kept.
func (m Model) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.frame.update(message)
	if m.frame.quitting.waiting {
		cmd = m.frame.finishing(message, cmd)
	}
	return Model{m.frame, m.frame.stack}, cmd
}

// update routes a message: to the frame, to the root's own business, or to the
// screen that it is for. It and what it calls change the model in place. A
// command that they return runs beside them, and so touches nothing of it.
func (m *frame) update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case tea.WindowSizeMsg:
		m.layout = arrange(message.Width, message.Height, 1)
		m.resize()
		return nil
	case tea.BackgroundColorMsg:
		if m.opts.AutoTheme && !message.IsDark() {
			m.setTheme(theme.Light)
		}
		return nil
	case tea.KeyPressMsg:
		return m.press(message)
	case tea.MouseMsg:
		return m.mouse(message)
	case uv.PrimaryDeviceAttributesEvent, giveUpMsg:
		return m.answeredAll()
	case resumedMsg:
		m.resumed(message)
		return nil
	case HangupMsg:
		return m.hangup(message)
	case draftSavedMsg:
		return m.draftSaved(message)
	case draftMsg:
		return m.foundDraft(message)
	case draftGoneMsg:
		m.draftGone(message)
		return nil
	case list.FilteredMsg:
		for _, table := range m.tables() { // each takes its own
			*table, _ = table.Update(message)
		}
		m.follow()
		return nil
	case webhooksMsg:
		return m.loaded(message)
	case ranMsg:
		return m.ran(message)
	case resumableMsg:
		return m.resumable(message)
	case settledMsg:
		return m.settled(message)
	case unfinishedMsg:
		return m.foundRuns(message)
	case walkedMsg:
		return m.walked(message)
	case watchMsg:
		return m.watched(message)
	case keptMsg:
		m.kept(message)
		return nil
	case savedMsg:
		m.saved(message)
		return nil
	case workspaceMsg:
		return m.described(message)
	case lineageMsg:
		m.related(message)
	case visitedMsg:
		m.visited(message)
		return nil
	case slowMsg:
		return m.slow(message)
	case wroteMsg:
		return m.wrote(message)
	case testedMsg:
		return m.tested(message)
	}
	return m.asked(message)
}

// asked does what a screen asks the root for; other messages are for the screen
// itself.
func (m *frame) asked(message tea.Msg) tea.Cmd {
	if cmd, taken := m.account.Update(message); taken {
		return cmd
	}
	switch message := message.(type) {
	case screen.StatusMsg:
		m.Say(message.Level, message.Text)
		return nil
	case screen.CopyMsg:
		return m.copyOut(message)
	case copiedMsg:
		return m.copied(message)
	case historypage.UndoMsg:
		return m.undoOne(message)
	case plannedMsg:
		return m.planned(message)
	case pastMsg:
		m.past(message)
		return nil
	case screen.BackMsg:
		return m.Pop()
	case screen.OpenWorkspaceMsg:
		return m.openWorkspace(message.Workspace)
	case screen.SaveMsg:
		return m.save(message)
	case palette.ChosenMsg:
		return tea.Batch(m.Pop(), m.perform(message.Action))
	}
	return m.forward(message)
}

// press says who gets a key: the dialog, a focused text field, the actions of
// list and detail, and then the screen on top. Only ctrl+c always means one thing.
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
	onWebhooks := m.onTable() || m.onDetail()
	if m.layout.tooSmall || !m.boxes.Empty() || m.top().TakingText() || !onWebhooks {
		return m.forward(key)
	}
	if action, ok := k.Find(key); ok {
		return m.perform(action)
	}
	return nil
}

// mouse gives the wheel and clicks to the list, in its own cells. It comes only
// when the user switched it on.
func (m *frame) mouse(message tea.MouseMsg) tea.Cmd {
	if m.layout.tooSmall || !m.boxes.Empty() || !m.onTable() {
		return nil
	}
	at := message.Mouse()
	if at.X >= m.layout.list {
		return nil
	}
	at.Y -= headerRows
	var own tea.Msg
	switch message.(type) {
	case tea.MouseWheelMsg:
		own = tea.MouseWheelMsg(at)
	case tea.MouseClickMsg:
		own = tea.MouseClickMsg(at)
	}
	table := m.table()
	*table, _ = table.Update(own)
	m.follow()
	return nil
}

// forward gives what is typed to what is on top: a box, or the screen. Any other message
// goes to both, since a command's answer must reach who asked, also below a box.
func (m *frame) forward(message tea.Msg) tea.Cmd {
	if m.boxes.Empty() {
		return m.forwardScreen(message)
	}
	cmd := m.boxes.Update(message)
	switch message.(type) {
	case tea.KeyMsg, tea.PasteMsg:
		return tea.Batch(cmd, m.offerRun()) // it waits until nothing else is asked
	}
	return tea.Batch(cmd, m.forwardScreen(message))
}

// forwardScreen gives what is typed to the page on top, and any other message to all.
func (m *frame) forwardScreen(message tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	if m.load.spinning {
		cmds = append(cmds, m.spin(message))
	}
	first := 0
	switch message.(type) {
	case tea.KeyMsg, tea.PasteMsg:
		first = len(m.stack) - 1
	}
	for at := first; at < len(m.stack); at++ {
		page, cmd := m.stack[at].page.Update(message)
		if at < len(m.stack) { // it is still there
			m.stack = slices.Clone(m.stack)
			m.stack[at].page = page
		}
		cmds = append(cmds, cmd)
	}
	return tea.Batch(cmds...)
}

// follow shows the webhook under the cursor in the detail beside the list. One
// that is open stays so, whatever comes under the cursor: its keys are meant for it.
func (m *frame) follow() {
	switch {
	case m.onDetail():
		m.stayOpen()
	case m.layout.split:
		m.showSelected()
	}
}

// stayOpen shows the open webhook as it is now, and leaves one that is gone.
func (m *frame) stayOpen() {
	ref, _ := m.detail.Ref()
	if item, there := m.table().Find(ref); there {
		m.show(item)
		return
	}
	name := m.detail.Name()
	m.Pop()
	m.Say(screen.Warning, text.Quote(api.Text(name))+" is not there any more.")
}

func (m *frame) showSelected() {
	if selected, ok := m.table().Selected(); ok {
		m.show(selected)
	} else {
		m.detail.Clear()
	}
}

// show shows a row in the detail.
func (m *frame) show(item list.Item) {
	m.detail.Show(item.Ref, item.Webhook, item.Pending, m.env.Now())
	m.detail.SetKept(m.keptSince(item))
	m.detail.SetInherited(m.inheritedWords(item))
}

// setTheme changes the look of what is there; later screens are made with it.
func (m *frame) setTheme(mode theme.Mode) {
	m.env.Theme = theme.New(mode, m.opts.ASCII)
	m.list.SetTheme(m.env.Theme)
	m.fleet.list.SetTheme(m.env.Theme)
	m.detail.SetTheme(m.env.Theme)
	m.list.SetTheme(m.env.Theme) // these outlive their pages
	m.fleet.list.SetTheme(m.env.Theme)
	m.detail.SetTheme(m.env.Theme)
	m.Change(func(p screen.Page) screen.Page { return p.SetTheme(m.env.Theme) })
	m.boxes.SetTheme(m.env.Theme)
}
