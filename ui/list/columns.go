package list

// The columns that are as wide as there is room, in their order.
const (
	ofProfile = iota
	ofWorkspace
	ofName
	ofHost
	flexible // their number
)

// cells are the widths of the flexible columns; 0: not shown.
type cells [flexible]int

// layout says which columns there is room for.
type layout struct {
	status int // its width
	cells
	triggers, updated bool
}

// width is what the columns behind the status take.
func (l layout) width() int {
	width := -gap
	for _, w := range l.cells {
		if w > 0 {
			width += gap + w
		}
	}
	if l.triggers {
		width += gap + triggersWidth
	}
	if l.updated {
		width += gap + agoWidth
	}
	return width
}

// standard is how wide most terminals are. A wider table shows no column that this one
// has not with less of its values than this one.
const standard = 80

// weights say how the columns share what room there is.
var weights = [...]cells{
	{ofName: 54, ofHost: 46},
	{ofProfile: 14, ofWorkspace: 30, ofName: 34, ofHost: 28},
}

// arranged is the layout of this table.
func (m Model) arranged() layout { return m.arrange(m.width) }

// arrange is the layout of a table of so many cells. Columns give way one after the
// other, status and name never. In a wide table one comes back as soon as none of the
// others has to show less for it than at the standard width.
func (m Model) arrange(width int) layout {
	l := layout{status: statusWidth, triggers: true, updated: true, cells: m.least()}
	if m.absolute {
		l.status = datedWidth
	}
	need := m.needs()
	if width > standard {
		for i, w := range m.arrange(standard).cells {
			if w > 0 {
				l.cells[i] = min(w, need[i])
			}
		}
	}
	room := m.rowWidth(width) - gutter - l.status - gap
	for _, drop := range m.drops() {
		if l.width() > room {
			drop(&l)
		}
	}
	l.share(room, need, m.weights())
	return l
}

// least are the widths below which other columns give way.
func (m Model) least() cells {
	if !m.fleet {
		return cells{ofName: minName, ofHost: minHost}
	}
	least := cells{ofWorkspace: minFleet, ofName: minName, ofHost: minFleet}
	if m.profile > 0 {
		least[ofProfile] = max(minProfile, min(m.profile, maxProfile))
	}
	return least
}

// drops take the columns away, in the order in which they give way. In the fleet what is
// off, where, and since when comes before how many triggers it has, and of several
// accounts the profile is among the last that give way.
func (m Model) drops() []func(*layout) {
	triggers, updated := func(l *layout) { l.triggers = false }, func(l *layout) { l.updated = false }
	host := func(l *layout) { l.cells[ofHost] = 0 }
	if !m.fleet {
		return []func(*layout){updated, triggers, host}
	}
	return []func(*layout){
		triggers, updated, host,
		func(l *layout) { l.cells[ofProfile] = min(l.cells[ofProfile], minProfile) },
		func(l *layout) { l.cells[ofProfile] = 0 },
		func(l *layout) { l.cells[ofWorkspace] = 0 },
	}
}

func (m Model) weights() cells {
	if m.fleet {
		return weights[1]
	}
	return weights[0]
}

// share gives the columns the room, cell by cell to the one that has least for its
// weight: those that need it first. So with more room none gets less.
func (l *layout) share(room int, need, weights cells) {
	for i := range l.cells {
		l.cells[i] = min(l.cells[i], need[i])
	}
	for l.width() < room {
		poorest, lacks := ofName, false
		for i, w := range l.cells {
			switch {
			case w == 0 || w >= need[i] && lacks:
			case w < need[i] && !lacks, w*weights[poorest] < l.cells[poorest]*weights[i]:
				poorest, lacks = i, w < need[i]
			}
		}
		l.cells[poorest]++
	}
	l.cells[ofName] = max(1, l.cells[ofName]-max(0, l.width()-room))
}

// needs are the widths with which every value and title is whole.
func (m Model) needs() cells {
	const sorted = 1 // the sign of it, behind the title
	need := cells{
		ofProfile: max(m.profile, len("PROFILE")), ofWorkspace: len("WORKSPACE") + sorted,
		ofName: len("NAME") + sorted, ofHost: len("HOST") + sorted,
	}
	if m.seen != nil {
		for i, w := range m.seen.widest {
			need[i] = max(need[i], w)
		}
	}
	return need
}

// Full is the width from which on every column is shown.
func (m Model) Full() int {
	at, least := m.arrange(standard), m.least()
	full := standard
	for i, w := range at.cells {
		if w == 0 && least[i] > 0 {
			full += gap + least[i]
		}
	}
	if !at.triggers {
		full += gap + triggersWidth
	}
	if !at.updated {
		full += gap + agoWidth
	}
	return full
}

// Need is the width from which on every value is whole.
func (m Model) Need() int {
	l, need := m.arrange(m.Full()), m.needs()
	for i, w := range l.cells {
		if w > 0 {
			l.cells[i] = need[i]
		}
	}
	return gutter + l.status + gap + l.width() + m.width - m.rowWidth(m.width)
}

// rowWidth is how many cells rows have beside the scroll mark, in a table of so many.
func (m Model) rowWidth(width int) int {
	if m.scrolled().Needed() {
		return max(1, width-1)
	}
	return width
}
