package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/cli/program"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/plan"
	"corotui/internal/text"
	"corotui/internal/words"
)

// changeFlags are those of every command that changes webhooks. How it ends is told in
// one way: see [result].
type changeFlags struct {
	*app
	output.Flags
	yes, dryRun, leaveSecret, showSecrets bool
	concurrency                           int
}

// register adds the flags to a command.
func (o *changeFlags) register(c *cobra.Command) {
	o.prints(c, &o.Flags, resultView)
	yesFlag(c, &o.yes)
	leaveSecretFlag(c, &o.leaveSecret)
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "show what would change, field by field, and change nothing")
	showSecretsFlag(c, &o.showSecrets)
}

// policy says what is done with a secret that Coro does not return.
func (o *changeFlags) policy() change.SecretPolicy { return secretPolicy(o.leaveSecret) }

// asking says how a command asks before it changes something.
type asking struct {
	always   bool // also what can be undone
	question func(bulk.Summary) string
	declined string   // what is said after a no
	notes    []string // told besides what undo will not bring back
}

// carryOut changes what a plan says, after a question if it needs one, and tells how
// each change ends. settled are those that ended without a request.
func (o *changeFlags) carryOut(cmd *cobra.Command, conn connection, plan *bulk.Plan, settled []bulk.Result, ask asking) error {
	ctx := cmd.Context()
	e := o.endings(cmd, plan.Action.Kind, len(settled)+len(plan.Tasks))
	if o.dryRun {
		return o.preview(ctx, conn, plan, settled, e)
	}
	ended, others := plan.Settle(history.Commands)
	settled = append(settled, ended...)
	if len(plan.Tasks) > 0 {
		if err := o.ask(ctx, others, ask); err != nil {
			return e.refuse(ctx, append(settled, untouched(plan.Tasks)...), err)
		}
	}
	c, single := plan.Single()
	if single = single && len(settled) == 0; !single && len(plan.Tasks) > 0 {
		e.set = plan.Set
	}
	for _, r := range settled {
		if err := e.settle(r); err != nil {
			return err
		}
	}
	defer o.finishing(ctx)()
	if single {
		if err := e.add(bulk.Ended(plan.Tasks[0], conn.writer.Do(ctx, c))); err != nil {
			return err
		}
		return e.end(ctx)
	}
	return o.runPlan(ctx, conn, plan, e)
}

// untouched are the results of tasks that nothing was done about yet.
func untouched(tasks []bulk.Task) []bulk.Result {
	results := make([]bulk.Result, len(tasks))
	for i, t := range tasks {
		results[i] = bulk.Result{Task: t, Kind: change.NotBegun}
	}
	return results
}

// refuse has programs see what a command was not allowed to change, and returns why. To
// people the error says it.
func (e *endings) refuse(ctx context.Context, results []bulk.Result, why error) error {
	if e.out.ForPeople() {
		return why
	}
	for _, r := range results {
		told := resultOf(r.Task)
		told.Outcome, told.Error = r.Kind.String(), filled(text.Sentence(cmp.Or(r.Err, why)))
		if r.Kind == change.NotBegun && ctx.Err() == nil {
			told.Outcome = change.Refused.String()
		}
		if r.OK() {
			told.Error = nil
		}
		if err := e.out.Add(told, told.ID, told.cells()...); err != nil {
			return err
		}
	}
	return errors.Join(why, e.out.End(context.WithoutCancel(ctx)))
}

// connectToChange connects, unless nothing may be changed. A dry run changes nothing, so
// it may be made also where the rest is read-only. words are the webhooks that the
// command line names, for their results if it is refused.
func (o *changeFlags) connectToChange(cmd *cobra.Command, words ...string) (connection, error) {
	conn, err := o.connectWorkspace(cmd)
	if err == nil {
		err = o.mayChange(conn)
	}
	if api.KindOf(err) != api.KindRefused || len(words) == 0 {
		return conn, err
	}
	results := make([]bulk.Result, len(words))
	for i, word := range words {
		w := api.Webhook{Fields: api.Fields{Name: api.Text(word)}}
		results[i] = bulk.Result{Task: bulk.Task{Item: bulk.Item{Workspace: conn.workspace, Webhook: w}}, Kind: change.NotBegun}
	}
	return conn, o.endings(cmd, "", len(words)).refuse(cmd.Context(), results, err)
}

// mayChange is that of every command, for which a dry run is no change.
func (o *changeFlags) mayChange(conn connection) error {
	if o.dryRun {
		return nil
	}
	return o.app.mayChange(conn)
}

