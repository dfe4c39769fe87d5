package login

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	"charm.land/lipgloss/v2"

	"corotui/internal/text"
	"corotui/ui/theme"
)

// SetTheme changes the look.
func (m *Model) SetTheme(t theme.Theme) {
	m.env.Theme = t
	m.style()
	m.redraw()
}

// SetSize gives the screen its cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.resize()
}

// inset is the margin of the form.
const inset = 2

func (m *Model) resize() {
	m.form.WithWidth(max(20, min(m.width, 100)-2*inset)).WithHeight(max(3, m.height-len(m.head())-len(m.errors())))
	m.redraw()
}

// redraw draws the form again: Huh shows what it drew at the last message until the
// next one. What Init asks for besides is asked for where the form begins.
func (m *Model) redraw() { m.form.Init() }

// Title says what this is, in place of an account that nobody is logged in to.
func (m Model) Title() (left, right string) {
	if m.step == keeping || m.step == agreeing || m.step == storing {
		return "Logged in", ""
	}
	return "Log in to Coro", ""
}

// head is what stands above the form: why, and what went wrong.
func (m Model) head() []string {
	t := m.env.Theme
	margin := strings.Repeat(" ", inset)
	lines := []string{""}
	wrap := func(style lipgloss.Style, said string) {
		wrapped := lipgloss.NewStyle().Width(max(1, min(m.width, 100)-2*inset)).Render(said)
		for _, line := range strings.Split(wrapped, "\n") {
			lines = append(lines, margin+style.Render(strings.TrimRight(line, " ")))
		}
	}
	if m.reason != "" && m.problem == "" && m.step == typing {
		wrap(t.Warn, m.reason)
	}
	if m.note != "" {
		wrap(t.Warn, m.note)
	}
	if m.problem != "" {
		wrap(t.Bad, m.problem)
	}
	if len(lines) > 1 {
		lines = append(lines, "")
	}
	return lines
}

// errors are what is said below the form.
func (m Model) errors() []string {
	said := m.form.Errors()
	lines := make([]string, 0, 2*len(said))
	for _, err := range said {
		lines = append(lines, "", strings.Repeat(" ", inset)+m.env.Theme.Bad.Render(err.Error()))
	}
	return lines
}

// View draws the head and the form, or what is being waited for.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	lines := m.head()
	margin := strings.Repeat(" ", inset)
	switch m.step {
	case trying:
		lines = append(lines, margin+m.env.Theme.Muted.Render("asking "+m.host()+" for a token"+m.env.Theme.Signs.Ellipsis))
	case storing:
		lines = append(lines, margin+m.env.Theme.Muted.Render("storing the secret"+m.env.Theme.Signs.Ellipsis))
	default:
		for _, line := range strings.Split(strings.TrimRight(m.recoloured(m.form.View()), " \n"), "\n") {
			lines = append(lines, margin+line)
		}
		lines = append(lines, m.errors()...)
	}
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	lines = lines[:m.height]
	for i, line := range lines {
		lines[i] = text.Cut(strings.TrimRight(line, " "), m.width, "")
	}
	return strings.Join(lines, "\n")
}

// recoloured puts the theme's colours in place of those that Bubbles' inputs have by
// themselves while they do not have the focus, and that Huh has no way to change: on a
// light terminal what was typed could hardly be seen.
func (m Model) recoloured(form string) string {
	theirs, t := textinput.DefaultStyles(true).Blurred, m.env.Theme
	return strings.NewReplacer(opening(theirs.Placeholder), opening(t.Muted), opening(theirs.Text), opening(t.Text)).Replace(form)
}

// opening is what a style writes before a text.
func opening(style lipgloss.Style) string {
	before, _, _ := strings.Cut(style.Render("x"), "x")
	return before
}
