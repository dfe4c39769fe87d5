package browse

import (
	"time"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// table is the rows that actions apply to.
func (b *Browse) table() *list.Model {
	if b.InFleet() {
		return &b.fleet.list
	}
	return &b.list
}

// tables are all that may show a webhook.
func (b *Browse) tables() []*list.Model {
	fleets := b.fleets()
	tables := make([]*list.Model, 0, 1+len(fleets))
	for _, f := range fleets {
		tables = append(tables, &f.list)
	}
	return append(tables, &b.list)
}

// Targets is what an action applies to: of inherited rows the webhook where it
// lives, once.
func (b *Browse) Targets() []list.Item {
	if b.OnDetail() {
		ref, _ := b.detail.Ref()
		if item, ok := b.table().Find(ref); ok {
			return []list.Item{living(item)}
		}
		return nil
	}
	return livingOnce(b.table().Targets())
}

// One is the single webhook that an action such as edit applies to: the one
// under the cursor, marks or not.
func (b *Browse) One() (list.Item, bool) {
	if b.OnDetail() {
		items := b.Targets()
		if len(items) == 0 {
			return list.Item{}, false
		}
		return items[0], true
	}
	item, ok := b.table().Selected()
	return living(item), ok
}

// Find returns the row of a webhook.
func (b *Browse) Find(ref screen.Ref) (list.Item, bool) { return b.table().Find(ref) }

// WebhooksIn are the webhooks of a workspace, as far as they are shown.
func (b *Browse) WebhooksIn(workspace screen.Ref) []api.Webhook {
	return b.table().WebhooksIn(workspace)
}

// Unmatched says that the filter lets no row through; empty when it does.
func (b *Browse) Unmatched() string { return b.table().Unmatched() }

// SavedCounts is how many rows each saved filter lets through; nil while none are known.
func (b *Browse) SavedCounts() []int { return b.table().SavedCounts() }

// Filtered reports that a filter hides some rows.
func (b *Browse) Filtered() bool { return b.table().Filtered() }

// Show shows a webhook in the detail, with the cursor on its row.
func (b *Browse) Show(ref screen.Ref) {
	b.table().Select(ref)
	if item, there := b.table().Find(ref); there {
		b.show(item)
	}
}

// Pending says in rows, and in those that inherit them, what is being done to them.
func (b *Browse) Pending(set map[screen.Ref]bool, doing string) {
	for _, table := range b.tables() {
		table.Change(set, func(item *list.Item) { item.Pending = doing })
	}
	b.Follow()
}

// Unmark takes the marks from rows.
func (b *Browse) Unmark(set map[screen.Ref]bool) {
	for _, table := range b.tables() {
		table.Unmark(set)
	}
}

// Apply puts into the tables what became of webhooks, in one pass over their rows: it can
// be hundreds at a time, of thousands.
func (b *Browse) Apply(all []list.End) {
	ends := make(map[screen.Ref]list.End, len(all))
	refs := make([]screen.Ref, 0, len(all))
	for _, e := range all {
		if _, again := ends[e.Ref]; !again {
			refs = append(refs, e.Ref)
		}
		ends[e.Ref] = e
	}
	if len(refs) > 0 {
		for _, table := range b.tables() {
			table.Apply(refs, func(ref screen.Ref, shown list.Item, there bool) (list.Item, list.RowUpdate) {
				return b.fate(table, ends[ref], shown, there)
			})
		}
		for _, ref := range refs {
			b.known(ends[ref])
		}
	}
	b.Follow()
}

// fate is what becomes of a row.
func (b *Browse) fate(table *list.Model, e list.End, shown list.Item, there bool) (list.Item, list.RowUpdate) {
	profile, is := b.shows(table, e.Ref)
	switch {
	case e.Gone:
		return list.Item{}, list.Goes
	case e.Now != nil && there && shown.Origin != nil:
		return inheriting(shown, *e.Now), list.Becomes
	case e.Now != nil && (there || is):
		item := list.Item{Ref: e.Ref, WorkspaceName: e.Workspace, Profile: profile, Webhook: *e.Now}
		if there {
			item.WorkspaceName, item.Heirs = shown.WorkspaceName, shown.Heirs
		}
		return item, list.Becomes
	case there:
		shown.Pending = ""
		return shown, list.Becomes
	}
	return list.Item{}, list.Stays
}

// inheriting is a row that inherits what was changed where it lives.
func inheriting(shown list.Item, now api.Webhook) list.Item {
	origin := *shown.Origin
	origin.Webhook, origin.Read = now, true
	shown.Origin, shown.Pending, shown.News = &origin, "", fleet.NoNews
	shown.Webhook.Fields, shown.Webhook.Updated = now.Clone(), now.Updated
	return shown
}

// known lets the reading of the list, and the fleet's scans and its watch, know of
// the end of a write.
func (b *Browse) known(e list.End) {
	if e.Gone {
		b.leave(e.Ref)
	}
	if b.load.running && (e.Gone || e.Now != nil) {
		b.load.wrote[e.Ref] = true
		for _, heir := range b.list.HeirsOf(e.Ref) {
			b.load.wrote[heir.Ref] = true
		}
	}
	if b.lineage != nil && e.Ref.Account == "" && (e.Gone || e.Now != nil) {
		b.lineage.Put(e.Ref, e.Now)
	}
	for _, f := range b.fleets() {
		f.scanner.Forget(e.Ref.Account, e.Ref.Workspace)
		f.wrote.add(e.Ref, time.Now())
		if e.Gone || e.Now != nil {
			f.unmark(e)
		}
	}
}

// shows reports whether a table is of the workspace of a webhook, so that a new one
// belongs there, and whose account it is there.
func (b *Browse) shows(table *list.Model, ref screen.Ref) (profile string, is bool) {
	for _, f := range b.fleets() {
		if table == &f.list {
			return f.profile(ref.Account), f.scanner.Scanner(ref.Account) != nil
		}
	}
	return "", ref.Account == "" && ref.Workspace == b.workspace.ID
}

// leave closes the detail of a webhook that is gone.
func (b *Browse) leave(ref screen.Ref) {
	if shown, ok := b.detail.Ref(); ok && shown == ref && b.OnDetail() {
		b.shell.Pop()
	}
}
