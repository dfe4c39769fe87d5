package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/internal/text"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// maxStatusRows is how far a long sentence may push the body up. An error is
// worth three lines: cut in the middle it could not be acted on.
const maxStatusRows = 3

// status is the sentence above the help line. It stays until another one, another page,
// or the next action: then it is about something else.
type status struct {
	level    screen.Level
	sentence string
	turn     int // the update that said it
}

// forget clears what an earlier update said. What this one says is about what it does.
// The body may have more rows then, which is up to who calls it.
func (m *frame) forget() {
	if m.status.turn != m.turn {
		m.status = status{turn: m.turn}
	}
}

// lines wraps the sentence to the width, between its clauses if they fit so.
func (s status) lines(t theme.Theme, width int) []string {
	room, sentence := max(1, width-1), t.Signs.Spell(s.sentence)
	dot := " " + t.Signs.Dot + " "
	var clauses []string
	for clause := range strings.SplitSeq(sentence, dot) {
		last := len(clauses) - 1
		if last >= 0 && lipgloss.Width(clauses[last]+dot+clause) <= room {
			clauses[last] += dot + clause
		} else {
			clauses = append(clauses, clause)
		}
	}
	var wrapped []string
	for _, clause := range clauses {
		wrapped = append(wrapped, wordWrapped(clause, room)...)
	}
	if len(wrapped) > maxStatusRows {
		wrapped = wordWrapped(sentence, room)
	}
	if len(wrapped) > maxStatusRows {
		rest := strings.Join(wrapped[maxStatusRows-1:], " ")
		wrapped = append(wrapped[:maxStatusRows-1], text.Cut(rest, room, t.Signs.Ellipsis))
	}
	return wrapped
}

// wordWrapped wraps a sentence between its words.
func wordWrapped(sentence string, room int) []string {
	if lipgloss.Width(sentence) <= room {
		return []string{sentence}
	}
	lines := strings.Split(lipgloss.NewStyle().Width(room).Render(sentence), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

func (s status) rows(t theme.Theme, width int) int { return len(s.lines(t, width)) }

func (s status) style(t theme.Theme) lipgloss.Style {
	switch s.level {
	case screen.Done:
		return t.Good
	case screen.Warning:
		return t.Warn
	case screen.Failure:
		return t.Bad
	default:
		return t.Text
	}
}
