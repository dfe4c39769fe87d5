package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/state"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
	"corotui/ui/workspace"
)

// Snapshots keep the list from one run to the next, so that the next one shows
// it at once. They belong to whoever is logged in when they are asked.
type Snapshots interface {
	workspace.Keeper
	// Load returns what was kept of a workspace, and whether there is anything.
	Load(ctx context.Context, id api.WorkspaceID) (state.List, bool)
	Save(ctx context.Context, kept state.List) error
}

// keptMsg is what was kept of the workspace that is being loaded.
type keptMsg struct {
	number int // of the load
	kept   state.List
	there  bool
}

// savedMsg says whether the list could be kept.
type savedMsg struct{ err error }

// keptCmd looks for what was kept of the workspace, unless it is on the screen.
func (m *frame) keptCmd() tea.Cmd {
	if m.opts.Snapshots == nil || m.list.Loaded() {
		return nil
	}
	snapshots, ctx, id, number := m.opts.Snapshots, m.opts.Context, m.workspace.ID, m.load.number
	return func() tea.Msg {
		kept, there := snapshots.Load(ctx, id)
		return keptMsg{number, kept, there}
	}
}

// kept shows what was kept, unless the server was faster.
func (m *frame) kept(message keptMsg) {
	if !message.there || message.number != m.load.number || m.list.Loaded() {
		return
	}
	m.showKept(message.kept)
	if !m.load.running { // it failed, and these rows are what there is
		m.load.stale, m.load.failed = true, m.env.Now()
	}
}

// showKept fills the list with the rows of an earlier run, which the load under
// way replaces.
func (m *frame) showKept(kept state.List) {
	if kept.Workspace.ID != m.workspace.ID {
		return
	}
	if m.home.ID == m.workspace.ID {
		m.home = kept.Workspace
	}
	m.workspace = kept.Workspace
	items := make([]list.Item, len(kept.Webhooks))
	for i, webhook := range kept.Webhooks {
		items[i] = list.Item{
			Ref:           screen.Ref{Workspace: m.workspace.ID, Webhook: webhook.ID},
			WorkspaceName: m.workspaceName(),
			Webhook:       webhook,
			Kept:          true,
			Origin:        m.originOf(webhook),
		}
	}
	m.load.last, m.load.kept, m.load.shown = kept.At, kept.At, m.env.Now()
	m.list.Load(items, m.load.shown)
	m.wait()
	m.follow()
}

// keepCmd keeps the list for the next start. It is not kept while writes are
// under way: their ends will.
func (m *frame) keepCmd() tea.Cmd {
	if m.opts.Snapshots == nil || !m.list.Loaded() || !m.load.kept.IsZero() || m.writes.running > 0 {
		return nil
	}
	snapshots, ctx := m.opts.Snapshots, m.opts.Context
	kept := state.List{Workspace: m.workspace, At: m.load.last}
	for _, item := range m.list.Items() {
		if item.Origin != nil {
			item.Webhook.Workspace = item.Origin.Workspace.ID
		}
		kept.Webhooks = append(kept.Webhooks, item.Webhook)
	}
	return func() tea.Msg { return savedMsg{snapshots.Save(ctx, kept)} }
}

// saved says what a list that could not be kept means.
func (m *frame) saved(message savedMsg) {
	if message.err != nil && m.status.sentence == "" {
		m.Say(screen.Warning, "The list is not kept for the next start: "+text.Sentence(message.err))
	}
}

// keptReason says why an action that needs the whole webhook cannot be done
// with a row of an earlier run.
func (m *frame) keptReason(item list.Item) string {
	was := text.Quote(item.Webhook.Name) + " is shown as it was " + text.AgoLong(m.env.Now(), m.load.kept)
	if m.load.running {
		return was + "; wait until it is read."
	}
	return was + "; " + m.env.Key(keys.Refresh) + " reads it."
}

// keptSince is the time of the rows of an earlier run, and zero for fresh ones.
func (m *frame) keptSince(item list.Item) time.Time {
	if !item.Kept {
		return time.Time{}
	}
	return m.load.kept
}
