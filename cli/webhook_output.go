package cli

import (
	"fmt"
	"time"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// webhookRows are webhooks as a table for people; the first row has the titles.
func webhookRows(webhooks []api.Webhook, now time.Time) [][]string {
	rows := make([][]string, 0, 1+len(webhooks))
	rows = append(rows, []string{"ID", "STATUS", "NAME", "HOST", "TRIGGERS", "UPDATED"})
	for _, w := range webhooks {
		updated := "-"
		if changed := w.LastChange(); !changed.IsZero() {
			updated = text.Ago(now, changed)
		}
		rows = append(rows, []string{
			text.Clean(api.Text(w.ID)), text.Clean(api.Text(w.Status)), text.Clean(w.Name), text.Host(w.URL),
			fmt.Sprint(len(w.Triggers)), updated,
		})
	}
	return rows
}

// exportOf is a webhook as scripts see it.
func exportOf(webhook api.Webhook, workspace api.WorkspaceID, origin *fleet.Origin) api.Export {
	export := webhook.Export(workspace)
	if origin != nil {
		export.InheritedFrom = origin.Workspace.ID
	}
	return export
}

// withOrigins adds to the rows of a table, of which the first has the titles, where
// webhooks are inherited from, if some are.
func withOrigins(rows [][]string, origins []*fleet.Origin) [][]string {
	some := false
	for _, origin := range origins {
		some = some || origin != nil
	}
	if !some {
		return rows
	}
	rows[0] = append(rows[0], "INHERITED FROM")
	for i, origin := range origins {
		from := "-"
		if origin != nil {
			from = text.Clean(origin.Workspace.Name())
		}
		rows[i+1] = append(rows[i+1], from)
	}
	return rows
}

// printWebhook writes a webhook for people, without what is secret.
func (a *app) printWebhook(w api.Webhook) {
	line := func(name, value string) {
		if value != "" {
			a.printf("%-12s %s\n", name, value)
		}
	}
	line("id", text.Clean(api.Text(w.ID)))
	line("name", text.Clean(w.Name))
	line("description", text.Clean(w.Description))
	line("URL", text.URL(w.URL))
	line("status", text.Clean(api.Text(w.Status)))
	if off := w.DisabledSince(); !off.Since.IsZero() {
		bound := map[api.Bound]string{api.AtLeast: " at the latest", api.AtMost: " at the earliest"}[off.Bound]
		line("off since", off.Since.UTC().Format("2006-01-02 15:04 UTC")+bound)
	}
	applies := "this workspace"
	if w.ApplyToAllDescendants {
		applies = "this workspace and all its descendants"
	}
	line("applies to", applies)
	if _, known := w.Secret.Value(); known || w.Secret.Masked() {
		line("secret", mask.Dots)
	} else {
		line("secret", "not returned by Coro")
	}
	for _, header := range w.Headers {
		line("header", text.Clean(header.Name)+": "+text.Clean(api.Text(mask.HeaderShown(string(header.Name), string(header.Value)))))
	}
	for _, trigger := range w.Triggers {
		line("trigger", text.Clean(api.Text(trigger)))
	}
	if changed := w.LastChange(); !changed.IsZero() {
		line("updated", changed.UTC().Format("2006-01-02 15:04 UTC"))
	}
	for _, extra := range w.Extra {
		line(text.Clean(api.Text(extra.Name)), text.Extra(extra))
	}
}