// carryOne makes one change that is no action of a run, such as that of a form, and
// tells how it ended.
func (o *changeFlags) carryOne(cmd *cobra.Command, conn connection, item bulk.Item, c change.Change, own verb) error {
	ctx := cmd.Context()
	e := o.endings(cmd, "", 1)
	e.own = own
	t := bulk.Task{Item: item}
	if o.dryRun {
		if err := e.addPlanned(t, bulk.DeltasOf(c), bulk.MissingSecret(c)); err != nil {
			return err
		}
		return e.end(ctx)
	}
	defer o.finishing(ctx)()
	if err := e.add(bulk.Ended(t, conn.writer.Do(ctx, c))); err != nil {
		return err
	}
	return e.end(ctx)
}

// canAsk says before anything is asked of the server that a question could not be asked.
func (o *changeFlags) canAsk() error {
	if o.yes || o.dryRun || o.interactive() {
		return nil
	}
	return usage("There is no terminal to ask on. Confirm with --yes, or look first with --dry-run")
}

// ask asks for a yes, unless --yes gives it or none is needed.
func (o *changeFlags) ask(ctx context.Context, summary bulk.Summary, ask asking) error {
	if !ask.always { // who names the webhook of a test knows that it is sent
		summary.Limits = slices.DeleteFunc(summary.Limits, func(limit string) bool { return limit == bulk.TestIsSentOnce })
	}
	if o.yes || !ask.always && len(summary.Limits) == 0 {
		o.noteAll(summary.Limits)
		return nil
	}
	summary.Limits = append(summary.Limits, ask.notes...)
	return o.confirmRun(ctx, summary, ask.question(summary), ask.declined)
}

// runPlan carries a plan of several changes out, in a run that can be resumed.
func (o *changeFlags) runPlan(ctx context.Context, conn connection, plan *bulk.Plan, e *endings) error {
	if len(plan.Tasks) == 0 {
		return e.end(ctx)
	}
	e.set = plan.Set
	var failed error // of the output
	tell := func(r bulk.Result) {
		if err := e.add(r); err != nil && failed == nil {
			failed = err
		}
	}
	report, err := conn.runner().Run(ctx, plan, bulk.Options{Limiter: api.NewLimiter(o.concurrency)}, func(r bulk.Result) {
		if !r.Earlier {
			tell(r)
		}
	})
	for _, left := range untouched(report.Remaining()) {
		tell(left)
	}
	if max(e.of, len(plan.Tasks)) > 1 || plan.Action.Kind == bulk.Apply {
		e.sumUp(plan, report)
	}
	switch {
	case failed != nil:
		return failed
	case err != nil && ctx.Err() == nil:
		return err
	}
	return e.end(ctx)
}

// sumUp notes how many changes ended how, and what can be done about it.
func (e *endings) sumUp(plan *bulk.Plan, report bulk.Report) {
	done := fmt.Sprintf("%d done", report.Done)
	if plan.Action.Kind == bulk.Undo {
		done = text.Undid(report.Done)
	}
	said := fmt.Sprintf("%s · %d unchanged · %d failed · %d conflicts · %d not begun",
		done, report.Unchanged+e.settled.Unchanged, report.Failed+e.settled.Failed, report.Conflicts, report.NotBegun)
	if report.Done > 0 && plan.Action.Kind != bulk.Test {
		said += "; undo with corotui undo " + report.Set
	}
	if report.NotBegun > 0 {
		said += "; resume with " + resumeCommand(plan.Action.Kind) + " " + report.Set
	}
	e.notef("%s", said)
}

// resumeCommand resumes an interrupted run.
func resumeCommand(kind bulk.Kind) string {
	if kind == bulk.Apply {
		return "corotui apply --resume"
	}
	return "corotui fleet resume"
}

// finishing tells, when a signal comes, why the command does not end yet.
func (a *app) finishing(ctx context.Context) (end func() bool) {
	return context.AfterFunc(ctx, func() {
		if _, stopped := errors.AsType[program.Stopped](context.Cause(ctx)); stopped {
			a.notef("Finishing what was sent; interrupt again to stop at once")
		}
	})
}

// end writes what is left of the output, and returns the error of all changes.
func (e *endings) end(ctx context.Context) error {
	if err := e.out.End(ctx); err != nil {
		return err
	}
	switch {
	case errors.Is(context.Cause(ctx), errUnread): // so it changed nothing
		return ctx.Err()
	case ctx.Err() != nil && e.dry:
		return program.Stopped{Signal: os.Interrupt}
	case ctx.Err() != nil:
		begun := e.told - e.left - e.settled.Unchanged - e.settled.Failed
		e.tellf("Stopped: %s begun, %d not.", text.Plural(begun, "change was", "changes were"), e.left)
		return program.Stopped{Signal: os.Interrupt}
	case len(e.failures) == 0:
		return nil
	case e.of == 1:
		return e.failures[0]
	case len(e.failures) == e.of:
		return failedWith(e.codeOfAll(), "None of the %d webhooks could be changed", e.of)
	}
	said := "%d of %d webhooks could not be changed; the others are done"
	if e.dry {
		said = "%d of %d webhooks cannot be changed"
	}
	return failedWith(codePartly, said, len(e.failures), e.of)
}

