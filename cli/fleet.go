package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/filter"
	"corotui/fleet"
	"corotui/ui/text"
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
	watch                          time.Duration
}

func (a *app) fleetCommand() *cobra.Command {
	var f fleetFlags
	c := &cobra.Command{
		Use: "fleet", Short: "Show every webhook of every workspace below the channel, for scripts and cron",
		Long: "Show every webhook of every workspace below the channel, for scripts and cron.\n" +
			"Workspaces without access are counted and do not fail the command; when others could not be read it exits with 6.",
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
	c.Flags().IntVar(concurrency, "concurrency", fleet.DefaultConcurrency, "ask for so many workspaces of the fleet at once, at most 64")
}

func checkConcurrency(concurrency int) error {
	if concurrency < 1 || concurrency > fleet.MaxConcurrency {
		return usage("--concurrency %d: use 1 to %d", concurrency, fleet.MaxConcurrency)
	}
	return nil
}

// chosen is what the flags choose.
func (f *fleetFlags) chosen() filter.Filter {
	if f.status == "" {
		return filter.Parse(f.filter)
	}
	return filter.Parse(f.filter + " status:" + f.status)
}

func (w work) walker(f fleetFlags) *fleet.Walker {
	return &fleet.Walker{Reader: w.session, Channel: w.workspace, Options: fleet.Options{Concurrency: f.concurrency}}
}

// found is a webhook that the walk found and the flags chose.
type found struct {
	workspace api.Workspace
	webhook   api.Webhook
}

// chosen reports whether the flags choose a webhook.
func (one found) chosen(by filter.Filter) bool {
	return by.Match(filter.NewSubject(&one.webhook, string(one.workspace.Name())+"\n"+string(one.workspace.ID)))
}

// wentOff reports whether a webhook that is off now, and was on, is one that a
// watch tells of: the flags may choose what it was, or what it has become.
func (one found) wentOff(by filter.Filter) bool {
	was := one
	was.webhook.Status = api.Enabled
	return one.chosen(by) || was.chosen(by)
}

// walkFleet walks once and gives every webhook to take. It tells the progress on
// a terminal, and the count and the failures at the end.
func (a *app) walkFleet(ctx context.Context, walker *fleet.Walker, f fleetFlags, take func(found)) error {
	show := a.progress(f)
	err := walker.Walk(ctx, fleet.All, func(r fleet.Result) {
		for _, webhook := range r.Webhooks {
			if webhook.Workspace == "" {
				webhook.Workspace = r.Workspace.ID
			}
			take(found{r.Workspace, webhook})
		}
		show(walker.Progress())
	})
	show(fleet.Progress{})
	if err != nil {
		return err
	}
	var failures []error
	unlisted := walker.Unlisted()
	if unlisted != nil {
		a.tellf("%s", text.Sentence(unlisted))
	}
	for _, r := range walker.Troubles() {
		a.tellf("%s (%s): %s", text.Clean(r.Workspace.Name()), text.Clean(api.Text(r.Workspace.ID)), text.Sentence(cmp.Or(r.Err, r.Short)))
		if r.Err != nil && !r.Refused() {
			failures = append(failures, r.Err)
		}
	}
	p := walker.Progress()
	a.tellf("%s · %s, %d disabled", counted(p), text.Plural(p.Webhooks, "webhook", "webhooks"), p.Disabled)
	switch {
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
	if p.Failed > 0 {
		line += fmt.Sprintf(" · %d failed", p.Failed)
	}
	if p.Short > 0 {
		line += fmt.Sprintf(" · %d incomplete", p.Short)
	}
	return line
}

// progressPeriod is how often the progress is written.
const progressPeriod = 100 * time.Millisecond

// progress returns what tells how far a walk is, on a terminal that shows
// nothing else; no progress wipes it away.
func (a *app) progress(f fleetFlags) func(fleet.Progress) {
	streams := f.format == asJSONLines && isTerminal(a.process.Stdout)
	if !isTerminal(a.process.Stderr) || streams {
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

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(file.Fd())
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

// place names a webhook of the fleet.
type place struct {
	workspace api.WorkspaceID
	webhook   api.WebhookID
}

// showOnce walks and shows. known is what was on at the walk before; nil shows
// all, and else only what became disabled since.
func (a *app) showOnce(ctx context.Context, walker *fleet.Walker, f fleetFlags, known map[place]bool) (on map[place]bool, err error) {
	on = make(map[place]bool, len(known))
	maps.Copy(on, known) // what cannot be read this time is as it was
	var rows []found
	var gauge gauges
	chosen := f.chosen()
	err = a.walkFleet(ctx, walker, f, func(one found) {
		at := place{one.workspace.ID, one.webhook.ID}
		on[at] = one.webhook.Status.On()
		told := one.chosen(chosen)
		if told {
			gauge.add(one)
		}
		if known != nil {
			told = known[at] && one.webhook.Status.Off() && one.wentOff(chosen)
		}
		if !told {
			return
		}
		if f.format == asJSONLines {
			a.fail(a.printLine(one))
			return
		}
		rows = append(rows, one)
	})
	if err != nil && codeOf(err) != codePartly {
		return on, err
	}
	switch {
	case f.format == asPrometheus:
		gauge.addRead(walker)
		if failed := a.writeGauges(gauge.text(walker.Progress()), f.output); failed != nil {
			if err != nil {
				a.tellf("%s", text.Sentence(err)) // only the worse one is told at the end
			}
			err = failed
		}
	case known != nil:
		for _, one := range rows {
			a.printf("%s became disabled: %s in %s (%s)\n", time.Now().Format(time.DateTime), text.Quote(one.webhook.Name),
				text.Clean(one.workspace.Name()), text.Clean(api.Text(one.webhook.ID)))
		}
	case f.format == asTable:
		a.printTable(fleetRows(rows, time.Now()))
	}
	return on, err
}

// printLine writes one webhook as one line of JSON.
func (a *app) printLine(one found) error {
	export := one.webhook.Export(one.workspace.ID)
	export.WorkspaceName = one.workspace.Name()
	data, err := json.Marshal(export)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	a.printf("%s\n", escapeUnseen(data))
	return nil
}

// fleetRows are the lines of the table: the disabled first, then the newest
// change.
func fleetRows(all []found, now time.Time) [][]string {
	slices.SortStableFunc(all, func(x, y found) int {
		if off := x.webhook.Status.Off(); off != y.webhook.Status.Off() {
			if off {
				return -1
			}
			return 1
		}
		return y.webhook.LastChange().Compare(x.webhook.LastChange())
	})
	rows := make([][]string, 0, 1+len(all))
	rows = append(rows, []string{"WORKSPACE", "ID", "STATUS", "NAME", "HOST", "EVENTS", "UPDATED"})
	for _, one := range all {
		row := webhookRows([]api.Webhook{one.webhook}, now)[1]
		rows = append(rows, append([]string{text.Clean(one.workspace.Name())}, row...))
	}
	return rows
}
