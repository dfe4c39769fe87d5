package cli

import (
	"context"

	"corotui/api"
	"corotui/fleet"
	"corotui/ui/text"
)

// origins tells of each webhook in the list of the workspace where it lives, if the
// workspace inherits it, and nil else. It asks for the workspaces above; where those
// cannot be read, what only they would tell is taken for the workspace's own.
func (w work) origins(ctx context.Context, listed []api.Webhook) []*fleet.Origin {
	origins := make([]*fleet.Origin, len(listed))
	if len(listed) == 0 {
		return origins
	}
	workspace, err := w.session.Workspace(api.Once(ctx), w.workspace)
	if err != nil {
		workspace = api.Workspace{}
	}
	workspace.ID = w.workspace
	lineage, _ := fleet.LineageOf(ctx, w.session, workspace)
	for i := range listed {
		origins[i] = lineage.Origin(w.workspace, &listed[i])
	}
	return origins
}

// exportOf is a webhook as scripts see it.
func exportOf(webhook api.Webhook, workspace api.WorkspaceID, origin *fleet.Origin) api.Export {
	export := webhook.Export(workspace)
	if origin != nil {
		export.InheritedFrom = origin.Workspace.ID
	}
	return export
}

// withOrigins adds to the rows of a table, of which the first has the titles, where
// webhooks are inherited from, if some are.
func withOrigins(rows [][]string, origins []*fleet.Origin) [][]string {
	some := false
	for _, origin := range origins {
		some = some || origin != nil
	}
	if !some {
		return rows
	}
	rows[0] = append(rows[0], "INHERITED FROM")
	for i, origin := range origins {
		from := "-"
		if origin != nil {
			from = text.Clean(origin.Workspace.Name())
		}
		rows[i+1] = append(rows[i+1], from)
	}
	return rows
}
