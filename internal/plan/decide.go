package plan

import (
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
		m.items = append(m.items, pending{action: Change, webhook: w.webhook, wanted: w.Wanted, goal: &checked, entry: w.entry})
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
	if lacks := w.lacks(); lacks != "" {
		m.refuse(w, finding{at: w.At, before: w.name() + " is not there", after: ", and cannot be created: the file gives no " + lacks})
	}
	if w.refused {
		return
	}
	checked := m.rules().New(w.Onto(api.Fields{}))
	if !m.fine(w, checked, "is not there and cannot be created") {
		return
	}
	item := pending{action: Create, wanted: w.Wanted, goal: &checked, entry: w.entry}
	m.items = append(m.items, item)
	if item.item(m.workspace).NeedsSecret() {
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

// lacks names what a new webhook needs and the file does not give.
func (w Wanted) lacks() string {
	switch {
	case !w.URL.Set && !w.Triggers.Set:
		return "url and no triggers"
	case !w.URL.Set:
		return "url"
	case !w.Triggers.Set:
		return "triggers"
	}
	return ""
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
		if p.Doubtful {
			continue // which was said of the file
		}
		wrong := w.Problem(p)
		m.refuse(w, finding{at: wrong.At, before: w.name() + " " + cannot, after: ": " + wrong.Says})
	}
	return !w.refused
}
