package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/text"
)

// webhooksGetOptions are what webhooks get takes.
type webhooksGetOptions struct {
	*app
	json bool
}

func (a *app) webhooksGetCommand() *cobra.Command {
	o := &webhooksGetOptions{app: a}
	c := &cobra.Command{Use: "get WEBHOOK", Short: "Show everything about one webhook"}
	jsonFlag(c, &o.json)
	return a.command(c, oneWebhook, o.run)
}

func (o *webhooksGetOptions) run(cmd *cobra.Command, args []string) error {
	ctx := cmd.Context()
	conn, err := o.connectWorkspace(cmd)
	if err != nil {
		return err
	}
	webhook, err := o.findWebhook(ctx, conn, args[0])
	if err != nil {
		return err
	}
	if webhook, err = conn.session.Webhook(ctx, conn.workspace, webhook.ID); err != nil {
		return err
	}
	one := []api.Webhook{webhook}
	origin := conn.origins(conn.lineage(ctx, one), one)[0]
	if o.json {
		return o.printJSON(exportOf(webhook, conn.workspace, origin))
	}
	o.printWebhook(webhook)
	if origin != nil {
		o.printf("%-12s %s\n", "inherited", "from "+text.Clean(origin.Workspace.Name()))
	}
	return nil
}
