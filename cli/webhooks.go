package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/text/unicode/norm"

	"corotui/api"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
)

// work is what a command on webhooks has at hand.
type work struct {
	session   *account.Session
	config    config.Config
	workspace api.WorkspaceID
	name      api.Text // the workspace's, where it was read; for the history
	log       *history.Log
	writer    *change.Writer // has every change recorded: what scripts do can be undone, too
	writes    *bool          // see [app]
}

// connect reads the settings for a command that asks the API something.
func (a *app) connect(cmd *cobra.Command) (work, error) {
	c, err := a.config(cmd)
	if err != nil {
		return work{}, err
	}
	s, err := a.session(cmd, c)
	if err != nil {
		return work{}, err
	}
	log := account.OpenHistory(c.Paths)
	w := work{
		session: s, config: c, workspace: api.WorkspaceID(c.Workspace.Value),
		log: log, writer: s.NewWriter(log, change.WithFinish()), writes: &a.writes,
	}
	a.settle(cmd.Context(), w)
	return w, nil
}

// settle finds out what became of changes that an earlier program began and did
// not see the end of, and says so. It asks the server nothing when there are none.
func (a *app) settle(ctx context.Context, w work) {
	ends, err := w.log.Settle(ctx, w.session.Who(), w.writer)
	if err != nil && ctx.Err() == nil {
		a.tellf("Changes that were cut off could not be looked at: %s", text.Sentence(err))
	}
	for _, end := range ends {
		a.tellf("%s", text.Clean(end.Says()))
	}
}

// begin is connect for a command that works in one workspace, which must be
// named.
func (a *app) begin(cmd *cobra.Command) (work, error) {
	w, err := a.connect(cmd)
	if err == nil && w.workspace == "" {
		err = usage("no workspace is named; give its id with --workspace, COROTUI_WORKSPACE or in the profile")
	}
	return w, err
}

// beginWrite is begin for a command that changes something. Where that is not
// allowed it says so before it asks the server anything.
func (a *app) beginWrite(cmd *cobra.Command) (work, error) {
	w, err := a.begin(cmd)
	if err == nil {
		err = w.refuse()
	}
	return w, err
}

// find returns the webhook that a word names: by its id, or by its name if
// only one has it. An id that the list does not show is asked for directly.
func (w work) find(ctx context.Context, listed []api.Webhook, word string) (api.Webhook, error) {
	var named, alike []api.Webhook
	composed := norm.NFC.String(word)
	for _, webhook := range listed {
		if string(webhook.ID) == word {
			return webhook, nil
		}
		if string(webhook.Name) == word {
			named = append(named, webhook)
		}
		if norm.NFC.String(string(webhook.Name)) == composed {
			alike = append(alike, webhook)
		}
	}
	if len(named) == 0 { // what looks the same may be written with other characters
		named = alike
	}
	switch len(named) {
	case 0:
		webhook, err := w.session.Webhook(ctx, w.workspace, api.WebhookID(word))
		// Some servers refuse an id that they do not know, and the list does not
		// have it either.
		if refused, ok := errors.AsType[*api.Error](err); ok && refused.Kind == api.KindInvalid {
			refused.Kind = api.KindNotFound
		}
		return webhook, err
	case 1:
		return named[0], nil
	}
	return api.Webhook{}, usage("%d webhooks are called %q; name one by its id: corotui webhooks list shows them", len(named), word)
}

// whole tells that a list lacks something, which is no reason to do without it.
func (a *app) whole(err error) error {
	if api.IsIncomplete(err) {
		a.tellf("%s", text.Sentence(err))
		return nil
	}
	return err
}

// listed lists the webhooks of the workspace.
func (a *app) listed(ctx context.Context, w work) ([]api.Webhook, error) {
	listed, err := w.session.Webhooks(ctx, w.workspace)
	return listed, a.whole(err)
}

// one returns the webhook that a word names.
func (a *app) one(ctx context.Context, w work, word string) (api.Webhook, error) {
	listed, err := a.listed(ctx, w)
	if err != nil {
		return api.Webhook{}, err
	}
	return w.find(ctx, listed, word)
}

