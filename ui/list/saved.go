package list

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"corotui/internal/filter"
	"corotui/internal/text"
	"corotui/ui/keys"
)

// maxSaved is how many filters can be saved: a key for each, 1 to 9.
const maxSaved = 9

// saved are the saved filters, and how many rows each lets through. That is counted
// as rows come and go: whoever draws it cannot look through thousands.
type saved struct {
	filters []filter.Filter // in the order of their keys; shared and never changed
	counts  [maxSaved]int
}

func newSaved(all []keys.Saved) saved {
	var s saved
	for _, one := range all[:min(len(all), maxSaved)] {
		parsed, _ := filter.Parse(one.Filter) // of a wrong one nothing is let through
		s.filters = append(s.filters, parsed)
	}
	return s
}

// letting says which of them let a row through that was read at a time.
func (s saved) letting(subject filter.Subject, now time.Time) (bits uint16) {
	for i, f := range s.filters {
		if f.At(now).Match(subject) {
			bits |= 1 << i
		}
	}
	return bits
}

// tallied adds a row to the counts, or takes it out.
func (s *saved) tallied(bits uint16, n int) {
	for i := 0; bits != 0; i, bits = i+1, bits>>1 {
		if bits&1 == 1 {
			s.counts[i] += n
		}
	}
}

// SavedCounts is how many rows each saved filter lets through, in the order of their
// keys; nil while none are loaded.
func (m Model) SavedCounts() []int {
	if !m.Loaded() {
		return nil
	}
	return m.saved.counts[:len(m.saved.filters)]
}

// applySaved filters by a saved filter, or no more when it is that one already.
func (m *Model) applySaved(at int) tea.Cmd {
	wanted := m.env.Keys.Saved()[at].Filter
	if m.input.Value() == wanted {
		wanted = ""
	}
	m.input.SetValue(wanted)
	return m.setFilter(wanted)
}

// savedLine names the saved filters with their counts, as many as fit into a width.
func (m Model) savedLine(width int) string {
	t := m.env.Theme
	var parts []string
	used := 0
	for i, one := range m.env.Keys.Saved() {
		count := " (" + text.Count(m.saved.counts[i]) + ")"
		need := lipgloss.Width(one.Key + " " + one.Name + count)
		if used > 0 {
			need += gap
		}
		if used += need; used > width {
			break
		}
		parts = append(parts, t.Key.Render(one.Key)+" "+t.Muted.Render(one.Name+count))
	}
	return strings.Join(parts, strings.Repeat(" ", gap))
}
