package list

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/filter"
	"corotui/internal/text"
	"corotui/ui/input"
)

// fields are those that tell the rows apart: in one workspace, its name does not.
func (m Model) fields() []string {
	switch {
	case m.profile > 0:
		return append([]string{filter.ProfileField}, filter.Fields...)
	case m.fleet:
		return filter.Fields
	}
	return slices.DeleteFunc(slices.Clone(filter.Fields), func(field string) bool { return field == "workspace" })
}

// offers is what may be typed next.
func (m Model) offers() []filter.Offer { return filter.Offers(m.input.Value(), m.fields()) }

// offerRows is in how many lines that stands above the filter: as many as all fields
// take, so that the rows stay where they are while one types.
func (m Model) offerRows() int {
	const forOne, forTwo = 6, 12 // rows of the table
	switch {
	case !m.filtering || m.height < forOne:
		return 0
	case m.height < forTwo || input.OffersLong(filter.Offers("", m.fields())) <= m.width-2*lineInset:
		return 1
	}
	return 2
}

// offerLines draws it.
func (m Model) offerLines() []string {
	rows := m.offerRows()
	if rows == 0 {
		return nil
	}
	lines := input.Offers(m.env.Theme, m.offers(), m.width-gutter-lineInset, rows)
	for len(lines) < rows {
		lines = append(lines, "")
	}
	for i := range lines {
		lines[i] = text.Cut(strings.Repeat(" ", gutter)+lines[i], m.width, "")
	}
	return lines
}

// manyRows is from how many rows on the filter runs beside the program, so
// that no key waits for it. Fewer take less time than handing them over.
const manyRows = 2000

// FilteredMsg brings the rows that a filter lets through. It is for the table
// even when another screen is on top of it.
type FilteredMsg struct {
	fleet  bool // it is for the table of a fleet
	number int
	shown  []*row
	index  *index // with which it was found
}

// index is what a filter looks at of many rows, near each other in memory. Rows
// are never changed in place, so it is that of other rows once the table has
// others.
type index struct {
	rows     []*row
	subjects []filter.Subject
}

func newIndex(rows []*row) *index {
	subjects := make([]filter.Subject, len(rows))
	for i, r := range rows {
		subjects[i] = r.subject
	}
	return &index{rows, filter.Together(subjects)}
}

// prepared is the number of no filter: its message brings an index only.
const prepared = -1

// prepare makes the index of many rows when the filter opens, so that the first
// key need not wait for it.
func (m Model) prepare() tea.Cmd {
	if len(m.rows) < manyRows || m.index.of(m.rows) {
		return nil
	}
	rows, fleet := m.rows, m.fleet
	return func() tea.Msg { return FilteredMsg{fleet: fleet, number: prepared, index: newIndex(rows)} }
}

// of reports whether the index is that of rows.
func (x *index) of(rows []*row) bool {
	return x != nil && len(x.rows) == len(rows) && (len(rows) == 0 || &x.rows[0] == &rows[0])
}

// running is the filter that runs beside the program, if any. Every one has a
// number: what an older one brings is dropped.
type running struct {
	number int
	cancel context.CancelFunc // nil: none runs
}

// setFilter filters again, by the returned command when there are many rows.
func (m *Model) setFilter(value string) tea.Cmd {
	m.filter, m.problem = filter.Parse(value)
	m.filter = m.filter.At(m.now)
	if m.problem != nil {
		m.stopFilter()
		m.show(nil)
		return nil
	}
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
	rows, known, f, fleet, number := m.rows, m.index, m.filter, m.fleet, m.running.number
	return func() tea.Msg {
		defer cancel()
		if !known.of(rows) {
			known = newIndex(rows)
		}
		shown, whole := known.matching(ctx, f)
		if !whole {
			return nil
		}
		return FilteredMsg{fleet, number, shown, known}
	}
}

// filtered shows what the running filter brought.
func (m *Model) filtered(message FilteredMsg) {
	if message.fleet != m.fleet {
		return
	}
	if message.index.of(m.rows) {
		m.index = message.index
	}
	if message.number != m.running.number {
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
		m.index = nil // until there is a filter again
		m.show(m.rows)
		return
	}
	if !m.index.of(m.rows) {
		m.index = newIndex(m.rows)
	}
	shown, _ := m.index.matching(context.Background(), m.filter)
	m.show(shown)
}

// matching returns the rows that a filter lets through, in their order. Without
// an error of the context these are all of them. Each processor looks at a part
// of many rows.
func (x *index) matching(ctx context.Context, f filter.Filter) (shown []*row, whole bool) {
	parts := 1
	if len(x.rows) >= manyRows {
		parts = runtime.GOMAXPROCS(0)
	}
	found := make([][]*row, parts)
	var looking sync.WaitGroup
	for i := range parts {
		from, to := len(x.rows)*i/parts, len(x.rows)*(i+1)/parts
		looking.Go(func() { found[i] = x.matchingIn(ctx, f, from, to) })
	}
	looking.Wait()
	return slices.Concat(found...), ctx.Err() == nil
}

// matchingIn is matching in a part of the rows.
func (x *index) matchingIn(ctx context.Context, f filter.Filter, from, to int) (shown []*row) {
	for i, subject := range x.subjects[from:to] {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil
		}
		if f.Match(subject) {
			shown = append(shown, x.rows[from+i])
		}
	}
	return shown
}

// show takes the rows that the filter lets through. The cursor stays on its
// row, on the same line of the screen, as long as the row is shown. Another
// filter sends it to the first one then; a refresh leaves it at its place.
func (m *Model) show(shown []*row) {
	selected, had := m.Selected()
	line, at := m.cursor-m.top, 0
	if had {
		before := m.shown[m.cursor]
		at = slices.Index(shown, before)
		switch {
		case at >= 0:
		case !slices.Contains(m.rows, before): // another has taken its place in the table
			at = slices.IndexFunc(shown, func(r *row) bool { return r.Ref == selected.Ref })
		case !m.filter.Empty():
			at = 0
		}
	}
	m.shown = shown
	m.stay(at, line)
}

// stay keeps the cursor on a row, on the same line of the screen. at is its place
// now, or -1 when it is not shown any more: then the cursor stays at its own.
func (m *Model) stay(at, line int) {
	if at < 0 {
		at = m.cursor
	}
	m.cursor = min(at, max(0, len(m.shown)-1))
	m.top = m.cursor - line
	m.scroll()
}
