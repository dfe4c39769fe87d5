package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"corotui/ui/browse"
	"corotui/ui/help"
	"corotui/ui/keys"
	"corotui/ui/palette"
	"corotui/ui/screen"
	"corotui/ui/work"
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
	works := func(do func(*work.Work) tea.Cmd) func(*frame) tea.Cmd {
		return func(m *frame) tea.Cmd { return do(m.work) }
	}
	browses := func(do func(*browse.Browse) tea.Cmd) func(*frame) tea.Cmd {
		return func(m *frame) tea.Cmd { return do(m.browse) }
	}
	write := on(hasTarget, cursorSettled, targetsFresh, targetsRead, targetsSaved)
	actions = map[keys.Action]action{
		keys.Toggle:  {needs: on(writable), waits: on(hasTarget, cursorSettled, heirsFresh, targetsRead, targetsSaved), do: works((*work.Work).Toggle)},
		keys.Open:    {needs: on(inTable), waits: on(hasTarget), do: browses((*browse.Browse).Open)},
		keys.Edit:    {needs: on(writable), waits: write, do: works((*work.Work).Edit)},
		keys.New:     {needs: on(writable, inWorkspace, listLoaded), do: works((*work.Work).New)},
		keys.CopyNew: {needs: on(writable), waits: write, do: works((*work.Work).CopyNew)},
		keys.CopyTo:  {needs: on(writable), waits: on(hasTarget, cursorSettled, targetsFresh, targetsRead), do: works((*work.Work).CopyTo)},
		keys.Delete:  {needs: on(writable), waits: write, do: works((*work.Work).Delete)},
		keys.Test:    {needs: on(sendable), waits: on(hasTarget, cursorSettled, targetsRead), do: works((*work.Work).Test)},
		keys.Bulk:    {needs: on(writable), waits: on(hasTarget, targetsRead), do: works((*work.Work).Bulk)},

		keys.Filter:      {needs: on(inTable)},
		keys.Sort:        {needs: on(inTable)},
		keys.SortReverse: {needs: on(inTable)},
		keys.Mark:        {needs: on(inTable), waits: on(hasTarget)},
		keys.MarkAll:     {needs: on(inTable)},
		keys.Reveal:      {needs: on(inDetail)},
		keys.JSON:        {waits: on(oneRead), do: browses((*browse.Browse).OpenJSON)},
		keys.Next:        {needs: on(inDetail), do: browses((*browse.Browse).Next)},
		keys.Previous:    {needs: on(inDetail), do: browses((*browse.Browse).Previous)},

		keys.Up: {}, keys.Down: {}, keys.PageUp: {}, keys.PageDown: {}, keys.HalfUp: {}, keys.HalfDown: {}, keys.Top: {}, keys.Bottom: {},

		keys.Watch:     {needs: on(fleetOpen), do: browses((*browse.Browse).Watch)},
		keys.Pause:     {needs: on(scanOrRun), do: (*frame).pause},
		keys.Stop:      {needs: on(scanOrRun), do: (*frame).halt},
		keys.Troubles:  {needs: on(fleetOpen), do: browses((*browse.Browse).Troubles)},
		keys.RetryRead: {needs: on(fleetOpen), do: browses((*browse.Browse).RetryRead)},

		keys.Fleet:      {do: browses((*browse.Browse).OpenFleet)},
		keys.Workspaces: {do: browses((*browse.Browse).OpenWorkspaces)},
		keys.Profiles:   {needs: on(hasProfiles), do: func(m *frame) tea.Cmd { return m.account.OpenProfiles() }},
		keys.Refresh:    {do: browses((*browse.Browse).Refresh)},
		keys.Undo:       {needs: on(writable, hasHistory), waits: on(nothingSaving), do: works((*work.Work).Undo)},
		keys.History:    {needs: on(hasHistory), do: works((*work.Work).OpenHistory)},
		keys.Copy:       {waits: on(hasTarget, targetsFresh), do: works((*work.Work).Copy)},
		keys.Palette:    {do: (*frame).openPalette},
		keys.Help:       {do: (*frame).openHelp},
		keys.Back:       {do: browses((*browse.Browse).Back)},
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
	return m.browse.Do(action)
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

// backOrQuit is back, and on the first page quit.
func (m *frame) backOrQuit() tea.Cmd {
	if m.browse.OnList() {
		return m.quit()
	}
	return m.Pop()
}

// pause pauses the run or the scan, or lets it resume.
func (m *frame) pause() tea.Cmd {
	if m.work.Running() {
		m.work.PauseRun()
		return nil
	}
	return m.browse.Pause()
}

// halt stops the run or the scan; what was done and read stays.
func (m *frame) halt() tea.Cmd {
	if m.work.Running() {
		m.work.StopRun()
		return nil
	}
	return m.browse.Stop()
}

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
