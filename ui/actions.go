package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/text"
	"corotui/ui/help"
	"corotui/ui/keys"
	"corotui/ui/palette"
	"corotui/ui/screen"
)

// action is what one does on the pages of webhooks, and when. Its name, keys, and
// words are in the table of package keys.
type action struct {
	needs []condition    // without them it is refused, and neither hints nor help offer it
	waits []condition    // without them it is refused; they come and go with the row under the cursor
	do    func() tea.Cmd // nil: the page on top does it, as moving
}

// actionTable says what each action needs and does. A new one is a line here, and one in package keys.
func (m *frame) actionTable() map[keys.Action]action {
	on := func(conditions ...condition) []condition { return conditions }
	write := on(hasTarget, targetsWritable, cursorSettled, targetsFresh, targetsRead, targetsSaved)
	return map[keys.Action]action{
		keys.Toggle:     {needs: on(writable), waits: on(hasTarget, targetsWritable, cursorSettled, heirsFresh, targetsRead, targetsSaved), do: m.work.Toggle},
		keys.Open:       {needs: on(inTable), waits: on(hasTarget), do: m.browse.Open},
		keys.Edit:       {needs: on(writable), waits: write, do: m.work.Edit},
		keys.New:        {needs: on(writable, inWorkspace, listLoaded), do: m.work.New},
		keys.CopyNew:    {needs: on(writable), waits: write, do: m.work.CopyNew},
		keys.CopyTo:     {needs: on(writable), waits: on(hasTarget, cursorSettled, targetsFresh, targetsRead), do: m.work.CopyTo},
		keys.Delete:     {needs: on(writable), waits: write, do: m.work.Delete},
		keys.Test:       {needs: on(sendable), waits: on(hasTarget, targetsSendable, cursorSettled, targetsRead), do: m.work.Test},
		keys.Sample:     {waits: on(oneRead), do: m.work.Sample},
		keys.TestEnable: {needs: on(writable), waits: on(hasTarget, targetsWritable, cursorSettled, heirsFresh, targetsRead, targetsSaved), do: m.work.TestEnable},
		keys.Bulk:       {needs: on(writable), waits: on(hasTarget, targetsWritable, targetsRead), do: m.work.Bulk},
		keys.Results:    {needs: on(hasResults), do: m.work.OpenResults},
		keys.Missed:     {needs: on(findsMissed), waits: on(oneRead), do: m.work.Missed},

		keys.Filter:      {needs: on(inTable)},
		keys.SavedFilter: {needs: on(inTable, hasSaved)},
		keys.Sort:        {needs: on(inTable)},
		keys.SortReverse: {needs: on(inTable)},
		keys.Mark:        {needs: on(inTable), waits: on(hasTarget)},
		keys.MarkAll:     {needs: on(inTable)},
		keys.Reveal:      {needs: on(inDetail)},
		keys.JSON:        {waits: on(oneRead), do: m.browse.OpenJSON},
		keys.Next:        {needs: on(inDetail), do: m.browse.Next},
		keys.Previous:    {needs: on(inDetail), do: m.browse.Previous},

		keys.Up: {}, keys.Down: {}, keys.PageUp: {}, keys.PageDown: {}, keys.HalfUp: {}, keys.HalfDown: {}, keys.Top: {}, keys.Bottom: {},

		keys.Drift:      {needs: on(fleetOpen, hasDesired), do: m.browse.OpenDrift},
		keys.Apply:      {needs: on(inDrift)},
		keys.Watch:      {needs: on(fleetOpen), do: m.browse.Watch},
		keys.NextChange: {needs: on(fleetOpen), do: m.browse.NextChange},
		keys.Pause:      {needs: on(scanOrRun), do: m.pause},
		keys.Stop:       {needs: on(anythingRuns), do: m.halt},
		keys.Troubles:   {needs: on(fleetOpen), do: m.browse.Troubles},
		keys.RetryRead:  {needs: on(fleetOpen), do: m.browse.RetryRead},

		keys.Fleet:       {do: m.browse.OpenFleet},
		keys.AllAccounts: {needs: on(hasAccounts), do: m.browse.OpenAll},
		keys.Workspaces:  {do: m.browse.OpenWorkspaces},
		keys.Profiles:    {needs: on(hasProfiles), do: m.account.OpenProfiles},
		keys.Refresh:     {do: m.browse.Refresh},
		keys.Undo:        {needs: on(writable, hasHistory), waits: on(nothingSaving), do: m.work.Undo},
		keys.History:     {needs: on(hasHistory), do: m.work.OpenHistory},
		keys.Copy:        {waits: on(hasTarget, targetsFresh), do: m.work.Copy},
		keys.Palette:     {do: m.openPalette},
		keys.Help:        {do: m.openHelp},
		keys.Back:        {do: m.browse.Back},
		keys.Quit:        {do: m.backOrQuit},
		keys.Interrupt:   {do: m.quit},
		keys.Suspend:     {needs: on(hasShell), do: m.suspend},
	}
}

// addCommands adds the user's own commands to the table.
func (m *frame) addCommands() {
	for _, command := range m.opts.Commands {
		m.actions[command.Action()] = action{
			waits: []condition{hasTarget, cursorSettled, targetsFresh, targetsRead},
			do:    func() tea.Cmd { return m.work.RunCommand(command) },
		}
	}
}

// perform does an action on list, fleet, or detail, whether its key was pressed or
// the palette chose it.
func (m *frame) perform(action keys.Action) tea.Cmd {
	if reason := m.disabled(action); reason != "" {
		m.Say(screen.Warning, reason)
		return nil
	}
	if do := m.actions[action.Kind()].do; do != nil {
		m.forget()
		m.resize()
		return do()
	}
	return m.browse.Do(action)
}

// disabled says why an action cannot be done now; empty when it can.
func (m *frame) disabled(action keys.Action) string {
	if reason := m.unmet(m.actions[action.Kind()].needs); reason != "" {
		return reason
	}
	return m.unmet(m.actions[action.Kind()].waits)
}

// offered reports whether hints and help name an action: whether it can be done
// with some row.
func (m *frame) offered(action keys.Action) bool {
	return m.unmet(m.actions[action.Kind()].needs) == ""
}

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

// halt stops the run, the user's own command, or the scan; what was done and read stays.
func (m *frame) halt() tea.Cmd {
	switch {
	case m.work.Running():
		m.work.StopRun()
	case m.work.CommandRuns():
		m.work.StopCommand()
	default:
		return m.browse.Stop()
	}
	return nil
}

// rows list every action. Saved filters say how many rows they let through here.
func (m *frame) rows() []keys.Row {
	rows := m.env.Keys.Table()
	for i, count := range m.browse.SavedCounts() {
		at := slices.IndexFunc(rows, func(row keys.Row) bool {
			place, saved := row.Action.Saved(m.env.Keys.Saved())
			return saved && place == i
		})
		rows[at].Meaning += m.env.Dot() + text.Count(count)
	}
	return rows
}

func (m *frame) openPalette() tea.Cmd {
	var commands []palette.Command
	for _, row := range m.rows() {
		if row.Action != keys.Palette {
			commands = append(commands, palette.Command{Row: row, Disabled: m.disabled(row.Action)})
		}
	}
	return m.Push(screen.NewPage(palette.New(m.env, commands)), nil)
}

func (m *frame) openHelp() tea.Cmd {
	rows := slices.DeleteFunc(m.rows(), func(row keys.Row) bool { return !m.offered(row.Action) })
	return m.Push(screen.NewPage(help.New(m.env, rows)), nil)
}
