package work

import (
	"context"
	"encoding/json"
	"errors"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/form"
	"corotui/ui/screen"
)

// Drafts keeps what was typed into a form when the program has to end, and
// gives it back at the next start. The data is the screen's own.
type Drafts interface {
	Save(ctx context.Context, data []byte) error
	// Load returns what was saved, or nil.
	Load(ctx context.Context) ([]byte, error)
	Remove(ctx context.Context) error
}

// draftSavedMsg is the end of saving a draft, after which the program may leave.
type draftSavedMsg struct {
	then func() tea.Cmd
	err  error
}

// draftSaved goes on. One who comes back learns that a draft could not be kept.
func (w *Work) draftSaved(message draftSavedMsg) tea.Cmd {
	w.drafted = w.drafted || message.err == nil
	if message.err != nil {
		w.shell.Say(screen.Warning, "Could not save the form: "+text.Sentence(message.err))
	}
	return message.then()
}

// draftMsg is what was left over from the last time.
type draftMsg struct {
	draft *form.Draft
	err   error
}

// draftGoneMsg is the end of removing a draft.
type draftGoneMsg struct{ err error }

// KeepForm saves the form that is open, if anything was typed into it, and then does
// what follows.
func (w *Work) KeepForm(then func() tea.Cmd) tea.Cmd {
	if save := w.saveDraftCmd(w.shell.Pages(), then); save != nil {
		return save
	}
	return then()
}

// KeepDraft saves the form among pages, if anything was typed into it, after the program
// has crashed.
func (w *Work) KeepDraft(pages []screen.Page) error {
	save := w.saveDraftCmd(pages, nil)
	if save == nil {
		return nil
	}
	saved, _ := save().(draftSavedMsg)
	return saved.err
}

func (w *Work) saveDraftCmd(pages []screen.Page, then func() tea.Cmd) tea.Cmd {
	open, there := openForm(pages)
	if w.opts.Drafts == nil || !there || !open.Dirty() {
		return nil
	}
	drafts, draft := w.opts.Drafts, open.Draft()
	draft.Account = w.formAt.Account
	ctx := context.WithoutCancel(w.shell.Env().Context)
	return func() tea.Msg {
		data, err := json.Marshal(draft) //nolint:gosec // its Secret is the word "type" or "generate"
		if err == nil {
			err = drafts.Save(ctx, data)
		}
		return draftSavedMsg{then, err}
	}
}

var errDamaged = errors.New("its file is damaged")

// loadDraftCmd looks for what was left over from the last time.
func (w *Work) loadDraftCmd() tea.Cmd {
	drafts, ctx := w.opts.Drafts, w.shell.Env().Context
	if drafts == nil {
		return nil
	}
	return func() tea.Msg {
		data, err := drafts.Load(ctx)
		if err != nil || data == nil {
			return draftMsg{err: err}
		}
		var draft form.Draft
		if json.Unmarshal(data, &draft) != nil {
			return draftMsg{err: errDamaged} // what is wrong with it helps nobody
		}
		return draftMsg{draft: &draft}
	}
}

// dropDraft forgets the draft, if there is one: its form was saved to the
// server, or left.
func (w *Work) dropDraft() tea.Cmd {
	drafts, ctx := w.opts.Drafts, w.shell.Env().Context
	if drafts == nil || !w.drafted {
		return nil
	}
	w.drafted = false
	return func() tea.Msg { return draftGoneMsg{drafts.Remove(ctx)} }
}

// draftGone says when a draft could not be removed: it would be offered again.
func (w *Work) draftGone(message draftGoneMsg) {
	if message.err != nil {
		w.shell.Say(screen.Warning, "Could not remove the draft: "+text.Sentence(message.err))
	}
}

// foundDraft remembers what was left over, to offer it.
func (w *Work) foundDraft(message draftMsg) {
	switch {
	case message.err != nil:
		w.shell.Say(screen.Warning, "Could not read the draft of the unsaved form: "+text.Sentence(message.err))
	case message.draft != nil:
		w.draft, w.drafted = message.draft, true
	}
}

// draftRef is the webhook of a draft.
func draftRef(d form.Draft) screen.Ref {
	return screen.Ref{Account: d.Account, Workspace: d.Workspace, Webhook: d.Webhook}
}

// fits reports whether a draft is of what is shown: of the open workspace, or of a row of
// another account.
func (w *Work) fits(d form.Draft) bool {
	if d.Account == "" {
		return !w.browser.InFleet() && d.Workspace == w.browser.Workspace().ID
	}
	return w.browser.InAll() && len(w.browser.WebhooksIn(draftRef(d).OfWorkspace())) > 0
}

// offerDraft offers to go on with the form that was left over.
func (w *Work) offerDraft() tea.Cmd {
	name := "a new webhook"
	if item, ok := w.browser.Find(draftRef(*w.draft)); ok {
		name = w.browser.Label(item)
	}
	q := dialog.Question{
		Title:   "Resume the unsaved form of " + name + "?",
		Lines:   []string{"It was saved when corotui had to stop, without its secrets and sensitive values; type those again."},
		Choices: []string{"resume", "later", "discard"},
		Grace:   dialog.Grace,
	}
	return w.ask(q, func(choice int) tea.Cmd {
		switch choice {
		case 0:
			return w.resumeDraft()
		case 2:
			w.draft = nil
			return w.dropDraft()
		}
		w.draft = nil
		return nil
	})
}

// resumeDraft opens the form as it was left.
func (w *Work) resumeDraft() tea.Cmd {
	draft := w.draft
	w.draft = nil
	if reason := w.Refusal(draft.Account); reason != "" {
		w.shell.Say(screen.Warning, reason)
		return nil
	}
	start := w.formStart()
	if draft.Account != "" {
		start = w.formStartIn(draft.Account, api.Workspace{ID: draft.Workspace, DisplayName: api.Text(draft.WorkspaceName)})
	}
	start.Draft = draft
	if draft.Webhook != "" {
		item, ok := w.browser.Find(draftRef(*draft))
		if !ok {
			w.shell.Say(screen.Warning, "The webhook of the unsaved form no longer exists; the form creates a new one.")
		} else {
			base := item.Webhook
			start.Base, start.Fields = &base, base.Clone()
		}
	}
	return w.showForm(start)
}
