package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/ui/msg"
	"corotui/ui/text"
	"corotui/ui/theme"
)

// maxStatusRows is how far a long sentence may push the body up. An error is
// worth three lines: cut in the middle it could not be acted on.
const maxStatusRows = 3

// status is the sentence above the help line.
type status struct {
	level    msg.Level
	sentence string
}

// lines wraps the sentence to the width.
func (s status) lines(t theme.Theme, width int) []string {
	room, sentence := max(1, width-2), t.Signs.Spell(s.sentence)
	if sentence == "" || lipgloss.Width(sentence) <= room {
		return []string{sentence}
	}
	wrapped := strings.Split(lipgloss.NewStyle().Width(room).Render(sentence), "\n")
	if len(wrapped) > maxStatusRows {
		rest := strings.Join(wrapped[maxStatusRows-1:], " ")
		wrapped = append(wrapped[:maxStatusRows-1], text.Cut(rest, room, t.Signs.Ellipsis))
	}
	// The end of a line parts two clauses as well as the dot between them.
	for i := range wrapped {
		wrapped[i] = strings.TrimRight(wrapped[i], " ")
		if i < len(wrapped)-1 {
			wrapped[i] = strings.TrimSuffix(wrapped[i], " "+t.Signs.Dot)
		}
		if i > 0 {
			wrapped[i] = strings.TrimPrefix(wrapped[i], t.Signs.Dot+" ")
		}
	}
	return wrapped
}

func (s status) rows(t theme.Theme, width int) int { return len(s.lines(t, width)) }

func (s status) style(t theme.Theme) lipgloss.Style {
	switch s.level {
	case msg.Done:
		return t.Good
	case msg.Warning:
		return t.Warn
	case msg.Failure:
		return t.Bad
	default:
		return t.Text
	}
}
