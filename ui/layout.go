package ui

import "corotui/ui/screen"

// The smallest terminal that the screens are drawn for, in cells. A smaller
// one gets one line that says so.
const (
	minWidth  = 60
	minHeight = 15
)

// splitWidth is from how many columns on list and detail stand side by side.
const splitWidth = 110

// layout is how the terminal's cells are shared out. Sizes only go down: the
// screens are given theirs and never ask.
type layout struct {
	width, height int
	body          int // rows between header and status
	split         bool
	list, detail  int // columns of the two, side by side; both width if not split
	tooSmall      bool
}

// arrange shares out a terminal whose status takes so many rows.
func arrange(width, height, status int) layout {
	const header, footer = 2, 2 // header and its line; line above the status and help
	f := layout{width: width, height: height, list: width, detail: width}
	f.tooSmall = width < minWidth || height < minHeight
	f.body = max(1, height-header-footer-max(1, status))
	if width >= splitWidth {
		f.split = true
		const between = 2 // a blank and the line
		f.list = min(max(width*46/100, 52), 100) - 1
		f.detail = width - f.list - between
	}
	return f
}

// resize gives every page its cells.
func (m *frame) resize() {
	if m.layout.width == 0 {
		return
	}
	m.layout = arrange(m.layout.width, m.layout.height, m.status.rows(m.env.Theme, m.layout.width))
	f := m.layout
	m.Change(func(p screen.Page) screen.Page { return p.SetSize(f.width, f.body) })
	m.boxes.SetSize(f.width, f.body)
	m.follow()
}
