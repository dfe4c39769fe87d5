package fleet

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sort"
	"strings"

	"corotui/api"
)

// Origin is where a webhook lives that a workspace inherits.
type Origin struct {
	Workspace api.Workspace // at least its id
	Webhook   api.Webhook   // as it is there, or else as the workspace that inherits it shows it
	Read      bool          // it was read there
}

// Lineage knows which workspaces are above which, and the webhooks of those above.
// It alone decides which webhooks of a list are inherited (API
// contract, section 5). Of the lists that it was given it keeps those of workspaces
// that have others below them, and nothing of the many below.
type Lineage struct {
	top    api.WorkspaceID
	above  map[api.WorkspaceID]api.WorkspaceID
	holder map[api.WorkspaceID]*holder // those that have others below them
}

// holder is a workspace that has others below it.
type holder struct {
	workspace api.Workspace
	all       []*Origin
	byID      map[api.WebhookID]*Origin
	byAddress map[address][]*Origin
}

// address is what of a webhook its copies have in common, besides the triggers.
type address struct{ name, url api.Text }

// NewLineage returns what is known of workspaces before one of their lists was read.
// What says nothing of its parent is below top.
func NewLineage(top api.WorkspaceID, workspaces []api.Workspace) *Lineage {
	l := &Lineage{top: top, above: make(map[api.WorkspaceID]api.WorkspaceID), holder: make(map[api.WorkspaceID]*holder)}
	there := make(map[api.WorkspaceID]api.Workspace, len(workspaces))
	for _, w := range workspaces {
		there[w.ID] = w
		for _, child := range w.Children {
			l.above[child] = w.ID
		}
	}
	for _, w := range workspaces {
		if w.ID == top {
			continue
		}
		parent := cmp.Or(w.Parent, l.above[w.ID])
		if _, known := there[parent]; !known {
			parent = top
		}
		l.above[w.ID] = parent
	}
	delete(l.above, top)
	l.uncircle()
	for _, parent := range l.above {
		if l.holder[parent] == nil {
			l.holder[parent] = &holder{workspace: there[parent]}
			l.holder[parent].workspace.ID = parent
		}
	}
	return l
}

// uncircle puts a workspace below top if the server says that it is below itself.
func (l *Lineage) uncircle() {
	ends := map[api.WorkspaceID]bool{l.top: true}
	for id := range l.above {
		var path []api.WorkspaceID
		seen := make(map[api.WorkspaceID]bool)
		for at := id; !ends[at]; {
			seen[at] = true
			path = append(path, at)
			next, known := l.above[at]
			if known && seen[next] {
				l.above[at] = l.top
				break
			}
			if !known {
				break
			}
			at = next
		}
		for _, at := range path {
			ends[at] = true
		}
	}
}

// sort puts the workspaces first that have others below them, the highest before
// the others: what is inherited is known once they are read.
func (l *Lineage) sort(workspaces []api.Workspace) {
	rank := make(map[api.WorkspaceID]int, len(workspaces))
	for _, w := range workspaces {
		rank[w.ID] = math.MaxInt
		if l.Holds(w.ID) {
			rank[w.ID] = len(l.Above(w.ID))
		}
	}
	sort.SliceStable(workspaces, func(i, j int) bool { return rank[workspaces[i].ID] < rank[workspaces[j].ID] })
}

// Above lists the workspaces above one, the nearest first.
func (l *Lineage) Above(id api.WorkspaceID) []api.WorkspaceID {
	var all []api.WorkspaceID
	for len(all) <= deepest+1 {
		parent, known := l.above[id]
		if !known {
			break
		}
		all, id = append(all, parent), parent
	}
	return all
}

// Holds reports whether there are workspaces below id.
func (l *Lineage) Holds(id api.WorkspaceID) bool { return l.holder[id] != nil }

// Add takes the list of a workspace, after those of the workspaces above it.
func (l *Lineage) Add(workspace api.Workspace, webhooks []api.Webhook) {
	h := l.holder[workspace.ID]
	if h == nil {
		return
	}
	h.workspace, h.all = workspace, nil
	h.byID, h.byAddress = make(map[api.WebhookID]*Origin), make(map[address][]*Origin)
	for i := range webhooks {
		if l.Origin(workspace.ID, &webhooks[i]) != nil {
			continue // it lives further up
		}
		origin := &Origin{Workspace: workspace, Webhook: webhooks[i], Read: true}
		h.all = append(h.all, origin)
		h.byID[origin.Webhook.ID] = origin
		at := address{origin.Webhook.Name, origin.Webhook.URL}
		h.byAddress[at] = append(h.byAddress[at], origin)
	}
}

