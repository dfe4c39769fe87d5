package ui

import (
	tea "charm.land/bubbletea/v2"

	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/screen"
)

// settledMsg tells what became of changes that an earlier program began and did
// not see the end of.
type settledMsg struct {
	where Where // whose they are
	ends  []history.SettledChange
	err   error
}

// settleCmd finds that out. It asks the server nothing when there are none.
func (m *frame) settleCmd() tea.Cmd {
	if m.opts.Desk == nil {
		return nil
	}
	ctx, d, at := m.opts.Context, m.opts.Desk(), m.where
	return func() tea.Msg {
		ends, err := d.Log.Settle(ctx, d.Who, d.Writer)
		return settledMsg{at, ends, err}
	}
}

// settled says what became of changes that were cut off.
func (m *frame) settled(message settledMsg) tea.Cmd {
	if message.where != m.where {
		return nil
	}
	if message.err != nil {
		m.say(screen.Warning, "Changes that were cut off could not be looked at: "+text.Sentence(message.err))
	}
	for _, end := range message.ends {
		level := screen.Info
		if end.Entry.Outcome == change.Unknown {
			level = screen.Warning
		}
		m.say(level, text.Clean(end.Says()))
	}
	return m.pastCmd()
}
