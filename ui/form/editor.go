package form

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"corotui/api"
	"corotui/ui/theme"
)

// editor is the text field that has the focus: a Huh input, made anew for each
// place, since a form shows one cursor and the other fields are better drawn
// plain. It is a value like the screen: update works on a copy of the input.
type editor struct{ input *huh.Input }

// newEditor returns an input that holds value, with the cursor at its end.
// hidden echoes asterisks.
func newEditor(t theme.Theme, value string, width int, hidden bool, placeholder string) editor {
	input := huh.NewInput().Prompt("").Placeholder(placeholder).EchoMode(echo(hidden)).Value(&value)
	input.WithTheme(t.Huh())
	// Huh keeps one cell of this for the cursor behind the text.
	input.WithWidth(max(2, width))
	// Only the command that makes the cursor blink comes from here and from
	// update. It is left out: an idle form sends nothing over the line.
	input.Focus()
	return editor{input}
}

func echo(hidden bool) huh.EchoMode {
	if hidden {
		return huh.EchoModePassword
	}
	return huh.EchoModeNormal
}

// update types a key or a paste. What is pasted or typed is cleaned before it
// is in the field, for the field shows it raw.
func (e editor) update(message tea.Msg) editor {
	switch m := message.(type) {
	case tea.PasteMsg:
		// A line break at the end comes with the copy, and is never meant.
		m.Content = editable(api.Text(strings.TrimRight(m.Content, "\r\n")))
		message = m
	case tea.KeyPressMsg:
		if m.Text != "" {
			m.Text = editable(api.Text(m.Text))
		}
		message = m
	}
	next := e.copied()
	next.input.Update(message)
	return next
}

// copied returns an editor that shares nothing that a key changes. Setting the
// same value again keeps the cursor where it is.
func (e editor) copied() editor {
	input := *e.input
	value := e.text()
	return editor{input.Value(&value)}
}

func (e editor) text() string {
	value, _ := e.input.GetValue().(string)
	return value
}

func (e editor) view() string { return e.input.View() }

// hide echoes asterisks, or the text again.
func (e editor) hide(hidden bool) editor {
	next := e.copied()
	next.input.EchoMode(echo(hidden))
	return next
}

// resized returns an editor of another width with the cursor at the same
// character. An input does not scroll again by itself when it gets narrower,
// and does not tell where its cursor is: what is left after deleting to the end
// of the line does.
func (e editor) resized(t theme.Theme, width int, hidden bool, placeholder string) editor {
	whole := e.text()
	before := e.update(tea.KeyPressMsg{Code: 'k', Mod: tea.ModCtrl}).text()
	next := newEditor(t, whole, width, hidden, placeholder)
	for range utf8.RuneCountInString(whole) - utf8.RuneCountInString(before) {
		next.input.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
	}
	return next
}

// option is one of several values of a field.
type option[T comparable] struct {
	shown string
	value T
}

// choice is a field with few values, side by side: a Huh select, which holds
// nothing between two keys and is made anew for each. It is about the place of
// the option, as text, since Huh is made once more for each type of value.
func choice(t theme.Theme, width int, place *string, shown []string) *huh.Select[string] {
	own := make([]huh.Option[string], len(shown))
	for i, o := range shown {
		own[i] = huh.NewOption(o, strconv.Itoa(i))
	}
	field := huh.NewSelect[string]()
	field.WithTheme(t.Huh()) // first: without one, Huh makes its own for every call
	field.Options(own...).Inline(true).Value(place)
	bindings := huh.KeyMap{Select: huh.SelectKeyMap{
		Left:  key.NewBinding(key.WithKeys("left")),
		Right: key.NewBinding(key.WithKeys("right", "space")),
	}}
	field.WithKeyMap(&bindings).WithWidth(max(1, width))
	field.Focus()
	return field
}

// chosen returns the value after a key.
func chosen[T comparable](t theme.Theme, value T, options []option[T], pressed tea.KeyPressMsg) T {
	place, shown := listed(value, options)
	choice(t, 1, &place, shown).Update(pressed)
	if at, err := strconv.Atoi(place); err == nil && at < len(options) {
		return options[at].value
	}
	return value
}

// listed returns the place of a value among options, as text, and what of each
// is shown.
func listed[T comparable](value T, options []option[T]) (place string, shown []string) {
	for i, o := range options {
		if o.value == value {
			place = strconv.Itoa(i)
		}
		shown = append(shown, o.shown)
	}
	return place, shown
}
