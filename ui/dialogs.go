package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/confirm"
	"corotui/ui/conflict"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// grace is how long a dialog that opens by itself ignores keys.
const grace = 400 * time.Millisecond

// noChange is the choice that leaves everything as it is.
const noChange = "cancel"

// question is a dialog that has not been opened yet.
type question struct {
	confirm.Question
	answer func(*Model, int) tea.Cmd
}

// ask opens a dialog over the screen; answer gets the place of the choice, -1
// for esc. While another one is open it waits for its turn: a run can stand
// still until it has an answer, so that none may be put in the place of another.
func (m *Model) ask(q confirm.Question, answer func(*Model, int) tea.Cmd) tea.Cmd {
	if m.dialog != nil {
		q.Grace = grace
		m.waits = append(m.waits[:len(m.waits):len(m.waits)], question{q, answer})
		return nil
	}
	dialog := confirm.New(m.env, q)
	dialog.SetSize(m.frame.width, m.frame.body)
	m.dialog, m.answer = &dialog, answer
	return dialog.Init()
}

// answered closes the dialog and does what was chosen.
func (m *Model) answered(message screen.AnswerMsg) tea.Cmd {
	if m.dialog == nil {
		return nil
	}
	answer := m.answer
	m.dialog, m.answer = nil, nil
	cmd := answer(m, message.Choice)
	var next tea.Cmd
	if m.dialog == nil && len(m.waits) > 0 {
		q := m.waits[0]
		m.waits = m.waits[1:]
		next = m.ask(q.Question, q.answer)
	}
	run := m.offerRun() // it waited for this dialog
	return tea.Batch(cmd, next, run)
}

// report shows lines until a key closes them. It opens by itself, when an
// answer has come.
func (m *Model) report(title string, lines []string) tea.Cmd {
	q := confirm.Question{Title: title, Lines: lines, Choices: []string{"close"}, Grace: grace}
	return m.ask(q, func(*Model, int) tea.Cmd { return nil })
}

// askDelete asks before webhooks are deleted: that is the change which undo
// cannot take back whole.
func (m *Model) askDelete() tea.Cmd {
	items := m.targets()
	jobs := make([]job, 0, len(items))
	for _, item := range items {
		jobs = append(jobs, job{verb: deleting, item: item, name: nameOf(item.Ref, item.Webhook.Name), change: change.Delete{
			Workspace: item.Ref.Workspace, WorkspaceName: m.workspaceOf(item), Base: item.Webhook,
		}})
	}
	if len(items) > 1 {
		return m.askBulk(bulk.Action{Kind: bulk.Delete}, items)
	}
	limits := history.Limits(jobs[0].change)
	lines := append([]string{"in " + m.across(items), text.URL(items[0].Webhook.URL)}, m.hiddenLines(items)...)
	lines = append(append(lines, "", "Coro stops sending to it at once."), append(m.sharedLines(items), limits...)...)
	q := confirm.Question{
		Title:   fmt.Sprintf("Delete %s?", text.Quote(items[0].Webhook.Name)),
		Lines:   lines,
		Choices: []string{noChange, deleteIt},
	}
	return m.ask(q, func(m *Model, choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return m.start(jobs...)
	})
}

// across names the workspace of rows, or says how many there are.
func (m *Model) across(items []list.Item) string {
	workspaces := make(map[api.WorkspaceID]bool)
	for _, item := range items {
		workspaces[item.Ref.Workspace] = true
	}
	switch {
	case len(workspaces) > 1:
		return text.Plural(len(workspaces), "workspace", "workspaces")
	case items[0].Ref.Workspace == m.workspace.ID:
		return m.namedWorkspace()
	}
	return string(m.workspaceOf(items[0]))
}

// askSecret asks what an update shall do with a secret that the server does
// not show. The answer holds for the profile.
func (m *Model) askSecret(j job) tea.Cmd {
	return m.ask(hiddenSecret("The server does not show the secret of "+text.Quote(j.name)), func(m *Model, choice int) tea.Cmd {
		if choice != 1 {
			m.say(screen.Info, "Nothing was changed.")
			return nil
		}
		m.writes.secrets = change.LeaveSecret
		return m.start(j)
	})
}

// hiddenSecret is the question about secrets that cannot be sent back.
func hiddenSecret(title string) confirm.Question {
	return confirm.Question{
		Title: title,
		Lines: []string{"An update sends every field, and the secret cannot be sent as it is not known. " +
			"Left out, it most likely stays as it is; whether the webhook still has one is checked afterwards. " +
			"To set a new one, edit the webhook and type or generate it."},
		Choices: []string{noChange, "leave it out"},
		Grace:   grace,
	}
}

// revive opens a form with what is known of a deleted webhook. It can only be
// made again with a secret, and that is not known any more.
func (m *Model) revive(create change.Create) tea.Cmd {
	start := m.formStart()
	start.Workspace, start.WorkspaceName = create.Workspace, text.Clean(create.WorkspaceName)
	start.Fields = create.Goal.Fields()
	cmd := m.showForm(start)
	m.reviving = &create
	m.say(screen.Warning, "Its secret is not known any more; type or generate one, then save.")
	return cmd
}

// disputed is a write that met somebody else's change.
type disputed struct {
	job     job
	outcome change.Outcome
}

// askConflict asks whose change shall hold: field by field for an edit, and
// whether to go on for a deletion.
func (m *Model) askConflict(j job, outcome change.Outcome) tea.Cmd {
	m.disputed = disputed{j, outcome}
	if len(outcome.Conflicts) > 0 {
		m.conflict = conflict.New(m.env, text.Clean(j.name), outcome.Conflicts)
		m.push(atConflict)
		return nil
	}
	lines := []string{"Somebody changed it since you saw it:", ""}
	for _, d := range change.Diff(outcome.Goal, outcome.Before.Fields) {
		lines = append(lines, strings.TrimSpace(string(d.Field)+" "+text.Clean(d.Item)))
	}
	q := confirm.Question{
		Title:   "Delete " + text.Quote(j.name) + " all the same?",
		Lines:   append(append(lines, ""), history.Limits(change.AfterConflict(j.change, outcome, nil))...),
		Choices: []string{noChange, deleteIt},
		Grace:   grace,
	}
	return m.ask(q, func(m *Model, choice int) tea.Cmd {
		if choice != 1 {
			m.say(screen.Info, "Nothing was changed.")
			return nil
		}
		return m.again(nil)
	})
}

// resolved writes what came of a conflict.
func (m *Model) resolved(message conflict.ResolvedMsg) tea.Cmd {
	m.pop()
	return m.again(message.Sides)
}

// again makes the disputed write once more, now from what the user has seen.
func (m *Model) again(sides []change.Side) tea.Cmd {
	j := m.disputed.job
	j.change = change.AfterConflict(j.change, m.disputed.outcome, sides)
	j.item.Webhook = *m.disputed.outcome.Before
	if j.fromForm {
		m.form = m.form.Saving(true)
	}
	return m.start(j)
}
