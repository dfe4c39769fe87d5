package ui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// runEnded says how a run ended, and offers to repeat what failed.
func (m *frame) runEnded(end runEnd) tea.Cmd {
	plan, r := m.run.plan, end.report
	m.run.active = false
	words := bulkWords[plan.Action.Kind]
	m.setPending(plan, "") // what was not begun is as it was
	if end.err != nil && r.Done+r.Unchanged+r.Failed+r.Conflicts == 0 && !errors.Is(end.err, context.Canceled) {
		m.Say(screen.Failure, "Nothing was changed: "+text.Sentence(end.err))
		return nil
	}
	m.unmark(r)
	said := words.done + " " + text.Plural(r.Done, "webhook", "webhooks")
	if plan.Action.Kind == bulk.Undo {
		said = text.Undid(r.Done)
	}
	if r.Unchanged > 0 {
		as := asItIsOf(plan.Action.Kind)
		said += ", " + text.Plural(r.Unchanged, as.was, as.were)
	}
	level := screen.Done
	if failed := r.Failed + r.Conflicts; failed > 0 {
		said, level = said+", "+text.Count(failed)+" failed", screen.Failure
	}
	if r.NotBegun > 0 {
		said, level = said+", "+text.Count(r.NotBegun)+" not begun (the next start offers to go on)", screen.Warning
	}
	if r.Done > 0 && plan.Action.Kind != bulk.Undo && plan.Action.Kind != bulk.Test {
		said += m.env.Dot() + m.env.Key(keys.Undo) + " undo"
	}
	m.Say(level, said)
	if len(r.Problems) == 0 {
		return nil
	}
	return m.showProblems(plan, r)
}

// unmark takes the marks from what was done. What failed or was not begun keeps
// them, for another try; so does what was only tested, which changes nothing, and
// whatever else is marked.
func (m *frame) unmark(r bulk.Report) {
	switch m.run.plan.Action.Kind {
	case bulk.Test, bulk.Undo:
		return
	default:
	}
	for _, problem := range r.Problems {
		delete(m.run.made, refOf(problem.Task))
	}
	for _, table := range m.tables() {
		table.Unmark(m.run.made)
	}
}

func refOf(task bulk.Task) screen.Ref {
	return screen.Ref{Workspace: task.Workspace, Webhook: task.Webhook.ID}
}

// showProblems lists what was not done and why.
func (m *frame) showProblems(plan *bulk.Plan, r bulk.Report) tea.Cmd {
	lines := make([]string, 0, len(r.Problems))
	for _, problem := range r.Problems {
		lines = append(lines, m.problem(problem))
	}
	q := dialog.Question{Title: "Not done", Lines: lines, Choices: []string{"close"}, Grace: dialog.Grace}
	again := plan.Repeat(r, m.writes.secrets)
	if again != nil {
		q.Choices, q.Menu = append(q.Choices, "repeat "+text.Count(len(again.Tasks))), true
	}
	return m.ask(q, func(choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return m.startRun(again)
	})
}

// problem says why one webhook was not changed.
func (m *frame) problem(result bulk.Result) string {
	said := text.Quote(result.Task.Webhook.Name)
	if place := text.Clean(result.Task.WorkspaceName); place != "" && m.inFleet() {
		said += " in " + place
	}
	switch result.Kind {
	case change.Conflicted:
		said += " was changed by somebody else meanwhile"
	case change.NeedSecret:
		said += " was left: the server does not show its secret"
		if m.run.plan.Action.Kind == bulk.Undo {
			said += "; undo it by itself, in the history"
		}
	case change.Gone:
		said += " does not exist any more"
	default:
		said += ": " + text.Sentence(result.Err)
	}
	for _, warning := range result.Warnings {
		said += m.env.Dot() + warning
	}
	return said
}
