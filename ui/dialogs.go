package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// noChange is the choice that leaves everything as it is.
const noChange = "cancel"

// ask asks to choose; answer gets the place of the choice, and -1 for none.
func (m *frame) ask(q dialog.Question, answer func(choice int) tea.Cmd) tea.Cmd {
	return m.Ask(dialog.NewConfirm(m.env, q, answer))
}

// askText asks to type; typed gets what the user typed, and nothing is done when the
// user leaves.
func (m *frame) askText(q dialog.TextQuestion, typed func([]string) (tea.Cmd, error)) tea.Cmd {
	return m.Ask(dialog.NewPrompt(m.env, q, func(values []string) (tea.Cmd, error) {
		if values == nil {
			return nil, nil
		}
		return typed(values)
	}))
}

// askDelete asks before webhooks are deleted: that is the change which undo
// cannot take back whole.
func (m *frame) askDelete() tea.Cmd {
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
	q := dialog.Question{
		Title:   fmt.Sprintf("Delete %s?", text.Quote(items[0].Webhook.Name)),
		Lines:   lines,
		Choices: []string{noChange, deleteIt},
	}
	return m.ask(q, func(choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return m.start(jobs...)
	})
}

// across names the workspace of rows, or says how many there are.
func (m *frame) across(items []list.Item) string {
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
func (m *frame) askSecret(j job) tea.Cmd {
	return m.ask(hiddenSecret("The server does not show the secret of "+text.Quote(j.name)), func(choice int) tea.Cmd {
		if choice != 1 {
			m.Say(screen.Info, "Nothing was changed.")
			return nil
		}
		m.writes.secrets = change.LeaveSecret
		return m.start(j)
	})
}

// hiddenSecret is the question about secrets that cannot be sent back.
func hiddenSecret(title string) dialog.Question {
	return dialog.Question{
		Title: title,
		Lines: []string{"An update sends every field, and the secret cannot be sent as it is not known. " +
			"Left out, it most likely stays as it is; whether the webhook still has one is checked afterwards. " +
			"To set a new one, edit the webhook and type or generate it."},
		Choices: []string{noChange, "leave it out"},
		Grace:   dialog.Grace,
	}
}

// revive opens a form with what is known of a deleted webhook. It can only be
// made again with a secret, and that is not known any more.
func (m *frame) revive(create change.Create) tea.Cmd {
	start := m.formStart()
	start.Workspace, start.WorkspaceName = create.Workspace, text.Clean(create.WorkspaceName)
	start.Fields = create.Goal.Fields()
	cmd := m.showForm(start)
	m.reviving = &create
	m.Say(screen.Warning, "Its secret is not known any more; type or generate one, then save.")
	return cmd
}

// askConflict asks whose change shall hold: field by field for an edit, and
// whether to go on for a deletion.
func (m *frame) askConflict(j job, outcome change.Outcome) tea.Cmd {
	if len(outcome.Conflicts) > 0 {
		return m.Ask(dialog.NewConflict(m.env, text.Clean(j.name), outcome.Conflicts, func(sides []change.Side) tea.Cmd {
			if sides == nil {
				return nil
			}
			return m.again(j, outcome, sides)
		}))
	}
	lines := []string{"Somebody changed it since you saw it:", ""}
	for _, d := range change.Diff(outcome.Goal, outcome.Before.Fields) {
		lines = append(lines, strings.TrimSpace(string(d.Field)+" "+text.Clean(d.Item)))
	}
	q := dialog.Question{
		Title:   "Delete " + text.Quote(j.name) + " all the same?",
		Lines:   append(append(lines, ""), history.Limits(change.AfterConflict(j.change, outcome, nil))...),
		Choices: []string{noChange, deleteIt},
		Grace:   dialog.Grace,
	}
	return m.ask(q, func(choice int) tea.Cmd {
		if choice != 1 {
			m.Say(screen.Info, "Nothing was changed.")
			return nil
		}
		return m.again(j, outcome, nil)
	})
}

// again makes a disputed write once more, now from what the user has seen.
func (m *frame) again(j job, outcome change.Outcome, sides []change.Side) tea.Cmd {
	j.change = change.AfterConflict(j.change, outcome, sides)
	j.item.Webhook = *outcome.Before
	if j.fromForm {
		m.savingForm(true)
	}
	return m.start(j)
}
