package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/change"
	"corotui/history"
	"corotui/mask"
	"corotui/ui/confirm"
	"corotui/ui/conflict"
	"corotui/ui/list"
	"corotui/ui/msg"
	"corotui/ui/text"
)

// typedAbove is from how many webhooks on a question wants the number typed.
const typedAbove = 100

// grace is how long a dialog that opens by itself ignores keys.
const grace = 400 * time.Millisecond

// noChange is the choice that leaves everything as it is.
const noChange = "cancel"

// ask opens a dialog over the screen; answer gets the place of the choice, -1
// for esc.
func (m Model) ask(q confirm.Question, answer func(Model, int) (Model, tea.Cmd)) (Model, tea.Cmd) {
	dialog := confirm.New(m.env, q)
	dialog.SetSize(m.frame.width, m.frame.body)
	m.dialog, m.answer = &dialog, answer
	return m, dialog.Init()
}

// answered closes the dialog and does what was chosen.
func (m Model) answered(message msg.AnswerMsg) (tea.Model, tea.Cmd) {
	if m.dialog == nil {
		return m, nil
	}
	answer := m.answer
	m.dialog, m.answer = nil, nil
	return answer(m, message.Choice)
}

// report shows lines until a key closes them. It opens by itself, when an
// answer has come.
func (m Model) report(title string, lines []string) (Model, tea.Cmd) {
	q := confirm.Question{Title: title, Lines: lines, Choices: []string{"close"}, Grace: grace}
	return m.ask(q, func(m Model, _ int) (Model, tea.Cmd) { return m, nil })
}

// askDelete asks before webhooks are deleted: that is the change which undo
// cannot take back whole.
func (m Model) askDelete() (Model, tea.Cmd) {
	items := m.targets()
	jobs := make([]job, 0, len(items))
	for _, item := range items {
		jobs = append(jobs, job{verb: deleting, item: item, name: nameOf(item.Ref, item.Webhook.Name), change: change.Delete{
			Workspace: item.Ref.Workspace, WorkspaceName: m.workspaceOf(item), Base: item.Webhook,
		}})
	}
	if len(items) > 1 {
		return m.askSet(deleting, jobs)
	}
	limits := history.Limits(jobs[0].change)
	lines := append([]string{
		"in " + m.across(jobs),
		text.Clean(maskedURL(items[0])),
		"",
		"Coro stops sending to it at once.",
	}, limits...)
	q := confirm.Question{
		Title:   fmt.Sprintf("Delete %s?", text.Quote(items[0].Webhook.Name)),
		Lines:   lines,
		Choices: []string{noChange, "delete"},
	}
	return m.ask(q, func(m Model, choice int) (Model, tea.Cmd) {
		if choice != 1 {
			return m, nil
		}
		return m.start(jobs...)
	})
}

// askSet asks once before a marked set is written, and counts how it ends.
func (m Model) askSet(doing verb, jobs []job) (Model, tea.Cmd) {
	total := len(jobs)
	number := text.Plural(total, "webhook", "webhooks")
	lines := sample(jobs)
	if _, hidden := m.table().Marked(); hidden > 0 {
		lines = append(lines, "", text.Count(hidden)+" of the marked are hidden by the filter.")
	}
	lines = append(lines, "", "Each is read first; one that somebody changed meanwhile is left and listed.")
	changes := make([]change.Change, len(jobs))
	for i, j := range jobs {
		changes[i] = j.change
	}
	lines = append(lines, history.Limits(changes...)...)
	q := confirm.Question{
		Title:   fmt.Sprintf("%s %s in %s?", words[doing].ask, number, m.across(jobs)),
		Lines:   lines,
		Choices: []string{noChange, words[doing].not + " " + text.Count(total)},
	}
	if total > typedAbove {
		q.TypeToConfirm = fmt.Sprint(total)
	}
	return m.ask(q, func(m Model, choice int) (Model, tea.Cmd) {
		if choice != 1 {
			return m, nil
		}
		return m.startSet(doing, jobs)
	})
}

// across names the workspace of a set, or says how many there are.
func (m Model) across(jobs []job) string {
	workspaces := make(map[api.WorkspaceID]bool)
	for _, j := range jobs {
		workspaces[j.item.Ref.Workspace] = true
	}
	if len(workspaces) > 1 {
		return text.Plural(len(workspaces), "workspace", "workspaces")
	}
	if jobs[0].item.Ref.Workspace == m.workspace.ID {
		return m.namedWorkspace()
	}
	return string(m.workspaceOf(jobs[0].item))
}

