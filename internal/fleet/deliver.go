package fleet

import "corotui/api"

// delivery gives the results of a walk on once it is known which of their webhooks
// are inherited: after those of the workspaces above, which are read first. What is
// inherited is told once, by the webhook itself or else by the first that shows it.
type delivery struct {
	lineage *Lineage
	give    func(Result)
	given   map[api.WorkspaceID]bool
	held    map[api.WorkspaceID][]Result // by what they wait for
	told    map[identity]bool
	heirs   map[api.Ref]int // workspaces that inherit, of those that are told
}

// identity is what two lists say in the same way of one inherited webhook. That it is
// off in one of them is worth a row of its own.
type identity struct {
	api.Ref
	address
	off bool
}

func newDelivery(lineage *Lineage, give func(Result)) *delivery {
	return &delivery{
		lineage: lineage, give: give, given: make(map[api.WorkspaceID]bool), held: make(map[api.WorkspaceID][]Result),
		told: make(map[identity]bool), heirs: make(map[api.Ref]int),
	}
}

// take gives a result on, and what waited for it, or has it wait.
func (d *delivery) take(result Result) {
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

// awaits returns a workspace above one whose result is not there yet.
func (d *delivery) awaits(id api.WorkspaceID) (api.WorkspaceID, bool) {
	for _, above := range d.lineage.Above(id) {
		if !d.given[above] {
			return above, true
		}
	}
	return "", false
}

// flush gives on what waits for results that will not come.
func (d *delivery) flush() {
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

func (d *delivery) pass(result Result) {
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
		result.Elsewhere[webhook.ID] = d.again(origin, webhook)
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

// again reports whether an inherited webhook is told already.
func (d *delivery) again(origin *Origin, webhook *api.Webhook) bool {
	if origin.Read && sameStatus(origin.Webhook.Status, webhook.Status) {
		return true
	}
	one := identity{off: webhook.Status.Off()}
	if origin.Read {
		one.Ref = origin.Ref()
	} else { // its id may be that of the list only
		one.Workspace, one.address = origin.Workspace.ID, address{webhook.Name, webhook.URL}
	}
	before := d.told[one]
	d.told[one] = true
	return before
}

// Told are the webhooks of a result that count, each with its origin if it is
// inherited: all but those that another row of the walk tells of.
func (r Result) Told(yield func(api.Webhook, *Origin) bool) {
	for _, webhook := range r.Webhooks {
		if !r.Elsewhere[webhook.ID] && !yield(webhook, r.Origins[webhook.ID]) {
			return
		}
	}
}
