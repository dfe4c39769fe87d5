package ui

import "corotui/ui/screen"

// The smallest terminal that the pages are drawn for, in cells. A smaller
// one gets one line that says so.
const (
	minWidth  = 60
	minHeight = 15
)

// layout is how the terminal's cells are shared out. Sizes only go down: the
// pages are given theirs and never ask.
type layout struct {
	width, height int
	body          int // rows between header and status
	tooSmall      bool
}

// arrange shares out a terminal whose status takes so many rows.
func arrange(width, height, status int) layout {
	const header, footer = 2, 2 // header and its line; line above the status and help
	return layout{
		width: width, height: height, body: max(1, height-header-footer-max(1, status)),
		tooSmall: width < minWidth || height < minHeight,
	}
}

// resize gives every page and box its cells.
func (m *frame) resize() {
	if m.layout.width == 0 {
		return
	}
	m.layout = arrange(m.layout.width, m.layout.height, m.status.rows(m.env.Theme, m.layout.width))
	width, height := m.layout.width, m.layout.body
	m.change(func(p screen.Page) screen.Page { return p.SetSize(width, height) })
	m.boxes.SetSize(width, height)
	m.browse.Follow()
}
