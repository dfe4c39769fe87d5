package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/change"
)

// webhooksCreateOptions are what webhooks create takes.
type webhooksCreateOptions struct {
	*app
	fieldFlags
	json bool
}

func (a *app) webhooksCreateCommand() *cobra.Command {
	o := &webhooksCreateOptions{app: a}
	c := &cobra.Command{
		Use: "create", Short: "Create a webhook",
		Example: "pass show hook | corotui webhooks create --name Billing --secret-stdin \\\n" +
			"  --url https://hooks.example.com/coro \\\n" +
			"  --trigger workspace-created,subscription-updated\n" +
			"corotui webhooks create --from billing.json",
	}
	o.register(c)
	jsonFlag(c, &o.json)
	c.Flags().BoolVar(&o.disabled, "disabled", false, "create it disabled")
	return a.command(c, cobra.NoArgs, o.run)
}

// run checks everything before the first request, since a new webhook is known as a
// whole.
func (o *webhooksCreateOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	conn, err := o.connectToChange(cmd)
	if err != nil {
		return err
	}
	given, err := o.read(o.app, cmd)
	if err != nil {
		return err
	}
	check := func(rules change.Rules) (change.Goal, change.Problems) {
		fields, found := given.onto(api.Fields{Status: api.Enabled})
		rules.Force = o.force
		goal := rules.New(fields)
		return goal, append(found, goal.Problems()...)
	}
	if _, problems := check(change.Rules{NoSecret: o.secretStdin}); problems.Err() != nil {
		return given.explain(problems.Err())
	}
	if err := given.readSecret(o.app, cmd); err != nil {
		return err
	}
	if _, problems := check(change.Rules{}); problems.Err() != nil {
		return given.explain(problems.Err())
	}
	listed, err := o.listWebhooks(ctx, conn)
	if err != nil {
		return err
	}
	ids := make([]api.WebhookID, 0, len(listed))
	for _, webhook := range listed {
		ids = append(ids, webhook.ID)
	}
	goal, problems := check(change.Rules{LikeThese: listed})
	o.warn(given, problems)
	defer o.finishing(ctx)()
	conn.readWorkspace(ctx)
	outcome := conn.writer.Do(ctx, change.Create{Workspace: conn.workspace, WorkspaceName: conn.name, Goal: goal, Known: ids})
	return o.finishOne(ctx, result{Name: string(goal.Fields().Name)}, outcome, conn, "Created", o.json)
}
