package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
)

// webhooksEditOptions are what webhooks edit takes.
type webhooksEditOptions struct {
	changeFlags
	fieldFlags
}

func (a *app) webhooksEditCommand() *cobra.Command {
	o := &webhooksEditOptions{changeFlags: changeFlags{app: a}}
	c := &cobra.Command{
		Use: "edit WEBHOOK", Short: "Edit a webhook; fields that are not given keep their values",
		Long: "Edit a webhook; fields that are not given keep their values. --from takes the output of webhooks get --json: a masked value " +
			"there stands for the current one.",
		Example: "corotui webhooks edit Billing --url https://hooks.example.com/coro \\\n" +
			"  --add-trigger protected-users-added\n" +
			"corotui webhooks get Billing --json | jq '.description = \"moved\"' \\\n" +
			"  | corotui webhooks edit Billing --from -",
	}
	o.fieldFlags.register(c)
	o.changeFlags.register(c)
	c.Flags().Var(wordList{&o.addTriggers}, "add-trigger", "triggers to add")
	c.Flags().Var(wordList{&o.dropTriggers}, "remove-trigger", "triggers to remove")
	c.Flags().Var(wordList{&o.dropHeaders}, "remove-header", "headers to remove")
	return a.command(c, oneToEdit, o.run)
}

// oneToEdit is the argument of edit, as its flags are the fields of one webhook.
func oneToEdit(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage("Edit takes one webhook and not %d. Change several with corotui fleet, e.g. corotui fleet set-url --ids -", len(args))
	}
	return oneWebhook(cmd, args)
}

// run checks what the flags set before the first request, and all of it once
// the webhook is read: what a mask stands for, and what is left of its triggers.
func (o *webhooksEditOptions) run(cmd *cobra.Command, args []string) error {
	ctx := cmd.Context()
	conn, err := o.connectToChange(cmd, args...)
	if err != nil {
		return err
	}
	given, err := o.read(o.app, cmd)
	if err != nil {
		return err
	}
	rules := change.Rules{Force: o.force}
	flags := func(fields api.Fields) api.Fields {
		fields, _ = given.flagsOnto(fields) // what is removed shows on the webhook
		return fields
	}
	if err := rules.Try(flags).Err(); err != nil {
		return given.explain(err)
	}
	if err := given.readSecret(o.app, cmd); err != nil {
		return err
	}
	if err := rules.Try(flags).Err(); err != nil {
		return given.explain(err)
	}
	listed, err := o.listWebhooks(ctx, conn)
	if err != nil {
		return err
	}
	base, err := conn.find(ctx, listed, args[0])
	if err != nil {
		return err
	}
	lineage := conn.lineage(ctx, []api.Webhook{base})
	one := found{workspace: conn.asWorkspace(), webhook: base, origin: lineage.Origin(conn.workspace, &base)}
	o.noteOrigin(one, "")
	rules.LikeThese = listed
	edit, err := o.planned(one.item(), given, rules)
	if err != nil {
		return err
	}
	o.noteAll(history.Commands.Limits(edit))
	return o.carryOne(cmd, conn, one.item(), edit, changed)
}

// planned is the change of a webhook that was read, once it is checked by the rules.
func (o *webhooksEditOptions) planned(item bulk.Item, given *givenFields, rules change.Rules) (change.Update, error) {
	base := item.Webhook
	fields, problems := given.onto(base.Fields)
	goal := rules.Edit(base.Fields, fields)
	problems = append(problems, goal.Problems()...)
	if err := problems.Err(); err != nil {
		return change.Update{}, given.explain(err)
	}
	o.warn(given, problems)
	return change.Update{
		Workspace: item.Workspace, WorkspaceName: item.WorkspaceName, Base: base, Goal: goal, Secret: o.policy(),
	}, nil
}
