package account

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"corotui/api"
	"corotui/config"
	"corotui/internal/state"
	"corotui/internal/text"
)

// key names an account among the recent workspaces.
func (w Where) key() string { return w.Profile + "@" + w.Host }

// Recent returns the workspaces that were opened, the last one first.
func (s *Session) Recent() []api.WorkspaceID { return s.recent.Load(s.Where().key()) }

// Visited remembers an opened workspace among the recent ones, and as the one to open
// where the profile names none. What the user should know of that is the note.
func (s *Session) Visited(_ context.Context, id api.WorkspaceID) (note string, err error) {
	err = s.keeping.pass(func() error { return s.recent.Add(s.Where().key(), id) })
	return note, errors.Join(err, s.keeping.pass(func() (err error) {
		note, err = s.rememberWorkspace(id)
		return err
	}))
}

// rememberWorkspace makes the workspace that was opened the one that the next start
// opens, if its profile names none, and no one else has said which. It says so.
func (s *Session) rememberWorkspace(id api.WorkspaceID) (note string, err error) {
	s.mu.Lock()
	c, at, settled := s.config, s.where, s.settled
	s.settled = true
	s.mu.Unlock()
	if settled || at.Profile == "" || c.Workspace.Set() {
		return "", nil
	}
	account := config.Account{Profile: at.Profile, ClientID: c.ClientID.Value, APIURL: at.BaseURL, Workspace: string(id)}
	if written, err := c.RememberWorkspace(account); err != nil || !written {
		return "", err
	}
	return fmt.Sprintf("Profile %s now opens %s at start", text.Clean(api.Text(at.Profile)), text.Clean(api.Text(id))), nil
}

// KnownWorkspace is a workspace that earlier runs have seen.
type KnownWorkspace struct {
	ID   api.WorkspaceID
	Name api.Text // empty where it is not known
}

// KnownWorkspaces lists the workspaces of the account of c that earlier runs have
// seen, those that were opened last first. It asks only this machine.
func KnownWorkspaces(c config.Config) []KnownWorkspace {
	ids := state.NewRecent(c.Paths).Load(WhereOf(c).key())
	if own := api.WorkspaceID(c.Workspace.Value); own != "" && !slices.Contains(ids, own) {
		ids = append(ids, own)
	}
	names := map[api.WorkspaceID]api.Text{}
	kept, owner := state.NewSnapshots(c.Paths), ownerOf(c)
	for _, channel := range slices.Clone(ids) {
		tree, _ := kept.Tree(owner, channel)
		for _, w := range tree {
			if names[w.ID] == "" {
				names[w.ID] = w.Name()
			}
			if !slices.Contains(ids, w.ID) {
				ids = append(ids, w.ID)
			}
		}
	}
	known := make([]KnownWorkspace, len(ids))
	for i, id := range ids {
		known[i] = KnownWorkspace{id, names[id]}
	}
	return known
}

// KnownWebhooks lists the webhooks of a workspace of the account of c as an earlier run
// has seen them. It asks only this machine.
func KnownWebhooks(c config.Config, workspace api.WorkspaceID) []api.Webhook {
	list, _ := state.NewSnapshots(c.Paths).Load(ownerOf(c), workspace)
	return list.Webhooks
}
