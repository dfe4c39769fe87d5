package plan

import (
	"fmt"
	"slices"

	"corotui/api"
	"corotui/internal/text"
)

// The words of a plan, for commands and screens.

// Sign is the action as one character, which says what happens to the webhook.
func (a Action) Sign() string {
	switch a {
	case Create:
		return "+"
	case Delete:
		return "-"
	default:
		return "~"
	}
}

// Drift is what the action says of the webhook to someone who only looks.
func (a Action) Drift() string {
	switch a {
	case Create:
		return "missing"
	case Delete:
		return "extra"
	default:
		return "changed"
	}
}

// Title names the webhook of an item, what happens to it, and how many others inherit it.
func (i Item) Title() string { return i.title(string(i.Action)) }

// DriftTitle is Title for someone who only looks.
func (i Item) DriftTitle() string { return i.title(i.Action.Drift()) }

func (i Item) title(word string) string {
	said := i.Action.Sign() + " " + word + " " + text.Quote(i.Name())
	if i.Webhook.ID != "" {
		said += " (" + text.Clean(api.Text(i.Webhook.ID)) + ")"
	}
	if i.Heirs > 0 {
		said += ", which " + text.Plural(i.Heirs, "workspace inherits", "workspaces inherit")
	}
	if i.NeedsSecret() {
		said += "; needs a secret"
	}
	return said
}

// Title is that of the item, as it was planned.
func (i SavedItem) Title() string {
	said := i.Action.Sign() + " " + string(i.Action) + " " + text.Quote(api.Text(i.Name))
	if i.ID != "" {
		said += " (" + text.Clean(api.Text(i.ID)) + ")"
	}
	return said
}

// Where names the workspace of the item as the next command needs it.
func (i SavedItem) Where() string {
	return where(api.Workspace{ID: api.WorkspaceID(i.WorkspaceID), DisplayName: api.Text(i.WorkspaceName)})
}

// Summary says how much there was to do.
func (k *SavedPlan) Summary() string {
	count, touched := make(map[Action]int), make(map[string]bool)
	for i := range k.Items {
		count[k.Items[i].Action]++
		touched[k.Items[i].WorkspaceID] = true
	}
	return fmt.Sprintf("Plan of %s: %d to create, %d to change, %d to delete in %s", k.At.Local().Format("2006-01-02 15:04"),
		count[Create], count[Change], count[Delete], text.Plural(len(touched), "workspace", "workspaces"))
}

// Creates reports whether something is created.
func (k *SavedPlan) Creates() bool {
	return slices.ContainsFunc(k.Items, func(i SavedItem) bool { return i.Action == Create })
}

// Where names the workspace of an item as the next command needs it.
func (i Item) Where() string { return where(i.Workspace) }

// Count counts the items of an action.
func (p *Plan) Count(a Action) int {
	count := 0
	for i := range p.Items {
		if p.Items[i].Action == a {
			count++
		}
	}
	return count
}

// touched counts the workspaces of the items, which stand together.
func (p *Plan) touched() int {
	count := 0
	for i := range p.Items {
		if i == 0 || p.Items[i].Workspace.ID != p.Items[i-1].Workspace.ID {
			count++
		}
	}
	return count
}

// Summary says how much there is to do.
func (p *Plan) Summary() string {
	return p.summary("Nothing to do", fmt.Sprintf("Plan: %d to create, %d to change, %d to delete", p.Count(Create), p.Count(Change), p.Count(Delete)))
}

// DriftSummary is Summary for someone who only looks. What no set names counts only if it
// would be deleted.
func (p *Plan) DriftSummary(prune bool) string {
	counts := fmt.Sprintf("Drift: %d missing, %d changed", p.Count(Create), p.Count(Change))
	if prune {
		counts += fmt.Sprintf(", %d extra", p.Count(Delete))
	}
	return p.summary("No drift", counts)
}

func (p *Plan) summary(none, counts string) string {
	said := fmt.Sprintf("%s in %s; %d as wanted", counts, text.Plural(p.touched(), "workspace", "workspaces"), p.Unchanged)
	if len(p.Items) == 0 {
		said = fmt.Sprintf("%s: %s as wanted in %s", none, text.Plural(p.Unchanged, "webhook is", "webhooks are"), text.Plural(p.Workspaces, "workspace", "workspaces"))
	}
	if len(p.NoAccess) > 0 {
		said += "; no access to " + text.Plural(len(p.NoAccess), "workspace", "workspaces")
	}
	if len(p.Unread) > 0 {
		said += fmt.Sprintf("; %s not known", text.Plural(len(p.Unread), "workspace is", "workspaces are"))
	}
	return said
}
