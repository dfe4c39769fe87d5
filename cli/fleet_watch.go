package cli

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/internal/watch"
)

// shortestWatch keeps a watch from asking a server without a pause.
const shortestWatch = 10 * time.Second

// fleetWatchOptions are what fleet watch takes.
type fleetWatchOptions struct {
	fleetListOptions
	interval time.Duration
	once     bool
	onChange string

	out      *output.Printer
	memory   *watch.Memory
	heirs    map[api.Ref]int // how many workspaces inherit each webhook
	notified int             // how often the command of --on-change ran
	failures int             // of these
}

func (a *app) fleetWatchCommand() *cobra.Command {
	o := &fleetWatchOptions{fleetListOptions: fleetListOptions{scanning: scanning{app: a}}}
	c := &cobra.Command{
		Use: "watch", Short: "Scan again and again, and report which webhooks were disabled, enabled, created, deleted, or changed",
		Long: "Scan again and again, and report which webhooks were disabled, enabled, created, deleted, or changed, a line for each.\n" +
			"The flags select what a webhook was or has become. What cannot be read counts as unchanged, and a scan that fails is reported and " +
			"followed by the next one. In formats for programs the first scan lists what there is, as \"listed\".\n" +
			"With --once it scans once, compares with the last such run of the same profile, workspace, and selection, and exits with 7 if " +
			"something changed. The first run has nothing to compare with.\n" +
			"--on-change runs a command line in a shell for each change, one after the other, with that as one line of JSON on stdin. It may " +
			"take a minute; what it prints goes to stderr. If it fails, that is reported, and with --once it exits with 1.",
		Example: "corotui fleet watch --interval 1m --status disabled\n" +
			"corotui fleet watch --json | jq -r 'select(.event == \"disabled\") | .name'\n" +
			"corotui fleet watch --once --on-change 'curl --json @- https://x.example/in'",
	}
	a.prints(c, &o.Flags, newsView)
	o.scanning.register(c)
	o.selection.register(c, inFleet)
	flags := c.Flags()
	flags.BoolVar(&o.everyAccount, "all-profiles", false, "scan the channels of all profiles, and say whose each webhook is")
	flags.DurationVar(&o.interval, "interval", 5*time.Minute, "how long to wait between two scans, at least 10s")
	flags.BoolVar(&o.once, "once", false, "scan once, compare with the last run, and exit with 7 if something changed")
	flags.StringVar(&o.onChange, "on-change", "", "run this command line for each change, with it as JSON on stdin")
	return a.command(c, cobra.NoArgs, o.run)
}

// check says what is wrong with the flags.
func (o *fleetWatchOptions) check(cmd *cobra.Command) error {
	changed := cmd.Flags().Changed
	switch {
	case o.interval < shortestWatch:
		return usage("--interval %s: use at least %s", o.interval, shortestWatch)
	case o.once && changed("interval"):
		return usage("--once and --interval exclude each other")
	case o.File != "" && !o.once:
		return usage("--output needs --once, as a file is written whole at the end; redirect stdout instead")
	case changed("on-change") && strings.TrimSpace(o.onChange) == "":
		return usage("--on-change is empty; give it a command line")
	}
	return cmp.Or(o.scanning.check(), o.selection.check())
}

func (o *fleetWatchOptions) run(cmd *cobra.Command, _ []string) error {
	if err := o.check(cmd); err != nil {
		return err
	}
	scanner, err := o.channels(cmd)
	if err != nil {
		return err
	}
	o.out = o.printer(cmd, false)
	if o.once {
		return o.runOnce(cmd.Context(), scanner)
	}
	o.memory = watch.New(watch.NewKey())
	return o.runOn(cmd.Context(), scanner)
}

// runOn scans until it is stopped.
func (o *fleetWatchOptions) runOn(ctx context.Context, scanner *fleet.Group) error {
	after := o.process.After
	if after == nil {
		after = time.After
	}
	for {
		events, scanned := o.compare(ctx, scanner)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if scanned != nil {
			o.tellf("%s", text.Sentence(scanned)) // the next scan may go well
		}
		if _, err := o.tellNews(ctx, events); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-after(o.interval):
		}
	}
}

