// Package input holds what text is typed into: a line, and Huh's forms. Line
// holds Bubbles' text input, which is eight kilobytes large, by a handle: screens
// are values that are copied at every key, and the root holds them all.
package input

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"corotui/internal/text"
	"corotui/ui/theme"
)

// Line is the line. It is a value as every screen is: the input behind it is
// copied before it changes, so that an older Line stays what it was. The zero
// value is the line of a screen that was not opened yet, which takes a theme and
// a width as all screens do and shows nothing of it; see [New].
type Line struct {
	input *textinput.Model
	held  text.StandIns // what of the text the input cannot hold itself
}

// NewLine returns an empty line after a prompt, with the terminal's own cursor. The
// placeholder shows while nothing is typed.
func NewLine(t theme.Theme, prompt, placeholder string) Line {
	input := textinput.New()
	input.Prompt, input.Placeholder = prompt, placeholder
	input.SetVirtualCursor(false)
	input.SetStyles(t.Input())
	return Line{input: &input}
}

// Secret returns the line with what is typed as dots.
func (m Line) Secret() Line {
	m.change(func(input *textinput.Model) { input.EchoMode = textinput.EchoPassword })
	return m
}

// Drawn returns the line with a cursor that is part of its text, for a box that
// does not know where on the screen it stands.
func (m Line) Drawn() Line {
	m.change(func(input *textinput.Model) { input.SetVirtualCursor(true) })
	return m
}

// change is the only way to one: the model gets an input of its own.
func (m *Line) change(how func(*textinput.Model)) {
	if m.input == nil {
		return
	}
	input := *m.input
	how(&input)
	m.input = &input
}

// Update types, every character of it: what cannot be seen has a sign.
func (m Line) Update(message tea.Msg) (Line, tea.Cmd) {
	m.held, message = Hold(m.held, message, m.input.Value() != "")
	input, cmd := m.input.Update(message)
	return Line{&input, m.held}, cmd
}

// Hold returns a key or a paste as a field takes it that holds a text. inside says
// that there is one already.
func Hold(held text.StandIns, message tea.Msg, inside bool) (text.StandIns, tea.Msg) {
	switch message := message.(type) {
	case tea.PasteMsg:
		held, message.Content = held.ReplaceWhole(text.Pasted(message.Content), inside)
		return held, message
	case tea.KeyPressMsg:
		if message.Text != "" {
			held, message.Text = held.Replace(message.Text, inside)
		}
		return held, message
	}
	return held, message
}

// Value returns what is typed, as it was typed.
func (m Line) Value() string { return m.held.Text(m.input.Value()) }

// SetValue puts a text in place of what is typed, with the cursor behind it.
func (m *Line) SetValue(value string) {
	m.change(func(input *textinput.Model) {
		m.held, value = text.StandIns{}.Replace(value, false)
		input.SetValue(value)
		input.CursorEnd()
	})
}

// Focus lets the line take keys. The command is for a cursor that blinks.
func (m *Line) Focus() tea.Cmd {
	var cmd tea.Cmd
	m.change(func(input *textinput.Model) { cmd = input.Focus() })
	return cmd
}

// Blur ends that.
func (m *Line) Blur() { m.change(func(input *textinput.Model) { input.Blur() }) }

// SetWidth gives the text its cells, those of the prompt not among them.
func (m *Line) SetWidth(width int) {
	m.change(func(input *textinput.Model) {
		if input.Width() == width {
			return
		}
		input.SetWidth(width)
		// Bubbles goes on showing what fitted before, until the cursor has been
		// at both ends.
		at := input.Position()
		input.CursorEnd()
		input.CursorStart()
		input.SetCursor(at)
	})
}

// SetTheme changes the look.
func (m *Line) SetTheme(t theme.Theme) {
	m.change(func(input *textinput.Model) { input.SetStyles(t.Input()) })
}

// Prompt returns what stands before the text.
func (m Line) Prompt() string {
	if m.input == nil {
		return ""
	}
	return m.input.Prompt
}

// View draws the line.
func (m Line) View() string { return m.held.Show(m.input.View()) }

// Cursor returns where the cursor stands in it; nil while it takes no keys.
func (m Line) Cursor() *tea.Cursor { return m.input.Cursor() }
