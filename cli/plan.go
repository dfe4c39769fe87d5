package cli

import (
	"cmp"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/disk"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// planOptions are what plan takes.
type planOptions struct {
	output.Flags
	planning
	out         string
	exitCode    bool
	showSecrets bool
}

// itemFields are those of an item of a plan.
var itemFields = []output.Field{
	{Name: "action", Type: "string", Meaning: "create, change, or delete"},
	{Name: "workspaceId", Type: "string", Meaning: "the workspace in which the webhook lives"},
	{Name: "workspaceName", Type: "string", Meaning: "its name"},
	{Name: "id", Type: "string", Meaning: "the webhook; empty of one to create"},
	{Name: "name", Type: "string", Meaning: "its present name, or that of one to create"},
	{Name: "changes", Type: "array of objects", Meaning: "field, before, and after, masked where they are secret; null where there is no value"},
}

var planView = output.View{
	Shape:   output.Stream,
	Kind:    output.Kind{Name: "plan item", Meaning: "A webhook that is not as the files want it", Fields: itemFields},
	Columns: output.Columns("ACTION", "WORKSPACE ID!", "WORKSPACE", "ID!", "NAME", "CHANGES"),
}

func (a *app) planCommand() *cobra.Command {
	o := &planOptions{planning: a.newPlanning()}
	c := &cobra.Command{
		Use: "plan FILE...", Short: "Show what would have to change so that webhooks are as files say",
		Long: "Show what would have to change so that webhooks are as files say, field by field, and change nothing. FILE is a file, a folder " +
			"with *.yaml and *.yml files, or - for stdin.\n" +
			"It scans the fleet once. A field that a file does not name stays as it is. What no set names is deleted only with --prune, and only in " +
			"the workspaces that the sets select.\n" +
			"--out keeps the plan for corotui apply on this machine: masked, and with the files sealed in it. apply refuses what has changed by then.\n" +
			"It exits with 6 when some workspaces could not be read, but for those that it has no access to and no set names by id, and with --exit-code with 7 when there is something to do.",
		Example: "corotui plan webhooks.yaml\ncorotui plan policies/ --prune --out monday.plan\n" +
			"corotui plan webhooks.yaml --json | jq -r 'select(.action == \"delete\") | .id'",
	}
	a.prints(c, &o.Flags, planView)
	o.register(c)
	flags := c.Flags()
	flags.StringVar(&o.out, "out", "", "keep the plan in this file, for corotui apply")
	flags.BoolVar(&o.exitCode, "exit-code", false, "exit with 7 when there is something to do")
	showSecretsFlag(c, &o.showSecrets)
	return a.command(c, someFiles, o.run)
}

// check says what is wrong with the flags.
func (o *planOptions) check() error {
	if folder := filepath.Dir(o.out); o.out != "" && !isFolder(folder) {
		return usage("--out %s: folder %s does not exist; create it first", o.out, folder)
	}
	if o.out != "" && (o.out == plan.Stdin || isFolder(o.out)) {
		return usage("--out %s: name a file", o.out)
	}
	if o.out != "" && o.File != "" && filepath.Clean(o.out) == filepath.Clean(o.File) {
		return usage("--out and --output name the same file; use two")
	}
	return o.scanning.check()
}

func (o *planOptions) run(cmd *cobra.Command, args []string) error {
	if err := o.check(); err != nil {
		return err
	}
	p, err := o.plan(cmd, args)
	if err != nil {
		return err
	}
	if err = o.print(cmd, p); err == nil {
		err = o.keep(cmd, p)
	}
	return o.end(err, p, o.exitCode && len(p.Items) > 0)
}

// print prints the plan.
func (o *planOptions) print(cmd *cobra.Command, p *planned) error {
	out := o.printer(cmd, o.showSecrets)
	err := p.show(out, func(item plan.Item) error {
		shown := item.Shown(o.showSecrets)
		if shown.ID == "" && o.Format == output.Name {
			return nil // it has no id yet
		}
		return out.Add(shown, shown.ID, itemCells(shown, string(shown.Action))...)
	}, plan.Item.Title, o.showSecrets)
	return o.finish(cmd, out, err, p.Summary())
}

// finish says at last how much it is, and ends the output. People see it below the rest.
func (o *planning) finish(cmd *cobra.Command, out *output.Printer, printed error, summary string) error {
	switch {
	case printed != nil:
		return printed
	case out.ForPeople() && out.OnScreen():
		printed = out.Text(summary + "\n")
	default:
		o.notef("%s", summary)
	}
	if printed != nil {
		return printed
	}
	return out.End(cmd.Context())
}

// itemCells are an item as a line of a table for programs.
func itemCells(shown plan.Shown, word string) []string {
	changes := make([]difference, len(shown.Changes))
	for i, d := range shown.Changes {
		changes[i] = difference(d)
	}
	return []string{
		word, text.Clean(api.Text(shown.WorkspaceID)), text.Clean(api.Text(shown.WorkspaceName)),
		text.Clean(api.Text(cmp.Or(shown.ID, "-"))), text.Clean(api.Text(shown.Name)), cmp.Or(inOneCell(changes), "-"),
	}
}

// keep writes the plan for apply.
func (o *planOptions) keep(cmd *cobra.Command, p *planned) error {
	if o.out == "" {
		return nil
	}
	if err := plan.WritePlan(cmd.Context(), o.out, p.conn.log, p.Plan, p.account(), p.options); err != nil {
		return fmt.Errorf("--out: %w; choose another file", err)
	}
	o.notef("The plan is in %s. Apply it with corotui apply %s", o.out, disk.InShell(o.out))
	return nil
}
