// Package list is the table of webhooks: it filters, sorts, marks and moves,
// and asks for nothing. What a key does to a webhook is the root's business.
package list

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/internal/filter"
	"corotui/ui/input"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Model is the table. Its rows are shared between copies and replaced, never
// changed in place.
type Model struct {
	env           screen.Env
	width, height int

	rows      []*row    // every webhook, sorted
	loose     bool      // but some were changed since, and stay where they were until the next merge
	held      *held     // the rows by their workspaces; nil: not known
	off, on   int       // how many of them are; the others say neither
	inherited int       // how many of them are
	news      int       // how many of them differ from the scan before
	seen      *seen     // how wide their values are
	shown     []*row    // those that the filter lets through
	loads     int       // how often rows were loaded; 0: never
	now       time.Time // of the last load, for ages; the screen is not redrawn as time goes by

	absolute bool // dates in place of ages
	fleet    bool // the rows are of many workspaces, and say of which
	profile  int  // cells of the longest name of a profile; 0: all rows are of one account

	cursor int  // place in shown
	moved  bool // the user has chosen the row under the cursor; until then it is the first
	top    int  // place in shown of the first visible row
	marks  map[screen.Ref]bool

	by      Column
	reverse bool

	input     input.Line
	filtering bool // the filter has the focus
	filter    filter.Filter
	problem   error // what is wrong with the filter; nothing is shown then
	running   running
	saved     saved
	index     *index // of the rows, if a filter has looked through them
	waiting   Waiting
}

// Waiting is what the body says while there are no rows.
type Waiting struct {
	Text    string // "asking api.secure.coro.net…"; empty: nothing is awaited
	Spinner string // its frame; empty in the first 100 ms
	Problem string // why the first load failed
	Empty   string // what to say when there are no webhooks
}

var _ = screen.NewPage[Model]

// filterHint is what the filter says while it is empty.
const filterHint = "words and fields; all must match, -word excludes"

// New returns an empty table.
func New(env screen.Env) Model {
	return Model{env: env, seen: newSeen(), saved: newSaved(env.Keys.Saved()), marks: map[screen.Ref]bool{}, input: input.NewLine(env.Theme, "/ ", filterHint)}
}

// NewFleet returns an empty table for the webhooks of many workspaces.
func NewFleet(env screen.Env) Model {
	m := New(env)
	m.fleet = true
	return m
}

// SetProfiles says that rows are of several accounts, and whose they may be.
func (m *Model) SetProfiles(names []string) {
	m.profile = 0
	for _, name := range names {
		m.profile = max(m.profile, lipgloss.Width(name))
	}
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.input.SetTheme(t)
}

// SetAbsolute shows dates in place of ages.
func (m *Model) SetAbsolute(on bool) { m.absolute = on }

// Init does nothing: the root loads the webhooks.
func (m Model) Init() tea.Cmd { return nil }

// SetSize gives the table its cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.input.SetWidth(max(1, width-lineInset-len(m.input.Prompt())-filterRoom))
	m.scroll()
}

// Update gives the filter what is typed. Other keys come as actions, to [Model.Do].
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	if done, ok := message.(FilteredMsg); ok {
		m.filtered(done)
		return m, nil
	}
	if m.filtering {
		return m.updateFilter(message)
	}
	switch message := message.(type) {
	case tea.KeyPressMsg:
		if action, found := m.env.Keys.Find(message); found {
			return m.Do(action)
		}
	case tea.MouseWheelMsg:
		m.moved = true
		if message.Button == tea.MouseWheelUp {
			m.moveTo(m.cursor - 1)
		} else {
			m.moveTo(m.cursor + 1)
		}
	case tea.MouseClickMsg:
		m.moved = true
		// The titles are the first line; positions are the table's own.
		if place := m.top + message.Y - 1; message.Y >= 1 && message.Y <= m.visible() && place < len(m.shown) {
			m.moveTo(place)
		}
	}
	return m, nil
}

// Do does what an action means in the table: moving, marking, sorting, and
// beginning or clearing a filter.
func (m Model) Do(action keys.Action) (Model, tea.Cmd) {
	m.moved = true
	if place, moves := screen.Step(action, m.cursor, m.visible(), len(m.shown)); moves {
		m.moveTo(place)
	}
	switch action {
	case keys.Mark:
		m.mark()
		m.moveTo(m.cursor + 1)
	case keys.MarkAll:
		m.markAll()
	case keys.Sort:
		m.sortBy(m.nextColumn(), false)
	case keys.SortReverse:
		m.sortBy(m.by, !m.reverse)
	case keys.Filter:
		m.filtering = true
		m.scroll() // what is offered takes rows
		return m, tea.Batch(m.input.Focus(), m.prepare())
	case keys.SavedFilter: // of no filter: a saved one has an action of its own
		return m, screen.Cmd(screen.StatusMsg{Level: screen.Warning, Text: "No filter is saved under this key; filters in the config file saves one."})
	case keys.Back:
		m.clearFilter()
	}
	if at, saved := action.Saved(m.env.Keys.Saved()); saved {
		return m, m.applySaved(at)
	}
	return m, nil
}

// nextColumn is the column that the sort key goes to.
func (m Model) nextColumn() Column {
	next := (m.by + 1) % columns
	if next == ByWorkspace && !m.fleet {
		next++
	}
	return next
}

