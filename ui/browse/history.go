package browse

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/history"
	"corotui/internal/text"
	historypage "corotui/ui/history"
	"corotui/ui/screen"
)

// History is the log of the changes that were made from here.
type History interface {
	// ForWebhook returns so many changes of one webhook at a host, the newest first.
	ForWebhook(ctx context.Context, host string, workspace api.WorkspaceID, webhook api.WebhookID, limit int) ([]history.Entry, error)
}

// pastMsg is what was changed of a webhook from here.
type pastMsg struct {
	ref     screen.Ref
	entries []history.Entry
	err     error
}

// ReadHistory looks up what was changed of the webhook of the detail.
func (b *Browse) ReadHistory() tea.Cmd {
	ref, shown := b.detail.Ref()
	if b.opts.History == nil || !shown {
		return nil
	}
	log, ctx, host := b.opts.History, b.shell.Env().Context, b.account.Member(ref.Account).Where.Host
	return func() tea.Msg {
		entries, err := log.ForWebhook(ctx, host, ref.Workspace, ref.Webhook, pastLines)
		return pastMsg{ref, entries, err}
	}
}

// pastLines is how many changes the detail tells of.
const pastLines = 8

func (b *Browse) past(message pastMsg) {
	if message.err != nil {
		b.shell.Say(screen.Warning, "Could not read the history of this webhook: "+text.Sentence(message.err))
		return
	}
	t, now := b.shell.Env().Theme, b.shell.Env().Now()
	lines := func(width int) []string {
		lines := make([]string, len(message.entries))
		for i, entry := range message.entries {
			lines[i] = historypage.Line(t, now, entry, width)
		}
		return lines
	}
	b.detail.SetHistory(message.ref, lines)
}
