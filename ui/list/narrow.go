package list

import (
	"context"
	"runtime"
	"slices"
	"sync"

	tea "charm.land/bubbletea/v2"

	"corotui/filter"
)

// manyRows is from how many rows on the filter runs beside the program, so
// that no key waits for it. Fewer take less time than handing them over.
const manyRows = 2000

// FilteredMsg brings the rows that a filter lets through. It is for the table
// even when another screen is on top of it.
type FilteredMsg struct {
	fleet  bool // it is for the table of a fleet
	number int
	shown  []*row
}

// running is the filter that runs beside the program, if any. Every one has a
// number: what an older one brings is dropped.
type running struct {
	number int
	cancel context.CancelFunc // nil: none runs
}

// setFilter filters anew, by the returned command when there are many rows.
func (m *Model) setFilter(value string) tea.Cmd {
	m.filter = filter.Parse(value)
	if m.filter.Empty() || len(m.rows) < manyRows {
		m.narrow()
		return nil
	}
	m.stopFilter()
	parent := m.env.Context
	if parent == nil {
		parent = context.Background()
	}
	ctx, cancel := context.WithCancel(parent)
	m.running.cancel = cancel
	rows, f, fleet, number := m.rows, m.filter, m.fleet, m.running.number
	return func() tea.Msg {
		defer cancel()
		shown, whole := matching(ctx, rows, f)
		if !whole {
			return nil
		}
		return FilteredMsg{fleet, number, shown}
	}
}

// filtered shows what the running filter brought.
func (m *Model) filtered(message FilteredMsg) {
	if message.fleet != m.fleet || message.number != m.running.number {
		return
	}
	m.stopFilter()
	m.show(message.shown)
}

// stopFilter cancels the filter that runs, and forgets what it will bring.
func (m *Model) stopFilter() {
	if m.running.cancel != nil {
		m.running.cancel()
	}
	m.running = running{number: m.running.number + 1}
}

// finishFilter does at once what the running filter was to do, because the rows
// that it looks at are about to be replaced.
func (m *Model) finishFilter() {
	if m.running.cancel != nil {
		m.narrow()
	}
}

// narrow filters at once.
func (m *Model) narrow() {
	m.stopFilter()
	if m.filter.Empty() {
		m.show(m.rows)
		return
	}
	shown, _ := matching(context.Background(), m.rows, m.filter)
	m.show(shown)
}

// matching returns the rows that a filter lets through, in their order. Without
// an error of the context these are all of them. Each processor looks at a part
// of many rows: what takes the time is to fetch them from memory.
func matching(ctx context.Context, rows []*row, f filter.Filter) (shown []*row, whole bool) {
	parts := 1
	if len(rows) >= manyRows {
		parts = runtime.GOMAXPROCS(0)
	}
	found := make([][]*row, parts)
	var looking sync.WaitGroup
	for i := range parts {
		part := rows[len(rows)*i/parts : len(rows)*(i+1)/parts]
		looking.Go(func() { found[i] = matchingOf(ctx, part, f) })
	}
	looking.Wait()
	return slices.Concat(found...), ctx.Err() == nil
}

// matchingOf is matching for one processor.
func matchingOf(ctx context.Context, rows []*row, f filter.Filter) (shown []*row) {
	for i, r := range rows {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil
		}
		if f.Match(r.subject) {
			shown = append(shown, r)
		}
	}
	return shown
}

// show takes the rows that the filter lets through. The cursor stays on its
// row, on the same line of the screen, as long as the row is shown; else it goes
// to the first.
func (m *Model) show(shown []*row) {
	selected, had := m.Selected()
	line := m.cursor - m.top
	m.shown = shown
	at := -1
	if had {
		at = slices.IndexFunc(m.shown, func(r *row) bool { return r.Ref == selected.Ref })
	}
	m.stay(at, had, line)
}

// stay keeps the cursor on a row, on the same line of the screen. at is its place
// now, or -1 when it is not shown; had tells whether there was a row under it.
func (m *Model) stay(at int, had bool, line int) {
	if at < 0 && had && m.filter.Empty() {
		at = m.cursor // its webhook is gone: stay at the place
	}
	m.cursor = min(max(0, at), max(0, len(m.shown)-1))
	m.top = m.cursor - line
	m.scroll()
}
