package work

import (
	tea "charm.land/bubbletea/v2"

	"corotui/internal/account"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/text"
	"corotui/ui/screen"
)

// settledMsg tells what became of changes that an earlier program began and did
// not see the end of.
type settledMsg struct {
	where account.Where // whose they are
	ends  []history.SettledChange
	err   error
}

// settleCmd finds that out. It asks the server nothing when there are none.
func (w *Work) settleCmd() tea.Cmd {
	if w.opts.Runner == nil {
		return nil
	}
	d := w.opts.Runner()
	return w.settle(d.Who, d.Writer)
}

// settle is settleCmd of any account.
func (w *Work) settle(who history.Who, writer *change.Writer) tea.Cmd {
	ctx, log, at := w.shell.Env().Context, w.opts.Runner().Log, w.account.Where()
	return func() tea.Msg {
		ends, err := log.Settle(ctx, who, writer)
		return settledMsg{at, ends, err}
	}
}

// settled says what became of changes that were cut off.
func (w *Work) settled(message settledMsg) tea.Cmd {
	if message.where != w.account.Where() {
		return nil
	}
	if message.err != nil {
		w.shell.Say(screen.Warning, "Could not check the changes that were cut off: "+text.Sentence(message.err))
	}
	for _, end := range message.ends {
		level := screen.Info
		if end.Entry.Outcome == change.Unknown {
			level = screen.Warning
		}
		w.shell.Say(level, text.Clean(end.Says()))
	}
	return w.browser.ReadHistory()
}
