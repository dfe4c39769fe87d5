package browse

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// tablePage is the list of a workspace, or the fleet. With room for both the detail of
// the webhook under the cursor is beside it.
type tablePage struct {
	b     *Browse
	fleet bool
}

func (b *Browse) top() screen.Page {
	pages := b.shell.Pages()
	return pages[len(pages)-1]
}

// ListPage is the list as a page.
func (b *Browse) ListPage() screen.Page { return tablePage{b, false} }

// OnList reports that the list is shown.
func (b *Browse) OnList() bool { return b.top() == b.ListPage() }

// OnFleet reports that the fleet is shown.
func (b *Browse) OnFleet() bool { return b.top() == screen.Page(tablePage{b, true}) }

// OnTable reports that the list or the fleet is shown.
func (b *Browse) OnTable() bool { return b.OnList() || b.OnFleet() }

// OnDetail reports that a webhook is open.
func (b *Browse) OnDetail() bool { return b.top() == screen.Page(detailPage{b}) }

func (p tablePage) table() *list.Model {
	if p.fleet {
		return &p.b.fleet.list
	}
	return &p.b.list
}

func (p tablePage) Init() tea.Cmd { return nil }

func (p tablePage) Update(message tea.Msg) (screen.Page, tea.Cmd) {
	if pointed, ok := message.(tea.MouseMsg); ok && pointed.Mouse().X >= p.b.panes.list {
		return p, nil
	}
	var cmd tea.Cmd
	table := p.table()
	*table, cmd = table.Update(message)
	p.b.Follow()
	return p, cmd
}

func (p tablePage) View() string { return p.b.sideBySide(p.table().View()) }

func (p tablePage) SetSize(width, height int) screen.Page {
	p.b.width, p.b.height = width, height
	table := p.table()
	table.SetSize(arrangeFor(table, width, height).list, height)
	return p
}

func (p tablePage) SetTheme(theme.Theme) screen.Page { return p }

func (p tablePage) ShortHelp() []keys.Hint { return p.table().ShortHelp() }

func (p tablePage) TakingText() bool { return p.table().TakingText() }

func (p tablePage) Cursor() *tea.Cursor { return p.table().Cursor() }

// detailPage is the webhook that was opened, beside its table if there is room.
type detailPage struct{ b *Browse }

func (p detailPage) Init() tea.Cmd { return nil }

func (p detailPage) Update(message tea.Msg) (screen.Page, tea.Cmd) {
	var cmd tea.Cmd
	p.b.detail, cmd = p.b.detail.Update(message)
	return p, cmd
}

func (p detailPage) View() string {
	if p.b.panes.split {
		return p.b.sideBySide(p.b.table().View())
	}
	return p.b.detail.View()
}

func (p detailPage) SetSize(int, int) screen.Page { return p }

func (p detailPage) SetTheme(theme.Theme) screen.Page { return p }

func (p detailPage) ShortHelp() []keys.Hint { return p.b.detail.ShortHelp() }

func (p detailPage) TakingText() bool { return false }

func (p detailPage) Cursor() *tea.Cursor { return nil }

// panes draws the table and the detail side by side, where they fit.
func (b *Browse) sideBySide(table string) string {
	if !b.panes.split {
		return table
	}
	t := b.shell.Env().Theme
	bar := t.Rule
	if b.OnDetail() {
		bar = t.Accent
	}
	left := strings.Split(table, "\n")
	right := strings.Split(b.detail.View(), "\n")
	lines := make([]string, b.panes.height)
	for i := range lines {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines[i] = text.Pad(l, b.panes.list) + " " + bar.Render(t.Signs.Bar) + r
	}
	return strings.Join(lines, "\n")
}

// Open shows the webhook under the cursor.
func (b *Browse) Open() tea.Cmd {
	if b.OnTable() {
		b.visit()
		b.showSelected()
		b.OpenDetail()
	}
	return b.ReadHistory()
}

// OpenDetail opens the webhook that is in the detail, unless one is open. What is
// revealed there is hidden when it is left.
func (b *Browse) OpenDetail() {
	if !b.OnTable() {
		return
	}
	b.shell.Push(detailPage{b}, func() tea.Cmd {
		b.detail.Mask()
		b.detail.SetPosition(b.position())
		return nil
	})
	b.detail.SetPosition(b.position())
}

// Back leaves the detail; in the list it takes away the filter, then the marks.
func (b *Browse) Back() tea.Cmd {
	if b.OnDetail() {
		return b.shell.Pop()
	}
	if marked, _ := b.table().Marked(); marked > 0 && !b.table().Filtered() {
		b.table().ClearMarks()
		return nil
	}
	if b.OnFleet() && !b.table().Filtered() {
		return b.shell.Pop()
	}
	return b.Do(keys.Back)
}

// Do gives an action to the page that it moves, sorts or filters.
func (b *Browse) Do(action keys.Action) tea.Cmd {
	var cmd tea.Cmd
	if b.OnDetail() {
		b.detail, cmd = b.detail.Do(action)
		return cmd
	}
	table := b.table()
	b.visit()
	*table, cmd = table.Do(action)
	b.visit()
	b.Follow()
	return cmd
}

// Follow shows the webhook under the cursor in the detail beside the list. One
// that is open stays so, whatever comes under the cursor: its keys are meant for it.
func (b *Browse) Follow() {
	b.layOut()
	switch {
	case b.OnDetail():
		b.stayOpen()
	case b.panes.split:
		b.showSelected()
	}
}

// stayOpen shows the open webhook as it is now, and leaves one that is gone.
func (b *Browse) stayOpen() {
	ref, _ := b.detail.Ref()
	if item, there := b.table().Find(ref); there {
		b.show(item)
		return
	}
	gone := list.Item{Ref: ref, WorkspaceName: b.detail.Workspace()}
	gone.Webhook.Name = api.Text(b.detail.Name())
	b.shell.Pop()
	b.shell.Say(screen.Warning, b.Label(gone)+" no longer exists.")
}

func (b *Browse) showSelected() {
	if selected, ok := b.table().Selected(); ok {
		b.show(selected)
	} else {
		b.detail.Clear()
	}
}

// show shows a row in the detail.
func (b *Browse) show(item list.Item) {
	b.detail.Show(item.Ref, item.Webhook, item.Pending, b.shell.Env().Now())
	b.detail.SetSavedAt(b.keptSince(item))
	b.detail.SetInherited(b.inheritedWords(item))
	b.detail.SetPosition(b.position())
	if b.inHeader(item.Ref) {
		b.detail.SetWorkspace("")
	} else {
		b.detail.SetWorkspace(b.Where(item))
	}
}
