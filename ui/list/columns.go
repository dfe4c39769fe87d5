package list

// layout says which columns there is room for. They give way in this order:
// updated, triggers, host. Status and name never do.
type layout struct {
	status            int // its width
	name, host        int // widths; host 0: not shown
	workspace         int // 0: not shown
	profile           int // 0: not shown
	triggers, updated bool
}

// arrangeFleet is arrange for rows that name their workspace. What is off, where,
// and since when comes before how many triggers it has.
// Of several accounts the profile is among the last that give way.
func arrangeFleet(width, status, profile int) layout {
	room := width - gutter - status - gap
	l := layout{status: status, updated: true, triggers: true, host: minFleet, workspace: minFleet}
	if profile > 0 {
		l.profile = max(minProfile, min(profile, maxProfile))
	}
	need := func() int {
		n := minName
		for _, w := range []int{l.profile, l.workspace, l.host} {
			if w > 0 {
				n += gap + w
			}
		}
		if l.triggers {
			n += gap + triggersWidth
		}
		if l.updated {
			n += gap + agoWidth
		}
		return n
	}
	for _, drop := range []func(){
		func() { l.triggers = false }, func() { l.updated = false }, func() { l.host = 0 },
		func() { l.profile = min(l.profile, minProfile) }, func() { l.profile = 0 }, func() { l.workspace = 0 },
	} {
		if need() > room {
			drop()
		}
	}
	spare := max(0, room-need())
	if l.workspace > 0 {
		l.workspace += spare * 35 / 100
	}
	if l.host > 0 {
		l.host += spare * 25 / 100
	}
	l.name = 0
	l.name = max(1, room-need()+minName)
	return l
}

func arrange(width, status int) layout {
	room := width - gutter - status - gap
	l := layout{status: status, updated: true, triggers: true}
	need := func() int {
		n := minName + gap + minHost
		if l.triggers {
			n += gap + triggersWidth
		}
		if l.updated {
			n += gap + agoWidth
		}
		return n
	}
	if need() > room {
		l.updated = false
	}
	if need() > room {
		l.triggers = false
	}
	if need() > room {
		l.name, l.updated, l.triggers = max(1, room), false, false
		return l
	}
	flexible := room - need() + minName + minHost
	l.host = max(minHost, min(flexible*46/100, 48))
	l.name = flexible - l.host
	return l
}

// arranged is the layout of this table.
func (m Model) arranged() layout {
	status := statusWidth
	if m.absolute {
		status = datedWidth
	}
	l := arrange(m.width, status)
	if m.fleet {
		l = arrangeFleet(m.width, status, m.profile)
	}
	l.name = max(1, l.name-m.width+m.rowWidth()) // the name gives way to the scroll mark
	return l
}

// rowWidth is how many cells rows have beside the scroll mark.
func (m Model) rowWidth() int {
	if m.scrolled().Needed() {
		return max(1, m.width-1)
	}
	return m.width
}
