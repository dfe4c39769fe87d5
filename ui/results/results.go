// Package results is the page of what became of each webhook of a run: it stays until it
// is closed, retries what failed, and goes from a line to its webhook.
package results

import (
	"slices"
	"sort"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// End says how far one line came.
type End int

// The ends. Those that failed come first on the page, and then those not begun.
const (
	Waiting End = iota
	Failed
	NotBegun
	Skipped
	Done
)

// Row is what became of one webhook, or of one copy. Its texts are clean.
type Row struct {
	Ref       screen.Ref // what enter opens; the zero value: there is nothing to open
	End       End
	Word      string // how it ended, in a word
	Name      string
	Workspace string // where it was changed: of a copy its target
	Why       string // in a sentence; may be empty
}

// Report is what the page shows. It is never written into once it was given.
type Report struct {
	Title   string
	Rows    []Row
	Running bool
	Paused  bool
	Undo    bool // all that was done can be undone at once
	Secret  bool // it set a secret, which can be had

	Retry    int // how many of the failed a retry repeats
	NotBegun int // how many it begins, as the run was stopped before them
}

// ReportMsg gives an open page another report: of the same run, which went on, or of the
// next one.
type ReportMsg struct{ Report Report }

// OpenMsg asks to open the webhook of a line.
type OpenMsg struct{ Row Row }

// RetryMsg asks to repeat what failed, and to begin what was not begun.
type RetryMsg struct{}

// UndoMsg asks to undo all that was done.
type UndoMsg struct{}

// SecretMsg asks for the secret that the run set.
type SecretMsg struct{}

// PauseMsg asks to pause the run, or to resume it.
type PauseMsg struct{}

// StopMsg asks to begin nothing more of the run.
type StopMsg struct{}

// Model is the page, a value.
type Model struct {
	env           screen.Env
	report        Report
	order         []int // the rows as they are shown
	columns       columns
	tally         []tally
	width, height int
	cursor, top   int
	moved         bool // the cursor stays on its row when others come above it
}

var _ = screen.NewPage[Model]

// New returns the page of a report.
func New(env screen.Env, report Report) Model {
	m := Model{env: env}
	m.take(report)
	return m
}

// take shows a report, with the cursor on the row where it was.
func (m *Model) take(report Report) {
	at := -1
	if m.moved && m.cursor < len(m.order) && len(report.Rows) == len(m.report.Rows) && report.Title == m.report.Title {
		at = m.order[m.cursor]
	}
	m.report, m.columns, m.tally = report, measure(report.Rows), count(report.Rows)
	m.order = m.order[:0:0]
	for _, end := range [][]End{{Failed}, {NotBegun}, {Waiting, Skipped, Done}} {
		for i, row := range report.Rows {
			if slices.Contains(end, row.End) {
				m.order = append(m.order, i)
			}
		}
	}
	if at < 0 {
		m.cursor, m.top, m.moved = 0, 0, false
	} else {
		m.cursor = slices.Index(m.order, at)
	}
	m.moveTo(m.cursor)
}

// Init does nothing: the report was given.
func (m Model) Init() tea.Cmd { return nil }

// Update moves, and asks for what is done with the lines.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	switch message := message.(type) {
	case ReportMsg:
		m.take(message.Report)
	case tea.KeyPressMsg:
		action, _ := m.env.Keys.Find(message)
		return m.do(action)
	}
	return m, nil
}

