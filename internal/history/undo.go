package history

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// UndoPlan is how one recorded change is undone.
type UndoPlan struct {
	Entry   Entry         // what is undone
	Change  change.Change // what does it, through the same check as every change; nil when nothing can
	Why     string        // a clean clause: why nothing can
	Limits  []string      // clean sentences: what does not come back
	Earlier bool          // another run of the program made it
}

// NothingToUndo reports whether there is nothing to undo: that was done already, or
// nothing was changed.
func (w UndoPlan) NothingToUndo() bool {
	return w.Entry.UndoneBy != "" || w.Entry.Outcome != change.Done && w.Change == nil
}

// NeedsConfirmation reports whether the user is asked before the ways are gone: when something
// is deleted, when it is more than one change, when not all comes back, and when
// another run of the program made the change, which the user may not think of.
func NeedsConfirmation(plans []UndoPlan) bool {
	possible, ask := 0, false
	for _, plan := range plans {
		if plan.Change == nil {
			continue
		}
		possible++
		_, deletes := plan.Change.(change.Delete)
		ask = ask || deletes || plan.Earlier || len(plan.Limits) > 0
	}
	return possible > 1 || ask
}

// ErrNotFound is returned for an id that names no entry and no set.
var ErrNotFound = errors.New("the history has no change of this id; see corotui history")

// PlanUndo plans to undo the change of this id, or all changes of the set of
// this id, the newest first. The start of an id will do where only one begins
// so. An entry that cannot be undone is in the plan, with the reason.
func (l *Log) PlanUndo(ctx context.Context, id string) ([]UndoPlan, error) {
	id = strings.ToLower(strings.TrimSpace(id))
	if id == "" {
		return nil, ErrNotFound
	}
	ofSet := has("set", id)
	s := l.search(both(ofType(Change), func(l line) bool { return bytes.HasPrefix(textOf(l.head, "id"), []byte(id)) || ofSet(l) }))
	var exact, set, begins []Entry
	err := s.through(ctx, func(e Entry) bool {
		switch {
		case e.Type != Change:
		case e.ID == id:
			exact = append(exact, e)
		case e.Set == id:
			set = append(set, e)
		case strings.HasPrefix(e.ID, id):
			begins = append(begins, e)
		}
		return len(exact) == 0
	})
	switch {
	case err != nil:
		return nil, err
	case len(exact) > 0:
		return l.plan(ctx, s, exact)
	case len(set) > 0:
		return l.plan(ctx, s, set)
	case len(begins) == 1:
		return l.plan(ctx, s, begins)
	}
	return nil, ErrNotFound
}

// plan plans the undo of each of the chosen entries.
func (l *Log) plan(ctx context.Context, s *search, chosen []Entry) ([]UndoPlan, error) {
	key, err := l.key(ctx, false)
	if err != nil {
		return nil, err
	}
	p := planner{key: key, recreated: s.recreated.lives}
	if len(chosen) > 1 {
		p.set = NewID()
	}
	plans := make([]UndoPlan, 0, len(chosen))
	for _, e := range chosen {
		plan := UndoPlan{Entry: e, Earlier: !l.wrote(e.ID)}
		if ok, why := e.Undoable(); !ok {
			plan.Why = why
		} else {
			p.fill(&plan)
		}
		plans = append(plans, plan)
	}
	return plans, nil
}

// planner makes the undo plans.
type planner struct {
	key       []byte // of the fingerprints; nil without one
	set       string // of the undos, when there are several
	recreated map[api.WebhookID]api.WebhookID
}

// now is the id of a webhook today. Ids come from a server, so a circle of
// them is not followed for ever.
func (p planner) now(id api.WebhookID) api.WebhookID {
	for range len(p.recreated) {
		next, moved := p.recreated[id]
		if !moved {
			break
		}
		id = next
	}
	return id
}

// back fills in what takes an entry back.
func (p planner) fill(plan *UndoPlan) {
	e := plan.Entry
	switch e.Action {
	case change.Updated:
		p.undoUpdate(plan)
	case change.Deleted:
		p.recreate(plan)
	case change.Created:
		if e.Webhook == "" {
			plan.Why = "the server did not return the new webhook's id; find it with corotui webhooks list, and delete it"
			return
		}
		base := api.Webhook{ID: p.now(e.Webhook), Workspace: e.Workspace, Fields: e.after()}
		plan.Change = change.Delete{
			Workspace: e.Workspace, WorkspaceName: e.WorkspaceName, Base: base, Undoes: e.ID, Set: p.set,
			Recall: func(theirs api.Fields) (api.Fields, api.Fields) { return p.made(e, theirs), theirs },
		}
	default:
		plan.Why = "this version of corotui does not know what was done"
	}
}

// heldBefore are the rules of what the server held once, whatever it was.
var heldBefore = change.Rules{HeldBefore: true, NoSecret: true}

