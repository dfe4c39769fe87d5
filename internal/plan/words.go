package plan

import (
	"fmt"

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

// Title names the webhook of an item, what happens to it, and how many others inherit it.
func (i Item) Title() string {
	said := i.Action.Sign() + " " + string(i.Action) + " " + text.Quote(i.Name())
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

// Place names the workspace of an item as the next command needs it.
func (i Item) Place() string { return where(i.Workspace) }

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
	said := fmt.Sprintf("Plan: %d to create, %d to change, %d to delete in %s; %d as wanted",
		p.Count(Create), p.Count(Change), p.Count(Delete), text.Plural(p.touched(), "workspace", "workspaces"), p.Unchanged)
	if len(p.Items) == 0 {
		said = fmt.Sprintf("Nothing to do: %s as wanted in %s", text.Plural(p.Unchanged, "webhook is", "webhooks are"), text.Plural(p.Workspaces, "workspace", "workspaces"))
	}
	if len(p.Unread) > 0 {
		said += fmt.Sprintf("; %s not known", text.Plural(len(p.Unread), "workspace is", "workspaces are"))
	}
	return said
}
