package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/ui/form"
	"corotui/ui/help"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/palette"
	"corotui/ui/screen"
)

// action is what one does on the pages of webhooks, and when. Its name, keys, and
// words are in the table of package keys.
type action struct {
	needs []condition          // without them it is refused, and neither hints nor help offer it
	waits []condition          // without them it is refused; they come and go with the row under the cursor
	do    func(*Model) tea.Cmd // nil: the page on top does it, as moving
}

// actions is the table of them. A new one is a line here, and one in package keys.
var actions map[keys.Action]action

// The table is filled here: it has help and the palette in it, which read it.
func init() {
	on := func(conditions ...condition) []condition { return conditions }
	write := on(hasTarget, cursorSettled, targetsFresh, targetsRead, targetsSaved)
	actions = map[keys.Action]action{
		keys.Toggle:  {needs: on(writable), waits: on(hasTarget, cursorSettled, heirsFresh, targetsRead, targetsSaved), do: (*Model).toggle},
		keys.Open:    {needs: on(inTable), waits: on(hasTarget), do: (*Model).open},
		keys.Edit:    {needs: on(writable), waits: write, do: (*Model).askEdit},
		keys.New:     {needs: on(writable, inWorkspace, listLoaded), do: (*Model).openNew},
		keys.CopyNew: {needs: on(writable), waits: write, do: (*Model).openCopy},
		keys.Delete:  {needs: on(writable), waits: write, do: (*Model).askDelete},
		keys.Test:    {needs: on(sendable), waits: on(hasTarget, cursorSettled, targetsRead), do: (*Model).test},
		keys.Bulk:    {needs: on(writable), waits: on(hasTarget, targetsRead), do: (*Model).askBulkKind},

		keys.Filter:      {needs: on(inTable)},
		keys.Sort:        {needs: on(inTable)},
		keys.SortReverse: {needs: on(inTable)},
		keys.Mark:        {needs: on(inTable), waits: on(hasTarget)},
		keys.MarkAll:     {needs: on(inTable)},
		keys.Reveal:      {needs: on(inDetail)},

		keys.Up: {}, keys.Down: {}, keys.PageUp: {}, keys.PageDown: {}, keys.Top: {}, keys.Bottom: {},

		keys.Watch:     {needs: on(fleetOpen), do: (*Model).watch},
		keys.Pause:     {needs: on(scanOrRun), do: (*Model).pause},
		keys.Halt:      {needs: on(scanOrRun), do: (*Model).halt},
		keys.Troubles:  {needs: on(fleetOpen), do: (*Model).troubles},
		keys.RetryRead: {needs: on(fleetOpen), do: (*Model).retryRead},

		keys.Fleet:      {do: (*Model).openFleet},
		keys.Workspaces: {do: (*Model).chooseWorkspace},
		keys.Profiles:   {needs: on(hasProfiles), do: (*Model).openProfiles},
		keys.Refresh:    {do: (*Model).refresh},
		keys.Undo:       {needs: on(writable, hasHistory), waits: on(nothingSaving), do: (*Model).undo},
		keys.History:    {needs: on(hasHistory), do: (*Model).openHistory},
		keys.Copy:       {waits: on(hasTarget, targetsFresh), do: (*Model).askCopy},
		keys.Palette:    {do: (*Model).openPalette},
		keys.Help:       {do: (*Model).openHelp},
		keys.Back:       {do: (*Model).back},
		keys.Quit:       {do: (*Model).backOrQuit},
		keys.Interrupt:  {do: (*Model).quit},
		keys.Suspend:    {needs: on(hasShell), do: (*Model).suspend},
	}
}

// perform does an action on list, fleet, or detail, whether its key was pressed or
// the palette chose it.
func (m *Model) perform(action keys.Action) tea.Cmd {
	if reason := m.disabled(action); reason != "" {
		m.say(screen.Warning, reason)
		return nil
	}
	if do := actions[action].do; do != nil {
		return do(m)
	}
	return m.within(action)
}

// within gives an action to the page that it moves, sorts or filters.
func (m *Model) within(action keys.Action) tea.Cmd {
	var cmd tea.Cmd
	if m.top() == atDetail {
		m.detail, cmd = m.detail.Do(action)
		return cmd
	}
	table := m.table()
	*table, cmd = table.Do(action)
	m.follow()
	return cmd
}

