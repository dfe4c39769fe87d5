package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/form"
	"corotui/ui/help"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/palette"
	"corotui/ui/screen"
)

// perform does an action on list or detail, whether its key was pressed or the
// palette chose it. What moves within a screen is the screen's own.
func (m *frame) perform(action keys.Action) tea.Cmd {
	if reason := m.disabled(action); reason != "" {
		m.say(screen.Warning, reason)
		return nil
	}
	switch action {
	case keys.Toggle:
		return m.toggle()
	case keys.Test:
		return m.test()
	case keys.Delete:
		return m.askDelete()
	case keys.Edit:
		return m.askEdit()
	case keys.New, keys.CopyNew:
		return m.openForm(action)
	case keys.Copy:
		return m.askCopy()
	case keys.Open:
		return m.open()
	case keys.Workspaces:
		return m.openWorkspaces()
	case keys.Profiles:
		return m.openProfiles()
	case keys.Fleet:
		return m.openFleet()
	case keys.Bulk:
		return m.askBulkKind()
	case keys.Watch:
		return m.watch()
	case keys.Pause:
		return m.pause()
	case keys.Halt:
		return m.halt()
	case keys.Troubles:
		return m.troubles()
	case keys.RetryRead:
		return m.startWalk(fleet.Failed)
	case keys.Undo:
		return m.undo()
	case keys.History:
		return m.openHistory()
	case keys.Refresh:
		return m.refresh()
	case keys.Palette:
		return m.openPalette()
	case keys.Help:
		return m.openHelp()
	case keys.Back:
		return m.back()
	case keys.Quit:
		if m.onList() {
			return m.quit()
		}
		return m.pop()
	case keys.Interrupt:
		return m.quit()
	case keys.Suspend:
		return m.suspend()
	}
	return m.within(action)
}

// within gives an action to the screen that it moves, sorts or filters.
func (m *frame) within(action keys.Action) tea.Cmd {
	var cmd tea.Cmd
	if m.onDetail() {
		m.detail, cmd = m.detail.Do(action)
		return cmd
	}
	table := m.table()
	*table, cmd = table.Do(action)
	m.follow()
	return cmd
}

// disabled says why an action cannot be done now; empty when it can.
func (m *frame) disabled(action keys.Action) string {
	switch action {
	case keys.Toggle, keys.Edit, keys.New, keys.CopyNew, keys.Delete, keys.Undo, keys.Bulk:
		if m.opts.ReadOnly != "" {
			return "Nothing was changed: " + m.opts.ReadOnly + "."
		}
	case keys.Test:
		if m.opts.ReadOnly != "" {
			return "Nothing was sent: " + m.opts.ReadOnly + "."
		}
	}
	switch action {
	case keys.Toggle, keys.Edit, keys.CopyNew, keys.Delete, keys.Test, keys.Copy, keys.Open, keys.Mark, keys.Bulk:
		if len(m.targets()) == 0 {
			return "There is no webhook to do that with."
		}
	case keys.Pause, keys.Halt:
		if !m.inFleet() && !m.run.active {
			return "Nothing is under way that could be paused or stopped."
		}
	case keys.Watch, keys.Troubles, keys.RetryRead:
		if !m.inFleet() {
			return "That is for the fleet; " + m.key(keys.Fleet) + " opens it."
		}
	case keys.New:
		if m.inFleet() {
			return "A new webhook belongs to one workspace: open it with " + m.key(keys.Workspaces) + ", or make one from another with " + m.key(keys.CopyNew) + "."
		}
		if !m.list.Loaded() {
			return "The webhooks of this workspace are not loaded yet."
		}
	}
	switch action {
	case keys.Toggle, keys.Edit, keys.CopyNew, keys.Delete, keys.Test:
		marked, _ := m.table().Marked()
		if m.onFleet() && marked == 0 && !m.table().Moved() && m.env.Now().Sub(m.fleet.changed) < settling {
			return "Another webhook has just come to the top; look, and press again."
		}
	}
	switch action {
	case keys.Toggle, keys.Edit, keys.CopyNew, keys.Delete, keys.Copy:
		for _, item := range m.targets() {
			// A toggle is decided by what it reads, of what is known to be here.
			if item.Kept && (action != keys.Toggle || item.Shared()) {
				return m.keptReason(item)
			}
		}
	}
	switch action {
	case keys.Toggle, keys.Edit, keys.CopyNew, keys.Delete, keys.Test, keys.Bulk:
		for _, item := range m.targets() {
			if reason := m.notRead(item); reason != "" {
				return reason
			}
		}
	}
	switch action {
	case keys.Edit, keys.CopyNew, keys.Delete, keys.Toggle:
		for _, item := range m.targets() {
			if item.Pending != "" {
				return text.Quote(item.Webhook.Name) + " is still being saved; try again in a moment."
			}
		}
	}
	return ""
}

