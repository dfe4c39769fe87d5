package work

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/text"
	"corotui/internal/words"
	"corotui/ui/dialog"
	"corotui/ui/screen"
)

// unfinishedMsg tells of runs that were interrupted.
type unfinishedMsg struct {
	where account.Where // whose they are
	runs  []bulk.Interrupted
	err   error
}

// resumableMsg is what is left of an interrupted run.
type resumableMsg struct {
	plan *bulk.Plan
	err  error
}

// unfinishedCmd looks for runs that were interrupted.
func (w *Work) unfinishedCmd() tea.Cmd {
	if w.opts.Runner == nil {
		return nil
	}
	ctx, d, at := w.shell.Env().Context, w.opts.Runner(), w.account.Where()
	return func() tea.Msg {
		runs, err := bulk.Unfinished(ctx, d.Log, d.Who)
		return unfinishedMsg{at, runs, err}
	}
}

// foundRuns remembers the newest interrupted run, to offer it.
func (w *Work) foundRuns(message unfinishedMsg) {
	if message.err != nil {
		w.shell.Say(screen.Warning, "Could not check for an interrupted run: "+text.Sentence(message.err))
		return
	}
	if len(message.runs) > 0 && message.where == w.account.Where() {
		w.pending = &message.runs[0]
	}
}

// offerRun offers to go on with an interrupted run.
func (w *Work) offerRun() tea.Cmd {
	run := *w.pending
	w.pending = nil
	q := dialog.Question{
		Title: "A run was interrupted",
		Lines: []string{
			fmt.Sprintf("%s %s, begun %s.", words.OfAction(run.Kind).Ask, text.Plural(run.Total, "webhook", "webhooks"),
				text.AgoLong(w.shell.Env().Now(), run.Plan.At)),
			text.Count(run.Open) + " of them are not finished. Each is re-read before it is changed.",
		},
		Choices: []string{"later", "resume", "forget it"},
		Grace:   dialog.Grace,
	}
	return w.ask(q, func(choice int) tea.Cmd {
		switch choice {
		case 1:
			return w.resumeRun(run)
		case 2:
			return w.abandonRun(run)
		}
		w.shell.Say(screen.Info, "It is offered again at the next start.")
		return nil
	})
}

// resumeRun plans what is left. A value that the history must not hold is asked
// for again.
func (w *Work) resumeRun(run bulk.Interrupted) tea.Cmd {
	if !run.NeedsValues {
		return w.resumeCmd(run, bulk.Action{Kind: run.Kind})
	}
	e, typed := entries[run.Kind]
	if !typed {
		return w.resumeCmd(run, bulk.Action{Kind: run.Kind})
	}
	q := dialog.TextQuestion{Title: "Its value was not saved; type it again", Lines: e.lines, Fields: e.fields}
	if run.Kind == bulk.AddHeader { // its name is kept
		q.Lines, q.Fields = []string{"It is " + text.Clean(api.Text(run.MissingValues()[0])) + "."}, e.fields[1:]
	}
	return w.askText(q, func(typed []string) (tea.Cmd, error) {
		if run.Kind == bulk.AddHeader {
			return w.resumeCmd(run, run.WithValues(typed)), nil
		}
		action, err := e.action(run.Kind, typed)
		if err != nil {
			return nil, err
		}
		return w.resumeCmd(run, action), nil
	})
}

func (w *Work) resumeCmd(run bulk.Interrupted, given bulk.Action) tea.Cmd {
	given.Policy = w.writes.secrets[""]
	ctx, desk := w.shell.Env().Context, w.opts.Runner
	return func() tea.Msg {
		plan, err := desk().Resume(ctx, run, given)
		return resumableMsg{plan, err}
	}
}

// resumable goes on with a run.
func (w *Work) resumable(message resumableMsg) tea.Cmd {
	if message.err != nil {
		w.shell.Say(screen.Failure, "The run cannot be resumed: "+text.Sentence(message.err))
		return nil
	}
	return w.startRun(message.plan)
}

// abandonRun forgets an interrupted run.
func (w *Work) abandonRun(run bulk.Interrupted) tea.Cmd {
	ctx, desk, dot := w.shell.Env().Context, w.opts.Runner, w.shell.Env().Dot()
	return func() tea.Msg {
		if err := desk().Abandon(ctx, run); err != nil {
			return screen.StatusMsg{Level: screen.Failure, Text: "Could not forget it: " + text.Sentence(err)}
		}
		return screen.StatusMsg{Level: screen.Info, Text: "Forgotten; what was done stays done" + dot + "the history lists it."}
	}
}
