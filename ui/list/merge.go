package list

import (
	"slices"
	"time"

	"corotui/api"
	"corotui/ui/screen"
)

// Merge puts in what was read of some workspaces, see [api.Ref.OfWorkspace], in place of
// what they had. The
// other rows stay, and so does the row under the cursor, on the same line of the
// screen; before the user has moved it, the cursor stays on the first row. Marks
// of webhooks that are gone go with them. It does not look at the rows that stay,
// since it comes often while thousands stream in, and keys wait for it.
func (m *Model) Merge(read map[screen.Ref][]Item, now time.Time) {
	m.finishFilter()
	held := m.byWorkspace()
	m.loads++
	m.now = now
	m.filter = m.filter.At(now)
	fresh := make([]*row, 0, len(read))
	there := make(map[screen.Ref]*row)
	gone := make(map[*row]bool)
	for workspace, items := range read {
		for _, r := range held.rows[workspace] {
			gone[r] = true
		}
		held.rows[workspace] = nil
		for i := range items {
			r := m.newRow(&items[i])
			fresh, there[r.Ref] = append(fresh, r), r
			held.rows[workspace] = append(held.rows[workspace], r)
		}
	}
	held.loads = m.loads
	order(fresh, m.by, m.reverse)
	m.forget(gone, there)
	var selected *row
	if m.cursor < len(m.shown) {
		selected = m.shown[m.cursor]
	}
	if gone[selected] {
		selected = there[selected.Ref]
	}
	line := m.cursor - m.top
	m.tighten()
	m.rows = m.merged(m.rows, fresh, gone)
	if m.filter.Empty() {
		m.shown = m.rows
	} else {
		found := slices.DeleteFunc(slices.Clone(fresh), func(r *row) bool { return !m.filter.Match(r.subject) })
		m.shown = m.merged(m.shown, found, gone)
	}
	for _, r := range fresh {
		m.tallied(r, 1)
	}
	if !m.moved {
		m.cursor, m.top = 0, 0
		return
	}
	m.stay(slices.Index(m.shown, selected), line)
}

// Keep drops the rows of all workspaces but those that stays reports, as they are gone.
// What something is being done to stays until that has ended.
func (m *Model) Keep(stays func(workspace screen.Ref) bool, now time.Time) {
	gone := make(map[screen.Ref][]Item)
	for at, rows := range m.byWorkspace().rows {
		if len(rows) == 0 || stays(at) {
			continue
		}
		gone[at] = nil
		for _, r := range rows {
			if r.Pending != "" {
				gone[at] = append(gone[at], *r.Item)
			}
		}
	}
	if len(gone) > 0 {
		m.Merge(gone, now)
	}
}

// tighten sorts the rows that were changed since they were sorted: merging goes
// by their order.
func (m *Model) tighten() {
	if !m.loose {
		return
	}
	m.loose = false
	m.rows, m.shown = slices.Clone(m.rows), slices.Clone(m.shown)
	order(m.rows, m.by, m.reverse)
	order(m.shown, m.by, m.reverse)
}

// held are the rows by their workspaces. A table and its copies share it, and the
// number of loads tells whether it is of this one.
type held struct {
	loads int
	rows  map[screen.Ref][]*row
}

// byWorkspace returns the rows by their workspaces, which it looks at only when
// something else than a merge has changed them since.
func (m *Model) byWorkspace() *held {
	if m.held == nil || m.held.loads != m.loads {
		m.held = &held{rows: make(map[screen.Ref][]*row)}
		for _, r := range m.rows {
			m.held.rows[r.Ref.OfWorkspace()] = append(m.held.rows[r.Ref.OfWorkspace()], r)
		}
	}
	return m.held
}

// forget takes rows out of the count, and the marks of those that are not there
// any more.
func (m *Model) forget(gone map[*row]bool, there map[screen.Ref]*row) {
	lost := false
	for r := range gone {
		m.tallied(r, -1)
		lost = lost || m.marks[r.Ref] && there[r.Ref] == nil
	}
	if !lost {
		return
	}
	refs := make(map[screen.Ref]bool, len(gone))
	for r := range gone {
		refs[r.Ref] = true
	}
	m.keepMarks(func(ref screen.Ref) bool { return !refs[ref] || there[ref] != nil })
}

// Moved reports whether the user has chosen the row under the cursor.
func (m Model) Moved() bool { return m.moved }

