package change

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"corotui/api"
)

// Delete is the end of a webhook that the user saw as Base. If someone changed it since,
// it ends with [Conflicted], and Before is what it is now. One that is gone already
// counts as deleted: [Gone], with a note and without an error.
type Delete struct {
	Workspace     api.WorkspaceID
	WorkspaceName api.Text // for the history
	Base          api.Webhook
	Recall        Recall // replaces Base's fields once the webhook is read; may be nil
	Still         Still  // may be nil
	Undoes        string // id of the history's entry that this undoes
	Set           string // names the marked set that this is one of
}

// about names the place of the change, and what is recorded of it.
func (d Delete) about() (place, Record, api.Off) {
	return place{workspace: d.Workspace, webhook: d.Base.ID}, Record{
		Action: Deleted, Workspace: d.Workspace, WorkspaceName: d.WorkspaceName, Webhook: d.Base.ID, Name: d.Base.Name,
		Undoes: d.Undoes, Set: d.Set,
	}, api.Off{}
}

// deletedDeltas lists everything that a webhook had, the secret included, which [Diff]
// leaves out because nothing takes its place.
func deletedDeltas(f api.Fields) []Delta {
	deltas := Diff(f, api.Fields{})
	if secret := Value(f, Secret, ""); secret != nil {
		deltas = append(deltas, newDelta(Secret, "", secret, nil))
	}
	return deltas
}

const (
	goneBefore = "it was deleted already"
	goneNow    = "the server says that it was gone when the deletion arrived"
)

// attempt deletes the webhook with one read and one write.
func (d Delete) attempt(ctx context.Context, w *Writer, event *Record) (outcome Outcome, sent bool) {
	theirs, failed := w.read(ctx, d.Workspace, d.Base.ID)
	switch {
	case failed != nil && failed.Kind == Gone:
		return Outcome{Kind: Gone, Warnings: []string{goneBefore}}, false
	case failed != nil:
		return *failed, false
	}
	base := d.Base.Fields
	if d.Recall != nil {
		base, _ = d.Recall(theirs.Fields)
	}
	outcome = Outcome{Before: &theirs, Now: &theirs, Goal: base}
	if len(differences(base, theirs.Fields)) > 0 {
		outcome.Kind = Conflicted
		return outcome, false
	}
	if d.Still.not(&outcome, theirs.Fields) {
		return outcome, false
	}
	event.Name, event.Deltas, event.Before = theirs.Name, deletedDeltas(theirs.WithSecretOf(d.Base.Fields)), &theirs
	if !w.begin(ctx, event, &outcome) {
		return outcome, false
	}
	ctx = w.sending(ctx)
	err := w.server.DeleteWebhook(api.AsRead(ctx, theirs), d.Workspace, d.Base.ID)
	switch {
	case err == nil:
		outcome.Now = nil
	case mayBeDone(err): // also a 404 to a repetition, of what its first attempt did
		w.unclearDelete(ctx, d, &outcome, err)
	case w.isGone(ctx, d.Workspace, d.Base.ID, err):
		outcome.Kind, outcome.Now = Gone, nil
		outcome.warn(goneNow)
	default:
		outcome.Kind, outcome.Err = Failed, err
	}
	return outcome, true
}

// unclearDelete ends a deletion of which no one knows whether it arrived.
func (w *Writer) unclearDelete(ctx context.Context, d Delete, outcome *Outcome, err error) {
	outcome.Now = nil
	looking, cancel := look(ctx)
	defer cancel()
	for again := true; ; again = false {
		now, readErr := w.readBack(looking, d.Workspace, d.Base.ID)
		switch {
		case w.isGone(looking, d.Workspace, d.Base.ID, readErr):
			return
		case readErr != nil:
			outcome.Kind, outcome.Err = Unknown, err
			outcome.warn("and it could not be read back: " + plain(readErr))
			return
		case again && w.pause(looking):
			continue
		}
		outcome.Kind, outcome.Err, outcome.Now = Failed, err, &now
		return
	}
}

// isGone reports whether err, of a request for one webhook, means that it does
// not exist. Some servers say 400 or 403 for an unknown id (API contract,
// section 6), and a gateway may put its own page in the place of a 404: then the
// list decides.
func (w *Writer) isGone(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID, err error) bool {
	if api.KindOf(err) == api.KindNotFound {
		return true
	}
	refused, ok := errors.AsType[*api.Error](err)
	if !ok || !slices.Contains(maybeUnknown, refused.Status) {
		return false
	}
	all, listErr := w.server.Webhooks(ctx, workspace)
	return listErr == nil && !slices.ContainsFunc(all, func(w api.Webhook) bool { return w.ID == id })
}

// maybeUnknown are the answers that may be about an unknown id.
var maybeUnknown = []int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusGone}
