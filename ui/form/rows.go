package form

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
)

// row is one line of the form, and the places that it shows: two where
// sections stand side by side, none for a heading.
type row struct {
	text string
	at   []place
}

func (r row) belongs(at place) bool { return slices.Contains(r.at, at) }

// draw draws the whole form, of which the screen shows a part.
func (m Model) draw() []row {
	goal := m.checked()
	problems, warnings := m.problemsShown(goal), m.warnings(goal)
	top := m.sheet(m.width, problems, warnings)
	top.texts()
	top.choices()
	if m.width < wide {
		top.blank()
		top.triggers()
		top.blank()
		top.headers()
		top.blank()
		top.secret()
		top.blank()
		top.button()
		return top.rows
	}
	top.blank()
	leftWidth, rightWidth := m.columns()
	left, right := m.sheet(leftWidth, problems, warnings), m.sheet(rightWidth, problems, warnings)
	left.triggers()
	right.headers()
	right.blank()
	right.secret()
	top.rows = append(top.rows, beside(left.rows, right.rows, left.width)...)
	top.blank()
	top.button()
	return top.rows
}

func beside(left, right []row, width int) []row {
	rows := make([]row, max(len(left), len(right)))
	for i := range rows {
		if i < len(left) {
			rows[i] = left[i]
		}
		if i < len(right) {
			rows[i].text = text.Pad(text.Cut(rows[i].text, width, ""), width) + right[i].text
			rows[i].at = append(slices.Clone(rows[i].at), right[i].at...)
		}
	}
	return rows
}

// sheet gathers the rows of one column.
type sheet struct {
	model    Model
	problems []problem // that show
	warnings []problem
	width    int
	rows     []row
}

func (m Model) sheet(width int, problems, warnings []problem) *sheet {
	return &sheet{model: m, problems: problems, warnings: warnings, width: width}
}

func (s *sheet) labels() int { return max(0, min(labelWidth, s.width-gutter-minValue)) }
func (s *sheet) values() int { return max(1, s.width-gutter-s.labels()) }

func (s *sheet) blank() { s.rows = append(s.rows, row{}) }

// line adds a row of a place: the mark where the focus is, a label, a value.
func (s *sheet) line(at place, label, value string) {
	t := s.model.env.Theme
	mark, style := strings.Repeat(" ", gutter), t.Label
	if at == s.model.focus && s.model.mode != asking {
		mark, style = t.Accent.Render(t.Signs.Cursor)+" ", t.Accent
	}
	label = text.Pad(text.Cut(label, max(0, s.labels()-1), ""), s.labels())
	s.rows = append(s.rows, row{mark + style.Render(label) + text.Cut(value, s.values(), t.Signs.Ellipsis), []place{at}})
}

// field adds a place with what is wrong with it.
func (s *sheet) field(at place, label, value string) {
	s.line(at, label, value)
	s.says(at)
}

// says adds what is wrong at a place, and what Coro said about it.
func (s *sheet) says(at place) {
	m := s.model
	if says := m.refused[at.kind]; says != "" {
		s.note(at, m.env.Theme.Bad, says)
	}
	s.notes(at)
}

// notes adds what is wrong or doubtful at a place.
func (s *sheet) notes(at place) {
	for _, p := range s.problems {
		if p.at == at {
			s.note(at, s.model.env.Theme.Bad, p.says)
		}
	}
	for _, p := range s.warnings {
		if p.at == at {
			s.note(at, s.model.env.Theme.Warn, p.says)
		}
	}
}

// note adds a sentence below a place. Its sign sets it apart from a value
// where there are no colors.
func (s *sheet) note(at place, style lipgloss.Style, says string) {
	for _, line := range s.model.wrap("! "+says, s.values()) {
		s.line(at, "", style.Render(strings.TrimRight(line, " ")))
	}
}

// heading adds a row that the focus cannot be on.
func (s *sheet) heading(label, value string) {
	t := s.model.env.Theme
	label = text.Pad(text.Cut(label, max(0, s.labels()-1), ""), s.labels())
	s.rows = append(s.rows, row{text: strings.Repeat(" ", gutter) + t.Label.Render(label) +
		t.Muted.Render(text.Cut(value, s.values(), t.Signs.Ellipsis))})
}

