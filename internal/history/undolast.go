package history

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"corotui/api"
	"corotui/internal/change"
)

// Scope is whose changes are meant, and where.
type Scope struct {
	Profile   string
	Host      string
	Workspace api.WorkspaceID // empty: any
	Others    []Who           // accounts that are worked with beside that of Profile and Host
}

func (s Scope) holds(e Entry) bool {
	one := func(who Who) bool { return e.Profile == who.Profile && e.Host == who.Host }
	return (one(Who{Profile: s.Profile, Host: s.Host}) || slices.ContainsFunc(s.Others, one)) && (s.Workspace == "" || e.Workspace == s.Workspace)
}

// StuckError is that the newest change cannot be undone. No other is undone in
// its place.
type StuckError struct {
	Plan  UndoPlan
	Older string // the id of the next older change or set that can be, if there is one
}

// Error says why, in a clean sentence, and what can be done instead.
func (s *StuckError) Error() string {
	said := fmt.Sprintf("The newest change, %s, cannot be undone: %s", s.Plan.ChangeName(), s.Plan.Why)
	if s.Older != "" {
		said += "; an older one can: corotui undo " + s.Older
	}
	return said
}

// PlanUndoLast plans to undo the newest change of the scope, with the whole set that
// it belongs to, or says by a [StuckError] why that cannot be. It passes over
// undos, what was undone already, and what changed nothing; none is left when the
// plan is empty.
func (l *Log) PlanUndoLast(ctx context.Context, scope Scope) ([]UndoPlan, error) {
	s, newest, err := l.newest(ctx, scope)
	if err != nil || len(newest) == 0 {
		return nil, err
	}
	plans, err := l.plan(ctx, s, newest)
	if err != nil || slices.ContainsFunc(plans, func(w UndoPlan) bool { return w.Change != nil }) {
		return plans, err
	}
	stuck := &StuckError{Plan: plans[0]}
	if stuck.Older, err = l.older(ctx, scope, plans); err != nil {
		return nil, err
	}
	return nil, stuck
}

// newest finds the newest change that is in force, with what else is in force of
// its set.
func (l *Log) newest(ctx context.Context, scope Scope) (*search, []Entry, error) {
	var found []Entry
	var ofSet func(line) bool
	s := l.search(both(ofType(Change), func(l line) bool { return ofSet == nil || ofSet(l) }))
	err := s.through(ctx, func(e Entry) bool {
		if !e.inForce() || !scope.holds(e) || len(found) > 0 && e.Set != found[0].Set {
			return true
		}
		found = append(found, e)
		if e.Set == "" {
			return false
		}
		if ofSet == nil {
			ofSet = has("set", e.Set)
		}
		return true
	})
	return s, found, err
}

// inForce reports whether the entry is of a change that is not an undo, and that
// changed something or may have.
func (e Entry) inForce() bool {
	ok, _ := e.Undoable()
	return e.Type == Change && e.Undoes == "" && e.UndoneBy == "" && (ok || e.Outcome == change.Unknown || e.Outcome == change.Done)
}

// older finds the next change behind those that are stuck that can be undone,
// and returns the id that names it: of its set, if it is in one. What was changed
// of a webhook that is lost cannot.
func (l *Log) older(ctx context.Context, scope Scope, stuck []UndoPlan) (id string, err error) {
	known := make(map[string]bool, len(stuck))
	for _, plan := range stuck {
		known[plan.Entry.ID] = true
	}
	lost := make(map[api.WebhookID]bool)
	s := l.search(ofType(Change))
	var failed error
	err = s.through(ctx, func(e Entry) bool {
		if !e.inForce() || !scope.holds(e) || lost[e.Webhook] {
			return true
		}
		plans, err := l.plan(ctx, s, []Entry{e})
		if err != nil {
			failed = err
			return false
		}
		if !known[e.ID] && plans[0].Change != nil {
			if id = e.ID; e.Set != "" {
				id = e.Set
			}
			return false
		}
		lost[e.Webhook] = lost[e.Webhook] || e.Action == change.Deleted && plans[0].Change == nil
		return true
	})
	return id, cmp.Or(err, failed)
}

// ForAccount returns the ways without those of changes that were made at another
// server than who works at, or by another account: they can only be undone
// there. To this account the webhook may not exist, and that would be taken for
// an undo.
func ForAccount(plans []UndoPlan, who Who) []UndoPlan {
	here := slices.Clone(plans)
	for i, plan := range here {
		e := plan.Entry
		switch {
		case e.Host != who.Host:
			here[i] = UndoPlan{Entry: e, Why: fmt.Sprintf("it was made at %s; use the profile of that server", api.Text(e.Host))}
		case e.Profile != who.Profile && (who.Client == "" || e.Client != shortClient(who.Client)):
			here[i] = UndoPlan{Entry: e, Why: fmt.Sprintf("it was made with %s; use that", profileNamed(e.Profile))}
		}
	}
	return here
}

func profileNamed(name string) string {
	if name == "" {
		return "another account, without a profile"
	}
	return fmt.Sprintf("the profile %s", api.Text(name))
}

// InWorkspace returns the ways without those of changes in another workspace than
// this; an empty one keeps all.
func InWorkspace(plans []UndoPlan, workspace api.WorkspaceID) []UndoPlan {
	inside := slices.Clone(plans)
	for i, plan := range inside {
		if at := plan.Entry.Workspace; workspace != "" && at != workspace {
			inside[i] = UndoPlan{Entry: plan.Entry, Why: fmt.Sprintf("it was made in the workspace %s", at)}
		}
	}
	return inside
}
