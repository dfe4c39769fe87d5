package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/change"
	"corotui/ui/msg"
	"corotui/ui/profile"
	"corotui/ui/text"
)

// Profiles are the accounts that can be switched to while the program runs.
type Profiles interface {
	// Profiles lists them, with the one in use marked.
	Profiles() []Profile
	// Use works with another one from now on. After an error nothing has changed.
	// What the old one has on disk is left alone: its token, snapshots and history.
	Use(ctx context.Context, name string) (Opened, error)
}

// Profile is one that can be switched to.
type Profile = profile.Profile

// Opened is what follows from a switch.
type Opened struct {
	Workspace api.WorkspaceID // the profile's own; empty: it is asked for
	ReadOnly  string          // why writes are refused; empty when they are not
	Recent    []api.WorkspaceID
}

// switchedMsg is the end of a switch.
type switchedMsg struct {
	name   string
	opened Opened
	err    error
}

// openProfiles shows the choice of profiles.
func (m *Model) openProfiles() tea.Cmd {
	if m.opts.Profiles == nil {
		m.say(msg.Warning, "There are no profiles here.")
		return nil
	}
	m.profiles = profile.New(m.env, m.opts.Profiles.Profiles())
	m.push(atProfiles)
	return m.profiles.Init()
}

// useProfile switches. It waits for changes under way, whose account and
// history are the old profile's.
func (m *Model) useProfile(message profile.ChosenMsg) tea.Cmd {
	if m.writes.running > 0 || m.run.active {
		m.profiles.Failed()
		m.say(msg.Warning, "A change is still being saved; try again in a moment.")
		return nil
	}
	profiles, ctx := m.opts.Profiles, m.opts.Context
	return func() tea.Msg {
		opened, err := profiles.Use(ctx, message.Name)
		return switchedMsg{message.Name, opened, err}
	}
}

// switched shows the other profile's workspace, or asks for one.
func (m *Model) switched(message switchedMsg) tea.Cmd {
	if message.err != nil {
		m.profiles.Failed()
		m.say(msg.Failure, "Could not switch to "+text.Clean(api.Text(message.name))+": "+text.Sentence(message.err))
		return nil
	}
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
	m.failure = nil
	if message.opened.Workspace == "" {
		m.stack = []place{atList}
		m.say(msg.Info, "")
		m.openWorkspaces()
		return m.workspaces.Init()
	}
	return m.openWorkspace(api.Workspace{ID: message.opened.Workspace})
}
