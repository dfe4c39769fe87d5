package cli

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/program"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/internal/words"
)

// result is the end of a change of one webhook, as --json shows it.
type result struct {
	WorkspaceID   string      `json:"workspaceId,omitempty"` // of a run
	WorkspaceName string      `json:"workspaceName,omitempty"`
	ID            string      `json:"id"`
	Name          string      `json:"name"`
	Outcome       string      `json:"outcome"`
	Error         string      `json:"error,omitempty"`
	Warnings      []string    `json:"warnings,omitempty"`
	Webhook       *api.Export `json:"webhook,omitempty"`
	Off           *api.Off    `json:"disabledSince,omitempty"` // since when it was disabled, if it is enabled now
}

// show adds the webhook as it is now.
func (r *result) show(now api.Webhook, workspace api.WorkspaceID) {
	export := now.Export(workspace)
	r.Webhook, r.ID, r.Name = &export, string(now.ID), string(now.Name)
}

// changeEach changes the webhooks that the words name, one after the other, each as
// planned says, which is also given all that the workspace lists. Nothing stops at a
// failure but a signal; that some failed is told by the exit code.
func (a *app) changeEach(cmd *cobra.Command, words []string, verb string, asJSON bool,
	planned func(at connection, listed []api.Webhook, one api.Webhook) (change.Change, error),
) error {
	ctx := cmd.Context()
	conn, err := a.connectToChange(cmd)
	if err != nil {
		return err
	}
	listed, err := a.listWebhooks(ctx, conn)
	if err != nil {
		return err
	}
	set, lineage := setOf(words), conn.lineage(ctx, listed)
	b := a.batch(ctx, asJSON, len(words))
	for _, word := range words {
		r := resultOf(listed, word)
		if ctx.Err() != nil {
			b.add(word, r, ctx.Err())
			continue
		}
		webhook, err := conn.find(ctx, listed, word)
		if err == nil {
			at, webhook := a.atOrigin(conn, lineage, webhook, changesThere)
			r.ID, r.Name = string(webhook.ID), string(webhook.Name)
			var wanted change.Change
			if wanted, err = planned(at, listed, webhook); err == nil {
				err = a.finish(&r, conn.writer.Do(ctx, change.WithSet(wanted, set)), at, verb, asJSON)
			}
		}
		b.add(word, r, err)
	}
	return b.end()
}

// batch collects how several changes ended.
type batch struct {
	*app
	ctx      context.Context //nolint:containedctx // of the one command that makes the changes
	asJSON   bool
	of       int
	results  []result
	failures []error
	finished func() bool
}

func (a *app) batch(ctx context.Context, asJSON bool, of int) *batch {
	return &batch{app: a, ctx: ctx, asJSON: asJSON, of: of, results: make([]result, 0, of), finished: a.finishing(ctx)}
}

// add tells how one change ended. One that a signal came before was not begun.
func (b *batch) add(name string, r result, err error) {
	switch {
	case b.ctx.Err() != nil && errors.Is(err, context.Canceled):
		r.Outcome, r.Error = change.NotBegun.String(), "not begun"
	case err != nil:
		r.Error = text.Sentence(err)
		b.failures = append(b.failures, err)
		if b.of > 1 && !b.asJSON {
			b.tellf("%s: %s", text.Clean(api.Text(name)), strings.TrimSuffix(r.Error, "."))
		}
	}
	b.results = append(b.results, r)
}

// end writes the results as JSON, and returns the error of all changes.
func (b *batch) end() error {
	defer b.finished()
	if b.asJSON {
		if err := b.printJSON(b.results); err != nil {
			return err
		}
	}
	if b.ctx.Err() != nil {
		return b.interrupted(b.results, b.asJSON)
	}
	return summary(b.failures, b.of)
}

// resultOf begins the result of the webhook that a word names, as far as the list
// shows it.
func resultOf(listed []api.Webhook, word string) result {
	r := result{ID: word, Outcome: change.Failed.String()}
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
			a.tellf("Finishing what was sent; interrupt again to stop at once")
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
				a.tellf("%s: not begun", strings.TrimSpace(text.Clean(api.Text(r.ID+" "+r.Name))))
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
		return failedWith(codeOf(failures[0]), "None of the %d webhooks could be changed", of)
	}
	return failedWith(codePartly, "%d of %d webhooks could not be changed; the others are done", len(failures), of)
}

// finish tells how a change ended, and returns why it failed.
func (a *app) finish(r *result, outcome change.Outcome, at connection, verb string, asJSON bool) error {
	r.Outcome, r.Warnings = outcome.Kind.String(), outcome.Warnings
	if outcome.Now != nil {
		r.show(*outcome.Now, at.workspace)
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
		a.printf("%s %s %s\n", text.Clean(api.Text(r.ID)), text.Quote(api.Text(r.Name)), words.Already(kinds[verb]))
	case change.Gone:
		a.printf("%s %s was already deleted\n", text.Clean(api.Text(r.ID)), text.Quote(api.Text(r.Name)))
	default:
		a.printf("%s %s %s%s\n", verb, text.Clean(api.Text(r.ID)), text.Quote(api.Text(r.Name)), missed)
	}
	return nil
}

// finishOne tells how the change of a single webhook ended.
func (a *app) finishOne(ctx context.Context, r result, outcome change.Outcome, at connection, verb string, asJSON bool) error {
	err := a.finish(&r, outcome, at, verb, asJSON)
	if err != nil {
		r.Error = text.Sentence(err)
	}
	if asJSON {
		err = errors.Join(err, a.printJSON(r))
	}
	if ctx.Err() != nil {
		return a.interrupted([]result{r}, asJSON)
	}
	return err
}

// kinds are the verbs of commands that runs have too.
var kinds = map[string]bulk.Kind{"Enabled": bulk.Enable, "Disabled": bulk.Disable}

// setOf names the set of what one command changes, so that it is undone as one;
// a single change is in none.
func setOf(words []string) string {
	if len(words) < 2 {
		return ""
	}
	return history.NewID()
}
