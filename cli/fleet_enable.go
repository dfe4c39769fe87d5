package cli

import (
	"context"
	"fmt"
	"strings"

	"corotui/internal/bulk"
	"corotui/internal/text"
	"corotui/internal/words"
)

// toggle enables or disables what the flags select.
func (o *fleetOptions) toggle(ctx context.Context, conn connection) error {
	if err := o.mayChange(conn); err != nil {
		return err
	}
	o.tellUnfinished(ctx, conn)
	action := bulk.Action{Kind: bulk.Enable, Policy: secretPolicy(o.leaveSecret)}
	if o.disable {
		action.Kind = bulk.Disable
	}
	var items []bulk.Item
	selected := o.selection()
	scanned := o.scan(ctx, o.scanner(conn), func(one found) {
		if one.matches(selected) {
			items = append(items, one.item())
		}
	})
	if scanned != nil && codeOf(scanned) != codePartly {
		return scanned
	}
	if len(items) == 0 {
		o.tellf("No webhook matches; nothing was changed")
		return scanned
	}
	plan, err := bulk.New(action, items)
	if err != nil {
		return err
	}
	summary := plan.Summary()
	if summary.Unchanged == summary.Tasks {
		o.tellf("%s", words.Unchanged(action.Kind, summary.Tasks, "webhook", "webhooks"))
		return scanned
	}
	for _, line := range shared(items) {
		o.tellf("%s", line)
	}
	if !o.yes {
		question := fmt.Sprintf("%s %s in %s (%d %s)?", words.OfAction(action.Kind).Ask, text.Plural(summary.Changes, "webhook", "webhooks"),
			text.Plural(summary.Workspaces, "workspace", "workspaces"), summary.Unchanged, "already "+strings.ToLower(words.OfAction(action.Kind).Done))
		if err := o.confirmRun(ctx, summary, question); err != nil {
			return err
		}
	}
	if err := o.runPlan(ctx, conn, plan, o.concurrency, o.teller(action.Kind)); err != nil {
		return err
	}
	return scanned
}

// shared says which of some webhooks change in more than one workspace.
func shared(items []bulk.Item) []string {
	var lines []string
	for _, item := range items {
		if item.Heirs > 0 {
			lines = append(lines, fmt.Sprintf("%s of %s is inherited: it changes there and in %s below",
				text.Quote(item.Webhook.Name), text.Clean(item.WorkspaceName), text.Plural(item.Heirs, "workspace", "workspaces")))
		}
	}
	const most = 10
	if rest := len(lines) - most; rest > 0 {
		lines = append(lines[:most], fmt.Sprintf("and %s", text.Plural(rest, "other", "others")))
	}
	return lines
}
