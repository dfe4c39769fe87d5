package ui

import (
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/conflict"
	historypage "corotui/ui/history"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/login"
	"corotui/ui/palette"
	"corotui/ui/profile"
	"corotui/ui/prompt"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Update is what a message does to a copy of the model. The one before stays
// whole: should this one panic, the form in the other is kept.
func (m Model) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(message)
	if m.quitting.waiting {
		cmd = m.finishing(message, cmd)
	}
	return m, cmd
}

// update routes a message: to the frame, to the root's own business, or to the
// screen that it is for. It and what it calls change the model in place. A
// command that they return runs beside them, and so touches nothing of it.
func (m *Model) update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case tea.WindowSizeMsg:
		m.frame = arrange(message.Width, message.Height, 1)
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
func (m *Model) asked(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case screen.StatusMsg:
		m.say(message.Level, message.Text)
		return nil
	case screen.CopyMsg:
		return m.copyOut(message)
	case copiedMsg:
		return m.copied(message)
	case passphraseMsg:
		return m.askPassphrase(message, "")
	case prompt.AnsweredMsg:
		return m.prompted(message)
	case historypage.UndoMsg:
		return m.undoOne(message)
	case plannedMsg:
		return m.planned(message)
	case pastMsg:
		m.past(message)
		return nil
	case screen.BackMsg:
		return m.leaveScreen()
	case screen.AnswerMsg:
		return m.answered(message)
	case screen.OpenWorkspaceMsg:
		return m.openWorkspace(message.Workspace)
	case screen.SaveMsg:
		return m.save(message)
	case conflict.ResolvedMsg:
		return m.resolved(message)
	case palette.ChosenMsg:
		m.pop()
		return m.perform(message.Action)
	case profile.ChosenMsg:
		return m.useProfile(message)
	case openedMsg:
		return m.opened(message)
	case login.DoneMsg:
		return m.loggedIn(message)
	}
	return m.forward(message)
}

// leaveScreen takes the top screen away. A form that is left is given up.
func (m *Model) leaveScreen() tea.Cmd {
	var cmd tea.Cmd
	if m.top() == atForm {
		cmd = m.dropDraft()
	}
	if m.top() == atProfiles {
		m.stay()
	}
	m.pop()
	return cmd
}

// press says who gets a key: the dialog, a focused text field, the actions of
// list and detail, and then the screen on top. Only ctrl+c always means one thing.
func (m *Model) press(key tea.KeyPressMsg) tea.Cmd {
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
	onWebhooks := m.top() == atList || m.top() == atFleet || m.top() == atDetail
	if m.frame.tooSmall || m.dialog != nil || m.prompt != nil || m.takingText() || !onWebhooks {
		return m.forward(key)
	}
	if action, ok := k.Find(key); ok {
		return m.perform(action)
	}
	return nil
}

