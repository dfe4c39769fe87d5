package cli

import (
	"context"
	"time"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/fleet"
	"corotui/internal/state"
)

// What commands read is kept for completion and for the first screen, as the screens
// keep it: without anything secret. That it cannot be kept is no reason to fail, and
// nothing that someone who reads a list wants to know.

// keep keeps the list of the workspace, with where its webhooks live.
func (conn connection) keep(ctx context.Context, listed []api.Webhook, origins []*fleet.Origin) {
	if conn.seen.ID == "" { // its name and type are not known, and the first screen needs them
		return
	}
	kept := state.List{Workspace: conn.seen, At: time.Now(), Webhooks: make([]api.Webhook, len(listed))}
	for i, webhook := range listed {
		if kept.Webhooks[i] = webhook; origins[i] != nil {
			kept.Webhooks[i].Workspace = origins[i].Workspace.ID
		} else if webhook.Workspace == "" {
			kept.Webhooks[i].Workspace = conn.workspace
		}
	}
	_ = conn.session.Snapshots().Seen(ctx, kept) // see above
}

// keepTree keeps which workspaces are below that of the connection.
func (conn connection) keepTree(ctx context.Context, tree []api.Workspace) {
	_ = conn.session.Snapshots().SeenTree(ctx, conn.workspace, tree) // see above
}

// keepingReader is a session whose lists of workspaces are kept.
type keepingReader struct {
	*account.Session

	conn connection
}

// Workspaces lists what is below a channel, and keeps it.
func (r keepingReader) Workspaces(ctx context.Context, channel api.WorkspaceID) ([]api.Workspace, error) {
	tree, err := r.Session.Workspaces(ctx, channel)
	if err == nil && channel == r.conn.workspace {
		r.conn.keepTree(ctx, tree)
	}
	return tree, err
}
