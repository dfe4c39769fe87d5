package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/cli/program"
	"corotui/internal/change"
	"corotui/internal/missed"
	"corotui/internal/text"
	"corotui/internal/weburl"
)

// resending sends what several webhooks missed, and tells how each delivery ended.
type resending struct {
	*missedOptions
	out      *output.Printer
	of       int // deliveries there are
	failures []error
	left     int // were not begun
}

// sendAll sends what the reports say was missed.
func (o *missedOptions) sendAll(cmd *cobra.Command, conn connection, reports []missed.Report) error {
	ctx := cmd.Context()
	s := &resending{missedOptions: o, out: o.printer(cmd, false)}
	var open []missed.Report
	for _, r := range reports {
		if s.of += len(r.Missed); len(r.Missed) == 0 {
			continue
		}
		if why := r.Check(o.how); why != nil {
			if err := s.refuse(r, o.advised(why, r)); err != nil {
				return err
			}
			continue
		}
		open = append(open, r)
	}
	if o.dryRun {
		return s.show(ctx, open)
	}
	if err := o.askToSend(ctx, open); err != nil {
		return err
	}
	sender, err := o.sender(conn.config)
	if err != nil {
		return err
	}
	outbox := missed.Outbox{Log: conn.log, Who: conn.session.Who(), Sender: sender, Now: time.Now}
	defer o.finishing(ctx)()
	for _, r := range open {
		if err := s.sendOne(ctx, outbox, r); err != nil {
			return err
		}
	}
	return s.end(ctx)
}

// advised is why nothing is sent, with what can be done on a command line.
func (o *missedOptions) advised(err error, r missed.Report) error {
	refusal, is := errors.AsType[*missed.Refusal](err)
	switch {
	case !is:
		return err
	case refusal.Kind == change.NeedSecret:
		return coded{&missed.Refusal{Kind: refusal.Kind, Why: refusal.Why + ". Pipe it in with --secret-stdin"}, codeUsage}
	case r.Webhook.Status.Off():
		return coded{&missed.Refusal{Kind: refusal.Kind, Why: fmt.Sprintf("%s is disabled, so nothing is sent to it. Enable it first: corotui webhooks enable %s --workspace %s",
			r.Subject(), text.Clean(api.Text(r.Webhook.ID)), text.Clean(api.Text(r.Home.ID)))}, codeUsage}
	case refusal.Kind == change.Conflicted:
		return coded{refusal, codeConflict}
	}
	return coded{refusal, codeUsage}
}

// askToSend asks for all deliveries at once. What leaves this machine in the clear is
// said.
func (o *missedOptions) askToSend(ctx context.Context, open []missed.Report) error {
	count, unclear, notes, host := 0, 0, []string(nil), ""
	for _, r := range open {
		unsent, doubtful := r.Unsent()
		if count += unsent; o.repeatUnknown {
			count, unclear = count+doubtful, unclear+doubtful
		}
		host = r.Host()
		if target, err := url.Parse(string(r.Webhook.URL)); err == nil && weburl.InTheClear(target) {
			notes = append(notes, fmt.Sprintf("The URL of %s is http, which is not encrypted: anyone on the way can read the deliveries.", r.Subject()))
		}
	}
	if count == 0 {
		return nil
	}
	if unclear > 0 {
		notes = append(notes, text.Plural(unclear, "of them was sent before, and may have arrived.", "of them were sent before, and may have arrived."))
	}
	to := "to " + host
	if len(open) > 1 {
		to = "to " + text.Plural(len(open), "webhook", "webhooks")
	}
	if o.yes {
		o.noteAll(notes)
		return nil
	}
	return o.confirm(ctx, notes, fmt.Sprintf("Send %s %s?", text.Plural(count, "missed delivery", "missed deliveries"), to), "Nothing was sent")
}

// sendOne sends what one webhook missed.
func (s *resending) sendOne(ctx context.Context, outbox missed.Outbox, r missed.Report) (err error) {
	run, err := outbox.Open(ctx, r, s.how)
	if _, refused := errors.AsType[*missed.Refusal](err); refused {
		return s.refuse(r, s.advised(err, r))
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, run.Close()) }()
	for {
		result, more := run.Next(ctx)
		if !more {
			return nil
		}
		if err := s.add(r, result); err != nil {
			return err
		}
	}
}

