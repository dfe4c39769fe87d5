package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/dialog"
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
		Pending: item.Pending, Kept: item.Kept, Origin: item.Origin, Heirs: item.Heirs, Via: &row,
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

// sharedLines say of webhooks which of them change in more than one workspace.
func (m *frame) sharedLines(items []list.Item) []string {
	const most = 3
	var lines []string
	for _, item := range items {
		if item.Shared() {
			lines = append(lines, m.sharedLine(item))
		}
	}
	if rest := len(lines) - most; rest > 0 {
		lines = append(lines[:most], "and "+text.Plural(rest, "other", "others"))
	}
	return lines
}

func (m *frame) sharedLine(item list.Item) string {
	below := "in every workspace below that inherits it"
	if item.Heirs > 0 {
		below = "in the " + text.Plural(item.Heirs, "workspace", "workspaces") + " below that inherit it"
	}
	return fmt.Sprintf("%s lives in %s: it changes there and %s.", text.Quote(item.Webhook.Name), m.workspaceOf(item), below)
}

// askShared asks before a change of more than one workspace; any other is made at
// once.
func (m *frame) askShared(item list.Item, doing string, do func() tea.Cmd) tea.Cmd {
	if !item.Shared() {
		return do()
	}
	q := dialog.Question{
		Title:   fmt.Sprintf("%s %s in %s?", doing, text.Quote(item.Webhook.Name), m.workspaceOf(item)),
		Lines:   append(m.sharedLines([]list.Item{item}), m.hiddenLines([]list.Item{item})...),
		Choices: []string{noChange, strings.ToLower(doing)},
	}
	return m.ask(q, func(choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return do()
	})
}

// askEdit opens the form of the webhook under the cursor.
func (m *frame) askEdit() tea.Cmd {
	item, ok := m.one()
	if !ok {
		return nil
	}
	return m.askShared(item, "Edit", func() tea.Cmd { return m.edit(item) })
}

// lineageMsg is what is known of the workspaces above the open one.
type lineageMsg struct {
	id      api.WorkspaceID
	lineage *fleet.Lineage
}

// lineageCmd reads the workspaces above the open one, which tell which of its
// webhooks are inherited. A failure there is none of its list: what only those tell
// is taken for the workspace's own then.
func (m *frame) lineageCmd() tea.Cmd {
	if m.workspace.Parent == "" {
		return nil
	}
	m.relating = true
	service, ctx, workspace := m.opts.Service, m.opts.Context, m.workspace
	return func() tea.Msg {
		lineage, _ := fleet.LineageOf(ctx, service, workspace)
		return lineageMsg{workspace.ID, lineage}
	}
}

// related takes what is known of the workspaces above, and says in the rows which
// are inherited.
func (m *frame) related(message lineageMsg) {
	if message.id != m.workspace.ID {
		return
	}
	m.lineage, m.relating = message.lineage, false
	set := make(map[screen.Ref]bool)
	for _, item := range m.list.Items() {
		if !item.Kept && (item.Origin != nil || m.originOf(item.Webhook) != nil) {
			set[item.Ref] = true
		}
	}
	if len(set) > 0 {
		m.list.Change(set, func(item *list.Item) { item.Origin = m.originOf(item.Webhook) })
		m.follow()
	}
}

// originOf tells where a webhook of the open list lives, if it is inherited.
func (m *frame) originOf(webhook api.Webhook) *fleet.Origin {
	lineage := m.lineage
	if lineage == nil {
		lineage = fleet.NewLineage(m.workspace.ID, nil)
	}
	origin := lineage.Origin(m.workspace.ID, &webhook)
	if origin != nil && origin.Workspace.ID == m.home.ID {
		named := *origin
		named.Workspace = m.home
		return &named
	}
	return origin
}

// notRead says why nothing can be done yet with what is inherited: it is not known
// how it is named where it lives.
func (m *frame) notRead(item list.Item) string {
	if item.Origin == nil || item.Origin.Read || !m.relating || m.inFleet() {
		return ""
	}
	return text.Quote(item.Webhook.Name) + " is inherited, and is still being read where it lives; try again in a moment."
}

// showHeirs says in the rows of the fleet how many workspaces inherit them.
func (m *frame) showHeirs() {
	heirs := m.fleet.walker.Heirs()
	set := make(map[screen.Ref]bool, len(heirs)+len(m.fleet.shared))
	for place := range heirs {
		set[screen.Ref{Workspace: place.Workspace, Webhook: place.Webhook}] = true
	}
	now := make(map[screen.Ref]bool, len(set))
	for ref := range set {
		now[ref] = true
	}
	for ref := range m.fleet.shared { // of the walk before
		set[ref] = true
	}
	m.fleet.shared = now
	if len(set) == 0 {
		return
	}
	m.fleet.list.Change(set, func(item *list.Item) {
		home := item.Home()
		item.Heirs = heirs[home]
	})
	m.follow()
}

// inheritedWords say in the detail what a change of a webhook reaches; nothing if
// that is its own workspace alone.
func (m *frame) inheritedWords(item list.Item) string {
	switch {
	case m.notRead(item) != "":
		return "from " + text.Clean(item.Origin.Workspace.Name()) + "; being read there" + m.env.Theme.Signs.Ellipsis
	case item.Origin != nil && !item.Origin.Read:
		return "from " + text.Clean(item.Origin.Workspace.Name()) + ", where it could not be read"
	case item.Origin != nil:
		return "from " + text.Clean(item.Origin.Workspace.Name()) + "; it is changed there, for all that inherit it"
	case item.Heirs > 0:
		return "by " + text.Plural(item.Heirs, "workspace", "workspaces") + " below, which change with it"
	}
	return ""
}
