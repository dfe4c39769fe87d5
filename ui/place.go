package ui

import (
	"time"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// end is how a write ended, for the tables.
type end struct {
	ref       screen.Ref
	workspace string       // its name, clean
	now       *api.Webhook // as the server holds it, where that is known
	gone      bool
}

// ended is the end of a single write.
func (j job) ended(outcome change.Outcome) end {
	e := end{ref: j.item.Ref, workspace: j.item.WorkspaceName, now: outcome.Now}
	if e.now != nil {
		e.ref.Webhook = e.now.ID // a created one has an id now
	}
	deleted := j.verb == deleting || j.verb == undoing && j.took == change.Created
	e.gone = outcome.Kind == change.Gone || deleted && outcome.Kind == change.Done
	return e
}

// place puts into the tables what the server holds, as far as that is known.
func (m *frame) place(j job, outcome change.Outcome) {
	e := j.ended(outcome)
	for _, table := range m.tables() {
		for _, heir := range table.HeirsOf(e.ref) {
			if item, fate := m.fate(table, e, heir, true); fate == list.Goes {
				table.Remove(heir.Ref)
			} else {
				table.Put(item)
			}
		}
		shown, there := table.Find(e.ref)
		switch item, fate := m.fate(table, e, shown, there); fate {
		case list.Goes:
			table.Remove(e.ref)
		case list.Becomes:
			table.Put(item)
		case list.Stays:
		}
	}
	m.known(e)
}

// fate is what becomes of a row.
func (m *frame) fate(table *list.Model, e end, shown list.Item, there bool) (list.Item, list.Fate) {
	switch {
	case e.gone:
		return list.Item{}, list.Goes
	case e.now != nil && there && shown.Origin != nil:
		return inheriting(shown, *e.now), list.Becomes
	case e.now != nil && (there || m.shows(table, e.ref.Workspace)):
		item := list.Item{Ref: e.ref, WorkspaceName: e.workspace, Webhook: *e.now}
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
	shown.Origin, shown.Pending, shown.News = &origin, "", false
	shown.Webhook.Fields, shown.Webhook.Updated = now.Clone(), now.Updated
	return shown
}

// known lets the reading of the list, and the fleet's walks and its watch, know of
// the end of a write.
func (m *frame) known(e end) {
	if e.gone {
		m.leave(e.ref)
	}
	if m.load.running && (e.gone || e.now != nil) {
		m.load.wrote[e.ref] = true
		for _, heir := range m.list.HeirsOf(e.ref) {
			m.load.wrote[heir.Ref] = true
		}
	}
	if m.lineage != nil && (e.gone || e.now != nil) {
		m.lineage.Put(e.ref, e.now)
	}
	if m.fleet.walker == nil {
		return
	}
	m.fleet.walker.Forget(e.ref.Workspace)
	m.fleet.wrote.add(e.ref, time.Now())
	switch {
	case e.gone:
		delete(m.fleet.on, e.ref)
	case e.now != nil:
		m.fleet.on[e.ref] = e.now.Status.On()
	}
}

// placeResults puts into the tables what a run brought, in one pass over their
// rows: it can be hundreds at a time, of thousands.
func (m *frame) placeResults(results []bulk.Result) {
	ends := make(map[screen.Ref]end, len(results))
	refs := make([]screen.Ref, 0, len(results))
	for _, result := range results {
		m.run.report = counted(m.run.report, result)
		if result.OK() {
			m.run.made[refOf(result.Task)] = true
		}
		for _, e := range m.endsOf(result) {
			if _, again := ends[e.ref]; !again {
				refs = append(refs, e.ref)
			}
			ends[e.ref] = e
		}
	}
	if len(refs) == 0 {
		return
	}
	for _, table := range m.tables() {
		table.Place(refs, func(ref screen.Ref, shown list.Item, there bool) (list.Item, list.Fate) {
			return m.fate(table, ends[ref], shown, there)
		})
	}
	for _, ref := range refs {
		m.known(ends[ref])
	}
}

// endsOf is what became of the rows of one task.
func (m *frame) endsOf(result bulk.Result) []end {
	task := result.Task
	e := end{
		ref: refOf(task), workspace: text.Clean(task.WorkspaceName), now: result.Now, gone: result.Kind == change.Gone,
	}
	switch m.run.plan.Action.Kind {
	case bulk.Test:
		e.now, e.gone = nil, false // nothing was changed
	case bulk.Copy:
		source := e
		source.now, source.gone = nil, false // it is as it was
		if result.Now == nil || m.table().Filtered() {
			return []end{source} // where the filter asks for others, many new rows are in the way
		}
		made := end{ref: screen.Ref{Workspace: task.Into.ID, Webhook: result.Now.ID}, workspace: text.Clean(task.Into.Name()), now: result.Now}
		return []end{source, made}
	case bulk.Delete:
		e.gone = e.gone || result.Kind == change.Done
	case bulk.Undo:
		if result.Now != nil {
			e.ref.Webhook = result.Now.ID
		} else if result.OK() {
			e.gone = true
		}
	default:
		if result.Now != nil {
			e.ref.Webhook = result.Now.ID
		}
	}
	return []end{e}
}

// shows reports whether a table is of a workspace, so that a new webhook of it
// belongs there.
func (m *frame) shows(table *list.Model, id api.WorkspaceID) bool {
	return table == &m.fleet.list || id == m.workspace.ID
}

// leave closes the detail of a webhook that is gone.
func (m *frame) leave(ref screen.Ref) {
	if shown, ok := m.detail.Ref(); ok && shown == ref && m.onDetail() {
		m.Pop()
	}
}
