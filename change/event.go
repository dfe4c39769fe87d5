package change

import (
	"context"
	"errors"
	"time"

	"corotui/api"
)

// Action says what was done to a webhook.
type Action string

// The actions.
const (
	Updated Action = "update"
	Created Action = "create"
	Deleted Action = "delete"
)

// Event is a change that was sent and has ended, for the record. The exact
// values of its deltas may be secret: a recorder must not write them down as
// they are.
type Event struct {
	At            time.Time
	Action        Action
	Workspace     api.WorkspaceID
	WorkspaceName api.Text
	Webhook       api.WebhookID // empty for a create of which nothing came
	Name          api.Text
	Deltas        []Delta // what was asked; what came of it where that is known
	Outcome       Kind
	Err           error
	Trace         api.Text // the server's, of an error; may be empty
	Undoes        string   // id of the entry that this takes back
	Set           string   // names the marked set that it is one of
}

// Recorder keeps events. The id is what an undo names it by.
type Recorder interface {
	Record(ctx context.Context, event Event) (id string, err error)
}

// record has the end of a change written down. What sent nothing is no change;
// only an undo that found nothing left to do is one, or it would be offered for
// ever. A record that cannot be written does not take back the change: the user
// is told. It is written down also when the program quits.
func (w *Writer) record(ctx context.Context, outcome *Outcome, sent bool, event Event) {
	settled := event.Undoes != "" && (outcome.Kind == AlreadySo || outcome.Kind == Gone)
	if w.recorder == nil || !sent && !settled {
		return
	}
	event.At, event.Outcome, event.Err = w.now(), outcome.Kind, outcome.Err
	var refused *api.Error
	if errors.As(outcome.Err, &refused) {
		event.Trace = refused.Trace
	}
	id, err := w.recorder.Record(context.WithoutCancel(ctx), event)
	if err != nil {
		outcome.Warnings = append(outcome.Warnings, "this could not be written to the history, so undo does not know of it: "+plain(err))
		return
	}
	outcome.Record = id
}
