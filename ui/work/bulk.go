package work

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// bulkWords are the forms of each bulk action: in a question, on its button, in
// the rows while it runs, and in the sentence at the end.
var bulkWords = map[bulk.Kind]struct{ ask, button, pending, done string }{
	bulk.Enable:        {"Enable", "enable", beingSaved, "Enabled"},
	bulk.Disable:       {"Disable", "disable", beingSaved, "Disabled"},
	bulk.Test:          {"Test", "test", "testing", "Tested"},
	bulk.SetURL:        {"Move the URLs of", "move", beingSaved, "Moved the URLs of"},
	bulk.AddTrigger:    {"Add an event to", "add", beingSaved, "Added the event to"},
	bulk.RemoveTrigger: {"Remove an event from", "remove", beingSaved, "Removed the event from"},
	bulk.AddHeader:     {"Set a header of", "set", beingSaved, "Set the header of"},
	bulk.RemoveHeader:  {"Remove a header from", "remove", beingSaved, "Removed the header from"},
	bulk.Rotate:        {"Give a new secret to", "give", beingSaved, "Gave the new secret to"},
	bulk.Copy:          {"Copy", "copy", "copying", "Copied"},
	bulk.Delete:        {"Delete", deleteIt, "deleting", "Deleted"},
	bulk.Undo:          {"Undo", "undo", "undoing", "Undid"},
}

// asItIs says why an action leaves some webhooks as they are. That is not always
// that they are what was asked for: those of a move may have another URL.
type asItIs struct{ is, are, was, were string }

func asItIsOf(kind bulk.Kind) asItIs {
	switch kind {
	case bulk.SetURL:
		return asItIs{"has another URL", "have another URL", "had another URL", "had another URL"}
	case bulk.RemoveTrigger, bulk.RemoveHeader:
		return asItIs{"does not have it", "do not have it", "did not have it", "did not have it"}
	case bulk.Undo:
		return asItIs{"cannot be undone", "cannot be undone", "was that way already", "were that way already"}
	case bulk.Copy:
		return asItIs{was: "was there already", were: "were there already"}
	case bulk.Delete:
		return asItIs{was: "was gone already", were: "were gone already"}
	default:
		return asItIs{"is that way already", "are that way already", "was that way already", "were that way already"}
	}
}

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
	if w.opts.Desk == nil {
		w.shell.Say(screen.Warning, "Sets cannot be changed here.")
		return nil, nil
	}
	if w.run.active {
		w.shell.Say(screen.Warning, "A run is still under way; wait for its end.")
		return nil, nil
	}
	set := make([]bulk.Item, len(items))
	for i, item := range items {
		if item.Kept {
			w.shell.Say(screen.Warning, w.browser.KeptReason(item))
			return nil, nil
		}
		set[i] = bulk.Item{Workspace: item.Ref.Workspace, WorkspaceName: w.workspaceOf(item), Webhook: item.Webhook, Heirs: item.Heirs}
	}
	action.Policy = w.writes.secrets
	plan, err := bulk.New(action, set)
	if err != nil {
		return nil, err
	}
	lines := w.hiddenLines(items)
	if action.Kind != bulk.Test && action.Kind != bulk.Copy {
		lines = append(lines, w.sharedLines(items)...)
	}
	return w.askPlan(plan, w.across(items), lines), nil
}

// askPlan asks before a plan is carried out. Above a hundred the number must be
// typed.
func (w *Work) askPlan(plan *bulk.Plan, where string, hidden []string) tea.Cmd {
	s, words := plan.Summary(), bulkWords[plan.Action.Kind]
	if s.Unchanged == s.Tasks && plan.Action.Kind != bulk.Undo {
		words := asItIsOf(plan.Action.Kind)
		w.shell.Say(screen.Info, text.Plural(s.Tasks, "webhook "+words.is, "webhooks "+words.are)+"; there is nothing to change.")
		return nil
	}
	lines := w.summary(s)
	if len(hidden) > 0 {
		lines = append(append(lines, ""), hidden...)
	}
	if plan.Action.Kind != bulk.Test {
		lines = append(lines, "", "Each is read first; one that somebody changed meanwhile is left and listed.")
	}
	what := text.Plural(s.Tasks, "webhook", "webhooks")
	if plan.Action.Kind == bulk.Undo {
		what = text.Plural(s.Tasks, "change", "changes")
	}
	q := dialog.Question{
		Title:   fmt.Sprintf("%s %s in %s?", words.ask, what, where),
		Lines:   append(lines, s.Limits...),
		Choices: []string{noChange, words.button + " " + text.Count(s.Tasks)},
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
	return w.ask(q, func(choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return w.startRun(plan)
	})
}

// summary shows some webhooks and what becomes of them, field by field.
func (w *Work) summary(s bulk.Summary) []string {
	var lines []string
	for _, sample := range s.Sample {
		line := text.Clean(sample.Task.Webhook.Name)
		if name := text.Clean(sample.Task.WorkspaceName); name != "" {
			line += " in " + name
		}
		lines = append(lines, line)
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
		words := asItIsOf(s.Action.Kind)
		lines = append(lines, text.Plural(s.Unchanged, words.is, words.are)+".")
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
