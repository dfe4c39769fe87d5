package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"corotui/api"
	"corotui/cli/program"
	"corotui/internal/change"
	"corotui/internal/text"
)

// result is the end of a change of one webhook, as --json shows it.
type result struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Outcome  string      `json:"outcome"`
	Error    string      `json:"error,omitempty"`
	Warnings []string    `json:"warnings,omitempty"`
	Webhook  *api.Export `json:"webhook,omitempty"`
	Off      *api.Off    `json:"disabledSince,omitempty"` // since when it was disabled, if it is enabled now
}

// each changes the webhooks that the words name, one after the other. Nothing
// stops at a failure but a signal; that some failed is told by the exit code.
func (a *app) each(ctx context.Context, w work, words []string, asJSON bool, verb string,
	do func(_ context.Context, at work, one api.Webhook, listed []api.Webhook) (change.Outcome, error),
) error {
	listed, err := a.listed(ctx, w)
	if err != nil {
		return err
	}
	lineage := w.lineage(ctx, listed)
	defer a.finishing(ctx)()
	results := make([]result, 0, len(words))
	var failures []error
	for _, word := range words {
		if ctx.Err() != nil {
			results = append(results, notBegun(listed, word))
			continue
		}
		r := result{ID: word, Outcome: change.Failed.String()}
		webhook, err := w.find(ctx, listed, word)
		if err == nil {
			var outcome change.Outcome
			at, webhook := a.home(w, lineage, webhook, changesThere)
			r.ID, r.Name = string(webhook.ID), string(webhook.Name)
			if outcome, err = do(ctx, at, webhook, listed); err == nil {
				err = a.finish(&r, outcome, at, verb, asJSON)
			}
		}
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			results = append(results, notBegun(listed, word))
			continue
		}
		if err != nil {
			r.Error = text.Sentence(err)
			failures = append(failures, err)
			if len(words) > 1 && !asJSON {
				a.tellf("%s: %s", text.Clean(api.Text(word)), r.Error)
			}
		}
		results = append(results, r)
	}
	if asJSON {
		if err := a.printJSON(results); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return a.interrupted(results, asJSON)
	}
	return summary(failures, len(words))
}

// left is the result of what a signal came before.
func (r result) left() result {
	r.Outcome, r.Error = change.NotBegun.String(), "it was not begun"
	return r
}

// notBegun is the result of a webhook that a signal came before. Whom the word
// names is told as far as the list shows it.
func notBegun(listed []api.Webhook, word string) result {
	r := result{ID: word}.left()
	var found []api.Webhook
	for _, webhook := range listed {
		if string(webhook.ID) == word || string(webhook.Name) == word {
			found = append(found, webhook)
		}
	}
	if len(found) == 1 {
		r.ID, r.Name = string(found[0].ID), string(found[0].Name)
	}
	return r
}

// finishing tells, when a signal comes, why the command does not end yet.
func (a *app) finishing(ctx context.Context) (end func() bool) {
	return context.AfterFunc(ctx, func() {
		if _, stopped := errors.AsType[program.Stopped](context.Cause(ctx)); stopped {
			a.tellf("Stopping once what was sent is answered; interrupt again to stop at once.")
		}
	})
}

// interrupted ends a command that a signal has ended: what was sent has ended and
// was told; what was not is told here.
func (a *app) interrupted(results []result, asJSON bool) error {
	left := 0
	for _, r := range results {
		if r.Outcome == change.NotBegun.String() {
			left++
			if !asJSON {
				a.tellf("%s: it was not begun", strings.TrimSpace(text.Clean(api.Text(r.ID+" "+r.Name))))
			}
		}
	}
	a.tellf("Stopped: %s begun, %d not.", text.Plural(len(results)-left, "change was", "changes were"), left)
	return program.Stopped{Signal: os.Interrupt}
}

// summary is the error of several changes.
func summary(failures []error, of int) error {
	switch {
	case len(failures) == 0:
		return nil
	case of == 1:
		return failures[0]
	case len(failures) == of:
		return coded{fmt.Errorf("none of the %d webhooks could be changed", of), codeOf(failures[0])}
	}
	return coded{fmt.Errorf("%d of %d webhooks could not be changed; the others are done", len(failures), of), codePartly}
}