// codeOfAll is the exit code where nothing could be changed. Of an apply it is that of
// refusals only if all were refused.
func (e *endings) codeOfAll() int {
	first := codeOf(e.failures[0])
	for _, other := range e.failures {
		if e.kind == bulk.Apply && codeOf(other) != first {
			return codePartly
		}
	}
	return first
}

// preview is a dry run: it tells field by field what would be changed.
func (o *changeFlags) preview(ctx context.Context, conn connection, plan *bulk.Plan, settled []bulk.Result, e *endings) error {
	e.dry = true
	plan, ended, limits := conn.runner().Preview(ctx, plan, api.NewLimiter(o.concurrency))
	for _, r := range append(settled, ended...) {
		if err := e.settle(r); err != nil {
			return err
		}
	}
	for _, t := range plan.Tasks {
		deltas, lacksSecret := plan.Would(t)
		if err := e.addPlanned(t, deltas, lacksSecret); err != nil {
			return err
		}
	}
	o.noteAll(limits)
	return e.end(ctx)
}

// addPlanned tells what a change would do. Without the secret that Coro does not return
// it would do nothing.
func (e *endings) addPlanned(t bulk.Task, deltas []change.Delta, lacksSecret bool) error {
	told := resultOf(t)
	told.Outcome = dryRun
	if lacksSecret {
		told.Warnings = []string{"Coro does not return the secret, so nothing would be written without --leave-secret"}
		if t.Into.ID != "" {
			told.Warnings = []string{"Coro does not return the secret, so it cannot be copied"}
		}
		e.notef("%s: %s", nameIn(told), told.Warnings[0])
	}
	for _, d := range deltas {
		one := e.differenceOf(d)
		switch { // what is not there has no values
		case told.ID == "":
			one.Before = nil
		case t.Does(e.kind) == change.Deleted:
			one.After = nil
		}
		told.Changes = append(told.Changes, one)
	}
	e.told++
	if !e.out.ForPeople() || !e.out.OnScreen() {
		return e.out.Add(told, told.ID, told.cells()...)
	}
	shown := "Would " + e.wouldDo(t) + " " + e.object(told) + "\n"
	for _, d := range told.Changes {
		shown += d.lines("  ")
	}
	return e.out.Text(shown)
}

// wouldDo is the verb of a dry run.
func (e *endings) wouldDo(t bulk.Task) string {
	return cmp.Or(e.own.would, lowered(words.OfTask(e.kind, t).Ask))
}

// inOneCell is a dry run in one cell of a table for programs.
func inOneCell(differences []difference) string {
	parts := make([]string, len(differences))
	for i, d := range differences {
		parts[i] = d.Field
		if d.Before != nil {
			parts[i] += " -" + text.Clean(api.Text(*d.Before))
		}
		if d.After != nil {
			parts[i] += " +" + text.Clean(api.Text(*d.After))
		}
	}
	return strings.Join(parts, "; ")
}

// lines are a difference for people.
func (d difference) lines(indent string) string {
	lines := ""
	for _, side := range []struct {
		sign  string
		value *string
	}{{"-", d.Before}, {"+", d.After}} {
		if side.value != nil {
			lines += fmt.Sprintf("%s%s %s: %s\n", indent, side.sign, text.Clean(api.Text(d.Field)), text.Clean(api.Text(*side.value)))
		}
	}
	return lines
}

// verb is what a change does that is no action of a run; already is said where there is
// nothing to do.
type verb struct{ done, would, already string }

var (
	created = verb{"Created", "create", words.Already(bulk.Copy)}
	changed = verb{done: "Changed", would: "change"}
)

// already says of a webhook that it needs nothing.
func (e *endings) already() string { return cmp.Or(e.own.already, words.Already(e.kind)) }

// lowered begins a clause with a word that begins sentences.
func lowered(said string) string { return strings.ToLower(said[:1]) + said[1:] }

// differenceOf is a difference as scripts see it, masked unless secrets are asked for.
func (e *endings) differenceOf(d change.Delta) difference {
	return difference(plan.DifferenceOf(d, e.secrets))
}
