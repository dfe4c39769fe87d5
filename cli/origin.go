package cli

import (
	"context"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// lineage asks for the workspaces above, for what is to be told of some webhooks;
// where there are none it asks for nothing. What could not be read is left out: what
// only that would tell is taken for the workspace's own.
func (w *work) lineage(ctx context.Context, of []api.Webhook) *fleet.Lineage {
	if len(of) == 0 {
		return fleet.NewLineage(w.workspace, nil)
	}
	lineage, _ := fleet.LineageOf(ctx, w.session, w.named(ctx))
	return lineage
}

// named asks what is known of the workspace, and keeps its name for the history. Of
// one that cannot be read there is only the id.
func (w *work) named(ctx context.Context) api.Workspace {
	workspace, err := w.session.Workspace(api.Once(ctx), w.workspace)
	if err != nil {
		return api.Workspace{ID: w.workspace}
	}
	workspace.ID = w.workspace
	w.name = workspace.Name()
	return workspace
}

// origins tells of each webhook in the list of the workspace where it lives, if the
// workspace inherits it, and nil else.
func (w work) origins(lineage *fleet.Lineage, listed []api.Webhook) []*fleet.Origin {
	origins := make([]*fleet.Origin, len(listed))
	for i := range listed {
		origins[i] = lineage.Origin(w.workspace, &listed[i])
	}
	return origins
}

// changesThere says what a change of an inherited webhook is.
const changesThere = "changes there, and in every workspace below that inherits it"

// home is where to do something with a webhook: of an inherited one the workspace in
// which it lives, and as it is there. That is told, with what it means.
func (a *app) home(w work, lineage *fleet.Lineage, webhook api.Webhook, means string) (work, api.Webhook) {
	origin := lineage.Origin(w.workspace, &webhook)
	if origin == nil {
		return w, webhook
	}
	a.tellf("%s is inherited from %s: it %s", text.Quote(webhook.Name), text.Clean(origin.Workspace.Name()), means)
	w.workspace, w.name = origin.Workspace.ID, origin.Workspace.Name()
	return w, origin.Webhook
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
