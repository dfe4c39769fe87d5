package cli

import (
	"slices"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/text"
)

// webhooksListOptions are what webhooks list takes.
type webhooksListOptions struct {
	*app
	output.Flags
	selection
	limit       int
	showSecrets bool
}

var webhooksView = output.View{
	Kind: webhookKind, Shape: output.List,
	Columns: output.Columns(slices.Concat([]string{"WORKSPACE ID!"}, webhookTitles, []string{"INHERITED FROM?"})...),
}

func (a *app) webhooksListCommand() *cobra.Command {
	o := &webhooksListOptions{app: a}
	c := &cobra.Command{
		Use: "list", Short: "List the webhooks of the workspace",
		Example: "corotui webhooks list --status disabled\ncorotui webhooks list --filter 'trigger:users off:>2d' --json",
	}
	a.prints(c, &o.Flags, webhooksView)
	o.selection.register(c, inWorkspace)
	c.Flags().IntVar(&o.limit, "limit", 0, "list at most this many; 0 lists all")
	showSecretsFlag(c, &o.showSecrets)
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *webhooksListOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	if o.limit < 0 {
		return usage("--limit %d: use a number of webhooks, or 0 for all", o.limit)
	}
	if err := o.check(); err != nil {
		return err
	}
	conn, err := o.connectWorkspace(cmd)
	if err != nil {
		return err
	}
	o.tellOrphans(ctx, conn)
	listed, err := o.listWebhooks(ctx, conn)
	if err != nil {
		return err
	}
	origins := conn.origins(conn.lineage(ctx, listed), listed)
	conn.keep(ctx, listed, origins)
	p, count, now := o.printer(cmd, o.showSecrets), 0, time.Now()
	for i, webhook := range listed {
		one := found{workspace: conn.asWorkspace(), webhook: webhook, origin: origins[i]}
		if !o.has(one) {
			continue
		}
		if count++; o.limit > 0 && count > o.limit {
			break
		}
		export := exportFound(one)
		export.Secrets = o.showSecrets
		from := "-"
		if one.origin != nil {
			from = text.Clean(one.origin.Workspace.Name())
		}
		cells := slices.Concat([]string{text.Clean(api.Text(conn.workspace))}, webhookCells(webhook, now), []string{from})
		if err := p.Add(export, string(webhook.ID), cells...); err != nil {
			return err
		}
	}
	return p.End(ctx)
}

// asWorkspace is the workspace of a connection, as far as it is known.
func (conn connection) asWorkspace() api.Workspace {
	return api.Workspace{ID: conn.workspace, DisplayName: conn.name}
}
