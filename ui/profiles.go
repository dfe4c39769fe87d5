package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/ui/profile"
	"corotui/ui/screen"
)

// Profiles are the accounts that can be switched to while the program runs.
type Profiles interface {
	// Profiles lists them, with the one in use marked.
	Profiles() []Profile
	// Open makes another one ready, which may run a command or ask for a passphrase.
	// Until it is entered nothing has changed.
	Open(ctx context.Context, name string) (Opened, error)
}

// Profile is one that can be switched to.
type Profile = account.Profile

// Opened is what follows from a switch.
type Opened = account.Opened

// switching is a switch that was begun. Leaving the choice ends it.
type switching struct {
	number int
	name   string
	cancel context.CancelFunc // nil when there is none
}

// openedMsg is that another profile is ready, or why not.
type openedMsg struct {
	number int
	name   string
	opened Opened
	err    error
}

// openProfiles shows the choice of profiles.
func (m *frame) openProfiles() tea.Cmd {
	return m.push(screen.NewPage(profile.New(m.env, m.opts.Profiles.Profiles())), m.stay)
}

// savedFirst is said in place of a switch while a change is under way: its
// account and history are the old profile's.
const savedFirst = "A change is still being saved; try again in a moment."

// busyWriting reports that a change, or a set of them, is under way.
func (m *frame) busyWriting() bool { return m.writes.running > 0 || m.run.active }

// useProfile makes a profile ready to switch to.
func (m *frame) useProfile(message profile.ChosenMsg) tea.Cmd {
	if m.busyWriting() {
		m.switchFailed()
		m.say(screen.Warning, savedFirst)
		return nil
	}
	profiles := m.opts.Profiles
	ctx, cancel := context.WithCancel(m.opts.Context)
	number := m.switching.number + 1
	m.switching = switching{number, message.Name, cancel}
	return func() tea.Msg {
		opened, err := profiles.Open(ctx, message.Name)
		return openedMsg{number, message.Name, opened, err}
	}
}

// stay gives a switch up, if there is one: who left the choice goes on working
// with the old profile, and must not find another one below a change or a form.
func (m *frame) stay() tea.Cmd {
	if m.switching.cancel == nil {
		return nil
	}
	m.switching.cancel()
	m.say(screen.Info, "Not switched to "+text.Clean(api.Text(m.switching.name))+".")
	m.switching = switching{number: m.switching.number}
	return nil
}

// switchFailed opens the choice again.
func (m *frame) switchFailed() {
	m.change(func(p screen.Page) screen.Page {
		return screen.With(p, func(choice profile.Model) profile.Model {
			choice.Failed()
			return choice
		})
	})
}

// opened enters the profile that is ready, and shows its workspace or asks for
// one. A change that began meanwhile, as an undo that took its time, is not torn
// between two accounts.
func (m *frame) opened(message openedMsg) tea.Cmd {
	if message.number != m.switching.number || m.switching.cancel == nil {
		return nil
	}
	m.switching.cancel()
	m.switching.cancel = nil
	switch {
	case message.err != nil:
		m.switchFailed()
		m.say(screen.Failure, "Could not switch to "+text.Clean(api.Text(message.name))+": "+text.Sentence(message.err))
		return nil
	case m.busyWriting():
		m.switchFailed()
		m.say(screen.Warning, savedFirst)
		return nil
	}
	message.opened.Enter()
	m.where = m.opts.Where()
	m.opts.ReadOnly, m.opts.Recent, m.opts.Login = message.opened.ReadOnly, message.opened.Recent, nil
	m.writes.secrets = change.AskSecret // the choice held for the old profile
	m.workspace, m.home = api.Workspace{}, api.Workspace{ID: message.opened.Workspace}
	m.list.Reset()
	m.detail.Clear()
	m.fleet.stop()
	m.fleet = fleetState{walk: walk{number: m.fleet.walk.number}} // the channel may have the same id there
	if m.load.cancel != nil {
		m.load.cancel()
	}
	m.load = load{number: m.load.number + 1}
	m.failure, m.pending = nil, nil // an interrupted run of the old one is not to go on here
	if message.opened.Workspace == "" {
		m.reset(tablePage{m, false})
		m.say(screen.Info, "")
		return tea.Batch(m.openWorkspaces(), m.settleCmd(), m.unfinishedCmd())
	}
	return tea.Batch(m.openWorkspace(api.Workspace{ID: message.opened.Workspace}), m.settleCmd(), m.unfinishedCmd())
}
