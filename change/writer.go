package change

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"corotui/api"
)

// Server is where changes are made.
type Server interface {
	Webhooks(ctx context.Context, workspace api.WorkspaceID) ([]api.Webhook, error)
	Webhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error)
	CreateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.CreateWebhook) (*api.Webhook, error)
	UpdateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.UpdateWebhook) (*api.Webhook, error)
	DeleteWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) error
}

// Writer makes changes the safe way: it reads what is there, compares it with
// what the user saw, writes every writable field, and settles an unclear
// answer by reading back.
type Writer struct {
	server   Server
	recorder Recorder
	now      func() time.Time
}

// Option sets something of a [Writer].
type Option func(*Writer)

// WithRecorder has every change recorded once it has ended.
func WithRecorder(r Recorder) Option { return func(w *Writer) { w.recorder = r } }

// WithClock replaces the clock of the records.
func WithClock(now func() time.Time) Option { return func(w *Writer) { w.now = now } }

// NewWriter returns a writer on a server.
func NewWriter(s Server, opts ...Option) *Writer {
	w := &Writer{server: s, recorder: nobody{}, now: time.Now}
	for _, opt := range opts {
		opt(w)
	}
	return w
}

// Update is a change of a webhook: from what the user saw to what it shall be.
type Update struct {
	Workspace     api.WorkspaceID
	WorkspaceName api.Text
	Base          api.Webhook
	Goal          api.Fields
	Secret        SecretPolicy
}

// Create is a new webhook. Known are the webhooks that the user saw: after an
// unclear answer another one of the same content must be the new one.
type Create struct {
	Workspace     api.WorkspaceID
	WorkspaceName api.Text
	Goal          api.Fields
	Known         []api.WebhookID
}

// Delete is the end of a webhook that the user saw as Base.
type Delete struct {
	Workspace     api.WorkspaceID
	WorkspaceName api.Text
	Base          api.Webhook
}

// Update makes a change. It never writes over what somebody else changed in
// the same fields since Base, and keeps what they changed in others.
func (w *Writer) Update(ctx context.Context, u Update) Outcome {
	outcome := w.update(ctx, u)
	w.record(ctx, &outcome, Event{
		Kind: Updated, Workspace: u.Workspace, WorkspaceName: u.WorkspaceName, Webhook: u.Base.ID, Name: u.Base.Name,
		Before: &u.Base.Fields, After: &outcome.Merged,
	})
	return outcome
}

func (w *Writer) update(ctx context.Context, u Update) Outcome {
	theirs, err := w.server.Webhook(ctx, u.Workspace, u.Base.ID)
	if err != nil {
		return unread(err)
	}
	merged, conflicts := Merge(u.Base.Fields, theirs.Fields, u.Goal)
	outcome := Outcome{Before: &theirs, Merged: merged, Conflicts: conflicts}
	switch {
	case len(conflicts) > 0:
		outcome.Kind, outcome.Now = Conflicted, &theirs
		return outcome
	case same(theirs.Fields, merged):
		outcome.Kind, outcome.Now = AlreadySo, &theirs
		return outcome
	case !known(merged.Secret) && u.Secret == AskSecret:
		outcome.Kind, outcome.Now = NeedSecret, &theirs
		return outcome
	}
	if kept := Diff(u.Base.Fields, theirs.Fields); len(kept) > 0 {
		outcome.Warnings = append(outcome.Warnings, "kept what somebody else changed meanwhile")
	}
	now, err := w.server.UpdateWebhook(ctx, u.Workspace, theirs.Update(merged))
	return w.settle(ctx, u, outcome, now, err)
}

// settle finds out what the server holds after a PUT.
func (w *Writer) settle(ctx context.Context, u Update, outcome Outcome, now *api.Webhook, err error) Outcome {
	leftOut := !known(outcome.Merged.Secret)
	switch {
	case err != nil && !api.IsUnclear(err):
		outcome.Err, outcome.Kind = err, Failed
		if api.KindOf(err) == api.KindNotFound {
			outcome.Kind = Gone
			return outcome
		}
		outcome.Now = outcome.Before
		return outcome
	case err == nil && now != nil && now.ID == u.Base.ID && !leftOut && len(Diff(now.WithSecretOf(outcome.Merged), outcome.Merged)) == 0:
		outcome.Now = now
		return outcome
	}
	read, readErr := w.readBack(ctx, u.Workspace, u.Base.ID)
	switch {
	case readErr != nil && err == nil:
		// It was accepted; only what it is like now is not known.
		outcome.Warnings = append(outcome.Warnings, "could not be read back")
		outcome.Now = now
		return outcome
	case api.KindOf(readErr) == api.KindNotFound:
		outcome.Kind, outcome.Err = Gone, readErr
		return outcome
	case readErr != nil:
		outcome.Kind, outcome.Err = Unknown, err
		return outcome
	}
	outcome.Now = &read
	switch {
	case reached(read.Fields, outcome.Merged):
		outcome.Kind = Done
	case err != nil && len(Diff(outcome.Before.Fields, read.Fields)) == 0:
		outcome.Kind, outcome.Err = Failed, err
		return outcome
	case err != nil:
		outcome.Kind, outcome.Err = Unknown, err
		return outcome
	default:
		outcome.Warnings = append(outcome.Warnings, "the server holds something else than was sent")
	}
	if leftOut && !read.Secret.Masked() && !known(read.Secret) && (outcome.Before.Secret.Masked() || known(outcome.Before.Secret)) {
		outcome.Warnings = append(outcome.Warnings, "the webhook has no secret now; edit it and set one")
	}
	return outcome
}

