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
		jobs = append(jobs, job{verb: deleting, item: item, goal: item.Webhook.Fields})
	}
	if len(items) > 1 {
		return m.askSet(deleting, jobs)
	}
	limits := history.Limits(change.Delete{Workspace: m.workspace.ID, Base: items[0].Webhook})
	lines := append([]string{
		"in " + m.workspaceName(),
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
	if _, hidden := m.list.Marked(); hidden > 0 {
		lines = append(lines, "", text.Count(hidden)+" of the marked are hidden by the filter.")
	}
	lines = append(lines, "", "Each is read first; one that somebody changed meanwhile is left and listed.")
	q := confirm.Question{
		Title:   fmt.Sprintf("%s %s in %s?", words[doing].ask, number, m.workspaceName()),
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

// startSet writes a marked set: counted to the end, and undone as one.
func (m Model) startSet(doing verb, jobs []job) (Model, tea.Cmd) {
	m.writes.tally = &tally{verb: doing, total: len(jobs)}
	set := history.NewID()
	for i := range jobs {
		jobs[i].set = set
	}
	return m.start(jobs...)
}

// sampleSize is how many names of a marked set a question shows.
const sampleSize = 4

func sample(jobs []job) []string {
	var lines []string
	for _, j := range jobs[:min(sampleSize, len(jobs))] {
		lines = append(lines, text.Clean(j.goalName()))
	}
	if rest := len(jobs) - sampleSize; rest > 0 {
		lines = append(lines, "and "+text.Plural(rest, "other", "others"))
	}
	return lines
}

// askSecret asks what an update shall do with a secret that the server does
// not show. The answer holds for the profile.
func (m Model) askSecret(jobs []job) (Model, tea.Cmd) {
	q := confirm.Question{
		Title: "The server does not show the secret of " + text.Quote(jobs[0].goalName()),
		Lines: []string{
			"An update sends every field, and the secret cannot be sent as it is not known.",
			"Left out, it most likely stays as it is; whether the webhook still has one is",
			"checked afterwards. To set a new one, edit the webhook and type or generate it.",
		},
		Choices: []string{noChange, "leave it out"},
	}
	return m.ask(q, func(m Model, choice int) (Model, tea.Cmd) {
		if choice != 1 {
			m.say(msg.Info, "Nothing was changed.")
			return m, nil
		}
		m.writes.secrets = change.LeaveSecret
		return m.start(jobs...)
	})
}

// disputed is a write that met somebody else's change.
type disputed struct {
	job     job
	outcome change.Outcome
}

// askConflict asks whose change shall hold: field by field for an edit, and
// whether to go on for a deletion.
func (m Model) askConflict(j job, outcome change.Outcome) (Model, tea.Cmd) {
	if outcome.Before == nil {
		m.say(msg.Failure, text.Quote(j.goalName())+" was changed by somebody else; r shows it as it is now.")
		return m, nil
	}
	m.disputed = disputed{j, outcome}
	if j.verb != deleting {
		m.conflict = conflict.New(m.env, text.Clean(j.goalName()), outcome.Conflicts)
		m.push(atConflict)
		return m, nil
	}
	lines := []string{"Somebody changed it since you saw it:", ""}
	for _, d := range change.Diff(j.item.Webhook.Fields, outcome.Before.Fields) {
		lines = append(lines, strings.TrimSpace(string(d.Field)+" "+text.Clean(d.Item)))
	}
	q := confirm.Question{
		Title:   "Delete " + text.Quote(j.goalName()) + " all the same?",
		Lines:   lines,
		Choices: []string{noChange, "delete"},
	}
	return m.ask(q, func(m Model, choice int) (Model, tea.Cmd) {
		if choice != 1 {
			return m, nil
		}
		return m.again(j.goal)
	})
}

// resolved writes what came of a conflict.
func (m Model) resolved(message conflict.ResolvedMsg) (tea.Model, tea.Cmd) {
	d := m.disputed
	m.pop()
	return m.again(change.Resolve(d.outcome.Merged, d.job.goal, d.outcome.Conflicts, message.Sides))
}

// again makes the disputed write once more, now from what the user has seen.
func (m Model) again(goal api.Fields) (Model, tea.Cmd) {
	j := m.disputed.job
	j.item.Webhook, j.goal = *m.disputed.outcome.Before, goal
	if j.fromForm {
		m.form = m.form.Saving(true)
	}
	return m.start(j)
}

func maskedURL(item list.Item) api.Text { return api.Text(mask.URL(string(item.Webhook.URL))) }
