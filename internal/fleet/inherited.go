package fleet

import "corotui/api"

// inheritance passes the results of a scan on once it is known which of their
// webhooks are inherited: after those of the workspaces above, which are read first.
// An inherited webhook gets one row, where it lives or else where it is seen first.
type inheritance struct {
	lineage *Lineage
	give    func(Result)
	given   map[api.WorkspaceID]bool
	held    map[api.WorkspaceID][]Result // by what they wait for
	shown   map[identity]bool            // inherited webhooks that have a row
	heirs   map[api.Ref]int              // how many workspaces inherit each
}

// identity is what two lists have in common of one inherited webhook. One that is
// disabled in only one of them gets a row of its own.
type identity struct {
	api.Ref
	address
	off bool
}

func newInheritance(lineage *Lineage, give func(Result)) *inheritance {
	return &inheritance{
		lineage: lineage, give: give, given: make(map[api.WorkspaceID]bool), held: make(map[api.WorkspaceID][]Result),
		shown: make(map[identity]bool), heirs: make(map[api.Ref]int),
	}
}

// take passes on a result and what waited for it, or has it wait.
func (d *inheritance) take(result Result) {
	for open := []Result{result}; len(open) > 0; {
		next := open[0]
		open = open[1:]
		if above, waits := d.awaits(next.Workspace.ID); waits {
			d.held[above] = append(d.held[above], next)
			continue
		}
		d.pass(next)
		open = append(open, d.held[next.Workspace.ID]...)
		delete(d.held, next.Workspace.ID)
	}
}

// awaits returns a workspace above id whose result has not come yet.
func (d *inheritance) awaits(id api.WorkspaceID) (api.WorkspaceID, bool) {
	for _, above := range d.lineage.Above(id) {
		if !d.given[above] {
			return above, true
		}
	}
	return "", false
}

// flush passes on what waits for results that will not come.
func (d *inheritance) flush() {
	for len(d.held) > 0 {
		var rest []Result
		for _, waiting := range d.held {
			rest = append(rest, waiting...)
		}
		clear(d.held)
		comes := make(map[api.WorkspaceID]bool, len(rest))
		for _, result := range rest {
			comes[result.Workspace.ID] = true
		}
		for _, result := range rest {
			for _, above := range d.lineage.Above(result.Workspace.ID) {
				d.given[above] = d.given[above] || !comes[above]
			}
		}
		for _, result := range rest {
			d.take(result)
		}
	}
}

func (d *inheritance) pass(result Result) {
	id := result.Workspace.ID
	d.given[id] = true
	result.Origins, result.Elsewhere = nil, nil
	inherits := make(map[api.Ref]bool)
	for i := range result.Webhooks {
		webhook := &result.Webhooks[i]
		origin := d.lineage.Origin(id, webhook)
		if origin == nil {
			continue
		}
		if result.Origins == nil {
			result.Origins, result.Elsewhere = make(map[api.WebhookID]*Origin), make(map[api.WebhookID]bool)
		}
		result.Origins[webhook.ID] = origin
		result.Elsewhere[webhook.ID] = d.hasRow(origin, webhook)
		if at := origin.Ref(); !inherits[at] {
			inherits[at] = true
			d.heirs[at]++
		}
	}
	if result.Err == nil {
		d.lineage.Add(result.Workspace, result.Webhooks)
	}
	d.give(result)
}

// Ref names the webhook where it lives.
func (o *Origin) Ref() api.Ref { return api.Ref{Workspace: o.Workspace.ID, Webhook: o.Webhook.ID} }

// hasRow reports whether an inherited webhook has a row already.
func (d *inheritance) hasRow(origin *Origin, webhook *api.Webhook) bool {
	if origin.Read && sameStatus(origin.Webhook.Status, webhook.Status) {
		return true
	}
	one := identity{off: webhook.Status.Off()}
	if origin.Read {
		one.Ref = origin.Ref()
	} else { // its id may differ from list to list
		one.Workspace, one.address = origin.Workspace.ID, address{webhook.Name, webhook.URL}
	}
	before := d.shown[one]
	d.shown[one] = true
	return before
}

// Rows are the webhooks of a result, each with its origin if it is inherited, but
// for those that are in another row of the scan.
func (r Result) Rows(yield func(api.Webhook, *Origin) bool) {
	for _, webhook := range r.Webhooks {
		if !r.Elsewhere[webhook.ID] && !yield(webhook, r.Origins[webhook.ID]) {
			return
		}
	}
}
