package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/bulk"
	"corotui/change"
	"corotui/fleet"
	"corotui/history"
	"corotui/ui/changes"
	"corotui/ui/text"
	"corotui/ui/theme"
)

func (a *app) historyCommand() *cobra.Command {
	var asJSON bool
	var limit int
	var webhook string
	c := &cobra.Command{
		Use: "history", Short: "List the changes made from this machine, the newest first",
		Long: "List the changes made from this machine, the newest first. --profile and --workspace list only theirs.\n" +
			"With --json each entry has the field names of the history file; of secrets there is only a keyed fingerprint.",
		Example: "corotui history --limit 20\ncorotui history --json | jq '.[] | select(.outcome != \"done\")'",
	}
	jsonFlag(c, &asJSON)
	c.Flags().IntVar(&limit, "limit", 0, "list at most so many; 0 lists all")
	c.Flags().StringVar(&webhook, "webhook", "", "list only the changes of this webhook, by its id")
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		settings, err := a.config(cmd)
		if err != nil {
			return err
		}
		if limit < 0 {
			return usage("--limit %d: give a number of changes, or 0 for all", limit)
		}
		chosen := history.Filter{
			Profile: a.flags.profile, Workspace: api.WorkspaceID(a.flags.workspace), Webhook: api.WebhookID(webhook), Limit: limit,
		}
		found, err := openHistory(settings.Paths).Read(cmd.Context(), chosen)
		if err != nil {
			return fmt.Errorf("the history cannot be read: %w", err)
		}
		if found.Unreadable > 0 {
			a.tellf("%s of the history cannot be read and left out; a crash can have cut one short",
				text.Plural(found.Unreadable, "line", "lines"))
		}
		if asJSON {
			shown := make([]history.Entry, len(found.Entries))
			for i, entry := range found.Entries {
				shown[i] = entry.Masked()
			}
			return a.printJSON(shown)
		}
		if len(found.Entries) == 0 {
			a.tellf("No changes were made from here.")
			return nil
		}
		a.printTable(pastRows(found.Entries, theme.ASCIIOnly(a.env.Get)))
		return nil
	})
}

// pastRows are the lines of the history for people, in local time.
func pastRows(entries []history.Entry, ascii bool) [][]string {
	plain := theme.New(theme.None, ascii)
	rows := make([][]string, 0, 1+len(entries))
	rows = append(rows, []string{"ID", "WHEN", "WHO", "WORKSPACE", "WEBHOOK", "CHANGE", "END"})
	for _, e := range entries {
		workspace, name := e.WorkspaceName, e.Name
		if workspace == "" {
			workspace = api.Text(e.Workspace)
		}
		if name == "" {
			name = api.Text(e.Webhook)
		}
		end := e.Outcome.String()
		if e.UndoneBy != "" {
			end = "undone by " + text.Clean(api.Text(e.UndoneBy))
		}
		rows = append(rows, []string{
			text.Clean(api.Text(e.ID)), e.At.Local().Format("2006-01-02 15:04"), text.Clean(api.Text(e.User)),
			text.Clean(workspace), text.Clean(name), changes.What(plain, e), end,
		})
	}
	return rows
}

// undoFlags are what the undo of a change may need to be told.
type undoFlags struct {
	yes, leave, secretStdin, asJSON bool
}

func (a *app) undoCommand() *cobra.Command {
	var f undoFlags
	c := &cobra.Command{
		Use: "undo [ID]", Short: "Take back a change made from this machine",
		Long: "Take back the newest change of the profile that can be taken back, or the one that ID names: an id of\n" +
			"corotui history, its start, or that of a marked set. It goes through the same check as every change: what somebody\n" +
			"else changed meanwhile is not written over. What cannot be brought back is said first.",
		Example: "corotui undo\ncorotui undo k3v7q2ma --yes",
	}
	jsonFlag(c, &f.asJSON)
	leaveFlag(c, &f.leave)
	c.Flags().BoolVar(&f.yes, "yes", false, "do not ask where not all comes back, or where it is more than one change")
	c.Flags().BoolVar(&f.secretStdin, "secret-stdin", false, "read a new secret from stdin, for a deleted webhook whose secret is not known any more")
	return a.command(c, cobra.MaximumNArgs(1), func(cmd *cobra.Command, args []string) error {
		w, err := a.connect(cmd)
		if err == nil {
			err = w.refuse()
		}
		if err != nil {
			return err
		}
		ways, err := w.waysBack(cmd.Context(), args)
		if err != nil {
			return err
		}
		if len(ways) > 1 {
			if !f.secretStdin {
				return a.undoSet(cmd.Context(), w, ways[0].Entry.Set, f)
			}
			ways = slices.DeleteFunc(ways, history.Way.Settled)
		}
		var secret *api.WebhookSecret
		if f.secretStdin {
			given, err := a.secretFromStdin(cmd.Context())
			if err != nil {
				return err
			}
			wrapped := api.GivenSecret(given.Reveal())
			secret = &wrapped
		}
		if err := a.askUndo(cmd.Context(), ways, f.yes); err != nil {
			return err
		}
		return a.undo(cmd.Context(), w, ways, f, secret)
	})
}

