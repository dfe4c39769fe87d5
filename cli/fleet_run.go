package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"corotui/api"
	"corotui/cli/program"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
)

// tellUnfinished says that a run was interrupted.
func (a *app) tellUnfinished(ctx context.Context, conn connection) {
	runs, err := bulk.Unfinished(ctx, conn.log, conn.session.Who())
	if err != nil {
		a.tellf("Could not read the history, so interrupted runs are unknown: %s", text.Sentence(err))
	}
	for _, run := range runs {
		a.tellf("A run (%s) of %s was interrupted with %d of %d left. Resume it with corotui fleet --resume, or forget it with --abandon",
			text.Clean(api.Text(run.Kind)), run.Plan.At.Local().Format(time.DateTime), run.Open, run.Total)
	}
}

// verbs are the words for what a run does.
var verbs = map[bulk.Kind]struct{ ask, done string }{
	bulk.Enable: {"Enable", "Enabled"}, bulk.Disable: {"Disable", "Disabled"}, bulk.Delete: {"Delete", "Deleted"},
	bulk.Copy: {"Copy", "Copied"}, bulk.Test: {"Test", "Tested"},
	bulk.SetURL: {"Change the URLs of", "Changed the URL of"}, bulk.Rotate: {"Rotate the secret of", "Rotated the secret of"},
	bulk.AddTrigger: {"Add a trigger to", "Added the trigger to"}, bulk.RemoveTrigger: {"Remove a trigger from", "Removed the trigger from"},
	bulk.AddHeader: {"Set a header of", "Set the header of"}, bulk.RemoveHeader: {"Remove a header from", "Removed the header from"},
}

// runPlan carries a plan out, has each end told as it comes, and sums up.
func (a *app) runPlan(ctx context.Context, conn connection, plan *bulk.Plan, concurrency int, tell func(r bulk.Result, failed error)) error {
	var first error
	defer a.finishing(ctx)()
	report, err := conn.runner().Run(ctx, plan, bulk.Options{Limiter: api.NewLimiter(concurrency)}, func(r bulk.Result) {
		if r.Earlier {
			return
		}
		failed := failure(change.Outcome{Kind: r.Kind, Err: r.Err}, r.Task.Webhook.Name)
		if failed != nil && first == nil {
			first = failed
		}
		tell(r, failed)
	})
	for _, task := range report.Remaining() {
		tell(bulk.Result{Task: task, Kind: change.NotBegun}, errors.New("not begun"))
	}
	done := fmt.Sprintf("%d done", report.Done)
	if plan.Action.Kind == bulk.Undo {
		done = text.Undid(report.Done)
	}
	said := fmt.Sprintf("%s · %d unchanged · %d failed · %d conflicts · %d not begun",
		done, report.Unchanged, report.Failed, report.Conflicts, report.NotBegun)
	if report.Done > 0 && plan.Action.Kind != bulk.Test {
		said += "; undo with corotui undo " + report.Set
	}
	if report.NotBegun > 0 {
		said += "; resume with corotui fleet --resume"
	}
	a.tellf("%s", said)
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return program.Stopped{Signal: os.Interrupt}
	case len(report.Problems) == 0:
		return nil
	case report.Done+report.Unchanged == 0 && first != nil:
		return first
	}
	return failedWith(codePartly, "%d of %d webhooks could not be changed; the others are done", len(report.Problems), len(plan.Tasks))
}

// teller tells the ends of a run in the form that the flags ask for.
func (o *fleetOptions) teller(kind bulk.Kind) func(bulk.Result, error) {
	if o.format == asJSONLines {
		return o.printResult
	}
	return o.tellResult(kind)
}

// printResult writes the end of one change as a line of JSON.
func (a *app) printResult(r bulk.Result, failed error) {
	line := resultOfTask(r, failed)
	line.WorkspaceID, line.WorkspaceName = string(r.Task.Workspace), string(r.Task.WorkspaceName)
	a.printLine(line)
}

// resultOfTask is the end of one change of a run as scripts see it.
func resultOfTask(r bulk.Result, failed error) result {
	t := r.Task
	line := result{ID: string(t.Webhook.ID), Name: string(t.Webhook.Name), Outcome: r.Kind.String(), Warnings: r.Warnings}
	if failed != nil {
		line.Error = text.Sentence(failed)
	}
	return line
}

// tellResult says for people how one change ended.
func (a *app) tellResult(kind bulk.Kind) func(bulk.Result, error) {
	return func(r bulk.Result, failed error) {
		t := r.Task
		where := fmt.Sprintf("%s %s in %s", text.Clean(api.Text(t.Webhook.ID)), text.Quote(t.Webhook.Name), text.Clean(cmp.Or(t.WorkspaceName, api.Text(t.Workspace))))
		for _, warning := range r.Warnings {
			a.tellf("%s: %s", where, text.Clean(api.Text(warning)))
		}
		switch {
		case failed != nil:
			a.tellf("%s: %s", where, text.Sentence(failed))
		case kind == bulk.Undo:
			a.printf("%s\n", text.Clean(api.Text(r.Undid())))
		case r.Kind == change.Done:
			a.printf("%s %s\n", verbs[kind].done, where)
		default:
			a.printf("%s %s\n", where, already(verbs[kind].done))
		}
	}
}
