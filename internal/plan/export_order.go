package plan

import (
	"cmp"
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/fleet"
)

// InTree puts results in the order of the tree: each workspace before those below it, and
// beside each other by name and id, however the server lists them.
func InTree(top api.WorkspaceID, results []fleet.Result) {
	workspaces := make([]api.Workspace, len(results))
	known := make(map[api.WorkspaceID]api.Workspace, len(results))
	for i, r := range results {
		workspaces[i], known[r.Workspace.ID] = r.Workspace, r.Workspace
	}
	lineage := fleet.NewLineage(top, workspaces)
	paths := make(map[api.WorkspaceID][]string, len(results))
	for id := range known {
		path := []string{step(id, known)}
		for _, above := range lineage.Above(id) {
			path = append(path, step(above, known))
		}
		slices.Reverse(path)
		paths[id] = path
	}
	slices.SortStableFunc(results, func(a, b fleet.Result) int {
		return cmp.Or(slices.Compare(paths[a.Workspace.ID], paths[b.Workspace.ID]), cmp.Compare(a.Workspace.ID, b.Workspace.ID))
	})
}

// step is what a workspace is sorted by among those beside it.
func step(id api.WorkspaceID, known map[api.WorkspaceID]api.Workspace) string {
	w := known[id]
	w.ID = id
	return strings.ToLower(string(w.Name())) + "\x00" + string(id)
}
