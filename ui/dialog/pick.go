package dialog

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Option is a line to pick. Its texts are clean.
type Option struct {
	Label string
	Key   string // a letter that takes it at once, where only one is picked; may be empty
	Note  string // beside it: how many have it
	About string // what it is, shown below the lines while it is under the cursor
}

// PickQuestion asks to pick from a list.
type PickQuestion struct {
	Title   string
	Lines   []string // what is to be known first
	Options []Option // at least one
	Many    bool     // several can be picked
	Verb    string   // what enter does, for the hint line
}

// Pick is a box that asks to pick from a list, a value.
type Pick struct {
	env           screen.Env
	question      PickQuestion
	answer        func(picked []int) (tea.Cmd, error)
	picked        []bool // never written into once it is in a box
	cursor, top   int
	problem       string // with what was picked
	width, height int
}

var _ screen.Box = Pick{}

// NewPick returns a box that asks q. What follows is up to answer, which gets the places
// of what was picked, at least one, in the order of the list, and nil when the user left.
// With an error the box stays open, with what was picked and the reason.
func NewPick(env screen.Env, q PickQuestion, answer func(picked []int) (tea.Cmd, error)) Pick {
	return Pick{env: env, question: q, answer: answer, picked: make([]bool, len(q.Options))}
}

// Init does nothing.
func (m Pick) Init(bool) (screen.Box, tea.Cmd) { return m, nil }

// Unanswered is the same as leaving the box.
func (m Pick) Unanswered() screen.Then { return m.take(nil) }

// Whole is never so.
func (m Pick) Whole() bool { return false }

// SetTheme changes the look.
func (m Pick) SetTheme(t theme.Theme) screen.Box {
	m.env.Theme = t
	return m
}

// SetSize tells how large the box may be.
func (m Pick) SetSize(width, height int) screen.Box {
	m.width, m.height = width, height
	return m.move(m.cursor)
}

// take answers. If what was picked cannot be taken, the box stays, and says why.
func (m Pick) take(picked []int) screen.Then {
	return func() (tea.Cmd, screen.Box) {
		cmd, err := m.answer(picked)
		if err == nil {
			return cmd, nil
		}
		m.problem = text.Sentence(err)
		return cmd, m.move(m.cursor)
	}
}

var keyPick = keys.Bind("space", "select", "space", "x")

// Update moves, selects, and answers.
func (m Pick) Update(message tea.Msg) (screen.Box, tea.Cmd, screen.Then) {
	press, ok := message.(tea.KeyPressMsg)
	if !ok {
		return m, nil, nil
	}
	k := m.env.Keys
	action, _ := k.Find(press)
	if at := m.lettered(press); at >= 0 {
		return m.move(at), nil, m.take([]int{at})
	}
	if to, moves := screen.Step(action, m.cursor, m.room(), len(m.picked)); moves {
		return m.move(to), nil, nil
	}
	switch {
	case key.Matches(press, keyEnter):
		return m, nil, m.take(m.places())
	case m.question.Many && key.Matches(press, keyPick):
		m.problem = ""
		m.picked = slices.Clone(m.picked)
		m.picked[m.cursor] = !m.picked[m.cursor]
	case k.Leaves(press), action == keys.Quit:
		return m, nil, m.Unanswered()
	}
	return m, nil, nil
}

// lettered is the place of the option whose letter was pressed, or -1.
func (m Pick) lettered(press tea.KeyPressMsg) int {
	return slices.IndexFunc(m.question.Options, func(o Option) bool { return !m.question.Many && o.Key != "" && o.Key == press.Text })
}

