package work

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/form"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// New opens an empty form.
func (w *Work) New() tea.Cmd { return w.showForm(w.formStart()) }

// CopyNew opens the form of a new webhook like the one under the cursor.
func (w *Work) CopyNew() tea.Cmd {
	item, ok := w.browser.One()
	if !ok {
		return nil
	}
	start := w.formStartOf(item)
	start.Fields.Name += " (copy)"
	return w.showForm(start)
}

// Edit opens the form of the webhook under the cursor.
func (w *Work) Edit() tea.Cmd {
	item, ok := w.browser.One()
	if !ok {
		return nil
	}
	return w.askShared(item, "Edit", func() tea.Cmd { return w.edit(item) })
}

// edit opens the form of a webhook.
func (w *Work) edit(item list.Item) tea.Cmd {
	start := w.formStartOf(item)
	start.Base = &item.Webhook
	return w.showForm(start)
}

// formStartOf begins a form with what a webhook has.
func (w *Work) formStartOf(item list.Item) form.Start {
	start := w.formStart()
	if item.Ref.Workspace != start.Workspace || item.Ref.Account != "" {
		start = w.formStartIn(item.Ref.Account, api.Workspace{ID: item.Ref.Workspace, DisplayName: w.browser.WorkspaceOf(item)})
	}
	start.Fields = item.Webhook.Clone()
	return start
}

// formStart is what every form begins with.
func (w *Work) formStart() form.Start { return w.formStartIn("", w.browser.Workspace()) }

// formStartIn is what a form begins with in a workspace of an account.
func (w *Work) formStartIn(key string, workspace api.Workspace) form.Start {
	return form.Start{
		Account:       key,
		Workspace:     workspace.ID,
		WorkspaceName: text.Clean(workspace.Name()),
		LikeThese:     w.browser.WebhooksIn(screen.Ref{Account: key, Workspace: workspace.ID}),
		Channel:       workspace.Type == "" || workspace.IsChannel(),
		Fields:        api.Fields{Status: api.Enabled},
	}
}

// showForm opens a form. When it is left, so is its draft.
func (w *Work) showForm(start form.Start) tea.Cmd {
	w.reviving, w.formAt = nil, start
	row := list.Item{Ref: screen.Ref{Account: start.Account, Workspace: start.Workspace}, WorkspaceName: start.WorkspaceName}
	if start.Account != "" || w.browser.InAll() {
		start.WorkspaceName = w.browser.Where(row)
	}
	return w.shell.Push(screen.NewPage(form.New(w.shell.Env(), start)), w.dropDraft)
}

// save writes what a form holds.
func (w *Work) save(message screen.SaveMsg) tea.Cmd {
	if reason := w.Refusal(w.formAt.Account); reason != "" {
		return w.shell.Tell(form.FailedMsg{Sentence: reason})
	}
	item := list.Item{Ref: screen.Ref{Account: w.formAt.Account, Workspace: w.formAt.Workspace}, WorkspaceName: w.formAt.WorkspaceName}
	var j job
	if message.Base != nil {
		item.Webhook, item.Ref.Webhook = *message.Base, message.Base.ID
		j = w.updateJob(saving, item, message.Goal)
	} else {
		creation := w.creation(message.Goal)
		item.Ref.Workspace = creation.Workspace
		j = job{verb: creating, item: item, name: message.Goal.Fields().Name, change: creation}
	}
	j.fromForm, j.secret = true, message.Generated
	return w.start(j)
}

// creation makes a webhook from a form: a new one, or a deleted one again that
// needed a secret for it. What the user saw in the list is no candidate for the
// new one after an unclear answer.
func (w *Work) creation(goal change.Goal) change.Create {
	c := change.Create{Workspace: w.formAt.Workspace, WorkspaceName: api.Text(w.formAt.WorkspaceName)}
	if w.reviving != nil {
		c = *w.reviving
	}
	c.Goal = goal
	for _, webhook := range w.browser.WebhooksIn(screen.Ref{Account: w.formAt.Account, Workspace: c.Workspace}) {
		c.Known = append(c.Known, webhook.ID)
	}
	return c
}

