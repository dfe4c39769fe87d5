package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/account"
	"corotui/internal/history"
	"corotui/internal/text"
	changes "corotui/ui/history"
	"corotui/ui/theme"
)

// historyOptions are what history takes.
type historyOptions struct {
	*app
	output.Flags
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
	a.prints(c, &o.Flags, historyView)
	c.Flags().IntVar(&o.limit, "limit", 0, "list at most this many; 0 lists all")
	c.Flags().StringVar(&o.webhook, "webhook", "", "list only the changes of this webhook, by its id")
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *historyOptions) run(cmd *cobra.Command, _ []string) error {
	entries, err := o.read(cmd)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		o.notef("No changes were made from this machine")
	}
	p, plain := o.printer(cmd, false), theme.New(theme.None, theme.ASCIIOnly(o.env.Get))
	for _, e := range entries {
		if err := p.Add(historyJSON{e.Masked(), e.Workspace, e.WorkspaceName}, e.ID, historyCells(plain, e)...); err != nil {
			return err
		}
	}
	return p.End(cmd.Context())
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
		o.notef("Skipped %s of the history that cannot be read; a crash may have cut one short",
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

var historyView = output.View{
	Shape:   output.List,
	Columns: output.Columns("ID!", "WHEN", "WHO?", "WORKSPACE ID!", "WORKSPACE?", "WEBHOOK ID!", "WEBHOOK?", "CHANGE", "OUTCOME"),
	Kind: output.Kind{
		Name: "change", Meaning: "A change made from this machine, in the field names of the history file", Open: true,
		Fields: []output.Field{
			{Name: "id", Type: "string", Meaning: "its id, for corotui undo"},
			{Name: "at", Type: "string", Meaning: "when it was made, in RFC 3339"},
			{Name: "user", Type: "string", Meaning: "who made it"},
			{Name: "profile", Type: "string", Meaning: "the profile", Absent: true},
			{Name: "host", Type: "string", Meaning: "the host of the API"},
			{Name: "workspaceId", Type: "string", Meaning: "the workspace"},
			{Name: "workspaceName", Type: "string", Meaning: "its name, empty where it was not known"},
			{Name: "webhook", Type: "string", Meaning: "the id of the webhook", Absent: true},
			{Name: "name", Type: "string", Meaning: "its name", Absent: true},
			{Name: "action", Type: "string", Meaning: "create, update, delete, request (by corotui api), or send (by corotui missed)"},
			{Name: "changes", Type: "array of objects", Meaning: "the fields: field, item, before, after", Absent: true},
			{Name: "delivery", Type: "object", Meaning: "what was sent: id, trigger, workspace, workspaceName, createdAt, gapSince, to, status", Absent: true},
			{Name: "outcome", Type: "string", Meaning: "how it ended, as in a result"},
			{Name: "error", Type: "string", Meaning: "why it failed", Absent: true},
			{Name: "undoes", Type: "string", Meaning: "the id of the change that it undid", Absent: true},
			{Name: "set", Type: "string", Meaning: "the id of the run that it was part of", Absent: true},
			{Name: "undoneBy", Type: "string", Meaning: "the id of the change that undid it", Absent: true},
		},
	},
}

// historyCells are a change as a line of a table, in local time.
func historyCells(plain theme.Theme, e history.Entry) []string {
	end := e.Outcome.String()
	if e.UndoneBy != "" {
		end = "undone by " + text.Clean(api.Text(e.UndoneBy))
	}
	return []string{
		text.Clean(api.Text(e.ID)), e.At.Local().Format("2006-01-02 15:04"), text.Clean(api.Text(e.User)),
		text.Clean(api.Text(e.Workspace)), text.Clean(e.WorkspaceName), text.Clean(api.Text(e.Webhook)), text.Clean(e.Name),
		changes.What(plain, e), end,
	}
}
