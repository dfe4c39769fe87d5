package work

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/account"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// orphansMsg tells of webhooks that programs made for themselves and did not delete.
type orphansMsg struct {
	where   account.Where // whose they are
	orphans []history.Orphan
	err     error
}

// orphansCmd looks for them. It asks the server nothing when no program left any.
func (w *Work) orphansCmd() tea.Cmd {
	if w.opts.Runner == nil {
		return nil
	}
	ctx, d, at := w.shell.Env().Context, w.opts.Runner(), w.account.Where()
	return func() tea.Msg {
		orphans, err := d.Log.Orphans(ctx, d.Who, d.Server, true)
		return orphansMsg{at, orphans, err}
	}
}

// foundOrphans remembers them, to offer to delete them.
func (w *Work) foundOrphans(message orphansMsg) {
	if message.err != nil {
		w.shell.Say(screen.Warning, "Could not check for webhooks of corotui listen that were not deleted: "+text.Sentence(message.err))
	}
	if message.where != w.account.Where() {
		return
	}
	w.orphans = message.orphans
	if len(w.orphans) > 0 && w.account.ReadOnly() != "" {
		w.shell.Say(screen.Warning, text.Clean(w.orphans[0].Says()))
		w.orphans = nil
	}
}

// offerOrphan offers to delete one.
func (w *Work) offerOrphan() tea.Cmd {
	o := w.orphans[0]
	w.orphans = w.orphans[1:]
	item := list.Item{Ref: screen.Ref{Workspace: o.Workspace, Webhook: o.Webhook.ID}, Webhook: o.Webhook}
	j := job{verb: deleting, item: item, name: nameOf(item.Ref, o.Webhook.Name), change: change.Delete{
		Workspace: o.Workspace, WorkspaceName: o.WorkspaceName, Base: o.Webhook,
	}}
	q := dialog.Question{
		Title: fmt.Sprintf("Delete %s?", text.Quote(o.Webhook.Name)),
		Lines: []string{
			"in " + text.Clean(w.browser.WorkspaceOf(item)), text.URL(o.Webhook.URL), "",
			"corotui listen created it for itself, and ended without deleting it. Coro still sends to it.",
		},
		Choices: []string{"later", deleteIt},
		Grace:   dialog.Grace,
	}
	return w.ask(q, func(choice int) tea.Cmd {
		if choice == 1 {
			return w.start(j)
		}
		w.shell.Say(screen.Info, "It is offered again at the next start.")
		return nil
	})
}
