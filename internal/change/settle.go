package change

import (
	"context"
	"errors"

	"corotui/api"
)

// CutOff is a write of which only is known that it was about to be sent: the
// program ended before its answer came.
type CutOff struct {
	Record Record // as it was begun; Begun names it
	// Stands compares what a webhook holds with what the write asked for, and with
	// what there was before it.
	Stands func(now api.Fields) (asked, before bool)
}

// ErrNotMade is why a write that was cut off counts as failed: nothing of it is
// there.
var ErrNotMade = errors.New("the program ended before it was made")

// Settle finds out by reading what became of a write that was cut off. An update
// of which only a part is there, and a create that several webhooks look like,
// stay [Unknown]. It is [Failed] with [ErrNotMade], or with another error when the
// server cannot be asked, which settles nothing; so does [NotBegun], which says
// that another program was still changing the webhook when waiting ended. It
// records nothing.
func (w *Writer) Settle(ctx, waiting context.Context, c CutOff) Outcome {
	defer w.running.begin()()
	at := place{workspace: c.Record.Workspace, webhook: c.Record.Webhook}
	if c.Record.Action == Created || c.Record.Action == Requested && c.Record.Webhook == "" {
		at = newPlace(c.Record.Workspace, c.Record.Name)
	}
	leave, err := w.enter(waiting, at)
	if err != nil {
		return Outcome{Kind: NotBegun, Err: err}
	}
	defer leave()
	if c.Record.Action == Requested {
		return Outcome{Kind: Unknown}
	}
	if c.Record.Action == Created {
		return w.findMade(ctx, c)
	}
	return w.readCutOff(ctx, c)
}

// readCutOff settles an update or a deletion.
func (w *Writer) readCutOff(ctx context.Context, c CutOff) Outcome {
	now, err := w.server.Webhook(ctx, c.Record.Workspace, c.Record.Webhook)
	deleting := c.Record.Action == Deleted
	switch {
	case w.isGone(ctx, c.Record.Workspace, c.Record.Webhook, err):
		if deleting {
			return Outcome{Kind: Done}
		}
		return Outcome{Kind: Gone}
	case err != nil:
		return Outcome{Kind: Failed, Err: err}
	case deleting:
		return Outcome{Kind: Failed, Err: ErrNotMade, Now: &now}
	}
	switch asked, before := c.Stands(now.Fields); {
	case asked && !before:
		return Outcome{Kind: Done, Now: &now}
	case before && !asked:
		return Outcome{Kind: Failed, Err: ErrNotMade, Now: &now}
	}
	return Outcome{Kind: Unknown, Now: &now}
}

// findMade looks for the webhook that a create that was cut off has made.
func (w *Writer) findMade(ctx context.Context, c CutOff) Outcome {
	all, err := w.server.Webhooks(ctx, c.Record.Workspace)
	if err != nil {
		return Outcome{Kind: Failed, Err: err}
	}
	found, undated := newlyMade(all, func(candidate api.Webhook) bool {
		asked, _ := c.Stands(candidate.Fields)
		return asked
	}, w.earliest(c.Record.At))
	switch {
	case len(found)+len(undated) == 0:
		return Outcome{Kind: Failed, Err: ErrNotMade}
	case len(found) == 1 && len(undated) == 0:
		return Outcome{Kind: Done, Now: &found[0]}
	}
	return Outcome{Kind: Unknown}
}
