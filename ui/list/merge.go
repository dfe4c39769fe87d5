package list

import (
	"slices"
	"time"

	"corotui/api"
	"corotui/ui/msg"
)

// Merge puts in what was read of some workspaces, in place of what they had. The
// other rows stay, and so does the row under the cursor, on the same line of the
// screen; before the user has moved it, the cursor stays on the first row. Marks
// of webhooks that are gone go with them. It takes the time of one pass over the
// rows, since it comes often while thousands stream in.
func (m *Model) Merge(read map[api.WorkspaceID][]Item, now time.Time) {
	m.finishFilter()
	defer m.tally()
	m.loads++
	m.now = now
	fresh := make([]*row, 0, len(read))
	there := make(map[msg.Ref]bool)
	for _, items := range read {
		for i := range items {
			fresh = append(fresh, newRow(&items[i]))
			there[items[i].Ref] = true
		}
	}
	order(fresh, m.by, m.reverse)
	gone := func(r *row) bool {
		_, anew := read[r.Ref.Workspace]
		return anew
	}
	m.keepMarks(func(ref msg.Ref) bool {
		_, anew := read[ref.Workspace]
		return !anew || there[ref]
	})
	selected, had := m.Selected()
	line := m.cursor - m.top
	m.rows = m.merged(m.rows, fresh, gone)
	if m.filter.Empty() {
		m.shown = m.rows
	} else {
		found := slices.DeleteFunc(fresh, func(r *row) bool { return !m.filter.Match(r.subject) })
		m.shown = m.merged(m.shown, found, gone)
	}
	if !m.moved {
		m.cursor, m.top = 0, 0
		return
	}
	m.stay(selected, had, line)
}

// Moved reports whether the user has chosen the row under the cursor.
func (m Model) Moved() bool { return m.moved }

// merged returns sorted rows without those that are gone and with the fresh
// ones, which are sorted, too.
func (m *Model) merged(rows, fresh []*row, gone func(*row) bool) []*row {
	all := make([]*row, 0, len(rows)+len(fresh))
	for _, r := range rows {
		if gone(r) {
			continue
		}
		for len(fresh) > 0 && m.before(fresh[0], r) {
			all, fresh = append(all, fresh[0]), fresh[1:]
		}
		all = append(all, r)
	}
	return append(all, fresh...)
}

func (m *Model) before(a, b *row) bool {
	if m.reverse {
		a, b = b, a
	}
	return compare(m.by, a, b) < 0
}
