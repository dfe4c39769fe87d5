package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/internal/text"
	"corotui/ui/confirm"
	"corotui/ui/keys"
	"corotui/ui/login"
)

// headerRows is how far down the body starts.
const headerRows = 2

// View draws the frame and what is on top.
func (m Model) View() tea.View {
	view := tea.View{AltScreen: true, WindowTitle: m.windowTitle()}
	if m.opts.Mouse {
		view.MouseMode = tea.MouseModeCellMotion
	}
	f := m.frame
	switch {
	case f.width == 0:
		return view
	case f.tooSmall:
		said := fmt.Sprintf("corotui needs %dx%d; this is %dx%d", minWidth, minHeight, f.width, f.height)
		view.SetContent(text.Cut(said, f.width, ""))
		return view
	}
	t := m.env.Theme
	rule := t.Rule.Render(strings.Repeat(t.Signs.Rule, f.width))
	lines := []string{m.header(), rule}
	lines = append(lines, m.body()...)
	lines = append(lines, rule)
	for _, line := range m.status.lines(t, f.width) {
		lines = append(lines, " "+m.status.style(t).Render(line))
	}
	lines = append(lines, m.helpLine())
	content := strings.Join(lines, "\n")
	if m.opts.ASCII {
		content = text.ASCII(content)
	}
	view.SetContent(content)
	if m.fleet.walking && !m.opts.NoTitle {
		const whole = 100
		view.ProgressBar = tea.NewProgressBar(tea.ProgressBarDefault, int(whole*m.fleet.fraction()))
	}
	if m.dialog == nil && m.prompt == nil {
		view.Cursor = m.cursor()
	}
	return view
}

func (m *Model) windowTitle() string {
	if m.opts.NoTitle {
		return ""
	}
	if name := m.workspaceName(); name != "" {
		return "corotui: " + name
	}
	return "corotui"
}

// header names the account and how fresh the rows are, or what a form is about.
func (m *Model) header() string {
	if m.top() == atForm {
		return m.formHeader()
	}
	t := m.env.Theme
	var account []string
	for _, part := range []string{m.where.Profile, m.where.Region} {
		if part != "" {
			account = append(account, part)
		}
	}
	name, right := m.workspaceName(), m.freshness()
	if m.inFleet() {
		name, right = m.fleetHeader()
	}
	if name == "" {
		name = "corotui"
	}
	right = m.readOnlyMark(right) + right
	who := strings.Join(account, " "+t.Signs.Dot+" ")
	room := m.frame.width - 2 - lipgloss.Width(right) - 1
	name = text.Cut(name, max(1, room), t.Signs.Ellipsis)
	left := t.Title.Render(name)
	if rest := room - lipgloss.Width(name) - 2; who != "" && rest >= 3 {
		left += "  " + t.Muted.Render(text.Cut(who, rest, t.Signs.Ellipsis))
	}
	space := max(1, m.frame.width-2-lipgloss.Width(left)-lipgloss.Width(right))
	return " " + left + strings.Repeat(" ", space) + right
}

// readOnlyMark says that nothing can be changed, before what else stands right.
func (m *Model) readOnlyMark(right string) string {
	t := m.env.Theme
	switch {
	case m.opts.ReadOnly == "":
		return ""
	case right == "":
		return t.Warn.Render("read-only")
	}
	return t.Warn.Render("read-only") + t.Muted.Render(m.dot())
}

func (m *Model) formHeader() string {
	t := m.env.Theme
	left, right := m.form.Title()
	room := max(1, m.frame.width-2-lipgloss.Width(right)-1)
	left = text.Fit(left, room, t.Signs.Ellipsis)
	return " " + t.Title.Render(left) + " " + t.Warn.Render(right)
}

// freshness says how many webhooks there are and how old that is.
func (m *Model) freshness() string {
	t := m.env.Theme
	if !m.list.Loaded() {
		return ""
	}
	said := text.Plural(m.list.Len(), "webhook", "webhooks")
	switch short := m.load.short; {
	case short != nil && short.Total >= 0:
		said += " of " + text.Count(int(short.Total))
	case short != nil:
		said += ", not all"
	}
	said += m.dot()
	switch {
	case !m.load.kept.IsZero() && !m.load.stale:
		return t.Muted.Render(said) + t.Warn.Render(text.AgoLong(m.load.shown, m.load.kept)) + t.Muted.Render(", refreshing"+t.Signs.Ellipsis)
	case m.load.running && m.load.slow:
		return t.Muted.Render(said + "refreshing" + t.Signs.Ellipsis)
	case m.load.stale:
		return t.Muted.Render(said) + t.Warn.Render(text.AgoLong(m.load.failed, m.load.last))
	}
	return t.Muted.Render(said + "fresh")
}

