package ui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/change"
	"corotui/ui/form"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/msg"
	"corotui/ui/text"
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

// words are the forms of each verb: in the list's row, in a question, and in
// the sentence when it is done.
var words = map[verb]struct{ pending, ask, done, not string }{
	enabling:  {"saving", "Enable", "Enabled", "enable"},
	disabling: {"saving", "Disable", "Disabled", "disable"},
	saving:    {"saving", "Save", "Saved", "save"},
	creating:  {"creating", "Create", "Created", "create"},
	deleting:  {"deleting", "Delete", "Deleted", "delete"},
	undoing:   {"undoing", "Undo", "Undone:", "undo the change of"},
}

// job is one write: what the user saw, and what it shall become.
type job struct {
	verb     verb
	item     list.Item // as the user saw it
	goal     api.Fields
	fromForm bool          // a form waits for the end
	set      string        // names the marked set it belongs to; empty: none
	back     change.Change // of undoing: what takes the change back
	took     change.Action // of undoing: what is taken back
}

// writes is what is being written. A write goes on when the user leaves its
// screen, and always ends in a wroteMsg.
type writes struct {
	secrets change.SecretPolicy
	running int
	waiting []job
	tally   *tally // of the marked set under way
}

// wroteMsg is the end of a write.
type wroteMsg struct {
	job     job
	outcome change.Outcome
}

// toggle enables or disables. Of a marked set with both, the disabled ones are
// enabled: a dead webhook is what this program is for.
func (m Model) toggle() (tea.Model, tea.Cmd) {
	items := m.targets()
	doing := disabling
	for _, item := range items {
		if !item.Webhook.Status.On() {
			doing = enabling
		}
	}
	var jobs []job
	for _, item := range items {
		if item.Webhook.Status.On() == (doing == enabling) {
			continue
		}
		jobs = append(jobs, job{verb: doing, item: item, goal: change.WithStatus(item.Webhook.Fields, doing == enabling)})
	}
	if len(items) == 1 {
		return m.start(jobs...)
	}
	return m.askSet(doing, jobs)
}

// save writes what a form holds.
func (m Model) save(message msg.SaveMsg) (tea.Model, tea.Cmd) {
	if m.opts.ReadOnly != "" {
		m.form = m.form.Failed("Nothing was changed: " + m.opts.ReadOnly + ".")
		return m, nil
	}
	m.form = m.form.Saving(true)
	j := job{verb: creating, goal: message.Goal, fromForm: true}
	j.item.Ref.Workspace = m.workspace.ID
	j.item.WorkspaceName = m.workspaceName()
	if message.Base != nil {
		j.verb = saving
		j.item.Webhook = *message.Base
		j.item.Ref.Webhook = message.Base.ID
	}
	return m.start(j)
}

// start shows the writes in the list at once, and sends as many as may be
// under way together.
func (m Model) start(jobs ...job) (Model, tea.Cmd) {
	for i, j := range jobs {
		if j.item.Ref.Workspace == m.workspace.ID {
			jobs[i].item.WorkspaceName = m.workspaceName() // it may have been an id when the list came
		}
		if item, ok := m.list.Find(j.item.Ref); ok {
			item.Pending = words[j.verb].pending
			m.list.Put(item)
		}
	}
	m.writes.waiting = append(m.writes.waiting[:len(m.writes.waiting):len(m.writes.waiting)], jobs...)
	m.follow()
	return m.next()
}

// next sends writes that wait, up to the limit.
func (m Model) next() (Model, tea.Cmd) {
	var cmds []tea.Cmd
	for m.writes.running < writeLimit && len(m.writes.waiting) > 0 {
		j := m.writes.waiting[0]
		m.writes.waiting = m.writes.waiting[1:]
		m.writes.running++
		cmds = append(cmds, writeCmd(m.opts.Context, m.opts.Writer, j, m.writes.secrets, m.known(j)))
	}
	return m, tea.Batch(cmds...)
}

// known are the webhooks that the user saw before a create, to tell a new one by.
func (m Model) known(j job) []api.WebhookID {
	if j.verb != creating {
		return nil
	}
	var ids []api.WebhookID
	for _, item := range m.list.Items() {
		ids = append(ids, item.Ref.Webhook)
	}
	return ids
}

// writeCmd makes one change, through the check that every change goes through.
func writeCmd(ctx context.Context, writer Writer, j job, secrets change.SecretPolicy, known []api.WebhookID) tea.Cmd {
	where, name := j.item.Ref.Workspace, api.Text(j.item.WorkspaceName)
	return func() tea.Msg {
		var outcome change.Outcome
		switch j.verb {
		case undoing:
			outcome = writer.Do(ctx, j.back)
		case creating:
			outcome = writer.Create(ctx, change.Create{Workspace: where, WorkspaceName: name, Goal: j.goal, Known: known, Set: j.set})
		case deleting:
			outcome = writer.Delete(ctx, change.Delete{Workspace: where, WorkspaceName: name, Base: j.item.Webhook, Set: j.set})
		default:
			outcome = writer.Update(ctx, change.Update{
				Workspace: where, WorkspaceName: name, Base: j.item.Webhook, Goal: j.goal, Secret: secrets, Set: j.set,
			})
		}
		return wroteMsg{j, outcome}
	}
}

