package work

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/account"
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
	// PlanUndoLast plans to take back the newest change, with the set it belongs to.
	PlanUndoLast(ctx context.Context, scope history.Scope) ([]history.UndoPlan, error)
	// PlanUndo plans to take back one change, or a set.
	PlanUndo(ctx context.Context, id string) ([]history.UndoPlan, error)
	historypage.Reader
}

// plannedMsg is how the last change would be taken back.
type plannedMsg struct {
	where account.Where // whose change it is
	ways  []history.UndoPlan
	plan  *bulk.Plan // of a whole set; nil of a single change
	err   error
}

// plannedUndo plans a set as a run, and leaves a single change as it is.
func plannedUndo(ctx context.Context, where account.Where, desk func() bulk.Runner, ways []history.UndoPlan, err error) plannedMsg {
	if err != nil || len(ways) < 2 || desk == nil {
		return plannedMsg{where: where, ways: ways, err: err}
	}
	plan, err := desk().PlanUndo(ctx, ways[0].Entry.Set)
	return plannedMsg{where, ways, plan, err}
}

// Undo looks up how the last change is taken back.
func (w *Work) Undo() tea.Cmd {
	w.writes.planning++
	log, ctx, desk, at, scope := w.opts.History, w.shell.Env().Context, w.opts.Runner, w.account.Where(), w.scope()
	return func() tea.Msg {
		ways, err := log.PlanUndoLast(ctx, scope)
		return plannedUndo(ctx, at, desk, ways, err)
	}
}

// undoOne looks up how one change of the history screen is taken back.
func (w *Work) undoOne(message historypage.UndoMsg) tea.Cmd {
	w.writes.planning++
	undoable := w.undoable()
	log, ctx, desk, at := w.opts.History, w.shell.Env().Context, w.opts.Runner, w.account.Where()
	return func() tea.Msg {
		ways, err := log.PlanUndo(ctx, message.ID)
		return plannedUndo(ctx, at, desk, undoable(ways), err)
	}
}

// OpenHistory lists every change made from here.
func (w *Work) OpenHistory() tea.Cmd {
	page := historypage.New(w.shell.Env(), w.opts.History)
	here := historypage.Here{Workspace: w.browser.Workspace().ID, Profile: w.account.Where().Profile, Host: w.account.Where().Host}
	if w.browser.InFleet() {
		here.Workspace = ""
	}
	if w.browser.InAll() {
		here.Profile, here.Host = "", ""
	}
	page.SetHere(here)
	return w.shell.Push(screen.NewPage(page), nil)
}

// planned takes the change back, and asks first where [history.NeedsConfirmation] says so.
func (w *Work) planned(message plannedMsg) tea.Cmd {
	w.writes.planning--
	if message.where != w.account.Where() {
		return nil // another profile was switched to meanwhile
	}
	var stuck *history.StuckError
	switch {
	case errors.As(message.err, &stuck):
		w.shell.Say(screen.Warning, text.Sentence(stuck))
		return nil
	case message.err != nil:
		w.shell.Say(screen.Failure, "Could not read the history: "+text.Sentence(message.err))
		return nil
	}
	switch {
	case message.plan != nil && w.refusesAll(message.plan) != "":
		w.shell.Say(screen.Warning, w.refusesAll(message.plan))
		return nil
	case message.plan != nil:
		return w.askPlan(message.plan, message.plan.Summary(history.Screens), "", nil)
	case len(message.ways) == 0:
		w.shell.Say(screen.Info, "There is nothing to undo.")
		return nil
	case len(message.ways) > 1:
		w.shell.Say(screen.Warning, noBulk)
		return nil
	}
	way := message.ways[0]
	row := w.rowOf(way.Entry)
	way.Entry.WorkspaceName = api.Text(w.browser.Where(row))
	switch reason := w.Refusal(row.Ref.Account); {
	case reason != "":
		w.shell.Say(screen.Warning, reason)
		return nil
	case way.Change == nil:
		w.shell.Say(screen.Warning, text.Clean(api.Text(way.Refusal())))
		return nil
	case !history.NeedsConfirmation(message.ways):
		return w.undoNow(way)
	}
	q := dialog.Question{
		Title:   way.Question(),
		Lines:   way.Notes(),
		Choices: []string{noChange, "undo"},
		Grace:   dialog.Grace,
	}
	return w.askTo(q, func() tea.Cmd { return w.undoNow(way) })
}

// undoNow undoes a change, and says so: its row may not be on the screen.
func (w *Work) undoNow(way history.UndoPlan) tea.Cmd {
	w.shell.Say(screen.Info, "Undoing "+text.Clean(api.Text(way.ChangeName()))+w.shell.Env().Theme.Signs.Ellipsis)
	return w.start(w.undoJob(way))
}

// undoJob is the write that takes one change back.
func (w *Work) undoJob(way history.UndoPlan) job {
	item := w.rowOf(way.Entry)
	return job{verb: undoing, change: way.Change, item: item, name: nameOf(item.Ref, way.Entry.Name), took: way.Entry.Action, way: &way}
}

// rowOf is the row of the webhook that an entry is about, or one like it where none is shown.
func (w *Work) rowOf(e history.Entry) list.Item {
	ref := screen.Ref{Account: w.madeBy(e).Key, Workspace: e.Workspace, Webhook: e.Webhook}
	item, shown := w.browser.Find(ref)
	if !shown {
		item = list.Item{Ref: ref, WorkspaceName: text.Clean(e.WorkspaceName)}
		item.Webhook.Name = e.Name
	}
	return item
}