// updateBack sets the fields that an update changed back to what they were.
func (p planner) undoUpdate(plan *UndoPlan) {
	e := plan.Entry
	var known []Delta
	for _, d := range e.Deltas {
		if d.restorable() {
			known = append(known, d)
		} else {
			plan.Limits = append(plan.Limits, d.unrestored())
		}
	}
	if len(known) == 0 {
		plan.Why = "the old value is not known any more"
		if len(e.Deltas) == 0 {
			plan.Why = "it is not recorded what it changed"
		}
		return
	}
	e.Deltas = known
	base, goal := e.after(), e.before()
	base.Name, goal.Name = cmp.Or(base.Name, e.Name), cmp.Or(goal.Name, e.Name)
	plan.Change = change.Update{
		Workspace: e.Workspace, WorkspaceName: e.WorkspaceName, Undoes: e.ID, Set: p.set, Off: e.off(),
		Base: api.Webhook{ID: p.now(e.Webhook), Workspace: e.Workspace, Fields: base}, Goal: heldBefore.Edit(base, goal),
		Recall: func(theirs api.Fields) (api.Fields, api.Fields) {
			return setAll(theirs, known, func(d Delta) *mask.Secret { return p.then(e, d, theirs) }),
				setAll(theirs, known, func(d Delta) *mask.Secret { return d.Before.known() })
		},
	}
}

// recreate fills in what makes a deleted webhook again.
func (p planner) recreate(plan *UndoPlan) {
	e := plan.Entry
	goal := e.before()
	if goal.URL == "" || len(goal.Triggers) == 0 {
		plan.Why = "its URL held credentials that are not known any more; recreate it by hand"
		if len(goal.Triggers) == 0 {
			plan.Why = "it is not recorded what it was"
		}
		return
	}
	plan.Limits = append(plan.Limits, newIDLimit)
	for _, d := range e.Deltas {
		if d.Before == nil || d.Before.known() != nil {
			continue
		}
		if what := map[Field]string{Field(change.Header): "header", Field(change.Other): "field"}[d.Field]; what != "" {
			plan.Limits = append(plan.Limits, fmt.Sprintf("The value of its %s %s is not known any more, so it comes back without it.", what, d.Item))
		}
	}
	if _, known := goal.Secret.Value(); !known {
		plan.Limits = append(plan.Limits, "Its secret is not known any more, so it needs a new one.")
	}
	plan.Change = change.Create{Workspace: e.Workspace, WorkspaceName: e.WorkspaceName, Goal: heldBefore.New(goal), Undoes: e.ID, Set: p.set, Off: e.off()}
}

// restorable reports whether what the field held before is known. A secret is
// never taken away, because there may be one that was not shown.
func (d Delta) restorable() bool {
	if d.Before == nil {
		return d.Field != Field(change.Secret)
	}
	return d.Before.known() != nil
}

func (d Delta) unrestored() string {
	switch change.Field(d.Field) {
	case change.Secret:
		return "The old secret is not known any more; the secret stays as it is."
	case change.Header:
		return fmt.Sprintf("The old value of header %s is not known any more; it stays as it is.", d.Item)
	case change.Other:
		return fmt.Sprintf("The old value of field %s is not known any more; it stays as it is.", d.Item)
	default:
		return "The credentials in the old URL are not known any more; the URL stays as it is."
	}
}

// before and after are what the entry tells of the webhook: the fields that it
// changed, as far as they are known.
func (e Entry) before() api.Fields {
	return setAll(api.Fields{}, e.Deltas, func(d Delta) *mask.Secret { return d.Before.known() })
}

func (e Entry) after() api.Fields {
	return setAll(api.Fields{}, e.Deltas, func(d Delta) *mask.Secret { return d.After.known() })
}

// setAll sets every field in deltas to a value; what goes away goes first, so
// that a header that was spelled another way is not taken for the new one.
func setAll(f api.Fields, deltas []Delta, value func(Delta) *mask.Secret) api.Fields {
	for _, going := range []bool{true, false} {
		for _, d := range deltas {
			if v := value(d); (v == nil) == going {
				f = change.Set(f, change.Field(d.Field), d.Item, v)
			}
		}
	}
	return f
}

// then is what a field held after the change. Where only its fingerprint is
// known, it is what the server holds if that has the same one, and else a value
// that nothing is equal to.
func (p planner) then(e Entry, d Delta, theirs api.Fields) *mask.Secret {
	if d.After == nil || d.After.known() != nil {
		return d.After.known()
	}
	field := change.Field(d.Field)
	now := change.Value(theirs, field, d.Item)
	hidden := now == nil && field == change.Secret
	if hidden || now != nil && p.key != nil && d.After.Print == fingerprint(p.key, e.Webhook, field, d.Item, *now) {
		return now
	}
	other := mask.NewSecret(string(d.After.Text))
	if field == change.Secret {
		other = mask.NewSecret(d.After.Print) // a mask would say that nothing is known
	}
	return &other
}

// made is a webhook as it was created, with what is only known by its
// fingerprint taken from what it is now, if that is the same.
func (p planner) made(e Entry, theirs api.Fields) api.Fields {
	return setAll(api.Fields{}, e.Deltas, func(d Delta) *mask.Secret { return p.then(e, d, theirs) })
}
