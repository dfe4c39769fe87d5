package form

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"

	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/theme"
)

// area is a text field of several lines: Bubbles' own, as Huh's does not say where
// its cursor is, and its up and down stay inside.
type area struct {
	model textarea.Model
	theme theme.Theme
	hint  string
}

const (
	areaRows = 6   // seen at once
	manyRows = 500 // of a text with more, breaks are signs: Bubbles draws all rows at every key, and cuts them at some number
)

// newLine starts a line. A form's enter moves on, as in its other fields.
var newLine = keys.Bind("ctrl+j", "new line", "alt+enter", "ctrl+j", "shift+enter")

// fitsArea reports whether a text is edited in lines.
func fitsArea(value string) bool { return strings.Count(value, "\n") < manyRows }

// newArea returns a field that holds value, with the cursor at its end.
func newArea(t theme.Theme, value string, width int, hint string) *area {
	m := textarea.New()
	m.Prompt, m.ShowLineNumbers, m.Placeholder = "", false, hint
	m.MaxHeight, m.MaxWidth, m.DynamicHeight = 0, 0, true
	m.KeyMap = keysOf(m.KeyMap)
	state := textarea.StyleState{Text: t.Text, CursorLine: t.Text, Placeholder: t.Muted, Prompt: t.Accent, EndOfBuffer: t.Text}
	m.SetStyles(textarea.Styles{Focused: state, Blurred: state, Cursor: textarea.CursorStyle{Color: t.Accent.GetBackground(), Shape: tea.CursorBlock}})
	m.Focus() // its command makes the cursor blink, which an idle form does not
	m.SetWidth(max(2, width))
	m.SetValue(value)
	return (&area{m, t, hint}).fitted()
}

// keysOf leaves out what selects: an area is made for each key, so that a
// selection would be gone with the next.
func keysOf(k textarea.KeyMap) textarea.KeyMap {
	k.InsertNewline = newLine
	for _, selects := range []*key.Binding{
		&k.SelectCharacterForward, &k.SelectCharacterBackward, &k.SelectWordForward, &k.SelectWordBackward,
		&k.SelectLineUp, &k.SelectLineDown, &k.SelectAll, &k.CopySelection,
	} {
		selects.SetEnabled(false)
	}
	return k
}

// fitted gives the field as many rows as its text has, up to some.
func (a *area) fitted() *area {
	a.model.DynamicHeight = true
	a.model.SetWidth(a.model.Width()) // counts them
	a.model.DynamicHeight = false
	a.model.SetHeight(min(a.model.Height(), areaRows))
	a.model.View() // what it scrolls by is what it has drawn
	a.model, _ = a.model.Update(nil)
	return a
}

// update returns the field after a key or a paste. It is another one: Bubbles
// changes its lines in place, and an older form has them, too.
func (a *area) update(message tea.Msg) *area {
	next := a.copied(a.model.Width())
	if press, ok := message.(tea.KeyPressMsg); ok && key.Matches(press, next.model.KeyMap.LineNext) {
		next.down()
	} else {
		next.model, _ = next.model.Update(message)
	}
	return next.fitted()
}

// down moves the cursor down by a row. Bubbles stays where it is above the empty
// row that ends a line of exactly the field's width.
func (a *area) down() {
	row, line := a.model.LineInfo().RowOffset, a.model.Line()
	a.model.CursorDown()
	if a.model.LineInfo().RowOffset == row && a.model.Line() == line {
		a.model.CursorEnd()
		a.model.CursorDown()
	}
}

// copied returns the same field with lines of its own, the cursor in its place.
func (a *area) copied(width int) *area {
	next := newArea(a.theme, a.model.Value(), width, a.hint)
	row, column := a.model.Line(), a.model.Column()
	if width == a.model.Width() { // scrolled alike: to the last row that is seen, and back
		next.model.MoveToBegin()
		for range a.model.ScrollYOffset() + a.model.Height() - 1 {
			next.down()
		}
	}
	for range next.model.LineCount() { // each step is a line of the text, whatever rows it takes
		switch at := next.model.Line(); {
		case at > row:
			next.model.CursorStart()
			next.model.CursorUp()
		case at < row:
			next.model.CursorEnd()
			next.model.CursorDown()
		}
	}
	next.model.SetCursorColumn(column)
	next.model, _ = next.model.Update(nil)
	return next
}

// moves reports whether the cursor can move by a row, up or down.
func (a *area) moves(by int) bool {
	at := a.model.LineInfo()
	if by < 0 {
		return a.model.Line() > 0 || at.RowOffset > 0
	}
	return a.model.Line() < a.model.LineCount()-1 || at.RowOffset < at.Height-1
}

// pasted returns the whole text with more of it at the cursor.
func (a *area) pasted(more string) string {
	lines := strings.Split(a.model.Value(), "\n")
	row := []rune(lines[a.model.Line()])
	column := min(a.model.Column(), len(row))
	lines[a.model.Line()] = string(row[:column]) + more + string(row[column:])
	return strings.Join(lines, "\n")
}

// view draws the field, with signs for what it cannot hold itself.
func (a *area) view(held text.StandIns) string { return held.Show(a.model.View()) }
