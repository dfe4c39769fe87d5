package ui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/dialog"
	historypage "corotui/ui/history"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// History is the log of the changes that were made from here.
type History interface {
	// Last plans to take back the newest change, with the set it belongs to.
	PlanUndoLast(ctx context.Context, scope history.Scope) ([]history.UndoPlan, error)
	// Undo plans to take back one change, or a set.
	PlanUndo(ctx context.Context, id string) ([]history.UndoPlan, error)
	historypage.Reader
	// ForWebhook returns so many changes of one webhook, the newest first.
	ForWebhook(ctx context.Context, workspace api.WorkspaceID, webhook api.WebhookID, limit int) ([]history.Entry, error)
}

// plannedMsg is how the last change would be taken back.
type plannedMsg struct {
	where Where // whose change it is
	ways  []history.UndoPlan
	plan  *bulk.Plan // of a whole set; nil of a single change
	err   error
}

// plannedUndo plans a set as a run, and leaves a single change as it is.
func plannedUndo(ctx context.Context, where Where, desk func() bulk.Runner, ways []history.UndoPlan, err error) plannedMsg {
	if err != nil || len(ways) < 2 || desk == nil {
		return plannedMsg{where: where, ways: ways, err: err}
	}
	plan, err := desk().PlanUndo(ctx, ways[0].Entry.Set)
	return plannedMsg{where, ways, plan, err}
}

// pastMsg is what was changed of a webhook from here.
type pastMsg struct {
	ref     screen.Ref
	entries []history.Entry
	err     error
}

// undo looks up how the last change is taken back.
func (m *frame) undo() tea.Cmd {
	m.writes.planning++
	log, ctx, desk, at := m.opts.History, m.opts.Context, m.opts.Desk, m.account.Where()
	return func() tea.Msg {
		ways, err := log.PlanUndoLast(ctx, history.Scope{Profile: at.Profile, Host: at.Host})
		return plannedUndo(ctx, at, desk, ways, err)
	}
}

// undoOne looks up how one change of the history screen is taken back.
func (m *frame) undoOne(message historypage.UndoMsg) tea.Cmd {
	if reason := writable(m); reason != "" {
		m.Say(screen.Warning, reason)
		return nil
	}
	m.writes.planning++
	log, ctx, desk, at := m.opts.History, m.opts.Context, m.opts.Desk, m.account.Where()
	return func() tea.Msg {
		ways, err := log.PlanUndo(ctx, message.ID)
		return plannedUndo(ctx, at, desk, history.ForAccount(ways, history.Who{Profile: at.Profile, Host: at.Host}), err)
	}
}

// openHistory lists every change made from here.
func (m *frame) openHistory() tea.Cmd {
	return m.Push(screen.NewPage(historypage.New(m.env, m.opts.History)), nil)
}

// readHistory reads the history anew, where it is shown.
func (m *frame) readHistory() (cmd tea.Cmd) {
	m.Change(func(p screen.Page) screen.Page {
		return screen.With(p, func(shown historypage.Model) historypage.Model {
			cmd = shown.Again()
			return shown
		})
	})
	return cmd
}

// planned takes the change back, and asks first where [history.Asks] says so.
func (m *frame) planned(message plannedMsg) tea.Cmd {
	m.writes.planning--
	if message.where != m.account.Where() {
		return nil // another profile was switched to meanwhile
	}
	var stuck *history.StuckError
	switch {
	case errors.As(message.err, &stuck):
		m.Say(screen.Warning, text.Sentence(stuck))
		return nil
	case message.err != nil:
		m.Say(screen.Failure, "Could not read the history: "+text.Sentence(message.err))
		return nil
	}
	if message.plan != nil {
		return m.askPlan(message.plan, "", nil)
	}
	var jobs []job
	var told []string
	var title string
	for _, way := range message.ways {
		if way.Change == nil {
			told = append(told, text.Quote(way.Entry.Name)+" stays: "+way.Why)
			continue
		}
		told, title = append(told, way.Notes()...), way.Question()
		jobs = append(jobs, m.undoJob(way))
	}
	switch {
	case len(message.ways) == 0:
		m.Say(screen.Info, "There is nothing to undo.")
		return nil
	case len(jobs) == 0:
		m.Say(screen.Warning, text.Clean(api.Text(message.ways[0].Refusal())))
		return nil
	case len(jobs) > 1:
		title = "Undo " + text.Plural(len(jobs), "change", "changes") + "?"
	case !history.NeedsConfirmation(message.ways):
		return m.start(jobs...)
	}
	q := dialog.Question{
		Title:   title,
		Lines:   told,
		Choices: []string{noChange, "undo"},
		Grace:   dialog.Grace,
	}
	return m.ask(q, func(choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return m.start(jobs...)
	})
}

// undoJob is the write that takes one change back.
func (m *frame) undoJob(way history.UndoPlan) job {
	ref := screen.Ref{Workspace: way.Entry.Workspace, Webhook: way.Entry.Webhook}
	item, ok := m.table().Find(ref)
	if !ok {
		item = list.Item{Ref: ref, WorkspaceName: text.Clean(way.Entry.WorkspaceName)}
		item.Webhook.Name = way.Entry.Name
	}
	return job{verb: undoing, change: way.Change, item: item, name: nameOf(ref, way.Entry.Name), took: way.Entry.Action, way: &way}
}

// pastCmd looks up what was changed of the webhook of the detail.
func (m *frame) pastCmd() tea.Cmd {
	ref, shown := m.detail.Ref()
	if m.opts.History == nil || !shown {
		return nil
	}
	log, ctx := m.opts.History, m.opts.Context
	return func() tea.Msg {
		entries, err := log.ForWebhook(ctx, ref.Workspace, ref.Webhook, pastLines)
		return pastMsg{ref, entries, err}
	}
}

// pastLines is how many changes the detail tells of.
const pastLines = 8

func (m *frame) past(message pastMsg) {
	if message.err != nil {
		m.Say(screen.Warning, "The history of this webhook cannot be read: "+text.Sentence(message.err))
		return
	}
	var lines []string
	for _, entry := range message.entries {
		lines = append(lines, historypage.Line(m.env.Theme, m.env.Now(), entry))
	}
	m.detail.SetHistory(message.ref, lines)
}
