package cli

import (
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/account"
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
	yes, leaveSecret               bool
	resume, abandon                bool
	valueStdin                     bool
	concurrency                    int
	watch, limit                   time.Duration
	by                             filter.Filter // what filter and status say, once they are checked
	seen                           fleet.Seen    // what the scan before has shown
	allProfiles                    bool

	members  []account.Member  // with allProfiles: the accounts
	profiles map[string]string // their profiles, by their keys
}

func (a *app) fleetCommand() *cobra.Command {
	o := &fleetOptions{app: a}
	c := &cobra.Command{
		Use: "fleet", Short: "Show every webhook of every workspace below the channel, for scripts and cron",
		Long: "Show every webhook of every workspace below the channel, for scripts and cron.\n" +
			"Workspaces without access are counted and do not fail the command. It exits with 6 when others could not be read, " +
			"were skipped because the server asked to wait for more than 2 minutes, or at the time limit.",
		Example: "corotui fleet --status disabled\ncorotui fleet --json --filter 'trigger:users' | jq .id\n" +
			"corotui fleet --filter 'url:hooks.example.com' --enable --yes\n" +
			"corotui fleet --format prometheus --output /var/lib/node_exporter/corotui.prom",
	}
	o.showFlags(c)
	flags := c.Flags()
	flags.BoolVar(&o.enable, "enable", false, "enable the selected webhooks")
	flags.BoolVar(&o.disable, "disable", false, "disable the selected webhooks")
	yesFlag(c, &o.yes)
	flags.BoolVar(&o.resume, "resume", false, "resume a run that was interrupted")
	flags.BoolVar(&o.abandon, "abandon", false, "forget the runs that were interrupted")
	flags.BoolVar(&o.valueStdin, "value-stdin", false, "read from stdin the values of the interrupted run that the history does not keep")
	flags.DurationVar(&o.watch, "watch", 0, "scan again at this interval, e.g. 5m, and report what became disabled, and what is enabled again")
	leaveSecretFlag(c, &o.leaveSecret)
	c.AddCommand(a.fleetListCommand())
	return a.command(c, cobra.NoArgs, o.run)
}

// showFlags are those of what is shown, and how it is scanned.
func (o *fleetOptions) showFlags(c *cobra.Command) {
	flags := c.Flags()
	flags.BoolVar(&o.json, "json", false, "write JSON, one webhook per line")
	flags.StringVar(&o.format, "format", asTable, "output format: table, json, or prometheus")
	flags.StringVar(&o.output, "output", "", "write the output to this file (prometheus)")
	flags.StringVar(&o.status, "status", "", "only webhooks that are enabled or disabled")
	flags.StringVar(&o.filter, "filter", "", "only webhooks that match this filter, as in the terminal program")
	flags.BoolVar(&o.allProfiles, "all-profiles", false, "scan the channels of all profiles, and say whose each webhook is")
	concurrencyFlag(c, &o.concurrency)
	flags.DurationVar(&o.limit, "time-limit", fleet.DefaultLimit, "stop the scan after this time, e.g. 10m, and show what was read")
}

// fleetListCommand is fleet for those who only look.
func (a *app) fleetListCommand() *cobra.Command {
	o := &fleetOptions{app: a}
	c := &cobra.Command{
		Use: "list", Short: "List every webhook of every workspace below the channel",
		Long: "List every webhook of every workspace below the channel, or with --all-profiles below the channels of all profiles.\n" +
			"It exits with 6 when some workspaces or accounts could not be read.",
		Example: "corotui fleet list --status disabled\ncorotui fleet list --all-profiles --json | jq -r .profile",
	}
	o.showFlags(c)
	return a.command(c, cobra.NoArgs, o.run)
}

func (o *fleetOptions) run(cmd *cobra.Command, _ []string) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.allProfiles {
		if err := o.checkAllProfiles(cmd); err != nil {
			return err
		}
		return o.showAll(cmd)
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
	if err := o.parseFilter(); err != nil {
		return err
	}
	writes := o.enable || o.disable || o.resume
	switch {
	case !slices.Contains([]string{asTable, asJSONLines, asPrometheus}, o.format):
		return usage("--format %s: use table, json, or prometheus", o.format)
	case o.json && o.format != asJSONLines:
		return usage("--json and --format %s exclude each other", o.format)
	case o.output != "" && o.format != asPrometheus:
		return usage("--output needs --format prometheus; redirect other formats with >")
	case o.output != "" && !isFolder(filepath.Dir(o.output)):
		return usage("--output %s: folder %s does not exist; create it first", o.output, filepath.Dir(o.output))
	case o.status != "" && o.status != string(api.Enabled) && o.status != string(api.Disabled):
		return usage("--status %s: use enabled or disabled", o.status)
	case o.watch != 0 && o.watch < shortestWatch:
		return usage("--watch %s: use at least %s", o.watch, shortestWatch)
	case o.limit < time.Second:
		return usage("--time-limit %s: use at least 1s", o.limit)
	case o.enable && o.disable:
		return usage("--enable and --disable exclude each other")
	case writes && (o.watch != 0 || o.format == asPrometheus):
		return usage("--watch and --format prometheus only show webhooks; omit them to change webhooks")
	case o.valueStdin && !o.resume:
		return usage("--value-stdin needs --resume")
	case o.valueStdin && !o.yes:
		return usage("--value-stdin also needs --yes, as stdin cannot answer the question")
	case writes && !o.yes && !o.interactive():
		return usage("There is no terminal to ask on. Confirm with --yes")
	}
	return checkConcurrency(o.concurrency)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// parseFilter reads what the flags select. The status comes first, as a quote in the
// filter need not end.
func (o *fleetOptions) parseFilter() (err error) {
	expr := o.filter
	if o.status != "" {
		expr = "status:" + o.status + " " + expr
	}
	if o.by, err = filter.Parse(expr); err != nil {
		return usage("--filter %q: %s", o.filter, text.Sentence(err))
	}
	return nil
}

// selection is what the flags select now.
func (o *fleetOptions) selection() filter.Filter { return o.by.At(time.Now()) }
