package list

import (
	"iter"
	"slices"
	"time"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/ui/screen"
)

// Load replaces all rows with what a refresh brought, and keeps items, which
// must not change any more. The row under the cursor stays under it, on the same
// line of the screen, and where it is gone, or the filter does not let it through any
// more, the cursor stays; marks of webhooks that are gone go with them. Rows that the
// sort does not tell apart keep their order, in whichever the server lists them.
func (m *Model) Load(items []Item, now time.Time) {
	m.loads++
	m.now = now
	m.filter = m.filter.At(now)
	m.seen = newSeen()
	fresh := make([]*row, len(items))
	for i := range items {
		fresh[i] = m.newRow(&items[i])
	}
	if len(m.marks) > 0 {
		there := make(map[screen.Ref]bool, len(items))
		for _, r := range fresh {
			there[r.Ref] = true
		}
		m.keepMarks(func(ref screen.Ref) bool { return there[ref] })
	}
	m.rows = asBefore(m.rows, fresh)
	order(m.rows, m.by, m.reverse)
	m.loose = false
	m.tally()
	m.narrow()
}

// asBefore puts fresh rows in the order of those that they replace, and new ones
// behind them.
func asBefore(old, fresh []*row) []*row {
	if len(old) == 0 {
		return fresh
	}
	places := make(map[screen.Ref]int, len(old))
	for place, r := range old {
		places[r.Ref] = place
	}
	ordered := make([]*row, len(old), len(old)+len(fresh))
	for _, r := range fresh {
		if place, known := places[r.Ref]; known && ordered[place] == nil {
			ordered[place] = r
		} else {
			ordered = append(ordered, r)
		}
	}
	return slices.DeleteFunc(ordered, func(r *row) bool { return r == nil })
}

// Reset forgets the rows, the marks and the filter: another workspace comes.
func (m *Model) Reset() {
	m.loads, m.rows, m.shown, m.cursor, m.top, m.moved = 0, nil, nil, 0, 0, false
	m.seen = newSeen()
	m.tally()
	m.marks = map[screen.Ref]bool{}
	m.stopFiltering()
	m.clearFilter()
}

// tally counts the rows by their status, after every change of them but a merge:
// the count line says it at every key.
func (m *Model) tally() {
	m.off, m.on, m.inherited, m.news, m.held, m.saved.counts = 0, 0, 0, 0, nil, [maxSaved]int{}
	for _, r := range m.rows {
		m.tallied(r, 1)
	}
}

// tallied adds a row to the numbers of those that are on and off, or takes it out.
func (m *Model) tallied(r *row, n int) {
	if r.Origin != nil {
		m.inherited += n
	}
	m.saved.tallied(r.saved, n)
	if r.News != fleet.NoNews {
		m.news += n
	}
	switch {
	case r.Webhook.Status.Off():
		m.off += n
	case r.Webhook.Status.On():
		m.on += n
	}
}

// Loaded reports whether there was a [Model.Load] since the start or [Model.Reset].
func (m Model) Loaded() bool { return m.loads > 0 }

// Put replaces one webhook, or adds it at the top. It does not sort or filter
// again: a row must not run away from under the cursor because it was toggled.
func (m *Model) Put(item Item) {
	m.finishFilter()
	defer m.tally()
	m.loose = true
	fresh := m.newRow(&item)
	replace := func(rows []*row) ([]*row, bool) {
		at := slices.IndexFunc(rows, func(r *row) bool { return r.Ref == item.Ref })
		if at < 0 {
			return rows, false
		}
		rows = slices.Clone(rows)
		rows[at] = fresh
		return rows, true
	}
	var known bool
	if m.rows, known = replace(m.rows); !known {
		m.rows = slices.Insert(slices.Clone(m.rows), 0, fresh)
		m.shown = slices.Insert(slices.Clone(m.shown), 0, fresh)
		m.Select(item.Ref)
		return
	}
	m.shown, _ = replace(m.shown)
}

// Remove takes one webhook out.
func (m *Model) Remove(ref screen.Ref) {
	m.finishFilter()
	defer m.tally()
	gone := func(r *row) bool { return r.Ref == ref }
	m.rows = slices.DeleteFunc(slices.Clone(m.rows), gone)
	m.shown = slices.DeleteFunc(slices.Clone(m.shown), gone)
	m.keepMarks(func(marked screen.Ref) bool { return marked != ref })
	m.moveTo(m.cursor)
}

// Len returns how many webhooks there are, filter or not.
func (m Model) Len() int { return len(m.rows) }

// Find returns the item of a webhook.
func (m Model) Find(ref screen.Ref) (Item, bool) {
	at := slices.IndexFunc(m.rows, func(r *row) bool { return r.Ref == ref })
	if at < 0 {
		return Item{}, false
	}
	return *m.rows[at].Item, true
}

// Items are those of all rows, sorted as shown, filter or not.
func (m Model) Items() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, r := range m.rows {
			if !yield(*r.Item) {
				return
			}
		}
	}
}

// WebhooksIn returns the webhooks of a workspace, sorted as shown, filter or not.
func (m Model) WebhooksIn(workspace screen.Ref) []api.Webhook {
	var webhooks []api.Webhook
	for _, r := range m.rows {
		if r.Ref.OfWorkspace() == workspace {
			webhooks = append(webhooks, r.Webhook)
		}
	}
	return webhooks
}

