package work

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/apply"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/plan"
	"corotui/internal/text"
	"corotui/internal/words"
	"corotui/ui/drift"
	"corotui/ui/screen"
)

// applyDrift sums up what has to be done so that webhooks are as the files want them, and
// asks once.
func (w *Work) applyDrift(message drift.ApplyMsg) tea.Cmd {
	reason := w.Refusal("")
	if reason == "" {
		reason = w.noRun()
	}
	if reason != "" {
		w.shell.Say(screen.Warning, reason)
		return nil
	}
	run, err := apply.Run(message.Plan, message.Items, false)
	if err != nil {
		w.shell.Say(screen.Failure, text.Sentence(err))
		return nil
	}
	run.Action.Policy = w.policyOfRun(run)
	s := run.Summary(history.Screens)
	in := make(map[api.WorkspaceID]bool)
	secretless := 0
	for _, item := range message.Items {
		in[item.Workspace.ID] = true
		if item.NeedsSecret() {
			secretless++
		}
		if _, known := item.Goal.Fields().Secret.Value(); item.Action == plan.Create && !known {
			s.NoSecret-- // nothing is asked about what is created
		}
	}
	if s.Changes == secretless {
		w.shell.Say(screen.Warning, "A webhook is created with a secret only: name one in the file, such as secret: {env: NAME}.")
		return nil
	}
	s.Changes -= secretless
	where := text.Plural(len(in), "workspace", "workspaces")
	if len(in) == 1 {
		where = text.Clean(message.Items[0].Workspace.Name())
	}
	return w.askPlan(run, s, where, applyNotes(message, secretless))
}

// deedsOf counts what a run of the files does: "1 to create, 2 to change.".
func deedsOf(run *bulk.Plan) string {
	count := make(map[change.Action]int)
	for _, task := range run.Tasks {
		count[task.Does(run.Action.Kind)]++
	}
	var parts []string
	for _, does := range []change.Action{change.Created, change.Updated, change.Deleted} {
		if n := count[does]; n > 0 {
			parts = append(parts, text.Count(n)+" to "+words.OfDeed(does).Button)
		}
	}
	return strings.Join(parts, ", ") + "."
}

// applyNotes say what else there is to know.
func applyNotes(message drift.ApplyMsg, secretless int) []string {
	var notes []string
	if message.Hidden > 0 {
		notes = append(notes, text.Plural(message.Hidden, "of them is", "of them are")+" hidden by the filter.")
	}
	heirs := 0
	for _, item := range message.Items {
		heirs += item.Heirs
	}
	if heirs > 0 {
		notes = append(notes, text.Plural(heirs, "workspace inherits", "workspaces inherit")+" some of them, and changes with them.")
	}
	if secretless > 0 {
		notes = append(notes, text.Plural(secretless, "needs a secret", "need a secret")+" and will be skipped.")
	}
	return notes
}

// compareAgain has the page of what differs know that webhooks were changed.
func (w *Work) compareAgain() tea.Cmd {
	if w.Busy() {
		return nil
	}
	return w.shell.Tell(drift.ChangedMsg{})
}
