package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"corotui/api"
	"corotui/internal/filter"
	"corotui/internal/fleet"
	"corotui/internal/text"
)

// found is a webhook that the walk found and the flags chose.
type found struct {
	workspace api.Workspace
	webhook   api.Webhook
	origin    *fleet.Origin // where it lives if it is inherited; else nil
	heirs     int           // workspaces that inherit it, as far as is known
}

// home is the workspace in which it lives.
func (one found) home() api.Workspace {
	if one.origin != nil {
		return one.origin.Workspace
	}
	return one.workspace
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

// place names a webhook of the fleet.
type place struct {
	workspace api.WorkspaceID
	webhook   api.WebhookID
}

// showOnce walks and shows. known is what was on at the walk before; nil shows
// all, and else only what became disabled since.
func (a *app) showOnce(ctx context.Context, walker *fleet.Scanner, f fleetFlags, known map[place]bool) (on map[place]bool, err error) {
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
		if failed := a.writeGauges(ctx, gauge.text(walker.Progress()), f.output); failed != nil {
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
	export.WorkspaceName, export.InheritedBy = one.workspace.Name(), one.heirs
	if one.origin != nil {
		export.InheritedFrom = one.origin.Workspace.ID
	}
	data, err := json.Marshal(export)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	a.printf("%s\n", text.EscapeUnseen(data))
	return nil
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
		rows = append(rows, append([]string{one.where()}, row...))
	}
	return rows
}
