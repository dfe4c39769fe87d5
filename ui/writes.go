package ui

import (
	"cmp"
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/form"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// writeLimit is how many writes of a marked set are under way at once.
const writeLimit = 8

// verb is what a write does to a webhook.
type verb int

const (
	enabling verb = iota
	disabling
	saving
	creating
	deleting
	undoing
)

// Words that stand in several places.
const (
	beingSaved = "saving"
	deleteIt   = "delete"
)

// words are the forms of each verb: in the list's row, in a question, and in
// the sentence when it is done.
var words = map[verb]struct{ pending, ask, done, not string }{
	enabling:  {beingSaved, "Enable", "Enabled", "enable"},
	disabling: {beingSaved, "Disable", "Disabled", "disable"},
	saving:    {beingSaved, "Save", "Saved", "save"},
	creating:  {"creating", "Create", "Created", "create"},
	deleting:  {"deleting", "Delete", "Deleted", deleteIt},
	undoing:   {"undoing", "Undo", "Undid", "undo the change of"},
}

// job is one write, and what the screens have to know of it.
type job struct {
	verb     verb
	change   change.Change
	item     list.Item         // the row it is about, as the user saw it
	name     api.Text          // what sentences call the webhook
	fromForm bool              // a form waits for the end
	took     change.Action     // of undoing: what is taken back
	way      *history.UndoPlan // of undoing
	unseen   bool              // it was marked, and its row hidden by the filter
}

// writes is what is being written. A write goes on when the user leaves its
// screen, and always ends in a wroteMsg.
type writes struct {
	secrets  change.SecretPolicy
	running  int
	waiting  []job
	planning int // changes whose way back is being looked up
}

// wroteMsg is the end of a write.
type wroteMsg struct {
	job     job
	outcome change.Outcome
}

// toggle enables or disables. Of a marked set with both, the disabled ones are
// enabled: a dead webhook is what this program is for.
func (m *frame) toggle() tea.Cmd {
	items := m.targets()
	doing := disabling
	for _, item := range items {
		if !item.Webhook.Status.On() {
			doing = enabling
		}
	}
	var jobs []job
	var differing []list.Item
	for _, item := range items {
		if item.Webhook.Status.On() == (doing == enabling) {
			continue
		}
		goal := change.Rules{}.Edit(item.Webhook.Fields, change.WithStatus(item.Webhook.Fields, doing == enabling))
		jobs, differing = append(jobs, m.updateJob(doing, item, goal)), append(differing, item)
	}
	if len(items) == 1 {
		jobs[0].unseen = len(m.hiddenLines(items)) > 0
		ask := map[verb]string{enabling: "Enable", disabling: "Disable"}[doing]
		return m.askShared(items[0], ask, func() tea.Cmd { return m.start(jobs...) })
	}
	kind := map[verb]bulk.Kind{enabling: bulk.Enable, disabling: bulk.Disable}[doing]
	return m.askBulk(bulk.Action{Kind: kind}, differing)
}

// updateJob makes of a webhook, as the user saw it, what it shall be.
func (m *frame) updateJob(doing verb, item list.Item, goal change.Goal) job {
	update := change.Update{
		Workspace: item.Ref.Workspace, WorkspaceName: m.workspaceOf(item), Base: item.Webhook,
		Goal: goal,
	}
	if item.Kept { // of which only the status is compared: that is what the user saw and changes
		was, becomes := item.Webhook.Status, goal.Fields().Status
		update.Recall = func(theirs api.Fields) (base, goal api.Fields) {
			base, goal = theirs.Clone(), theirs.Clone()
			base.Status, goal.Status = was, becomes
			return base, goal
		}
	}
	return job{verb: doing, item: item, name: nameOf(item.Ref, goal.Fields().Name, item.Webhook.Name), change: update}
}

// workspaceOf names the workspace of a row. That of the open one may have been
// only an id when the list came.
func (m *frame) workspaceOf(item list.Item) api.Text {
	if item.Ref.Workspace == m.workspace.ID {
		return api.Text(m.workspaceName())
	}
	return api.Text(item.WorkspaceName)
}

// nameOf is the first name that there is, or else the id.
func nameOf(ref screen.Ref, names ...api.Text) api.Text {
	return cmp.Or(append(names, api.Text(ref.Webhook))...)
}

// save writes what a form holds.
func (m *frame) save(message screen.SaveMsg) tea.Cmd {
	if m.account.ReadOnly() != "" {
		m.failForm("Nothing was changed: " + m.account.ReadOnly() + ".")
		return nil
	}
	m.savingForm(true)
	item := list.Item{Ref: screen.Ref{Workspace: m.formAt.Workspace}, WorkspaceName: m.formAt.WorkspaceName}
	var j job
	if message.Base != nil {
		item.Webhook, item.Ref.Webhook = *message.Base, message.Base.ID
		j = m.updateJob(saving, item, message.Goal)
	} else {
		creation := m.creation(message.Goal)
		item.Ref.Workspace = creation.Workspace
		j = job{verb: creating, item: item, name: message.Goal.Fields().Name, change: creation}
	}
	j.fromForm = true
	return m.start(j)
}

// creation makes a webhook from a form: a new one, or a deleted one again that
// needed a secret for it. What the user saw in the list is no candidate for the
// new one after an unclear answer.
func (m *frame) creation(goal change.Goal) change.Create {
	c := change.Create{Workspace: m.formAt.Workspace, WorkspaceName: api.Text(m.formAt.WorkspaceName)}
	if m.reviving != nil {
		c = *m.reviving
	}
	c.Goal = goal
	for _, webhook := range m.table().WebhooksIn(c.Workspace) {
		c.Known = append(c.Known, webhook.ID)
	}
	return c
}

// start shows the writes in the list at once, and sends as many as may be
// under way together.
func (m *frame) start(jobs ...job) tea.Cmd {
	for _, j := range jobs {
		for _, table := range m.tables() {
			rows := table.HeirsOf(j.item.Ref)
			if item, ok := table.Find(j.item.Ref); ok {
				rows = append(rows, item)
			}
			for _, item := range rows {
				item.Pending = words[j.verb].pending
				table.Put(item)
			}
		}
	}
	m.writes.waiting = append(m.writes.waiting[:len(m.writes.waiting):len(m.writes.waiting)], jobs...)
	m.follow()
	return m.next()
}

// next sends writes that wait, up to the limit.
func (m *frame) next() tea.Cmd {
	var cmds []tea.Cmd
	for m.writes.running < writeLimit && len(m.writes.waiting) > 0 {
		j := m.writes.waiting[0]
		m.writes.waiting = m.writes.waiting[1:]
		m.writes.running++
		cmds = append(cmds, writeCmd(m.opts.Context, m.opts.Writer, j, m.writes.secrets))
	}
	return tea.Batch(cmds...)
}

// writeCmd makes one change, through the check that every change goes through.
func writeCmd(ctx context.Context, writer Writer, j job, secrets change.SecretPolicy) tea.Cmd {
	doing := change.WithPolicy(j.change, secrets)
	return func() tea.Msg { return wroteMsg{j, writer.Do(ctx, doing)} }
}

// wrote takes the end of a write: the list shows what the server really holds,
// and the status line says so.
func (m *frame) wrote(message wroteMsg) tea.Cmd {
	m.writes.running--
	j, outcome := message.job, message.outcome
	m.place(j, outcome)
	cmd := m.told(j, outcome)
	m.follow()
	more := m.next()
	return tea.Batch(cmd, more, m.pastCmd(), m.readHistory(), m.keepCmd())
}

// told ends a single write: in words, and where the user has to decide, with a
// question.
func (m *frame) told(j job, outcome change.Outcome) tea.Cmd {
	if j.fromForm {
		m.savingForm(false)
	}
	name := text.Quote(j.name)
	switch outcome.Kind {
	case change.Done, change.Unchanged:
		m.sayDone(j, outcome, name)
		if j.fromForm && outcome.Now != nil {
			return m.closeForm(j, outcome)
		}
	case change.Gone:
		m.Say(screen.Warning, name+" does not exist any more; somebody deleted it.")
		if j.fromForm {
			m.failForm("This webhook was deleted meanwhile; esc leaves, and " + m.env.Key(keys.New) + " makes a new one.")
		}
	case change.Conflicted:
		return m.askConflict(j, outcome)
	case change.NeedSecret:
		if create, ok := j.change.(change.Create); ok {
			return m.revive(create)
		}
		return m.askSecret(j)
	case change.Failed, change.Unknown, change.Refused, change.NotBegun:
		reason := "Could not " + words[j.verb].not + " " + name + ": " + text.Sentence(outcome.Err)
		if outcome.Kind == change.Unknown {
			reason = "It is not known whether " + name + " was changed: " + text.Sentence(outcome.Err) + m.env.Dot() + m.env.Key(keys.Refresh) + " looks again"
		}
		reason = m.warned(reason, outcome)
		m.Say(screen.Failure, reason)
		if j.fromForm {
			m.failForm(reason, fieldErrors(outcome.Err)...)
		}
	}
	return nil
}

// fieldErrors are what the server said about single fields, for the form to
// show beside them.
func fieldErrors(err error) []form.FieldError {
	var told []form.FieldError
	if problems, ok := errors.AsType[change.Problems](err); ok {
		for _, p := range problems {
			told = append(told, form.FieldError{Field: p.Path(), Says: api.Text(p.Says(string(p.Field)))})
		}
	}
	var refused *api.Error
	if !errors.As(err, &refused) {
		return told
	}
	for _, detail := range refused.Details {
		if detail.Field != "" {
			told = append(told, form.FieldError{Field: string(detail.Field), Says: detail.Message})
		}
	}
	return told
}

// sayDone says what was done, and for a webhook that is on again, for how long
// nothing was sent: that gap is what the billing check is about.
func (m *frame) sayDone(j job, outcome change.Outcome, name string) {
	said := words[j.verb].done + " " + name
	level := screen.Done
	if outcome.Kind == change.Unchanged {
		said = name + " is that way already; nothing was written"
		level = screen.Info
	}
	if j.way != nil {
		said = text.Clean(api.Text(j.way.Result(outcome)))
	}
	dot := " " + m.env.Theme.Signs.Dot + " "
	if since, enabled := outcome.Reenabled(); enabled {
		said += dot + text.Missed(m.env.Now(), since)
	}
	if j.unseen {
		said += dot + "it is hidden by the filter"
	}
	if len(outcome.Warnings) > 0 {
		said, level = m.warned(said, outcome), screen.Warning
	}
	if outcome.Record != "" && j.verb != undoing {
		said += dot + m.env.Keys.Binding(keys.Undo).Help().Key + " undo"
	}
	m.Say(level, said)
}

// warned adds what else there is to know of how a change ended.
func (m *frame) warned(said string, outcome change.Outcome) string {
	for _, warning := range outcome.Warnings {
		said += " " + m.env.Theme.Signs.Dot + " " + warning
	}
	return said
}

// closeForm shows the saved webhook in place of the form.
func (m *frame) closeForm(j job, outcome change.Outcome) tea.Cmd {
	if _, open := screen.As[form.Model](m.top()); !open {
		return m.dropDraft()
	}
	ref := screen.Ref{Workspace: j.item.Ref.Workspace, Webhook: outcome.Now.ID}
	if j.item.Via != nil {
		ref = *j.item.Via
	}
	m.table().Select(ref)
	if item, there := m.table().Find(ref); there {
		m.show(item)
	}
	cmd := m.Pop()
	if m.onTable() {
		m.openDetail()
	}
	return cmd
}

// savingForm says in the open form whether it is being saved.
func (m *frame) savingForm(on bool) {
	m.changeForm(func(f form.Model) form.Model { return f.Saving(on) })
}

// failForm says in the open form why it could not be saved.
func (m *frame) failForm(reason string, fields ...form.FieldError) {
	m.changeForm(func(f form.Model) form.Model { return f.Failed(reason, fields...) })
}
