package form

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// Update answers keys, pastes, the secret that was asked for, and how saving goes.
func (m Model) Update(message tea.Msg) (Model, tea.Cmd) {
	var cmd tea.Cmd
	switch message := message.(type) {
	case generatedMsg:
		m.content.secret.generated = message.secret
	case SavingMsg:
		m = m.beSaved(message)
	case FailedMsg:
		m = m.fail(message)
	case tea.PasteMsg:
		if !m.saving && m.mode == editing && m.focus.takesText() {
			m = m.write(message)
		}
	case tea.KeyPressMsg:
		switch {
		case m.saving:
			return m, nil
		case m.mode == reviewing:
			m, cmd = m.pressReview(message)
		case m.mode == asking:
			m, cmd = m.pressQuestion(message)
		default:
			m, cmd = m.press(message)
		}
	}
	return m.scrolled(), cmd
}

// press answers a key in the form itself: what moves between the places first,
// the rest is for the place. None of the former is a character.
func (m Model) press(pressed tea.KeyPressMsg) (Model, tea.Cmd) {
	k := m.keys
	switch {
	case key.Matches(pressed, k.review):
		return m.review()
	case key.Matches(pressed, k.back), m.is(pressed, keys.Back):
		return m.back()
	case key.Matches(pressed, k.up) && m.editing(-1), key.Matches(pressed, k.down) && m.editing(1):
		return m.write(pressed), nil
	case key.Matches(pressed, k.next):
		return m.jump(1), nil
	case key.Matches(pressed, k.previous):
		return m.jump(-1), nil
	case key.Matches(pressed, k.down), m.is(pressed, keys.Down):
		return m.step(1), nil
	case key.Matches(pressed, k.up), m.is(pressed, keys.Up):
		return m.step(-1), nil
	case key.Matches(pressed, k.pageDown), m.is(pressed, keys.PageDown):
		return m.step(m.page()), nil
	case key.Matches(pressed, k.pageUp), m.is(pressed, keys.PageUp):
		return m.step(-m.page()), nil
	case key.Matches(pressed, k.enter):
		return m.enter()
	case key.Matches(pressed, k.show) && m.hides(m.focus):
		return m.show(), nil
	case m.focus.takesText():
		return m.write(pressed), nil
	}
	return m.act(pressed)
}

// editing reports whether the focused field has a row of its own to move to.
func (m Model) editing(by int) bool { return m.focus.takesText() && m.editor.moves(by) }

// write gives a key or a paste to the text field.
func (m Model) write(message tea.Msg) Model {
	before := m.editor.text()
	m.editor = m.editor.update(message)
	if after := m.editor.text(); after != before {
		m = m.store(after)
	}
	return m
}

// act answers a key at a place that takes no text.
func (m Model) act(pressed tea.KeyPressMsg) (Model, tea.Cmd) {
	switch m.focus.kind {
	case atDescendants:
		m.content.descendants = chosen(m.env.Theme, m.content.descendants, descendantOptions(), pressed)
	case atStatus:
		m.content.status = chosen(m.env.Theme, m.content.status, m.statusOptions(), pressed)
	case atSecret:
		return m.actSecret(pressed)
	case atTrigger:
		if !key.Matches(pressed, m.keys.toggle) && !m.is(pressed, keys.Mark) {
			return m, nil
		}
		m.content.triggers = slices.Clone(m.content.triggers)
		m.content.triggers[m.focus.item].on = !m.content.triggers[m.focus.item].on
	case atHeader:
		if !key.Matches(pressed, m.keys.remove) && !m.is(pressed, keys.Delete) {
			return m, nil
		}
		m = m.touched()
		m = m.removeHeader(m.focus.item)
	default:
		return m, nil
	}
	return m.touched(), nil
}

func (m Model) actSecret(pressed tea.KeyPressMsg) (Model, tea.Cmd) {
	s := &m.content.secret
	if key.Matches(pressed, m.keys.copy) && s.origin == generated {
		return m, screen.Cmd(screen.CopyMsg{Text: s.generated.Reveal(), Level: screen.Done, What: "the new secret; give it to the receiver"})
	}
	s.origin = chosen(m.env.Theme, s.origin, m.secretOptions(), pressed)
	m.shown = !m.hides(m.focus)
	if s.origin == generated && s.generated.Empty() {
		return m.touched(), generateCmd
	}
	return m.touched(), nil
}

