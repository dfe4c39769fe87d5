package work

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/internal/words"
	"corotui/ui/dialog"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// noBulk is said where sets are not changed.
const noBulk = "Bulk changes are not possible here."

// nothingToChange is the error of a plan that changes no webhook, with the reason.
type nothingToChange struct{ why string }

func (e nothingToChange) Error() string { return e.why + "; there is nothing to change." }

// askBulk sums up what an action does to the marked, and asks once.
func (w *Work) askBulk(action bulk.Action, items []list.Item, notes ...string) tea.Cmd {
	cmd, err := w.planBulk(action, items, notes...)
	var nothing nothingToChange
	switch {
	case errors.As(err, &nothing):
		w.shell.Say(screen.Info, nothing.Error())
	case err != nil:
		w.shell.Say(screen.Failure, text.Sentence(err))
	}
	return cmd
}

// noRun says why no run can be begun now; empty when one can.
func (w *Work) noRun() string {
	switch {
	case w.opts.Runner == nil:
		return noBulk
	case w.run.active:
		return "A run is still in progress; wait until it ends."
	}
	return ""
}

// planBulk plans an action and asks, or says why there is no such plan. Notes are lines of
// the question.
func (w *Work) planBulk(action bulk.Action, items []list.Item, notes ...string) (tea.Cmd, error) {
	if reason := w.noRun(); reason != "" {
		w.shell.Say(screen.Warning, reason)
		return nil, nil
	}
	set := make([]bulk.Item, len(items))
	for i, item := range items {
		if item.Stale {
			w.shell.Say(screen.Warning, w.browser.StaleReason(item))
			return nil, nil
		}
		set[i] = bulk.Item{Account: item.Ref.Account, Workspace: item.Ref.Workspace, WorkspaceName: w.browser.WorkspaceOf(item), Webhook: item.Webhook, Heirs: item.Heirs}
	}
	action.Policy = w.policyOf(items)
	plan, err := bulk.New(action, set)
	if err != nil {
		return nil, err
	}
	s := plan.Summary(history.Screens)
	if s.Changes == 0 && action.Kind != bulk.EnableIfDelivered {
		return nil, nothingToChange{notChanged(s)}
	}
	notes = append(append(notes, w.hiddenLines(items)...), w.refusedLines(items)...)
	if action.Kind != bulk.Test && action.Kind != bulk.Copy {
		notes = append(notes, w.sharedLines(items)...)
	}
	return w.askPlan(plan, s, w.changedIn(s, items), notes), nil
}

// notChanged says why an action changes none of the webhooks.
func notChanged(s bulk.Summary) string {
	switch {
	case s.Unchanged == s.Tasks:
		return words.Unchanged(s.Action.Kind, s.Tasks, "webhook", "webhooks")
	case len(s.Refused) > 0:
		return text.Sentence(errors.New(s.Refused[0].Why))
	}
	return "Coro does not return the secret that a copy needs"
}

// changedIn names the workspace in which something is changed, or says how many there are.
func (w *Work) changedIn(s bulk.Summary, items []list.Item) string {
	if s.Workspaces == 1 && len(s.Sample) > 0 {
		for _, item := range items {
			if item.Ref == refOf(s.Sample[0].Task) {
				return w.across([]list.Item{item})
			}
		}
	}
	if where := text.Plural(s.Workspaces, "workspace", "workspaces"); s.Workspaces > 1 {
		if accounts := accountsOf(items); accounts > 1 {
			where += " of " + text.Plural(accounts, "account", "accounts")
		}
		return where
	}
	return w.across(items)
}

// askPlan asks before a plan is carried out. Above a hundred the number must be
// typed.
func (w *Work) askPlan(plan *bulk.Plan, s bulk.Summary, where string, notes []string) tea.Cmd {
	lines, changes := w.summary(s), s.Changes
	if plan.Action.Kind == bulk.Apply {
		lines = append([]string{deedsOf(plan)}, lines...)
	}
	if plan.Action.Kind == bulk.EnableIfDelivered { // each is tested
		lines, changes = append(lines, "", "Each is enabled only if the answer to its test says that it was delivered."), s.Tasks
	}
	if len(notes) > 0 {
		lines = append(append(lines, ""), notes...)
	}
	if len(s.Limits) > 0 {
		lines = append(append(lines, ""), s.Limits...)
	}
	if plan.Action.Kind != bulk.Test {
		lines = append(lines, "", "Each webhook is re-read first; any that someone else changed is skipped and listed.")
	}
	q := dialog.Question{
		Title:   fmt.Sprintf("%s %s in %s?", asking(plan.Action), text.Plural(changes, "webhook", "webhooks"), where),
		Lines:   lines,
		Choices: []string{noChange, words.OfAction(plan.Action.Kind).Button + " " + text.Count(changes)},
	}
	switch plan.Action.Kind {
	case bulk.Undo:
		q.Title, q.Choices[1], q.Grace = "Undo "+text.Plural(changes, "change", "changes")+"?", "undo", dialog.Grace
	case bulk.Copy:
		q.Title = copyTitle(s)
	default:
	}
	if s.Typed {
		q.TypeToConfirm = fmt.Sprint(changes)
	}
	return w.askTo(q, func() tea.Cmd { return w.startRun(plan) })
}

// asking begins a question about an action, and names what is added or removed.
func asking(a bulk.Action) string {
	what := ""
	switch a.Kind {
	case bulk.AddTrigger, bulk.RemoveTrigger:
		if what = text.Plural(len(a.Triggers), "trigger", "triggers"); len(a.Triggers) == 1 {
			what = text.Clean(api.Text(a.Triggers[0]))
		}
	case bulk.AddHeader:
		what = "header " + text.Clean(a.Header.Name)
	case bulk.RemoveHeader:
		if what = text.Plural(len(a.Headers), "header", "headers"); len(a.Headers) == 1 {
			what = "header " + text.Clean(a.Headers[0])
		}
	default:
	}
	switch {
	case what == "":
		return words.OfAction(a.Kind).Ask
	case a.Kind == bulk.AddTrigger:
		return "Add " + what + " to"
	case a.Kind == bulk.AddHeader:
		return "Set " + what + " of"
	}
	return "Remove " + what + " from"
}

// didAll begins a sentence about what a run did.
func didAll(a bulk.Action) string {
	said := words.OfAction(a.Kind).DoneAll
	if n := len(a.Triggers); n > 1 {
		said = strings.Replace(said, "the trigger", text.Plural(n, "trigger", "triggers"), 1)
	}
	return said
}