func (m Model) do(action keys.Action) (Model, tea.Cmd) {
	if place, moves := screen.Step(action, m.cursor, m.rows(), len(m.order)); moves {
		m.moved = true
		m.moveTo(place)
		return m, nil
	}
	switch action {
	case keys.Open:
		if row, there := m.selected(); there && row.Ref != (screen.Ref{}) {
			return m, screen.Cmd(OpenMsg{row})
		}
	case keys.Refresh, keys.RetryRead:
		if m.retries() != "" && !m.report.Running {
			return m, screen.Cmd(RetryMsg{})
		}
	case keys.Copy:
		if m.report.Secret && !m.report.Running {
			return m, screen.Cmd(SecretMsg{})
		}
	case keys.Undo:
		if m.report.Undo && !m.report.Running {
			return m, screen.Cmd(UndoMsg{})
		}
	case keys.Pause, keys.Stop:
		switch {
		case !m.report.Running:
		case action == keys.Pause:
			return m, screen.Cmd(PauseMsg{})
		default:
			return m, screen.Cmd(StopMsg{})
		}
	case keys.Back, keys.Quit:
		return m, screen.Cmd(screen.BackMsg{})
	}
	return m, nil
}

func (m Model) selected() (Row, bool) {
	if m.cursor >= len(m.order) {
		return Row{}, false
	}
	return m.report.Rows[m.order[m.cursor]], true
}

func (m *Model) moveTo(place int) {
	m.cursor, m.top = screen.Window(place, m.top, m.rows(), len(m.order))
}

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) { m.env.Theme = t }

// SetSize gives the page its cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.moveTo(m.cursor)
}

// TakingText is never so.
func (m Model) TakingText() bool { return false }

// Cursor is nowhere: no text is typed.
func (m Model) Cursor() *tea.Cursor { return nil }

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	k := m.env.Keys
	var hints []keys.Hint
	own := func(action keys.Action, says string) {
		hints = append(hints, k.OwnHint(action, says))
	}
	switch {
	case m.report.Running && m.report.Paused:
		own(keys.Pause, "resume")
		own(keys.Stop, "stop")
	case m.report.Running:
		own(keys.Pause, "pause")
		own(keys.Stop, "stop")
	case m.retries() != "":
		own(keys.Refresh, m.retries())
	}
	if m.report.Secret && !m.report.Running {
		own(keys.Copy, "secret…")
	}
	own(keys.Open, "open the webhook")
	if m.report.Undo && !m.report.Running {
		own(keys.Undo, "undo all")
	}
	move := keys.Bind("↑↓", "move", "up", "down")
	hints = append(hints, keys.Own(move)...)
	own(keys.Back, "close")
	return hints
}

// retries says what a retry does; empty when there is nothing to do.
func (m Model) retries() string {
	failed, rest := m.report.Retry, m.report.NotBegun
	switch {
	case failed > 0 && rest > 0:
		return "retry " + text.Count(failed) + " failed, begin " + text.Count(rest)
	case failed > 0:
		return "retry " + text.Count(failed) + " failed"
	case rest > 0:
		return "begin the other " + text.Count(rest)
	}
	return ""
}

// columns are how wide the longest values are.
type columns struct {
	word, name, workspace, why int
	places                     bool // more than one workspace
}

func measure(rows []Row) columns {
	var c columns
	for _, row := range rows {
		c.word = max(c.word, lipgloss.Width(row.Word))
		c.name = max(c.name, lipgloss.Width(row.Name))
		c.workspace = max(c.workspace, lipgloss.Width(row.Workspace))
		c.why = max(c.why, lipgloss.Width(row.Why))
		c.places = c.places || row.Workspace != rows[0].Workspace
	}
	return c
}

// tally is how many lines ended in one way.
type tally struct {
	end   End
	word  string
	count int
}

// count counts them, what needs a look first.
func count(rows []Row) []tally {
	var counted []tally
	for _, row := range rows {
		at := slices.IndexFunc(counted, func(t tally) bool { return t.end == row.End && t.word == row.Word })
		if at < 0 {
			counted, at = append(counted, tally{row.End, row.Word, 0}), len(counted)
		}
		counted[at].count++
	}
	importance := []End{Failed, NotBegun, Done, Skipped, Waiting}
	sort.SliceStable(counted, func(i, j int) bool {
		return slices.Index(importance, counted[i].end) < slices.Index(importance, counted[j].end)
	})
	return counted
}