// enter moves to the next place, or opens what the focus is on.
func (m Model) enter() (Model, tea.Cmd) {
	switch m.focus.kind {
	case atHeader:
		m.opened = m.content.headers[m.focus.item]
		return m.moveTo(place{atHeaderValue, m.focus.item}), nil
	case atAddHeader:
		m.content.headers = append(slices.Clone(m.content.headers), header{})
		m.opened = header{}
		return m.moveTo(place{atHeaderName, len(m.content.headers) - 1}), nil
	case atReview:
		return m.review()
	default:
		return m.step(1), nil
	}
}

// back leaves the row that is being edited as it was, or the form. Changes are
// not thrown away without asking.
func (m Model) back() (Model, tea.Cmd) {
	switch {
	case m.focus.inHeader():
		item, opened := m.focus.item, m.opened
		m = m.withHeader(item, func(h *header) { *h = opened })
		return m.moveTo(place{atHeader, item}), nil
	case m.Dirty():
		m.mode, m.choice = asking, 0
		return m, nil
	}
	return m, leave()
}

// step moves the focus over so many places.
func (m Model) step(by int) Model {
	places := m.places()
	at := slices.Index(places, m.focus)
	return m.moveTo(places[max(0, min(at+by, len(places)-1))])
}

// jump moves the focus to the first place of the next section, or of the one
// before. After the last comes the first.
func (m Model) jump(by int) Model {
	places := m.places()
	to := slices.Index(places, m.focus)
	for inside := true; inside; inside = places[to].section() == m.focus.section() {
		to = (to + by + len(places)) % len(places)
	}
	for to > 0 && places[to-1].section() == places[to].section() {
		to--
	}
	return m.moveTo(places[to])
}

// page is how many places the page keys step over.
func (m Model) page() int { return max(1, m.bodyHeight()-1) }

// moveTo puts the focus on a place. The row of headers that it leaves is
// closed; an empty one was opened by mistake and goes.
func (m Model) moveTo(to place) Model {
	from := m.focus
	m.left = m.left.with(from.kind)
	if from.inHeader() && !(to.inHeader() && to.item == from.item) {
		m = m.withHeader(from.item, func(h *header) { h.left = true })
		if h := m.content.headers[from.item]; h.blank() && !h.had {
			m.content.headers = slices.Delete(slices.Clone(m.content.headers), from.item, from.item+1)
			to = m.afterRemoval(to, from.item)
		}
	}
	if to.inHeader() && !from.inHeader() {
		m.opened = m.content.headers[to.item]
	}
	m.focus = to
	return m.edit()
}

// removeHeader takes a row away; the focus stays where it was.
func (m Model) removeHeader(item int) Model {
	m.content.headers = slices.Delete(slices.Clone(m.content.headers), item, item+1)
	m.focus = m.afterRemoval(m.focus, item)
	return m
}

// afterRemoval finds a place again after the header of that number is gone.
func (m Model) afterRemoval(at place, removed int) place {
	if at.kind != atHeader && !at.inHeader() {
		return at
	}
	if at.item > removed {
		at.item--
	}
	if at.item >= len(m.content.headers) {
		return place{kind: atAddHeader}
	}
	return at
}

// withHeader changes one row of a copy of the headers.
func (m Model) withHeader(item int, edit func(*header)) Model {
	m.content.headers = slices.Clone(m.content.headers)
	edit(&m.content.headers[item])
	return m
}

// show shows what is hidden at the focused place, or hides it again.
func (m Model) show() Model {
	m.shown = !m.shown
	if m.focus.takesText() {
		m.editor = m.editor.hide(!m.shown)
	}
	return m
}

// review opens the review, or moves to the first thing that is wrong.
func (m Model) review() (Model, tea.Cmd) {
	if m.focus.inHeader() {
		m = m.moveTo(place{atHeader, m.focus.item})
	}
	m.tried = true
	goal := m.checked()
	if problems := m.problems(goal); len(problems) > 0 {
		said := "Not saved: " + text.Plural(len(problems), "field needs", "fields need") + " a fix"
		return m.moveTo(problems[0].at), screen.Cmd(screen.StatusMsg{Level: screen.Warning, Text: said})
	}
	before := api.Fields{}
	if m.start.Base != nil {
		if before = m.start.Base.Fields; same(before, goal.Fields()) {
			return m, screen.Cmd(screen.StatusMsg{Level: screen.Info, Text: "Nothing changed"})
		}
	}
	m.mode, m.choice, m.reviewTop = reviewing, 0, 0
	m.changes = change.Diff(before, goal.Fields())
	return m, nil
}
