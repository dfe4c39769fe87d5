package cli

import (
	"fmt"
	"time"

	"corotui/api"
	"corotui/cli/output"
	"corotui/internal/text"
)

// webhookKind is a webhook in the API's field names.
var webhookKind = output.Kind{
	Name: "webhook", Meaning: "A webhook in the API's field names; what is secret is masked unless --show-secrets is given", Open: true,
	Fields: []output.Field{
		{Name: "id", Type: "string", Meaning: "the webhook"},
		{Name: "workspaceId", Type: "string", Meaning: "the workspace that lists it"},
		{Name: "profile", Type: "string", Meaning: "whose account shows it, with --all-profiles", Absent: true},
		{Name: "workspaceName", Type: "string", Meaning: "the name of the workspace, where it is known", Absent: true},
		{Name: "inheritedFrom", Type: "string", Meaning: "the workspace in which it lives, if that is another one", Absent: true},
		{Name: "inheritedBy", Type: "number", Meaning: "how many workspaces below inherit it", Absent: true},
		{Name: "name", Type: "string", Meaning: "its name"},
		{Name: "description", Type: "string", Meaning: "its description"},
		{Name: "url", Type: "string", Meaning: "where Coro sends to"},
		{Name: "triggers", Type: "array of strings", Meaning: "what it subscribes to, as the server spells it"},
		{Name: "headers", Type: "object", Meaning: "the headers that Coro sends, value by name"},
		{Name: "applyToAllDescendants", Type: "boolean", Meaning: "whether the workspaces below inherit it"},
		{Name: "status", Type: "string", Meaning: "enabled or disabled, as the server spells it"},
		{Name: "secret", Type: "string", Meaning: "its secret, if Coro returns it", Absent: true},
		{Name: "created", Type: "number", Meaning: "when it was created, in milliseconds since 1970", Absent: true},
		{Name: "updated", Type: "number", Meaning: "when it was changed last, in milliseconds since 1970", Absent: true},
	},
}

// webhookTitles are the columns of a webhook in tables, after those of its workspace.
var webhookTitles = []string{"ID!", "STATUS", "NAME", "HOST?", "TRIGGERS?", "UPDATED?"}

// webhookCells are a webhook as a line of a table.
func webhookCells(w api.Webhook, now time.Time) []string {
	updated := "-"
	if changed := w.LastChange(); !changed.IsZero() {
		updated = text.Ago(now, changed)
	}
	return []string{
		text.Clean(api.Text(w.ID)), text.Clean(api.Text(w.Status)), text.Clean(w.Name), text.Host(w.URL), fmt.Sprint(len(w.Triggers)), updated,
	}
}
