package plan

import (
	"slices"
	"strings"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// matching finds the webhooks of one workspace that the policy wants there.
type matching struct {
	*Differ
	*taken
	result fleet.Result
	wanted []want
	own    []*api.Webhook
	claims map[api.WebhookID]*want // who wants which of own
	byID   map[api.WebhookID]bool  // those of claims that were found by their ids
}

// want is a webhook that the policy wants in the workspace.
type want struct {
	*Wanted
	entry

	webhook *api.Webhook  // that is there
	origin  *fleet.Origin // where one lives that is inherited here
	refused bool          // it is in a problem
}

// name is what to call it.
func (w *want) name() string {
	if w.Name.Set {
		return text.Quote(w.Name.Value)
	}
	return text.Clean(api.Text(w.ID.Value))
}

func (m *matching) match() {
	for i := range m.result.Webhooks {
		if one := &m.result.Webhooks[i]; m.result.Origins[one.ID] == nil {
			m.own = append(m.own, one)
		}
	}
	for _, i := range m.sets {
		set := &m.policy.Sets[i]
		for nth := range set.Webhooks {
			m.wanted = append(m.wanted, want{Wanted: set.shared(m.workspace.ID, nth), entry: entry{i, nth}})
		}
	}
	m.entries, m.byID = make(map[entry]bool), make(map[api.WebhookID]bool)
	for i := range m.wanted {
		m.findByID(&m.wanted[i])
	}
	for i := range m.wanted {
		if w := &m.wanted[i]; w.webhook == nil && w.origin == nil && w.Name.Set && !w.refused {
			m.findByName(w)
		}
	}
	for i := range m.wanted {
		m.compare(i)
	}
	m.leftOver()
}

func (m *matching) findByID(w *want) {
	if !w.ID.Set {
		return
	}
	for _, one := range m.own {
		if one.ID == w.ID.Value {
			m.byID[one.ID] = true
			m.claim(w, one)
			return
		}
	}
	w.origin = m.result.Origins[w.ID.Value]
}

func (m *matching) findByName(w *want) {
	var ids []string
	var found *api.Webhook
	var other *want // has one of this name by its id
	for _, one := range m.own {
		switch {
		case !change.SameName(one.Name, w.Name.Value):
		case m.byID[one.ID]:
			other = m.claims[one.ID]
		default:
			found = one
			ids = append(ids, text.Clean(api.Text(one.ID)))
		}
	}
	switch {
	case len(ids) > 1:
		m.refuse(w, finding{
			at: w.At, before: text.Plural(len(ids), "webhook is", "webhooks are") + " named " + w.name(),
			after: "; give the id of the one that is meant: " + strings.Join(ids, " or "),
		})
	case found != nil:
		m.claim(w, found)
	case other != nil && !w.ID.Set:
		m.wantedTwice(w, other)
	default:
		w.origin = m.inherited(w.Name.Value)
	}
}

// inherited returns where a webhook of this name lives that the workspace inherits.
func (m *matching) inherited(name api.Text) *fleet.Origin {
	for i := range m.result.Webhooks {
		if one := &m.result.Webhooks[i]; change.SameName(one.Name, name) {
			if origin := m.result.Origins[one.ID]; origin != nil {
				return origin
			}
		}
	}
	return nil
}

// claim gives a webhook to who wants it, unless another does.
func (m *matching) claim(w *want, one *api.Webhook) {
	if other := m.claims[one.ID]; other != nil {
		m.wantedTwice(w, other)
		return
	}
	w.webhook, m.claims[one.ID] = one, w
}

func (m *matching) wantedTwice(w, other *want) {
	m.refuse(w, finding{at: w.At, before: "the webhook " + w.name() + " is wanted twice", after: ": here and at " + other.At.String() + "; leave one of them out"})
}

func (m *matching) refuse(w *want, why finding) {
	w.refused = true
	m.refused(why)
}

func (m *matching) refused(why finding) {
	why.place = m.workspace
	m.problems = append(m.problems, why)
}

// compare says what has to be done for a wanted webhook.
func (m *matching) compare(i int) {
	w := &m.wanted[i]
	if w.webhook != nil || w.origin != nil || w.Name.Set {
		m.entries[w.entry] = true // else only the end of the scan tells whether its id is anywhere
	}
	switch {
	case w.refused:
	case w.webhook != nil:
		m.change(w)
	case w.origin != nil && !m.stopsPassing(w.origin):
		m.inherits(w)
	case !w.Name.Set:
		m.unsure = m.unsure || m.result.Short != nil
	case m.passed(m.workspace.ID, w.Name.Value): // it will be inherited
	case m.result.Short != nil:
		m.unsure = true
		m.notes = append(m.notes, finding{
			place: m.workspace, name: w.Name.Value,
			before: "Coro did not return all webhooks, so it is not known whether " + w.name() + " is there and it is not created",
		})
	case m.createdTwice(i):
	default:
		m.create(w)
	}
}

// createdTwice refuses a second webhook of one name, unless the two have ids that tell
// them apart.
func (m *matching) createdTwice(i int) bool {
	w := &m.wanted[i]
	for k := range m.wanted[:i] {
		other := &m.wanted[k]
		apart := w.ID.Set && other.ID.Set && w.ID.Value != other.ID.Value
		if other.webhook == nil && !other.refused && other.Name.Set && !apart && change.SameName(other.Name.Value, w.Name.Value) {
			m.wantedTwice(w, other)
			return true
		}
	}
	return false
}

// stopsPassing reports whether the plan ends that a webhook is passed down.
func (m *matching) stopsPassing(origin *fleet.Origin) bool {
	t := m.Differ.taken[origin.Workspace.ID]
	return t != nil && t.stops[origin.Webhook.ID]
}

// inherits leaves a webhook where it lives, if the policy wants it there.
func (m *matching) inherits(w *want) {
	home := where(w.origin.Workspace)
	if !m.wants(w.origin) {
		m.refuse(w, finding{
			at: w.At, before: text.Quote(w.origin.Webhook.Name) + " is there already",
			after: ", inherited from " + home + "; want it there, or it would be delivered twice",
		})
		return
	}
	theirs := w.origin.Webhook.Fields
	goal := w.Onto(theirs)
	goal.Secret, goal.ApplyToAllDescendants = theirs.Secret, theirs.ApplyToAllDescendants
	if len(change.Diff(theirs, goal)) > 0 {
		m.notes = append(m.notes, finding{
			place: m.workspace, name: w.origin.Webhook.Name,
			before: text.Quote(w.origin.Webhook.Name) + " is inherited from " + home + ", so it stays as it is there",
		})
	}
}

// leftOver are the webhooks that no one wants.
func (m *matching) leftOver() {
	if m.result.Short != nil {
		m.unsure = m.unsure || m.opts.Prune
		return
	}
	var left []*api.Webhook
	for _, one := range m.own {
		if m.claims[one.ID] == nil {
			left = append(left, one)
		}
	}
	slices.SortStableFunc(left, func(a, b *api.Webhook) int {
		if a.Name != b.Name {
			return strings.Compare(string(a.Name), string(b.Name))
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	for _, one := range left {
		m.extra = append(m.extra, pending{action: Delete, webhook: one, entry: entry{m.sets[0], -1}})
		if m.opts.Prune && one.ApplyToAllDescendants {
			m.stop(one.ID)
		}
	}
}

// stop notes that a webhook is not to be passed down any more.
func (m *matching) stop(id api.WebhookID) {
	if m.stops == nil {
		m.stops = make(map[api.WebhookID]bool)
	}
	m.stops[id] = true
}
