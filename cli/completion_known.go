package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/config"
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/history"
	"corotui/internal/text"
)

// What a shell is offered that this machine knows of an account.
const (
	mostUndos    = 30  // that are offered
	mostSearched = 300 // workspaces whose webhooks are offered with --all-workspaces
)

// profileNames lists the profiles. Settings that are wrong only mean that
// nothing is offered: a shell has no place for the reason.
func (a *app) profileNames(cmd *cobra.Command) []cobra.Completion {
	c, err := a.everyProfile(cmd)
	if err != nil {
		return nil
	}
	var names []cobra.Completion
	for _, p := range c.Profiles() {
		names = append(names, described(p.Name, p.Where()))
	}
	return names
}

// lineSettings are those of the line that is being typed.
func (a *app) lineSettings(cmd *cobra.Command) (config.Config, bool) {
	c, err := config.Load(config.Options{Env: a.env, Flags: a.flags.given(cmd)})
	return c, err == nil
}

// workspaceIDs lists the workspaces of the account that are known from earlier
// runs, those that were opened last first.
func (a *app) workspaceIDs(cmd *cobra.Command) []cobra.Completion {
	c, ok := a.lineSettings(cmd)
	if !ok {
		return nil
	}
	var ids []cobra.Completion
	for _, w := range account.KnownWorkspaces(c) {
		ids = append(ids, described(string(w.ID), string(w.Name)))
	}
	return ids
}

// webhookIDs lists the webhooks of the workspace by their ids.
func (a *app) webhookIDs(cmd *cobra.Command) []cobra.Completion {
	known := a.knownWebhooks(cmd)
	ids := make([]cobra.Completion, 0, len(known))
	for _, w := range known {
		ids = append(ids, describedWebhook(w))
	}
	return ids
}

// webhooksOffered lists the webhooks by their ids, and by their names where one has it.
func (a *app) webhooksOffered(cmd *cobra.Command) []cobra.Completion {
	known := a.knownWebhooks(cmd)
	named := make(map[api.Text]int, len(known))
	for _, w := range known {
		named[w.Name]++
	}
	offers := a.webhookIDs(cmd)
	if everywhere(cmd) { // where only ids are looked for
		return offers
	}
	for _, w := range known {
		if named[w.Name] == 1 {
			offers = append(offers, described(string(w.Name), string(w.ID)))
		}
	}
	return offers
}

// webhookFlagOffered is webhooksOffered, but in the history, which knows ids alone.
func (a *app) webhookFlagOffered(cmd *cobra.Command) []cobra.Completion {
	if cmd.Name() == "history" {
		return a.webhookIDs(cmd)
	}
	return a.webhooksOffered(cmd)
}

// knownWebhooks are the webhooks that an earlier run has seen of the workspace, or with
// --all-workspaces of all.
func (a *app) knownWebhooks(cmd *cobra.Command) []api.Webhook {
	c, ok := a.lineSettings(cmd)
	if !ok {
		return nil
	}
	if !everywhere(cmd) {
		return account.KnownWebhooks(c, api.WorkspaceID(c.Workspace.Value))
	}
	var all []api.Webhook
	workspaces := account.KnownWorkspaces(c)
	for _, w := range workspaces[:min(len(workspaces), mostSearched)] {
		all = append(all, account.KnownWebhooks(c, w.ID)...)
	}
	return all
}

// everywhere reports that the line looks for webhooks in all workspaces.
func everywhere(cmd *cobra.Command) bool {
	flag := cmd.Flags().Lookup("all-workspaces")
	return flag != nil && flag.Value.String() == "true"
}

// undoIDs lists what can be undone, the newest first.
func (a *app) undoIDs(cmd *cobra.Command) []cobra.Completion {
	c, ok := a.lineSettings(cmd)
	if !ok {
		return nil
	}
	where := account.WhereOf(c)
	found, err := account.OpenHistory(c.Paths).Choices(cmd.Context(), history.Scope{
		Profile: where.Profile, Host: where.Host, Workspace: api.WorkspaceID(a.flags.workspace),
	}, mostUndos)
	if err != nil {
		return nil
	}
	ids := make([]cobra.Completion, 0, len(found))
	for _, choice := range found {
		ids = append(ids, described(choice.ID, fmt.Sprintf("%s (%s)", choice.Says, text.AgoLong(time.Now(), choice.At))))
	}
	return ids
}

// runIDs lists the runs that were interrupted, the newest first.
func (a *app) runIDs(cmd *cobra.Command) []cobra.Completion {
	c, ok := a.lineSettings(cmd)
	if !ok {
		return nil
	}
	where := account.WhereOf(c)
	runs, err := bulk.Unfinished(cmd.Context(), account.OpenHistory(c.Paths), history.Who{Profile: where.Profile, Host: where.Host})
	if err != nil {
		return nil
	}
	var ids []cobra.Completion
	for _, run := range runs {
		ids = append(ids, described(run.Set, fmt.Sprintf("%s, %d of %d left (%s)", run.Kind, run.Open, run.Total, text.AgoLong(time.Now(), run.Plan.At))))
	}
	return ids
}

// describedWebhook offers a webhook by its id.
func describedWebhook(w api.Webhook) cobra.Completion {
	return described(string(w.ID), string(w.Name)+", "+string(w.Status))
}

// described is a word with what it means. Neither has to be clean: see [typable].
func described(word, meaning string) cobra.Completion {
	if strings.ContainsAny(word, "\t\r\n") {
		return ""
	}
	if meaning = text.Clean(api.Text(meaning)); meaning == "" {
		return word
	}
	return cobra.CompletionWithDesc(word, meaning)
}