// wrote takes the end of a write: the list shows what the server really holds,
// and the status line says so.
func (m Model) wrote(message wroteMsg) (tea.Model, tea.Cmd) {
	m.writes.running--
	j, outcome := message.job, message.outcome
	m.place(j, outcome)
	var cmd tea.Cmd
	switch {
	case j.set != "":
		m, cmd = m.count(j, outcome)
	default:
		m, cmd = m.told(j, outcome)
	}
	m.follow()
	next, more := m.next()
	past := next.pastCmd()
	if next.top() == atHistory {
		past = next.changes.Again()
	}
	return next, tea.Batch(cmd, more, past)
}

// place puts into the list what the server holds, as far as that is known.
func (m *Model) place(j job, outcome change.Outcome) {
	item := j.item
	if outcome.Now != nil {
		item.Ref.Webhook = outcome.Now.ID // a created one has an id now
	}
	deleted := j.verb == deleting || j.verb == undoing && j.took == change.Created
	gone := outcome.Kind == change.Gone || deleted && outcome.Kind == change.Done
	switch {
	case item.Ref.Workspace != m.workspace.ID: // the user has gone elsewhere
	case gone:
		m.list.Remove(item.Ref)
		m.leave(item.Ref)
	case outcome.Now != nil:
		item.Webhook, item.Pending = *outcome.Now, ""
		m.list.Put(item)
	case j.verb != creating && !(j.verb == undoing && j.took == change.Deleted):
		item.Pending = ""
		m.list.Put(item)
	}
}

// leave closes the detail of a webhook that is gone.
func (m *Model) leave(ref msg.Ref) {
	if shown, ok := m.detail.Ref(); ok && shown == ref && m.top() == atDetail {
		m.pop()
	}
}

// told ends a single write: in words, and where the user has to decide, with a
// question.
func (m Model) told(j job, outcome change.Outcome) (Model, tea.Cmd) {
	if j.fromForm {
		m.form = m.form.Saving(false)
	}
	name := text.Quote(j.goalName())
	switch outcome.Kind {
	case change.Done, change.AlreadySo:
		m.sayDone(j, outcome, name)
		if j.fromForm && outcome.Now != nil {
			m.closeForm(j, outcome)
			return m, m.dropDraft()
		}
	case change.Gone:
		m.say(msg.Warning, name+" does not exist any more; somebody deleted it.")
		if j.fromForm {
			m.form = m.form.Failed("This webhook was deleted meanwhile; esc leaves, and n makes a new one.")
		}
	case change.Conflicted:
		return m.askConflict(j, outcome)
	case change.NeedSecret:
		return m.askSecret([]job{j})
	case change.Failed, change.Unknown:
		reason := "Could not " + words[j.verb].not + " " + name + ": " + text.Sentence(outcome.Err)
		if outcome.Kind == change.Unknown {
			reason = "It is not known whether " + name + " was changed: " + text.Sentence(outcome.Err) + " " + m.env.Theme.Signs.Dot + " r looks again"
		}
		m.say(msg.Failure, reason)
		if j.fromForm {
			m.form = m.form.Failed(reason, fieldErrors(outcome.Err)...)
		}
	}
	return m, nil
}

// fieldErrors are what the server said about single fields, for the form to
// show beside them.
func fieldErrors(err error) []form.FieldError {
	var refused *api.Error
	if !errors.As(err, &refused) {
		return nil
	}
	var told []form.FieldError
	for _, detail := range refused.Details {
		if detail.Field != "" {
			told = append(told, form.FieldError{Field: string(detail.Field), Says: detail.Message})
		}
	}
	return told
}

func (j job) goalName() api.Text {
	if j.goal.Name != "" {
		return j.goal.Name
	}
	if j.item.Webhook.Name != "" {
		return j.item.Webhook.Name
	}
	return api.Text(j.item.Ref.Webhook)
}

// sayDone says what was done, and for a webhook that is on again, for how long
// nothing was sent: that gap is what the billing check is about.
func (m *Model) sayDone(j job, outcome change.Outcome, name string) {
	said := words[j.verb].done + " " + name
	level := msg.Done
	if outcome.Kind == change.AlreadySo {
		said = name + " is that way already; nothing was written"
		level = msg.Info
	}
	dot := " " + m.env.Theme.Signs.Dot + " "
	if j.verb == enabling && outcome.Kind == change.Done && outcome.Before != nil {
		if since := outcome.Before.LastChange(); !since.IsZero() {
			said += dot + "events of the last " + text.Gap(m.env.Now().Sub(since)) + " were not sent"
		}
	}
	for _, warning := range outcome.Warnings {
		said += dot + warning
		level = msg.Warning
	}
	if outcome.Record != "" && j.verb != undoing {
		said += dot + m.env.Keys.Binding(keys.Undo).Help().Key + " undo"
	}
	m.say(level, said)
}

// closeForm shows the saved webhook in place of the form.
func (m *Model) closeForm(j job, outcome change.Outcome) {
	if m.top() != atForm {
		return
	}
	m.pop()
	m.list.Select(msg.Ref{Workspace: j.item.Ref.Workspace, Webhook: outcome.Now.ID})
	if m.top() == atList {
		m.push(atDetail)
	}
}
