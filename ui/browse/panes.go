package browse

import "corotui/ui/list"

// From splitWidth columns on list and detail stand side by side. The list then has as
// many cells as in a usual terminal, and so shows no less than there.
const (
	splitWidth = 110
	usual      = 80
	between    = 2  // a blank and the line
	wholeWidth = 80 // less than that is too little for a webhook that was opened
)

// panes is how the cells of a page are shared out.
type panes struct {
	height       int
	split        bool
	list, detail int // columns of the two, side by side; both the width if not split
}

// arrange shares out a page. Of each five further cells a list has three, until every
// value in it is whole, which it is from need cells on.
func arrange(width, height, need int) panes {
	p := panes{height: height, list: width, detail: width}
	if width >= splitWidth {
		p.split = true
		p.list = max(usual, min(need, usual+(width-splitWidth)*3/5))
		p.detail = width - p.list - between
	}
	return p
}

func arrangeFor(table *list.Model, width, height int) panes {
	return arrange(width, height, table.Need())
}

// layOut gives table and detail their cells, which go by what is in the table. A webhook
// that is open has the whole page where it would have too little beside the table.
func (b *Browse) layOut() {
	table := b.table()
	b.panes = arrangeFor(table, b.width, b.height)
	table.SetSize(b.panes.list, b.height)
	if b.panes.split && b.OnDetail() && b.panes.detail < wholeWidth {
		b.panes.split, b.panes.detail = false, b.width
	}
	b.detail.SetSize(b.panes.detail, b.height)
}