// disabled says why an action cannot be done now; empty when it can.
func (m *Model) disabled(action keys.Action) string {
	if reason := m.unmet(actions[action].needs); reason != "" {
		return reason
	}
	return m.unmet(actions[action].waits)
}

// offered reports whether hints and help name an action: whether it can be done
// with some row.
func (m *Model) offered(action keys.Action) bool { return m.unmet(actions[action].needs) == "" }

// unmet is the first reason of conditions.
func (m *Model) unmet(conditions []condition) string {
	for _, reason := range conditions {
		if said := reason(m); said != "" {
			return said
		}
	}
	return ""
}

// targets is what an action applies to: of inherited rows the webhook where it
// lives, once.
func (m *Model) targets() []list.Item {
	if m.top() == atDetail {
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
func (m *Model) one() (list.Item, bool) {
	if m.top() == atDetail {
		items := m.targets()
		return items[0], true
	}
	item, ok := m.table().Selected()
	return living(item), ok
}

// open shows the webhook under the cursor.
func (m *Model) open() tea.Cmd {
	if m.top() == atList || m.top() == atFleet {
		m.showSelected()
		m.push(atDetail)
	}
	return m.pastCmd()
}

// back leaves the detail; in the list it takes away the filter, then the marks.
func (m *Model) back() tea.Cmd {
	if m.top() == atDetail {
		m.pop()
		return nil
	}
	if marked, _ := m.table().Marked(); marked > 0 && !m.table().Filtered() {
		m.table().ClearMarks()
		return nil
	}
	if m.top() == atFleet && !m.table().Filtered() {
		m.pop()
		return nil
	}
	return m.within(keys.Back)
}

// backOrQuit is back, and on the first page quit.
func (m *Model) backOrQuit() tea.Cmd {
	if m.top() == atList {
		return m.quit()
	}
	m.pop()
	return nil
}

// openNew opens an empty form.
func (m *Model) openNew() tea.Cmd { return m.showForm(m.formStart()) }

// openCopy opens the form of a new webhook like the one under the cursor.
func (m *Model) openCopy() tea.Cmd {
	item, ok := m.one()
	if !ok {
		return nil
	}
	start := m.formStartOf(item)
	start.Fields.Name += " (copy)"
	return m.showForm(start)
}

// edit opens the form of a webhook.
func (m *Model) edit(item list.Item) tea.Cmd {
	start := m.formStartOf(item)
	start.Base = &item.Webhook
	return m.showForm(start)
}

// formStartOf begins a form with what a webhook has.
func (m *Model) formStartOf(item list.Item) form.Start {
	start := m.formStart()
	if item.Ref.Workspace != start.Workspace {
		start = m.formStartIn(api.Workspace{ID: item.Ref.Workspace, DisplayName: m.workspaceOf(item)})
	}
	start.Fields = item.Webhook.Clone()
	return start
}

// showForm opens a form.
func (m *Model) showForm(start form.Start) tea.Cmd {
	m.reviving, m.formAt = nil, start
	m.status = status{} // it was about the list, and its "u undo" is text in a form
	m.form = form.New(m.env, start)
	m.push(atForm)
	return m.form.Init()
}

func (m *Model) chooseWorkspace() tea.Cmd {
	m.openWorkspaces()
	return m.workspaces.Init()
}

func (m *Model) retryRead() tea.Cmd { return m.startWalk(fleet.Failed) }

func (m *Model) openPalette() tea.Cmd {
	var commands []palette.Command
	for _, row := range m.env.Keys.Table() {
		if row.Action != keys.Palette {
			commands = append(commands, palette.Command{Row: row, Disabled: m.disabled(row.Action)})
		}
	}
	m.palette = palette.New(m.env, commands)
	m.push(atPalette)
	return m.palette.Init()
}

func (m *Model) openHelp() tea.Cmd {
	rows := slices.DeleteFunc(m.env.Keys.Table(), func(row keys.Row) bool { return !m.offered(row.Action) })
	m.help = help.New(m.env, rows)
	m.push(atHelp)
	return m.help.Init()
}
