package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// webhooksEditOptions are what webhooks edit takes.
type webhooksEditOptions struct {
	*app
	fieldFlags
	json, leaveSecret bool
}

func (a *app) webhooksEditCommand() *cobra.Command {
	o := &webhooksEditOptions{app: a}
	c := &cobra.Command{
		Use: "edit WEBHOOK", Short: "Edit a webhook; fields that are not given keep their values",
		Long: "Edit a webhook; fields that are not given keep their values. --from takes the output of webhooks get --json: a masked value " +
			"there stands for the current one.",
		Example: "corotui webhooks edit Billing --url https://hooks.example.com/coro \\\n" +
			"  --add-trigger protected-users-added\n" +
			"corotui webhooks get Billing --json | jq '.description = \"moved\"' \\\n" +
			"  | corotui webhooks edit Billing --from -",
	}
	o.register(c)
	jsonFlag(c, &o.json)
	leaveSecretFlag(c, &o.leaveSecret)
	c.Flags().Var(wordList{&o.addTriggers}, "add-trigger", "triggers to add")
	c.Flags().Var(wordList{&o.dropTriggers}, "remove-trigger", "triggers to remove")
	c.Flags().Var(wordList{&o.dropHeaders}, "remove-header", "headers to remove")
	return a.command(c, oneWebhook, o.run)
}

// run checks what the flags set before the first request, and all of it once
// the webhook is read: what a mask stands for, and what is left of its triggers.
func (o *webhooksEditOptions) run(cmd *cobra.Command, args []string) error {
	ctx := cmd.Context()
	conn, err := o.connectToChange(cmd)
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
	lineage := conn.lineage(ctx, []api.Webhook{base}) // before conn is copied, as it names the workspace
	conn, base = o.atOrigin(conn, lineage, base, changesThere)
	rules.LikeThese = listed
	edit, err := o.planned(conn, base, given, rules)
	if err != nil {
		return err
	}
	o.tellAll(history.Limits(edit))
	defer o.finishing(ctx)()
	outcome := conn.writer.Do(ctx, edit)
	return o.finishOne(ctx, result{ID: string(base.ID), Name: string(base.Name)}, outcome, conn, "Changed", o.json)
}

// planned is the change of a webhook that was read, once it is checked by the rules.
func (o *webhooksEditOptions) planned(conn connection, base api.Webhook, given *givenFields, rules change.Rules) (change.Update, error) {
	fields, problems := given.onto(base.Fields)
	goal := rules.Edit(base.Fields, fields)
	problems = append(problems, goal.Problems()...)
	if err := problems.Err(); err != nil {
		return change.Update{}, given.explain(err)
	}
	o.warn(given, problems)
	return change.Update{
		Workspace: conn.workspace, WorkspaceName: conn.name, Base: base, Goal: goal, Secret: secretPolicy(o.leaveSecret),
	}, nil
}
