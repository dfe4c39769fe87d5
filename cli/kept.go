package cli

import (
	"context"

	"corotui/api"
	"corotui/snapshot"
	"corotui/ui"
)

// snapshots are those of whoever is logged in.
type snapshots struct {
	store   *snapshot.Store
	session *session
	gate    *gate
}

var _ ui.Snapshots = snapshots{}

// Load returns what was kept of a workspace.
func (s snapshots) Load(_ context.Context, id api.WorkspaceID) (snapshot.List, bool) {
	return s.store.Load(s.session.account(), id)
}

// Save keeps the list of a workspace.
func (s snapshots) Save(_ context.Context, kept snapshot.List) error {
	return s.gate.pass(func() error { return s.store.Save(s.session.account(), kept) })
}

// first returns what the first frame shows of a workspace: what was kept of it,
// if that is quickly read.
func (s snapshots) first(ctx context.Context, id api.WorkspaceID) *snapshot.List {
	if !s.store.Small(s.session.account(), id) {
		return nil
	}
	if kept, there := s.Load(ctx, id); there {
		return &kept
	}
	return nil
}

// account is whose snapshots are read and written.
func (s *session) account() snapshot.Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return snapshot.Account{Host: s.where.Host, Client: s.config.ClientID.Value}
}
