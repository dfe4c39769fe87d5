package cli

import (
	"context"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// lineage asks for the workspaces above, for what is to be told of some webhooks;
// where there are none it asks for nothing. What could not be read is left out: what
// only that would tell is taken for the workspace's own.
func (conn *connection) lineage(ctx context.Context, of []api.Webhook) *fleet.Lineage {
	if len(of) == 0 {
		return fleet.NewLineage(conn.workspace, nil)
	}
	lineage, _ := fleet.LineageOf(ctx, conn.session, conn.readWorkspace(ctx))
	return lineage
}

// readWorkspace asks what is known of the workspace, and keeps its name for the
// history. Of
// one that cannot be read there is only the id.
func (conn *connection) readWorkspace(ctx context.Context) api.Workspace {
	workspace, err := conn.session.Workspace(api.Once(ctx), conn.workspace)
	if err != nil {
		return api.Workspace{ID: conn.workspace}
	}
	workspace.ID = conn.workspace
	conn.name, conn.seen = workspace.Name(), workspace
	return workspace
}

// origins tells of each webhook in the list of the workspace where it lives, if the
// workspace inherits it, and nil else.
func (conn connection) origins(lineage *fleet.Lineage, listed []api.Webhook) []*fleet.Origin {
	origins := make([]*fleet.Origin, len(listed))
	for i := range listed {
		origins[i] = lineage.Origin(conn.workspace, &listed[i])
	}
	return origins
}

// noteOrigin says of an inherited webhook that it changes where it lives, or is tested
// there.
func (a *app) noteOrigin(one found, kind bulk.Kind) {
	if one.origin == nil {
		return
	}
	means := "changes there, and in every workspace below that inherits it"
	if kind == bulk.Test {
		means = "is tested there"
	}
	a.notef("%s is inherited from %s: it %s", text.Quote(one.webhook.Name), text.Clean(one.origin.Workspace.Name()), means)
}