// targets is what an action applies to: of inherited rows the webhook where it
// lives, once.
func (m *frame) targets() []list.Item {
	if m.onDetail() {
		ref, _ := m.detail.Ref()
		if item, ok := m.table().Find(ref); ok {
			return []list.Item{living(item)}
		}
		return nil
	}
	return livingOnce(m.table().Targets())
}

// one is the single webhook that an action such as edit applies to: the one
// under the cursor, marks or not.
func (m *frame) one() (list.Item, bool) {
	if m.onDetail() {
		items := m.targets()
		return items[0], true
	}
	item, ok := m.table().Selected()
	return living(item), ok
}

// open shows the webhook under the cursor.
func (m *frame) open() tea.Cmd {
	if m.onTable() {
		m.showSelected()
		m.openDetail()
	}
	return m.pastCmd()
}

// openDetail shows the webhook that is in the detail. What is revealed there is hidden
// when it is left.
func (m *frame) openDetail() {
	m.push(detailPage{m}, func() tea.Cmd {
		m.detail.Mask()
		return nil
	})
}

// back leaves the detail; in the list it takes away the filter, then the marks.
func (m *frame) back() tea.Cmd {
	if m.onDetail() {
		return m.pop()
	}
	if marked, _ := m.table().Marked(); marked > 0 && !m.table().Filtered() {
		m.table().ClearMarks()
		return nil
	}
	if m.onFleet() && !m.table().Filtered() {
		return m.pop()
	}
	return m.within(keys.Back)
}

// openForm makes a new webhook, or one from that under the cursor.
func (m *frame) openForm(action keys.Action) tea.Cmd {
	start := m.formStart()
	if action == keys.CopyNew {
		item, ok := m.one()
		if !ok {
			return nil
		}
		start = m.formStartOf(item)
		start.Fields.Name += " (copy)"
	}
	return m.showForm(start)
}

// edit opens the form of a webhook.
func (m *frame) edit(item list.Item) tea.Cmd {
	start := m.formStartOf(item)
	start.Base = &item.Webhook
	return m.showForm(start)
}

// formStartOf begins a form with what a webhook has.
func (m *frame) formStartOf(item list.Item) form.Start {
	start := m.formStart()
	if item.Ref.Workspace != start.Workspace {
		start = m.formStartIn(api.Workspace{ID: item.Ref.Workspace, DisplayName: m.workspaceOf(item)})
	}
	start.Fields = item.Webhook.Clone()
	return start
}

// showForm opens a form. When it is left, so is its draft.
func (m *frame) showForm(start form.Start) tea.Cmd {
	m.reviving, m.formAt = nil, start
	m.status = status{} // it was about the list, and its "u undo" is text in a form
	return m.push(screen.NewPage(form.New(m.env, start)), m.dropDraft)
}

func (m *frame) openPalette() tea.Cmd {
	var commands []palette.Command
	for _, row := range m.env.Keys.Table() {
		if row.Action == keys.Palette {
			continue
		}
		commands = append(commands, palette.Command{
			Action: row.Action, Title: row.Meaning, Keys: row.Keys, Disabled: m.disabled(row.Action),
		})
	}
	return m.push(screen.NewPage(palette.New(m.env, commands)), nil)
}

// helpTitles are those of the columns of list and detail.
var helpTitles = []string{"Webhooks", "What is shown", "Moving", "The walk"}

func (m *frame) openHelp() tea.Cmd {
	columns := m.table().FullHelp()
	if m.onDetail() {
		columns = m.detail.FullHelp()
	}
	if m.inFleet() {
		columns = append(columns, m.env.Keys.Long(keys.Watch, keys.Pause, keys.Halt, keys.Troubles, keys.RetryRead))
	}
	sections := make([]help.Section, 0, len(columns)+1)
	for i, column := range columns {
		sections = append(sections, help.Section{Title: helpTitles[i], Rows: m.helpRows(m.working(column))})
	}
	var everywhere []keys.Row
	for _, row := range m.env.Keys.Table() {
		if row.Scope == keys.Everywhere && !m.refused(row.Action) {
			everywhere = append(everywhere, row)
		}
	}
	return m.push(screen.NewPage(help.New(m.env, append(sections, help.Section{Title: "Everywhere", Rows: everywhere}))), nil)
}

func (m *frame) helpRows(bindings []key.Binding) []keys.Row {
	rows := make([]keys.Row, len(bindings))
	for i, b := range bindings {
		rows[i] = keys.Row{Action: m.env.Keys.Of(b), Keys: b.Help().Key, Meaning: b.Help().Desc}
	}
	return rows
}
