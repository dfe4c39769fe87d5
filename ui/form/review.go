package form

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/screen"
)

// pressReview answers a key in the review. Only saying yes to it saves.
func (m Model) pressReview(pressed tea.KeyPressMsg) (Model, tea.Cmd) {
	k := m.keys
	switch {
	case key.Matches(pressed, k.keep, k.back), key.Matches(pressed, k.enter) && m.choice == 1:
		m.mode = editing
	case key.Matches(pressed, k.save, k.enter):
		return m.save()
	case key.Matches(pressed, k.left, k.right):
		m.choice = 1 - m.choice
	case key.Matches(pressed, k.down):
		m.reviewTop++
	case key.Matches(pressed, k.up):
		m.reviewTop--
	case key.Matches(pressed, k.pageDown):
		m.reviewTop += m.reviewHeight()
	case key.Matches(pressed, k.pageUp):
		m.reviewTop -= m.reviewHeight()
	}
	return m, nil
}

// save asks the root to write. From here on keys do nothing until it says how
// that ended, so that a second enter does not save twice.
func (m Model) save() (Model, tea.Cmd) {
	m.saving = true
	ask := screen.SaveMsg{Goal: m.checked()}
	if m.content.secret.origin == generated {
		ask.Generated = m.content.secret.generated
	}
	if m.start.Base != nil {
		base := *m.start.Base
		ask.Base = &base
	}
	return m, screen.Cmd(ask)
}

// pressQuestion answers a key while the form asks whether to leave.
func (m Model) pressQuestion(pressed tea.KeyPressMsg) (Model, tea.Cmd) {
	k := m.keys
	switch {
	case key.Matches(pressed, k.back, k.keep), key.Matches(pressed, k.enter) && m.choice == 0:
		m.mode = editing
	case key.Matches(pressed, k.enter):
		return m, leave()
	case key.Matches(pressed, k.left, k.right):
		m.choice = 1 - m.choice
	}
	return m, nil
}

// reviewFields are the fields in the order of the review, under the labels of
// the form.
var reviewFields = []struct {
	field change.Field
	label string
	plain string // in the sentence about what does not change
}{
	{change.Name, "Name", "name"},
	{change.Description, "Description", "description"},
	{change.URL, "URL", "URL"},
	{change.Descendants, "Applies to", "applies to"},
	{change.Status, "Status", "status"},
	{change.Trigger, "Triggers", ""},
	{change.Header, "Headers", ""},
	{change.Secret, "Secret", "secret"},
}

// reviewHeight is how many lines of the review are seen at once: the last two
// are for the buttons.
func (m Model) reviewHeight() int { return max(1, m.height-2) }

func (m Model) viewReview() []string {
	t := m.env.Theme
	lines := m.reviewLines()
	height := m.reviewHeight()
	below := len(lines) - m.reviewTop - height
	lines = lines[m.reviewTop:min(len(lines), m.reviewTop+height)]
	for len(lines) < height {
		lines = append(lines, "")
	}
	buttons := m.buttons(saveLabel, keepLabel)
	if m.saving {
		buttons = t.Muted.Render("saving" + t.Signs.Ellipsis)
	}
	more := ""
	if below > 0 {
		more = " " + t.Muted.Render(t.Signs.SortDown+" "+text.Count(below)+" more")
	}
	gap := max(1, m.width-lipgloss.Width(more)-lipgloss.Width(buttons)-1)
	if m.height == 1 {
		return []string{buttons}
	}
	return append(lines, "", more+strings.Repeat(" ", gap)+buttons)
}

// reviewLines draws every change, whole: what is confirmed has been seen.
func (m Model) reviewLines() []string {
	r, goal := reviewSheet{model: m}, m.checked()
	for _, f := range reviewFields {
		label := f.label
		for _, d := range m.fieldChanges(f.field) {
			before, after := m.values(d)
			r.value(label, "-", before, d.Before)
			if before != nil {
				label = ""
			}
			r.value(label, "+", after, d.After)
			label = ""
		}
	}
	if m.start.Base != nil {
		r.lines = append(r.lines, "")
		r.lines = append(r.lines, r.wrapped("Unchanged: "+m.unchanged(), m.env.Theme.Muted)...)
		for _, limit := range history.Screens.Limits(change.Update{Base: *m.start.Base, Goal: goal}) {
			r.lines = append(r.lines, r.wrapped(limit, m.env.Theme.Warn)...)
		}
	}
	for _, warning := range m.warnings(goal) {
		r.lines = append(r.lines, r.wrapped(warning.says, m.env.Theme.Warn)...)
	}
	return r.lines
}

