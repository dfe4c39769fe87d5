package drift

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"corotui/internal/filter"
	"corotui/internal/text"
	"corotui/ui/input"
	"corotui/ui/keys"
)

// typed gives the keys to the filter's field. Moving still works, so that a match can be
// looked at without leaving it.
func (m Model) typed(message tea.Msg) (Model, tea.Cmd) {
	if press, ok := message.(tea.KeyPressMsg); ok {
		switch name := press.String(); {
		case name == "enter":
			m.stopFiltering()
			return m, nil
		case m.env.Keys.Leaves(press):
			m.stopFiltering()
			m.clearFilter()
			return m, nil
		case name == "up":
			m.moveTo(m.cursor - 1)
			return m, nil
		case name == "down":
			m.moveTo(m.cursor + 1)
			return m, nil
		case name == "tab":
			if completed, fits := input.Complete(m.input.Value(), m.offers()); fits {
				m.input.SetValue(completed)
				m.refilter()
			}
			return m, nil
		}
	}
	before := m.input.Value()
	var cmd tea.Cmd
	m.input, cmd = m.input.Update(message)
	if m.input.Value() != before {
		m.refilter()
	}
	return m, cmd
}

func (m *Model) stopFiltering() {
	m.filtering = false
	m.input.Blur()
	m.moveTo(m.cursor)
}

func (m *Model) clearFilter() {
	m.input.SetValue("")
	m.refilter()
}

// refilter shows what the filter lets through, with the cursor on its row.
func (m *Model) refilter() {
	m.filter, m.problem = filter.Parse(m.input.Value())
	m.filter = m.filter.At(m.env.Now())
	selected := m.selected()
	m.narrow()
	place := m.cursor
	for at, r := range m.shown {
		if r == selected {
			place = at
		}
	}
	m.moveTo(place)
}

// narrow finds the rows that the filter lets through.
func (m *Model) narrow() {
	m.shown = m.rows
	if !m.Filtered() {
		return
	}
	m.shown = nil
	for _, r := range m.rows {
		if m.problem == nil && r.matches(m.filter) {
			m.shown = append(m.shown, r)
		}
	}
}

// Filtered reports that a filter hides or could hide rows.
func (m Model) Filtered() bool { return m.input.Value() != "" }

// offers is what may be typed next.
func (m Model) offers() []filter.Offer { return filter.Offers(m.input.Value(), filter.Fields) }

// offerRows is in how many lines that stands above the filter.
func (m Model) offerRows() int {
	const enough = 6
	if !m.filtering || m.height < enough {
		return 0
	}
	return 1
}

// offerLines draws it.
func (m Model) offerLines() []string {
	if m.offerRows() == 0 {
		return nil
	}
	offered := strings.Join(input.Offers(m.env.Theme, m.offers(), m.width-gutter-1, 1), "")
	return []string{text.Cut(strings.Repeat(" ", gutter)+offered, m.width, "")}
}

// filterHelp lists the keys while the filter is being typed.
func (m Model) filterHelp() []keys.Hint {
	hints := keys.Own(
		key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "keep filter")),
		m.env.Keys.Leave("clear"),
		key.NewBinding(key.WithKeys("up", "down"), key.WithHelp("↑↓", "move")),
	)
	if _, fits := input.Complete(m.input.Value(), m.offers()); fits {
		hints = append(hints, keys.Own(key.NewBinding(key.WithKeys("tab"), key.WithHelp("tab", "complete")))...)
	}
	return hints
}
