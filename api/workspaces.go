package api

import (
	"context"
	"errors"
	"net/http"
)

// Workspaces returns what is below a channel, and the channel itself where the
// server tells it. Where the search does not exist, the children that the
// channel names are returned, by their ids alone (API contract, section 4). The
// error is an [Incomplete] where the server gives less than it promised.
func (c *Client) Workspaces(ctx context.Context, channel WorkspaceID) ([]Workspace, error) {
	r := request{
		op: "list workspaces", method: http.MethodGet, path: []string{"v1", "workspaces", "search"}, workspace: channel,
		limit: maxListBody, safety: reading,
	}
	found, err := list(ctx, c, r, true, func(w Workspace) string { return string(w.ID) })
	failed, ok := errors.AsType[*Error](err)
	if ok && (failed.Status == http.StatusNotFound || failed.Status == http.StatusMethodNotAllowed) {
		return c.children(ctx, channel)
	}
	if short, ok := errors.AsType[*Incomplete](err); ok {
		return c.complete(ctx, channel, found, short)
	}
	return found, err
}

// complete adds the children that the channel names to those that a search gave.
// They may be all of the others.
func (c *Client) complete(ctx context.Context, channel WorkspaceID, found []Workspace, short *Incomplete) ([]Workspace, error) {
	named, err := c.children(ctx, channel)
	if err != nil {
		return found, short
	}
	seen := make(map[WorkspaceID]bool)
	for _, w := range found {
		seen[w.ID] = true
	}
	for _, w := range named {
		if seen[w.ID] {
			continue
		}
		found = append(found, w)
		if w.ID != channel { // which the total of what is below it does not count
			short.Came++
		}
	}
	if short.Total >= 0 && int64(short.Came) >= short.Total {
		return found, nil
	}
	return found, short
}

func (c *Client) children(ctx context.Context, channel WorkspaceID) ([]Workspace, error) {
	own, err := c.own(ctx, channel)
	if err != nil {
		return nil, err
	}
	seen := make(map[WorkspaceID]bool)
	for _, w := range own {
		seen[w.ID] = true
	}
	for _, w := range own {
		for _, child := range w.Children {
			if !seen[child] {
				seen[child] = true
				own = append(own, Workspace{ID: child, Parent: w.ID})
			}
		}
	}
	return own, nil
}

// own asks for the workspace named in the header. Servers may answer with one
// object, an array or an envelope, perhaps of more than was asked.
func (c *Client) own(ctx context.Context, id WorkspaceID) ([]Workspace, error) {
	r := request{
		op: "read a workspace", method: http.MethodGet, path: []string{"v1", "workspaces"}, workspace: id,
		limit: maxListBody, safety: reading,
	}
	// One look is enough: it was not asked for all that there are.
	seen, err := lookAt(ctx, c, r, false, func(w Workspace) string { return string(w.ID) })
	if err != nil {
		return nil, err
	}
	return seen.items, nil
}

// Workspace returns what is known of one workspace.
func (c *Client) Workspace(ctx context.Context, id WorkspaceID) (Workspace, error) {
	all, err := c.own(ctx, id)
	if err != nil {
		return Workspace{}, err
	}
	for _, w := range all {
		if w.ID == id {
			return w, nil
		}
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return Workspace{}, &Error{Kind: KindNotFound, Op: "read a workspace", Host: c.Host(), Workspace: id}
}
