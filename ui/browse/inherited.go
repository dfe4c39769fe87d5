package browse

import (
	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// living is what a row stands for: itself, or of an inherited one the webhook in the
// workspace in which it lives.
func living(item list.Item) list.Item {
	if item.Origin == nil {
		return item
	}
	row := item.Ref
	return list.Item{
		Ref: item.Home(), WorkspaceName: text.Clean(item.Origin.Workspace.Name()), Webhook: item.Origin.Webhook,
		Pending: item.Pending, Stale: item.Stale, Origin: item.Origin, Heirs: item.Heirs, Via: &row,
	}
}

// livingOnce is living for several rows. Where some stand for the same webhook, the
// first of them does.
func livingOnce(items []list.Item) []list.Item {
	seen := make(map[screen.Ref]bool, len(items))
	once := make([]list.Item, 0, len(items))
	for _, item := range items {
		if one := living(item); !seen[one.Ref] {
			seen[one.Ref] = true
			once = append(once, one)
		}
	}
	return once
}

// lineageMsg is what is known of the workspaces above the open one.
type lineageMsg struct {
	id      api.WorkspaceID
	lineage *fleet.Lineage
}

// lineageCmd reads the workspaces above the open one, which tell which of its
// webhooks are inherited. A failure there is none of its list: what only those tell
// is taken for the workspace's own then.
func (b *Browse) lineageCmd() tea.Cmd {
	if b.workspace.Parent == "" {
		return nil
	}
	b.relating = true
	service, ctx, workspace := b.opts.Service, b.shell.Env().Context, b.workspace
	return func() tea.Msg {
		lineage, _ := fleet.LineageOf(ctx, service, workspace)
		return lineageMsg{workspace.ID, lineage}
	}
}

// related takes what is known of the workspaces above, and says in the rows which
// are inherited.
func (b *Browse) related(message lineageMsg) {
	if message.id != b.workspace.ID {
		return
	}
	b.lineage, b.relating = message.lineage, false
	set := make(map[screen.Ref]bool)
	for item := range b.list.Items() {
		if !item.Stale && (item.Origin != nil || b.originOf(item.Webhook) != nil) {
			set[item.Ref] = true
		}
	}
	if len(set) > 0 {
		b.list.Change(set, func(item *list.Item) { item.Origin = b.originOf(item.Webhook) })
		b.Follow()
	}
}

// originOf tells where a webhook of the open list lives, if it is inherited.
func (b *Browse) originOf(webhook api.Webhook) *fleet.Origin {
	lineage := b.lineage
	if lineage == nil {
		lineage = fleet.NewLineage(b.workspace.ID, nil)
	}
	origin := lineage.Origin(b.workspace.ID, &webhook)
	if origin != nil && origin.Workspace.ID == b.home.ID {
		named := *origin
		named.Workspace = b.home
		return &named
	}
	return origin
}

// NotRead says why nothing can be done yet with what is inherited: it is not known
// how it is named where it lives.
func (b *Browse) NotRead(item list.Item) string {
	if item.Origin == nil || item.Origin.Read || !b.relating || b.InFleet() {
		return ""
	}
	return b.Label(item) + " is inherited, and is still being read where it lives; try again in a moment."
}

// showHeirs says in the rows of the fleet how many workspaces inherit them.
func (b *Browse) showHeirs() {
	heirs := b.fleet.scanner.Heirs()
	set := make(map[screen.Ref]bool, len(heirs)+len(b.fleet.shared))
	for place := range heirs {
		set[place] = true
	}
	now := make(map[screen.Ref]bool, len(set))
	for ref := range set {
		now[ref] = true
	}
	for ref := range b.fleet.shared { // of the scan before
		set[ref] = true
	}
	b.fleet.shared = now
	if len(set) == 0 {
		return
	}
	b.fleet.list.Change(set, func(item *list.Item) {
		home := item.Home()
		item.Heirs = heirs[home]
	})
	b.Follow()
}

// inheritedWords say in the detail what a change of a webhook reaches; nothing if
// that is its own workspace alone.
func (b *Browse) inheritedWords(item list.Item) string {
	switch {
	case b.NotRead(item) != "":
		return "from " + text.Clean(item.Origin.Workspace.Name()) + "; being read there" + b.shell.Env().Theme.Signs.Ellipsis
	case item.Origin != nil && !item.Origin.Read:
		return "from " + text.Clean(item.Origin.Workspace.Name()) + ", where it could not be read"
	case item.Origin != nil:
		return "from " + text.Clean(item.Origin.Workspace.Name()) + "; it is changed there, for all that inherit it"
	case item.Heirs > 0:
		return "by " + text.Plural(item.Heirs, "workspace", "workspaces") + " below, which change with it"
	}
	return ""
}
