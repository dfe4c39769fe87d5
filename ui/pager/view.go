package pager

import (
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"

	"corotui/internal/text"
)

// Cells of the page's parts.
const (
	inset      = 1
	countWidth = 18 // what is said of matches
	minWidth   = 8  // of a row; a narrower terminal shows a part of it
)

// row is the part of a line that fits the width.
type row struct {
	line   int
	at     Range
	indent int // blank cells before what a line goes on with
}

// wrap breaks lines into rows of a width. What a line goes on with stands below its
// text, two cells further in.
func wrap(lines []string, width int) []row {
	width = max(minWidth, width)
	rows := make([]row, 0, len(lines))
	for at, line := range lines {
		r := row{line: at}
		further := min(len(line)-len(strings.TrimLeft(line, " "))+2, width/2)
		for {
			r.at.To = r.at.From + fitting(line[r.at.From:], width-r.indent)
			rows = append(rows, r)
			if r.at.To >= len(line) {
				break
			}
			r.at.From, r.indent = r.at.To, further
		}
	}
	return rows
}

// fitting is how many bytes of a text fit so many cells, at least one character. A text
// that does not fit breaks behind a blank, if there is one in the later half.
func fitting(s string, width int) int {
	const longest = 64 // bytes of a cell that are looked at; no letter has more
	if len(s) > width*longest {
		s = s[:width*longest]
	}
	head := text.Cut(s, width, "")
	if blank := strings.LastIndex(head, " ") + 1; len(head) < len(s) && blank > len(head)/2 {
		return blank
	}
	if head != "" || s == "" {
		return len(head)
	}
	_, size := utf8.DecodeRuneInString(s)
	return size
}

// room is how many rows fit below the title, and above the search.
func (m Model) room() int {
	rest := m.height - 1
	if m.searching || m.search.Value() != "" {
		rest--
	}
	return max(1, rest)
}

// View draws the title, the rows that fit, and the search below.
func (m Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	t := m.env.Theme
	lines := []string{m.head()}
	end := min(len(m.rows), m.top+m.room())
	for at := min(m.top, end); at < end; at++ {
		lines = append(lines, text.Cut(strings.Repeat(" ", inset)+m.drawn(m.rows[at]), m.width, ""))
	}
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	if m.height > 1 && (m.searching || m.search.Value() != "") {
		left, right := " "+m.search.View(), m.counted()
		room := max(0, m.width-inset-lipgloss.Width(right)-1)
		lines[m.height-1] = text.Cut(text.Fit(left, room, "")+" "+t.Muted.Render(right), m.width, "")
	}
	return strings.Join(lines[:m.height], "\n")
}

// head is the title, and at the right which of the rows are shown.
func (m Model) head() string {
	t := m.env.Theme
	position := text.Plural(len(m.rows), "line", "lines")
	if len(m.rows) > m.room() {
		position = text.Count(m.top+1) + "-" + text.Count(min(len(m.rows), m.top+m.room())) + " of " + position
	}
	room := m.width - 2*inset - lipgloss.Width(position) - 1
	title := text.Fit(m.content.Title, max(0, room), t.Signs.Ellipsis)
	return text.Cut(strings.Repeat(" ", inset)+t.Title.Render(title)+" "+t.Muted.Render(position), m.width, "")
}

// drawn is a row with its label, and with what was found in it.
func (m Model) drawn(r row) string {
	t, line := m.env.Theme, m.lines[r.line]
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", r.indent))
	var quiet Range
	if m.content.Quiet != nil {
		quiet = m.content.Quiet(line)
	}
	from := r.at.From
	plain := func(to int) {
		for from < to {
			end, style := to, t.Text
			switch {
			case from < quiet.From:
				end = min(to, quiet.From)
			case from < quiet.To:
				end, style = min(to, quiet.To), t.Label
			}
			b.WriteString(style.Render(line[from:end]))
			from = end
		}
	}
	for at, found := range m.matches {
		start, end := max(found.at.From, r.at.From), min(found.at.To, r.at.To)
		if found.line != r.line || start >= end {
			continue
		}
		plain(start)
		style := t.Match
		if at == m.current {
			style = t.ButtonOn
		}
		b.WriteString(style.Render(line[start:end]))
		from = end
	}
	plain(r.at.To)
	return b.String()
}

// MemberName is the name of the member that a line of indented JSON begins with.
func MemberName(line string) Range {
	from := len(line) - len(strings.TrimLeft(line, " "))
	if !strings.HasPrefix(line[from:], `"`) {
		return Range{}
	}
	for at := from + 1; at < len(line); at++ {
		switch line[at] {
		case '\\':
			at++
		case '"':
			if strings.HasPrefix(line[at+1:], ":") {
				return Range{from, at + 2}
			}
			return Range{}
		}
	}
	return Range{}
}
