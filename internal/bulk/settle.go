package bulk

import (
	"errors"
	"slices"

	"corotui/internal/change"
)

// Settle takes the tasks out of a plan that need no request: what is asked does not
// concern them, they are as asked for already, or the rules refuse it. It returns how
// those ended, in the order of the plan.
func (p *Plan) Settle() []Result {
	var settled []Result
	open := p.Tasks[:0:0]
	for i, t := range p.Tasks {
		if result, ends := p.settled(t); ends {
			result.Task, result.Index = t, i
			settled = append(settled, result)
		} else {
			open = append(open, t)
		}
	}
	p.Tasks = open
	return settled
}

// settled is how a task ended that needs no request.
func (p *Plan) settled(t Task) (result Result, ends bool) {
	switch {
	case t.undo != nil && t.undo.Change == nil:
		return Result{Kind: change.Refused, Err: errors.New(t.undo.Refusal())}, true
	case p.Action.Kind == Test, p.Action.Kind == EnableIfDelivered, p.Action.Kind == Undo:
		return Result{}, false
	}
	c := p.change(t)
	goal, has := goalOf(c)
	switch {
	case len(DeltasOf(c)) == 0 && p.Action.Kind == SetURL:
		return Result{Kind: change.Skipped}, true
	case len(DeltasOf(c)) == 0:
		return Result{Kind: change.Unchanged}, true
	case has && goal.Err() != nil:
		return Result{Kind: change.Refused, Err: goal.Err()}, true
	}
	return Result{}, false
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

// Deltas are what a task changes, as far as was seen; none of a test.
func (p *Plan) Deltas(t Task) []change.Delta {
	if p.Action.Kind == Test {
		return nil
	}
	return DeltasOf(p.change(t))
}

// Single is the change of a plan of one task, by itself and in no set. A test is none.
func (p *Plan) Single() (c change.Change, is bool) {
	if len(p.Tasks) != 1 || slices.Contains([]Kind{Test, EnableIfDelivered, Copy}, p.Action.Kind) {
		return nil, false
	}
	return change.WithSet(p.change(p.Tasks[0]), ""), true
}
