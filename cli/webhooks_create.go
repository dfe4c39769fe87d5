package cli

import (
	"context"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
)

// webhooksCreateOptions are what webhooks create takes.
type webhooksCreateOptions struct {
	changeFlags
	fieldFlags
	ifAbsent bool
}

func (a *app) webhooksCreateCommand() *cobra.Command {
	o := &webhooksCreateOptions{changeFlags: changeFlags{app: a}}
	c := &cobra.Command{
		Use: "create", Short: "Create a webhook",
		Example: "pass show hook | corotui webhooks create --name Billing --secret-stdin \\\n" +
			"  --url https://hooks.example.com/coro \\\n" +
			"  --trigger workspace-created,subscription-updated\n" +
			"corotui webhooks create --from billing.json",
	}
	o.fieldFlags.register(c)
	o.changeFlags.register(c)
	c.Flags().BoolVar(&o.disabled, "disabled", false, "create it disabled; the same as --status disabled")
	c.Flags().BoolVar(&o.ifAbsent, "if-absent", false, "create nothing if the workspace has a webhook of that name")
	return a.command(c, cobra.NoArgs, o.run)
}

// run checks everything before the first request, since a new webhook is known as a
// whole.
func (o *webhooksCreateOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	conn, err := o.connectToChange(cmd, o.name)
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
	listed, err := o.present(ctx, conn)
	if err != nil {
		return err
	}
	conn.readWorkspace(ctx)
	if there := o.there(listed, given); there != nil {
		return o.leave(cmd, conn, *there)
	}
	ids := make([]api.WebhookID, 0, len(listed))
	for _, webhook := range listed {
		ids = append(ids, webhook.ID)
	}
	goal, problems := check(change.Rules{LikeThese: listed})
	o.warn(given, problems)
	item := bulk.Item{Workspace: conn.workspace, WorkspaceName: conn.name, Webhook: api.Webhook{Fields: goal.Fields()}}
	create := change.Create{Workspace: conn.workspace, WorkspaceName: conn.name, Goal: goal, Known: ids}
	if o.ifAbsent { // another command may be making it now
		create.Unless = func(w api.Webhook) bool { return change.SameName(w.Name, goal.Fields().Name) }
	}
	return o.carryOne(cmd, conn, item, create, created)
}

// present lists the webhooks that there are. Whether one is absent is only known of a
// whole list.
func (o *webhooksCreateOptions) present(ctx context.Context, conn connection) ([]api.Webhook, error) {
	if !o.ifAbsent {
		return o.listWebhooks(ctx, conn)
	}
	listed, err := conn.session.Webhooks(ctx, conn.workspace)
	if api.IsIncomplete(err) {
		return nil, failedWith(codeFailed, "It is unknown whether the webhook is there already, so nothing was created: %s", text.Sentence(err))
	}
	return listed, err
}

// there is the webhook that --if-absent finds, if it finds one: that of the name.
func (o *webhooksCreateOptions) there(listed []api.Webhook, given *givenFields) *api.Webhook {
	wanted, _ := given.onto(api.Fields{})
	for i := range listed {
		if o.ifAbsent && change.SameName(listed[i].Name, wanted.Name) {
			return &listed[i]
		}
	}
	return nil
}

// leave tells that the webhook is there already.
func (o *webhooksCreateOptions) leave(cmd *cobra.Command, conn connection, there api.Webhook) error {
	e := o.endings(cmd, "", 1)
	e.own = created
	item := bulk.Item{Workspace: conn.workspace, WorkspaceName: conn.name, Webhook: there}
	if err := e.add(bulk.Result{Task: bulk.Task{Item: item}, Kind: change.Unchanged, Now: &there}); err != nil {
		return err
	}
	return e.end(cmd.Context())
}
