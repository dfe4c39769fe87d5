package browse

// splitWidth is from how many columns on list and detail stand side by side.
const splitWidth = 110

// panes is how the cells of a page are shared out.
type panes struct {
	height       int
	split        bool
	list, detail int // columns of the two, side by side; both the width if not split
}

// arrange shares out a page.
func arrange(width, height int) panes {
	p := panes{height: height, list: width, detail: width}
	if width >= splitWidth {
		p.split = true
		const between = 2 // a blank and the line
		p.list = min(max(width*46/100, 52), 100) - 1
		p.detail = width - p.list - between
	}
	return p
}
