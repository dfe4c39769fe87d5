package cli

import (
	"github.com/spf13/cobra"

	"corotui/cli/output"
	"corotui/internal/plan"
)

// driftOptions are what drift takes.
type driftOptions struct {
	output.Flags
	planning
	showSecrets bool
}

var driftView = output.View{
	Shape: output.Stream,
	Kind: output.Kind{
		Name: "drift", Meaning: "A webhook that is not as the files want it, for someone who only looks",
		Fields: append([]output.Field{{Name: "kind", Type: "string", Meaning: "missing, changed, or extra"}}, itemFields...),
	},
	Columns: output.Columns("KIND", "WORKSPACE ID!", "WORKSPACE", "ID!", "NAME", "CHANGES"),
}

// drifted is an item as scripts see it.
type drifted struct {
	Kind string `json:"kind"`
	plan.Shown
}

func (a *app) driftCommand() *cobra.Command {
	o := &driftOptions{planning: a.newPlanning()}
	c := &cobra.Command{
		Use: "drift FILE...", Short: "Report webhooks that are not as files say",
		Long: "Report webhooks that are not as files say: missing ones, changed ones, and with --prune extra ones, which no set names. FILE is a file, " +
			"a folder with *.yaml and *.yml files, or - for stdin. It only looks.\n" +
			"It exits with 7 when it finds any, and with 6 when some workspaces could not be read, but for those that it has no access to and no set names by id. A cron job needs --quiet, and then prints " +
			"only what differs.",
		Example: "corotui drift webhooks.yaml\ncorotui drift --quiet policies/ || mail -s drift noc@example.com\n" +
			"corotui drift webhooks.yaml --format prometheus --output drift.prom",
	}
	a.prints(c, &o.Flags, driftView, prometheus)
	o.register(c)
	c.Flags().Lookup("prune").Usage = "also report webhooks that no set names, in the workspaces that sets select"
	showSecretsFlag(c, &o.showSecrets)
	return a.command(c, someFiles, o.run)
}

func (o *driftOptions) run(cmd *cobra.Command, args []string) error {
	if err := o.scanning.check(); err != nil {
		return err
	}
	p, err := o.plan(cmd, args)
	if err != nil {
		return err
	}
	return o.end(o.print(cmd, p), p, len(p.Items) > 0)
}

// print prints what differs.
func (o *driftOptions) print(cmd *cobra.Command, p *planned) error {
	var err error
	out := o.printer(cmd, o.showSecrets)
	if o.Format == prometheus {
		err = out.Raw(driftMetrics(p))
	} else {
		err = p.show(out, func(item plan.Item) error {
			shown := drifted{item.Action.Drift(), item.Shown(o.showSecrets)}
			if shown.ID == "" && o.Format == output.Name {
				return nil // it has no id
			}
			return out.Add(shown, shown.ID, itemCells(shown.Shown, shown.Kind)...)
		}, plan.Item.DriftTitle, o.showSecrets)
	}
	return o.finish(cmd, out, err, p.DriftSummary(o.prune))
}
