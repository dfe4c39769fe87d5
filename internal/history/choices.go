package history

import (
	"cmp"
	"context"
	"time"

	"corotui/api"
	"corotui/internal/text"
)

// Choice is a change, or a set of changes, that can be undone.
type Choice struct {
	ID   string    // of the change, or of its set
	At   time.Time // of the newest change in it
	Says string    // a clean clause: what an undo does
}

// reach is how many lines are looked at for choices at most: a history is as long as
// its size limit lets it be, and someone waits for the list.
const reach = 3000

// Choices lists so many of the newest changes of a scope that can be undone, the newest
// first; those of a set are one. It reads no more of the history than the end that
// holds them.
func (l *Log) Choices(ctx context.Context, scope Scope, most int) ([]Choice, error) {
	found, lines := choices{}, 0
	s := l.search(nil)
	s.want = func(of line) bool {
		lines++
		return lines > reach || typeOf(of.head) == Change
	}
	var failed error
	err := s.through(ctx, func(e Entry) bool {
		switch {
		case lines > reach:
			return false
		case !e.inForce() || !scope.holds(e) || found.add(e):
			return true
		case len(found) == most:
			return false
		}
		plans, err := l.plan(ctx, s, []Entry{e})
		if err == nil && plans[0].Change != nil {
			found = append(found, &choice{plan: plans[0]})
		}
		failed = err
		return err == nil
	})
	if err := cmp.Or(err, failed); err != nil {
		return nil, err
	}
	all := make([]Choice, len(found))
	for i, c := range found {
		all[i] = c.told()
	}
	return all, nil
}

// choice is a choice while the history is read.
type choice struct {
	plan UndoPlan // of its newest change
	more bool     // there are others of its set
}

type choices []*choice

// add takes in a change of a set that is there.
func (all choices) add(e Entry) bool {
	for _, c := range all {
		if e.Set != "" && c.plan.Entry.Set == e.Set {
			c.more = true
			return true
		}
	}
	return false
}

func (c *choice) told() Choice {
	e, says := c.plan.Entry, c.plan.sentence(false, c.plan.planned())
	if c.more {
		says += ", and undo the other changes of its run"
	}
	return Choice{ID: cmp.Or(e.Set, e.ID), At: e.At, Says: text.Clean(api.Text(says))}
}