// startSet writes a marked set: counted to the end, and undone as one.
func (m Model) startSet(doing verb, jobs []job) (Model, tea.Cmd) {
	m.writes.tally = &tally{verb: doing, total: len(jobs)}
	set := history.NewID()
	for i, j := range jobs {
		jobs[i].inSet = true
		if doing != undoing { // the way back has the name of its own set
			jobs[i].change = change.WithSet(j.change, set)
		}
	}
	return m.start(jobs...)
}

// sampleSize is how many names of a marked set a question shows.
const sampleSize = 4

func sample(jobs []job) []string {
	var lines []string
	for _, j := range jobs[:min(sampleSize, len(jobs))] {
		lines = append(lines, text.Clean(j.name))
	}
	if rest := len(jobs) - sampleSize; rest > 0 {
		lines = append(lines, "and "+text.Plural(rest, "other", "others"))
	}
	return lines
}

// askSecret asks what updates shall do with a secret that the server does not
// show. The answer holds for the profile.
func (m Model) askSecret(jobs ...job) (Model, tea.Cmd) {
	title := "The server does not show the secret of " + text.Quote(jobs[0].name)
	if len(jobs) > 1 {
		title = "The server does not show the secrets of " + text.Plural(len(jobs), "webhook", "webhooks")
	}
	q := confirm.Question{
		Title: title,
		Lines: []string{
			"An update sends every field, and the secret cannot be sent as it is not known.",
			"Left out, it most likely stays as it is; whether the webhook still has one is",
			"checked afterwards. To set a new one, edit the webhook and type or generate it.",
		},
		Choices: []string{noChange, "leave it out"},
		Grace:   grace,
	}
	return m.ask(q, func(m Model, choice int) (Model, tea.Cmd) {
		if choice != 1 {
			return m.declined(jobs)
		}
		m.writes.secrets = change.LeaveSecret
		return m.start(jobs...)
	})
}

// declined leaves webhooks as they are whose secret is not shown.
func (m Model) declined(jobs []job) (Model, tea.Cmd) {
	if !jobs[0].inSet {
		m.say(msg.Info, "Nothing was changed.")
		return m, nil
	}
	t := *m.writes.tally
	for _, j := range jobs {
		t.failed = append(t.failed, text.Quote(j.name)+" was left: the server does not show its secret")
	}
	return m.tallied(t)
}

// revive opens a form with what is known of a deleted webhook. It can only be
// made again with a secret, and that is not known any more.
func (m Model) revive(create change.Create) (Model, tea.Cmd) {
	start := m.formStart()
	start.Workspace, start.WorkspaceName = create.Workspace, text.Clean(create.WorkspaceName)
	start.Fields = create.Goal
	m, cmd := m.showForm(start)
	m.reviving = &create
	m.say(msg.Warning, "Its secret is not known any more; type or generate one, then save.")
	return m, cmd
}

// disputed is a write that met somebody else's change.
type disputed struct {
	job     job
	outcome change.Outcome
}

// askConflict asks whose change shall hold: field by field for an edit, and
// whether to go on for a deletion.
func (m Model) askConflict(j job, outcome change.Outcome) (Model, tea.Cmd) {
	m.disputed = disputed{j, outcome}
	if len(outcome.Conflicts) > 0 {
		m.conflict = conflict.New(m.env, text.Clean(j.name), outcome.Conflicts)
		m.push(atConflict)
		return m, nil
	}
	lines := []string{"Somebody changed it since you saw it:", ""}
	for _, d := range change.Diff(outcome.Goal, outcome.Before.Fields) {
		lines = append(lines, strings.TrimSpace(string(d.Field)+" "+text.Clean(d.Item)))
	}
	q := confirm.Question{
		Title:   "Delete " + text.Quote(j.name) + " all the same?",
		Lines:   append(append(lines, ""), history.Limits(change.Again(j.change, outcome, nil))...),
		Choices: []string{noChange, "delete"},
		Grace:   grace,
	}
	return m.ask(q, func(m Model, choice int) (Model, tea.Cmd) {
		if choice != 1 {
			m.say(msg.Info, "Nothing was changed.")
			return m, nil
		}
		return m.again(nil)
	})
}

// resolved writes what came of a conflict.
func (m Model) resolved(message conflict.ResolvedMsg) (tea.Model, tea.Cmd) {
	m.pop()
	return m.again(message.Sides)
}

// again makes the disputed write once more, now from what the user has seen.
func (m Model) again(sides []change.Side) (Model, tea.Cmd) {
	j := m.disputed.job
	j.change = change.Again(j.change, m.disputed.outcome, sides)
	j.item.Webhook = *m.disputed.outcome.Before
	if j.fromForm {
		m.form = m.form.Saving(true)
	}
	return m.start(j)
}

func maskedURL(item list.Item) api.Text { return api.Text(mask.URL(string(item.Webhook.URL))) }
