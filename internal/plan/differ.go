package plan

import (
	"cmp"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/mask"
)

// Options say how a policy is compared with what is there.
type Options struct {
	Channel api.WorkspaceID // the one that is scanned; what says nothing of its parent is below it
	Prune   bool            // delete what no set names, in the workspaces that sets select
	Force   bool            // let triggers through that are not documented
	Secrets Known           // nil: nothing is known of secrets that the server hides
}

// Known tells about secrets that the server hides.
type Known interface {
	// SameSecret compares a secret with the one that a webhook was given last. It is not
	// known if this machine did not give it.
	SameSecret(at api.Ref, secret mask.Secret) (same, known bool)
}

// Scanned is what is known once a scan has ended.
type Scanned struct {
	Workspaces []api.Workspace // all that it found, in the order of the tree
	Complete   bool            // there are no others, and it came to its end
	Heirs      map[api.Ref]int // how many workspaces inherit a webhook
}

// Differ compares a policy with the results of one scan as they come. It keeps only
// what has to be done, and belongs to one goroutine.
type Differ struct {
	policy *Policy
	opts   Options
	taken  map[api.WorkspaceID]*taken
	parent map[api.WorkspaceID]api.WorkspaceID // as those above say
}

// taken is what is kept of one workspace.
type taken struct {
	workspace api.Workspace
	sets      []int // that select it
	read      bool
	refused   bool // there is no access to it, or it is gone
	unsure    bool // not all of its webhooks were returned, and it matters
	items     []pending
	extra     []pending
	unchanged int
	passes    []api.Text             // names of the webhooks that it is to pass down
	stops     map[api.WebhookID]bool // webhooks that it is not to pass down any more
	entries   map[entry]bool         // whose webhook is here
	problems  []finding
	notes     []finding
}

// pending is an item of a plan, in little room: there may be thousands.
type pending struct {
	entry

	action  Action
	wanted  *Wanted      // the policy's own, if nothing is overridden; nil of one to delete
	webhook *api.Webhook // of the result; nil of one to create
	goal    *change.Goal // nil of one to delete
}

// item is the item itself.
func (p pending) item(workspace api.Workspace) Item {
	item := Item{Action: p.action, Workspace: workspace, Set: p.set, Nth: p.nth}
	if p.wanted != nil {
		item.Wanted = *p.wanted
	}
	if p.webhook != nil {
		item.Webhook = *p.webhook
	}
	if p.goal != nil {
		item.Goal = *p.goal
	}
	return item
}

// entry is the place of a wanted webhook in the policy.
type entry struct{ set, nth int }

// NewDiffer begins to compare a policy with a scan.
func NewDiffer(policy *Policy, opts Options) *Differ {
	return &Differ{
		policy: policy, opts: opts,
		taken: make(map[api.WorkspaceID]*taken), parent: make(map[api.WorkspaceID]api.WorkspaceID),
	}
}

// Take compares one workspace. The scan gives those above it first.
func (d *Differ) Take(r fleet.Result) {
	t := &taken{workspace: r.Workspace, read: r.Err == nil, refused: r.Refused()}
	d.taken[r.Workspace.ID] = t
	for _, child := range r.Workspace.Children {
		d.parent[child] = r.Workspace.ID
	}
	for i := range d.policy.Sets {
		if d.policy.Sets[i].Workspaces.Match(r.Workspace) {
			t.sets = append(t.sets, i)
		}
	}
	if len(t.sets) > 0 && t.read {
		m := matching{Differ: d, result: r, taken: t, claims: make(map[api.WebhookID]*want)}
		m.match()
	}
}

// above lists the workspaces above one, the nearest first. A parent that is not known is
// taken for the channel.
func (d *Differ) above(id api.WorkspaceID, known func(api.WorkspaceID) bool) []api.WorkspaceID {
	var all []api.WorkspaceID
	seen := map[api.WorkspaceID]bool{id: true}
	for id != d.opts.Channel {
		var said api.WorkspaceID
		if t := d.taken[id]; t != nil {
			said = t.workspace.Parent
		}
		id = cmp.Or(said, d.parent[id])
		if !known(id) {
			id = d.opts.Channel
		}
		if id == "" || seen[id] {
			break
		}
		seen[id] = true
		all = append(all, id)
	}
	return all
}

// here reports whether a workspace was taken.
func (d *Differ) here(id api.WorkspaceID) bool { return d.taken[id] != nil }

// lineageRead reports whether all above a workspace was read, so that it is known which of
// its webhooks are inherited.
func (d *Differ) lineageRead(id api.WorkspaceID, known func(api.WorkspaceID) bool) bool {
	for _, above := range d.above(id, known) {
		if t := d.taken[above]; t == nil || !t.read {
			return false
		}
	}
	return true
}

// passed reports whether a workspace above is to pass a webhook of this name down.
func (d *Differ) passed(id api.WorkspaceID, name api.Text) bool {
	for _, above := range d.above(id, d.here) {
		if t := d.taken[above]; t != nil {
			for _, passes := range t.passes {
				if change.SameName(passes, name) {
					return true
				}
			}
		}
	}
	return false
}

// wants reports whether the policy wants a webhook where it lives.
func (d *Differ) wants(origin *fleet.Origin) bool {
	workspace := origin.Workspace
	if t := d.taken[workspace.ID]; t != nil {
		workspace = t.workspace
	}
	for i := range d.policy.Sets {
		set := &d.policy.Sets[i]
		if !set.Workspaces.Match(workspace) {
			continue
		}
		for nth := range set.Webhooks {
			w := &set.Webhooks[nth]
			if w.ID.Set && w.ID.Value == origin.Webhook.ID || w.Name.Set && change.SameName(w.Name.Value, origin.Webhook.Name) {
				return true
			}
		}
	}
	return false
}
