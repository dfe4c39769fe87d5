package cli

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/apply"
	"corotui/internal/bulk"
	"corotui/internal/plan"
	"corotui/internal/text"
)

// applyOptions are what apply takes.
type applyOptions struct {
	changeFlags
	planning
	resume bool
}

func (a *app) applyCommand() *cobra.Command {
	o := &applyOptions{changeFlags: changeFlags{app: a}, planning: a.newPlanning()}
	c := &cobra.Command{
		Use: "apply FILE... | PLAN", Short: "Change webhooks to what files say",
		Long: "Create, change, and delete webhooks so that they are as files say. FILE is a file, a folder with *.yaml and *.yml files, or - for stdin; " +
			"PLAN is a file that corotui plan --out wrote on this machine.\n" +
			"Of files it makes the plan by one scan, shows it, and asks once; above 100 webhooks their number is typed. Of a PLAN it neither reads the " +
			"files nor scans again.\n" +
			"Each webhook is read before it is written. One that was changed since the plan, in a field that the files name, is refused with the " +
			"reason, and the others go on; other fields stay as they are now. When some are refused it exits with 6, and when all are with 5.\n" +
			"All of it is one run: corotui undo SET undoes it, and if it is interrupted, corotui apply --resume [SET] finishes it from the history.\n" +
			"A secret that a file has generated is kept where the profile keeps its own; send, verify, and listen --webhook use it, and --show-secrets " +
			"shows it once.",
		Example: "corotui apply webhooks.yaml\ncorotui apply policies/ --prune --yes\ncorotui plan webhooks.yaml --out monday.plan && corotui apply monday.plan\n" +
			"corotui apply --resume",
	}
	o.changeFlags.register(c)
	o.planning.register(c)
	c.Flags().BoolVar(&o.resume, "resume", false, "finish a run of apply that was interrupted: the one that SET names, or all")
	return a.command(c, cobra.ArbitraryArgs, o.run)
}

// check says what does not go together, before anything is read.
func (o *applyOptions) check(cmd *cobra.Command, args []string) error {
	if o.resume {
		for _, flag := range []string{"prune", "force", "time-limit"} {
			if cmd.Flags().Changed(flag) {
				return usage("--resume finishes what was planned, so it does not go with --%s", flag)
			}
		}
		if len(args) > 1 {
			return usage("--resume takes one run, or none for all that were interrupted")
		}
		return checkConcurrency(o.scanning.concurrency)
	}
	if err := someFiles(cmd, args); err != nil {
		return err
	}
	if readsStdin(args) && !o.yes && !o.dryRun {
		return usage("The files come from stdin, so it cannot answer the question. Confirm with --yes, or look first with --dry-run")
	}
	if err := o.scanning.check(); err != nil {
		return err
	}
	return o.canAsk()
}

func (o *applyOptions) run(cmd *cobra.Command, args []string) error {
	if err := o.check(cmd, args); err != nil {
		return err
	}
	o.changeFlags.concurrency = o.scanning.concurrency
	if o.resume {
		return o.resumeRuns(cmd, args)
	}
	name, data, err := savedPlan(args)
	if err != nil {
		return err
	}
	if name != "" {
		return o.applySaved(cmd, name, data)
	}
	return o.applyFiles(cmd, args)
}

// resumeRuns finishes runs that were interrupted.
func (o *applyOptions) resumeRuns(cmd *cobra.Command, args []string) error {
	rest := &fleetResumeOptions{changeFlags: o.changeFlags, only: bulk.Apply}
	return rest.run(cmd, args)
}

// savedPlan reads a plan that was saved, if the operands name one.
func savedPlan(args []string) (name string, data []byte, err error) {
	for _, arg := range args {
		if info, err := os.Stat(arg); arg == plan.Stdin || err != nil || !info.Mode().IsRegular() {
			continue // whoever reads the files says what is wrong with it
		}
		data, is, err := plan.ReadIfPlan(arg)
		switch {
		case err != nil:
			return "", nil, err
		case is && len(args) > 1:
			return "", nil, usage("%s is a plan; apply it by itself", text.Quote(api.Text(arg)))
		case is:
			return arg, data, nil
		}
	}
	return "", nil, nil
}

// applyFiles plans by a scan, and makes it so.
func (o *applyOptions) applyFiles(cmd *cobra.Command, args []string) error {
	if err := o.mayApply(cmd); err != nil {
		return err
	}
	o.accepts = o.mayGenerate
	p, err := o.plan(cmd, args)
	if err != nil {
		return err
	}
	if len(p.Items) == 0 {
		o.planning.notef("%s", p.Summary())
		return p.failed
	}
	if err := o.generate(cmd.Context(), p.conn.session, p.Policy, p.Count(plan.Create) > 0); err != nil {
		return err
	}
	run, err := apply.Run(p.Plan, p.Items, o.files.force)
	if err != nil {
		return err
	}
	if err := o.showPlan(cmd, p, p.Summary()); err != nil {
		return err
	}
	return o.make(cmd, p, run)
}

