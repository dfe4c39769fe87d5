// Package prompt asks for a few lines of text in a box over the screen.
package prompt

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/internal/text"
	"corotui/ui/input"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// Field is a line to fill in. Its texts are clean.
type Field struct {
	Label  string
	Hint   string // shown while it is empty
	Secret bool   // what is typed shows as dots
}

// Question is what to ask.
type Question struct {
	Title  string
	Lines  []string // what it is for
	Fields []Field  // at least one
}

// AnsweredMsg is what was typed, as it was typed; nil when the user left.
type AnsweredMsg struct{ Values []string }

// Model is the box.
type Model struct {
	env           screen.Env
	question      Question
	inputs        []input.Line
	focus         int
	problem       string // with what is typed in the focused field
	width, height int
}

var (
	_ screen.Screen[Model] = Model{}
	_ screen.Sizer         = &Model{}
)

// New returns the box, with the cursor in its first field.
func New(env screen.Env, q Question) Model {
	m := Model{env: env, question: q}
	for _, field := range q.Fields {
		input := input.NewLine(env.Theme, "", field.Hint).Drawn()
		if field.Secret {
			input = input.Secret()
		}
		m.inputs = append(m.inputs, input)
	}
	m.inputs[0].Focus()
	return m
}

// Init does nothing: the cursor does not blink.
func (m Model) Init() tea.Cmd { return nil }

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	for i := range m.inputs {
		m.inputs[i].SetTheme(t)
	}
}

// The box, in cells.
const (
	boxWidth   = 64
	labelWidth = 12
	frame      = 4 // border and blanks at both sides
)

// SetSize tells how large the box may be.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	for i := range m.inputs {
		m.inputs[i].SetWidth(max(1, m.inner()-labelWidth-1))
	}
}

func (m Model) inner() int { return max(1, min(boxWidth, m.width-frame)) }

// TakingText is always so.
func (m Model) TakingText() bool { return true }

var (
	keyNext = key.NewBinding(key.WithKeys("tab", "down"), key.WithHelp("tab", "next"))
	keyLast = key.NewBinding(key.WithKeys("shift+tab", "up"))
	keyTake = key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "go on"))
)

// Failed says, in a clean sentence, why what was typed cannot be taken. It stays to
// be corrected.
func (m Model) Failed(sentence string) Model {
	m.problem = sentence
	return m
}

// Update types, moves between the fields and answers.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	if press, ok := message.(tea.KeyPressMsg); ok {
		switch {
		case m.env.Keys.Leaves(press):
			return m, func() tea.Msg { return AnsweredMsg{} }
		case key.Matches(press, keyTake) && m.focus == len(m.inputs)-1:
			values := make([]string, len(m.inputs))
			for i, input := range m.inputs {
				values[i] = input.Value()
				if unsayable, holds := text.Unsayable(values[i]); holds {
					m = m.move(i - m.focus)
					m.problem = m.question.Fields[i].Label + " holds " + unsayable.A() + ". Delete it."
					return m, nil
				}
			}
			return m, func() tea.Msg { return AnsweredMsg{values} }
		case key.Matches(press, keyTake, keyNext):
			return m.move(1), nil
		case key.Matches(press, keyLast):
			return m.move(-1), nil
		}
	}
	m.problem = ""
	inputs := append([]input.Line{}, m.inputs...)
	var cmd tea.Cmd
	inputs[m.focus], cmd = inputs[m.focus].Update(message)
	m.inputs = inputs
	return m, cmd
}

func (m Model) move(by int) Model {
	m.inputs = append([]input.Line{}, m.inputs...)
	m.inputs[m.focus].Blur()
	m.focus = (m.focus + by + len(m.inputs)) % len(m.inputs)
	m.inputs[m.focus].Focus()
	return m
}

// ShortHelp lists the keys of the moment.
func (m Model) ShortHelp() []keys.Hint {
	bindings := []key.Binding{keyTake}
	if len(m.inputs) > 1 {
		bindings = append(bindings, keyNext)
	}
	return keys.Own(append(bindings, m.env.Keys.Leave("cancel"))...)
}

// View draws the box.
func (m Model) View() string {
	t := m.env.Theme
	inner := m.inner()
	lines := []string{t.Title.Render(text.Cut(m.question.Title, inner, t.Signs.Ellipsis)), ""}
	for _, line := range m.question.Lines {
		wrapped := lipgloss.NewStyle().Width(inner).Render(line)
		lines = append(lines, strings.Split(wrapped, "\n")...)
	}
	if len(m.question.Lines) > 0 {
		lines = append(lines, "")
	}
	for i, input := range m.inputs {
		label := t.Label.Render(text.Fit(m.question.Fields[i].Label, labelWidth, t.Signs.Ellipsis))
		lines = append(lines, label+" "+input.View())
	}
	if m.problem != "" {
		wrapped := lipgloss.NewStyle().Width(inner).Render("! " + m.problem)
		lines = append(lines, strings.Split(t.Bad.Render(wrapped), "\n")...)
	}
	border := lipgloss.RoundedBorder()
	if t.Signs.Rule == "-" {
		border = lipgloss.ASCIIBorder()
	}
	return lipgloss.NewStyle().Border(border).BorderForeground(t.Accent.GetForeground()).Padding(0, 1).Width(inner + frame).
		Render(strings.Join(lines, "\n"))
}