func (a *app) webhooksCommand() *cobra.Command {
	return a.group(&cobra.Command{
		Use: "webhooks", Aliases: []string{"webhook"}, Short: "List, change and test webhooks, for scripts",
		Long: "List, change and test the webhooks of a workspace, for scripts. A webhook is named by its id, or by its name.\n" +
			"With --json the output has the API's field names; secrets and sensitive headers are masked.",
	},
		a.listCommand(), a.getCommand(), a.createCommand(), a.editCommand(),
		a.toggleCommand("enable", api.Enabled, "Have Coro send to webhooks again"),
		a.toggleCommand("disable", api.Disabled, "Have Coro stop sending to webhooks"),
		a.deleteCommand(), a.testCommand(),
	)
}

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{Use: "list", Short: "List the webhooks of the workspace"}
	jsonFlag(c, &asJSON)
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		w, err := a.begin(cmd)
		if err != nil {
			return err
		}
		listed, err := w.session.Webhooks(cmd.Context(), w.workspace)
		if err = a.whole(err); err != nil {
			return err
		}
		origins := w.origins(w.lineage(cmd.Context(), listed), listed)
		if asJSON {
			exports := make([]api.Export, len(listed))
			for i, webhook := range listed {
				exports[i] = exportOf(webhook, w.workspace, origins[i])
			}
			return a.printJSON(exports)
		}
		a.printTable(withOrigins(webhookRows(listed, time.Now()), origins))
		return nil
	})
}

func webhookRows(webhooks []api.Webhook, now time.Time) [][]string {
	rows := make([][]string, 0, 1+len(webhooks))
	rows = append(rows, []string{"ID", "STATUS", "NAME", "HOST", "EVENTS", "UPDATED"})
	for _, w := range webhooks {
		updated := "-"
		if changed := w.LastChange(); !changed.IsZero() {
			updated = text.Ago(now, changed)
		}
		rows = append(rows, []string{
			text.Clean(api.Text(w.ID)), text.Clean(api.Text(w.Status)), text.Clean(w.Name), text.Host(w.URL),
			fmt.Sprint(len(w.Triggers)), updated,
		})
	}
	return rows
}

func (a *app) getCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{Use: "get WEBHOOK", Short: "Show everything about one webhook"}
	jsonFlag(c, &asJSON)
	return a.command(c, oneWebhook, func(cmd *cobra.Command, args []string) error {
		w, err := a.begin(cmd)
		if err != nil {
			return err
		}
		webhook, err := a.one(cmd.Context(), w, args[0])
		if err != nil {
			return err
		}
		if webhook, err = w.session.Webhook(cmd.Context(), w.workspace, webhook.ID); err != nil {
			return err
		}
		one := []api.Webhook{webhook}
		origin := w.origins(w.lineage(cmd.Context(), one), one)[0]
		if asJSON {
			return a.printJSON(exportOf(webhook, w.workspace, origin))
		}
		a.printWebhook(webhook)
		if origin != nil {
			a.printf("%-12s %s\n", "inherited", "from "+text.Clean(origin.Workspace.Name()))
		}
		return nil
	})
}

func (a *app) testCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{Use: "test WEBHOOK", Short: "Have Coro send its test, and show the answer"}
	jsonFlag(c, &asJSON)
	return a.command(c, oneWebhook, func(cmd *cobra.Command, args []string) error {
		w, err := a.beginWrite(cmd)
		if err != nil {
			return err
		}
		webhook, err := a.one(cmd.Context(), w, args[0])
		if err != nil {
			return err
		}
		lineage := w.lineage(cmd.Context(), []api.Webhook{webhook})
		w, webhook = a.home(w, lineage, webhook, "is tested there")
		result, err := w.session.TestWebhook(cmd.Context(), w.workspace, webhook.ID)
		if err != nil {
			return err
		}
		if asJSON {
			err = a.printJSON(map[string]any{
				"id": string(webhook.ID), "status": result.Status, "delivered": delivered(result), "body": string(result.Body),
				"milliseconds": result.Took.Milliseconds(), "traceId": string(result.Trace),
			})
		} else {
			a.printf("Coro answered %d %s in %s\n", result.Status, http.StatusText(result.Status), result.Took.Round(time.Millisecond))
			for _, line := range text.CleanLines(result.Body, 200) {
				a.printf("%s\n", line)
			}
		}
		if ok, _, why := result.Delivered(); err == nil && !ok {
			err = fmt.Errorf("the test of %s failed: %s; check the webhook's URL and its receiver", text.Quote(webhook.Name), why)
		}
		return err
	})
}

