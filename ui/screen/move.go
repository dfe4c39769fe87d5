package screen

import (
	tea "charm.land/bubbletea/v2"

	"corotui/ui/keys"
)

// Step returns where an action moves to from a place among count of them, a page
// being so many lines, and whether it moves at all. The place may lie outside;
// whoever moves there keeps it inside.
func Step(action keys.Action, place, page, count int) (to int, moves bool) {
	half := max(1, page/2)
	page = max(1, page-1) // a line of the old page stays in sight
	switch action {
	case keys.Up:
		return place - 1, true
	case keys.Down:
		return place + 1, true
	case keys.PageUp:
		return place - page, true
	case keys.PageDown:
		return place + page, true
	case keys.HalfUp:
		return place - half, true
	case keys.HalfDown:
		return place + half, true
	case keys.Top:
		return 0, true
	case keys.Bottom:
		return count - 1, true
	}
	return place, false
}

// Half is [Step] by half a page beside a field that text is typed into, where that is
// all that the keys can mean: once something is typed they edit it.
func Half(k keys.Map, press tea.KeyPressMsg, typed string, place, page int) (to int, moves bool) {
	action, _ := k.Find(press)
	if typed != "" || press.Text != "" || action != keys.HalfUp && action != keys.HalfDown {
		return place, false
	}
	return Step(action, place, page, 0)
}

// Window returns a cursor kept among count rows, and the first row that is
// visible of so many: the window moves by as little as shows the cursor.
func Window(cursor, top, rows, count int) (newCursor, newTop int) {
	rows = max(1, rows)
	cursor = max(0, min(cursor, count-1))
	top = max(min(top, cursor), cursor-rows+1)
	return cursor, max(0, min(top, count-rows))
}
