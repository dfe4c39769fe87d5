package bulk

import (
	"context"
	"fmt"
	"time"

	"corotui/api"
	"corotui/change"
	"corotui/history"
)

// noted is the server of one task. Before a write is sent, the history says what
// it is going to change: whoever kills the program between a write and its
// record leaves it to the resumed run to tell that the write was ours, and undo
// to take it back.
type noted struct {
	Server
	run   *run
	place int
	seen  api.Webhook // as it was read last
}

// writer makes the changes of one task.
func (r *run) writer(place int) *change.Writer {
	w := r.Writer.On(&noted{Server: r.server, run: r, place: place})
	if _, begun := r.plan.begun[place]; begun {
		w = w.Recording(func(to change.Recorder) change.Recorder { return unclaimed{to} })
	}
	return w
}

// unclaimed records no undo that found nothing left to do, after a run was killed
// that was about to make it: claim records what that one did.
type unclaimed struct{ change.Recorder }

func (u unclaimed) Record(ctx context.Context, event change.Event) (string, error) {
	if event.Undoes != "" && event.Err == nil && (event.Outcome == change.AlreadySo || event.Outcome == change.Gone) {
		return "", nil
	}
	return u.Recorder.Record(ctx, event)
}

func (n *noted) Webhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error) {
	one, err := n.Server.Webhook(ctx, workspace, id)
	if err == nil {
		n.seen = one
	}
	return one, err
}

func (n *noted) UpdateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.UpdateWebhook) (*api.Webhook, error) {
	from, goal := body.Change()
	entry := history.Entry{Action: change.Updated, Workspace: workspace, Webhook: body.ID(), Name: from.Name}
	if err := n.note(ctx, entry, change.Diff(from, goal)); err != nil {
		return nil, err
	}
	return n.Server.UpdateWebhook(ctx, workspace, body)
}

func (n *noted) DeleteWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) error {
	entry := history.Entry{Action: change.Deleted, Workspace: workspace, Webhook: id, Name: n.seen.Name}
	if err := n.note(ctx, entry, change.Diff(n.seen.Fields, api.Fields{})); err != nil {
		return err
	}
	return n.Server.DeleteWebhook(ctx, workspace, id)
}

func (n *noted) CreateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.CreateWebhook) (*api.Webhook, error) {
	entry := history.Entry{Action: change.Created, Workspace: workspace, Name: body.Fields.Name}
	if err := n.note(ctx, entry, nil); err != nil { // its values are read from what it made
		return nil, err
	}
	return n.Server.CreateWebhook(ctx, workspace, body)
}

func (n *noted) note(ctx context.Context, entry history.Entry, deltas []change.Delta) (err error) {
	entry.Type, entry.Set, entry.Item = history.Begun, n.run.plan.Set, n.place+1
	entry.WorkspaceName, entry.Outcome = n.run.plan.Tasks[n.place].named(), change.Unknown
	if entry.Deltas, err = n.run.Log.Describe(ctx, entry.Webhook, deltas); err == nil {
		err = n.run.Log.Note(ctx, n.run.Who, entry)
	}
	if err != nil {
		return &api.Error{Kind: api.KindRefused, Op: "change webhooks", Err: fmt.Errorf("what is going to be done must be written down first: %w", err)}
	}
	return nil
}

// named is the name of the workspace that a task changes.
func (t Task) named() api.Text {
	if t.Into.ID != "" {
		return t.Into.Name()
	}
	return t.WorkspaceName
}

// claim records the change of a killed run that a resumed one found made: it was
// about to be sent, nothing tells how it ended, and all is as it asked for.
func (r *run) claim(ctx context.Context, result *Result) {
	entry, begun := r.plan.begun[result.Place]
	if !begun || !result.OK() || result.Kind == change.Done || result.Record != "" {
		return
	}
	var err error
	if entry.Action == change.Created {
		if result.Now == nil || r.plan.made[result.Now.ID] {
			return
		}
		result.Record, err = r.Log.By(r.Who).Record(ctx, change.Event{
			At: entry.At, Action: change.Created, Workspace: entry.Workspace, WorkspaceName: entry.WorkspaceName,
			Webhook: result.Now.ID, Name: result.Now.Name, Deltas: change.Diff(api.Fields{}, result.Now.Fields),
			Undoes: undoes(result.Task), Set: r.plan.Set,
		})
	} else {
		entry.ID, entry.Type, entry.Item, entry.Outcome = history.NewID(), history.Change, 0, change.Done
		entry.Undoes = undoes(result.Task)
		result.Record = entry.ID
		err = r.Log.Mark(ctx, r.Who, entry)
	}
	if err != nil {
		result.Warnings = append(result.Warnings, fmt.Sprintf("this could not be written to the history, so undo does not know of it: %s", api.Text(err.Error())))
	}
	result.Kind = change.Done
}

func undoes(t Task) string {
	if t.way == nil {
		return ""
	}
	return t.way.Entry.ID
}

// skew is by how much the server's clock may be behind ours.
const skew = 5 * time.Minute

// madeBefore looks for the webhook that an undo was about to make again when the
// run was killed. Without that it would be made twice.
func (r *run) madeBefore(ctx context.Context, place int) (result Result, found bool) {
	t, entry := r.plan.Tasks[place], r.plan.begun[place]
	if entry.Action != change.Created {
		return result, false
	}
	create, isCreate := r.plan.change(t).(change.Create)
	if !isCreate {
		return result, false
	}
	there, err := r.server.Webhooks(ctx, create.Workspace)
	if err != nil {
		return Result{Task: t, Kind: change.Failed, Err: err}, true
	}
	for i, w := range there {
		old := !w.Created.IsZero() && w.Created.Before(entry.At.Add(-skew))
		if !old && !r.plan.made[w.ID] && create.LooksLike(w) {
			return Result{Task: t, Kind: change.AlreadySo, Now: &there[i]}, true
		}
	}
	return result, false
}
