package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/program"
	"corotui/internal/filter"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// The forms of the output.
const (
	asTable      = "table"
	asJSONLines  = "json"
	asPrometheus = "prometheus"
)

// shortestWatch keeps a watch from asking a server without a pause.
const shortestWatch = 10 * time.Second

// fleetFlags say what is shown of the fleet, and what is done to it.
type fleetFlags struct {
	format, output, status, filter string
	json, enable, disable          bool
	yes, leave, resume, abandon    bool
	valueStdin                     bool
	concurrency                    int
	watch, limit                   time.Duration
	by                             filter.Filter // what filter and status say, once they are checked
}

func (a *app) fleetCommand() *cobra.Command {
	var f fleetFlags
	c := &cobra.Command{
		Use: "fleet", Short: "Show every webhook of every workspace below the channel, for scripts and cron",
		Long: "Show every webhook of every workspace below the channel, for scripts and cron.\n" +
			"Workspaces without access are counted and do not fail the command; when others could not be read it exits with 6.\n" +
			"So it does when a server asks to wait more than 2 minutes for a workspace, which is skipped, and at the time limit.",
		Example: "corotui fleet --status disabled\ncorotui fleet --json --filter 'trigger:users' | jq .id\n" +
			"corotui fleet --filter 'url:hooks.example.com' --enable --yes\n" +
			"corotui fleet --format prometheus --output /var/lib/node_exporter/corotui.prom",
	}
	flags := c.Flags()
	flags.BoolVar(&f.json, "json", false, "write JSON, one webhook a line, as it is read")
	flags.StringVar(&f.format, "format", asTable, "write a table, json or prometheus")
	flags.StringVar(&f.output, "output", "", "put the output into this file, whole or not at all (prometheus)")
	flags.StringVar(&f.status, "status", "", "only webhooks that are enabled or disabled")
	flags.StringVar(&f.filter, "filter", "", "only webhooks that this filter matches, as in the terminal program")
	flags.BoolVar(&f.enable, "enable", false, "enable the webhooks that are chosen")
	flags.BoolVar(&f.disable, "disable", false, "disable the webhooks that are chosen")
	flags.BoolVar(&f.yes, "yes", false, "do not ask")
	flags.BoolVar(&f.resume, "resume", false, "go on with a run that was interrupted")
	flags.BoolVar(&f.abandon, "abandon", false, "forget the runs that were interrupted")
	flags.BoolVar(&f.valueStdin, "value-stdin", false, "read from stdin what the interrupted run was to set and the history does not keep")
	concurrencyFlag(c, &f.concurrency)
	flags.DurationVar(&f.watch, "watch", 0, "walk again after so long, like 5m, and tell what became disabled since")
	flags.DurationVar(&f.limit, "time-limit", fleet.DefaultLimit, "stop reading after so long, like 10m; what was read by then is shown")
	leaveFlag(c, &f.leave)
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		if err := f.check(a); err != nil {
			return err
		}
		if f.resume || f.abandon {
			return a.resumeRuns(cmd, f)
		}
		w, err := a.begin(cmd)
		if err != nil {
			return err
		}
		if f.enable || f.disable {
			return a.toggleFleet(cmd.Context(), w, f)
		}
		return a.showFleet(cmd.Context(), w, f)
	})
}

