package screen

import (
	"charm.land/lipgloss/v2"

	"corotui/internal/text"
	"corotui/ui/theme"
)

// Scroll is what is visible of a list: so many rows of all, from Top on.
type Scroll struct{ Top, Rows, Count int }

// Needed reports that not all rows are visible. Then a list has a column less for
// its rows: the last one is for the mark.
func (s Scroll) Needed() bool { return s.Count > s.Rows && s.Rows > 0 }

// mark returns which of the visible rows the mark covers, from the first to before
// the last one. It is at an end only when the list is.
func (s Scroll) mark() (from, to int) {
	size := max(1, s.Rows*s.Rows/s.Count)
	from = s.Top * (s.Rows - size) / (s.Count - s.Rows)
	switch last := s.Rows - size; {
	case s.Top <= 0 || last == 0:
		from = 0
	case s.Top >= s.Count-s.Rows:
		from = last
	case last > 1:
		from = max(1, min(from, last-1))
	}
	return from, from + size
}

// Draw puts the mark behind the visible rows, which are of one cell less than the
// width. They stay as they are where all are visible.
func (s Scroll) Draw(t theme.Theme, rows []string, width int) []string {
	if !s.Needed() || width < 2 {
		return rows
	}
	from, to := s.mark()
	for at := from; at < min(to, len(rows)); at++ {
		rows[at] = text.Pad(rows[at], width-lipgloss.Width(t.Signs.Scroll)) + t.Muted.Render(t.Signs.Scroll)
	}
	return rows
}

// Position says which row of all one is, in the theme's styles; empty where all are
// visible. The number and the blank behind it are plain: what follows a change is sent with it.
func (s Scroll) Position(t theme.Theme, at int) string {
	if !s.Needed() {
		return ""
	}
	return text.Count(at+1) + " " + t.Muted.Render("of "+text.Count(s.Count))
}