// Put notes what became of a webhook since its list was read; nil says that it is gone.
func (l *Lineage) Put(at api.Ref, now *api.Webhook) {
	h := l.holder[at.Workspace]
	if h == nil || h.byID[at.Webhook] == nil {
		return
	}
	var webhooks []api.Webhook
	for _, origin := range h.all {
		switch {
		case origin.Webhook.ID != at.Webhook:
			webhooks = append(webhooks, origin.Webhook)
		case now != nil:
			webhooks = append(webhooks, *now)
		}
	}
	l.Add(h.workspace, webhooks)
}

// Origin returns where a webhook in the list of a workspace lives, and nil if it
// lives in that workspace. It is inherited if the server says that it is of another
// workspace. Else it is if a webhook above, which applies to all descendants, has
// its id, or its name, URL, triggers and status: a copy that is disabled while that
// one is enabled is its own webhook.
func (l *Lineage) Origin(in api.WorkspaceID, webhook *api.Webhook) *Origin {
	if owner := webhook.Workspace; owner != "" && owner != in {
		return l.owned(owner, webhook)
	}
	for _, above := range l.Above(in) {
		h := l.holder[above]
		if h == nil {
			continue
		}
		if origin := h.byID[webhook.ID]; origin != nil && origin.Webhook.ApplyToAllDescendants {
			return origin
		}
		if origin := h.alike(webhook, true); origin != nil {
			return origin
		}
	}
	return nil
}

// owned is the origin of a webhook of which the server says in which workspace it is.
func (l *Lineage) owned(owner api.WorkspaceID, webhook *api.Webhook) *Origin {
	h := l.holder[owner]
	if h == nil {
		return &Origin{Workspace: api.Workspace{ID: owner}, Webhook: *webhook}
	}
	if origin := h.byID[webhook.ID]; origin != nil {
		return origin
	}
	if origin := h.alike(webhook, false); origin != nil {
		return origin
	}
	return &Origin{Workspace: h.workspace, Webhook: *webhook}
}

// alike returns the webhook that is as good as this one. Of one that may be no copy
// of it more is asked for.
func (h *holder) alike(webhook *api.Webhook, strict bool) *Origin {
	for _, origin := range h.byAddress[address{webhook.Name, webhook.URL}] {
		if strict && (!origin.Webhook.ApplyToAllDescendants || !sameStatus(origin.Webhook.Status, webhook.Status)) {
			continue
		}
		if sameTriggers(origin.Webhook.Fields, webhook.Fields) {
			return origin
		}
	}
	return nil
}

func sameStatus(a, b api.Status) bool { return strings.EqualFold(string(a), string(b)) }

// sameTriggers reports whether two webhooks subscribe to the same, however spelled.
func sameTriggers(a, b api.Fields) bool {
	missing := func(f api.Fields) func(api.Trigger) bool {
		return func(t api.Trigger) bool { return !f.HasTrigger(t.Name()) }
	}
	return !slices.ContainsFunc(a.Triggers, missing(b)) && !slices.ContainsFunc(b.Triggers, missing(a))
}

// Relatives is what the lineage of one workspace is read from.
type Relatives interface {
	detailer
	Webhooks(ctx context.Context, workspace api.WorkspaceID) ([]api.Webhook, error)
}

// LineageOf reads the workspaces above one, and their webhooks, for a list that is
// not part of a scan. What cannot be read is left out, and err says why: then some
// webhooks may be inherited without that being known.
func LineageOf(ctx context.Context, reader Relatives, workspace api.Workspace) (l *Lineage, err error) {
	chain := []api.Workspace{workspace}
	for at := workspace; at.Parent != "" && len(chain) <= deepest; {
		parent, failed := reader.Workspace(api.Once(ctx), at.Parent)
		if failed != nil {
			parent = api.Workspace{}
		}
		err = cmp.Or(err, failed)
		parent.ID = at.Parent
		if slices.ContainsFunc(chain, func(w api.Workspace) bool { return w.ID == parent.ID }) {
			break
		}
		chain, at = append(chain, parent), parent
	}
	slices.Reverse(chain)
	l = NewLineage(chain[0].ID, chain)
	for _, above := range chain[:len(chain)-1] {
		webhooks, failed := reader.Webhooks(api.Once(ctx), above.ID)
		err = cmp.Or(err, failed)
		if failed == nil || api.IsIncomplete(failed) {
			l.Add(above, webhooks)
		}
	}
	return l, err
}
