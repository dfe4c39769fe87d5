package change

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/unicode/norm"

	"corotui/api"
)

// Create is a new webhook. A goal without a known secret ends with [NeedSecret]: the API
// requires one.
type Create struct {
	Workspace     api.WorkspaceID
	WorkspaceName api.Text // for the history
	Goal          Goal
	// Known are the webhooks that the user saw in the workspace. After an
	// unclear answer, one of the same content that is not among them is the new
	// one. Without them (nil) only the time of its creation can tell.
	Known []api.WebhookID
	// Unless reports of a webhook that is in the workspace already that it is what is
	// asked for; then none is made, and this ends with [Unchanged]. The workspace is read
	// in the turn of the change, so that of two programs at once only one makes it. nil: it
	// is made in any case.
	Unless func(api.Webhook) bool
	Undoes string  // id of the history's entry that this undoes
	Set    string  // names the marked set that this is one of
	Off    api.Off // since when it was disabled before what this undoes
}

// about names the place of the change, and what is recorded of it.
func (c Create) about() (place, Record, api.Off) {
	return newPlace(c.Workspace, c.Goal.fields.Name), Record{
		Action: Created, Workspace: c.Workspace, WorkspaceName: c.WorkspaceName, Name: c.Goal.fields.Name,
		Deltas: Diff(api.Fields{}, c.Goal.fields), Undoes: c.Undoes, Set: c.Set,
	}, c.Off
}

// attempt makes the webhook with one write, which is never repeated: after an unclear
// answer it looks whether a webhook of that content has appeared.
func (c Create) attempt(ctx context.Context, w *Writer, event *Record) (outcome Outcome, sent bool) {
	goal := c.Goal.fields
	outcome = Outcome{Goal: goal, Merged: goal.Clone()}
	if err := c.Goal.Err(); err != nil {
		outcome.Kind, outcome.Err = Refused, err
		return outcome, false
	}
	if c.Unless != nil {
		there, known, err := c.Look(ctx, w.server)
		switch {
		case err != nil && ctx.Err() != nil:
			outcome.Kind, outcome.Err = NotBegun, err
			return outcome, false
		case err != nil:
			outcome.Kind, outcome.Err = Failed, err
			return outcome, false
		case there != nil:
			outcome.Kind, outcome.Before, outcome.Now = Unchanged, there, there
			return outcome, false
		}
		c.Known = known
	}
	if _, known := goal.Secret.Value(); !known {
		outcome.Kind = NeedSecret
		return outcome, false
	}
	event.Now = w.afterChange(api.Webhook{}, goal, c.Off)
	if !w.begin(ctx, event, &outcome) {
		return outcome, false
	}
	ctx = w.sending(ctx)
	began := w.now()
	answer, err := w.server.CreateWebhook(ctx, c.Workspace, api.CreateWebhook{Fields: goal})
	switch {
	case err == nil && answer != nil:
		outcome.Now = w.complete(ctx, c, *answer)
		outcome.warn(other(outcome.Now.Fields, goal))
	case err != nil && !mayBeDone(err):
		outcome.Kind, outcome.Err = Failed, err
		outcome.warn(notation(err, goal.Triggers))
	default:
		w.search(ctx, c, &outcome, began, err)
	}
	return outcome, true
}

// Look reads the workspace and returns the webhook of which Unless reports that it is
// there already, and else the ids of those that are. Part of a list does not tell.
func (c Create) Look(ctx context.Context, from interface {
	Webhooks(ctx context.Context, workspace api.WorkspaceID) ([]api.Webhook, error)
},
) (there *api.Webhook, known []api.WebhookID, err error) {
	listed, err := from.Webhooks(ctx, c.Workspace)
	if err != nil && api.IsIncomplete(err) {
		err = fmt.Errorf("it is unknown whether the webhook is there already, so nothing was created: %w", err)
	}
	if err != nil {
		return nil, nil, err
	}
	known = make([]api.WebhookID, 0, len(listed))
	for i := range listed {
		if c.Unless(listed[i]) {
			return &listed[i], nil, nil
		}
		known = append(known, listed[i].ID)
	}
	return nil, known, nil
}

// SameName reports whether two webhooks have one name, however its accents are composed.
func SameName(a, b api.Text) bool { return NameKey(a) == NameKey(b) }

// NameKey is what two names have in common that are the same.
func NameKey(name api.Text) string { return norm.NFC.String(string(name)) }

// complete reads a new webhook where the answer does not show what was asked.
func (w *Writer) complete(ctx context.Context, c Create, answer api.Webhook) *api.Webhook {
	if len(differences(answer.Fields, c.Goal.fields)) == 0 {
		return &answer
	}
	looking, cancel := look(ctx)
	defer cancel()
	if now, err := w.server.Webhook(looking, c.Workspace, answer.ID); err == nil && now.ID == answer.ID {
		return &now
	}
	// It was made; that it cannot be read now takes nothing away from that.
	return &answer
}

// search ends a create whose answer does not tell what was made: err is nil
// when it was accepted, and else says why no one knows.
func (w *Writer) search(ctx context.Context, c Create, outcome *Outcome, began time.Time, err error) {
	if err != nil {
		outcome.Kind, outcome.Err = Unknown, err
	}
	looking, cancel := look(ctx)
	defer cancel()
	for again := true; ; again = false {
		all, listErr := w.server.Webhooks(looking, c.Workspace)
		if again && api.KindOf(listErr) == api.KindTimeout && w.pause(looking) {
			continue
		}
		found, doubtful := w.Candidates(c, all, began)
		if err == nil && len(found) == 0 && len(doubtful) == 1 {
			found, doubtful = doubtful, nil // it was made, so this is it
		}
		switch {
		case listErr != nil:
			outcome.warn("the webhooks could not be listed to look for it: " + plain(listErr))
			return
		case len(found) == 1 && len(doubtful) == 0:
			outcome.Kind, outcome.Now, outcome.Err = Done, &found[0], nil
			return
		case len(found)+len(doubtful) > 0:
			outcome.warn("the list has a webhook like it that is not sure to be the new one; look at it before you create another")
			return
		case again && w.pause(looking):
			continue
		case err != nil:
			outcome.Kind = Failed
			outcome.warn("it is not in the list; a slow server may still create it, so list the webhooks again before you retry")
			return
		}
		// A proxy's page can be what was taken for the server's yes.
		outcome.Kind, outcome.Err = Unknown, errNotListed
		return
	}
}

// errNotListed is why nothing is known of a create that was accepted.
var errNotListed = errors.New("the server accepted it, but does not list it")