// updateFilter gives the keys to the filter's field. Moving still works, so
// that a match can be looked at without leaving it.
func (m Model) updateFilter(message tea.Msg) (Model, tea.Cmd) {
	if press, ok := message.(tea.KeyPressMsg); ok {
		switch name := press.String(); {
		case name == "enter":
			m.stopFiltering()
			return m, nil
		case m.env.Keys.Leaves(press):
			m.stopFiltering()
			m.clearFilter()
			return m, nil
		case name == "up":
			m.moveTo(m.cursor - 1)
			return m, nil
		case name == "down":
			m.moveTo(m.cursor + 1)
			return m, nil
		case name == "tab":
			return m.complete()
		}
	}
	before := m.input.Value()
	var cmd tea.Cmd
	m.input, cmd = m.input.Update(message)
	if m.input.Value() != before {
		return m, tea.Batch(cmd, m.setFilter(m.input.Value()))
	}
	return m, cmd
}

// complete takes the first of what is offered that fits.
func (m Model) complete() (Model, tea.Cmd) {
	completed, fits := input.Complete(m.input.Value(), m.offers())
	if !fits {
		return m, nil
	}
	m.input.SetValue(completed)
	return m, m.setFilter(completed)
}

func (m *Model) stopFiltering() {
	m.filtering = false
	m.input.Blur()
	m.scroll()
}

func (m *Model) clearFilter() {
	m.input.SetValue("")
	m.setFilter("") // shows every row at once
}

// Filtered reports whether a filter hides or could hide rows.
func (m Model) Filtered() bool { return m.input.Value() != "" }

// TakingText reports that the filter is being typed.
func (m Model) TakingText() bool { return m.filtering }

// clears is the key that takes the filter away now.
func (m Model) clears() string {
	back := m.env.Keys.Binding(keys.Back)
	if m.filtering {
		back = m.env.Keys.Leave("")
	}
	return back.Keys()[0] + " clears"
}

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	k := m.env.Keys
	if m.filtering {
		hints := keys.Own(
			keys.Bind("enter", "keep filter", "enter"),
			k.Leave("clear"),
			keys.Bind("↑↓", "move", "up", "down"),
		)
		if _, fits := input.Complete(m.input.Value(), m.offers()); fits {
			hints = append(hints, keys.Own(keys.Bind("tab", "complete", "tab"))...)
		}
		return hints
	}
	marked, _ := m.Marked()
	back := "clear" // the filter goes first
	if !m.Filtered() {
		back = "unmark"
	}
	switch {
	case marked > 0:
		hints := append([]keys.Hint{k.Hint(keys.Toggle, "on/off marked")}, k.Hints(keys.Bulk, keys.Test, keys.Delete, keys.Mark)...)
		return append(append(hints, k.Hint(keys.Back, back)), k.Hints(keys.MarkAll, keys.Copy, keys.Undo, keys.Filter, keys.Help)...)
	case m.fleet && (len(m.shown) > 0 || m.waiting.Text != "" && !m.Filtered()): // rows come in a moment
		return m.fleetHints()
	case m.fleet && !m.Filtered():
		return k.Hints(keys.Refresh, keys.Watch, keys.Troubles, keys.Back, keys.Help)
	case len(m.rows) == 0:
		return k.Hints(keys.New, keys.Refresh, keys.Workspaces, keys.Quit, keys.Help)
	case len(m.shown) == 0:
		return append(k.Hints(keys.Filter), append([]keys.Hint{k.Hint(keys.Back, "clear")}, k.Hints(keys.Workspaces, keys.Help)...)...)
	}
	// The first few are those of the daily work; more of them show in wider terminals.
	hints := k.Hints(keys.Toggle, keys.Open, keys.Test, keys.Filter, keys.Fleet, keys.Workspaces, keys.Edit, keys.New, keys.Mark, keys.Delete,
		keys.AllAccounts, keys.Copy, keys.CopyTo, keys.JSON)
	if m.off > 0 {
		hints = append(hints, k.Hints(keys.TestEnable)...)
	}
	return append(hints, k.Hints(keys.Undo, keys.Sort, keys.CopyNew, keys.History, keys.Refresh, keys.Palette, keys.Quit, keys.Help)...)
}

// fleetHints are those of the fleet. To the webhooks that changed, and to the fleets of the
// other accounts, it is one key, which one would not look for.
func (m Model) fleetHints() []keys.Hint {
	k := m.env.Keys
	hints := k.Hints(keys.Toggle, keys.Open)
	if m.news > 0 {
		hints = append(hints, k.Hints(keys.NextChange)...)
	}
	hints = append(hints, k.Hints(keys.Mark, keys.Drift)...)
	if m.profile == 0 {
		hints = append(hints, k.Hints(keys.AllAccounts)...)
	}
	hints = append(hints, k.Hints(keys.MarkAll, keys.Filter, keys.Watch, keys.Back, keys.Test, keys.Pause, keys.Edit, keys.Sort, keys.Delete,
		keys.Copy, keys.CopyTo, keys.JSON)...)
	if m.off > 0 {
		hints = append(hints, k.Hints(keys.TestEnable)...)
	}
	return append(hints, k.Hints(keys.CopyNew, keys.Undo, keys.Refresh, keys.Troubles, keys.History, keys.Help)...)
}
