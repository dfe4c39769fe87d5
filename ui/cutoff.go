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
	ctx, d, at := m.opts.Context, m.opts.Desk(), m.account.Where()
	return func() tea.Msg {
		ends, err := d.Log.Settle(ctx, d.Who, d.Writer)
		return settledMsg{at, ends, err}
	}
}

// settled says what became of changes that were cut off.
func (m *frame) settled(message settledMsg) tea.Cmd {
	if message.where != m.account.Where() {
		return nil
	}
	if message.err != nil {
		m.Say(screen.Warning, "Changes that were cut off could not be looked at: "+text.Sentence(message.err))
	}
	for _, end := range message.ends {
		level := screen.Info
		if end.Entry.Outcome == change.Unknown {
			level = screen.Warning
		}
		m.Say(level, text.Clean(end.Says()))
	}
	return m.pastCmd()
}

// Busy reports that a change, or a set of them, is under way.
func (m *frame) Busy() bool { return m.writes.running > 0 || m.run.active }

// written is what is written, for the account.
type written struct{ *frame }

// Switched forgets what held for the profile before, and looks for what the other one
// left unfinished.
func (w written) Switched() tea.Cmd {
	w.writes.secrets = change.AskSecret // the choice held for the old profile
	w.pending = nil                     // an interrupted run of it is not to be resumed here
	return tea.Batch(w.settleCmd(), w.unfinishedCmd())
}