// compare scans once, and returns what is new since the scan before. The error is of what
// could not be read.
func (o *fleetWatchOptions) compare(ctx context.Context, scanner *fleet.Group) ([]watch.News, error) {
	var results []fleet.Result
	o.each = func(r fleet.Result) { results = append(results, r) }
	scanned := o.scan(ctx, scanner, func(found) {})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	o.heirs = scanner.Heirs()
	return o.memory.Compare(watch.Scan{
		At: time.Now(), Results: o.named(results),
		Selected: func(r fleet.Result, w api.Webhook, origin *fleet.Origin) bool {
			return o.has(found{profile: r.Account, workspace: r.Workspace, webhook: w, origin: origin})
		},
		Find:      func(at api.Ref) (*api.Webhook, error) { return o.find(ctx, scanner, at) },
		Inherited: o.inherited(ctx, scanner),
	}), scanned
}

// named are results whose account is the name of its profile, which is another one's key
// as soon as another profile is the default.
func (o *fleetWatchOptions) named(results []fleet.Result) []fleet.Result {
	for i, r := range results {
		results[i].Account = o.profiles[r.Account]
	}
	return results
}

// key is the account of a profile.
func (o *scanning) key(profile string) string {
	for key, name := range o.profiles {
		if name == profile {
			return key
		}
	}
	return ""
}

// find reads a webhook by its id; nil without an error is that it is gone.
func (o *fleetWatchOptions) find(ctx context.Context, scanner *fleet.Group, at api.Ref) (*api.Webhook, error) {
	reader, can := scanner.Scanner(o.key(at.Account)).Reader.(interface {
		Webhook(context.Context, api.WorkspaceID, api.WebhookID) (api.Webhook, error)
	})
	if !can {
		return nil, nil //nolint:nilnil // the list is all there is to read
	}
	w, err := reader.Webhook(ctx, at.Workspace, at.Webhook)
	if api.KindOf(err) == api.KindNotFound {
		return nil, nil //nolint:nilnil // see watch.Scan
	}
	return &w, err
}

// inherited tells what was made above a workspace while the scan was running.
func (o *fleetWatchOptions) inherited(ctx context.Context, scanner *fleet.Group) func(fleet.Result, api.Webhook) (bool, error) {
	rechecks := make(map[string]*fleet.Recheck)
	return func(r fleet.Result, w api.Webhook) (bool, error) {
		key := o.key(r.Account)
		if rechecks[key] == nil {
			rechecks[key] = scanner.Scanner(key).Recheck()
		}
		return rechecks[key].Inherited(ctx, r.Workspace.ID, &w)
	}
}

// event is an event with its webhook as fleet list shows it.
func (o *fleetWatchOptions) event(e watch.News) fleetNews {
	one := found{profile: e.Account, account: o.key(e.Account), workspace: e.Workspace, webhook: e.Webhook, origin: e.Origin}
	one.heirs = o.heirs[one.homeRef()]
	return fleetNews{e, one}
}

// tellNews prints events and runs the command for those that are changes, until all are
// told or ctx ends. It returns those that are left.
func (o *fleetWatchOptions) tellNews(ctx context.Context, events []watch.News) (left []watch.News, err error) {
	for i, e := range events {
		if ctx.Err() != nil {
			return events[i:], ctx.Err()
		}
		one := o.event(e)
		if e.Kind == watch.Listed && o.out.ForPeople() {
			continue
		}
		if err := o.print(one); err != nil {
			return events[i:], err
		}
		if e.Kind == watch.Listed || o.onChange == "" {
			continue
		}
		if err := o.notify(ctx, one); err != nil {
			return events[i:], err
		}
	}
	return nil, nil
}

// print prints an event: to people as a sentence.
func (o *fleetWatchOptions) print(e fleetNews) error {
	if o.out.ForPeople() && o.out.OnScreen() {
		return o.out.Text(e.sentence() + "\n")
	}
	return o.out.Add(e, string(e.Webhook.ID), e.cells()...)
}
