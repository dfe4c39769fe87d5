package change

import (
	"context"
	"errors"
	"fmt"
	"time"

	"corotui/api"
)

// Action says what was done to a webhook.
type Action string

// The actions.
const (
	Updated   Action = "update"
	Created   Action = "create"
	Deleted   Action = "delete"
	Requested Action = "request" // a [Raw] request: what it did is not known
	Sent      Action = "send"    // a delivery went to the webhook's receiver; the webhook is as it was
)

// Record is a change that is about to be sent, or that was sent and has ended,
// for the record. The exact values of its deltas may be secret: a recorder must
// not write them down as they are.
type Record struct {
	Before *api.Webhook // what it was before; nil of a create
	Now    *api.Webhook // what it is now, where that is known; of one that is about to be sent, what it should be

	At            time.Time
	Action        Action
	Workspace     api.WorkspaceID
	WorkspaceName api.Text
	Webhook       api.WebhookID // empty for a create of which nothing came
	Name          api.Text
	Deltas        []Delta // what was asked; what came of it where that is known
	Outcome       Kind    // of one that has ended
	Err           error
	Trace         api.Text // the server's, of an error; may be empty
	Undoes        string   // id of the entry that this undoes
	Set           string   // names the marked set that it is one of
	RunItem       int      // in a run that can be resumed, from 1; 0 otherwise
	Begun         string   // of one that has ended: what Begin returned
}

// Recorder keeps events.
type Recorder interface {
	// Begin writes down that a change is about to be sent, so that it is known
	// of when the program ends before its answer comes.
	Begin(ctx context.Context, event Record) (id string, err error)
	// Record writes down how a change ended. The id is what an undo names it by.
	Record(ctx context.Context, event Record) (id string, err error)
}

// begin has what is about to be sent written down, once for every attempt. What
// cannot be written down is not sent, and neither is anything once the program is
// told to end: then the outcome says why, and begin is false.
func (w *Writer) begin(ctx context.Context, event *Record, outcome *Outcome) bool {
	if ctx.Err() != nil {
		outcome.Kind, outcome.Err = NotBegun, ctx.Err()
		return false
	}
	if w.recorder == nil || event.Begun != "" {
		return true
	}
	event.At, event.Outcome = w.now(), Unknown
	id, err := w.recorder.Begin(context.WithoutCancel(ctx), *event)
	if err != nil {
		outcome.Kind = Refused
		outcome.Err = &api.Error{Kind: api.KindRefused, Op: "change webhooks", Err: fmt.Errorf("the history cannot be written, and what is not written down is not sent: %w", err)}
		return false
	}
	event.Begun = id
	return true
}

// shallBe is what a change makes of a webhook, if it was disabled before what the
// change undoes since reopens.
func (w *Writer) afterChange(before api.Webhook, fields api.Fields, reopens api.Off) *api.Webhook {
	after := api.Webhook{ID: before.ID, Workspace: before.Workspace, Fields: fields}
	after.Off = api.StillOff(before, after, reopens, w.now())
	return &after
}

// record has the end of a change written down. What sent nothing is no change;
// only an undo that found nothing left to do is one, or it would be offered for
// ever. A record that cannot be written does not undo the change: the user
// is told. It is written down also when the program quits.
func (w *Writer) record(ctx context.Context, outcome *Outcome, sent bool, event Record) {
	// A write that the end of the program cut off is looked at when the next one
	// starts: the journal knows that it was begun.
	if sent && !w.finish && event.Begun != "" && outcome.Kind == Unknown && errors.Is(ctx.Err(), context.Canceled) {
		return
	}
	settled := event.Undoes != "" && (outcome.Kind == Unchanged || outcome.Kind == Gone)
	if w.recorder == nil || !sent && !settled && event.Begun == "" {
		return
	}
	event.At, event.Outcome, event.Err = w.now(), outcome.Kind, outcome.Err
	event.Before, event.Now = outcome.Before, outcome.Now
	if refused, ok := errors.AsType[*api.Error](outcome.Err); ok {
		event.Trace = refused.Trace
	}
	id, err := w.recorder.Record(context.WithoutCancel(ctx), event)
	if err != nil {
		outcome.Warnings = append(outcome.Warnings, "this could not be written to the history, so undo does not know of it: "+plain(err))
		return
	}
	outcome.Record = id
}