// check refuses what does not go together, before anything is asked.
func (f *fleetFlags) check(a *app) error {
	if f.json && f.format == asTable {
		f.format = asJSONLines
	}
	if err := f.choose(); err != nil {
		return err
	}
	writes := f.enable || f.disable || f.resume
	switch {
	case !slices.Contains([]string{asTable, asJSONLines, asPrometheus}, f.format):
		return usage("--format %s: use table, json or prometheus", f.format)
	case f.json && f.format != asJSONLines:
		return usage("--json and --format %s exclude each other", f.format)
	case f.output != "" && f.format != asPrometheus:
		return usage("--output goes with --format prometheus; redirect the rest with >")
	case f.output != "" && !isFolder(filepath.Dir(f.output)):
		return usage("--output %s: there is no folder %s; make it first", f.output, filepath.Dir(f.output))
	case f.status != "" && f.status != string(api.Enabled) && f.status != string(api.Disabled):
		return usage("--status %s: use enabled or disabled", f.status)
	case f.watch != 0 && f.watch < shortestWatch:
		return usage("--watch %s: use at least %s", f.watch, shortestWatch)
	case f.limit < time.Second:
		return usage("--time-limit %s: use at least 1s", f.limit)
	case f.enable && f.disable:
		return usage("--enable and --disable exclude each other")
	case writes && (f.watch != 0 || f.format == asPrometheus):
		return usage("--watch and prometheus only show; leave them out to change webhooks")
	case f.valueStdin && !f.resume:
		return usage("--value-stdin goes with --resume")
	case f.valueStdin && !f.yes:
		return usage("say --yes: stdin gives the value, so it cannot answer, too")
	case writes && !f.yes && !a.interactive():
		return usage("say --yes: there is no terminal to ask on")
	}
	return checkConcurrency(f.concurrency)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// concurrencyFlag says how a fleet is walked and changed.
func concurrencyFlag(c *cobra.Command, concurrency *int) {
	c.Flags().IntVar(concurrency, "concurrency", api.DefaultConcurrency, "ask for so many workspaces of the fleet at once, at most 64")
}

func checkConcurrency(concurrency int) error {
	if concurrency < 1 || concurrency > api.MaxConcurrency {
		return usage("--concurrency %d: use 1 to %d", concurrency, api.MaxConcurrency)
	}
	return nil
}

// choose reads what the flags choose. The status comes first, as a quote in the
// filter need not end.
func (f *fleetFlags) choose() (err error) {
	expr := f.filter
	if f.status != "" {
		expr = "status:" + f.status + " " + expr
	}
	if f.by, err = filter.Parse(expr); err != nil {
		return usage("--filter %q: %s", f.filter, text.Sentence(err))
	}
	return nil
}

// chosen is what the flags choose now.
func (f *fleetFlags) chosen() filter.Filter { return f.by.At(time.Now()) }

func (w work) walker(f fleetFlags) *fleet.Scanner {
	return &fleet.Scanner{Reader: w.session, Channel: w.workspace, Options: fleet.Options{Concurrency: f.concurrency, Limit: f.limit}}
}

// walkFleet walks once and gives every webhook to take. It tells the progress on
// a terminal, and the count and the failures at the end.
func (a *app) walkFleet(ctx context.Context, walker *fleet.Scanner, f fleetFlags, take func(found)) error {
	show := a.progress(f)
	var passed []found // which others may inherit: by how many is known at the end
	err := walker.Scan(ctx, fleet.All, func(r fleet.Result) {
		for webhook, origin := range r.Rows {
			if webhook.Workspace == "" {
				webhook.Workspace = r.Workspace.ID
			}
			one := found{workspace: r.Workspace, webhook: webhook, origin: origin}
			if origin != nil || webhook.ApplyToAllDescendants {
				passed = append(passed, one)
				continue
			}
			take(one)
		}
		show(walker.Progress())
	})
	heirs := walker.Heirs()
	for _, one := range passed {
		one.heirs = heirs[api.Ref{Workspace: one.workspace.ID, Webhook: one.webhook.ID}]
		if one.origin != nil {
			one.heirs = heirs[one.origin.Ref()]
		}
		take(one)
	}
	show(fleet.Progress{})
	up, late := errors.AsType[*fleet.TimeUp](err)
	if err != nil && (!late || up.Total == 0) {
		return err
	}
	var failures []error
	unlisted := walker.Unlisted()
	if unlisted != nil {
		a.tellf("%s", text.Sentence(unlisted))
	}
	for _, r := range walker.Troubles() {
		reason := text.Sentence(cmp.Or(r.Err, r.Short))
		if r.Skipped() {
			reason = "skipped: " + reason
		}
		a.tellf("%s (%s): %s", text.Clean(r.Workspace.Name()), text.Clean(api.Text(r.Workspace.ID)), reason)
		if r.Err != nil && !r.Refused() {
			failures = append(failures, r.Err)
		}
	}
	p := walker.Progress()
	a.tellf("%s · %s, %d disabled%s", counted(p), text.Plural(p.Webhooks, "webhook", "webhooks"), p.Disabled, inheritedOnce(p))
	switch {
	case late:
		return coded{up, codePartly}
	case len(failures) == 0 && unlisted != nil && !api.IsIncomplete(unlisted):
		return coded{errors.New("not all workspaces could be listed; those that were are shown"), codePartly}
	case len(failures) == 0:
		return nil
	case len(failures) == p.Total:
		return failures[0]
	}
	return coded{fmt.Errorf("%d of %d workspaces could not be read; the others are shown", len(failures), p.Total), codePartly}
}

// counted is the honest count of a walk.
func counted(p fleet.Progress) string {
	line := fmt.Sprintf("%d of %s", p.Read, text.Plural(p.Total, "workspace", "workspaces"))
	if p.Forbidden > 0 {
		line += fmt.Sprintf(" · %d no access", p.Forbidden)
	}
	if p.Skipped > 0 {
		line += fmt.Sprintf(" · %d skipped", p.Skipped)
	}
	if p.Failed > 0 {
		line += fmt.Sprintf(" · %d failed", p.Failed)
	}
	if p.Short > 0 {
		line += fmt.Sprintf(" · %d incomplete", p.Short)
	}
	return line
}

// inheritedOnce says what of the lists was not counted again.
func inheritedOnce(p fleet.Progress) string {
	if p.Inherited == 0 {
		return ""
	}
	return fmt.Sprintf(" · %d inherited, counted where they live", p.Inherited)
}

// progressPeriod is how often the progress is written.
const progressPeriod = 100 * time.Millisecond

// progress returns what tells how far a walk is, on a terminal that shows
// nothing else; no progress wipes it away.
func (a *app) progress(f fleetFlags) func(fleet.Progress) {
	streams := f.format == asJSONLines && program.IsTerminal(a.process.Stdout)
	if !program.IsTerminal(a.process.Stderr) || streams {
		return func(fleet.Progress) {}
	}
	var last time.Time
	return func(p fleet.Progress) {
		line := "\r\x1b[K"
		if p.Total > 0 {
			if time.Since(last) < progressPeriod {
				return
			}
			last = time.Now()
			line += counted(p)
		}
		a.telling.Lock()
		defer a.telling.Unlock()
		_, _ = io.WriteString(a.process.Stderr, line) // nobody needs it
	}
}

// showFleet shows the fleet once, or again and again.
func (a *app) showFleet(ctx context.Context, w work, f fleetFlags) error {
	a.tellUnfinished(ctx, w)
	after := a.process.After
	if after == nil {
		after = time.After
	}
	walker := w.walker(f)
	known, err := a.showOnce(ctx, walker, f, nil)
	for f.watch > 0 && (err == nil || codeOf(err) == codePartly) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-after(f.watch):
		}
		known, err = a.showOnce(ctx, walker, f, known)
		if err != nil && ctx.Err() == nil {
			a.tellf("%s", text.Sentence(err))
			err = nil // the next walk may go well
		}
	}
	return err
}