// Pending returns the items that something is being done to.
func (m Model) Pending() map[screen.Ref]Item {
	pending := make(map[screen.Ref]Item)
	for _, r := range m.rows {
		if r.Pending != "" {
			pending[r.Ref] = *r.Item
		}
	}
	return pending
}

// Selected returns the item under the cursor.
func (m Model) Selected() (Item, bool) {
	if m.cursor < 0 || m.cursor >= len(m.shown) {
		return Item{}, false
	}
	return *m.shown[m.cursor].Item, true
}

// Select puts the cursor on a webhook, if it is shown.
func (m *Model) Select(ref screen.Ref) {
	if at := slices.IndexFunc(m.shown, func(r *row) bool { return r.Ref == ref }); at >= 0 {
		m.moveTo(at)
	}
}

// Position returns where a webhook stands among the rows that are shown, from 0, and how
// many those are; -1 if the filter hides it.
func (m Model) Position(ref screen.Ref) (at, count int) {
	return slices.IndexFunc(m.shown, func(r *row) bool { return r.Ref == ref }), len(m.shown)
}

// Beside returns the item of the row that is one below a webhook's, or one above it.
// Of a webhook that is not shown any more the cursor has kept the place.
func (m Model) Beside(ref screen.Ref, below bool) (Item, bool) {
	at, count := m.Position(ref)
	switch {
	case at < 0 && below:
		at = m.cursor
	case at < 0:
		at = m.cursor - 1
	case below:
		at++
	default:
		at--
	}
	if at < 0 || at >= count {
		return Item{}, false
	}
	return *m.shown[at].Item, true
}

// Targets returns what an action applies to: the marked items in the order of
// the table, those that the filter hides too, or else the one under the cursor.
func (m Model) Targets() []Item {
	if len(m.marks) > 0 {
		items := make([]Item, 0, len(m.marks))
		for _, r := range m.rows {
			if m.marks[r.Ref] {
				items = append(items, *r.Item)
			}
		}
		if len(items) > 0 {
			return items
		}
	}
	if selected, ok := m.Selected(); ok {
		return []Item{selected}
	}
	return nil
}

// Marked returns how many are marked, and how many of those the filter hides.
func (m Model) Marked() (marked, hidden int) {
	if m.filter.Empty() {
		return len(m.marks), 0 // at every key, and of thousands: none is looked for
	}
	seen := 0
	for _, r := range m.shown {
		if m.marks[r.Ref] {
			seen++
		}
	}
	return len(m.marks), len(m.marks) - seen
}

// Hidden returns how many of some webhooks the filter hides.
func (m Model) Hidden(items []Item) int {
	if m.filter.Empty() {
		return 0
	}
	hidden := make(map[screen.Ref]bool, len(items))
	for _, item := range items {
		hidden[item.Row()] = true
	}
	for _, r := range m.shown {
		delete(hidden, r.Ref)
	}
	return len(hidden)
}

// Unmark takes the marks of some webhooks away, also from the rows that inherit
// them.
func (m *Model) Unmark(refs map[screen.Ref]bool) {
	heirs := make(map[screen.Ref]bool)
	for _, r := range m.rows {
		if r.Origin != nil && refs[r.Home()] {
			heirs[r.Ref] = true
		}
	}
	m.keepMarks(func(marked screen.Ref) bool { return !refs[marked] && !heirs[marked] })
}

// HeirsOf lists the rows that inherit a webhook.
func (m Model) HeirsOf(ref screen.Ref) []Item {
	if m.inherited == 0 {
		return nil
	}
	var items []Item
	for _, r := range m.rows {
		if r.Origin != nil && r.Home() == ref {
			items = append(items, *r.Item)
		}
	}
	return items
}

// ClearMarks takes every mark away.
func (m *Model) ClearMarks() { m.marks = map[screen.Ref]bool{} }

func (m *Model) mark() {
	selected, ok := m.Selected()
	if !ok {
		return
	}
	marks := make(map[screen.Ref]bool, len(m.marks)+1)
	for ref := range m.marks {
		marks[ref] = true
	}
	if marks[selected.Ref] {
		delete(marks, selected.Ref)
	} else {
		marks[selected.Ref] = true
	}
	m.marks = marks
}

// markAll marks every row that is shown, or takes those marks away when all
// of them have one.
func (m *Model) markAll() {
	all := true
	for _, r := range m.shown {
		all = all && m.marks[r.Ref]
	}
	marks := make(map[screen.Ref]bool, len(m.marks)+len(m.shown))
	for ref := range m.marks {
		marks[ref] = true
	}
	for _, r := range m.shown {
		if all {
			delete(marks, r.Ref)
		} else {
			marks[r.Ref] = true
		}
	}
	m.marks = marks
}

func (m *Model) keepMarks(keep func(screen.Ref) bool) {
	marks := make(map[screen.Ref]bool, len(m.marks))
	for ref := range m.marks {
		if keep(ref) {
			marks[ref] = true
		}
	}
	m.marks = marks
}

// sortBy sorts again. The cursor stays on its row.
func (m *Model) sortBy(by Column, reverse bool) {
	m.by, m.reverse = by, reverse
	m.rows = slices.Clone(m.rows)
	order(m.rows, by, reverse)
	m.loose = false
	m.narrow()
}

func (m *Model) moveTo(place int) {
	m.cursor = place
	m.scroll()
}

// scroll moves the window by as little as shows the cursor.
func (m *Model) scroll() {
	m.cursor, m.top = screen.Window(m.cursor, m.top, m.visible(), len(m.shown))
}
