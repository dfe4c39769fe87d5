package change

import (
	"context"
	"time"

	"corotui/api"
)

// EventKind says what was done to a webhook.
type EventKind string

// The kinds of events.
const (
	Updated EventKind = "update"
	Created EventKind = "create"
	Deleted EventKind = "delete"
)

// Event is a change that ended, for the record. Before and After hold what is
// secret: a recorder must not write that down as it is.
type Event struct {
	At            time.Time
	Kind          EventKind
	Workspace     api.WorkspaceID
	WorkspaceName api.Text
	Webhook       api.WebhookID
	Name          api.Text
	Before        *api.Fields // nil for a create
	After         *api.Fields // nil for a delete
	Outcome       Kind
	Err           error
}

// Recorder keeps events.
type Recorder interface {
	Record(ctx context.Context, event Event) error
}

type nobody struct{}

func (nobody) Record(context.Context, Event) error { return nil }

// record writes a change down, unless nothing was sent. A record that cannot
// be written does not undo the change: the user is told.
func (w *Writer) record(ctx context.Context, outcome *Outcome, event Event) {
	switch outcome.Kind {
	case AlreadySo, Conflicted, NeedSecret:
		return
	case Done, Gone, Failed, Unknown:
	}
	event.At, event.Outcome, event.Err = w.now(), outcome.Kind, outcome.Err
	if err := w.recorder.Record(context.WithoutCancel(ctx), event); err != nil {
		outcome.Warnings = append(outcome.Warnings, "could not be written to the history")
	}
}
