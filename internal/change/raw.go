package change

import (
	"context"

	"corotui/api"
)

// Raw is a request that the user has written and that may change anything. What it
// changes is not known here: it is written down that it was sent and how that ended, and
// nothing undoes it.
type Raw struct {
	Workspace     api.WorkspaceID
	WorkspaceName api.Text      // for the history
	Webhook       api.WebhookID // whose turn is waited for; empty where the request is of none
	Name          api.Text      // the request for the history, without secrets: "POST /v1/workspaces"
	Send          func(context.Context) error
}

// about names the place of the change, and what is recorded of it.
func (r Raw) about() (place, Record, api.Off) { //nolint:unparam // as every change tells it
	return r.place(), Record{
		Action: Requested, Workspace: r.Workspace, WorkspaceName: r.WorkspaceName, Webhook: r.Webhook, Name: r.Name,
	}, api.Off{}
}

// place is the webhook that the request is of, or else the request itself.
func (r Raw) place() place {
	if r.Webhook == "" {
		return newPlace(r.Workspace, r.Name)
	}
	return place{workspace: r.Workspace, webhook: r.Webhook}
}

// attempt sends the request. What an unclear answer left behind is not known: no one can
// say what to read back.
func (r Raw) attempt(ctx context.Context, w *Writer, event *Record) (outcome Outcome, sent bool) {
	if !w.begin(ctx, event, &outcome) {
		return outcome, false
	}
	outcome.Err = r.Send(w.sending(ctx))
	switch {
	case outcome.Err == nil:
	case api.KindOf(outcome.Err) == api.KindRefused:
		outcome.Kind = Refused
	case mayBeDone(outcome.Err):
		outcome.Kind = Unknown
	default:
		outcome.Kind = Failed
	}
	return outcome, true
}
