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
	do    func(*frame) tea.Cmd // nil: the page on top does it, as moving
}

// actions is the table of them. A new one is a line here, and one in package keys.
var actions map[keys.Action]action

// The table is filled here: it has help and the palette in it, which read it.
func init() {
	on := func(conditions ...condition) []condition { return conditions }
	write := on(hasTarget, cursorSettled, targetsFresh, targetsRead, targetsSaved)
	actions = map[keys.Action]action{
		keys.Toggle:  {needs: on(writable), waits: on(hasTarget, cursorSettled, heirsFresh, targetsRead, targetsSaved), do: (*frame).toggle},
		keys.Open:    {needs: on(inTable), waits: on(hasTarget), do: (*frame).open},
		keys.Edit:    {needs: on(writable), waits: write, do: (*frame).askEdit},
		keys.New:     {needs: on(writable, inWorkspace, listLoaded), do: (*frame).openNew},
		keys.CopyNew: {needs: on(writable), waits: write, do: (*frame).openCopy},
		keys.Delete:  {needs: on(writable), waits: write, do: (*frame).askDelete},
		keys.Test:    {needs: on(sendable), waits: on(hasTarget, cursorSettled, targetsRead), do: (*frame).test},
		keys.Bulk:    {needs: on(writable), waits: on(hasTarget, targetsRead), do: (*frame).askBulkKind},

		keys.Filter:      {needs: on(inTable)},
		keys.Sort:        {needs: on(inTable)},
		keys.SortReverse: {needs: on(inTable)},
		keys.Mark:        {needs: on(inTable), waits: on(hasTarget)},
		keys.MarkAll:     {needs: on(inTable)},
		keys.Reveal:      {needs: on(inDetail)},

		keys.Up: {}, keys.Down: {}, keys.PageUp: {}, keys.PageDown: {}, keys.Top: {}, keys.Bottom: {},

		keys.Watch:     {needs: on(fleetOpen), do: (*frame).watch},
		keys.Pause:     {needs: on(scanOrRun), do: (*frame).pause},
		keys.Stop:      {needs: on(scanOrRun), do: (*frame).halt},
		keys.Troubles:  {needs: on(fleetOpen), do: (*frame).troubles},
		keys.RetryRead: {needs: on(fleetOpen), do: (*frame).retryRead},

		keys.Fleet:      {do: (*frame).openFleet},
		keys.Workspaces: {do: (*frame).openWorkspaces},
		keys.Profiles:   {needs: on(hasProfiles), do: func(m *frame) tea.Cmd { return m.account.OpenProfiles() }},
		keys.Refresh:    {do: (*frame).refresh},
		keys.Undo:       {needs: on(writable, hasHistory), waits: on(nothingSaving), do: (*frame).undo},
		keys.History:    {needs: on(hasHistory), do: (*frame).openHistory},
		keys.Copy:       {waits: on(hasTarget, targetsFresh), do: (*frame).askCopy},
		keys.Palette:    {do: (*frame).openPalette},
		keys.Help:       {do: (*frame).openHelp},
		keys.Back:       {do: (*frame).back},
		keys.Quit:       {do: (*frame).backOrQuit},
		keys.Interrupt:  {do: (*frame).quit},
		keys.Suspend:    {needs: on(hasShell), do: (*frame).suspend},
	}
}

// perform does an action on list, fleet, or detail, whether its key was pressed or
// the palette chose it.
func (m *frame) perform(action keys.Action) tea.Cmd {
	if reason := m.disabled(action); reason != "" {
		m.Say(screen.Warning, reason)
		return nil
	}
	if do := actions[action].do; do != nil {
		return do(m)
	}
	return m.within(action)
}

// within gives an action to the page that it moves, sorts or filters.
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
	if reason := m.unmet(actions[action].needs); reason != "" {
		return reason
	}
	return m.unmet(actions[action].waits)
}

// offered reports whether hints and help name an action: whether it can be done
// with some row.
func (m *frame) offered(action keys.Action) bool { return m.unmet(actions[action].needs) == "" }

// unmet is the first reason of conditions.
func (m *frame) unmet(conditions []condition) string {
	for _, reason := range conditions {
		if said := reason(m); said != "" {
			return said
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
	m.Push(detailPage{m}, func() tea.Cmd {
		m.detail.Mask()
		return nil
	})
}

// back leaves the detail; in the list it takes away the filter, then the marks.
func (m *frame) back() tea.Cmd {
	if m.onDetail() {
		return m.Pop()
	}
	if marked, _ := m.table().Marked(); marked > 0 && !m.table().Filtered() {
		m.table().ClearMarks()
		return nil
	}
	if m.onFleet() && !m.table().Filtered() {
		return m.Pop()
	}
	return m.within(keys.Back)
}

// backOrQuit is back, and on the first page quit.
func (m *frame) backOrQuit() tea.Cmd {
	if m.onList() {
		return m.quit()
	}
	return m.Pop()
}

// openNew opens an empty form.
func (m *frame) openNew() tea.Cmd { return m.showForm(m.formStart()) }

// openCopy opens the form of a new webhook like the one under the cursor.
func (m *frame) openCopy() tea.Cmd {
	item, ok := m.one()
	if !ok {
		return nil
	}
	start := m.formStartOf(item)
	start.Fields.Name += " (copy)"
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
	m.Say(screen.Info, "") // it was about the list, and its "u undo" is text in a form
	return m.Push(screen.NewPage(form.New(m.env, start)), m.dropDraft)
}

func (m *frame) retryRead() tea.Cmd { return m.startWalk(fleet.Failed) }

func (m *frame) openPalette() tea.Cmd {
	var commands []palette.Command
	for _, row := range m.env.Keys.Table() {
		if row.Action != keys.Palette {
			commands = append(commands, palette.Command{Row: row, Disabled: m.disabled(row.Action)})
		}
	}
	return m.Push(screen.NewPage(palette.New(m.env, commands)), nil)
}

func (m *frame) openHelp() tea.Cmd {
	rows := slices.DeleteFunc(m.env.Keys.Table(), func(row keys.Row) bool { return !m.offered(row.Action) })
	return m.Push(screen.NewPage(help.New(m.env, rows)), nil)
}