// reached reports whether a read shows what was written, as far as it can.
func reached(read, goal api.Fields) bool { return len(Diff(read.WithSecretOf(goal), goal)) == 0 }

// readBackTime bounds the look at what an unclear answer left behind. It has a
// time of its own: the one of the write may be over.
const readBackTime = 15 * time.Second

func (w *Writer) readBack(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBackTime)
	defer cancel()
	return w.server.Webhook(ctx, workspace, id)
}

// unread is the end of a change whose webhook could not be read first.
func unread(err error) Outcome {
	if api.KindOf(err) == api.KindNotFound {
		return Outcome{Kind: Gone, Err: err}
	}
	return Outcome{Kind: Failed, Err: err}
}

// Create makes a webhook. After an unclear answer it does not try again, but
// looks whether one of the same content has appeared.
func (w *Writer) Create(ctx context.Context, c Create) Outcome {
	outcome := w.create(ctx, c)
	event := Event{Kind: Created, Workspace: c.Workspace, WorkspaceName: c.WorkspaceName, Name: c.Goal.Name, After: &outcome.Merged}
	if outcome.Now != nil {
		event.Webhook = outcome.Now.ID
	}
	w.record(ctx, &outcome, event)
	return outcome
}

func (w *Writer) create(ctx context.Context, c Create) Outcome {
	outcome := Outcome{Merged: c.Goal.Clone()}
	made, err := w.server.CreateWebhook(ctx, c.Workspace, api.CreateWebhook{Fields: c.Goal})
	switch {
	case err == nil && made != nil:
		outcome.Now = made
		return outcome
	case err != nil && !api.IsUnclear(err):
		outcome.Kind, outcome.Err = Failed, err
		var refused *api.Error
		if errors.As(err, &refused) && refused.Status == http.StatusBadRequest && len(c.Goal.Triggers) > 0 {
			outcome.Warnings = append(outcome.Warnings, "if it is about the triggers, this server may want their other spelling")
		}
		return outcome
	}
	found, listErr := w.appeared(ctx, c)
	switch {
	case found != nil:
		outcome.Now = found
	case err == nil:
		outcome.Warnings = append(outcome.Warnings, "was accepted, but is not in the list yet; refresh in a moment")
	case listErr != nil:
		outcome.Kind, outcome.Err = Unknown, err
	default:
		outcome.Kind, outcome.Err = Failed, err
	}
	return outcome
}

// appeared looks for a webhook of the content of c that the user did not see
// before. There must be exactly one.
func (w *Writer) appeared(ctx context.Context, c Create) (*api.Webhook, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBackTime)
	defer cancel()
	all, err := w.server.Webhooks(ctx, c.Workspace)
	if err != nil {
		return nil, err
	}
	var found *api.Webhook
	for i, candidate := range all {
		if slices.Contains(c.Known, candidate.ID) || candidate.Name != c.Goal.Name || candidate.URL != c.Goal.URL || !sameTriggers(candidate.Fields, c.Goal) {
			continue
		}
		if found != nil {
			return nil, errors.New("more than one new webhook looks like it")
		}
		found = &all[i]
	}
	return found, nil
}

func sameTriggers(a, b api.Fields) bool {
	return !slices.ContainsFunc(a.Triggers, func(t api.Trigger) bool { return !b.HasTrigger(t.Name()) }) &&
		!slices.ContainsFunc(b.Triggers, func(t api.Trigger) bool { return !a.HasTrigger(t.Name()) })
}

// Delete deletes a webhook, unless somebody changed it since the user saw it.
// One that is gone already counts as deleted: [Gone], without an error.
func (w *Writer) Delete(ctx context.Context, d Delete) Outcome {
	outcome := w.delete(ctx, d)
	w.record(ctx, &outcome, Event{
		Kind: Deleted, Workspace: d.Workspace, WorkspaceName: d.WorkspaceName, Webhook: d.Base.ID, Name: d.Base.Name, Before: &d.Base.Fields,
	})
	return outcome
}

func (w *Writer) delete(ctx context.Context, d Delete) Outcome {
	theirs, err := w.server.Webhook(ctx, d.Workspace, d.Base.ID)
	if err != nil {
		outcome := unread(err)
		if outcome.Kind == Gone {
			outcome.Err = nil
		}
		return outcome
	}
	outcome := Outcome{Before: &theirs}
	if len(Diff(d.Base.Fields, theirs.Fields)) > 0 {
		outcome.Kind, outcome.Now = Conflicted, &theirs
		return outcome
	}
	err = w.server.DeleteWebhook(ctx, d.Workspace, d.Base.ID)
	switch {
	case err == nil:
		return outcome
	case api.KindOf(err) == api.KindNotFound:
		outcome.Kind = Gone
		return outcome
	case !api.IsUnclear(err):
		outcome.Kind, outcome.Err, outcome.Now = Failed, err, &theirs
		return outcome
	}
	read, readErr := w.readBack(ctx, d.Workspace, d.Base.ID)
	switch {
	case api.KindOf(readErr) == api.KindNotFound:
		return outcome
	case readErr != nil:
		outcome.Kind, outcome.Err = Unknown, err
	default:
		outcome.Kind, outcome.Err, outcome.Now = Failed, err, &read
	}
	return outcome
}