// refuse tells that nothing is sent to a webhook.
func (s *resending) refuse(r missed.Report, why error) error {
	refusal, _ := errors.AsType[*missed.Refusal](why)
	for i, m := range r.Missed {
		s.failures = append(s.failures, why)
		told := missedOf(r, m)
		told.Outcome, told.Error = change.Failed.String(), filled(text.Sentence(why))
		if refusal != nil {
			told.Outcome = refusal.Kind.String()
		}
		if s.out.ForPeople() && s.out.OnScreen() {
			if i == 0 && s.of > len(r.Missed) {
				s.tellf("%s", text.Sentence(why))
			}
			continue // to people it is said once
		}
		if err := s.out.Add(told, told.WorkspaceID, told.cells(r)...); err != nil {
			return err
		}
	}
	return nil
}

// add tells how one delivery ended.
func (s *resending) add(r missed.Report, result missed.Result) error {
	told := missedOf(r, result.Missed).ended(result)
	if result.Kind != change.Unchanged {
		told.SentAt = nil
	}
	name := text.QuoteIn(result.Workspace.Name(), "")
	switch result.Kind {
	case change.Done, change.Unchanged:
	case change.NotBegun:
		s.left++
	default:
		failed := failedWith(codeFailed, "%s was not sent to %s: %s", name, r.Subject(), s.sentenceOf(result.Err))
		if result.Kind == change.Unknown {
			failed = failedWith(codeFailed, "It is not known whether %s arrived at %s: %s. Check the receiver; if it is not there, send it with --repeat-unknown",
				name, r.Subject(), s.sentenceOf(result.Err))
		}
		s.failures = append(s.failures, failed)
		if s.of > 1 {
			s.tellf("%s", text.Sentence(failed))
		}
	}
	if !s.out.ForPeople() || !s.out.OnScreen() {
		return s.out.Add(told, told.WorkspaceID, told.cells(r)...)
	}
	switch {
	case result.Kind == change.Done:
		return s.out.Text(fmt.Sprintf("Sent %s to %s: %s\n", name, r.Subject(), result.Answer))
	case result.Kind == change.Unchanged:
		return s.out.Text(fmt.Sprintf("%s was sent to %s before, on %s\n", name, r.Subject(), result.Tried.At.Local().Format("2006-01-02 15:04")))
	}
	return nil
}

// show is a dry run.
func (s *resending) show(ctx context.Context, open []missed.Report) error {
	for _, r := range open {
		for _, m := range r.Missed {
			told := missedOf(r, m)
			switch {
			case m.Sent():
				told.Outcome, told.History = change.Unchanged.String(), m.Tried.ID
			case m.Unclear() && !s.repeatUnknown:
				told.Outcome, told.History = change.Unknown.String(), m.Tried.ID
			default:
				told = told.planned(m.Workspace)
			}
			if err := s.out.Add(told, told.WorkspaceID, told.cells(r)...); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil { // nothing was begun
		return fmt.Errorf("show what would be sent: %w", err)
	}
	return s.end(ctx)
}

// end ends the output, and returns the error of all.
func (s *resending) end(ctx context.Context) error {
	if err := s.out.End(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		s.tellf("Stopped: %s begun, %d not.", text.Plural(s.of-s.left, "delivery was", "deliveries were"), s.left)
		return program.Stopped{Signal: os.Interrupt}
	}
	switch n := len(s.failures); {
	case s.of == 0:
		s.notef("Nothing was missed that could be sent")
		return nil
	case n == 0:
		return nil
	case n == s.of:
		if n > 1 && codeOf(s.failures[0]) == codeFailed {
			return failedWith(codeFailed, "None of the %d deliveries is known to have arrived", n)
		}
		return s.failures[0]
	}
	return failedWith(codePartly, "%d of %d deliveries failed; the others arrived", len(s.failures), s.of)
}
