package screen

import "corotui/ui/keys"

// Step returns where an action moves to from a place among count of them, a page
// being so many lines, and whether it moves at all. The place may lie outside;
// whoever moves there keeps it inside.
func Step(action keys.Action, place, page, count int) (to int, moves bool) {
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
	case keys.Top:
		return 0, true
	case keys.Bottom:
		return count - 1, true
	}
	return place, false
}

// Window returns a cursor kept among count rows, and the first row that is
// visible of so many: the window moves by as little as shows the cursor.
func Window(cursor, top, rows, count int) (newCursor, newTop int) {
	rows = max(1, rows)
	cursor = max(0, min(cursor, count-1))
	top = max(min(top, cursor), cursor-rows+1)
	return cursor, max(0, min(top, count-rows))
}