// applySaved makes what a saved plan says.
func (o *applyOptions) applySaved(cmd *cobra.Command, name string, data []byte) error {
	if cmd.Flags().Changed("prune") || cmd.Flags().Changed("force") {
		return usage("%s is a plan, which says already what is deleted and allowed; leave --prune and --force out", text.Quote(api.Text(name)))
	}
	if err := o.mayApply(cmd); err != nil {
		return err
	}
	conn, err := o.changeFlags.connect(cmd)
	if err != nil {
		return err
	}
	p := &planned{conn: conn}
	saved, err := plan.ParsePlan(cmd.Context(), name, data, conn.log, p.account())
	if err != nil {
		return err
	}
	o.files.force = saved.Force
	policy, err := o.files.parsePolicy(cmd.Context(), conn.config, saved.Sources)
	if err == nil {
		err = o.mayGenerate(conn.config, policy)
	}
	if err != nil {
		return err
	}
	o.changeFlags.tellUnfinished(cmd.Context(), conn)
	if len(saved.Items) == 0 {
		o.planning.notef("The plan has nothing to do")
		return nil
	}
	if err := o.generate(cmd.Context(), conn.session, policy, saved.Creates()); err != nil {
		return err
	}
	run, err := apply.Saved(saved, policy)
	if err != nil {
		return err
	}
	if err := o.showSaved(cmd, saved); err != nil {
		return err
	}
	return o.make(cmd, p, run)
}

// mayApply says before the first request that nothing may be changed.
func (o *applyOptions) mayApply(cmd *cobra.Command) error {
	c, err := o.changeFlags.config(cmd)
	if err != nil {
		return err
	}
	return o.mayChange(connection{config: c})
}

// make asks, and makes it so. What could not be read is said at the end.
func (o *applyOptions) make(cmd *cobra.Command, p *planned, run *bulk.Plan) error {
	run.Action.Policy = o.policy()
	err := o.carryOut(cmd, p.conn, run, nil, asking{always: true, question: applyQuestion, declined: "Nothing was changed"})
	if err != nil && p.failed != nil && codeOf(p.failed) == codePartly {
		o.planning.tellf("%s", text.Sentence(p.failed))
	}
	return cmp.Or(err, p.failed)
}

// applyQuestion asks for all of a plan.
func applyQuestion(s bulk.Summary) string {
	return fmt.Sprintf("Apply the plan to %s in %s?", text.Plural(s.Changes, "webhook", "webhooks"), text.Plural(s.Workspaces, "workspace", "workspaces"))
}

// onTerminal is where a plan is shown before the question, and whether it is: to people in
// front of the output, and else beside the question.
func (o *applyOptions) onTerminal(cmd *cobra.Command) (say func(string) error, shown bool) {
	out := o.printer(cmd, o.showSecrets)
	switch {
	case o.dryRun: // whose results are the plan
		return nil, false
	case out.ForPeople() && out.OnScreen():
		return out.Signed, true
	case !o.yes:
		return o.onStderr, true
	}
	return nil, false
}

func (o *applyOptions) onStderr(said string) error {
	_, _ = fmt.Fprint(o.changeFlags.process.Stderr, said) // if it cannot be shown, it will not be answered
	return nil
}

// showPlan shows a plan before the question.
func (o *applyOptions) showPlan(cmd *cobra.Command, p *planned, summary string) error {
	say, shown := o.onTerminal(cmd)
	if !shown {
		o.planning.notef("%s", summary)
		return nil
	}
	for i := range p.Items {
		if err := say(p.lines(i, plan.Item.Title, o.showSecrets)); err != nil {
			return err
		}
	}
	return say("\n" + summary + "\n")
}

// showSaved shows a saved plan before the question.
func (o *applyOptions) showSaved(cmd *cobra.Command, saved *plan.SavedPlan) error {
	say, shown := o.onTerminal(cmd)
	if !shown {
		o.planning.notef("%s", saved.Summary())
		return nil
	}
	for i := range saved.Items {
		item := &saved.Items[i]
		lines := ""
		if i == 0 || saved.Items[i-1].WorkspaceID != item.WorkspaceID {
			lines = strings.Repeat("\n", min(i, 1)) + item.Where() + "\n"
		}
		if err := say(lines + itemLines(item.Title(), item.Changes)); err != nil {
			return err
		}
	}
	return say("\n" + saved.Summary() + "\n")
}

// itemLines are an item for people.
func itemLines(title string, changes []plan.Difference) string {
	lines := "  " + title + "\n"
	for _, d := range changes {
		lines += difference(d).lines("      ")
	}
	return lines
}