// merged returns sorted rows without those that are gone and with the fresh
// ones, which are sorted, too.
func (m *Model) merged(rows, fresh []*row, gone map[*row]bool) []*row {
	all := make([]*row, 0, len(rows)+len(fresh))
	keep := func(part []*row) {
		if len(gone) == 0 {
			all = append(all, part...)
			return
		}
		for _, r := range part {
			if !gone[r] {
				all = append(all, r)
			}
		}
	}
	for _, next := range fresh {
		at, _ := slices.BinarySearchFunc(rows, next, func(r, next *row) int {
			if m.before(next, r) {
				return 1
			}
			return -1 // equal rows stay before it
		})
		keep(rows[:at])
		rows = rows[at:]
		all = append(all, next)
	}
	keep(rows)
	return all
}

func (m *Model) before(a, b *row) bool {
	if m.reverse {
		a, b = b, a
	}
	return compare(m.by, a, b) < 0
}

// RowUpdate is what becomes of a row in [Model.Apply].
type RowUpdate int

// The updates: as it is, another, none.
const (
	Stays RowUpdate = iota
	Becomes
	Goes
)

// Apply updates the rows of some webhooks, as [Model.Put] and [Model.Remove]
// would one by one, in one pass over the rows: they can be thousands, and keys
// wait for it. end gets what is shown of a webhook, if it is there. One that is
// not and becomes something is added at the top. A row that inherits one of them is
// given its end, too. The cursor stays on its row.
func (m *Model) Apply(refs []screen.Ref, end func(ref screen.Ref, shown Item, there bool) (Item, RowUpdate)) {
	m.finishFilter()
	defer m.tally()
	selected, had := m.SelectedRef()
	at, line := m.cursor, m.cursor-m.top
	asked := make(map[screen.Ref]bool, len(refs)) // those that are there: true
	for _, ref := range refs {
		asked[ref] = false
	}
	fresh := make(map[*row]*row, len(refs)) // nil: it goes
	gone := make(map[screen.Ref]bool)
	rows := make([]*row, 0, len(m.rows)+len(refs))
	for _, r := range m.rows {
		named := r.Ref
		if _, is := asked[named]; !is && r.Origin != nil {
			named = r.Home()
		}
		if _, is := asked[named]; is {
			asked[named] = asked[named] || named == r.Ref
			before := r
			if item, update := end(named, *r.Item, true); update == Goes {
				r, gone[before.Ref] = nil, true
			} else if update == Becomes {
				r = m.newRow(&item)
			}
			fresh[before] = r
		}
		if r != nil {
			rows = append(rows, r)
		}
	}
	var added []*row
	for _, ref := range refs {
		if asked[ref] {
			continue
		}
		if item, update := end(ref, Item{}, false); update == Becomes {
			added = append(added, m.newRow(&item))
		}
	}
	shown := make([]*row, 0, len(added)+len(m.shown))
	shown = append(shown, added...)
	for _, r := range m.shown {
		if now, is := fresh[r]; is {
			r = now
		}
		if r != nil {
			shown = append(shown, r)
		}
	}
	m.rows, m.shown, m.loose = slices.Concat(added, rows), shown, true
	if len(gone) > 0 {
		m.keepMarks(func(marked screen.Ref) bool { return !gone[marked] })
	}
	if had && (len(gone) > 0 || len(added) > 0) {
		m.stayOn(selected, at, line)
	}
}

// stayOn keeps the cursor on a row and in its line of the window, or in its place
// when the row is gone.
func (m *Model) stayOn(selected screen.Ref, at, line int) {
	if now := slices.IndexFunc(m.shown, func(r *row) bool { return r.Ref == selected }); now >= 0 {
		at = now
	}
	m.cursor, m.top = at, at-line
	m.scroll()
}

// Change changes the webhooks of a set.
func (m *Model) Change(set map[screen.Ref]bool, change func(*Item)) {
	refs := make([]screen.Ref, 0, len(set))
	for ref := range set {
		refs = append(refs, ref)
	}
	m.Apply(refs, func(_ screen.Ref, shown Item, there bool) (Item, RowUpdate) {
		if !there {
			return Item{}, Stays
		}
		change(&shown)
		return shown, Becomes
	})
}

// End is what became of a webhook that was written to.
type End struct {
	Ref       screen.Ref
	Workspace string       // its name, clean
	Now       *api.Webhook // as the server holds it, where that is known
	Gone      bool
}
