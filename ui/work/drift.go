package work

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/apply"
	"corotui/internal/history"
	"corotui/internal/plan"
	"corotui/internal/text"
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
	notes := applyNotes(message)
	if secretless > 0 {
		notes = append(notes, text.Plural(secretless, "needs a secret", "need a secret")+" and will be skipped.")
	}
	return w.askPlan(run, s, where, notes)
}

// applyNotes say how many webhooks are created and changed, and what else there is to know.
func applyNotes(message drift.ApplyMsg) []string {
	count := make(map[plan.Action]int)
	heirs := 0
	for _, item := range message.Items {
		count[item.Action]++
		heirs += item.Heirs
	}
	var parts []string
	for _, action := range []plan.Action{plan.Create, plan.Change} {
		if n := count[action]; n > 0 {
			parts = append(parts, text.Count(n)+" to "+string(action))
		}
	}
	notes := []string{strings.Join(parts, ", ") + "."}
	if message.Hidden > 0 {
		notes = append(notes, fmt.Sprintf("%s hidden by the filter.", text.Plural(message.Hidden, "of them is", "of them are")))
	}
	if heirs > 0 {
		notes = append(notes, text.Plural(heirs, "workspace inherits", "workspaces inherit")+" some of them, and changes with them.")
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
