package cli

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
)

// webhooksDeleteOptions are what webhooks delete takes.
type webhooksDeleteOptions struct {
	*app
	json, yes bool
}

func (a *app) webhooksDeleteCommand() *cobra.Command {
	o := &webhooksDeleteOptions{app: a}
	c := &cobra.Command{Use: "delete WEBHOOK...", Short: "Delete webhooks"}
	jsonFlag(c, &o.json)
	yesFlag(c, &o.yes)
	return a.command(c, someWebhooks, o.run)
}

func (o *webhooksDeleteOptions) run(cmd *cobra.Command, args []string) error {
	return o.changeEach(cmd, args, "Deleted", o.json, func(at connection, _ []api.Webhook, webhook api.Webhook) (change.Change, error) {
		deletion := change.Delete{Workspace: at.workspace, WorkspaceName: at.name, Base: webhook}
		return deletion, o.ask(cmd.Context(), deletion)
	})
}

// ask asks for a yes, unless --yes gives it.
func (o *webhooksDeleteOptions) ask(ctx context.Context, d change.Delete) error {
	if o.yes {
		return nil
	}
	question := fmt.Sprintf("Delete %s (%s) from %s?", text.Quote(d.Base.Name), text.Clean(api.Text(d.Base.ID)),
		text.Clean(cmp.Or(d.WorkspaceName, api.Text(d.Workspace))))
	return o.confirm(ctx, history.Limits(d), question, "Nothing was deleted")
}