// places are what was picked: the line under the cursor if nothing else was.
func (m Pick) places() []int {
	var places []int
	for i, on := range m.picked {
		if on {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		places = []int{m.cursor}
	}
	return places
}

func (m Pick) move(to int) Pick {
	m.cursor, m.top = screen.Window(to, m.top, m.room(), len(m.picked))
	return m
}

// ShortHelp lists the keys of the moment.
func (m Pick) ShortHelp() []keys.Hint {
	enter := keys.Bind("enter", m.question.Verb, "enter")
	move := keys.Bind("↑↓", "move", "up", "down")
	own := []key.Binding{enter, move, m.env.Keys.Leave("cancel")}
	if m.question.Options[0].Key != "" {
		letter := keys.Bind("letter", "or", m.question.Options[0].Key)
		own = slices.Insert(own, 0, letter)
	}
	if m.question.Many {
		own = append([]key.Binding{keyPick}, own...)
	}
	return keys.Own(own...)
}

// room is how many of the options are visible at once.
func (m Pick) room() int {
	titleRows := len(m.heading())
	frameRows := m.box().GetVerticalFrameSize()
	return max(1, min(len(m.picked), m.height-frameRows-titleRows-len(m.notes())))
}

func (m Pick) inner() int { return max(1, min(confirmWidth, m.width)-m.box().GetHorizontalFrameSize()) }

func (m Pick) box() lipgloss.Style { return Confirm{env: m.env}.box() }

// notes stand below the options: what the one under the cursor is, and what is wrong.
func (m Pick) notes() []string {
	t := m.env.Theme
	var notes []string
	if slices.ContainsFunc(m.question.Options, func(o Option) bool { return o.About != "" }) {
		notes = []string{"", t.Muted.Render(text.Cut(m.question.Options[m.cursor].About, m.inner(), t.Signs.Ellipsis))}
	}
	if m.problem != "" {
		for _, line := range wrap("! "+m.problem, m.inner()) {
			notes = append(notes, t.Bad.Render(line))
		}
	}
	return notes
}

// View draws the box.
func (m Pick) View() string {
	lines := m.heading()
	label := 0
	for _, option := range m.question.Options {
		label = max(label, lipgloss.Width(option.Label))
	}
	for at := m.top; at < min(len(m.picked), m.top+m.room()); at++ {
		lines = append(lines, m.line(at, label))
	}
	lines = append(lines, m.notes()...)
	for i := range lines {
		lines[i] = text.Pad(lines[i], min(m.inner(), lipgloss.Width(m.widest(label))))
	}
	return m.box().MaxHeight(m.height).Render(strings.Join(lines, "\n"))
}

// heading is the title, and what is to be known first. Blank lines are in it if all the
// options fit below.
func (m Pick) heading() []string {
	t := m.env.Theme
	lines := []string{t.Title.Render(text.Cut(m.question.Title, m.inner(), t.Signs.Ellipsis)), ""}
	for _, line := range m.question.Lines {
		lines = append(lines, wrap(line, m.inner())...)
	}
	if len(m.question.Lines) > 0 {
		lines = append(lines, "")
	}
	if frame := m.box().GetVerticalFrameSize(); frame+len(lines)+len(m.picked)+len(m.notes()) > m.height {
		lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	}
	return lines
}

// widest is a line as wide as the box gets for its options, so that it holds still.
func (m Pick) widest(label int) string {
	width := 0
	for _, option := range m.question.Options {
		width = max(width, label+2+lipgloss.Width(option.Note), lipgloss.Width(option.About))
	}
	const signs = 6
	return strings.Repeat(" ", signs+width)
}

func (m Pick) line(at, label int) string {
	t, option := m.env.Theme, m.question.Options[at]
	line := " "
	if at == m.cursor {
		line = t.Accent.Render(t.Signs.Cursor)
	}
	if m.question.Many {
		box := t.Muted.Render(t.Signs.Unchecked)
		if m.picked[at] {
			box = t.Text.Render(t.Signs.Checked)
		}
		line += " " + box
	}
	if option.Key != "" {
		line += " " + t.Accent.Render(option.Key) + " "
	}
	more := ""
	if at == m.top+m.room()-1 && at < len(m.picked)-1 {
		more = t.Muted.Render(m.env.Dot() + text.Count(len(m.picked)-at-1) + " more")
	}
	line += " " + text.Pad(option.Label, label) + "  " + t.Muted.Render(option.Note)
	return text.Cut(line, max(1, m.inner()-lipgloss.Width(more)), t.Signs.Ellipsis) + more
}
