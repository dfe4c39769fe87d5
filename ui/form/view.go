package form

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/internal/text"
)

// Cells of the form's parts.
const (
	gutter     = 2  // the mark of the focus, and a blank
	labelWidth = 13 // the longest name of a group and a blank
	minValue   = 10 // labels get narrower before values do
	wide       = 110
)

// View draws the form with what asks for an answer below it, or the review.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	if m.mode == reviewing {
		return m.fill(m.viewReview())
	}
	footer := m.footer()
	var lines []string
	for _, r := range m.rows[min(m.top, len(m.rows)):] {
		lines = append(lines, r.text)
	}
	body := max(0, m.height-len(footer))
	for len(lines) < body {
		lines = append(lines, "")
	}
	return m.fill(append(lines[:body], footer...))
}

// fill makes lines exactly as many as there are rows, none wider than the
// screen.
func (m Model) fill(lines []string) string {
	out := make([]string, m.height)
	for i := range min(len(lines), m.height) {
		out[i] = text.Cut(lines[i], m.width, "")
	}
	return strings.Join(out, "\n")
}

// bodyHeight is how many rows of the form are seen at once.
func (m Model) bodyHeight() int { return max(1, m.height-len(m.footer())) }

// scrolled returns the form drawn again, and scrolled as little as it takes to
// see the whole focused place and a row of what surrounds it. It ends whatever
// changes the form, so that View only has to pick the rows.
func (m Model) scrolled() Model {
	if m.mode == reviewing {
		m.reviewTop = max(0, min(m.reviewTop, len(m.reviewLines())-m.reviewHeight()))
		return m
	}
	m.rows = m.draw()
	height := m.bodyHeight()
	first, last := focused(m.rows, m.focus)
	if last-first+1 < height-1 {
		first, last = first-1, last+1
	}
	m.top = min(max(m.top, last-height+1), first)
	m.top = max(0, min(m.top, len(m.rows)-height))
	return m
}

// focused returns the first and the last row of a place.
func focused(rows []row, at place) (first, last int) {
	first = max(0, slices.IndexFunc(rows, func(r row) bool { return r.belongs(at) }))
	last = first
	for last+1 < len(rows) && rows[last+1].belongs(at) {
		last++
	}
	return first, last
}

// footer is what stands below the form: the question whether to leave, why
// saving failed, or one line about the focused field and how much is below.
func (m Model) footer() []string {
	t := m.env.Theme
	indent := strings.Repeat(" ", gutter)
	switch {
	case m.height < 3:
		if m.mode == asking {
			return m.question()
		}
		return nil
	case m.mode == asking:
		return m.question()
	case m.saving:
		return []string{indent + t.Muted.Render("saving"+t.Signs.Ellipsis)}
	case m.failure != "":
		var lines []string
		for _, line := range m.wrap(m.failure, m.width-gutter-1) {
			lines = append(lines, indent+t.Bad.Render(line))
		}
		return lines[:min(len(lines), max(1, m.height/3))]
	}
	return []string{m.hintLine()}
}

func (m Model) hintLine() string {
	t := m.env.Theme
	more := ""
	// This very line takes one row from the form.
	if below := len(m.rows) - m.top - (m.height - 1); below > 0 {
		more = t.Signs.SortDown + " " + text.Count(below) + " more "
	}
	room := max(0, m.width-gutter-lipgloss.Width(more)-1)
	hint := text.Fit(m.hint(), room, t.Signs.Ellipsis)
	return strings.Repeat(" ", gutter) + t.Muted.Render(hint+" "+more)
}

// hint says what the focused place is about.
func (m Model) hint() string {
	hidden := !m.shown && m.hides(m.focus)
	show := m.keys.show.Help().Key
	if unseen := m.unseen(); unseen != "" {
		return "contains " + unseen
	}
	switch at := m.focus; at.kind {
	case atDescription:
		return newLine.Help().Key + " starts a new line, enter moves on"
	case atURL:
		if hidden {
			return text.SignedURL(m.content.url.text()) + "   " + show + " shows it"
		}
		return "https, reachable from the Internet"
	case atDescendants:
		if !m.start.Channel {
			return "no workspaces below this one, so this changes nothing"
		}
		return "also send events of the workspaces below this one"
	case atStatus:
		return "Coro sends nothing to a disabled webhook, and resends nothing later"
	case atTrigger:
		return m.meaning(at.item)
	case atHeader:
		return "sent with each delivery"
	case atHeaderName:
		return "such as X-Env"
	case atHeaderValue:
		if hidden {
			return "hidden like every credential   " + show + " shows it"
		}
		return "sent with each delivery"
	case atSecret:
		if m.content.secret.origin == typed {
			return "type or paste it here; the receiver needs the same"
		}
		return "signs each delivery; the receiver needs the same"
	case atSecretText:
		return "the receiver needs the same   " + show + " shows it"
	case atReview:
		return "shows the changes before they are saved"
	default:
		return ""
	}
}

// unseen is what the focused text field holds that cannot be seen. Its line
// breaks are seen where it has lines.
func (m Model) unseen() string {
	if !m.focus.takesText() {
		return ""
	}
	var said []string
	for _, u := range text.UnseenIn(m.typedAt(m.focus)) {
		if !m.editor.held.Lines || u.Name != text.LineBreak {
			said = append(said, u.String())
		}
	}
	return strings.Join(said, ", ")
}

func (m Model) meaning(item int) string {
	e := m.content.triggers[item]
	if e.known {
		return e.Meaning
	}
	return unknownTrigger
}

const unknownTrigger = "not known to corotui; kept as it is"

func (m Model) wrap(s string, width int) []string {
	return strings.Split(lipgloss.NewStyle().Width(max(1, width)).Render(s), "\n")
}

// buttons draws choices side by side. The brackets say without colour which one
// enter takes.
func (m Model) buttons(labels ...string) string {
	drawn := make([]string, len(labels))
	for i, label := range labels {
		drawn[i] = m.env.Theme.Button.Render("  " + label + "  ")
		if i == m.choice {
			drawn[i] = m.env.Theme.ButtonOn.Render("[ " + label + " ]")
		}
	}
	return strings.Join(drawn, "  ")
}
