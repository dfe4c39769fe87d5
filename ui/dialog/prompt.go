package dialog

import (
	"errors"
	"slices"
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
	Value  string // typed already
	Secret bool   // what is typed shows as dots
}

// WrongField is the error of what was typed into one field, by its place.
type WrongField struct {
	Field int
	Err   error
}

func (e WrongField) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e WrongField) Unwrap() error { return e.Err }

// TextQuestion asks for a few lines of text.
type TextQuestion struct {
	Title  string
	Lines  []string // what it is for
	Fields []Field  // at least one
}

// Prompt is a box that asks to type, a value.
type Prompt struct {
	env           screen.Env
	question      TextQuestion
	answer        func(values []string) (tea.Cmd, error)
	inputs        []input.Line
	focus         int
	problem       string // with what is typed in the focused field
	width, height int
}

var _ screen.Box = Prompt{}

// NewPrompt returns a box that asks q, with the cursor in its first field. What follows
// is up to answer, which gets what was typed, as it was typed, and nil when the user
// left. With an error the box stays open, with what was typed and the reason below its
// field, which is the last one unless it is a [WrongField].
func NewPrompt(env screen.Env, q TextQuestion, answer func(values []string) (tea.Cmd, error)) Prompt {
	m := Prompt{env: env, question: q, answer: answer}
	for _, field := range q.Fields {
		input := input.NewLine(env.Theme, "", field.Hint).Drawn()
		if field.Secret {
			input = input.Secret()
		}
		input.SetValue(field.Value)
		m.inputs = append(m.inputs, input)
	}
	m.inputs[0].Focus()
	return m
}

// Init does nothing: the cursor does not blink.
func (m Prompt) Init(bool) (screen.Box, tea.Cmd) { return m, nil }

// Unanswered is the same as leaving the box.
func (m Prompt) Unanswered() screen.Then { return m.take(nil) }

// Whole is never so.
func (m Prompt) Whole() bool { return false }

// SetTheme changes the look.
func (m Prompt) SetTheme(t theme.Theme) screen.Box {
	m.env.Theme = t
	m.inputs = slices.Clone(m.inputs)
	for i := range m.inputs {
		m.inputs[i].SetTheme(t)
	}
	return m
}

// The box, in cells.
const (
	promptWidth = 64
	labelWidth  = 12
	frame       = 4 // border and blanks at both sides
)

// SetSize tells how large the box may be.
func (m Prompt) SetSize(width, height int) screen.Box {
	m.width, m.height = width, height
	m.inputs = slices.Clone(m.inputs)
	for i := range m.inputs {
		m.inputs[i].SetWidth(max(1, m.inner()-labelWidth-1))
	}
	return m
}

func (m Prompt) inner() int { return max(1, min(promptWidth, m.width-frame)) }

var (
	keyNext     = keys.Bind("tab", "next", "tab", "down")
	keyPrevious = key.NewBinding(key.WithKeys("shift+tab", "up"))
	keyEnter    = keys.Bind("enter", "continue", "enter")
)

// take answers with what was typed. If that cannot be taken, the box stays to be
// corrected, and says why.
func (m Prompt) take(values []string) screen.Then {
	return func() (tea.Cmd, screen.Box) {
		cmd, err := m.answer(values)
		if err == nil {
			return cmd, nil
		}
		var wrong WrongField
		if errors.As(err, &wrong) {
			m = m.move(wrong.Field - m.focus)
		}
		m.problem = text.Sentence(err)
		return cmd, m
	}
}

// Update types, moves between the fields and answers.
func (m Prompt) Update(message tea.Msg) (screen.Box, tea.Cmd, screen.Then) {
	if press, ok := message.(tea.KeyPressMsg); ok {
		switch {
		case m.env.Keys.Leaves(press):
			return m, nil, m.Unanswered()
		case key.Matches(press, keyEnter) && m.focus == len(m.inputs)-1:
			return m.enter()
		case key.Matches(press, keyEnter, keyNext):
			return m.move(1), nil, nil
		case key.Matches(press, keyPrevious):
			return m.move(-1), nil, nil
		}
	}
	switch message.(type) {
	case tea.KeyPressMsg, tea.PasteMsg: // nothing else answers it
		m.problem = ""
	}
	m.inputs = slices.Clone(m.inputs)
	var cmd tea.Cmd
	m.inputs[m.focus], cmd = m.inputs[m.focus].Update(message)
	return m, cmd, nil
}

// enter answers, unless a value holds what cannot be sent.
func (m Prompt) enter() (screen.Box, tea.Cmd, screen.Then) {
	values := make([]string, len(m.inputs))
	for i, input := range m.inputs {
		values[i] = input.Value()
		if unsayable, holds := text.Unsayable(values[i]); holds {
			m = m.move(i - m.focus)
			m.problem = m.question.Fields[i].Label + " holds " + unsayable.A() + ". Delete it."
			return m, nil, nil
		}
	}
	return m, nil, m.take(values)
}

func (m Prompt) move(by int) Prompt {
	m.inputs = slices.Clone(m.inputs)
	m.inputs[m.focus].Blur()
	m.focus = (m.focus + by + len(m.inputs)) % len(m.inputs)
	m.inputs[m.focus].Focus()
	return m
}

// ShortHelp lists the keys of the moment.
func (m Prompt) ShortHelp() []keys.Hint {
	bindings := []key.Binding{keyEnter}
	if len(m.inputs) > 1 {
		bindings = append(bindings, keyNext)
	}
	return keys.Own(append(bindings, m.env.Keys.Leave("cancel"))...)
}

// View draws the box.
func (m Prompt) View() string {
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
		if m.problem != "" && i == m.focus {
			wrapped := lipgloss.NewStyle().Width(inner).Render("! " + m.problem)
			lines = append(lines, strings.Split(t.Bad.Render(wrapped), "\n")...)
		}
	}
	border := lipgloss.RoundedBorder()
	if t.Signs.Rule == "-" {
		border = lipgloss.ASCIIBorder()
	}
	return lipgloss.NewStyle().Border(border).BorderForeground(t.Accent.GetForeground()).Padding(0, 1).Width(inner + frame).
		Render(strings.Join(lines, "\n"))
}
