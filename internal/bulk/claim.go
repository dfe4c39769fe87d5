package bulk

import (
	"context"
	"fmt"
	"time"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// itemRecorder has the history say of which task of its run a write is, before that is
// sent: whoever kills the program between a write and its record leaves it to
// the resumed run to tell that the write was ours, and for undo to undo it.
type itemRecorder struct {
	change.Recorder
	run   *run
	index int
}

// writer makes the changes of one task.
func (r *run) writer(place int) *change.Writer {
	s := r.sideOf(r.plan.Tasks[place])
	return s.Writer.On(s.server).Recording(func(to change.Recorder) change.Recorder {
		if _, begun := r.plan.begun[place]; begun {
			to = claimedLater{to}
		}
		return itemRecorder{to, r, place}
	})
}

// Begin notes what is about to be sent. It need not outlive the machine, as the
// plan does: a resumed run reads each webhook again.
func (i itemRecorder) Begin(ctx context.Context, event change.Record) (string, error) {
	event.Set, event.RunItem = i.run.plan.Set, i.index+1
	return i.Recorder.Begin(ctx, event)
}

// unclaimed records no undo that found nothing left to do, after a run was killed
// that was about to make it: claim records what that one did.
type claimedLater struct{ change.Recorder }

func (u claimedLater) Record(ctx context.Context, event change.Record) (string, error) {
	if event.Undoes != "" && event.Err == nil && (event.Outcome == change.Unchanged || event.Outcome == change.Gone) {
		return "", nil
	}
	return u.Recorder.Record(ctx, event)
}

// claim records the change of a killed run that a resumed one found made: it was
// about to be sent, nothing tells how it ended, and all is as it asked for.
func (r *run) claim(ctx context.Context, result *Result) {
	entry, begun := r.plan.begun[result.Index]
	if !begun || !result.OK() || result.Kind == change.Done || result.Record != "" {
		return
	}
	var err error
	who := r.sideOf(result.Task).Who
	if entry.Action == change.Created {
		if result.Now == nil || r.plan.made[result.Now.ID] || !r.mayBeOurs(*result, entry) {
			return
		}
		result.Record, err = r.Log.By(who).Record(ctx, change.Record{
			At: entry.At, Action: change.Created, Workspace: entry.Workspace, WorkspaceName: entry.WorkspaceName,
			Webhook: result.Now.ID, Name: result.Now.Name, Deltas: change.Diff(api.Fields{}, result.Now.Fields),
			Undoes: undoes(result.Task), Set: r.plan.Set,
		})
	} else {
		entry.ID, entry.Type, entry.Item, entry.Outcome = history.NewID(), history.Change, 0, change.Done
		entry.Undoes = undoes(result.Task)
		result.Record = entry.ID
		err = r.Log.Mark(ctx, who, entry)
	}
	if err != nil {
		result.Warnings = append(result.Warnings, fmt.Sprintf("this could not be written to the history, so undo does not know of it: %s", api.Text(err.Error())))
	}
	result.Kind = change.Done
}

// mayBeOurs reports whether a killed run can have made the webhook that an apply found by
// its name: one that is older was there before.
func (r *run) mayBeOurs(result Result, entry history.Entry) bool {
	if result.Task.wish == nil {
		return true
	}
	create, _ := r.plan.change(result.Task).(change.Create)
	s := r.sideOf(result.Task)
	dated, undated := s.Writer.On(s.server).Candidates(create, []api.Webhook{*result.Now}, entry.At)
	return len(dated)+len(undated) > 0
}

func undoes(t Task) string {
	if t.undo == nil {
		return ""
	}
	return t.undo.Entry.ID
}

// arrival is how long what a killed program sent may take to arrive.
const arrival = 2 * time.Second

// letArrive waits, before a creation that a killed run had begun is looked for, until that
// cannot arrive any more. Else it could be made by both.
func (r *run) letArrive(ctx context.Context, place int) {
	if entry, begun := r.plan.begun[place]; begun && entry.Action == change.Created {
		_ = api.Sleep(ctx, min(arrival, arrival-time.Since(entry.At))) // whoever looks then sees the end of ctx
	}
}

// madeBefore looks for the webhook that an undo was about to make again when the
// run was killed. Without that it would be made twice.
func (r *run) findMade(ctx context.Context, place int) (result Result, found bool) {
	t, entry := r.plan.Tasks[place], r.plan.begun[place]
	if entry.Action != change.Created || t.wish != nil { // which looks by the name
		return result, false
	}
	create, isCreate := r.plan.change(t).(change.Create)
	if !isCreate {
		return result, false
	}
	s := r.sideOf(t)
	there, err := s.server.Webhooks(ctx, create.Workspace)
	if err != nil {
		return Result{Task: t, Kind: change.Failed, Err: err}, true
	}
	dated, undated := s.Writer.On(s.server).Candidates(create, there, entry.At)
	for _, w := range append(dated, undated...) {
		if !r.plan.made[w.ID] {
			return Result{Task: t, Kind: change.Unchanged, Now: &w}, true
		}
	}
	return result, false
}