// fieldChanges lists the changes of one field. Of a new webhook everything is
// one, also what is as it would be anyway.
func (m Model) fieldChanges(field change.Field) []change.Delta {
	changes := slices.DeleteFunc(slices.Clone(m.changes), func(d change.Delta) bool { return d.Field != field })
	if m.start.Base == nil && len(changes) == 0 && (field == change.Descendants || field == change.Status) {
		return []change.Delta{{Field: field}}
	}
	return changes
}

// values puts a change into clean words. A nil is what was not there, or is no
// longer.
func (m Model) values(d change.Delta) (before, after *string) {
	words := func(value *api.Text) *string {
		if value == nil {
			return nil
		}
		clean := inLines(*value)
		switch d.Field {
		case change.Trigger:
			clean = triggerName(api.Trigger(d.Item))
		case change.Header:
			clean = text.Signed(d.Item) + ": " + clean
		default:
		}
		return &clean
	}
	before, after = words(d.Before), words(d.After)
	switch d.Field {
	case change.Descendants:
		before, after = descendantWords(!m.content.descendants), descendantWords(m.content.descendants)
	case change.Status:
		after = statusWord(m.content.status)
	case change.Secret:
		if says := map[origin]string{typed: "typed here", generated: "generated here; give it to the receiver"}[m.content.secret.origin]; after != nil && says != "" {
			said := *after + "  " + says
			after = &said
		}
	default:
	}
	if m.start.Base == nil {
		before = nil
	}
	if before != nil && after != nil && *before == *after {
		said := *after + "  (another value)" // or one that looks the same
		after = &said
	}
	return before, after
}

// inLines is a text as the review shows it: with signs for what cannot be seen, and
// line by line.
func inLines(value api.Text) string {
	lines := strings.Split(string(value), "\n")
	for i, line := range lines {
		lines[i] = text.Signed(api.Text(line))
	}
	return strings.Join(lines, text.BreakSign+"\n")
}

func descendantWords(all bool) *string {
	for _, o := range descendantOptions() {
		if o.value == all {
			return &o.shown
		}
	}
	return nil
}

func statusWord(status api.Status) *string {
	word := text.Clean(api.Text(status))
	return &word
}

// triggerName is the documented name of a trigger, however it is spelled.
func triggerName(trigger api.Trigger) string {
	if event, known := api.FindTrigger(trigger.Name()); known {
		return string(event.Name)
	}
	return text.Clean(api.Text(trigger))
}

// unchanged lists what stays as it is.
func (m Model) unchanged() string {
	var parts []string
	for _, f := range reviewFields {
		if f.plain != "" && len(m.fieldChanges(f.field)) == 0 {
			parts = append(parts, f.plain)
		}
	}
	base := m.before()
	lost := func(field change.Field) (n int) {
		for _, d := range m.fieldChanges(field) {
			if d.Before != nil {
				n++
			}
		}
		return n
	}
	if n := len(base.Triggers) - lost(change.Trigger); n > 0 {
		parts = append(parts, text.Plural(n, "trigger", "triggers"))
	}
	if n := len(base.Headers) - lost(change.Header); n > 0 {
		parts = append(parts, text.Plural(n, "header", "headers"))
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// reviewSheet gathers the lines of the review.
type reviewSheet struct {
	model Model
	lines []string
}

// value adds one side of a change under its label, over as many lines as it
// takes, and below it in words what of raw cannot be seen. The sign says without
// colour which side it is.
func (r *reviewSheet) value(label, sign string, value *string, raw *api.Text) {
	if value == nil {
		return
	}
	m := r.model
	style := m.env.Theme.Added
	if sign == "-" {
		style = m.env.Theme.Removed
	}
	shown := *value
	if shown == "" {
		shown = m.env.Theme.Signs.Rule
	}
	labels := max(0, min(labelWidth, m.width-1-minValue))
	for _, line := range m.wrap(shown, m.width-1-labels-2-1) {
		head := " " + m.env.Theme.Label.Render(text.Fit(label, labels, ""))
		r.lines = append(r.lines, head+style.Render(sign+" "+strings.TrimRight(line, " ")))
		label, sign = "", " "
	}
	if raw == nil {
		return
	}
	var said []string
	for _, u := range text.UnseenIn(string(*raw)) {
		said = append(said, u.String())
	}
	if len(said) == 0 {
		return
	}
	for _, line := range m.wrap("contains "+strings.Join(said, ", "), m.width-1-labels-2-1) {
		r.lines = append(r.lines, strings.Repeat(" ", 1+labels+2)+m.env.Theme.Muted.Render(strings.TrimRight(line, " ")))
	}
}

func (r *reviewSheet) wrapped(sentence string, style lipgloss.Style) []string {
	lines := r.model.wrap(sentence, r.model.width-2)
	for i, line := range lines {
		lines[i] = " " + style.Render(strings.TrimRight(line, " "))
	}
	return lines
}