// revive opens a form with what is known of a deleted webhook. It can only be
// made again with a secret, and that is not known any more.
func (w *Work) revive(key string, create change.Create) tea.Cmd {
	start := w.formStart()
	start.Account, start.Workspace, start.WorkspaceName = key, create.Workspace, text.Clean(create.WorkspaceName)
	start.Fields = create.Goal.Fields()
	cmd := w.showForm(start)
	w.reviving = &create
	w.shell.Say(screen.Warning, "Its secret is no longer known; a new one is generated unless you type it, then save.")
	return cmd
}

// closeForm shows the saved webhook in place of the form.
func (w *Work) closeForm(j job, outcome change.Outcome) tea.Cmd {
	pages := w.shell.Pages()
	if _, open := screen.As[form.Model](pages[len(pages)-1]); !open {
		return w.dropDraft()
	}
	ref := j.item.Ref.OfWorkspace()
	ref.Webhook = outcome.Now.ID
	if j.item.Via != nil {
		ref = *j.item.Via
	}
	w.browser.Show(ref)
	cmd := w.shell.Pop()
	w.browser.OpenDetail()
	return cmd
}

// giveSecret gives the user a secret that was generated, as the receiver needs it. Where
// Coro returns secrets to those who read a webhook, the detail shows it at any time.
func (w *Work) giveSecret(j job, now api.Webhook) tea.Cmd {
	read := append(slices.Clip(w.browser.WebhooksIn(j.item.Ref.OfWorkspace())), j.item.Webhook)
	returned := slices.ContainsFunc(read, func(other api.Webhook) bool {
		_, known := other.Secret.Value()
		return known && (other.ID != now.ID || j.verb == saving)
	})
	if held, known := now.Secret.Value(); j.secret.Empty() || returned && known && held.Equal(j.secret) {
		return nil
	}
	return w.ask(w.takeSecret(j.secret, text.Quote(j.name), dialog.Question{
		Title: "Give the receiver of " + text.Quote(j.name) + " its new secret",
		Lines: []string{"Coro may not show it again, and corotui keeps no copy."},
	}))
}

// takeSecret is a question with the ways to take a secret. Each asks again: what a terminal
// did with a copy nobody knows.
func (w *Work) takeSecret(secret mask.Secret, of string, q dialog.Question) (dialog.Question, func(choice int) tea.Cmd) {
	if q.Choices == nil {
		q.Choices, q.Grace = []string{"copy", "show", "close"}, dialog.Grace
	}
	return q, func(choice int) tea.Cmd {
		q.Grace = 0
		switch choice {
		case 0:
			copied := screen.CopyMsg{Text: secret.Reveal(), Level: screen.Done, What: "the new secret of " + of}
			return tea.Batch(w.copyOut(copied), w.ask(w.takeSecret(secret, of, q)))
		case 1:
			q.Lines = []string{q.Lines[0], "", secret.Reveal()}
			return w.ask(w.takeSecret(secret, of, q))
		}
		return nil
	}
}

// openForm is the form that is open.
func openForm(pages []screen.Page) (open form.Model, there bool) {
	for _, page := range pages {
		if form, ok := screen.As[form.Model](page); ok {
			open, there = form, true
		}
	}
	return open, there
}

// fieldErrors are what the server said about single fields, for the form to
// show beside them.
func fieldErrors(err error) []form.FieldError {
	var told []form.FieldError
	if problems, ok := errors.AsType[change.Problems](err); ok {
		for _, p := range problems {
			told = append(told, form.FieldError{Field: p.Path(), Says: api.Text(p.Says(string(p.Field)))})
		}
	}
	var refused *api.Error
	if !errors.As(err, &refused) {
		return told
	}
	for _, detail := range refused.Details {
		if detail.Field != "" {
			told = append(told, form.FieldError{Field: string(detail.Field), Says: detail.Message})
		}
	}
	return told
}
