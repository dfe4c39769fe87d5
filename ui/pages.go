package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/text"
	"corotui/ui/form"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// changeForm changes the form that is open, if one is.
func (m *frame) changeForm(change func(form.Model) form.Model) {
	m.Change(func(p screen.Page) screen.Page { return screen.With(p, change) })
}

// openForm is the form that is open.
func openForm(stack []opened) (open form.Model, there bool) {
	for _, o := range stack {
		if form, ok := screen.As[form.Model](o.page); ok {
			open, there = form, true
		}
	}
	return open, there
}

// tablePage is the list of a workspace, or the fleet. With room for both the detail of
// the webhook under the cursor is beside it.
type tablePage struct {
	m     *frame
	fleet bool
}

func (m *frame) onList() bool   { return m.top() == screen.Page(tablePage{m, false}) }
func (m *frame) onFleet() bool  { return m.top() == screen.Page(tablePage{m, true}) }
func (m *frame) onTable() bool  { return m.onList() || m.onFleet() }
func (m *frame) onDetail() bool { return m.top() == screen.Page(detailPage{m}) }

func (p tablePage) table() *list.Model {
	if p.fleet {
		return &p.m.fleet.list
	}
	return &p.m.list
}

func (p tablePage) Init() tea.Cmd { return nil }

func (p tablePage) Update(message tea.Msg) (screen.Page, tea.Cmd) {
	var cmd tea.Cmd
	table := p.table()
	*table, cmd = table.Update(message)
	p.m.follow()
	return p, cmd
}

func (p tablePage) View() string { return p.m.panes(p.table().View()) }

func (p tablePage) SetSize(int, int) screen.Page {
	f := p.m.layout
	p.table().SetSize(f.list, f.body)
	p.m.detail.SetSize(f.detail, f.body)
	return p
}

func (p tablePage) SetTheme(theme.Theme) screen.Page { return p }

func (p tablePage) ShortHelp() []keys.Hint { return p.table().ShortHelp() }
func (p tablePage) TakingText() bool       { return p.table().TakingText() }
func (p tablePage) Cursor() *tea.Cursor    { return p.table().Cursor() }

// detailPage is the webhook that was opened, beside its table if there is room.
type detailPage struct{ m *frame }

func (p detailPage) Init() tea.Cmd { return nil }

func (p detailPage) Update(message tea.Msg) (screen.Page, tea.Cmd) {
	var cmd tea.Cmd
	p.m.detail, cmd = p.m.detail.Update(message)
	return p, cmd
}

func (p detailPage) View() string {
	if p.m.layout.split {
		return p.m.panes(p.m.table().View())
	}
	return p.m.detail.View()
}

func (p detailPage) SetSize(int, int) screen.Page     { return p }
func (p detailPage) SetTheme(theme.Theme) screen.Page { return p }
func (p detailPage) ShortHelp() []keys.Hint           { return p.m.detail.ShortHelp() }
func (p detailPage) TakingText() bool                 { return false }
func (p detailPage) Cursor() *tea.Cursor              { return nil }

// panes draws the table and the detail side by side, where they fit.
func (m *frame) panes(table string) string {
	if !m.layout.split {
		return table
	}
	t := m.env.Theme
	bar := t.Rule
	if m.onDetail() {
		bar = t.Accent
	}
	left := strings.Split(table, "\n")
	right := strings.Split(m.detail.View(), "\n")
	lines := make([]string, m.layout.body)
	for i := range lines {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines[i] = text.Pad(l, m.layout.list) + " " + bar.Render(t.Signs.Bar) + r
	}
	return strings.Join(lines, "\n")
}
