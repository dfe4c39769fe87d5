package change

import (
	"context"
	"errors"
	"fmt"
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

var _ Server = (*api.Client)(nil)

// Writer makes changes the safe way: it reads what is there, compares it with
// what the user saw, writes every writable field, settles an unclear answer by
// reading back, and has what was done recorded. It may be used by several
// goroutines; changes of one webhook wait for each other.
type Writer struct {
	server   Server
	recorder Recorder
	now      func() time.Time
	patience time.Duration
	locks    Locker
	finish   bool
	queue    *queue
	running  *running
}

// Locker lets the changes that several programs make of one webhook wait for
// each other.
type Locker interface {
	// Lock waits for its turn, or for the end of ctx. Whoever has it calls unlock.
	Lock(ctx context.Context, key string) (unlock func() error, err error)
}

// Option sets something of a [Writer].
type Option func(*Writer)

// WithRecorder has every change recorded once it has ended.
func WithRecorder(r Recorder) Option { return func(w *Writer) { w.recorder = r } }

// WithLocks has the changes of one webhook wait also for those of other programs.
func WithLocks(l Locker) Option { return func(w *Writer) { w.locks = l } }

// WithFinish has a write that was sent end also when its context is cancelled
// meanwhile. Nothing more is begun then.
func WithFinish() Option { return func(w *Writer) { w.finish = true } }

// WithClock replaces the clock of the records.
func WithClock(now func() time.Time) Option { return func(w *Writer) { w.now = now } }

// WithPatience sets how long to wait before a second look, when after an
// unclear answer the server still holds what it held: it may be slow to finish
// what it did not answer. It is a second unless set.
func WithPatience(d time.Duration) Option { return func(w *Writer) { w.patience = d } }

// NewWriter returns a writer on a server.
func NewWriter(s Server, opts ...Option) *Writer {
	w := &Writer{server: s, now: time.Now, patience: time.Second, queue: new(queue), running: new(running)}
	for _, opt := range opts {
		opt(w)
	}
	return w
}

// On returns a writer that makes the same changes on another view of the same
// server, as one that paces its requests. Both wait for each other's changes of
// one webhook, and are waited for together.
func (w *Writer) On(s Server) *Writer {
	other := *w
	other.server = s
	return &other
}

// Recording returns a writer that makes the same changes, and has them recorded
// by what wrap makes of the recorder.
func (w *Writer) Recording(wrap func(Recorder) Recorder) *Writer {
	other := *w
	if w.recorder != nil {
		other.recorder = wrap(w.recorder)
	}
	return &other
}

// Change is an [Update], a [Create], a [Delete], or a [Raw] request.
type Change interface {
	// about returns where the change is made, and what is recorded of it. A change that
	// undoes what disabled the webhook since says with it since when it was disabled before.
	about() (place, Record, api.Off)
	// attempt compares and writes. event is what is recorded; sent tells whether a write left.
	attempt(ctx context.Context, w *Writer, event *Record) (outcome Outcome, sent bool)
}

// staleRetries is how often a change is compared and written once more when
// someone else was faster between its read and its write, each time.
const staleRetries = 3

// Do makes a change of any sort: one out of a set, or the undo of a recorded one. It
// waits for the turn of what is at the place, attempts the change, and has the end
// recorded.
func (w *Writer) Do(ctx context.Context, c Change) Outcome {
	at, event, reopens := c.about()
	defer w.running.begin()()
	leave, err := w.enter(ctx, at)
	if err != nil {
		return Outcome{Kind: NotBegun, Err: err}
	}
	defer leave()
	outcome, sent := c.attempt(ctx, w, &event)
	for again := 0; outcome.stale() && event.Action != Created && event.Action != Requested && again < staleRetries; again++ {
		outcome, sent = c.attempt(ctx, w, &event)
	}
	var before api.Webhook
	if outcome.Before != nil {
		before = *outcome.Before
	}
	if event.Action == Created || event.Action == Updated && outcome.Before != nil {
		event.Deltas = outcome.deltas(before.Fields)
		if outcome.Now != nil {
			event.Webhook = outcome.Now.ID
			outcome.Now.Off = api.StillOff(before, *outcome.Now, reopens, w.now())
		}
	}
	w.record(ctx, &outcome, sent, event)
	return outcome
}

// stale reports whether the server refused a write because the webhook was
// changed between the read and the write. Nothing was written then.
func (o Outcome) stale() bool { return o.Kind == Failed && api.IsStale(o.Err) }

// deltas lists what was asked, with the values that the server made of it where
// they are known. What else a changed webhook holds was someone else's doing;
// a new one holds what the server added.
func (o Outcome) deltas(before api.Fields) []Delta {
	asked := Diff(before, o.Merged)
	if o.Kind != Done || o.Now == nil {
		return asked
	}
	now := o.Now.WithSecretOf(o.Merged)
	if o.Before == nil {
		return Diff(before, now)
	}
	return Diff(before, take(before, now, asked))
}

var errAnotherWebhook = errors.New("the server answered with another webhook than was asked for; nothing was changed")

// read returns a webhook as it is now, before it is changed, or how the change ends
// without that.
func (w *Writer) read(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (now api.Webhook, failed *Outcome) {
	now, err := w.server.Webhook(ctx, workspace, id)
	switch {
	case w.isGone(ctx, workspace, id, err):
		return now, &Outcome{Kind: Gone, Err: err}
	case err != nil && ctx.Err() != nil:
		return now, &Outcome{Kind: NotBegun, Err: err}
	case err != nil:
		return now, &Outcome{Kind: Failed, Err: err}
	case now.ID != id:
		return now, &Outcome{Kind: Failed, Err: errAnotherWebhook}
	}
	return now, nil
}

// Wait returns when every change in progress has ended and is recorded, or with
// the error of ctx when that ends first. A program that quits cancels the
// context of the changes and then waits here, or their records are lost.
func (w *Writer) Wait(ctx context.Context) error {
	select {
	case <-w.running.ended():
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for running changes: %w", ctx.Err())
	}
}

// Recall completes a change from what the server holds now. The undo of a
// recorded change knows some values only by their fingerprint, and can tell
// whether they are still the same only when it sees them.
type Recall func(theirs api.Fields) (base, goal api.Fields)

// Still says of a webhook that was read before a write why it is not what the change was
// planned for any more. Such a change ends with [Conflicted] and the reason.
type Still func(theirs api.Fields) error

// not ends a change that is not to be made any more.
func (s Still) not(outcome *Outcome, theirs api.Fields) bool {
	if s == nil {
		return false
	}
	if err := s(theirs); err != nil {
		outcome.Kind, outcome.Err = Conflicted, err
		return true
	}
	return false
}

// lookTime bounds the look at what an unclear answer left behind. It is a time
// of its own, because that of the write may be over.
const lookTime = 15 * time.Second

// readBack reads a webhook after an unclear answer. Where a server was silent it
// asks once more: it may have been so all along, and only the look tells what
// came of the write.
func (w *Writer) readBack(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error) {
	now, err := w.server.Webhook(ctx, workspace, id)
	if api.KindOf(err) != api.KindTimeout || !w.pause(ctx) {
		return now, err
	}
	if now, second := w.server.Webhook(ctx, workspace, id); api.KindOf(second) != "" || second == nil {
		return now, second
	}
	return now, err // the time for the look is over, which says nothing to the user
}

// sending returns the context of a write that is about to be sent, and of
// looking at what became of it.
func (w *Writer) sending(ctx context.Context) context.Context {
	if w.finish {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// enter waits until no other change of what is at a place is in progress, in this
// program or another one.
func (w *Writer) enter(ctx context.Context, at place) (leave func(), err error) {
	out, err := w.queue.enter(ctx, at)
	if err != nil || w.locks == nil {
		return out, err
	}
	unlock, err := w.locks.Lock(ctx, at.key())
	if err != nil {
		out()
		return nil, fmt.Errorf("waiting for another program's change of the webhook: %w", err)
	}
	return func() {
		_ = unlock() // the system gives it back when the program ends
		out()
	}, nil
}

// look returns a context for reading back. A cancelled write is not looked
// after: the program is quitting and cannot wait.
func look(ctx context.Context) (context.Context, context.CancelFunc) {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx, func() {}
	}
	return context.WithTimeout(context.WithoutCancel(ctx), lookTime)
}

// pause waits before a second look; it reports whether there is time for one.
func (w *Writer) pause(ctx context.Context) bool { return api.Sleep(ctx, w.patience) == nil }

// mayBeDone reports whether a write that ended with err may have been carried
// out. An error that is not the API's says nothing about that.
func mayBeDone(err error) bool { return api.KindOf(err) == "" || api.IsUnclear(err) }

// AfterConflict returns c as it is to be made after it ended in a conflict, which the
// user has now seen: from what is there now, with the side of each conflict of
// the outcome in their order. A deletion then deletes what was shown.
func AfterConflict(c Change, outcome Outcome, sides []Side) Change {
	if outcome.Before == nil {
		return c
	}
	switch c := c.(type) {
	case Update:
		c.Base, c.Recall, c.Still = *outcome.Before, nil, nil
		c.Goal = c.Goal.with(outcome.Before.Fields, Resolve(outcome.Merged, outcome.Goal, outcome.Conflicts, sides))
		return c
	case Delete:
		c.Base, c.Recall, c.Still = *outcome.Before, nil, nil
		return c
	}
	return c
}

// WithPolicy returns c with what an update does about a secret that the server
// does not show; other changes are as they were.
func WithPolicy(c Change, policy SecretPolicy) Change {
	if update, ok := c.(Update); ok {
		update.Secret = policy
		return update
	}
	return c
}

// WithSet returns c as one of the marked set of this name.
func WithSet(c Change, set string) Change {
	switch c := c.(type) {
	case Update:
		c.Set = set
		return c
	case Create:
		c.Set = set
		return c
	case Delete:
		c.Set = set
		return c
	}
	return c
}

// WithSecret returns c with a secret that the user has given for it, after a
// create or an update ended with [NeedSecret].
func WithSecret(c Change, secret api.WebhookSecret) Change {
	switch c := c.(type) {
	case Create:
		c.Goal = c.Goal.withSecret(secret)
		return c
	case Update:
		c.Goal = c.Goal.withSecret(secret)
		if recall := c.Recall; recall != nil {
			c.Recall = func(theirs api.Fields) (base, goal api.Fields) {
				base, goal = recall(theirs)
				goal.Secret = secret
				return base, goal
			}
		}
		return c
	}
	return c
}
