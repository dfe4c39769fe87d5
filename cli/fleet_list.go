package cli

import (
	"cmp"
	"context"
	"fmt"
	"sort"
	"time"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/account"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// prometheus is a format that only what counts webhooks has.
const prometheus = "prometheus"

// fleetListOptions are what fleet list takes.
type fleetListOptions struct {
	output.Flags
	scanning
	selection
	everyAccount bool
}

var fleetView = output.View{
	Kind: webhookKind, Shape: output.Stream,
	Columns: output.Columns(append([]string{"WORKSPACE ID!", "WORKSPACE?"}, webhookTitles...)...),
}

func (a *app) fleetListCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "list", Short: "List every webhook of every workspace below the channel",
		Long: "List every webhook of every workspace below the channel, or with --all-profiles below the channels of all profiles.\n" +
			"It exits with 6 when some workspaces or accounts could not be read.",
		Example: "corotui fleet list --status disabled\ncorotui fleet list --all-profiles --json | jq -r .profile\n" +
			"corotui fleet list --format prometheus --output /srv/metrics/corotui.prom",
	}
	a.listsFleet(c)
	return c
}

// listsFleet makes a command list the fleet.
func (a *app) listsFleet(c *cobra.Command) {
	o := &fleetListOptions{scanning: scanning{app: a}}
	a.prints(c, &o.Flags, fleetView, prometheus)
	o.scanning.register(c)
	o.selection.register(c, inFleet)
	c.Flags().BoolVar(&o.everyAccount, "all-profiles", false, "scan the channels of all profiles, and say whose each webhook is")
	a.command(c, cobra.NoArgs, o.run)
}

func (o *fleetListOptions) run(cmd *cobra.Command, _ []string) error {
	if err := o.scanning.check(); err != nil {
		return err
	}
	if err := o.selection.check(); err != nil {
		return err
	}
	scanner, err := o.channels(cmd)
	if err != nil {
		return err
	}
	if o.everyAccount {
		columns := append(output.Columns("PROFILE!"), fleetView.Columns...)
		o.views[cmd] = printed{&o.Flags, output.View{Kind: webhookKind, Shape: output.Stream, Columns: columns}}
	}
	p := o.printer(cmd, false)
	o.streams = p.OnScreen() && !p.ForPeople()
	return o.list(cmd.Context(), scanner, p)
}

// channels are what is scanned: the channel of the profile, or of all.
func (o *fleetListOptions) channels(cmd *cobra.Command) (*fleet.Group, error) {
	if !o.everyAccount {
		conn, err := o.connectWorkspace(cmd)
		if err != nil {
			return nil, err
		}
		o.tellUnfinished(cmd.Context(), conn)
		c := conn.config
		o.paths, o.about = c.Paths, []string{"channel", account.WhereOf(c).BaseURL, c.ClientID.Value, string(conn.workspace)}
		return o.scanner(conn), nil
	}
	for _, name := range []string{"profile", "workspace", "region", "api-url"} {
		if cmd.Flags().Changed(name) {
			return nil, usage("--all-profiles and --%s exclude each other", name)
		}
	}
	if o.Format == prometheus {
		return nil, usage("--all-profiles shows webhooks; write --format prometheus for one --profile at a time")
	}
	return o.allProfiles(cmd)
}

// list scans and prints what is selected. People see it sorted, scripts as it comes.
func (o *fleetListOptions) list(ctx context.Context, scanner *fleet.Group, p *output.Printer) error {
	var rows []found
	var gauge gauges
	var failed error // of the output
	scanned := o.scan(ctx, scanner, func(one found) {
		switch {
		case !o.has(one):
		case o.Format == prometheus:
			gauge.add(one)
		case p.ForPeople():
			rows = append(rows, one)
		case failed == nil:
			failed = p.Add(exportFound(one), string(one.webhook.ID))
		}
	})
	if scanned != nil && codeOf(scanned) != codePartly {
		return scanned
	}
	if o.Format == prometheus {
		gauge.addRead(scanner.Scanner(""))
		failed = p.Raw(gauge.text(scanner.Progress()))
	}
	for _, one := range sorted(rows) {
		if failed == nil {
			failed = p.Add(nil, string(one.webhook.ID), o.cells(one)...)
		}
	}
	if failed == nil {
		failed = p.End(ctx)
	}
	if failed != nil && scanned != nil {
		o.tellf("%s", text.Sentence(scanned)) // only the worse one is told at the end
	}
	return cmp.Or(failed, scanned)
}

// exportFound is a webhook of the fleet as scripts see it.
func exportFound(one found) api.Export {
	export := exportOf(one.webhook, one.workspace.ID, one.origin)
	export.Profile, export.WorkspaceName, export.InheritedBy = api.Text(one.profile), one.workspace.Name(), one.heirs
	return export
}

// where names its workspace in a table, and how many others have it from there.
func (one found) where() string {
	name := text.Clean(one.workspace.Name())
	switch {
	case one.origin != nil:
		return name + " (from " + text.Clean(one.origin.Workspace.Name()) + ")"
	case one.heirs > 0:
		return fmt.Sprintf("%s +%d", name, one.heirs)
	}
	return name
}

// cells are the line of a webhook. Of several accounts each says its profile.
func (o *fleetListOptions) cells(one found) []string {
	cells := append([]string{text.Clean(api.Text(one.workspace.ID)), one.where()}, webhookCells(one.webhook, time.Now())...)
	if o.members == nil {
		return cells
	}
	return append([]string{text.Clean(api.Text(one.profile))}, cells...)
}

// sorted puts the disabled first, then the newest change.
func sorted(all []found) []found {
	sort.SliceStable(all, func(i, j int) bool {
		x, y := &all[i].webhook, &all[j].webhook
		if off := x.Status.Off(); off != y.Status.Off() {
			return off
		}
		return x.LastChange().After(y.LastChange())
	})
	return all
}
