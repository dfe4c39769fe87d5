package cli

import (
	"context"
	"time"

	"corotui/api"
	"corotui/internal/state"
	"corotui/ui"
)

// snapshots are those of whoever is logged in.
type snapshots struct {
	store   *state.Snapshots
	session *session
	gate    *gate
}

var _ ui.Snapshots = snapshots{}

// Load returns what was kept of a workspace.
func (s snapshots) Load(_ context.Context, id api.WorkspaceID) (state.List, bool) {
	return s.store.Load(s.session.account(), id)
}

// Save keeps the list of a workspace.
func (s snapshots) Save(_ context.Context, kept state.List) error {
	return s.gate.pass(func() error { return s.store.Save(s.session.account(), kept) })
}

// Tree returns the workspaces that were kept of a channel.
func (s snapshots) Tree(_ context.Context, channel api.WorkspaceID) ([]api.Workspace, bool) {
	return s.store.Tree(s.session.account(), channel)
}

// SaveTree keeps the workspaces below a channel.
func (s snapshots) SaveTree(_ context.Context, channel api.WorkspaceID, tree []api.Workspace) error {
	return s.gate.pass(func() error { return s.store.SaveTree(s.session.account(), channel, tree, time.Now()) })
}

// account is whose snapshots are read and written.
func (s *session) account() state.Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return state.Account{Host: s.where.Host, Client: s.config.ClientID.Value}
}
