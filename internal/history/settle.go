package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
)

// SettledChange is what became of a change that was cut off: the entry that ends it.
type SettledChange struct {
	Entry Entry
	Now   *api.Webhook // as it is now, where that was read
}

// Says tells in a sentence what became of a change that was cut off. The names in
// it are not ours, so it is cleaned before it is shown.
func (s SettledChange) Says() api.Text {
	e := s.Entry
	if e.Action == change.Sent {
		return e.cutOffDelivery()
	}
	what := map[change.Action]string{change.Updated: "change", change.Created: "creation", change.Deleted: "deletion", change.Requested: "request"}[e.Action]
	became := "it is not known whether it was made; check it before you try again"
	switch e.Outcome {
	case change.Done:
		became = "it was made"
	case change.Failed:
		became = "it was not made"
	case change.Gone:
		became = "the webhook does not exist anymore"
	default:
	}
	at := e.At.Local().Format("2006-01-02 15:04")
	return api.Text(fmt.Sprintf("The %s of %s at %s was cut off: %s", what, e.subject(), at, became))
}

// busyWait is how long a webhook that another program is changing is waited for:
// that one knows best how its change ends.
const busyWait = 200 * time.Millisecond

// Settle finds out what became of the changes of who that an earlier program
// began and whose ends no one saw, and writes it down. It returns them, the
// oldest first. Those that the server cannot be asked about now are left for
// the next time. It asks the server nothing when there are none.
func (l *Log) Settle(ctx context.Context, who Who, writer *change.Writer) ([]SettledChange, error) {
	open, err := l.cutOff(ctx, who)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	release, err := l.Hold(ctx, settling)
	if errors.Is(err, ErrHeld) {
		return nil, nil // another program is at it
	}
	if err != nil {
		return nil, err
	}
	settled, err := l.settleAll(ctx, who, writer)
	return settled, errors.Join(err, release())
}

// settling names the claim of the one program that settles.
const settling = "settle"

// cutOff lists the open changes of who that this process did not begin.
func (l *Log) cutOff(ctx context.Context, who Who) ([]Entry, error) {
	open, err := l.Open(ctx)
	if err != nil {
		return nil, err
	}
	var theirs []Entry
	for _, e := range open {
		if e.Profile == who.Profile && e.Host == who.Host && !l.wrote(e.ID) {
			theirs = append(theirs, e)
		}
	}
	return theirs, nil
}

func (l *Log) settleAll(ctx context.Context, who Who, writer *change.Writer) ([]SettledChange, error) {
	open, err := l.cutOff(ctx, who) // once more: another program may just have settled some
	if err != nil {
		return nil, err
	}
	key, err := l.key(ctx, false)
	if err != nil {
		return nil, err
	}
	p := planner{key: key}
	var all []SettledChange
	for i := len(open) - 1; i >= 0; i-- {
		e := open[i]
		if e.Action == change.Sent {
			ended, err := l.settleDelivery(ctx, e)
			if err != nil {
				return all, err
			}
			if ended {
				e.Type, e.Outcome = Change, change.Unknown
				all = append(all, SettledChange{Entry: e})
			}
			continue
		}
		waiting, cancel := context.WithTimeout(ctx, busyWait)
		outcome := writer.Settle(ctx, waiting, p.cutOff(e))
		cancel()
		if outcome.Kind == change.NotBegun || outcome.Kind == change.Failed && !errors.Is(outcome.Err, change.ErrNotMade) {
			continue
		}
		if e, err = l.end(ctx, e, outcome); err != nil {
			return all, err
		}
		all = append(all, SettledChange{e, outcome.Now})
	}
	return all, nil
}

// SettleRun finds out what became of the writes of an interrupted run that were
// about to be sent, and writes it down: no one resumes the run, which would
// look at them. What cannot be read is recorded as unknown.
func (l *Log) SettleRun(ctx context.Context, run Run, writer *change.Writer) error {
	ended := make(map[string]bool)
	for _, e := range run.Changes {
		ended[e.ID] = true
	}
	key, err := l.key(ctx, false)
	if err != nil {
		return err
	}
	p := planner{key: key}
	for place, e := range run.Begun {
		if _, told := run.Results[place]; told || ended[e.ID] {
			continue
		}
		outcome := writer.Settle(ctx, ctx, p.cutOff(e))
		if ctx.Err() != nil {
			return fmt.Errorf("looking at what the run was about to change: %w", ctx.Err())
		}
		if outcome.Kind == change.Failed && !errors.Is(outcome.Err, change.ErrNotMade) {
			outcome.Kind = change.Unknown
		}
		if _, err := l.end(ctx, e, outcome); err != nil {
			return err
		}
	}
	return nil
}

// end writes down what became of a change that was cut off.
func (l *Log) end(ctx context.Context, e Entry, outcome change.Outcome) (Entry, error) {
	e.Type, e.Outcome, e.Item = Change, outcome.Kind, 0
	if outcome.Err != nil {
		e.Error = api.Text(outcome.Err.Error())
	}
	if e.Outcome != change.Done {
		e.OffAfter = offOf(outcome.Now) // it was to be something else
	}
	if e.Action == change.Created && outcome.Now != nil {
		e.Webhook = outcome.Now.ID
		var err error
		if e.Deltas, err = l.Describe(ctx, e.Webhook, change.Diff(api.Fields{}, outcome.Now.Fields)); err != nil {
			return e, err
		}
	}
	return l.Append(ctx, e)
}

// cutOff makes of an entry what a writer can settle.
func (p planner) cutOff(e Entry) change.CutOff {
	return change.CutOff{
		Record: change.Record{
			At: e.At, Action: e.Action, Workspace: e.Workspace, WorkspaceName: e.WorkspaceName, Webhook: e.Webhook, Name: e.Name,
		},
		Stands: func(now api.Fields) (asked, before bool) { return p.stands(e, now) },
	}
}

// stands compares every field that a change set with what it set and with what
// there was before. A secret that the server does not show says nothing.
func (p planner) stands(e Entry, now api.Fields) (asked, before bool) {
	told := 0
	asked, before = true, true
	for _, d := range e.Deltas {
		field := change.Field(d.Field)
		value := change.Value(now, field, d.Item)
		if field == change.Secret && value == nil {
			continue
		}
		told++
		asked = asked && p.is(e, d, d.After, value)
		before = before && p.is(e, d, d.Before, value)
	}
	return asked && told > 0, before && told > 0
}

// is reports whether a field holds a recorded value.
func (p planner) is(e Entry, d Delta, recorded *Value, value *mask.Secret) bool {
	switch {
	case recorded == nil || value == nil:
		return recorded == nil && value == nil
	case recorded.Print == "":
		return change.Alike(change.Field(d.Field), string(recorded.Text), value.Reveal())
	}
	return p.key != nil && recorded.Print == fingerprint(p.key, e.Webhook, change.Field(d.Field), d.Item, *value)
}
