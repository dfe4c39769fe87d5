package list

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"corotui/api"
	"corotui/internal/filter"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/screen"
)

// Item is one webhook of the table.
type Item struct {
	Ref           screen.Ref
	WorkspaceName string // clean
	Profile       string // whose account it is, clean, where the rows are of several; else empty
	Webhook       api.Webhook
	Pending       string     // what is being done to it ("saving"); empty when nothing is
	Stale         bool       // it was kept from an earlier run: only what the row shows is known
	News          fleet.News // how it differs from the scan before, as long as that is marked

	Origin *fleet.Origin // where it lives if the workspace inherits it; else nil
	Heirs  int           // workspaces that are known to inherit it
	Via    *screen.Ref   // the row that stands for it, if that is another: of what is done to an inherited one
}

// Home names the webhook by where it lives.
func (i Item) Home() screen.Ref {
	if i.Origin == nil {
		return i.Ref
	}
	return screen.Ref{Account: i.Ref.Account, Workspace: i.Origin.Workspace.ID, Webhook: i.Origin.Webhook.ID}
}

// Row names the row that stands for it.
func (i Item) Row() screen.Ref {
	if i.Via != nil {
		return *i.Via
	}
	return i.Ref
}

// Shared reports whether a change of it is one of more than one workspace.
func (i Item) Shared() bool { return i.Origin != nil || i.Via != nil || i.Heirs > 0 }

// row is an item with what is drawn and compared of it, cleaned once.
type row struct {
	*Item
	name, host string
	folded     string // the name in lower case, to sort by
	workspace  string // its name in lower case, to sort by
	changed    time.Time
	subject    filter.Subject // what the filter looks at
	saved      uint16         // the saved filters that let it through, a bit for each
}

func (m *Model) newRow(item *Item) *row {
	r := &row{Item: item, changed: item.Webhook.LastChange(), workspace: strings.ToLower(item.WorkspaceName)}
	r.name = text.Clean(item.Webhook.Name)
	if r.name == "" {
		r.name = text.Clean(api.Text(item.Webhook.ID))
	}
	r.folded = strings.ToLower(r.name)
	r.host = text.Host(item.Webhook.URL)
	// A webhook need not say in which workspace it is.
	r.subject = filter.NewSubject(&r.Webhook, item.WorkspaceName+"\n"+string(item.Ref.Workspace)).Of(item.Profile)
	r.saved = m.saved.letting(r.subject, m.now)
	m.seen.add(r, m.inheritedMark())
	return r
}

// Column is what the table is sorted by.
type Column int

// The columns, in the order in which the sort key goes through them.
const (
	ByStatus    Column = iota // disabled first, then the newest change
	ByWorkspace               // only of a fleet: one workspace below the other, each as by status
	ByName
	ByHost
	ByTriggers
	ByUpdated
	columns // their number
)

// String returns the column's name for a sentence.
func (c Column) String() string {
	return [...]string{"status", "workspace", "name", "host", "triggers", "updated"}[c]
}

// rank puts what is wrong first.
func rank(status api.Status) int {
	switch {
	case status.Off():
		return 0
	case status.On():
		return 2
	}
	return 1
}

// compare orders two rows by a column; equal ones keep their order.
func compare(by Column, a, b *row) int {
	switch by {
	case ByWorkspace:
		return cmp.Or(
			cmp.Compare(a.workspace, b.workspace), cmp.Compare(a.Ref.Workspace, b.Ref.Workspace), cmp.Compare(a.Profile, b.Profile), compare(ByStatus, a, b),
		)
	case ByName:
		return cmp.Compare(a.folded, b.folded)
	case ByHost:
		return cmp.Compare(a.host, b.host)
	case ByTriggers:
		return cmp.Compare(len(b.Webhook.Triggers), len(a.Webhook.Triggers))
	case ByUpdated:
		return b.changed.Compare(a.changed)
	default:
		return cmp.Or(
			cmp.Compare(rank(a.Webhook.Status), rank(b.Webhook.Status)),
			b.changed.Compare(a.changed),
			cmp.Compare(a.workspace, b.workspace), // whichever workspace was read first
		)
	}
}

// order sorts rows in place, stably.
func order(rows []*row, by Column, reverse bool) {
	slices.SortStableFunc(rows, func(a, b *row) int {
		if reverse {
			return compare(by, b, a)
		}
		return compare(by, a, b)
	})
}