// value draws what a text holds where it has not the focus, and the field to
// type into where it has.
func (s *sheet) value(at place, plain string) string {
	t := s.model.env.Theme
	switch {
	case at == s.model.focus && s.model.mode != asking:
		return s.model.editor.view()
	case plain == "":
		return t.Muted.Render(text.Cut(placeholder(at), s.values(), t.Signs.Ellipsis))
	}
	return t.Text.Render(plain)
}

// placeholder is what an empty text field says.
func placeholder(at place) string {
	switch at.kind {
	case atName, atHeaderName, atHeaderValue, atSecretText:
		return "required"
	case atDescription:
		return "optional"
	case atURL:
		return "https://"
	default:
		return ""
	}
}

func (s *sheet) texts() {
	c, t := s.model.content, s.model.env.Theme
	s.field(place{kind: atName}, "Name", s.value(place{kind: atName}, c.name.line()))
	at, label := place{kind: atDescription}, "Description"
	for row := range strings.SplitSeq(s.value(at, c.description.line()), "\n") {
		s.line(at, label, row)
		label = ""
	}
	s.says(at)
	at = place{kind: atURL}
	s.field(at, "URL", s.value(at, text.CutMiddle(text.SignedURL(c.url.text()), s.values(), t.Signs.Ellipsis)))
}

func (s *sheet) choices() {
	m := s.model
	s.field(place{kind: atDescendants}, "Applies to", choose(s, place{kind: atDescendants}, m.content.descendants, descendantOptions()))
	s.field(place{kind: atStatus}, "Status", choose(s, place{kind: atStatus}, m.content.status, m.statusOptions()))
}

// choose draws a value in words, with the marks of a choice where it has the
// focus.
func choose[T comparable](s *sheet, at place, value T, options []option[T]) string {
	if at == s.model.focus && s.model.mode != asking {
		place, shown := listed(value, options)
		return choice(s.model.env.Theme, s.values(), &place, shown).View()
	}
	for _, o := range options {
		if o.value == value {
			return s.model.env.Theme.Text.Render(o.shown)
		}
	}
	return ""
}

func descendantOptions() []option[bool] {
	return []option[bool]{{"this workspace only", false}, {"this workspace and all its descendants", true}}
}

// statusOptions are the two documented statuses, and the webhook's own where
// that is another.
func (m Model) statusOptions() []option[api.Status] {
	t := m.env.Theme.Signs
	was := m.before().Status
	if m.start.Base == nil && was == "" {
		was = api.Enabled
	}
	own := "kept; not returned by Coro"
	if was != "" {
		own = t.Unknown + " " + text.Clean(api.Text(was))
	}
	options := []option[api.Status]{{t.On + " enabled", api.Enabled}, {t.Off + " disabled", api.Disabled}, {own, was}}
	for i := range options[:2] {
		if strings.EqualFold(string(options[i].value), string(was)) {
			options[i].value = was
			return options[:2]
		}
	}
	return options
}

// problemsShown is what is wrong where the user has typed and left: an error before
// the first key in a field helps nobody.
func (m Model) problemsShown(goal change.Goal) []problem {
	problems := m.problems(goal)
	return slices.DeleteFunc(problems, func(p problem) bool {
		switch {
		case m.tried:
			return false
		case p.at.inHeader():
			return !m.content.headers[p.at.item].left
		}
		return !m.left.has(p.at.kind)
	})
}

// columns are the widths of triggers and of headers, side by side. Headers have
// what they need; the rest goes to the meanings of the triggers.
func (m Model) columns() (left, right int) {
	const meanings, headers = 90, 54
	left = max(m.width/2, min(meanings, m.width-headers))
	return left, m.width - left
}

// room is how many cells a place has for its text.
func (m Model) room(at place) int {
	width := m.width
	if m.width >= wide && at.kind > atStatus {
		_, width = m.columns()
	}
	values := m.sheet(width, nil, nil).values()
	if at.inHeader() {
		values -= partWidth
	}
	return max(1, values)
}