// body draws what is between header and status, in exactly its rows.
func (m *Model) body() []string {
	var drawn string
	switch m.top() {
	case atList, atFleet, atDetail:
		drawn = m.webhookPanes()
	case atForm:
		drawn = m.form.View()
	case atWorkspaces:
		drawn = m.workspaces.View()
	case atLogin:
		drawn = m.login.View()
	case atHelp:
		drawn = m.help.View()
	case atPalette:
		drawn = m.palette.View()
	case atConflict:
		drawn = m.conflict.View()
	case atHistory:
		drawn = m.changes.View()
	case atProfiles:
		drawn = m.profiles.View()
	}
	if m.dialog != nil {
		drawn = confirm.Over(drawn, m.dialog.View(), m.frame.width, m.frame.body)
	}
	if m.prompt != nil {
		drawn = confirm.Over(drawn, m.prompt.View(), m.frame.width, m.frame.body)
	}
	lines := strings.Split(drawn, "\n")
	for len(lines) < m.frame.body {
		lines = append(lines, "")
	}
	return lines[:m.frame.body]
}

// webhookPanes draws list or detail, or both side by side where they fit.
func (m *Model) webhookPanes() string {
	if !m.frame.split {
		if m.top() == atDetail {
			return m.detail.View()
		}
		return m.table().View()
	}
	t := m.env.Theme
	bar := t.Rule
	if m.top() == atDetail {
		bar = t.Accent
	}
	left := strings.Split(m.table().View(), "\n")
	right := strings.Split(m.detail.View(), "\n")
	lines := make([]string, m.frame.body)
	for i := range lines {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines[i] = text.Pad(l, m.frame.list) + " " + bar.Render(t.Signs.Bar) + r
	}
	return strings.Join(lines, "\n")
}

// helpLine lists the keys that work now. Where they do not all fit, those in
// the middle give way: the last one is the key for the rest.
func (m *Model) helpLine() string {
	t := m.env.Theme
	draw := func(h keys.Hint) string {
		return t.Key.Render(h.Key) + " " + t.KeyText.Render(t.Signs.Spell(h.Text))
	}
	hints := slices.DeleteFunc(m.hints(), func(h keys.Hint) bool { return h.Action != "" && !m.offered(h.Action) })
	last, room := "", m.frame.width-1
	if len(hints) > 0 {
		last = draw(hints[len(hints)-1])
		hints = hints[:len(hints)-1]
	}
	var parts []string
	width := 0
	for _, h := range hints {
		part := draw(h)
		if width+lipgloss.Width(part)+2+lipgloss.Width(last) > room {
			break
		}
		parts = append(parts, part)
		width += lipgloss.Width(part) + 2
	}
	return text.Cut(" "+strings.Join(append(parts, last), "  "), m.frame.width, "")
}

// hints are the keys of what is on top.
func (m *Model) hints() []keys.Hint {
	switch {
	case m.quitting.waiting:
		return []keys.Hint{m.env.Keys.Hint(keys.Back, "stay"), m.env.Keys.Hint(keys.Interrupt, "quit now")}
	case m.dialog != nil:
		return m.dialog.ShortHelp()
	case m.prompt != nil:
		return m.prompt.ShortHelp()
	}
	switch m.top() {
	case atDetail:
		return m.detail.ShortHelp()
	case atForm:
		return m.form.ShortHelp()
	case atWorkspaces:
		return m.workspaces.ShortHelp()
	case atLogin:
		first := len(m.stack) == 1 // then there is nothing to go back to
		return slices.DeleteFunc(m.login.ShortHelp(), func(h keys.Hint) bool { return first && h.Text == login.Back })
	case atHelp:
		return m.help.ShortHelp()
	case atPalette:
		return m.palette.ShortHelp()
	case atConflict:
		return m.conflict.ShortHelp()
	case atHistory:
		return m.changes.ShortHelp()
	case atProfiles:
		return m.profiles.ShortHelp()
	default:
	}
	return m.table().ShortHelp()
}

// own is the shape, and with no color set the look, that the user has given the
// cursor: Bubble Tea sends nothing for it. It would not always put back another.
const own tea.CursorShape = -1

// cursor is where text is being typed, in the terminal's cells.
func (m *Model) cursor() *tea.Cursor {
	var cursor *tea.Cursor
	switch m.top() {
	case atList, atFleet:
		cursor = m.table().Cursor()
	case atForm:
		cursor = m.form.Cursor()
	case atHelp:
		cursor = m.help.Cursor()
	case atWorkspaces:
		cursor = m.workspaces.Cursor()
	case atPalette:
		cursor = m.palette.Cursor()
	default: // no text is typed, or Huh draws a cursor of its own
	}
	if cursor == nil {
		return nil
	}
	at := cursor.Position
	return &tea.Cursor{Position: tea.Position{X: at.X, Y: at.Y + headerRows}, Shape: own}
}
