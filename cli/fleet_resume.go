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

// resumeRuns resumes what was interrupted, the newest first, or forgets it.
func (o *fleetOptions) resumeRuns(cmd *cobra.Command) error {
	conn, err := o.connect(cmd)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	if err := o.mayChange(conn); err != nil && o.resume {
		return err
	}
	runs, err := bulk.Unfinished(ctx, conn.log, conn.session.Who())
	if err != nil {
		return err
	}
	if len(runs) == 0 {
		o.tellf("No run was interrupted.")
	}
	if o.abandon {
		for _, run := range runs {
			if err := conn.runner().Abandon(ctx, run); err != nil {
				return err
			}
			o.tellf("Forgot the run (%s) of %s with %d of %d left. What was done stays; undo it with corotui undo %s",
				text.Clean(api.Text(run.Kind)), run.Plan.At.Local().Format(time.DateTime), run.Open, run.Total, text.Clean(api.Text(run.Set)))
		}
		return nil
	}
	if err := o.checkMissingValues(runs); err != nil {
		return err
	}
	var failed error // of the first; what fails in one run does not hold up the others
	for _, run := range runs {
		err := o.resumeRun(ctx, conn, run)
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

// checkMissingValues says before anything is asked that a value cannot be had which a
// run needs.
func (o *fleetOptions) checkMissingValues(runs []bulk.Interrupted) error {
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

func (o *fleetOptions) resumeRun(ctx context.Context, conn connection, run bulk.Interrupted) error {
	question := fmt.Sprintf("Resume the run (%s) of %s, %d of %d left?",
		text.Clean(api.Text(run.Kind)), run.Plan.At.Local().Format(time.DateTime), run.Open, run.Total)
	if !o.yes {
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
	return o.runPlan(ctx, conn, plan, o.concurrency, o.teller(run.Kind))
}

// missingValues has the values that an interrupted run lacks given again: from
// stdin, one a line, or typed on the terminal, where they are not shown and so
// are typed twice.
func (o *fleetOptions) missingValues(ctx context.Context, run bulk.Interrupted) ([]string, error) {
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
