package cli

import (
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
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

// fleetOptions say what is shown of the fleet, and what is done to it.
type fleetOptions struct {
	*app
	format, output, status, filter string
	json, enable, disable          bool
	yes, leave, resume, abandon    bool
	valueStdin                     bool
	concurrency                    int
	watch, limit                   time.Duration
	by                             filter.Filter // what filter and status say, once they are checked
}

func (a *app) fleetCommand() *cobra.Command {
	o := &fleetOptions{app: a}
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
	flags.BoolVar(&o.json, "json", false, "write JSON, one webhook a line, as it is read")
	flags.StringVar(&o.format, "format", asTable, "write a table, json or prometheus")
	flags.StringVar(&o.output, "output", "", "put the output into this file, whole or not at all (prometheus)")
	flags.StringVar(&o.status, "status", "", "only webhooks that are enabled or disabled")
	flags.StringVar(&o.filter, "filter", "", "only webhooks that this filter matches, as in the terminal program")
	flags.BoolVar(&o.enable, "enable", false, "enable the webhooks that are chosen")
	flags.BoolVar(&o.disable, "disable", false, "disable the webhooks that are chosen")
	yesFlag(c, &o.yes)
	flags.BoolVar(&o.resume, "resume", false, "go on with a run that was interrupted")
	flags.BoolVar(&o.abandon, "abandon", false, "forget the runs that were interrupted")
	flags.BoolVar(&o.valueStdin, "value-stdin", false, "read from stdin what the interrupted run was to set and the history does not keep")
	concurrencyFlag(c, &o.concurrency)
	flags.DurationVar(&o.watch, "watch", 0, "walk again after so long, like 5m, and tell what became disabled since")
	flags.DurationVar(&o.limit, "time-limit", fleet.DefaultLimit, "stop reading after so long, like 10m; what was read by then is shown")
	leaveFlag(c, &o.leave)
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *fleetOptions) run(cmd *cobra.Command, _ []string) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.resume || o.abandon {
		return o.resumeRuns(cmd)
	}
	conn, err := o.connectWorkspace(cmd)
	if err != nil {
		return err
	}
	if o.enable || o.disable {
		return o.toggle(cmd.Context(), conn)
	}
	return o.show(cmd.Context(), conn)
}

// check refuses what does not go together, before anything is asked.
func (o *fleetOptions) check() error {
	if o.json && o.format == asTable {
		o.format = asJSONLines
	}
	if err := o.choose(); err != nil {
		return err
	}
	writes := o.enable || o.disable || o.resume
	switch {
	case !slices.Contains([]string{asTable, asJSONLines, asPrometheus}, o.format):
		return usage("--format %s: use table, json or prometheus", o.format)
	case o.json && o.format != asJSONLines:
		return usage("--json and --format %s exclude each other", o.format)
	case o.output != "" && o.format != asPrometheus:
		return usage("--output goes with --format prometheus; redirect the rest with >")
	case o.output != "" && !isFolder(filepath.Dir(o.output)):
		return usage("--output %s: there is no folder %s; make it first", o.output, filepath.Dir(o.output))
	case o.status != "" && o.status != string(api.Enabled) && o.status != string(api.Disabled):
		return usage("--status %s: use enabled or disabled", o.status)
	case o.watch != 0 && o.watch < shortestWatch:
		return usage("--watch %s: use at least %s", o.watch, shortestWatch)
	case o.limit < time.Second:
		return usage("--time-limit %s: use at least 1s", o.limit)
	case o.enable && o.disable:
		return usage("--enable and --disable exclude each other")
	case writes && (o.watch != 0 || o.format == asPrometheus):
		return usage("--watch and prometheus only show; leave them out to change webhooks")
	case o.valueStdin && !o.resume:
		return usage("--value-stdin goes with --resume")
	case o.valueStdin && !o.yes:
		return usage("say --yes: stdin gives the value, so it cannot answer, too")
	case writes && !o.yes && !o.interactive():
		return usage("say --yes: there is no terminal to ask on")
	}
	return checkConcurrency(o.concurrency)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// choose reads what the flags choose. The status comes first, as a quote in the
// filter need not end.
func (o *fleetOptions) choose() (err error) {
	expr := o.filter
	if o.status != "" {
		expr = "status:" + o.status + " " + expr
	}
	if o.by, err = filter.Parse(expr); err != nil {
		return usage("--filter %q: %s", o.filter, text.Sentence(err))
	}
	return nil
}

// chosen is what the flags choose now.
func (o *fleetOptions) chosen() filter.Filter { return o.by.At(time.Now()) }
