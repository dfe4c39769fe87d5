package account

import (
	"context"
	"sync"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/history"
	"corotui/internal/state"
)

// keeping is passed by what writes a file beside the screens. Once it is closed
// nothing is written: a program that ended in the middle would leave a temporary
// file behind.
type keeping struct {
	mu     sync.Mutex // held while a file is written
	closed bool
}

// pass does the writing, unless it is closed.
func (k *keeping) pass(write func() error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return nil
	}
	return write()
}

// close waits for a write under way, and lets no other begin.
func (k *keeping) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
}

// Snapshots are the lists that were kept for whoever is logged in.
type Snapshots struct {
	store   *state.Snapshots
	session *Session
}

// Snapshots returns the lists that are kept for the next start.
func (s *Session) Snapshots() Snapshots { return Snapshots{state.NewSnapshots(s.Config().Paths), s} }

// Load returns what was kept of a workspace.
func (s Snapshots) Load(_ context.Context, id api.WorkspaceID) (state.List, bool) {
	return s.store.Load(s.session.owner(), id)
}

// Save keeps the list of a workspace.
func (s Snapshots) Save(_ context.Context, kept state.List) error {
	return s.session.keeping.pass(func() error { return s.store.Save(s.session.owner(), kept) })
}

// Tree returns the workspaces that were kept of a channel.
func (s Snapshots) Tree(_ context.Context, channel api.WorkspaceID) ([]api.Workspace, bool) {
	return s.store.Tree(s.session.owner(), channel)
}

// SaveTree keeps the workspaces below a channel.
func (s Snapshots) SaveTree(_ context.Context, channel api.WorkspaceID, tree []api.Workspace) error {
	return s.session.keeping.pass(func() error { return s.store.SaveTree(s.session.owner(), channel, tree, time.Now()) })
}

// Seen keeps the list of a workspace that a command has read, if it tells something new:
// for completion, and for the next start.
func (s Snapshots) Seen(_ context.Context, read state.List) error {
	return s.session.keeping.pass(func() error { return s.store.SaveNews(s.session.owner(), read) })
}

// SeenTree keeps the workspaces below a channel in the same way.
func (s Snapshots) SeenTree(_ context.Context, channel api.WorkspaceID, tree []api.Workspace) error {
	return s.session.keeping.pass(func() error { return s.store.SaveTreeNews(s.session.owner(), channel, tree, time.Now()) })
}

// owner is whose snapshots are read and written.
func (s *Session) owner() state.Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return state.Account{Host: s.where.Host, Client: s.config.ClientID.Value}
}

// ownerOf is whose snapshots are those of settings.
func ownerOf(c config.Config) state.Account {
	return state.Account{Host: WhereOf(c).Host, Client: c.ClientID.Value}
}

// openGaps returns what this machine remembers of since when webhooks are disabled.
// What was lost of it is taken from the history.
func openGaps(paths config.Paths) *state.Gaps {
	return state.NewGaps(state.NewSnapshots(paths), time.Now, func(of state.Account) map[api.Ref]state.Gap {
		// What cannot be read is not known; whoever reads the history is told why.
		entries, _ := OpenHistory(paths).Disabled(context.Background(), of.Host)
		return seenIn(entries)
	})
}

// seenIn is what changes tell of webhooks that they left disabled. A change is of
// our clock, and the webhook has the server's.
func seenIn(entries []history.Entry) map[api.Ref]state.Gap {
	seen := make(map[api.Ref]state.Gap, len(entries))
	for _, e := range entries {
		seen[api.Ref{Workspace: e.Workspace, Webhook: e.Webhook}] = state.Gap{Off: *e.OffAfter, At: e.At}
	}
	return seen
}