// waysBack plans to take back the change that the arguments name, or the
// newest. A change that was made at another server cannot be taken back here.
func (w work) waysBack(ctx context.Context, args []string) ([]history.Way, error) {
	where := w.session.Where()
	if len(args) == 0 {
		ways, err := w.log.Last(ctx, where.Profile, where.Host)
		if err == nil && len(ways) == 0 {
			err = coded{errors.New("there is nothing to undo; corotui history lists what was changed"), codeNotFound}
		}
		return ways, err
	}
	ways, err := w.log.Undo(ctx, args[0])
	if errors.Is(err, history.ErrNotFound) {
		return nil, coded{err, codeNotFound}
	}
	return history.Elsewhere(ways, where.Host), err
}

// askUndo asks before something is taken back only in part, or several things
// are. A single change that comes back whole needs no question.
func (a *app) askUndo(ctx context.Context, ways []history.Way, yes bool) error {
	var first history.Way
	var limits []string
	possible := 0
	for _, way := range ways {
		for _, limit := range way.Limits {
			limits = append(limits, text.Clean(api.Text(limit)))
		}
		if way.Change != nil {
			first = way
			possible++
		}
	}
	if yes {
		for _, limit := range limits {
			a.tellf("%s", limit)
		}
	}
	if yes || possible == 0 || possible == 1 && len(limits) == 0 {
		return nil
	}
	question := fmt.Sprintf("Undo the change of %s from %s?", text.Quote(first.Entry.Name), first.Entry.At.Local().Format(time.DateTime))
	if possible > 1 {
		question = fmt.Sprintf("Undo %s?", text.Plural(possible, "change", "changes"))
	}
	return a.confirm(ctx, limits, question, "nothing was undone")
}

// undoSet takes a marked set back as it was made: several changes at once, and
// in a run that goes on later when it is interrupted. What changed nothing needs
// no way back.
func (a *app) undoSet(ctx context.Context, w work, set string, f undoFlags) error {
	plan, err := w.desk().PlanUndo(ctx, set)
	if err != nil {
		return err
	}
	plan.Action.Policy = secretPolicy(f.leave)
	summary := plan.Summary()
	if f.yes {
		for _, limit := range summary.Limits {
			a.tellf("%s", text.Clean(api.Text(limit)))
		}
	} else if err := a.confirmRun(ctx, summary, fmt.Sprintf("Undo %s?", text.Plural(summary.Tasks, "change", "changes"))); err != nil {
		return err
	}
	tell := a.tellResult(plan.Action.Kind)
	results := make([]result, 0, len(plan.Tasks))
	if f.asJSON {
		tell = func(r bulk.Result, failed error) { results = append(results, undone(r, failed)) }
	}
	ended := a.run(ctx, w, plan, fleet.DefaultConcurrency, tell)
	if f.asJSON {
		if err := a.printJSON(results); err != nil {
			return err
		}
	}
	return ended
}

// undone is the end of one undo of a set as --json shows it.
func undone(r bulk.Result, failed error) result {
	line := result{ID: string(r.Task.Webhook.ID), Name: string(r.Task.Webhook.Name), Outcome: r.Kind.String(), Warnings: r.Warnings}
	if r.Now != nil {
		export := r.Now.Export(r.Task.Workspace)
		line.Webhook, line.ID, line.Name = &export, string(r.Now.ID), string(r.Now.Name)
	}
	if failed != nil {
		line.Error = text.Sentence(failed)
	}
	return line
}

// undo takes back one change after the other, the newest first.
func (a *app) undo(ctx context.Context, w work, ways []history.Way, f undoFlags, secret *api.WebhookSecret) error {
	results := make([]result, 0, len(ways))
	var failures []error
	for _, way := range ways {
		r := result{ID: string(way.Entry.Webhook), Name: string(way.Entry.Name), Outcome: change.Failed.String()}
		err := fmt.Errorf("%s cannot be undone: %s", text.Quote(way.Entry.Name), way.Why)
		if way.Change != nil {
			back := change.WithPolicy(way.Change, secretPolicy(f.leave))
			if secret != nil {
				back = change.WithSecret(back, *secret)
			}
			at := w
			at.workspace = way.Entry.Workspace
			err = a.finish(&r, w.writer.Do(ctx, back), at, "Undone the change of", f.asJSON)
		}
		if err != nil {
			r.Error = text.Sentence(err)
			failures = append(failures, err)
			if len(ways) > 1 && !f.asJSON {
				a.tellf("%s: %s", text.Clean(way.Entry.Name), strings.TrimSuffix(r.Error, "."))
			}
		}
		results = append(results, r)
		if ctx.Err() != nil {
			break
		}
	}
	if f.asJSON {
		if err := a.printJSON(results); err != nil {
			return err
		}
	}
	return summary(failures, len(ways))
}
