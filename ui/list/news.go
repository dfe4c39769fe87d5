package list

import (
	"slices"

	"corotui/internal/fleet"
)

// newsWord says in place of the rest of the status how a row differs from the scan before.
func newsWord(r *row) string {
	switch r.News {
	case fleet.Disabled:
		return " off now"
	case fleet.Enabled:
		return " on again"
	case fleet.Added:
		if r.Webhook.Status.Off() {
			return " new, off"
		}
		return " new"
	case fleet.Changed:
		return " changed"
	default:
		return ""
	}
}

// NextNews puts the cursor on the next row that is marked as new since the scan before,
// and after the last on the first. It returns its place among those that are shown, from
// 1, how many those are, and how many more the filter hides; no place is 0.
func (m *Model) NextNews() (place, shown, hidden int) {
	var at []int
	for i, r := range m.shown {
		if r.News != fleet.NoNews {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return 0, 0, m.news
	}
	next := max(0, slices.IndexFunc(at, func(i int) bool { return i > m.cursor })) // behind the last comes the first
	m.moved = true
	m.moveTo(at[next])
	return next + 1, len(at), m.news - len(at)
}
