// Package detail shows one webhook: every field, what its triggers mean, and
// the fields that corotui does not know.
package detail

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// revealFor is how long a revealed secret stays on the screen.
const revealFor = 10 * time.Second

// Model is the screen. The zero webhook shows nothing.
type Model struct {
	env           screen.Env
	width, height int

	ref      screen.Ref
	webhook  api.Webhook
	there    bool
	pending  string
	kept     time.Time // when an earlier run read it, so that not all is known; zero: it is fresh
	from     string    // clean words: that it is inherited; empty if it is not
	now      time.Time // for ages, as of when the webhook was shown
	where    string    // the clean name of its workspace; empty where the header says it
	position string    // clean words: "3 of 12" of the table that it was opened from; empty: of none

	history func(width int) []string // clean lines, the newest first; nil: there are none
	drawn   []string                 // the body's lines, drawn when what they show changes

	top      int // first visible line
	revealed int // number of the reveal that is on; 0: masked
	reveals  int
}

// maskMsg ends a reveal. An older one's end is not this one's.
type maskMsg struct{ reveal int }

var _ = screen.NewPage[Model]

// New returns a screen that shows nothing yet.
func New(env screen.Env) Model { return Model{env: env} }

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.redraw()
}

// redraw draws the body again, which wraps every long text, and keeps the scroll.
func (m *Model) redraw() {
	if !m.there {
		m.drawn = nil
		return
	}
	m.drawn = m.lines()
	m.scrollTo(m.top)
}

// SetSize gives the screen its cells.
func (m *Model) SetSize(width, height int) {
	redraw := width != m.width
	m.width, m.height = width, height
	if redraw {
		m.redraw()
	}
	m.scrollTo(m.top)
}

// Show shows a webhook; pending says what is being done to it, if anything.
// Another webhook than before starts at the top, with its secrets masked.
func (m *Model) Show(ref screen.Ref, webhook api.Webhook, pending string, now time.Time) {
	if !m.there || ref != m.ref {
		m.top, m.revealed, m.history = 0, 0, nil
	}
	m.ref, m.webhook, m.pending, m.now, m.there = ref, webhook, pending, now, true
	m.redraw()
}

// SetSavedAt says that what is shown was kept by an earlier run at a time: then
// headers, secret and the whole URL are not known. Zero says that all is there.
func (m *Model) SetSavedAt(at time.Time) {
	if at.Equal(m.kept) {
		return
	}
	m.kept = at
	m.redraw()
}

// SetInherited says in clean words from where the webhook is inherited, or by whom;
// nothing if it is not.
func (m *Model) SetInherited(words string) {
	if words != m.from {
		m.from = words
		m.redraw()
	}
}

// SetPosition says which of how many webhooks is shown, from 0. Of one that is none of
// them, or with none of them, nothing is said.
func (m *Model) SetPosition(at, count int) {
	m.position = ""
	if at >= 0 && at < count {
		m.position = text.Count(at+1) + " of " + text.Count(count)
	}
}

// SetWorkspace gives the clean name of the workspace that the webhook is in; nothing where
// the header names it.
func (m *Model) SetWorkspace(name string) { m.where = name }

// Workspace is the name that [Model.SetWorkspace] gave.
func (m Model) Workspace() string { return m.where }

// Clear shows nothing.
func (m *Model) Clear() { *m = Model{env: m.env, width: m.width, height: m.height, reveals: m.reveals} }

// SetHistory gives the lines about changes that were made from this machine, for so many
// cells: clean, the newest first. They belong to the webhook ref only.
func (m *Model) SetHistory(ref screen.Ref, lines func(width int) []string) {
	if m.there && ref == m.ref {
		m.history = lines
		m.redraw()
	}
}

// Ref returns which webhook is shown.
func (m Model) Ref() (screen.Ref, bool) { return m.ref, m.there }

// Init does nothing: the root brings the webhook.
func (m Model) Init() tea.Cmd { return nil }

// Update ends a reveal, and takes keys as actions to [Model.Do].
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	switch message := message.(type) {
	case maskMsg:
		if message.reveal == m.revealed {
			m.Mask()
		}
	case tea.KeyPressMsg:
		if action, found := m.env.Keys.Find(message); found {
			return m.Do(action)
		}
	}
	return m, nil
}

// Do does what an action means here: scrolling and revealing.
func (m Model) Do(action keys.Action) (Model, tea.Cmd) {
	if line, moves := screen.Step(action, m.top, m.bodyHeight(), len(m.drawn)); moves {
		m.scrollTo(line)
	}
	if action == keys.Reveal {
		return m.reveal()
	}
	return m, nil
}

func (m Model) reveal() (Model, tea.Cmd) {
	if m.revealed != 0 {
		m.Mask()
		return m, nil
	}
	m.reveals++
	m.revealed = m.reveals
	m.redraw()
	end := maskMsg{m.revealed}
	return m, tea.Tick(revealFor, func(time.Time) tea.Msg { return end })
}

// Mask hides what is revealed, for when the screen is left.
func (m *Model) Mask() {
	if m.revealed != 0 {
		m.revealed = 0
		m.redraw()
	}
}

func (m *Model) scrollTo(line int) {
	m.top = max(0, min(line, len(m.drawn)-m.bodyHeight()))
}

// TakingText is never so: there is nothing to type into.
func (m Model) TakingText() bool { return false }

// Cursor is nowhere: no text is typed.
func (m Model) Cursor() *tea.Cursor { return nil }

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	k := m.env.Keys
	hints := append([]keys.Hint{k.Hint(keys.Toggle, "enable")}, k.Hints(keys.Test, keys.Edit, keys.Delete, keys.Back, keys.JSON, keys.Copy)...)
	if m.webhook.Status.On() {
		hints[0].Text = "disable"
	} else {
		hints = append(hints, k.Hints(keys.TestEnable)...)
	}
	return append(hints, k.Hints(keys.CopyTo, keys.Next, keys.CopyNew, keys.Sample, keys.Reveal, keys.Previous, keys.Undo, keys.History, keys.Help)...)
}
