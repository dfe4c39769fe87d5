package keys

// InDrift is the group of what keys do on the page of what differs from the files.
const InDrift Group = "Drift, in the fleet"

// drifting is what actions mean on that page, where they have the keys that they have
// everywhere. What is applied there has a key of its own, in the table.
var drifting = []record{
	{Open, "", "difference", "show the difference, and from there the webhook", InDrift, "show, view, details, diff, fields"},
	{Mark, "", "mark", "mark what is to be applied", InDrift, "select, tag, check"},
	{MarkAll, "", "mark all", "mark all shown, or none", InDrift, "select all, tag, all"},
	{Filter, "", "filter", "filter; esc clears", InDrift, "search, find, grep, narrow"},
	{Refresh, "", "compare", "read the files and the fleet, and compare again", InDrift, "refresh, reload, again"},
	{Copy, "", "copy", "copy the difference as text", InDrift, "clipboard, yank, diff"},
	{Troubles, "", "not known", "list what could not be compared, and why", InDrift, "errors, notes, failed, problems"},
	{Next, "", "next", "show the next difference", InDrift, "following"},
	{Previous, "", "previous", "show the difference before", InDrift, "before"},
}

// Drifting lists what keys do on the page of what differs: what is its own, and what they
// do everywhere.
func (m Map) Drifting() []Row {
	var rows []Row
	for _, row := range m.Table() {
		if row.Group == InDrift {
			rows = append(rows, row)
		}
	}
	rows = append(rows, m.driftOnly()...)
	for _, row := range m.Table() {
		switch {
		case row.Group == Moving, row.Action == Help, row.Action == Back, row.Action == Quit, row.Action == Interrupt:
			rows = append(rows, row)
		}
	}
	return rows
}

// driftOnly are the rows of what actions mean on that page alone.
func (m Map) driftOnly() []Row {
	rows := make([]Row, len(drifting))
	for i, r := range drifting {
		rows[i] = r.row(m)
	}
	return rows
}
