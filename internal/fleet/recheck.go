package fleet

import (
	"context"
	"slices"

	"corotui/api"
)

// Recheck tells of a webhook that a scan found whether it is inherited from one that was
// made after the list of its workspace had been read: it reads the lists of the
// workspaces above once more, each once.
type Recheck struct {
	reader  Reader
	lineage *Lineage
	unread  map[api.WorkspaceID]api.Workspace // that the scan has read
}

// Recheck begins after a scan has ended.
func (s *Scanner) Recheck() *Recheck {
	r := &Recheck{reader: s.Reader, lineage: NewLineage(s.Channel, s.Workspaces()), unread: make(map[api.WorkspaceID]api.Workspace)}
	for _, result := range s.Results() {
		if id := result.Workspace.ID; result.Err == nil && r.lineage.Holds(id) {
			r.unread[id] = result.Workspace
		}
	}
	return r
}

// Inherited reports whether a workspace inherits a webhook that is in its list. Of a
// workspace that the scan could not read nothing more is known.
func (r *Recheck) Inherited(ctx context.Context, in api.WorkspaceID, webhook *api.Webhook) (bool, error) {
	above := r.lineage.Above(in)
	slices.Reverse(above)
	for _, id := range above {
		workspace, open := r.unread[id]
		if !open {
			continue
		}
		webhooks, err := r.reader.Webhooks(api.Once(ctx), id)
		if err != nil && !api.IsIncomplete(err) {
			return false, err
		}
		delete(r.unread, id)
		r.lineage.Add(workspace, webhooks)
	}
	return r.lineage.Origin(in, webhook) != nil, nil
}