// delivered is for scripts whether a test reached its receiver; nil (null in JSON)
// where the answer does not tell.
func delivered(result api.TestResult) *bool {
	ok, known, _ := result.Delivered()
	if !known {
		return nil
	}
	return &ok
}

func (a *app) deleteCommand() *cobra.Command {
	var asJSON, yes bool
	c := &cobra.Command{Use: "delete WEBHOOK...", Short: "Delete webhooks"}
	jsonFlag(c, &asJSON)
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return a.command(c, someWebhooks, func(cmd *cobra.Command, args []string) error {
		w, err := a.beginWrite(cmd)
		if err != nil {
			return err
		}
		set := setOf(args)
		return a.each(cmd.Context(), w, args, asJSON, "Deleted", func(ctx context.Context, w work, webhook api.Webhook, _ []api.Webhook) (change.Outcome, error) {
			deletion := change.Delete{Workspace: w.workspace, WorkspaceName: w.name, Base: webhook, Set: set}
			if !yes {
				question := fmt.Sprintf("Delete %s (%s) in %s?", text.Quote(webhook.Name), text.Clean(api.Text(webhook.ID)), text.Clean(cmp.Or(w.name, api.Text(w.workspace))))
				if err := a.confirm(ctx, limits(deletion), question, "nothing was deleted"); err != nil {
					return change.Outcome{}, err
				}
			}
			return w.writer.Delete(ctx, deletion), nil
		})
	})
}

func (a *app) toggleCommand(name string, status api.Status, short string) *cobra.Command {
	var asJSON, leave bool
	c := &cobra.Command{Use: name + " WEBHOOK...", Short: short}
	jsonFlag(c, &asJSON)
	leaveFlag(c, &leave)
	return a.command(c, someWebhooks, func(cmd *cobra.Command, args []string) error {
		w, err := a.beginWrite(cmd)
		if err != nil {
			return err
		}
		set := setOf(args)
		done := map[api.Status]string{api.Enabled: "Enabled", api.Disabled: "Disabled"}[status]
		return a.each(cmd.Context(), w, args, asJSON, done, func(ctx context.Context, w work, webhook api.Webhook, listed []api.Webhook) (change.Outcome, error) {
			goal := change.Rules{LikeThese: listed}.Edit(webhook.Fields, change.WithStatus(webhook.Fields, status.On()))
			return w.writer.Update(ctx, change.Update{Workspace: w.workspace, WorkspaceName: w.name, Base: webhook, Goal: goal, Secret: secretPolicy(leave), Set: set}), nil
		})
	})
}

// setOf names the set of what one command changes, so that it is undone as one;
// a single change is in none.
func setOf(words []string) string {
	if len(words) < 2 {
		return ""
	}
	return history.NewID()
}

// limits are clean sentences about what undo will not bring back of a change.
func limits(c change.Change) []string {
	all := history.Limits(c)
	for i, limit := range all {
		all[i] = text.Clean(api.Text(limit))
	}
	return all
}

func jsonFlag(c *cobra.Command, asJSON *bool) {
	c.Flags().BoolVar(asJSON, "json", false, "write JSON")
}

func leaveFlag(c *cobra.Command, leave *bool) {
	c.Flags().BoolVar(leave, "leave-secret", false, "leave the secret out of the update where the server does not show it")
}

func secretPolicy(leave bool) change.SecretPolicy {
	if leave {
		return change.LeaveSecret
	}
	return change.AskSecret
}
