package plan

import (
	"fmt"
	"maps"
	"slices"

	"corotui/api"
	"corotui/internal/text"
)

// finding is something to tell of a webhook in a workspace: what is said before and
// after the name of that. What is true of several workspaces is said once.
type finding struct {
	at            Position
	before, after string
	place         api.Workspace
	name          api.Text
}

// where names a workspace as the next command needs it.
func where(w api.Workspace) string {
	id := text.Clean(api.Text(w.ID))
	if name := text.Clean(w.Name()); name != id {
		return name + " (" + id + ")"
	}
	return id
}

// folded are findings that say the same of several workspaces.
type folded struct {
	finding
	more int
}

// said is the sentence of it.
func (f folded) said() string {
	if f.place.ID == "" {
		return f.before + f.after
	}
	in := " in " + where(f.place)
	if f.more > 0 {
		in += " and " + text.Plural(f.more, "other workspace", "other workspaces")
	}
	return f.before + in + f.after
}

// folds puts findings together that say the same.
type folds struct {
	all []*folded
	at  map[string]*folded
}

func (f *folds) add(findings []finding) {
	if f.at == nil {
		f.at = make(map[string]*folded)
	}
	for _, one := range findings {
		key := fmt.Sprint(one.at, "\x00", one.before, "\x00", one.after)
		if same := f.at[key]; same != nil {
			same.more++
			continue
		}
		f.at[key] = &folded{finding: one}
		f.all = append(f.all, f.at[key])
	}
}

// End puts together what has to be done, once the scan has ended. The error is a
// [Problems], of all workspaces.
func (d *Differ) End(s Scanned) (*Plan, error) {
	order := d.inOrder(s.Workspaces)
	known := make(map[api.WorkspaceID]bool, len(order))
	for _, w := range order {
		known[w.ID] = true
	}
	p := &Plan{Policy: d.policy}
	d.makeRoom(p)
	var problems, notes folds
	for _, workspace := range order {
		t := d.taken[workspace.ID]
		if t == nil {
			if d.selects(workspace) {
				p.Unread = append(p.Unread, workspace)
			}
			continue
		}
		if len(t.sets) == 0 {
			continue
		}
		problems.add(t.problems)
		notes.add(t.notes)
		p.take(t, d.isNamed(t))
		d.takeExtra(p, t, func(id api.WorkspaceID) bool { return known[id] }, &notes)
	}
	for _, items := range [][]Item{p.Items, p.Extra} {
		for i := range items {
			items[i].Heirs = s.Heirs[api.Ref{Workspace: items[i].Workspace.ID, Webhook: items[i].Webhook.ID}]
		}
	}
	found := d.unmet(p, s, order)
	for _, one := range problems.all {
		found = append(found, Problem{At: one.at, Says: one.said()})
	}
	for _, one := range notes.all {
		p.Notes = append(p.Notes, Note{Workspace: one.place, Name: one.name, Says: one.said()})
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// makeRoom makes room for all items at once: copies that grow would take more.
func (d *Differ) makeRoom(p *Plan) {
	items, extra := 0, 0
	for _, t := range d.taken {
		items += len(t.items)
		extra += len(t.extra)
	}
	if d.opts.Prune {
		items, extra = items+extra, 0
	}
	p.Items, p.Extra = slices.Grow(p.Items, items), slices.Grow(p.Extra, extra)
}

// add adds what is pending in the workspace to items.
func (t *taken) add(items []Item, more []pending) []Item {
	for _, one := range more {
		items = append(items, one.item(t.workspace))
	}
	return items
}

// inOrder are the workspaces in the order of the tree, and those that were taken besides.
func (d *Differ) inOrder(workspaces []api.Workspace) []api.Workspace {
	known := make(map[api.WorkspaceID]bool, len(workspaces))
	for _, w := range workspaces {
		known[w.ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(d.taken)) {
		if !known[id] {
			workspaces = append(workspaces[:len(workspaces):len(workspaces)], d.taken[id].workspace)
		}
	}
	return workspaces
}

func (d *Differ) selects(w api.Workspace) bool {
	return slices.ContainsFunc(d.policy.Sets, func(s Set) bool { return s.Workspaces.Match(w) })
}

// isNamed reports whether a set names a workspace by its id.
func (d *Differ) isNamed(t *taken) bool {
	return slices.ContainsFunc(t.sets, func(i int) bool { return d.policy.Sets[i].Workspaces.IDs.Set })
}

// take adds what has to be done in one workspace.
func (p *Plan) take(t *taken, named bool) {
	if t.read {
		p.Workspaces++
		p.Read = append(p.Read, t.workspace)
	}
	switch {
	case t.refused && !named:
		p.NoAccess = append(p.NoAccess, t.workspace)
	case !t.read || t.unsure:
		p.Unread = append(p.Unread, t.workspace)
	}
	p.Items = t.add(p.Items, t.items)
	p.Unchanged += t.unchanged
}

// takeExtra adds what no set names. Where it is not known what is inherited, nothing is
// deleted.
func (d *Differ) takeExtra(p *Plan, t *taken, known func(api.WorkspaceID) bool, notes *folds) {
	switch {
	case len(t.extra) == 0:
	case !d.lineageRead(t.workspace.ID, known):
		if d.opts.Prune {
			notes.add([]finding{{place: t.workspace, before: "A workspace above could not be read, so nothing is deleted"}})
		}
	case d.opts.Prune:
		p.Items = t.add(p.Items, t.extra)
	default:
		p.Extra = t.add(p.Extra, t.extra)
	}
}

// unmet says what the policy names and the scan did not find. After a scan that is not
// complete it may still be there.
func (d *Differ) unmet(p *Plan, s Scanned, order []api.Workspace) Problems {
	found := d.policy.Check(order, s.Complete)
	for i := range d.policy.Sets {
		set := &d.policy.Sets[i]
		if !slices.ContainsFunc(order, set.Workspaces.Match) {
			p.Notes = append(p.Notes, Note{Says: set.At.String() + ": the set selects no workspace"})
			continue
		}
		for nth := range set.Webhooks {
			id := set.Webhooks[nth].ID
			switch what := "no webhook of the set's workspaces has the id " + text.Quote(api.Text(id.Value)); {
			case set.Webhooks[nth].Name.Set || d.met(entry{i, nth}):
			case s.Complete:
				found = append(found, Problem{At: id.At, Says: what + "; give a name too if it should be created"})
			default:
				p.Notes = append(p.Notes, Note{Says: id.At.String() + ": " + what + ", as far as they could be read"})
			}
		}
	}
	return found
}

// met reports whether a webhook that is named by its id alone is in some workspace, or may
// be.
func (d *Differ) met(e entry) bool {
	for _, t := range d.taken {
		if t.entries[e] || slices.Contains(t.sets, e.set) && (t.unsure || !t.read && !t.refused) {
			return true
		}
	}
	return false
}
