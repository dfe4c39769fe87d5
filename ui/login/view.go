package login

import (
	"strings"

	"charm.land/lipgloss/v2"

	"corotui/ui/text"
)

// head is what stands above the form: what this is, why, and what went wrong.
func (m Model) head() []string {
	t := m.env.Theme
	margin := strings.Repeat(" ", inset)
	title := "Log in to Coro"
	if m.step == keeping || m.step == agreeing || m.step == storing {
		title = "Logged in"
	}
	lines := []string{"", margin + t.Title.Render(title)}
	wrap := func(style lipgloss.Style, said string) {
		wrapped := lipgloss.NewStyle().Width(max(1, min(m.width, 100)-2*inset)).Render(said)
		for _, line := range strings.Split(wrapped, "\n") {
			lines = append(lines, margin+style.Render(strings.TrimRight(line, " ")))
		}
	}
	if m.reason != "" && m.problem == "" && m.step == typing {
		wrap(t.Warn, m.reason)
	}
	if m.problem != "" {
		wrap(t.Bad, m.problem)
	}
	return append(lines, "")
}

func (m Model) headRows() int { return len(m.head()) }

// View draws the head and the form, or what is being waited for.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	lines := m.head()
	margin := strings.Repeat(" ", inset)
	switch m.step {
	case trying:
		lines = append(lines, margin+m.env.Theme.Muted.Render("asking for a token"+m.env.Theme.Signs.Ellipsis))
	case storing:
		lines = append(lines, margin+m.env.Theme.Muted.Render("keeping the secret"+m.env.Theme.Signs.Ellipsis))
	default:
		for _, line := range strings.Split(strings.TrimRight(m.form.View(), " \n"), "\n") {
			lines = append(lines, margin+line)
		}
		for _, err := range m.form.Errors() {
			lines = append(lines, "", margin+m.env.Theme.Bad.Render(err.Error()))
		}
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
