package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/screen"
)

// unfinishedMsg tells of runs that were interrupted.
type unfinishedMsg struct {
	where Where // whose they are
	runs  []bulk.Interrupted
	err   error
}

// resumableMsg is what is left of an interrupted run.
type resumableMsg struct {
	plan *bulk.Plan
	err  error
}

// unfinishedCmd looks for runs that were interrupted.
func (m *frame) unfinishedCmd() tea.Cmd {
	if m.opts.Desk == nil {
		return nil
	}
	ctx, d, at := m.opts.Context, m.opts.Desk(), m.account.Where()
	return func() tea.Msg {
		runs, err := bulk.Unfinished(ctx, d.Log, d.Who)
		return unfinishedMsg{at, runs, err}
	}
}

// foundRuns remembers the newest interrupted run, to offer it.
func (m *frame) foundRuns(message unfinishedMsg) tea.Cmd {
	if message.err != nil {
		m.Say(screen.Warning, "Whether a run was interrupted is not known: "+text.Sentence(message.err))
		return nil
	}
	if len(message.runs) > 0 && message.where == m.account.Where() {
		m.pending = &message.runs[0]
	}
	return m.offerRun()
}

// offerRun offers to go on with an interrupted run, once nothing else is asked.
func (m *frame) offerRun() tea.Cmd {
	if m.pending == nil || !m.list.Loaded() || !m.onList() || !m.boxes.Empty() || m.run.active {
		return nil
	}
	run := *m.pending
	m.pending = nil
	q := dialog.Question{
		Title: "A run was interrupted",
		Lines: []string{
			fmt.Sprintf("%s %s, begun %s.", bulkWords[run.Kind].ask, text.Plural(run.Total, "webhook", "webhooks"),
				text.AgoLong(m.env.Now(), run.Plan.At)),
			text.Count(run.Open) + " of them did not come to an end. Each is read before it is changed.",
		},
		Choices: []string{"later", "go on", "forget it"},
		Grace:   dialog.Grace,
	}
	return m.ask(q, func(choice int) tea.Cmd {
		switch choice {
		case 1:
			return m.resumeRun(run)
		case 2:
			return m.abandonRun(run)
		}
		m.Say(screen.Info, "It is offered again at the next start.")
		return nil
	})
}

// resumeRun plans what is left. A value that the history must not hold is asked
// for again.
func (m *frame) resumeRun(run bulk.Interrupted) tea.Cmd {
	if !run.NeedsValues {
		return m.resumeCmd(run, bulk.Action{Kind: run.Kind})
	}
	for _, choice := range bulkChoices {
		example, err := choice.action(m, make([]string, len(choice.fields)))
		if err != nil || example.Kind != run.Kind {
			continue
		}
		q := dialog.TextQuestion{Title: "Its value is not kept; type it again", Lines: choice.lines, Fields: choice.fields}
		if run.Kind == bulk.AddHeader { // its name is kept
			q.Lines, q.Fields = []string{"It is " + text.Clean(api.Text(run.MissingValues()[0])) + "."}, choice.fields[1:]
		}
		return m.askText(q, func(typed []string) (tea.Cmd, error) {
			if run.Kind == bulk.AddHeader {
				return m.resumeCmd(run, run.WithValues(typed)), nil
			}
			action, err := choice.action(m, typed)
			if err == nil {
				err = action.Check()
			}
			if err != nil {
				return nil, err
			}
			return m.resumeCmd(run, action), nil
		})
	}
	return m.resumeCmd(run, bulk.Action{Kind: run.Kind})
}

func (m *frame) resumeCmd(run bulk.Interrupted, given bulk.Action) tea.Cmd {
	given.Policy = m.writes.secrets
	ctx, desk := m.opts.Context, m.opts.Desk
	return func() tea.Msg {
		plan, err := desk().Resume(ctx, run, given)
		return resumableMsg{plan, err}
	}
}

// resumable goes on with a run.
func (m *frame) resumable(message resumableMsg) tea.Cmd {
	if message.err != nil {
		m.Say(screen.Failure, "The run cannot go on: "+text.Sentence(message.err))
		return nil
	}
	return m.startRun(message.plan)
}

// abandonRun forgets an interrupted run.
func (m *frame) abandonRun(run bulk.Interrupted) tea.Cmd {
	ctx, desk, dot := m.opts.Context, m.opts.Desk, m.env.Dot()
	return func() tea.Msg {
		if err := desk().Abandon(ctx, run); err != nil {
			return screen.StatusMsg{Level: screen.Failure, Text: "It could not be forgotten: " + text.Sentence(err)}
		}
		return screen.StatusMsg{Level: screen.Info, Text: "Forgotten; what was done stays done" + dot + "the history lists it."}
	}
}
