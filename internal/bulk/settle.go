package bulk

import (
	"errors"
	"slices"

	"corotui/internal/change"
	"corotui/internal/history"
)

// Settle takes the tasks out of a plan that need no request: what is asked does not
// concern them, they are as asked for already, or the rules refuse it. It returns how
// those ended, in the order of the plan, and the summary of the others.
func (p *Plan) Settle(face history.Face) (settled []Result, others Summary) {
	sum, open := p.summing(face), p.Tasks[:0:0]
	for i, t := range p.Tasks {
		c := p.change(t)
		deltas := DeltasOf(c)
		if result, ends := p.settled(t, c, deltas); ends {
			result.Task, result.Index = t, i
			settled = append(settled, result)
			continue
		}
		open = append(open, t)
		sum.add(t, c, deltas)
	}
	p.Tasks = open
	return settled, sum.end()
}

// settled is how a task ended that needs no request.
func (p *Plan) settled(t Task, c change.Change, deltas []change.Delta) (result Result, ends bool) {
	switch {
	case t.undo != nil && t.undo.Change == nil:
		return Result{Kind: change.Refused, Err: errors.New(t.undo.Refusal())}, true
	case t.wish != nil && t.wish.Does() == change.Created && p.lacksSecret(c) && goalErr(c) == nil:
		return Result{Kind: change.NeedSecret, Err: errNeedsSecret}, true
	case t.wish != nil && t.unread:
		return Result{}, false
	case p.Action.Kind == Test, p.Action.Kind == EnableIfDelivered, p.Action.Kind == Undo:
		return Result{}, false
	}
	goal, has := goalOf(c)
	switch {
	case len(deltas) == 0 && p.Action.Kind == SetURL:
		return Result{Kind: change.Skipped}, true
	case len(deltas) == 0:
		return Result{Kind: change.Unchanged}, true
	case has && goal.Err() != nil:
		return Result{Kind: change.Refused, Err: goal.Err()}, true
	}
	return Result{}, false
}

func goalErr(c change.Change) error {
	if goal, has := goalOf(c); has {
		return goal.Err()
	}
	return nil
}

// Open are the tasks that have not ended in an earlier run.
func (p *Plan) Open() []Task {
	open := make([]Task, 0, len(p.Tasks))
	for place, t := range p.Tasks {
		if _, ended := p.done[place]; !ended {
			open = append(open, t)
		}
	}
	return open
}

// Would says what a task changes, as far as was seen, and whether it needs a secret for
// that which the server does not show. A test changes nothing.
func (p *Plan) Would(t Task) (deltas []change.Delta, lacksSecret bool) {
	if p.Action.Kind == Test {
		return nil, false
	}
	c := p.change(t)
	return DeltasOf(c), p.lacksSecret(c)
}

// Single is the change of a plan of one task, by itself and in no set. A test is none.
func (p *Plan) Single() (c change.Change, is bool) {
	if len(p.Tasks) != 1 || slices.Contains([]Kind{Test, EnableIfDelivered, Copy, Apply}, p.Action.Kind) {
		return nil, false
	}
	return change.WithSet(p.change(p.Tasks[0]), ""), true
}
