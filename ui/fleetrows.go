package ui

import (
	"time"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// writeTimes says when the writes of webhooks ended. What was asked before may
// tell of a webhook as it was before its write.
type writeTimes map[api.WorkspaceID]map[api.WebhookID]time.Time

func (w writeTimes) add(ref screen.Ref, at time.Time) {
	if w[ref.Workspace] == nil {
		w[ref.Workspace] = make(map[api.WebhookID]time.Time)
	}
	w[ref.Workspace][ref.Webhook] = at
}

// fleetPending are the rows that something is being done to, which knows better
// than a list that was asked before it.
func (m *frame) fleetPending() map[screen.Ref]list.Item {
	if m.writes.running == 0 && !m.run.active {
		return nil
	}
	return m.fleet.list.Pending()
}

// fleetItems are the rows of a workspace as a walk read it, but for those that
// are being written or were since the walk asked.
func (m *frame) fleetItems(result fleet.Result, pending map[screen.Ref]list.Item) []list.Item {
	items := make([]list.Item, 0, len(result.Webhooks))
	wrote := m.fleet.wrote[result.Workspace.ID]
	for webhook, origin := range result.Rows {
		ref := screen.Ref{Workspace: result.Workspace.ID, Webhook: webhook.ID}
		if shown, writing := pending[ref]; writing {
			items = append(items, shown)
		} else if !wrote[ref.Webhook].After(result.Asked) {
			item := m.fleetItem(ref, result.Workspace, webhook)
			item.Origin = origin
			items = append(items, item)
		}
	}
	for id, at := range wrote {
		ref := screen.Ref{Workspace: result.Workspace.ID, Webhook: id}
		if _, writing := pending[ref]; writing || !at.After(result.Asked) {
			continue
		}
		if shown, there := m.fleet.list.Find(ref); there {
			items = append(items, shown)
		}
	}
	return items
}

// fleetItem is the row of a webhook, and says whether it went off since it was
// read before.
func (m *frame) fleetItem(ref screen.Ref, workspace api.Workspace, webhook api.Webhook) list.Item {
	item := list.Item{Ref: ref, WorkspaceName: text.Clean(workspace.Name()), Webhook: webhook}
	if m.fleet.on[ref] && webhook.Status.Off() {
		item.News = true
		m.fleet.wentOff = append(m.fleet.wentOff, text.Quote(webhook.Name)+" in "+item.WorkspaceName)
	}
	m.fleet.on[ref] = webhook.Status.On()
	return item
}
