package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
)

// undoOptions are what undo takes.
type undoOptions struct {
	changeFlags
	secretStdin bool
}

func (a *app) undoCommand() *cobra.Command {
	o := &undoOptions{changeFlags: changeFlags{app: a}}
	c := &cobra.Command{
		Use: "undo [ID]", Short: "Undo a change made from this machine",
		Long: "Undo the newest change of the profile, or the one that ID names: an id from corotui history, the start of one, " +
			"or the id of a set. --workspace limits it to changes in that workspace. If that change cannot be undone, no other " +
			"is undone instead. What someone else has changed since is not overwritten. What cannot be restored is said first.\n" +
			"It asks before it deletes, before it undoes a set, and before it undoes a change of an earlier session; without a " +
			"terminal, give --yes.",
		Example: "corotui undo\ncorotui undo k3v7q2ma --yes",
	}
	o.register(c)
	concurrencyFlag(c, &o.concurrency)
	c.Flags().BoolVar(&o.secretStdin, "secret-stdin", false, "read a new secret from stdin, for a deleted webhook whose secret is no longer known")
	return a.command(c, cobra.MaximumNArgs(1), o.run)
}

func (o *undoOptions) run(cmd *cobra.Command, args []string) error {
	ctx := cmd.Context()
	if err := checkConcurrency(o.concurrency); err != nil {
		return err
	}
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
	if o.secretStdin {
		given, err := o.secretFromStdin(ctx)
		if err != nil {
			return err
		}
		for i, way := range ways {
			if way.Change != nil {
				ways[i].Change = change.WithSecret(way.Change, api.GivenSecret(given.Reveal()))
			}
		}
	}
	set := ""
	if len(ways) > 1 {
		set = ways[0].Entry.Set
	}
	plan, err := conn.runner().PlanUndos(ways, set)
	if err != nil {
		return err
	}
	plan.Action.Policy = o.policy()
	return o.carryOut(cmd, conn, plan, nil, asking{
		always: history.NeedsConfirmation(ways), question: func(s bulk.Summary) string { return questionOf(ways, s) }, declined: "Nothing was undone",
		notes: notesOf(ways),
	})
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

// notesOf says of a single change when it was made, if that was in an earlier session.
func notesOf(ways []history.UndoPlan) []string {
	if len(ways) != 1 {
		return nil
	}
	return slices.DeleteFunc(ways[0].Notes(), func(note string) bool { return slices.Contains(ways[0].Limits, note) })
}

// questionOf asks before an undo: a single change by what it does, with what is to be
// known of it.
func questionOf(ways []history.UndoPlan, s bulk.Summary) string {
	possible := slices.DeleteFunc(slices.Clone(ways), func(way history.UndoPlan) bool { return way.Change == nil || way.NothingToUndo() })
	if len(possible) == 1 {
		return text.Clean(api.Text(possible[0].Question()))
	}
	return fmt.Sprintf("Undo %s?", text.Plural(s.Changes, "change", "changes"))
}