// mouse gives the wheel and clicks to the list, in its own cells. It comes only
// when the user switched it on.
func (m *Model) mouse(message tea.MouseMsg) tea.Cmd {
	if m.frame.tooSmall || m.dialog != nil || m.prompt != nil || m.top() != atList && m.top() != atFleet {
		return nil
	}
	at := message.Mouse()
	if at.X >= m.frame.list {
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

// forward gives what is typed to what is on top: the prompt, the dialog, or the
// screen. Any other message goes to all of them, since a command's answer must
// reach who asked, also below a box.
func (m *Model) forward(message tea.Msg) tea.Cmd {
	typed := false
	switch message.(type) {
	case tea.KeyMsg, tea.PasteMsg:
		typed = true
	}
	var promptCmd, dialogCmd tea.Cmd
	if m.prompt != nil {
		next, cmd := m.prompt.Update(message)
		m.prompt, promptCmd = &next, cmd
		if typed {
			return promptCmd
		}
	}
	if m.dialog != nil {
		next, cmd := m.dialog.Update(message)
		m.dialog, dialogCmd = &next, cmd
		if typed {
			return dialogCmd
		}
	}
	cmd := m.forwardScreen(message)
	return tea.Batch(promptCmd, dialogCmd, cmd)
}

func (m *Model) forwardScreen(message tea.Msg) tea.Cmd {
	var cmd, spin tea.Cmd
	if m.load.spinning {
		spin = m.spin(message)
	}
	switch m.top() {
	case atList:
		m.list, cmd = m.list.Update(message)
		m.follow()
	case atDetail:
		m.detail, cmd = m.detail.Update(message)
	case atForm:
		m.form, cmd = m.form.Update(message)
	case atWorkspaces:
		m.workspaces, cmd = m.workspaces.Update(message)
	case atLogin:
		m.login, cmd = m.login.Update(message)
	case atHelp:
		m.help, cmd = m.help.Update(message)
	case atPalette:
		m.palette, cmd = m.palette.Update(message)
	case atConflict:
		m.conflict, cmd = m.conflict.Update(message)
	case atHistory:
		m.changes, cmd = m.changes.Update(message)
	case atProfiles:
		m.profiles, cmd = m.profiles.Update(message)
	case atFleet:
		m.fleet.list, cmd = m.fleet.list.Update(message)
		m.follow()
	}
	if m.top() != atDetail {
		// The end of a reveal comes after its screen may have been left.
		m.detail, _ = m.detail.Update(notAKey(message))
	}
	return tea.Batch(cmd, spin)
}

// notAKey keeps keys from a screen that does not have them.
func notAKey(message tea.Msg) tea.Msg {
	if _, isKey := message.(tea.KeyMsg); isKey {
		return nil
	}
	return message
}

func (m *Model) takingText() bool {
	switch m.top() {
	case atList, atFleet:
		return m.table().TakingText()
	case atForm:
		return m.form.TakingText()
	case atWorkspaces:
		return m.workspaces.TakingText()
	case atLogin:
		return m.login.TakingText()
	case atHelp:
		return m.help.TakingText()
	case atPalette:
		return m.palette.TakingText()
	default:
		return false
	}
}

// follow shows the webhook under the cursor in the detail beside the list. One
// that is open stays so, whatever comes under the cursor: its keys are meant for it.
func (m *Model) follow() {
	switch {
	case m.top() == atDetail:
		m.stayOpen()
	case m.frame.split:
		m.showSelected()
	}
}

// stayOpen shows the open webhook as it is now, and leaves one that is gone.
func (m *Model) stayOpen() {
	ref, _ := m.detail.Ref()
	if item, there := m.table().Find(ref); there {
		m.show(item)
		return
	}
	name := m.detail.Name()
	m.pop()
	m.say(screen.Warning, text.Quote(api.Text(name))+" is not there any more.")
}

func (m *Model) showSelected() {
	if selected, ok := m.table().Selected(); ok {
		m.show(selected)
	} else {
		m.detail.Clear()
	}
}

// show shows a row in the detail.
func (m *Model) show(item list.Item) {
	m.detail.Show(item.Ref, item.Webhook, item.Pending, m.env.Now())
	m.detail.SetKept(m.keptSince(item))
	m.detail.SetInherited(m.inheritedWords(item))
}

// setTheme changes the look of what is there; later screens are made with it.
func (m *Model) setTheme(mode theme.Mode) {
	m.env.Theme = theme.New(mode, m.opts.ASCII)
	m.list.SetTheme(m.env.Theme)
	m.fleet.list.SetTheme(m.env.Theme)
	m.detail.SetTheme(m.env.Theme)
	for _, p := range m.stack {
		switch p {
		case atForm:
			m.form.SetTheme(m.env.Theme)
		case atWorkspaces:
			m.workspaces.SetTheme(m.env.Theme)
		case atLogin:
			m.login.SetTheme(m.env.Theme)
		case atHelp:
			m.help.SetTheme(m.env.Theme)
		case atPalette:
			m.palette.SetTheme(m.env.Theme)
		case atConflict:
			m.conflict.SetTheme(m.env.Theme)
		case atHistory:
			m.changes.SetTheme(m.env.Theme)
		case atProfiles:
			m.profiles.SetTheme(m.env.Theme)
		default: // list and detail have theirs
		}
	}
	if m.dialog != nil {
		m.dialog.SetTheme(m.env.Theme)
	}
	if m.prompt != nil {
		m.prompt.SetTheme(m.env.Theme)
	}
}
