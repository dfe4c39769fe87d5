package missed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/delivery"
	"corotui/internal/history"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/internal/weburl"
)

// Sender sends a delivery, once.
type Sender interface {
	Send(ctx context.Context, m delivery.Message) (delivery.Answer, error)
}

// Outbox sends what webhooks of an account missed, and writes that down.
type Outbox struct {
	Log    *history.Log
	Who    history.Who
	Sender Sender
	Now    func() time.Time
}

// How says how deliveries are sent.
type How struct {
	Form          delivery.Form
	Secret        mask.Secret // in place of the webhook's, which Coro may not return; may be empty
	RepeatUnknown bool        // also what may have been sent already
}

// Refusal is why nothing is sent to a webhook.
type Refusal struct {
	Kind change.Kind // Refused, NeedSecret, or Conflicted while another program sends
	Why  string      // a clean sentence without its end
}

// Error says why.
func (r *Refusal) Error() string { return r.Why }

// Sentence says why, as a user reads it.
func (r *Refusal) Sentence() string { return r.Why }

// errBusy is that another program, or this one, is sending to the same webhook.
var errBusy = errors.New("another corotui is sending to it")

// Check says why nothing can be sent to the webhook of a report, before anyone is asked.
// The error is a [Refusal].
func (r Report) Check(how How) error {
	refuse := func(kind change.Kind, format string, args ...any) error {
		return &Refusal{kind, fmt.Sprintf(format, args...)}
	}
	w := r.Webhook
	_, known := w.Secret.Value()
	_, wrong := weburl.Parse(string(w.URL))
	switch {
	case w.Status.Off():
		return refuse(change.Refused, "%s is disabled; enable it first, then send what it missed", r.Subject())
	case !w.Status.On():
		return refuse(change.Refused, "The status of %s is %s; only one that is enabled gets what it missed", r.Subject(), text.Quote(api.Text(w.Status)))
	case wrong != nil:
		return refuse(change.Refused, "The URL of %s %s; correct it first", r.Subject(), wrong.Error())
	case mask.Hides(string(w.URL)):
		return refuse(change.Refused, "Coro masks a part of the URL of %s, so nothing can be sent there", r.Subject())
	case !known && how.Secret.Empty():
		return refuse(change.NeedSecret, "Coro does not return the secret of %s, which signs the deliveries", r.Subject())
	}
	for _, h := range w.Headers {
		if !h.LegalName() || !h.LegalValue() {
			return refuse(change.Refused, "The header %s of %s is not valid in HTTP; correct it first", text.Quote(h.Name), r.Subject())
		}
		if mask.Hides(string(h.Value)) {
			return refuse(change.Refused, "Coro masks the value of the header %s of %s, so the receiver would not get what it expects", text.Quote(h.Name), r.Subject())
		}
	}
	return nil
}

// Host is whom the webhook's deliveries go to, clean.
func (r Report) Host() string {
	target, err := url.Parse(string(r.Webhook.URL))
	if err != nil {
		return text.Host(r.Webhook.URL)
	}
	return text.Clean(api.Text(target.Host))
}

// Run sends the deliveries of one report, one after the other. Until it is closed no
// other program on this machine sends to the same webhook.
type Run struct {
	outbox  Outbox
	report  Report
	how     How
	next    int
	release func() error
}

// Result is how sending one delivery ended: Done, Failed where the receiver did not take
// it, Unknown where it may have, Unchanged for one that was sent before, Refused, or
// NotBegun.
type Result struct {
	Missed

	Kind   change.Kind
	Answer *delivery.Answer // nil: none came
	Err    error
	Record string // id of the entry in the history
}

// Open begins to send what a report says was missed. What was sent is looked up again,
// as another program may have sent it since.
func (o Outbox) Open(ctx context.Context, r Report, how How) (*Run, error) {
	if err := r.Check(how); err != nil {
		return nil, err
	}
	release, err := o.Log.HoldDeliveries(ctx, o.Who.Host, r.Home.ID, r.Webhook.ID)
	if errors.Is(err, history.ErrHeld) {
		return nil, &Refusal{change.Conflicted, fmt.Sprintf("Nothing was sent to %s: %s", r.Subject(), errBusy)}
	}
	if err != nil {
		return nil, err
	}
	tried, err := o.Log.Deliveries(ctx, o.Who.Host, r.Home.ID, r.Webhook.ID)
	if err != nil {
		return nil, errors.Join(err, release())
	}
	all := make([]Missed, len(r.Missed))
	for i, m := range r.Missed {
		all[i] = Missed{Workspace: m.Workspace, Tried: attempt(tried, m.Workspace.ID)}
	}
	r.Missed = all
	return &Run{outbox: o, report: r, how: how, release: release}, nil
}

