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
	// Against says with Unless why a webhook that is in the workspace stands in the way;
	// then none is made, and this ends with [Conflicted]. May be nil.
	Against func(api.Webhook) error
	// Among replaces Goal with Unless, once it is known which webhooks there are. May be nil.
	Among  func(there []api.Webhook) Goal
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
	if c.settled(ctx, w, &outcome) {
		return outcome, false
	}
	goal := outcome.Goal
	event.Deltas = Diff(api.Fields{}, goal)
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

// settled reports that the change ends without a write, and else completes it by what is
// in the workspace.
func (c *Create) settled(ctx context.Context, w *Writer, outcome *Outcome) bool {
	err := c.Goal.Err()
	outcome.Goal, outcome.Merged = c.Goal.fields, c.Goal.fields.Clone()
	if err != nil {
		outcome.Kind, outcome.Err = Refused, err
		return true
	}
	if c.Unless != nil {
		there, looked, err := c.Look(ctx, w.server)
		_, against := errors.AsType[*InTheWay](err)
		switch {
		case against:
			outcome.Kind, outcome.Err = Conflicted, err
			return true
		case err != nil && ctx.Err() != nil:
			outcome.Kind, outcome.Err = NotBegun, err
			return true
		case err != nil:
			outcome.Kind, outcome.Err = Failed, err
			return true
		case there != nil:
			outcome.Kind, outcome.Before, outcome.Now = Unchanged, there, there
			return true
		case looked.Goal.Err() != nil:
			outcome.Kind, outcome.Err = Refused, looked.Goal.Err()
			return true
		}
		*c = looked
		outcome.Goal, outcome.Merged = c.Goal.fields, c.Goal.fields.Clone()
	}
	if _, known := c.Goal.fields.Secret.Value(); !known {
		outcome.Kind = NeedSecret
		return true
	}
	return false
}

// InTheWay is that a webhook is not created, because of one that is there.
type InTheWay struct{ Why error }

// Error says why.
func (i *InTheWay) Error() string { return i.Why.Error() }

// Unwrap returns why.
func (i *InTheWay) Unwrap() error { return i.Why }

// Look reads the workspace and returns the webhook of which Unless reports that it is
// there already, and else the change completed by what is there. Part of a list does not
// tell. The error is [InTheWay] if one that is there is against it.
func (c Create) Look(ctx context.Context, from interface {
	Webhooks(ctx context.Context, workspace api.WorkspaceID) ([]api.Webhook, error)
},
) (there *api.Webhook, looked Create, err error) {
	listed, err := from.Webhooks(ctx, c.Workspace)
	if err != nil && api.IsIncomplete(err) {
		err = fmt.Errorf("it is unknown whether the webhook is there already, so nothing was created: %w", err)
	}
	if err != nil {
		return nil, c, err
	}
	c.Known = make([]api.WebhookID, 0, len(listed))
	for i := range listed {
		if c.Unless(listed[i]) {
			return &listed[i], c, nil
		}
		c.Known = append(c.Known, listed[i].ID)
	}
	for i := range listed {
		if c.Against == nil {
			break
		}
		if why := c.Against(listed[i]); why != nil {
			return nil, c, &InTheWay{why}
		}
	}
	if c.Among != nil {
		c.Goal = c.Among(listed)
	}
	return nil, c, nil
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
