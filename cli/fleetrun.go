package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"corotui/api"
	"corotui/cli/program"
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
)

// desk is what runs over many webhooks are made with.
func (w work) desk() bulk.Desk {
	return bulk.Desk{Server: w.session, Writer: w.writer, Log: w.log, Who: w.session.Who(), ReadOnly: account.ReadOnly(w.config)}
}

// refuse says before the first request that nothing may be changed, in a command
// that changes something.
func (w work) refuse() error {
	*w.writes = true
	if reason := account.ReadOnly(w.config); reason != "" {
		return &api.Error{Kind: api.KindRefused, Op: "change webhooks", Err: errors.New(reason)}
	}
	return nil
}

// tellUnfinished says that a run was interrupted.
func (a *app) tellUnfinished(ctx context.Context, w work) {
	runs, err := bulk.Unfinished(ctx, w.log, w.session.Who())
	if err != nil {
		a.tellf("The history cannot be read, so it is not known whether a run was interrupted: %s", text.Sentence(err))
	}
	for _, run := range runs {
		a.tellf("A run (%s) of %s was interrupted with %d of %d left; corotui fleet --resume goes on, --abandon forgets it",
			text.Clean(api.Text(run.Kind)), run.Plan.At.Local().Format(time.DateTime), run.Open, run.Total)
	}
}

// toggleFleet enables or disables what the flags choose.
func (a *app) toggleFleet(ctx context.Context, w work, f fleetFlags) error {
	if err := w.refuse(); err != nil {
		return err
	}
	a.tellUnfinished(ctx, w)
	action := bulk.Action{Kind: bulk.Enable, Policy: secretPolicy(f.leave)}
	if f.disable {
		action.Kind = bulk.Disable
	}
	var items []bulk.Item
	chosen := f.chosen()
	walked := a.walkFleet(ctx, w.walker(f), f, func(one found) {
		if one.chosen(chosen) {
			items = append(items, one.item())
		}
	})
	if walked != nil && codeOf(walked) != codePartly {
		return walked
	}
	if len(items) == 0 {
		a.tellf("No webhook is chosen; nothing was changed.")
		return walked
	}
	plan, err := bulk.New(action, items)
	if err != nil {
		return err
	}
	summary := plan.Summary()
	if summary.Unchanged == summary.Tasks {
		a.tellf("%s already so; nothing was written.", text.Plural(summary.Tasks, "webhook is", "webhooks are"))
		return walked
	}
	for _, line := range shared(items) {
		a.tellf("%s", line)
	}
	if !f.yes {
		question := fmt.Sprintf("%s %s in %s (%d need nothing)?", verbs[action.Kind].ask, text.Plural(summary.Tasks, "webhook", "webhooks"),
			text.Plural(summary.Workspaces, "workspace", "workspaces"), summary.Unchanged)
		if err := a.confirmRun(ctx, summary, question); err != nil {
			return err
		}
	}
	if err := a.run(ctx, w, plan, f.concurrency, a.teller(action.Kind, f)); err != nil {
		return err
	}
	return walked
}

// item is a webhook of a plan: where it lives, whichever list showed it.
func (one found) item() bulk.Item {
	item := bulk.Item{Workspace: one.workspace.ID, WorkspaceName: one.workspace.Name(), Webhook: one.webhook, Heirs: one.heirs}
	if one.origin != nil {
		item.Workspace, item.WorkspaceName, item.Webhook = one.origin.Workspace.ID, one.origin.Workspace.Name(), one.origin.Webhook
	}
	return item
}

// shared says which of some webhooks change in more than one workspace.
func shared(items []bulk.Item) []string {
	var lines []string
	for _, item := range items {
		if item.Heirs > 0 {
			lines = append(lines, fmt.Sprintf("%s of %s is inherited: it changes there and in %s below",
				text.Quote(item.Webhook.Name), text.Clean(item.WorkspaceName), text.Plural(item.Heirs, "workspace", "workspaces")))
		}
	}
	const most = 10
	if rest := len(lines) - most; rest > 0 {
		lines = append(lines[:most], fmt.Sprintf("and %s", text.Plural(rest, "other", "others")))
	}
	return lines
}

