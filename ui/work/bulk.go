package work

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/internal/words"
	"corotui/ui/dialog"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// noBulk is said where sets are not changed.
const noBulk = "Bulk changes are not possible here."

// askBulk sums up what an action does to the marked, and asks once.
func (w *Work) askBulk(action bulk.Action, items []list.Item) tea.Cmd {
	cmd, err := w.planBulk(action, items)
	if err != nil {
		w.shell.Say(screen.Failure, text.Sentence(err))
	}
	return cmd
}

// planBulk plans an action and asks, or says why there is no such plan.
func (w *Work) planBulk(action bulk.Action, items []list.Item) (tea.Cmd, error) {
	if w.opts.Runner == nil {
		w.shell.Say(screen.Warning, noBulk)
		return nil, nil
	}
	if w.run.active {
		w.shell.Say(screen.Warning, "A run is still in progress; wait until it ends.")
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
	lines := append(w.hiddenLines(items), w.refusedLines(items)...)
	if action.Kind != bulk.Test && action.Kind != bulk.Copy {
		lines = append(lines, w.sharedLines(items)...)
	}
	return w.askPlan(plan, w.across(items), lines), nil
}

// askPlan asks before a plan is carried out. Above a hundred the number must be
// typed.
func (w *Work) askPlan(plan *bulk.Plan, where string, hidden []string) tea.Cmd {
	s, action := plan.Summary(), words.OfAction(plan.Action.Kind)
	if s.Unchanged == s.Tasks && plan.Action.Kind != bulk.Undo && plan.Action.Kind != bulk.EnableIfDelivered {
		w.shell.Say(screen.Info, words.Unchanged(plan.Action.Kind, s.Tasks, "webhook", "webhooks")+"; there is nothing to change.")
		return nil
	}
	lines := w.summary(s)
	if plan.Action.Kind == bulk.EnableIfDelivered {
		lines = append(lines, "", "Each is enabled only if the answer to its test says that it was delivered.")
	}
	if len(hidden) > 0 {
		lines = append(append(lines, ""), hidden...)
	}
	if plan.Action.Kind != bulk.Test {
		lines = append(lines, "", "Each webhook is re-read first; any that someone else changed is skipped and listed.")
	}
	what := text.Plural(s.Tasks, "webhook", "webhooks")
	if plan.Action.Kind == bulk.Undo {
		what = text.Plural(s.Tasks, "change", "changes")
	}
	q := dialog.Question{
		Title:   fmt.Sprintf("%s %s in %s?", action.Ask, what, where),
		Lines:   append(lines, s.Limits...),
		Choices: []string{noChange, action.Button + " " + text.Count(s.Tasks)},
	}
	if plan.Action.Kind == bulk.Undo {
		q.Title, q.Choices[1], q.Grace = "Undo "+what+"?", "undo", dialog.Grace
	}
	if plan.Action.Kind == bulk.Copy {
		names := make([]string, 0, len(plan.Action.Into))
		for _, into := range plan.Action.Into {
			names = append(names, text.Clean(into.Name()))
		}
		q.Title = "Copy " + text.Plural(s.Webhooks, "webhook", "webhooks") + " into " + strings.Join(names, ", ") + "?"
	}
	if s.Typed {
		q.TypeToConfirm = fmt.Sprint(s.Tasks)
	}
	return w.askTo(q, func() tea.Cmd { return w.startRun(plan) })
}

// summary shows some webhooks and what becomes of them, field by field.
func (w *Work) summary(s bulk.Summary) []string {
	var lines []string
	for _, sample := range s.Sample {
		lines = append(lines, text.QuoteIn(sample.Task.Webhook.Name, w.whereOf(sample.Task)))
		if s.Action.Kind == bulk.Delete || s.Action.Kind == bulk.Copy || s.Action.Kind == bulk.Undo {
			continue
		}
		for _, d := range sample.Deltas {
			lines = append(lines, "  "+w.deltaLine(d))
		}
	}
	if rest := s.Tasks - s.Unchanged - len(s.Sample); rest > 0 && len(s.Sample) > 0 {
		lines = append(lines, "and "+text.Plural(rest, "other", "others"))
	}
	if s.Unchanged > 0 {
		lines = append(lines, words.Unchanged(s.Action.Kind, s.Unchanged, "", "")+".")
	}
	return lines
}

// deltaLine is one changed field in one line.
func (w *Work) deltaLine(d change.Delta) string {
	value := func(v *api.Text) string {
		const longest = 32
		if v == nil {
			return ""
		}
		return text.CutMiddle(text.Clean(*v), longest, w.shell.Env().Theme.Signs.Ellipsis)
	}
	name := string(d.Field)
	if d.Item != "" && d.Field == change.Header {
		name += " " + text.Clean(d.Item)
	}
	switch {
	case d.Before == nil:
		return name + " + " + value(d.After)
	case d.After == nil:
		return name + " - " + value(d.Before)
	}
	return name + " " + value(d.Before) + " " + w.shell.Env().Theme.Signs.Arrow + " " + value(d.After)
}
