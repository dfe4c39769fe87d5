package plan

import (
	"fmt"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/suggest"
	"corotui/internal/text"
)

// claim is a webhook in a workspace, or in all of them.
type claim struct {
	workspace api.WorkspaceID // empty: all
	webhook   string
}

// twice finds the webhooks that two sets want in one workspace, as far as the files
// alone show it.
func (p *Policy) twice() Problems {
	var wrong Problems
	first := make(map[claim]Given[int]) // where it is wanted, and by which set
	some := make(map[string]Given[int]) // where a webhook is wanted in any workspace by its id
	take := func(set int, w Wanted, at claim) {
		before, twice := first[at]
		if !twice {
			before, twice = first[claim{webhook: at.webhook}]
		}
		if !twice && at.workspace == "" {
			before, twice = some[at.webhook]
		}
		if twice && before.Value != set {
			wrong = append(wrong, Problem{At: w.At, Says: fmt.Sprintf("another set that selects the same workspace wants %s already, at %s; keep one of them", w.called(), text.Clean(api.Text(before.At.String())))})
			return
		}
		given := Given[int]{Value: set, At: w.At, Set: true}
		first[at] = given
		if at.workspace != "" {
			some[at.webhook] = given
		}
	}
	for i, set := range p.Sets {
		s := set.Workspaces
		if s.Type.Set || s.Filter.Set { // what they select is known later
			continue
		}
		for _, w := range set.Webhooks {
			key := "id " + string(w.ID.Value)
			if !w.ID.Set {
				key = "name " + change.NameKey(w.Name.Value)
			}
			if !s.IDs.Set {
				take(i, w, claim{webhook: key})
			}
			for _, id := range s.IDs.Value {
				take(i, w, claim{workspace: id.Value, webhook: key})
			}
		}
	}
	return wrong
}

// called is the webhook in a sentence.
func (w Wanted) called() string {
	if w.Name.Set {
		return text.Quote(w.Name.Value)
	}
	return "the webhook with the id " + text.Quote(api.Text(w.ID.Value))
}

// Check finds the workspaces that the files name and that do not exist, and the
// overrides in workspaces that their set does not select. seen are the workspaces of a
// scan. If it was not complete, one that is missing may exist all the same.
func (p *Policy) Check(seen []api.Workspace, complete bool) Problems {
	var wrong Problems
	known := make(map[api.WorkspaceID]api.Workspace, len(seen))
	for _, w := range seen {
		known[w.ID] = w
	}
	exists := func(id Given[api.WorkspaceID]) bool {
		_, there := known[id.Value]
		if !there && complete {
			wrong = append(wrong, Problem{At: id.At, Says: missing(id.Value, seen)})
		}
		return there
	}
	for i := range p.Sets {
		set := &p.Sets[i]
		for _, id := range set.Workspaces.IDs.Value {
			exists(id)
		}
		for _, o := range set.Override {
			if exists(o.Workspace) && !set.Workspaces.Match(known[o.Workspace.Value]) {
				wrong = append(wrong, Problem{At: o.Workspace.At, Says: fmt.Sprintf(
					"the set does not select the workspace %s, so nothing is overridden there; remove it, or let workspaces select it", text.Quote(api.Text(o.Workspace.Value)))})
			}
		}
	}
	_ = wrong.Err() // puts them in order
	return wrong
}

// missing says that a workspace does not exist, and which one was meant.
func missing(id api.WorkspaceID, seen []api.Workspace) string {
	ids := make([]api.WorkspaceID, len(seen))
	for i, w := range seen {
		ids[i] = w.ID
	}
	said := fmt.Sprintf("there is no workspace %s in this channel", text.Quote(api.Text(id)))
	if near := suggest.Nearest(string(id), ids); near != "" {
		return said + fmt.Sprintf("; did you mean %s?", text.Clean(api.Text(near)))
	}
	return said + "; list them with corotui workspaces list"
}