// Close lets others send.
func (r *Run) Close() error { return r.release() }

// Left counts what was not tried yet.
func (r *Run) Left() int { return len(r.report.Missed) - r.next }

// Next sends the next one. It is not begun once ctx is done; what was begun is finished.
// It is false when nothing is left.
func (r *Run) Next(ctx context.Context) (Result, bool) {
	if r.Left() == 0 {
		return Result{}, false
	}
	m := r.report.Missed[r.next]
	r.next++
	switch {
	case m.Sent():
		return Result{Missed: m, Kind: change.Unchanged, Record: m.Tried.ID}, true
	case m.Unclear() && !r.how.RepeatUnknown:
		return Result{Missed: m, Kind: change.Unknown, Err: unclearError{m.Tried.At}, Record: m.Tried.ID}, true
	case ctx.Err() != nil:
		return Result{Missed: m, Kind: change.NotBegun, Err: ctx.Err()}, true
	}
	return r.send(context.WithoutCancel(ctx), m), true
}

// unclearError is that a delivery may have been sent, at a time.
type unclearError struct{ at time.Time }

func (e unclearError) Error() string {
	return "it may have been sent on " + e.at.Local().Format("2006-01-02 15:04") + ": no one saw how that ended"
}

// send sends one, between two entries of the history.
func (r *Run) send(ctx context.Context, m Missed) Result {
	id := delivery.NewID()
	told := history.Delivery{
		Trigger: Created, Workspace: m.Workspace.ID, WorkspaceName: m.Workspace.Name(), Created: m.Workspace.Created.UTC(),
		Since: r.report.Gap.Since.UTC(), To: api.Text(r.report.Host()),
	}
	if m.Tried != nil { // a receiver that has it already knows it by its id
		id, told.Repeats = cmp.Or(m.Tried.Delivery.ID, id), m.Tried.ID
	}
	told.ID = id
	w, home := r.report.Webhook, r.report.Home
	begun, err := r.outbox.Log.BeginDelivery(ctx, r.outbox.Who, history.Entry{
		At: r.outbox.Now(), Workspace: home.ID, WorkspaceName: home.Name(), Webhook: w.ID, Name: w.Name, Delivery: &told,
	})
	if err != nil {
		err = fmt.Errorf("the history cannot be written, and what is not written down is not sent: %w", err)
		return Result{Missed: m, Kind: change.Refused, Err: err}
	}
	result := Result{Missed: m, Record: begun.ID}
	answer, err := r.outbox.Sender.Send(ctx, r.message(m.Workspace, id))
	switch {
	case err != nil && (api.IsUnclear(err) || api.KindOf(err) == ""):
		result.Kind, result.Err = change.Unknown, err
	case err != nil:
		result.Kind, result.Err = change.Failed, err
	default:
		result.Answer = &answer
		if !answer.Accepted() {
			result.Kind, result.Err = change.Failed, fmt.Errorf("the receiver answered %s", answer)
		}
	}
	status := 0
	if result.Answer != nil {
		status = result.Answer.Status
	}
	ended, err := r.outbox.Log.EndDelivery(ctx, begun, r.outbox.Now(), status, result.Kind, result.Err)
	if err != nil { // what the history has is that it may have been sent
		result.Err = errors.Join(result.Err, fmt.Errorf("the end could not be written to the history: %w", err))
		return result
	}
	result.Tried = &ended
	return result
}

// message is the delivery of a workspace, byte for byte.
func (r *Run) message(w api.Workspace, id api.Text) delivery.Message {
	secret := r.how.Secret
	if secret.Empty() {
		secret, _ = r.report.Webhook.Secret.Value()
	}
	body := Rebuild(w, id).Body()
	m := delivery.Compose(string(r.report.Webhook.URL), id, Created, body, secret, r.how.Form, r.report.Webhook.Headers)
	m.Header.Set(delivery.HeaderResentBy, delivery.ResentBy)
	return m
}
