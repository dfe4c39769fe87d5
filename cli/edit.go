package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
)

func (a *app) createCommand() *cobra.Command {
	var f fieldFlags
	var asJSON bool
	c := &cobra.Command{
		Use: "create", Short: "Make a webhook",
		Example: "pass show hook | corotui webhooks create --name Billing --secret-stdin \\\n" +
			"  --url https://hooks.example.com/coro \\\n" +
			"  --trigger workspace-created,subscription-updated\n" +
			"corotui webhooks create --from billing.json",
	}
	f.register(c)
	jsonFlag(c, &asJSON)
	c.Flags().BoolVar(&f.disabled, "disabled", false, "make it disabled")
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error { return a.create(cmd, &f, asJSON) })
}

// create checks everything before the first request, since a new webhook is
// known as a whole.
func (a *app) create(cmd *cobra.Command, f *fieldFlags, asJSON bool) error {
	w, err := a.beginWrite(cmd)
	if err != nil {
		return err
	}
	given, err := f.read(a, cmd)
	if err != nil {
		return err
	}
	check := func(rules change.Rules) (change.Goal, change.Problems) {
		fields, found := given.onto(api.Fields{Status: api.Enabled})
		rules.Force = f.force
		goal := rules.New(fields)
		return goal, append(found, goal.Problems()...)
	}
	if _, problems := check(change.Rules{NoSecret: f.secretStdin}); problems.Err() != nil {
		return given.explain(problems.Err())
	}
	if err := given.readSecret(a, cmd); err != nil {
		return err
	}
	if _, problems := check(change.Rules{}); problems.Err() != nil {
		return given.explain(problems.Err())
	}
	listed, err := a.listed(cmd.Context(), w)
	if err != nil {
		return err
	}
	ids := make([]api.WebhookID, 0, len(listed))
	for _, webhook := range listed {
		ids = append(ids, webhook.ID)
	}
	goal, problems := check(change.Rules{LikeThese: listed})
	a.warn(given, problems)
	defer a.finishing(cmd.Context())()
	w.named(cmd.Context())
	outcome := w.writer.Create(cmd.Context(), change.Create{Workspace: w.workspace, WorkspaceName: w.name, Goal: goal, Known: ids})
	return a.end(cmd.Context(), result{Name: string(goal.Fields().Name)}, outcome, w, "Created", asJSON)
}

// warn tells what is doubtful.
func (a *app) warn(g *given, problems change.Problems) {
	for _, p := range problems.Warnings() {
		a.tellf("%s", text.Clean(api.Text(g.say(p))))
	}
}

func (a *app) editCommand() *cobra.Command {
	var f fieldFlags
	var asJSON, leave bool
	c := &cobra.Command{
		Use: "edit WEBHOOK", Short: "Change a webhook; what is not given stays as it is",
		Long: "Change a webhook; what is not given stays as it is. --from takes what webhooks get --json writes: a value that is\n" +
			"masked there stands for the present one.",
		Example: "corotui webhooks edit Billing --url https://hooks.example.com/coro \\\n" +
			"  --add-trigger protected-users-added\n" +
			"corotui webhooks get Billing --json | jq '.description = \"moved\"' \\\n" +
			"  | corotui webhooks edit Billing --from -",
	}
	f.register(c)
	jsonFlag(c, &asJSON)
	leaveFlag(c, &leave)
	c.Flags().Var(words{&f.addTriggers}, "add-trigger", "subscribe to these events, too")
	c.Flags().Var(words{&f.dropTriggers}, "remove-trigger", "no longer subscribe to these events")
	c.Flags().Var(words{&f.dropHeaders}, "remove-header", "no longer add these headers")
	return a.command(c, oneWebhook, func(cmd *cobra.Command, args []string) error {
		return a.edit(cmd, args[0], &f, leave, asJSON)
	})
}

// edit checks what the flags set before the first request, and all of it once
// the webhook is read: what a mask stands for, and what is left of its triggers.
func (a *app) edit(cmd *cobra.Command, word string, f *fieldFlags, leave, asJSON bool) error {
	w, err := a.beginWrite(cmd)
	if err != nil {
		return err
	}
	given, err := f.read(a, cmd)
	if err != nil {
		return err
	}
	flags := func(fields api.Fields) api.Fields {
		fields, _ = given.flagsOnto(fields) // what is removed shows on the webhook
		return fields
	}
	if err := (change.Rules{Force: f.force}).Try(flags).Err(); err != nil {
		return given.explain(err)
	}
	if err := given.readSecret(a, cmd); err != nil {
		return err
	}
	if err := (change.Rules{Force: f.force}).Try(flags).Err(); err != nil {
		return given.explain(err)
	}
	listed, err := a.listed(cmd.Context(), w)
	if err != nil {
		return err
	}
	base, err := w.find(cmd.Context(), listed, word)
	if err != nil {
		return err
	}
	lineage := w.lineage(cmd.Context(), []api.Webhook{base}) // before w is copied, as it names the workspace
	w, base = a.home(w, lineage, base, changesThere)
	fields, problems := given.onto(base.Fields)
	goal := change.Rules{Force: f.force, LikeThese: listed}.Edit(base.Fields, fields)
	problems = append(problems, goal.Problems()...)
	if err := problems.Err(); err != nil {
		return given.explain(err)
	}
	a.warn(given, problems)
	edit := change.Update{Workspace: w.workspace, WorkspaceName: w.name, Base: base, Goal: goal, Secret: secretPolicy(leave)}
	for _, limit := range limits(edit) {
		a.tellf("%s", limit)
	}
	defer a.finishing(cmd.Context())()
	outcome := w.writer.Update(cmd.Context(), edit)
	return a.end(cmd.Context(), result{ID: string(base.ID), Name: string(base.Name)}, outcome, w, "Changed", asJSON)
}

// end tells how the change of a single webhook ended.
func (a *app) end(ctx context.Context, r result, outcome change.Outcome, w work, verb string, asJSON bool) error {
	err := a.finish(&r, outcome, w, verb, asJSON)
	if err != nil {
		r.Error = text.Sentence(err)
	}
	if asJSON {
		err = errors.Join(err, a.printJSON(r))
	}
	if ctx.Err() != nil {
		return a.interrupted([]result{r}, asJSON)
	}
	return err
}
