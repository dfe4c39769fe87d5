package work

import (
	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/results"
)

// secretLater says how the secret of a run is had.
const secretLater = "It can be copied or shown when the run has ended."

// runSecret reports that the last run gave webhooks a secret, which their receivers need.
func (w *Work) runSecret() bool {
	return w.last.plan != nil && w.last.plan.Action.Kind == bulk.Rotate && w.last.report.Undo
}

// giveRunSecret gives the user the secret that a run set, once it has ended. It is the
// same for all, so that there is one to hand over.
func (w *Work) giveRunSecret() tea.Cmd {
	secret, known := w.last.plan.Action.Secret.Value()
	if !known {
		return nil
	}
	var changed []results.Row
	for _, row := range w.last.report.Rows {
		if row.End == results.Done {
			changed = append(changed, row)
		}
	}
	of := text.Plural(len(changed), "webhook", "webhooks")
	title := "Give the receivers of " + of + " their new secret"
	if len(changed) == 1 {
		of = text.Quote(api.Text(changed[0].Name))
		title = "Give the receiver of " + of + " its new secret"
	}
	return w.ask(w.takeSecret(secret, of, dialog.Question{
		Title: title,
		Lines: []string{"Coro may not show it again, and corotui keeps no copy once it has ended."},
	}))
}
