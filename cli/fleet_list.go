package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// show shows the fleet once, or again and again.
func (o *fleetOptions) show(ctx context.Context, conn connection) error {
	o.tellUnfinished(ctx, conn)
	return o.watchScans(ctx, o.scanner(conn))
}

// watchScans shows what a scan finds, and with --watch what later ones do.
func (o *fleetOptions) watchScans(ctx context.Context, scanner *fleet.Group) error {
	after := o.process.After
	if after == nil {
		after = time.After
	}
	err := o.listOnce(ctx, scanner, false)
	for o.watch > 0 && (err == nil || codeOf(err) == codePartly) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-after(o.watch):
		}
		err = o.listOnce(ctx, scanner, true)
		if err != nil && ctx.Err() == nil {
			o.tellf("%s", text.Sentence(err))
			err = nil // the next scan may go well
		}
	}
	return err
}

// listOnce scans and shows: all, or again only what became disabled or is enabled again
// since the scan before.
func (o *fleetOptions) listOnce(ctx context.Context, scanner *fleet.Group, again bool) error {
	var rows []found
	var gauge gauges
	selected := o.selection()
	err := o.scan(ctx, scanner, func(one found) {
		told := one.matches(selected)
		if told {
			gauge.add(one)
		}
		if again {
			told = one.toldOf(selected)
		}
		if !told {
			return
		}
		if o.format == asJSONLines {
			o.printLine(exportFound(one))
			return
		}
		rows = append(rows, one)
	})
	if err != nil && codeOf(err) != codePartly {
		return err
	}
	switch {
	case o.format == asPrometheus:
		gauge.addRead(scanner.Scanner(""))
		if failed := o.writeGauges(ctx, gauge.text(scanner.Progress()), o.output); failed != nil {
			if err != nil {
				o.tellf("%s", text.Sentence(err)) // only the worse one is told at the end
			}
			err = failed
		}
	case again:
		for _, one := range rows {
			what := map[fleet.News]string{fleet.Disabled: "became disabled", fleet.Enabled: "is enabled again"}[one.news]
			o.printf("%s %s%s: %s (%s)\n", time.Now().Format(time.DateTime), o.whose(one.account), what,
				text.QuoteIn(one.webhook.Name, one.workspace.Name()), text.Clean(api.Text(one.webhook.ID)))
		}
	case o.format == asTable:
		o.printTable(fleetRows(rows, o.members != nil, time.Now()))
	}
	return err
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

// fleetRows are the lines of the table: the disabled first, then the newest
// change. Of several accounts each says its profile.
func fleetRows(all []found, profiles bool, now time.Time) [][]string {
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
	rows = append(rows, []string{"PROFILE", "WORKSPACE", "ID", "STATUS", "NAME", "HOST", "TRIGGERS", "UPDATED"})
	for _, one := range all {
		row := webhookRows([]api.Webhook{one.webhook}, now)[1]
		rows = append(rows, append([]string{one.profile, one.where()}, row...))
	}
	for i := range rows {
		if !profiles {
			rows[i] = rows[i][1:]
		}
	}
	return rows
}
