package form

import (
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// Cells of the rows of triggers and headers.
const (
	partWidth    = 7  // "Name" and "Value" of an open header
	maxNameWidth = 24 // of a header's name beside its value
	minMeaning   = 29 // the longest meaning of a trigger; it is shown whole or not at all
)

// triggers adds the triggers by group. A group's name stands in the column of the
// labels, at its first trigger.
func (s *sheet) triggers() {
	m := s.model
	known, unknown := m.content.selected()
	count := text.Count(known) + " of " + text.Count(len(api.KnownTriggers))
	if unknown > 0 {
		count += ", and " + text.Count(unknown) + " unknown"
	}
	s.heading("Triggers", count)
	s.says(place{kind: atTrigger})
	width := 0
	for _, e := range m.content.triggers {
		if e.known {
			width = max(width, lipgloss.Width(e.shown))
		}
	}
	var group api.Group
	for i, e := range m.content.triggers {
		label := ""
		if i == 0 || e.Group != group {
			group = e.Group
			label = string(group)
			if !e.known {
				label = "unknown"
			}
		}
		s.line(place{atTrigger, i}, label, s.trigger(i, width))
		if i > 0 { // the first shares its place with all of them
			s.notes(place{atTrigger, i})
		}
	}
}

func (s *sheet) trigger(i, width int) string {
	m, t := s.model, s.model.env.Theme
	e := m.content.triggers[i]
	box := t.Muted.Render(t.Signs.Unchecked)
	if e.on {
		box = t.Text.Render(t.Signs.Checked)
	}
	line := box + " " + t.Text.Render(text.Pad(e.shown, width))
	if room := s.values() - lipgloss.Width(line) - 1; room >= minMeaning {
		meaning := "kept as it is" // below the label "unknown"
		if e.known {
			meaning = e.Meaning
		}
		line += " " + t.Muted.Render(text.Cut(meaning, room, t.Signs.Ellipsis))
	}
	return line
}

// headers adds a row for each header; the one that is being edited takes two.
func (s *sheet) headers() {
	m := s.model
	label := "Headers"
	width := 0
	for _, h := range m.content.headers {
		width = min(max(width, lipgloss.Width(h.name.line())), maxNameWidth, s.values()/2)
	}
	for i, h := range m.content.headers {
		if m.focus.inHeader() && m.focus.item == i {
			s.openHeader(i, label)
		} else {
			at := place{atHeader, i}
			s.line(at, label, s.header(h, width))
			for _, p := range s.problems {
				if p.at.inHeader() && p.at.item == i {
					s.note(at, m.env.Theme.Bad, p.says)
				}
			}
		}
		label = ""
	}
	s.field(place{kind: atAddHeader}, label, m.env.Theme.Muted.Render("+ add a header"))
}

func (s *sheet) header(h header, width int) string {
	t := s.model.env.Theme
	name := h.name.line()
	if name == "" {
		name = "?"
	}
	return t.Text.Render(text.Fit(name, width, t.Signs.Ellipsis) + "  " + h.shown())
}

func (s *sheet) openHeader(i int, label string) {
	h := s.model.content.headers[i]
	part := func(at place, label, name, plain string) {
		s.field(at, label, s.model.env.Theme.Label.Render(text.Pad(name, partWidth))+s.value(at, plain))
	}
	part(place{atHeaderName, i}, label, "Name", h.name.line())
	part(place{atHeaderValue, i}, "", "Value", h.shown())
}

// secret adds where the secret comes from, and what belongs to that.
func (s *sheet) secret() {
	m, t := s.model, s.model.env.Theme
	at := place{kind: atSecret}
	s.field(at, "Secret", choose(s, at, m.content.secret.origin, m.secretOptions()))
	switch m.content.secret.origin {
	case typed:
		value := ""
		if !m.content.secret.typed.Empty() {
			value = mask.Dots
		}
		at := place{kind: atSecretText}
		s.field(at, "", s.value(at, value))
	case generated:
		value := m.content.secret.generated.String()
		if m.shown && m.focus == at {
			value = m.content.secret.generated.Reveal()
		}
		s.line(at, "", t.Text.Render(value))
		if m.focus == at {
			how := m.keys.show.Help().Key + " shows it, " + m.keys.copy.Help().Key + " copies it, for the receiver"
			s.line(at, "", t.Muted.Render(how))
		}
	case kept:
	}
}

// secretOptions are the ways to come to a secret that there are.
func (m Model) secretOptions() []option[origin] {
	s := m.content.secret
	if !s.canKeep {
		return []option[origin]{{"generate a secret (space to type one)", generated}, {"type a secret (space to generate one)", typed}}
	}
	options := []option[origin]{{"type another", typed}, {"generate another", generated}}
	keep := option[origin]{mask.Dots + "  kept", kept}
	_, known := s.old.Value()
	switch {
	case m.start.Base == nil:
		keep.shown = mask.Dots + "  the same as the other webhook's"
	case s.old.Masked():
		keep.shown = mask.Dots + "  kept; Coro does not show it"
	case !known:
		keep.shown = "kept; Coro does not return it"
	}
	return append([]option[origin]{keep}, options...)
}

// question asks whether to throw the changes away, in the place of the hint.
func (m Model) question() []string {
	t := m.env.Theme
	ask := t.Title.Render("Discard " + text.Plural(m.unsaved(), "change", "changes") + "?")
	buttons := m.buttons(keepLabel, discardLabel)
	if gap := m.width - gutter - lipgloss.Width(ask) - lipgloss.Width(buttons) - 1; gap >= 1 {
		return []string{strings.Repeat(" ", gutter) + ask + strings.Repeat(" ", gap) + buttons}
	}
	return []string{" " + ask, " " + buttons}
}

// Labels of the buttons.
const (
	keepLabel    = "keep editing"
	discardLabel = "discard"
	saveLabel    = "save"
)

// button adds the visible way to the review.
func (s *sheet) button() {
	at := place{kind: atReview}
	style := s.model.env.Theme.Button
	if at == s.model.focus && s.model.mode != asking {
		style = s.model.env.Theme.ButtonOn
	}
	s.line(at, "", style.Render("[ review and save ]"))
	s.says(at)
}
