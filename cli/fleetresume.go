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

// resumeRuns goes on with what was interrupted, the newest first, or forgets it.
func (a *app) resumeRuns(cmd *cobra.Command, f fleetFlags) error {
	w, err := a.connect(cmd)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	if err := w.refuse(); err != nil && f.resume {
		return err
	}
	runs, err := bulk.Unfinished(ctx, w.log, w.session.Who())
	if err != nil {
		return err
	}
	if len(runs) == 0 {
		a.tellf("No run was interrupted.")
	}
	if f.abandon {
		for _, run := range runs {
			if err := w.desk().Abandon(ctx, run); err != nil {
				return err
			}
			a.tellf("Forgot the run (%s) of %s with %d of %d left; what was done stays done, and corotui undo %s takes it back",
				text.Clean(api.Text(run.Kind)), run.Plan.At.Local().Format(time.DateTime), run.Open, run.Total, text.Clean(api.Text(run.Set)))
		}
		return nil
	}
	if err := a.checkLacking(runs, f); err != nil {
		return err
	}
	var failed error // of the first; what fails in one run does not hold up the others
	for _, run := range runs {
		err := a.resumeRun(ctx, w, run, f)
		if ctx.Err() != nil || codeOf(err) == codeUsage {
			return err
		}
		if failed == nil {
			failed = err
		} else if err != nil {
			a.tellf("%s", text.Sentence(err))
		}
	}
	return failed
}

// checkLacking says before anything is asked that a value cannot be had which a
// run needs.
func (a *app) checkLacking(runs []bulk.Interrupted, f fleetFlags) error {
	lacking := 0
	for _, run := range runs {
		if run.NeedsValues {
			lacking++
		}
	}
	switch {
	case lacking > 0 && !f.valueStdin && (!a.interactive() || program.Dumb(a.env)):
		return usage("the history holds no secret values, so what the interrupted run was to set must be given again; give it with --value-stdin")
	case lacking > 1 && f.valueStdin:
		return usage("%d interrupted runs need a value, and --value-stdin gives one; go on with them on a terminal, which asks for each", lacking)
	}
	return nil
}

func (a *app) resumeRun(ctx context.Context, w work, run bulk.Interrupted, f fleetFlags) error {
	question := fmt.Sprintf("Go on with the run (%s) of %s, %d of %d left?",
		text.Clean(api.Text(run.Kind)), run.Plan.At.Local().Format(time.DateTime), run.Open, run.Total)
	if !f.yes {
		if err := a.confirm(ctx, nil, question, "nothing was changed"); err != nil {
			return err
		}
	}
	given := bulk.Action{Kind: run.Kind}
	if run.NeedsValues {
		values, err := a.lackingValues(ctx, run, f)
		if err != nil {
			return err
		}
		given = run.WithValues(values)
	}
	given.Policy = secretPolicy(f.leave)
	plan, err := w.desk().Resume(ctx, run, given)
	if err != nil {
		return err
	}
	return a.run(ctx, w, plan, f.concurrency, a.teller(run.Kind, f))
}

// lackingValues has the values that an interrupted run lacks given again: from
// stdin, one a line, or typed on the terminal, where they are not shown and so
// are typed twice.
func (a *app) lackingValues(ctx context.Context, run bulk.Interrupted, f fleetFlags) ([]string, error) {
	wanted := run.MissingValues()
	if f.valueStdin {
		data, err := a.input("-")
		if err != nil {
			return nil, err
		}
		values := strings.Split(strings.ReplaceAll(strings.TrimRight(string(data), "\r\n"), "\r\n", "\n"), "\n")
		if len(values) != len(wanted) || slices.Contains(values, "") || strings.ContainsRune(string(data), 0) {
			return nil, usage("--value-stdin expects on stdin, each in a line of its own: %s", text.Clean(api.Text(strings.Join(wanted, ", "))))
		}
		return values, nil
	}
	values := make([]string, len(wanted))
	fields := make([]huh.Field, 0, 2*len(wanted))
	for i, what := range wanted {
		fields = append(fields, hidden(text.Clean(api.Text(what)), &values[i]).Validate(needed("a value")), onceMore(&values[i]))
	}
	return values, a.ask(ctx, huh.NewForm(huh.NewGroup(fields...).Title("Not kept, so type it again:")))
}