// finish tells how a change ended, and returns why it failed.
func (a *app) finish(r *result, outcome change.Outcome, w work, verb string, asJSON bool) error {
	r.Outcome, r.Warnings = outcome.Kind.String(), outcome.Warnings
	if outcome.Now != nil {
		export := outcome.Now.Export(w.workspace)
		r.Webhook, r.ID, r.Name = &export, string(outcome.Now.ID), string(outcome.Now.Name)
	}
	missed := ""
	if since, enabled := outcome.Reenabled(); enabled {
		missed = "; " + text.Missed(time.Now(), since)
		if !since.Since.IsZero() {
			r.Off = &since
		}
	}
	for _, warning := range outcome.Warnings {
		a.tellf("%s: %s", text.Quote(api.Text(r.Name)), warning)
	}
	if err := failure(outcome, api.Text(r.Name)); err != nil {
		return err
	}
	if asJSON {
		return nil
	}
	switch outcome.Kind {
	case change.Unchanged:
		a.printf("%s %s already was so; nothing was written\n", text.Clean(api.Text(r.ID)), text.Quote(api.Text(r.Name)))
	case change.Gone:
		a.printf("%s %s was gone already\n", text.Clean(api.Text(r.ID)), text.Quote(api.Text(r.Name)))
	default:
		a.printf("%s %s %s%s\n", verb, text.Clean(api.Text(r.ID)), text.Quote(api.Text(r.Name)), missed)
	}
	return nil
}

// failure turns the end of a change into an error with the right exit code; an
// end that is as good as what was asked gives none.
func failure(outcome change.Outcome, name api.Text) error {
	switch outcome.Kind {
	case change.Done, change.Unchanged:
		return nil
	case change.Conflicted:
		fields := make([]string, 0, len(outcome.Conflicts))
		for _, conflict := range outcome.Conflicts {
			fields = append(fields, string(conflict.Field))
		}
		what := strings.Join(fields, ", ")
		if what == "" {
			what = "it"
		}
		return coded{fmt.Errorf("somebody else changed %s of %s meanwhile, so nothing was written; look at it and try again", what, text.Quote(name)), codeConflict}
	case change.NeedSecret:
		return coded{fmt.Errorf("the server does not show the secret of %s, so it cannot be sent back; give it with --secret-stdin (webhooks edit), or leave it out with --leave-secret", text.Quote(name)), codeFailed}
	case change.Gone:
		if outcome.Err == nil {
			return nil // a delete of what is gone is done
		}
		return coded{fmt.Errorf("%s does not exist any more; corotui webhooks list shows what is there", text.Quote(name)), codeNotFound}
	case change.Unknown:
		return coded{fmt.Errorf("it is not known whether %s was changed; look at it before you try again: %s", text.Quote(name), text.Sentence(outcome.Err)), codeFailed}
	case change.NotBegun:
		return fmt.Errorf("%s was not begun: %w", text.Quote(name), outcome.Err)
	default:
		return outcome.Err
	}
}

// confirm asks a question on the terminal; without one the answer has to be on
// the command line. What undo will not bring back is said first. After a no the
// error says what declined does: nothing.
func (a *app) confirm(ctx context.Context, limits []string, question, declined string) error {
	if !a.interactive() {
		return usage("%s Say so with --yes: there is no terminal to ask on", strings.Join(append(limits, question), " "))
	}
	for _, limit := range limits {
		a.tellf("%s", limit)
	}
	answer, err := a.line(ctx, question+" [y/N] ")
	if err != nil {
		return err
	}
	if answer = strings.ToLower(strings.TrimSpace(answer)); answer == "y" || answer == "yes" {
		return nil
	}
	return errors.New(declined)
}

// line reads one line from the terminal.
func (a *app) line(ctx context.Context, prompt string) (string, error) {
	_, _ = fmt.Fprint(a.process.Stderr, prompt) // if it cannot be shown, it will not be answered
	answers := make(chan string, 1)
	go func() {
		answer, _ := bufio.NewReader(a.process.Stdin).ReadString('\n') // an end of the input is a no
		answers <- answer
	}()
	select {
	case answer := <-answers:
		return answer, nil
	case <-ctx.Done():
		return "", fmt.Errorf("ask: %w", ctx.Err())
	}
}
