package browse

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
func (b *Browse) keptCmd() tea.Cmd {
	if b.opts.Snapshots == nil || b.list.Loaded() {
		return nil
	}
	snapshots, ctx, id, number := b.opts.Snapshots, b.shell.Env().Context, b.workspace.ID, b.load.number
	return func() tea.Msg {
		kept, there := snapshots.Load(ctx, id)
		return keptMsg{number, kept, there}
	}
}

// kept shows what was kept, unless the server was faster.
func (b *Browse) kept(message keptMsg) {
	if !message.there || message.number != b.load.number || b.list.Loaded() {
		return
	}
	b.showKept(message.kept)
	if !b.load.running { // it failed, and these rows are what there is
		b.load.stale, b.load.failed = true, b.shell.Env().Now()
	}
}

// showKept fills the list with the rows of an earlier run, which the load under
// way replaces.
func (b *Browse) showKept(kept state.List) {
	if kept.Workspace.ID != b.workspace.ID {
		return
	}
	if b.home.ID == b.workspace.ID {
		b.home = kept.Workspace
	}
	b.workspace = kept.Workspace
	items := make([]list.Item, len(kept.Webhooks))
	for i, webhook := range kept.Webhooks {
		items[i] = list.Item{
			Ref:           screen.Ref{Workspace: b.workspace.ID, Webhook: webhook.ID},
			WorkspaceName: b.WorkspaceName(),
			Webhook:       webhook,
			Stale:         true,
			Origin:        b.originOf(webhook),
		}
	}
	b.load.last, b.load.kept, b.load.shown = kept.At, kept.At, b.shell.Env().Now()
	b.list.Load(items, b.load.shown)
	b.wait()
	b.Follow()
}

// Keep keeps the list for the next start. It is not kept while writes are
// under way: their ends will.
func (b *Browse) Keep() tea.Cmd {
	if b.opts.Snapshots == nil || !b.list.Loaded() || !b.load.kept.IsZero() || b.work.Busy() {
		return nil
	}
	snapshots, ctx := b.opts.Snapshots, b.shell.Env().Context
	kept := state.List{Workspace: b.workspace, At: b.load.last, Webhooks: make([]api.Webhook, 0, b.list.Len())}
	for item := range b.list.Items() {
		if item.Origin != nil {
			item.Webhook.Workspace = item.Origin.Workspace.ID
		}
		kept.Webhooks = append(kept.Webhooks, item.Webhook)
	}
	return func() tea.Msg { return savedMsg{snapshots.Save(ctx, kept)} }
}

// saved says what a list that could not be kept means.
func (b *Browse) saved(message savedMsg) {
	if message.err != nil && b.said().sentence == "" {
		b.shell.Say(screen.Warning, "Could not save the list for the next start: "+text.Sentence(message.err))
	}
}

// StaleReason says why an action that needs the whole webhook cannot be done
// with a row of an earlier run.
func (b *Browse) StaleReason(item list.Item) string {
	was := b.Label(item) + " is shown as it was " + text.AgoLong(b.shell.Env().Now(), b.load.kept)
	if b.load.running {
		return was + "; wait until it is read."
	}
	return was + "; " + b.shell.Env().Key(keys.Refresh) + " reads it."
}

// keptSince is the time of the rows of an earlier run, and zero for fresh ones.
func (b *Browse) keptSince(item list.Item) time.Time {
	if !item.Stale {
		return time.Time{}
	}
	return b.load.kept
}
