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
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	historypage "corotui/ui/history"
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
		found, err := account.OpenHistory(settings.Paths).Read(cmd.Context(), chosen)
		if err != nil {
			return fmt.Errorf("the history cannot be read: %w", err)
		}
		if found.Unreadable > 0 {
			a.tellf("%s of the history cannot be read and left out; a crash can have cut one short",
				text.Plural(found.Unreadable, "line", "lines"))
		}
		if asJSON {
			lines := make([]pastLine, len(found.Entries))
			for i, e := range found.Entries {
				lines[i] = pastLine{e.Masked(), e.Workspace, e.WorkspaceName}
			}
			return a.printJSON(lines)
		}
		if len(found.Entries) == 0 {
			a.tellf("No changes were made from here.")
			return nil
		}
		a.printTable(pastRows(found.Entries, theme.ASCIIOnly(a.env.Get)))
		return nil
	})
}

// pastLine is an entry as --json shows it: as in the file, and with the workspace
// named as everywhere.
type pastLine struct {
	history.Entry

	WorkspaceID   api.WorkspaceID `json:"workspaceId"`
	WorkspaceName api.Text        `json:"workspaceName"`
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
			text.Clean(workspace), text.Clean(name), historypage.What(plain, e), end,
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
		Use: "undo [ID]", Short: "Undo a change made from this machine",
		Long: "Undo the newest change of the profile, or the one that ID names: an id of corotui history, its start, or that\n" +
			"of a set. --workspace means only what was changed there. If that change cannot be undone, no other is undone in\n" +
			"its place. It goes through the same check as every change: what someone else changed meanwhile is not written\n" +
			"over. What cannot be brought back is said first. It asks before it deletes, before a set, and before a change of\n" +
			"an earlier session; without a terminal, give --yes.",
		Example: "corotui undo\ncorotui undo k3v7q2ma --yes",
	}
	jsonFlag(c, &f.asJSON)
	leaveFlag(c, &f.leave)
	c.Flags().BoolVar(&f.yes, "yes", false, "do not ask")
	c.Flags().BoolVar(&f.secretStdin, "secret-stdin", false, "read a new secret from stdin, for a deleted webhook whose secret is not known any more")
	return a.command(c, cobra.MaximumNArgs(1), func(cmd *cobra.Command, args []string) error {
		w, err := a.connect(cmd)
		if err == nil {
			err = w.refuse()
		}
		if err != nil {
			return err
		}
		ways, err := w.waysBack(cmd.Context(), args, api.WorkspaceID(a.flags.workspace))
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

// waysBack plans to take back the change that the arguments name, or the newest,
// of a set only what was done in the workspace, if one is given. A change of
// another server, account or workspace cannot be taken back here.
func (w work) waysBack(ctx context.Context, args []string, workspace api.WorkspaceID) ([]history.Way, error) {
	who := w.session.Who()
	if len(args) == 0 {
		ways, err := w.log.Last(ctx, history.Scope{Profile: who.Profile, Host: who.Host, Workspace: workspace})
		if err == nil && len(ways) == 0 {
			err = coded{errors.New("there is nothing to undo; corotui history lists what was changed"), codeNotFound}
		}
		return ways, err
	}
	ways, err := w.log.Undo(ctx, args[0])
	if errors.Is(err, history.ErrNotFound) {
		return nil, coded{err, codeNotFound}
	}
	ways = history.Outside(history.Elsewhere(ways, who), workspace)
	if inside := slices.DeleteFunc(slices.Clone(ways), func(way history.Way) bool {
		return workspace != "" && way.Entry.Workspace != workspace
	}); len(inside) > 0 {
		ways = inside
	}
	return ways, err
}

// askUndo asks where [history.Asks] says so. The rest needs no question.
func (a *app) askUndo(ctx context.Context, ways []history.Way, yes bool) error {
	var first history.Way
	var told []string
	possible := 0
	for _, way := range ways {
		if way.Change == nil {
			continue
		}
		sentences := way.Told()
		if yes {
			sentences = way.Limits
		}
		for _, sentence := range sentences {
			told = append(told, text.Clean(api.Text(sentence)))
		}
		first = way
		possible++
	}
	if yes {
		for _, sentence := range told {
			a.tellf("%s", sentence)
		}
	}
	if yes || !history.Asks(ways) {
		return nil
	}
	question := text.Clean(api.Text(first.Question()))
	if possible > 1 {
		question = fmt.Sprintf("Undo %s?", text.Plural(possible, "change", "changes"))
	}
	return a.confirm(ctx, told, question, "nothing was undone")
}

// undoSet takes a marked set back as it was made: several changes at once, and
// in a run that goes on later when it is interrupted. What changed nothing needs
// no way back.
func (a *app) undoSet(ctx context.Context, w work, set string, f undoFlags) error {
	plan, err := w.desk().PlanUndoIn(ctx, set, api.WorkspaceID(a.flags.workspace))
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
	ended := a.run(ctx, w, plan, api.DefaultConcurrency, tell)
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
	defer a.finishing(ctx)()
	results := make([]result, 0, len(ways))
	var failures []error
	for _, way := range ways {
		r := result{ID: string(way.Entry.Webhook), Name: string(way.Entry.Name), Outcome: change.Failed.String()}
		if ctx.Err() != nil {
			results = append(results, r.left())
			continue
		}
		err := errors.New(way.Refusal())
		if way.Change != nil {
			back := change.WithPolicy(way.Change, secretPolicy(f.leave))
			if secret != nil {
				back = change.WithSecret(back, *secret)
			}
			at := w
			at.workspace = way.Entry.Workspace
			outcome := w.writer.Do(ctx, back)
			if err = a.finish(&r, outcome, at, "", true); err == nil && !f.asJSON {
				said := text.Clean(api.Text(way.Ended(outcome)))
				if since, enabled := outcome.Reenabled(); enabled {
					said += "; " + text.Missed(time.Now(), since)
				}
				a.printf("%s\n", said)
			}
		}
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			results = append(results, r.left())
			continue
		}
		if err != nil {
			r.Error = text.Sentence(err)
			failures = append(failures, err)
			if len(ways) > 1 && !f.asJSON {
				a.tellf("%s: %s", text.Clean(way.Entry.Name), strings.TrimSuffix(r.Error, "."))
			}
		}
		results = append(results, r)
	}
	if f.asJSON {
		if err := a.printJSON(results); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return a.interrupted(results, f.asJSON)
	}
	return summary(failures, len(ways))
}
