package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/bulk"
	"corotui/change"
	"corotui/history"
	"corotui/ui/changes"
	"corotui/ui/confirm"
	"corotui/ui/list"
	"corotui/ui/msg"
	"corotui/ui/text"
)

// History is the log of the changes that were made from here.
type History interface {
	// Last plans to take back the newest change, with the set it belongs to.
	Last(ctx context.Context, profile, host string) ([]history.Way, error)
	// Undo plans to take back one change, or a set.
	Undo(ctx context.Context, id string) ([]history.Way, error)
	changes.Reader
	// ForWebhook returns the changes of one webhook, the newest first.
	ForWebhook(ctx context.Context, workspace api.WorkspaceID, webhook api.WebhookID) ([]history.Entry, error)
}

// plannedMsg is how the last change would be taken back.
type plannedMsg struct {
	where Where // whose change it is
	ways  []history.Way
	plan  *bulk.Plan // of a whole set; nil of a single change
	err   error
}

// plannedUndo plans a set as a run, and leaves a single change as it is.
func plannedUndo(ctx context.Context, where Where, desk func() bulk.Desk, ways []history.Way, err error) plannedMsg {
	if err != nil || len(ways) < 2 || desk == nil {
		return plannedMsg{where: where, ways: ways, err: err}
	}
	plan, err := desk().PlanUndo(ctx, ways[0].Entry.Set)
	return plannedMsg{where, ways, plan, err}
}

// pastMsg is what was changed of a webhook from here.
type pastMsg struct {
	ref     msg.Ref
	entries []history.Entry
	err     error
}

// undo looks up how the last change is taken back. A change under way is not
// in the history yet, and the one before it is not what the user means.
func (m *Model) undo() tea.Cmd {
	if m.opts.History == nil {
		m.say(msg.Warning, "There is no history to undo from.")
		return nil
	}
	if m.busyWriting() {
		m.say(msg.Warning, savedFirst)
		return nil
	}
	m.writes.planning++
	log, ctx, desk, at := m.opts.History, m.opts.Context, m.opts.Desk, m.where
	return func() tea.Msg {
		ways, err := log.Last(ctx, at.Profile, at.Host)
		return plannedUndo(ctx, at, desk, ways, err)
	}
}

// undoOne looks up how one change of the history screen is taken back.
func (m *Model) undoOne(message changes.UndoMsg) tea.Cmd {
	if m.opts.ReadOnly != "" {
		m.say(msg.Warning, "Nothing was changed: "+m.opts.ReadOnly+".")
		return nil
	}
	m.writes.planning++
	log, ctx, desk, at := m.opts.History, m.opts.Context, m.opts.Desk, m.where
	return func() tea.Msg {
		ways, err := log.Undo(ctx, message.ID)
		return plannedUndo(ctx, at, desk, history.Elsewhere(ways, at.Host), err)
	}
}

// openHistory lists every change made from here.
func (m *Model) openHistory() tea.Cmd {
	if m.opts.History == nil {
		m.say(msg.Warning, "There is no history here.")
		return nil
	}
	m.changes = changes.New(m.env, m.opts.History)
	m.push(atHistory)
	return m.changes.Init()
}

// planned takes the change back at once when that brings everything back, and
// asks first when it does not, or when it is more than one change.
func (m *Model) planned(message plannedMsg) tea.Cmd {
	m.writes.planning--
	if message.where != m.where {
		return nil // another profile was switched to meanwhile
	}
	if message.err != nil {
		m.say(msg.Failure, "Could not read the history: "+text.Sentence(message.err))
		return nil
	}
	if message.plan != nil {
		return m.askPlan(message.plan, "", nil)
	}
	var jobs []job
	var limits []string
	for _, way := range message.ways {
		if way.Change == nil {
			limits = append(limits, text.Quote(way.Entry.Name)+" stays: "+way.Why)
			continue
		}
		limits = append(limits, way.Limits...)
		jobs = append(jobs, m.undoJob(way))
	}
	switch {
	case len(jobs) == 0:
		m.say(msg.Info, "There is nothing to undo.")
		return nil
	case len(jobs) == 1 && len(limits) == 0:
		return m.start(jobs...)
	}
	q := confirm.Question{
		Title:   "Undo " + what(message.ways) + "?",
		Lines:   limits,
		Choices: []string{noChange, "undo"},
		Grace:   grace,
	}
	return m.ask(q, func(m *Model, choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return m.start(jobs...)
	})
}

// what names the changes that are to be taken back.
func what(ways []history.Way) string {
	if len(ways) > 1 {
		return text.Plural(len(ways), "change", "changes")
	}
	deed := map[change.Action]string{change.Updated: "the change", change.Created: "the creation", change.Deleted: "the deletion"}
	return deed[ways[0].Entry.Action] + " of " + text.Quote(ways[0].Entry.Name)
}

// undoJob is the write that takes one change back.
func (m *Model) undoJob(way history.Way) job {
	ref := msg.Ref{Workspace: way.Entry.Workspace, Webhook: way.Entry.Webhook}
	item, ok := m.table().Find(ref)
	if !ok {
		item = list.Item{Ref: ref, WorkspaceName: text.Clean(way.Entry.WorkspaceName)}
		item.Webhook.Name = way.Entry.Name
	}
	return job{verb: undoing, change: way.Change, item: item, name: nameOf(ref, way.Entry.Name), took: way.Entry.Action}
}

// pastCmd looks up what was changed of the webhook of the detail.
func (m *Model) pastCmd() tea.Cmd {
	ref, shown := m.detail.Ref()
	if m.opts.History == nil || !shown {
		return nil
	}
	log, ctx := m.opts.History, m.opts.Context
	return func() tea.Msg {
		entries, err := log.ForWebhook(ctx, ref.Workspace, ref.Webhook)
		return pastMsg{ref, entries, err}
	}
}

// pastLines is how many changes the detail tells of.
const pastLines = 8

func (m *Model) past(message pastMsg) {
	if message.err != nil {
		m.say(msg.Warning, "The history of this webhook cannot be read: "+text.Sentence(message.err))
		return
	}
	var lines []string
	for _, entry := range message.entries[:min(pastLines, len(message.entries))] {
		lines = append(lines, changes.Line(m.env.Theme, m.env.Now(), entry))
	}
	m.detail.SetHistory(message.ref, lines)
}
