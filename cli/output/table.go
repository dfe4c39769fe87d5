package output

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"corotui/internal/text"
)

// between are the cells between two columns on a terminal.
const between = 2

// The narrowest that a column becomes which may be cut: as long as there are others
// that can be left out, when there are none, and before a line is longer than the
// terminal.
const (
	readable = 16
	minCut   = 8
	least    = 4
)

// tabbed is a table for programs: no titles, tabs, and nothing is cut. Clean text has
// no tabs.
func tabbed(cells []string) string { return strings.Join(cells, "\t") + "\n" }

// table is a table for people, in a terminal of so many cells. Where too little would be
// left of the columns, the last ones are left out.
func table(columns []Column, rows [][]string, width int) string {
	titles := make([]string, len(columns))
	for i, column := range columns {
		titles[i] = column.Title
	}
	all := append([][]string{titles}, rows...)
	needs := natural(all)
	for i, column := range columns {
		if column.Spare && !slices.ContainsFunc(rows, func(row []string) bool { return row[i] != "" && row[i] != "-" }) {
			needs[i] = 0 // it says nothing
		}
	}
	widths := fitting(columns, needs, width)
	var b strings.Builder
	for _, row := range all {
		var cells []string
		for i, cell := range row {
			if widths[i] > 0 {
				cells = append(cells, text.Fit(cell, widths[i], "…"))
			}
		}
		b.WriteString(strings.TrimRight(strings.Join(cells, strings.Repeat(" ", between)), " ") + "\n")
	}
	return b.String()
}

// fitting are the widths of the columns; 0 of one that is left out.
func fitting(columns []Column, needs []int, width int) []int {
	widths, fits := narrowed(columns, needs, width, readable)
	for last := len(columns) - 1; !fits && last > 0; last-- {
		if !columns[last].Spare {
			continue
		}
		needs[last] = 0
		widths, fits = narrowed(columns, needs, width, readable)
	}
	for _, narrowest := range []int{minCut, least} {
		if !fits {
			widths, fits = narrowed(columns, needs, width, narrowest)
		}
	}
	return widths
}

// natural are the widths that the columns need.
func natural(rows [][]string) []int {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], ansi.StringWidth(cell))
		}
	}
	return widths
}

// narrowed takes from the widest columns what does not fit, cell by cell, down to narrowest,
// and reports whether that is enough.
func narrowed(columns []Column, needs []int, width, narrowest int) (widths []int, fits bool) {
	widths = slices.Clone(needs)
	room := width + between
	for _, w := range widths {
		if w > 0 {
			room -= w + between
		}
	}
	for ; room < 0; room++ {
		widest := -1
		for i, column := range columns {
			if !column.Whole && widths[i] > narrowest && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return widths, false
		}
		widths[widest]--
	}
	return widths, true
}
