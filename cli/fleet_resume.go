package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/huh/v2"
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/program"
	"corotui/internal/bulk"
	"corotui/internal/text"
)

// fleetResumeOptions are what fleet resume takes.
type fleetResumeOptions struct {
	changeFlags
	abandon, valueStdin bool
	only                bulk.Kind // empty: runs of any kind
}

func (a *app) fleetResumeCommand() *cobra.Command {
	o := &fleetResumeOptions{changeFlags: changeFlags{app: a}}
	c := &cobra.Command{
		Use: "resume [ID]", Short: "Resume runs that were interrupted, or forget them",
		Long: "Resume the run that ID names, or all that were interrupted, the newest first. Each webhook is read first, so nothing is done " +
			"twice.",
		Example: "corotui fleet resume --yes\ncorotui fleet resume k3v7q2ma --abandon",
	}
	o.register(c)
	concurrencyFlag(c, &o.concurrency)
	c.Flags().BoolVar(&o.abandon, "abandon", false, "forget the runs instead")
	c.Flags().BoolVar(&o.valueStdin, "value-stdin", false, "read from stdin the values of the interrupted run that the history does not keep")
	return a.command(c, cobra.MaximumNArgs(1), o.run)
}

// check says what does not go together.
func (o *fleetResumeOptions) check() error {
	switch {
	case o.abandon && (o.valueStdin || o.dryRun):
		return usage("--abandon does not go with --value-stdin or --dry-run")
	case o.valueStdin && !o.yes:
		return usage("--value-stdin also needs --yes, as stdin cannot answer the question")
	}
	return checkConcurrency(o.concurrency)
}

// run resumes what was interrupted, the newest first, or forgets it.
func (o *fleetResumeOptions) run(cmd *cobra.Command, args []string) error {
	if err := o.check(); err != nil {
		return err
	}
	conn, err := o.connect(cmd)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	if err := o.mayChange(conn); err != nil && !o.abandon {
		return err
	}
	runs, err := o.interruptedRuns(ctx, conn, args)
	if err != nil {
		return err
	}
	if o.abandon {
		return o.forget(ctx, conn, runs)
	}
	if len(runs) > 0 && !o.yes && !o.dryRun && !o.interactive() {
		return usage("There is no terminal to ask on. Confirm with --yes")
	}
	if err := o.checkMissingValues(runs); err != nil {
		return err
	}
	var failed error // of the first; what fails in one run does not hold up the others
	for _, run := range runs {
		err := o.resumeRun(cmd, conn, run)
		if ctx.Err() != nil || codeOf(err) == codeUsage {
			return err
		}
		if failed == nil {
			failed = err
		} else if err != nil {
			o.tellf("%s", text.Sentence(err))
		}
	}
	return failed
}

// interruptedRuns are the run that an argument names, or all.
func (o *fleetResumeOptions) interruptedRuns(ctx context.Context, conn connection, args []string) ([]bulk.Interrupted, error) {
	runs, err := bulk.Unfinished(ctx, conn.log, conn.session.Who())
	if err != nil {
		return nil, err
	}
	if o.only != "" {
		runs = slices.DeleteFunc(runs, func(run bulk.Interrupted) bool { return run.Kind != o.only })
	}
	if len(args) == 0 {
		if len(runs) == 0 {
			o.notef("No run was interrupted")
		}
		return runs, nil
	}
	named := slices.DeleteFunc(runs, func(run bulk.Interrupted) bool { return !strings.HasPrefix(run.Set, strings.ToLower(args[0])) })
	switch len(named) {
	case 0:
		return nil, failedWith(codeNotFound, "No interrupted run has the id %q. List the changes with corotui history", args[0])
	case 1:
		return named, nil
	}
	return nil, usage("%d interrupted runs begin with %q; give more of the id", len(named), args[0])
}

// forget ends runs without resuming them.
func (o *fleetResumeOptions) forget(ctx context.Context, conn connection, runs []bulk.Interrupted) error {
	for _, run := range runs {
		if err := conn.runner().Abandon(ctx, run); err != nil {
			return err
		}
		o.notef("Forgot the run (%s) of %s with %d of %d left. What was done stays; undo it with corotui undo %s",
			text.Clean(api.Text(run.Kind)), run.Plan.At.Local().Format(time.DateTime), run.Open, run.Total, text.Clean(api.Text(run.Set)))
	}
	return nil
}

// checkMissingValues says before anything is asked that a value cannot be had which a
// run needs.
func (o *fleetResumeOptions) checkMissingValues(runs []bulk.Interrupted) error {
	missing := 0
	for _, run := range runs {
		if run.NeedsValues {
			missing++
		}
	}
	switch {
	case missing > 0 && !o.valueStdin && (!o.interactive() || program.Dumb(o.env)):
		return usage("The history holds no secret values. Give those of the interrupted run again with --value-stdin")
	case missing > 1 && o.valueStdin:
		return usage("%d interrupted runs need a value, but --value-stdin gives only one. Resume them on a terminal, which asks for each", missing)
	}
	return nil
}

func (o *fleetResumeOptions) resumeRun(cmd *cobra.Command, conn connection, run bulk.Interrupted) error {
	ctx := cmd.Context()
	question := fmt.Sprintf("Resume the run (%s) of %s, %d of %d left?",
		text.Clean(api.Text(run.Kind)), run.Plan.At.Local().Format(time.DateTime), run.Open, run.Total)
	if !o.yes && !o.dryRun {
		if err := o.confirm(ctx, nil, question, "Nothing was changed"); err != nil {
			return err
		}
	}
	given := bulk.Action{Kind: run.Kind}
	if run.NeedsValues {
		values, err := o.missingValues(ctx, run)
		if err != nil {
			return err
		}
		given = run.WithValues(values)
	}
	given.Policy = secretPolicy(o.leaveSecret)
	plan, err := conn.runner().Resume(ctx, run, given)
	if err != nil {
		return err
	}
	if o.dryRun {
		return o.preview(ctx, conn, plan, nil, o.endings(cmd, run.Kind, run.Open))
	}
	e := o.endings(cmd, run.Kind, len(plan.Tasks))
	defer o.finishing(ctx)()
	return o.runPlan(ctx, conn, plan, e)
}

// missingValues has the values that an interrupted run lacks given again: from
// stdin, one a line, or typed on the terminal, where they are not shown and so
// are typed twice.
func (o *fleetResumeOptions) missingValues(ctx context.Context, run bulk.Interrupted) ([]string, error) {
	wanted := run.MissingValues()
	if o.valueStdin {
		data, err := o.input("-")
		if err != nil {
			return nil, err
		}
		values := strings.Split(strings.ReplaceAll(strings.TrimRight(string(data), "\r\n"), "\r\n", "\n"), "\n")
		if len(values) != len(wanted) || slices.Contains(values, "") || strings.ContainsRune(string(data), 0) {
			return nil, usage("--value-stdin expects on stdin, one per line: %s", text.Clean(api.Text(strings.Join(wanted, ", "))))
		}
		return values, nil
	}
	values := make([]string, len(wanted))
	fields := make([]huh.Field, 0, 2*len(wanted))
	for i, what := range wanted {
		fields = append(fields, hidden(text.Clean(api.Text(what)), &values[i]).Validate(needed("a value")), onceMore(&values[i]))
	}
	return values, o.showForm(ctx, huh.NewForm(huh.NewGroup(fields...).Title("Not stored, so type it again:")))
}
