package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
)

// undoOptions are what undo takes.
type undoOptions struct {
	*app
	yes, leaveSecret, secretStdin, json bool
}

func (a *app) undoCommand() *cobra.Command {
	o := &undoOptions{app: a}
	c := &cobra.Command{
		Use: "undo [ID]", Short: "Undo a change made from this machine",
		Long: "Undo the newest change of the profile, or the one that ID names: an id from corotui history, the start of one, " +
			"or the id of a set. --workspace limits it to changes in that workspace. If that change cannot be undone, no other " +
			"is undone instead. What someone else has changed since is not overwritten. What cannot be restored is said first.\n" +
			"It asks before it deletes, before it undoes a set, and before it undoes a change of an earlier session; without a " +
			"terminal, give --yes.",
		Example: "corotui undo\ncorotui undo k3v7q2ma --yes",
	}
	jsonFlag(c, &o.json)
	leaveSecretFlag(c, &o.leaveSecret)
	yesFlag(c, &o.yes)
	c.Flags().BoolVar(&o.secretStdin, "secret-stdin", false, "read a new secret from stdin, for a deleted webhook whose secret is no longer known")
	return a.command(c, cobra.MaximumNArgs(1), o.run)
}

func (o *undoOptions) run(cmd *cobra.Command, args []string) error {
	ctx := cmd.Context()
	conn, err := o.connect(cmd)
	if err == nil {
		err = o.mayChange(conn)
	}
	if err != nil {
		return err
	}
	ways, err := conn.planUndo(ctx, args, api.WorkspaceID(o.flags.workspace))
	if err != nil {
		return err
	}
	if len(ways) > 1 {
		if !o.secretStdin {
			return o.undoSet(ctx, conn, ways[0].Entry.Set)
		}
		ways = slices.DeleteFunc(ways, history.UndoPlan.NothingToUndo)
	}
	var secret *api.WebhookSecret
	if o.secretStdin {
		given, err := o.secretFromStdin(ctx)
		if err != nil {
			return err
		}
		wrapped := api.GivenSecret(given.Reveal())
		secret = &wrapped
	}
	if err := o.ask(ctx, ways); err != nil {
		return err
	}
	return o.undo(ctx, conn, ways, secret)
}

// planUndo plans to undo the change that the arguments name, or the newest,
// of a set only what was done in the workspace, if one is given. A change of
// another server, account or workspace cannot be undone here.
func (conn connection) planUndo(ctx context.Context, args []string, workspace api.WorkspaceID) ([]history.UndoPlan, error) {
	who := conn.session.Who()
	if len(args) == 0 {
		ways, err := conn.log.PlanUndoLast(ctx, history.Scope{Profile: who.Profile, Host: who.Host, Workspace: workspace})
		if err == nil && len(ways) == 0 {
			err = failedWith(codeNotFound, "There is nothing to undo. List the changes with corotui history")
		}
		return ways, err
	}
	ways, err := conn.log.PlanUndo(ctx, args[0])
	if errors.Is(err, history.ErrNotFound) {
		return nil, coded{err, codeNotFound}
	}
	ways = history.InWorkspace(history.ForAccount(ways, who), workspace)
	if inside := slices.DeleteFunc(slices.Clone(ways), func(way history.UndoPlan) bool {
		return workspace != "" && way.Entry.Workspace != workspace
	}); len(inside) > 0 {
		ways = inside
	}
	return ways, err
}

// ask asks where [history.NeedsConfirmation] says so. The rest needs no question.
func (o *undoOptions) ask(ctx context.Context, ways []history.UndoPlan) error {
	possible := slices.DeleteFunc(slices.Clone(ways), func(way history.UndoPlan) bool { return way.Change == nil })
	var told []string
	for _, way := range possible {
		if o.yes {
			o.tellAll(way.Limits)
		} else {
			told = append(told, way.Notes()...)
		}
	}
	if o.yes || !history.NeedsConfirmation(ways) {
		return nil
	}
	question := fmt.Sprintf("Undo %s?", text.Plural(len(possible), "change", "changes"))
	if len(possible) == 1 {
		question = text.Clean(api.Text(possible[0].Question()))
	}
	return o.confirm(ctx, told, question, "Nothing was undone")
}

// undoSet undoes a marked set as it was made: several changes at once, and in a run
// that can be resumed when it is interrupted. What changed nothing needs
// no way back.
func (o *undoOptions) undoSet(ctx context.Context, conn connection, set string) error {
	plan, err := conn.runner().PlanUndoIn(ctx, set, api.WorkspaceID(o.flags.workspace))
	if err != nil {
		return err
	}
	plan.Action.Policy = secretPolicy(o.leaveSecret)
	summary := plan.Summary()
	if o.yes {
		o.tellAll(summary.Limits)
	} else if err := o.confirmRun(ctx, summary, fmt.Sprintf("Undo %s?", text.Plural(summary.Tasks, "change", "changes"))); err != nil {
		return err
	}
	tell := o.tellResult(plan.Action.Kind)
	results := make([]result, 0, len(plan.Tasks))
	if o.json {
		tell = func(r bulk.Result, failed error) { results = append(results, undone(r, failed)) }
	}
	ended := o.runPlan(ctx, conn, plan, api.DefaultConcurrency, tell)
	if o.json {
		if err := o.printJSON(results); err != nil {
			return err
		}
	}
	return ended
}

// undone is the end of one undo of a set as --json shows it.
func undone(r bulk.Result, failed error) result {
	line := resultOfTask(r, failed)
	if r.Now != nil {
		line.show(*r.Now, r.Task.Workspace)
	}
	return line
}

// undo undoes one change after the other, the newest first.
func (o *undoOptions) undo(ctx context.Context, conn connection, ways []history.UndoPlan, secret *api.WebhookSecret) error {
	b := o.batch(ctx, o.json, len(ways))
	for _, way := range ways {
		r := result{ID: string(way.Entry.Webhook), Name: string(way.Entry.Name), Outcome: change.Failed.String()}
		err := ctx.Err()
		if err == nil {
			err = o.undoOne(ctx, conn, way, secret, &r)
		}
		b.add(string(way.Entry.Name), r, err)
	}
	return b.end()
}

func (o *undoOptions) undoOne(ctx context.Context, conn connection, way history.UndoPlan, secret *api.WebhookSecret, r *result) error {
	if way.Change == nil {
		return errors.New(way.Refusal())
	}
	back := change.WithPolicy(way.Change, secretPolicy(o.leaveSecret))
	if secret != nil {
		back = change.WithSecret(back, *secret)
	}
	conn.workspace = way.Entry.Workspace
	outcome := conn.writer.Do(ctx, back)
	if err := o.finish(r, outcome, conn, "", true); err != nil || o.json {
		return err
	}
	said := text.Clean(api.Text(way.Result(outcome)))
	if since, enabled := outcome.Reenabled(); enabled {
		said += "; " + text.Missed(time.Now(), since)
	}
	o.printf("%s\n", said)
	return nil
}
