// Package drift is the page of what differs from the files that say what the webhooks are
// to be: it filters and marks the differences, shows each field by field, and asks to
// apply them.
package drift

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/filter"
	"corotui/internal/plan"
	"corotui/ui/input"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Content is what the page shows. Its texts are clean, and it is never written into once
// it was given.
type Content struct {
	Files   string     // what is compared with: "policy.yaml and 2 others"
	Waiting string     // what is being done; empty: nothing is awaited
	Plan    *plan.Plan // nil: it is not known yet
	At      time.Time  // when that was compared
	Unread  int        // workspaces that could not be compared
	Notes   []string   // sentences: what could not be compared, and why

	Problem  string   // why nothing could be compared
	Problems []string // or all that is wrong in the files, each with its place
}

// ContentMsg gives an open page other content.
type ContentMsg struct{ Content Content }

// ChangedMsg tells that webhooks were changed: what is shown may not be so any more.
type ChangedMsg struct{}

// CompareMsg asks to compare again: all of it, or only where something was changed.
type CompareMsg struct{ All bool }

// ApplyMsg asks to apply differences. Hidden counts those that the filter hides.
type ApplyMsg struct {
	Plan   *plan.Plan
	Items  []plan.Item // of it
	Hidden int
}

// StopMsg asks to stop comparing.
type StopMsg struct{}

// NotesMsg asks to show what could not be compared.
type NotesMsg struct{ Notes []string }

// OpenMsg asks to open the webhook of a difference.
type OpenMsg struct{ Item plan.Item }

// Model is the page, a value.
type Model struct {
	env           screen.Env
	content       Content
	width, height int

	rows    []*row // all differences; never changed in place
	shown   []*row // those that the filter lets through
	columns columns
	marks   map[place]bool

	cursor, top int

	input     input.Line
	filtering bool // the filter has the focus
	filter    filter.Filter
	problem   error // what is wrong with the filter; nothing is shown then

	opened opened
}

var _ = screen.NewPage[Model]

// filterHint is what the filter says while it is empty.
const filterHint = "words and fields; all must match, -word excludes"

// New returns the page.
func New(env screen.Env, content Content) Model {
	m := Model{env: env, marks: map[place]bool{}, input: input.NewLine(env.Theme, "/ ", filterHint)}
	m.take(content)
	return m
}

// Init does nothing: the content was given.
func (m Model) Init() tea.Cmd { return nil }

// TakingText reports that the filter is being typed.
func (m Model) TakingText() bool { return m.filtering }

// Update answers keys, and takes other content.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	switch message := message.(type) {
	case ContentMsg:
		m.take(message.Content)
	case ChangedMsg:
		if m.content.Plan != nil && m.content.Waiting == "" {
			return m, screen.Cmd(CompareMsg{})
		}
	case tea.KeyPressMsg:
		if m.filtering {
			return m.typed(message)
		}
		action, _ := m.env.Keys.Find(message)
		if m.env.Keys.Matches(message, keys.Apply) { // whatever the key does elsewhere
			action = keys.Apply
		}
		switch {
		case m.broken():
			return m.doBroken(action)
		case m.opened.open:
			return m.doOpened(action)
		}
		return m.do(action)
	case tea.PasteMsg:
		if m.filtering {
			return m.typed(message)
		}
	}
	return m, nil
}

// do does what a key means in the list.
func (m Model) do(action keys.Action) (Model, tea.Cmd) {
	if place, moves := screen.Step(action, m.cursor, m.visible(), len(m.shown)); moves {
		m.moveTo(place)
		return m, nil
	}
	switch action {
	case keys.Open:
		m.openSelected()
	case keys.Mark:
		return m.mark()
	case keys.MarkAll:
		m.markAll()
	case keys.Filter:
		if len(m.rows) > 0 {
			m.filtering = true
			m.moveTo(m.cursor)
			return m, m.input.Focus()
		}
	case keys.Back, keys.Quit, keys.Drift:
		return m.back(action)
	}
	return m.ask(action)
}

// ask asks for what is done with a difference, whether the list or one is shown.
func (m Model) ask(action keys.Action) (Model, tea.Cmd) {
	switch action {
	case keys.Apply:
		return m, m.apply()
	case keys.Refresh:
		if m.content.Waiting == "" {
			return m, screen.Cmd(CompareMsg{All: true})
		}
	case keys.Copy:
		return m, m.copyOut()
	case keys.Troubles:
		return m, m.notes()
	case keys.Stop:
		if m.content.Waiting != "" {
			return m, screen.Cmd(StopMsg{})
		}
	case keys.Help:
		return m, screen.Cmd(screen.HelpMsg{Rows: m.env.Keys.Drifting()})
	}
	return m, nil
}

// back takes the filter away, then the marks, and then leaves the page.
func (m Model) back(action keys.Action) (Model, tea.Cmd) {
	switch {
	case action == keys.Back && m.Filtered():
		m.clearFilter()
	case action == keys.Back && len(m.marks) > 0:
		m.marks = map[place]bool{}
	default:
		return m, screen.Cmd(screen.BackMsg{})
	}
	return m, nil
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.input.SetTheme(t)
	m.drawOpened()
}

// SetSize gives the page its cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.moveTo(m.cursor)
	m.drawOpened()
}

func (m *Model) moveTo(place int) {
	m.cursor, m.top = screen.Window(place, m.top, m.visible(), len(m.shown))
}

// selected is the row under the cursor; nil: there is none.
func (m Model) selected() *row {
	if m.cursor >= len(m.shown) {
		return nil
	}
	return m.shown[m.cursor]
}

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	k := m.env.Keys
	hint := func(action keys.Action, says string) keys.Hint {
		return keys.Hint{Key: k.Hint(action, "").Key, Text: says}
	}
	switch {
	case m.filtering:
		return m.filterHelp()
	case m.broken():
		return []keys.Hint{hint(keys.Refresh, "compare again"), hint(keys.Copy, "copy"), hint(keys.Back, "back"), hint(keys.Help, "more")}
	}
	var hints []keys.Hint
	back := "back"
	if m.content.Waiting != "" && m.content.Plan == nil {
		back = "stop"
	}
	if row := m.selected(); row != nil && m.content.Waiting == "" {
		switch marked := len(m.marks); {
		case marked > 0:
			hints = append(hints, hint(keys.Apply, "apply marked"))
		case !row.extra:
			hints = append(hints, hint(keys.Apply, "apply"))
		}
	}
	if m.opened.open {
		hints = append(hints, hint(keys.Next, "next"), hint(keys.Previous, "previous"))
		if m.opens() {
			hints = append(hints, hint(keys.Open, "webhook"))
		}
	} else if len(m.shown) > 0 {
		hints = append(hints, hint(keys.Open, "difference"), hint(keys.Mark, "mark"), hint(keys.MarkAll, "mark all"), hint(keys.Filter, "filter"))
	}
	if len(m.content.Notes) > 0 {
		hints = append(hints, hint(keys.Troubles, "not known"))
	}
	if m.content.Waiting == "" {
		hints = append(hints, hint(keys.Refresh, "compare"))
	}
	if len(m.shown) > 0 {
		hints = append(hints, hint(keys.Copy, "copy"))
	}
	switch {
	case m.opened.open:
	case m.Filtered():
		back = "clear"
	case len(m.marks) > 0:
		back = "unmark"
	}
	return append(hints, hint(keys.Back, back), hint(keys.Help, "more"))
}
