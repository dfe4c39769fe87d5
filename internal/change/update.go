package change

import (
	"context"
	"errors"
	"slices"

	"corotui/api"
)

// Update is a change of a webhook: from what the user saw to what it should be. What
// someone else changed since then is kept, and in the same fields a conflict.
type Update struct {
	Workspace     api.WorkspaceID
	WorkspaceName api.Text // for the history
	Base          api.Webhook
	Goal          Goal
	Secret        SecretPolicy
	Recall        Recall  // replaces Base's fields and Goal once the webhook is read; may be nil
	Still         Still   // may be nil
	Undoes        string  // id of the history's entry that this undoes
	Set           string  // names the marked set that this is one of
	Off           api.Off // since when it was disabled before what this undoes
}

// about names the place of the change, and what is recorded of it.
func (u Update) about() (place, Record, api.Off) {
	return place{workspace: u.Workspace, webhook: u.Base.ID}, Record{
		Action: Updated, Workspace: u.Workspace, WorkspaceName: u.WorkspaceName, Webhook: u.Base.ID, Name: u.Base.Name,
		Undoes: u.Undoes, Set: u.Set,
	}, u.Off
}

// attempt makes the change with one read and one write. It never writes over what
// someone else changed in the same fields since Base, and keeps what they changed in
// others.
func (u Update) attempt(ctx context.Context, w *Writer, event *Record) (outcome Outcome, sent bool) {
	if err := u.Goal.Err(); err != nil {
		return Outcome{Kind: Refused, Goal: u.Goal.fields, Err: err}, false
	}
	theirs, failed := w.read(ctx, u.Workspace, u.Base.ID)
	if failed != nil {
		return *failed, false
	}
	base, goal := u.Base.Fields, u.Goal.fields
	if u.Recall != nil {
		base, goal = u.Recall(theirs.Fields)
	}
	merged, conflicts := Merge(base, theirs.Fields, goal)
	outcome = Outcome{Before: &theirs, Now: &theirs, Goal: goal, Merged: merged, Conflicts: conflicts}
	outcome.warn(keptOthers(base, theirs.Fields, goal))
	// What others changed meanwhile can have made it a state that no one wanted,
	// as one without a trigger.
	checked := u.Goal.with(theirs.Fields, merged)
	merged = checked.fields
	outcome.Merged = merged
	if u.settled(&outcome, checked) {
		return outcome, false
	}
	event.Name, event.Deltas = theirs.Name, Diff(theirs.Fields, merged)
	event.Before, event.Now = &theirs, w.afterChange(theirs, merged, u.Off)
	if !w.begin(ctx, event, &outcome) {
		return outcome, false
	}
	ctx = w.sending(ctx)
	answer, err := w.server.UpdateWebhook(ctx, u.Workspace, theirs.Update(merged))
	switch {
	case err == nil:
		w.accepted(ctx, u, &outcome, answer)
	case api.KindOf(err) == api.KindNotFound:
		outcome.Kind, outcome.Now, outcome.Err = Gone, nil, err
	case !mayBeDone(err):
		outcome.Kind, outcome.Err = Failed, err
		outcome.warn(notation(err, goal.Triggers))
	default:
		w.unclear(ctx, u, &outcome, err)
	}
	return outcome, true
}

// settled reports that the change ends without a write, once it is known what would be
// written.
func (u Update) settled(outcome *Outcome, checked Goal) bool {
	theirs, merged := outcome.Before.Fields, outcome.Merged
	_, known := merged.Secret.Value()
	switch {
	case len(outcome.Conflicts) > 0:
		outcome.Kind = Conflicted
	case checked.Err() != nil:
		outcome.Kind, outcome.Err = Refused, checked.Err()
	case len(Diff(theirs, merged)) == 0:
		outcome.Kind = Unchanged
	case u.Still.not(outcome, theirs):
	case !known && u.Secret != LeaveSecret:
		outcome.Kind = NeedSecret
	default:
		return false
	}
	return true
}

// keptOthers warns of what only someone else changed meanwhile, which stays.
func keptOthers(base, theirs, goal api.Fields) string {
	touched := make(map[fact]bool)
	for _, f := range differences(base, goal) {
		touched[f] = true
	}
	stays := slices.DeleteFunc(differences(base, theirs), func(f fact) bool { return touched[f] })
	if len(stays) == 0 {
		return ""
	}
	return "kept what someone else changed meanwhile: " + fieldNames(stays)
}

// accepted ends an update that the server says it made. Its answer is believed
// where it shows what was asked; else the webhook is read.
func (w *Writer) accepted(ctx context.Context, u Update, outcome *Outcome, answer *api.Webhook) {
	outcome.Kind = Done
	_, known := outcome.Merged.Secret.Value()
	if answer != nil && answer.ID == u.Base.ID && len(differences(answer.Fields, outcome.Merged)) == 0 && (known || hasSecret(*answer)) {
		outcome.Now = answer
		return
	}
	looking, cancel := look(ctx)
	defer cancel()
	now, err := w.server.Webhook(looking, u.Workspace, u.Base.ID)
	if err != nil {
		assumed := *outcome.Before
		assumed.Fields = outcome.Merged.Clone()
		outcome.Now = &assumed
		outcome.warn("the server took it, but it could not be read back: " + plain(err))
		return
	}
	outcome.Now = &now
	outcome.warn(secretGone(*outcome.Before, now, known))
	switch s, off := arrivalOf(*outcome.Before, outcome.Merged, now); s {
	case notArrived:
		outcome.Kind, outcome.Err = Failed, errNotTaken
	case partlyArrived:
		outcome.warn("the server did not take over all of it: " + fieldNames(off))
	case arrived, arrivalUnknown:
		outcome.warn(other(now.Fields, outcome.Merged))
	}
}

var errNotTaken = errors.New("the server said that it made the change, but the webhook is as it was before")

// unclear ends an update of which no one knows whether it arrived, by what the
// server holds now.
func (w *Writer) unclear(ctx context.Context, u Update, outcome *Outcome, err error) {
	outcome.Kind, outcome.Now, outcome.Err = Unknown, nil, err
	looking, cancel := look(ctx)
	defer cancel()
	var s arrival
	var off []fact
	for first := true; ; first = false {
		now, readErr := w.readBack(looking, u.Workspace, u.Base.ID)
		if w.isGone(looking, u.Workspace, u.Base.ID, readErr) {
			outcome.Kind = Gone
			return
		}
		if readErr != nil {
			outcome.warn("and it could not be read back: " + plain(readErr))
			return
		}
		outcome.Now = &now
		s, off = arrivalOf(*outcome.Before, outcome.Merged, now)
		if s != notArrived || !first || !w.pause(looking) {
			break
		}
	}
	switch s {
	case arrived:
		_, known := outcome.Merged.Secret.Value()
		outcome.Kind, outcome.Err = Done, nil
		outcome.warn(secretGone(*outcome.Before, *outcome.Now, known))
		outcome.warn(other(outcome.Now.Fields, outcome.Merged))
	case notArrived:
		outcome.Kind = Failed
	case partlyArrived:
		outcome.warn("it is neither as it was nor as asked; not there: " + fieldNames(off))
	case arrivalUnknown:
		outcome.warn("the server does not show whether the new secret is in force; set it once more")
	}
}
