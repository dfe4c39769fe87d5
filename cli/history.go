package cli

import (
	"cmp"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/history"
	"corotui/internal/text"
	changes "corotui/ui/history"
	"corotui/ui/theme"
)

// historyOptions are what history takes.
type historyOptions struct {
	*app
	json    bool
	limit   int
	webhook string
}

func (a *app) historyCommand() *cobra.Command {
	o := &historyOptions{app: a}
	c := &cobra.Command{
		Use: "history", Short: "List the changes made from this machine, the newest first",
		Long: "List the changes made from this machine, the newest first. --profile and --workspace list only theirs.\n" +
			"With --json each entry has the field names of the history file; of secrets there is only a keyed fingerprint.",
		Example: "corotui history --limit 20\ncorotui history --json | jq '.[] | select(.outcome != \"done\")'",
	}
	jsonFlag(c, &o.json)
	c.Flags().IntVar(&o.limit, "limit", 0, "list at most this many; 0 lists all")
	c.Flags().StringVar(&o.webhook, "webhook", "", "list only the changes of this webhook, by its id")
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *historyOptions) run(cmd *cobra.Command, _ []string) error {
	entries, err := o.read(cmd)
	if err != nil {
		return err
	}
	if o.json {
		lines := make([]historyJSON, len(entries))
		for i, e := range entries {
			lines[i] = historyJSON{e.Masked(), e.Workspace, e.WorkspaceName}
		}
		return o.printJSON(lines)
	}
	if len(entries) == 0 {
		o.tellf("No changes were made from this machine")
		return nil
	}
	o.printTable(historyRows(entries, theme.ASCIIOnly(o.env.Get)))
	return nil
}

// read reads the entries that the flags ask for.
func (o *historyOptions) read(cmd *cobra.Command) ([]history.Entry, error) {
	settings, err := o.config(cmd)
	if err != nil {
		return nil, err
	}
	if o.limit < 0 {
		return nil, usage("--limit %d: use a number of changes, or 0 for all", o.limit)
	}
	found, err := account.OpenHistory(settings.Paths).Read(cmd.Context(), history.Filter{
		Profile: o.flags.profile, Workspace: api.WorkspaceID(o.flags.workspace), Webhook: api.WebhookID(o.webhook), Limit: o.limit,
	})
	if err != nil {
		return nil, failedWith(codeFailed, "Could not read the history: %s", text.Sentence(err))
	}
	if found.Unreadable > 0 {
		o.tellf("Skipped %s of the history that cannot be read; a crash may have cut one short",
			text.Plural(found.Unreadable, "line", "lines"))
	}
	return found.Entries, nil
}

// historyJSON is an entry as --json shows it: as in the file, and with the workspace
// named as everywhere.
type historyJSON struct {
	history.Entry

	WorkspaceID   api.WorkspaceID `json:"workspaceId"`
	WorkspaceName api.Text        `json:"workspaceName"`
}

// historyRows are the lines of the history for people, in local time.
func historyRows(entries []history.Entry, ascii bool) [][]string {
	plain := theme.New(theme.None, ascii)
	rows := make([][]string, 0, 1+len(entries))
	rows = append(rows, []string{"ID", "WHEN", "WHO", "WORKSPACE", "WEBHOOK", "CHANGE", "OUTCOME"})
	for _, e := range entries {
		end := e.Outcome.String()
		if e.UndoneBy != "" {
			end = "undone by " + text.Clean(api.Text(e.UndoneBy))
		}
		rows = append(rows, []string{
			text.Clean(api.Text(e.ID)), e.At.Local().Format("2006-01-02 15:04"), text.Clean(api.Text(e.User)),
			text.Clean(cmp.Or(e.WorkspaceName, api.Text(e.Workspace))), text.Clean(cmp.Or(e.Name, api.Text(e.Webhook))), changes.What(plain, e), end,
		})
	}
	return rows
}
