package browse

import (
	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/text"
	historypage "corotui/ui/history"
	"corotui/ui/screen"
)

// wanted is a webhook that is to be opened once the list of its workspace is there. The
// zero value is none.
type wanted struct {
	ref  screen.Ref
	name string // clean
}

// goTo opens the webhook that an entry of the history is about, over the history if it is
// in the table below, and else in the list of its workspace.
func (b *Browse) goTo(message historypage.ShowMsg) tea.Cmd {
	e, at := message.Entry, b.account.Where()
	ref := screen.Ref{Workspace: e.Workspace, Webhook: e.Webhook}
	for _, m := range b.fleet.members {
		if m.Key != "" && m.Where.Host == e.Host && m.Profile == e.Profile {
			ref.Account = m.Key
		}
	}
	if ref.Account != "" {
		if _, there := b.table().Find(ref); there {
			return b.openOver(ref)
		}
	}
	if e.Host != at.Host || e.Profile != at.Profile {
		b.shell.Say(screen.Warning, "This was changed in another account: "+text.Clean(api.Text(e.Profile+" "+e.Host)))
		return nil
	}
	return b.goToWebhook(ref, text.Quote(e.Name), e.WorkspaceName)
}

// goToWebhook opens a webhook over the page on top if it is in the table below, and else
// in the list of its workspace.
func (b *Browse) goToWebhook(ref screen.Ref, name string, workspace api.Text) tea.Cmd {
	want := wanted{ref, name}
	_, there := b.table().Find(ref)
	known := b.list.Loaded() && b.load.kept.IsZero() && !b.load.stale
	switch {
	case there:
		return b.openOver(ref)
	case ref.Workspace == b.workspace.ID && !b.InFleet() && known:
		b.sayGone(want)
		return nil
	}
	cmd := b.openWorkspace(api.Workspace{ID: ref.Workspace, DisplayName: workspace})
	b.wanted = want
	return cmd
}

// openOver opens a webhook of the table over the page on top. The one that was open
// below is shown again once it is left.
func (b *Browse) openOver(ref screen.Ref) tea.Cmd {
	before, open := b.detail.Ref()
	b.Show(ref)
	b.shell.Push(detailPage{b}, func() tea.Cmd {
		b.detail.Mask()
		if open {
			b.Show(before)
		}
		b.detail.SetPosition(b.position())
		return b.ReadHistory()
	})
	b.detail.SetPosition(b.position())
	return b.ReadHistory()
}

// arrive opens the webhook that the list was read for, if there is one.
func (b *Browse) arrive() tea.Cmd {
	want := b.wanted
	b.wanted = wanted{}
	if want.ref.Workspace != b.workspace.ID || !b.OnList() {
		return nil
	}
	if _, there := b.list.Find(want.ref); !there {
		b.sayGone(want)
		return nil
	}
	b.Show(want.ref)
	return b.Open()
}

func (b *Browse) sayGone(want wanted) {
	b.shell.Say(screen.Warning, want.name+" no longer exists in "+b.WorkspaceName()+".")
}
