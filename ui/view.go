package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// headerRows is how far down the body starts.
const headerRows = 2

// View draws the frame and what is on top.
func (m Model) View() tea.View { return m.frame.view() }

func (m *frame) view() tea.View {
	view := tea.View{AltScreen: true, WindowTitle: m.windowTitle()}
	if m.opts.Mouse {
		view.MouseMode = tea.MouseModeCellMotion
	}
	f := m.layout
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
	if done, scanning := m.browse.Progress(); scanning && !m.opts.NoTitle {
		const whole = 100
		view.ProgressBar = tea.NewProgressBar(tea.ProgressBarDefault, int(whole*done))
	}
	if !m.asking() {
		view.Cursor = m.cursor()
	}
	return view
}

func (m *frame) windowTitle() string {
	if m.opts.NoTitle {
		return ""
	}
	if m.receive != nil {
		return "corotui listen"
	}
	if name := m.browse.WorkspaceName(); name != "" {
		return "corotui: " + name
	}
	return "corotui"
}

// header names the account and how fresh the rows are, or what a form is about.
func (m *frame) header() string {
	own, ok := screen.As[titled](m.top())
	if !ok && m.receive != nil { // there is no account to name
		own, ok = screen.As[titled](m.stack[0].page)
	}
	if ok && (m.receive != nil || !m.boxes.Whole()) {
		return m.ownHeader(own)
	}
	t := m.env.Theme
	var account []string
	for _, part := range []string{m.account.Where().Profile, m.account.Where().Region} {
		if part != "" && !m.browse.InAll() {
			account = append(account, part)
		}
	}
	name, right := m.browse.Header(m.layout.width - lipgloss.Width(m.readOnlyMark(" ")))
	if name == "" {
		name = "corotui"
	}
	right = m.readOnlyMark(right) + right
	who := strings.Join(account, " "+t.Signs.Dot+" ")
	room := m.layout.width - 2 - lipgloss.Width(right) - 1
	name = text.Cut(name, max(1, room), t.Signs.Ellipsis)
	left := t.Title.Render(name)
	if rest := room - lipgloss.Width(name) - 2; who != "" && rest >= 3 {
		left += "  " + t.Muted.Render(text.Cut(who, rest, t.Signs.Ellipsis))
	}
	space := max(1, m.layout.width-2-lipgloss.Width(left)-lipgloss.Width(right))
	return " " + left + strings.Repeat(" ", space) + right
}

// readOnlyMark says that nothing can be changed, before what else stands right.
func (m *frame) readOnlyMark(right string) string {
	t := m.env.Theme
	switch {
	case m.account.ReadOnly() == "", m.browse.InAll(): // then each row says for itself
		return ""
	case right == "":
		return t.Warn.Render("read-only")
	}
	return t.Warn.Render("read-only") + t.Muted.Render(m.env.Dot())
}

// titled is a page with a header of its own.
type titled interface {
	// Title names what the page is about, and at the right what is to know of it.
	Title() (left, right string)
}

func (m *frame) ownHeader(page titled) string {
	t := m.env.Theme
	left, right := page.Title()
	room := max(1, m.layout.width-2-lipgloss.Width(right)-1)
	left = text.Fit(left, room, t.Signs.Ellipsis)
	return " " + t.Title.Render(left) + " " + t.Warn.Render(right)
}

// body draws what is between header and status, in exactly its rows.
func (m *frame) body() []string {
	lines := strings.Split(m.boxes.View(m.top().View()), "\n")
	for len(lines) < m.layout.body {
		lines = append(lines, "")
	}
	return lines[:m.layout.body]
}

// helpLine lists the keys that work now. Where they do not all fit, those in
// the middle give way: the last one is the key for the rest.
func (m *frame) helpLine() string {
	t := m.env.Theme
	draw := func(h keys.Hint) string {
		return t.Key.Render(h.Key) + " " + t.KeyText.Render(t.Signs.Spell(h.Text))
	}
	hints := slices.DeleteFunc(m.hints(), func(h keys.Hint) bool { return h.Action != "" && !m.offered(h.Action) })
	last, room := "", m.layout.width-1
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
	return text.Cut(" "+strings.Join(append(parts, last), "  "), m.layout.width, "")
}

// hints are the keys of what is on top.
func (m *frame) hints() []keys.Hint {
	switch {
	case m.quitting.waiting:
		return []keys.Hint{m.env.Keys.Hint(keys.Back, "stay"), m.env.Keys.Hint(keys.Interrupt, "quit now")}
	case m.asking():
		return m.boxes.Top().ShortHelp()
	}
	hints := m.top().ShortHelp()
	if !m.onWebhooks() || len(hints) == 0 {
		return hints
	}
	// The user's own commands come before what is the same everywhere.
	at := slices.IndexFunc(hints, func(h keys.Hint) bool { return h.Action == keys.Undo })
	if at < 0 {
		at = len(hints) - 1
	}
	return slices.Insert(hints, at, m.env.Keys.CommandHints()...)
}

// own is the shape, and with no color set the look, that the user has given the
// cursor: Bubble Tea sends nothing for it. It would not always put back another.
const own tea.CursorShape = -1

// cursor is where text is being typed, in the terminal's cells.
func (m *frame) cursor() *tea.Cursor {
	cursor := m.top().Cursor()
	if cursor == nil {
		return nil
	}
	at := cursor.Position
	return &tea.Cursor{Position: tea.Position{X: at.X, Y: at.Y + headerRows}, Shape: own}
}
