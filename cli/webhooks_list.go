package cli

import (
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
)

// webhooksListOptions are what webhooks list takes.
type webhooksListOptions struct {
	*app
	json bool
}

func (a *app) webhooksListCommand() *cobra.Command {
	o := &webhooksListOptions{app: a}
	c := &cobra.Command{Use: "list", Short: "List the webhooks of the workspace"}
	jsonFlag(c, &o.json)
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *webhooksListOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	conn, err := o.connectWorkspace(cmd)
	if err != nil {
		return err
	}
	listed, err := o.listWebhooks(ctx, conn)
	if err != nil {
		return err
	}
	origins := conn.origins(conn.lineage(ctx, listed), listed)
	if !o.json {
		o.printTable(withOrigins(webhookRows(listed, time.Now()), origins))
		return nil
	}
	exports := make([]api.Export, len(listed))
	for i, webhook := range listed {
		exports[i] = exportOf(webhook, conn.workspace, origins[i])
	}
	return o.printJSON(exports)
}