// verbs are the words for what a run does.
var verbs = map[bulk.Kind]struct{ ask, done string }{
	bulk.Enable: {"Enable", "Enabled"}, bulk.Disable: {"Disable", "Disabled"}, bulk.Delete: {"Delete", "Deleted"},
	bulk.Copy: {"Copy", "Copied"}, bulk.Test: {"Test", "Tested"},
	bulk.SetURL: {"Move the URLs of", "Moved the URL of"}, bulk.Rotate: {"Give a new secret to", "Gave the new secret to"},
	bulk.AddTrigger: {"Add an event to", "Added the event to"}, bulk.RemoveTrigger: {"Remove an event from", "Removed the event from"},
	bulk.AddHeader: {"Set a header of", "Set the header of"}, bulk.RemoveHeader: {"Remove a header from", "Removed the header from"},
}

// confirmRun asks for a yes, or above a hundred webhooks for their number.
func (a *app) confirmRun(ctx context.Context, summary bulk.Summary, question string) error {
	limits := make([]string, len(summary.Limits))
	for i, limit := range summary.Limits {
		limits[i] = text.Clean(api.Text(limit))
	}
	if !summary.Typed || !a.interactive() {
		return a.confirm(ctx, limits, question, "nothing was changed")
	}
	for _, limit := range limits {
		a.tellf("%s", limit)
	}
	answer, err := a.line(ctx, fmt.Sprintf("%s Type the number of webhooks: ", question))
	if err == nil && strings.TrimSpace(answer) != strconv.Itoa(summary.Tasks) {
		err = errors.New("nothing was changed")
	}
	return err
}

// runLine is the end of one change as --json shows it.
type runLine struct {
	WorkspaceID   string   `json:"workspaceId"`
	WorkspaceName string   `json:"workspaceName,omitempty"`
	ID            string   `json:"id"`
	Name          string   `json:"name"`
	Outcome       string   `json:"outcome"`
	Error         string   `json:"error,omitempty"`
	Warnings      []string `json:"warnings,omitempty"`
}

// run carries a plan out, has each end told as it comes, and sums up.
func (a *app) run(ctx context.Context, w work, plan *bulk.Plan, concurrency int, tell func(r bulk.Result, failed error)) error {
	var first error
	defer a.finishing(ctx)()
	report, err := w.desk().Run(ctx, plan, bulk.Options{Limiter: api.NewLimiter(concurrency)}, func(r bulk.Result) {
		if r.Earlier {
			return
		}
		failed := failure(change.Outcome{Kind: r.Kind, Err: r.Err}, r.Task.Webhook.Name)
		if failed != nil && first == nil {
			first = failed
		}
		tell(r, failed)
	})
	for _, task := range report.Left() {
		tell(bulk.Result{Task: task, Kind: change.NotBegun}, errors.New("it was not begun"))
	}
	done := fmt.Sprintf("%d done", report.Done)
	if plan.Action.Kind == bulk.Undo {
		done = text.Undid(report.Done)
	}
	said := fmt.Sprintf("%s · %d unchanged · %d failed · %d conflicts · %d not begun",
		done, report.Unchanged, report.Failed, report.Conflicts, report.NotBegun)
	if report.Done > 0 && plan.Action.Kind != bulk.Test {
		said += "; corotui undo " + report.Set + " takes it back"
	}
	if report.NotBegun > 0 {
		said += "; corotui fleet --resume goes on"
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
	return coded{fmt.Errorf("%d of %d webhooks could not be changed; the others are done", len(report.Problems), len(plan.Tasks)), codePartly}
}

// teller tells the ends of a run in the form that the flags ask for.
func (a *app) teller(kind bulk.Kind, f fleetFlags) func(bulk.Result, error) {
	if f.format == asJSONLines {
		return a.printResult
	}
	return a.tellResult(kind)
}

// printResult writes the end of one change as a line of JSON.
func (a *app) printResult(r bulk.Result, failed error) {
	t := r.Task
	line := runLine{
		WorkspaceID: string(t.Workspace), WorkspaceName: string(t.WorkspaceName), ID: string(t.Webhook.ID),
		Name: string(t.Webhook.Name), Outcome: r.Kind.String(), Warnings: r.Warnings,
	}
	if failed != nil {
		line.Error = text.Sentence(failed)
	}
	data, err := json.Marshal(line)
	a.fail(err)
	a.printf("%s\n", text.EscapeUnseen(data))
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
			a.printf("%s already was so; nothing was written\n", where)
		}
	}
}
