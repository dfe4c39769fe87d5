package list

import (
	"slices"

	"corotui/ui/screen"
)

// Fate is what becomes of a row in [Model.Place].
type Fate int

// The fates.
const (
	Stays Fate = iota
	Becomes
	Goes
)

// Place gives each of some webhooks its fate, as [Model.Put] and [Model.Remove]
// would one by one, in one pass over the rows: they can be thousands, and keys
// wait for it. end gets what is shown of a webhook, if it is there. One that is
// not and becomes something is added at the top. A row that inherits one of them is
// given its end, too. The cursor stays on its row.
func (m *Model) Place(refs []screen.Ref, end func(ref screen.Ref, shown Item, there bool) (Item, Fate)) {
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
			if item, fate := end(named, *r.Item, true); fate == Goes {
				r, gone[before.Ref] = nil, true
			} else if fate == Becomes {
				r = newRow(&item)
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
		if item, fate := end(ref, Item{}, false); fate == Becomes {
			added = append(added, newRow(&item))
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
	if !had || len(gone) == 0 && len(added) == 0 {
		return
	}
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
	m.Place(refs, func(_ screen.Ref, shown Item, there bool) (Item, Fate) {
		if !there {
			return Item{}, Stays
		}
		change(&shown)
		return shown, Becomes
	})
}
