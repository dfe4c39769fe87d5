package drift

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/filter"
	"corotui/internal/plan"
	"corotui/internal/text"
	"corotui/ui/screen"
)

// place tells a difference from others, also when it was compared again.
type place struct {
	workspace api.WorkspaceID
	webhook   api.WebhookID // of one to create none
	name      api.Text
}

// row is a difference as it is shown. What takes long to find out is found out when it is
// needed: there may be thousands of rows.
type row struct {
	item            *plan.Item // of the plan, which is never written into
	extra           bool       // no file names it, and it stays
	sign, word      string
	workspace, name string
	short           string          // what differs; empty: not known yet
	subject         *filter.Subject // nil: not known yet
}

func (r *row) place() place { return place{r.item.Workspace.ID, r.item.Webhook.ID, r.item.Name()} }

// newRow prepares a difference for the list.
func newRow(item *plan.Item, extra bool) *row {
	return &row{
		item: item, extra: extra, sign: item.Action.Sign(), word: item.Action.Drift(),
		workspace: text.Clean(item.Workspace.Name()), name: text.Clean(item.Name()),
	}
}

// differs says in short what differs.
func (r *row) differs() string {
	if r.short != "" {
		return r.short
	}
	switch item := r.item; item.Action {
	case plan.Create:
		r.short = text.Host(item.Goal.Fields().URL)
		if item.NeedsSecret() {
			r.short = "needs a secret"
		}
	case plan.Change:
		r.short = differing(item.Deltas())
	case plan.Delete:
		r.short = notNamed
	}
	return r.short
}

// matches reports whether a filter lets the webhook through, as it is, or as it is to be if
// it does not exist.
func (r *row) matches(by filter.Filter) bool {
	if r.subject == nil {
		shown := r.item.Webhook
		if r.item.Action == plan.Create {
			shown = api.Webhook{Fields: r.item.Goal.Fields()}
		}
		shown.Workspace = r.item.Workspace.ID
		subject := filter.NewSubject(&shown, r.workspace)
		r.subject = &subject
	}
	return by.Match(*r.subject)
}

// notNamed is said of an extra webhook.
const notNamed = "in no file"

// differing names the fields that differ, each once: "URL, triggers".
func differing(deltas []change.Delta) string {
	var fields []string
	for _, d := range deltas {
		if field := string(d.Field); !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return strings.Join(fields, ", ")
}

// take shows other content, with the cursor and the marks on the differences where they
// were, as far as those are still there.
func (m *Model) take(content Content) {
	before, cursor := m.content.Plan, m.cursor
	m.content = content
	if content.Plan == before {
		m.drawOpened()
		return
	}
	var at place
	selected := m.selected()
	if selected != nil {
		at = selected.place()
	}
	m.rows = nil
	if content.Plan != nil {
		m.rows = make([]*row, 0, len(content.Plan.Items)+len(content.Plan.Extra))
		for i := range content.Plan.Items {
			m.rows = append(m.rows, newRow(&content.Plan.Items[i], false))
		}
		for i := range content.Plan.Extra {
			m.rows = append(m.rows, newRow(&content.Plan.Extra[i], true))
		}
	}
	m.columns = measure(m.rows)
	marks := make(map[place]bool, len(m.marks))
	for _, r := range m.rows {
		if m.marks[r.place()] && !r.extra {
			marks[r.place()] = true
		}
	}
	m.marks = marks
	m.narrow()
	if there := slices.IndexFunc(m.shown, func(r *row) bool { return selected != nil && r.place() == at }); there >= 0 {
		cursor = there
	} else {
		m.opened = opened{}
	}
	m.moveTo(cursor)
	m.drawOpened()
}

// mark marks the row under the cursor, or takes its mark, and goes to the next.
func (m Model) mark() (Model, tea.Cmd) {
	r := m.selected()
	switch {
	case r == nil:
		return m, nil
	case r.extra:
		return m, m.refuse(r)
	}
	marks := make(map[place]bool, len(m.marks)+1)
	for one := range m.marks {
		marks[one] = true
	}
	if marks[r.place()] {
		delete(marks, r.place())
	} else {
		marks[r.place()] = true
	}
	m.marks = marks
	m.moveTo(m.cursor + 1)
	return m, nil
}

// markAll marks what is shown, but what no file names, or takes the marks where all of it
// has them.
func (m *Model) markAll() {
	marks := make(map[place]bool, len(m.marks))
	for one := range m.marks {
		marks[one] = true
	}
	before := len(marks)
	for _, r := range m.shown {
		if !r.extra {
			marks[r.place()] = true
		}
	}
	if len(marks) == before {
		for _, r := range m.shown {
			delete(marks, r.place())
		}
	}
	m.marks = marks
}

// refuse says why what no file names is not applied.
func (m Model) refuse(r *row) tea.Cmd {
	return screen.Cmd(screen.StatusMsg{Level: screen.Warning, Text: text.QuoteIn(r.item.Name(), r.item.Workspace.Name()) +
		" is extra: no file names it, so it stays" + m.env.Dot() + "corotui apply --prune deletes what is extra"})
}

// apply asks to apply the marked, or the row under the cursor.
func (m Model) apply() tea.Cmd {
	r := m.selected()
	switch {
	case m.content.Waiting != "":
		return screen.Cmd(screen.StatusMsg{Level: screen.Warning, Text: "It is being compared; try again in a moment."})
	case r == nil && len(m.marks) == 0:
		return nil
	case len(m.marks) == 0 && r.extra:
		return m.refuse(r)
	case len(m.marks) == 0:
		return screen.Cmd(ApplyMsg{Plan: m.content.Plan, Items: []plan.Item{*r.item}})
	}
	visible := make(map[*row]bool, len(m.shown))
	for _, r := range m.shown {
		visible[r] = true
	}
	ask := ApplyMsg{Plan: m.content.Plan}
	for _, r := range m.rows {
		if !m.marks[r.place()] || r.extra {
			continue
		}
		ask.Items = append(ask.Items, *r.item)
		if !visible[r] {
			ask.Hidden++
		}
	}
	return screen.Cmd(ask)
}

// columns are how wide the longest values are.
type columns struct{ word, workspace, name int }

func measure(rows []*row) columns {
	var c columns
	for _, r := range rows {
		c.word = max(c.word, lipgloss.Width(r.sign+" "+r.word))
		c.workspace = max(c.workspace, lipgloss.Width(r.workspace))
		c.name = max(c.name, lipgloss.Width(r.name))
	}
	return columns{
		word: max(c.word, len(titleDiffers)), workspace: max(c.workspace, len(titleWorkspace)),
		name: max(c.name, len(titleName)),
	}
}

// widths are the cells of workspace, name, and what differs. The first two are whole where
// there is room beside a part of the last.
func (c columns) widths(room int) (workspace, name, what int) {
	room -= 2 * gap
	both := max(minWorkspace+minName, room*7/10)
	workspace, name = min(c.workspace, max(minWorkspace, both*3/7)), min(c.name, max(minName, both*4/7))
	more := min(max(0, both-workspace-name), c.name-name)
	name += more
	workspace += min(max(0, both-workspace-name), c.workspace-workspace)
	return workspace, name, max(1, room-workspace-name)
}
