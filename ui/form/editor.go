package form

import (
	"strconv"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"corotui/internal/text"
	"corotui/ui/input"
	"corotui/ui/theme"
)

// editor is the text field that has the focus: a Huh input, made for each
// place, since a form shows one cursor and the other fields are better drawn
// plain; or an area, for a text of lines. It is a value like the screen: update
// works on a copy.
type editor struct {
	input *huh.Input
	area  *area         // in place of input
	held  text.StandIns // what of the text the field cannot hold itself
	look  look
}

// look is how a field is drawn.
type look struct {
	theme  theme.Theme
	width  int
	hidden bool   // it echoes asterisks
	hint   string // while it is empty
	lines  bool   // it may have lines
}

// newEditor returns a field that holds value, with the cursor at its end.
func newEditor(value string, l look) editor {
	e := editor{held: text.StandIns{Lines: l.lines && fitsArea(value)}, look: l}
	e.held, value = e.held.ReplaceWhole(value, false)
	if e.held.Lines {
		e.area = newArea(l.theme, value, l.width, l.hint)
		return e
	}
	e.input = huh.NewInput().Prompt("").Placeholder(l.hint).EchoMode(echo(l.hidden)).Value(&value)
	e.input.WithTheme(l.theme.Huh())
	// Huh keeps one cell of this for the cursor behind the text.
	e.input.WithWidth(max(2, l.width))
	// Only the command that makes the cursor blink comes from here and from
	// update. It is left out: an idle form sends nothing over the line.
	e.input.Focus()
	return e
}

func echo(hidden bool) huh.EchoMode {
	if hidden {
		return huh.EchoModePassword
	}
	return huh.EchoModeNormal
}

// update types a key or a paste, every character of it: the field shows by a sign
// what cannot be seen.
func (e editor) update(message tea.Msg) editor {
	if pressed, ok := message.(tea.KeyPressMsg); ok && e.look.lines && e.area == nil && key.Matches(pressed, newLine) {
		message = tea.PasteMsg{Content: "\n"}
	}
	next := e.copied()
	next.held, message = input.Hold(e.held, message, e.text() != "")
	if paste, ok := message.(tea.PasteMsg); ok && e.area != nil && !fitsArea(e.text()+paste.Content) {
		return newEditor(next.held.Text(e.area.pasted(paste.Content)), e.look) // in one line
	}
	if e.area != nil {
		next.area = e.area.update(message)
		return next
	}
	next.input.Update(message)
	return next
}

// copied returns an editor that shares nothing that a key changes. Setting the
// same value again keeps the cursor where it is.
func (e editor) copied() editor {
	if e.area != nil {
		return e // which is copied by its own update
	}
	input := *e.input
	value := e.typed()
	e.input = input.Value(&value)
	return e
}

// typed is what the field holds.
func (e editor) typed() string {
	if e.area != nil {
		return e.area.model.Value()
	}
	value, _ := e.input.GetValue().(string)
	return value
}

// text is what that stands for.
func (e editor) text() string { return e.held.Text(e.typed()) }

func (e editor) view() string {
	if e.area != nil {
		return e.area.view(e.held)
	}
	return e.held.Show(e.input.View())
}

// moves reports whether the field has a row above or below its cursor.
func (e editor) moves(by int) bool { return e.area != nil && e.area.moves(by) }

// hide echoes asterisks, or the text again.
func (e editor) hide(hidden bool) editor {
	next := e.copied()
	next.look.hidden = hidden
	next.input.EchoMode(echo(hidden))
	return next
}

// resized returns an editor of another look with the cursor at the same
// character. An input does not scroll again by itself when it gets narrower,
// and does not say where its cursor is: what is left after deleting to the end
// of the line does.
func (e editor) resized(l look) editor {
	if e.area != nil {
		moved := *e.area
		moved.theme, moved.hint, e.look = l.theme, l.hint, l
		e.area = moved.copied(l.width)
		return e
	}
	whole := e.text()
	before := e.update(tea.KeyPressMsg{Code: 'k', Mod: tea.ModCtrl}).typed()
	next := newEditor(whole, l)
	for range utf8.RuneCountInString(next.typed()) - utf8.RuneCountInString(before) {
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
// nothing between two keys and is made for each. It is about the place of the
// option, as text, since Huh is compiled once for each type of value.
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
