package plan

import (
	"strings"

	"corotui/api"
	"corotui/internal/change"
)

// rules are those of the workspace.
func (m *matching) rules() change.Rules {
	return change.Rules{Force: m.opts.Force, LikeThese: m.result.Webhooks, NoSecret: true}
}

// change compares a webhook that is there with what is wanted.
func (m *matching) change(w *want) {
	was := w.webhook.Fields
	goal := w.Onto(was)
	goal.Secret = m.secret(w, goal.Secret)
	checked := m.rules().Edit(was, goal)
	if len(change.Diff(was, goal)) == 0 || checked.Err() == nil && len(change.Diff(was, checked.Fields())) == 0 {
		m.unchanged++
	} else if m.fine(w, checked, "cannot be changed") {
		m.items = append(m.items, Item{
			Action: Change, Workspace: m.workspace, Webhook: *w.webhook, Wanted: w.Wanted, Goal: checked, Set: w.set, Nth: w.nth,
		})
	}
	switch {
	case goal.ApplyToAllDescendants:
		m.passes = append(m.passes, goal.Name)
	case was.ApplyToAllDescendants:
		m.stop(w.webhook.ID)
	}
}

// create plans a webhook that is not there.
func (m *matching) create(w *want) {
	for _, kept := range w.kept() {
		kept.before += " of what is there, and " + w.name() + " is not there"
		m.refuse(w, kept)
	}
	if w.refused {
		return
	}
	checked := m.rules().New(w.Onto(api.Fields{}))
	if !m.fine(w, checked, "is not there and cannot be created") {
		return
	}
	item := Item{Action: Create, Workspace: m.workspace, Wanted: w.Wanted, Goal: checked, Set: w.set, Nth: w.nth}
	m.items = append(m.items, item)
	if item.NeedsSecret() {
		m.notes = append(m.notes, finding{place: m.workspace, name: w.Name.Value, before: w.name() + " needs a secret before it can be created"})
	}
	if checked.Fields().ApplyToAllDescendants {
		m.passes = append(m.passes, w.Name.Value)
	}
}

// kept are the values that a file says to keep.
func (w Wanted) kept() []finding {
	var all []finding
	if w.URL.Set && w.URL.Value.Keep {
		all = append(all, finding{at: w.URL.At, before: "the URL is to be that", after: "; give a URL"})
	}
	for _, h := range w.Headers.Value {
		if h.Value.Value.Keep {
			all = append(all, finding{at: h.Value.At, before: "the value of the header is to be that", after: "; give a value"})
		}
	}
	return all
}

// secret is what the secret of a webhook that is there is to be. One that the server
// hides is compared with what is remembered of it.
func (m *matching) secret(w *want, goal api.WebhookSecret) api.WebhookSecret {
	wanted, given := goal.Value()
	if _, shown := w.webhook.Secret.Value(); shown || !given || !w.Secret.Set {
		return goal
	}
	same, known := false, false
	if m.opts.Secrets != nil {
		same, known = m.opts.Secrets.SameSecret(api.Ref{Workspace: m.workspace.ID, Webhook: w.webhook.ID}, wanted)
	}
	if known && !same {
		return goal
	}
	if !known {
		m.notes = append(m.notes, finding{
			place: m.workspace, name: w.webhook.Name,
			before: "Coro does not return the secret of " + w.name() + ", so it is not known whether it is as wanted",
		})
	}
	return w.webhook.Secret
}

// fine reports whether a goal may be sent, and says else what is wrong with the file.
func (m *matching) fine(w *want, goal change.Goal, cannot string) bool {
	for _, p := range goal.Problems() {
		one := finding{at: w.place(p), before: w.name() + " " + cannot, after: ": " + p.Says(subject(p))}
		if p.Doubtful {
			one.before, one.after = p.Says(subject(p)), ""
			m.warnings = append(m.warnings, one)
			continue
		}
		m.refuse(w, one)
	}
	return !w.refused
}

// subject names the field of a problem as files do.
func subject(p change.Problem) string { return p.Path() }

// place is where a file gives the value of which something is wrong, or else where the
// webhook is.
func (w Wanted) place(p change.Problem) Position {
	at := w.At
	over := func(place Position, set bool) {
		if set {
			at = place
		}
	}
	switch p.Field {
	case change.Name:
		over(w.Name.At, w.Name.Set)
	case change.Description:
		over(w.Description.At, w.Description.Set)
	case change.URL:
		over(w.URL.At, w.URL.Set)
	case change.Status:
		over(w.Status.At, w.Status.Set)
	case change.Descendants:
		over(w.Descendants.At, w.Descendants.Set)
	case change.Secret:
		over(w.Secret.At, w.Secret.Set)
	case change.Trigger:
		over(w.Triggers.At, w.Triggers.Set)
		for _, t := range w.Triggers.Value {
			over(t.At, p.Item != "" && api.Text(t.Value) == p.Value)
		}
	case change.Header:
		over(w.Headers.At, w.Headers.Set)
		for _, h := range w.Headers.Value {
			if same := strings.EqualFold(string(h.Name.Value), string(p.Item)); p.OfName {
				over(h.Name.At, same)
			} else {
				over(h.Value.At, same)
			}
		}
	default: // not one that a file gives
	}
	return at
}
