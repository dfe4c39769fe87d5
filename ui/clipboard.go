package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/text"
	"corotui/ui/screen"
)

// The terminal is told by OSC 52 what to copy, which also works over SSH, and
// never answers whether it did. tmux keeps it from the terminal unless it is set
// otherwise; what is put into its own buffer it hands on, if it can.
const (
	sentOut = "Sent to the terminal, which may not take it"
	inTmux  = "Copied to tmux's buffer"
)

// copiedMsg is the end of copying through tmux.
type copiedMsg struct {
	copied screen.CopyMsg
	err    error
}

// copyOut copies a text to where the user can paste it, and says what was done.
func (m *frame) copyOut(copied screen.CopyMsg) tea.Cmd {
	if m.opts.Tmux == nil {
		m.sayCopied(sentOut, copied)
		return tea.SetClipboard(copied.Text)
	}
	buffer, ctx := m.opts.Tmux, context.WithoutCancel(m.opts.Context)
	return func() tea.Msg { return copiedMsg{copied, buffer(ctx, copied.Text)} }
}

// copied says that tmux has a text, or else gives it to the terminal alone.
func (m *frame) copied(message copiedMsg) tea.Cmd {
	if message.err == nil {
		m.sayCopied(inTmux, message.copied)
		return nil
	}
	message.copied.Level = screen.Warning
	m.sayCopied("tmux did not take it ("+text.Sentence(message.err)+"); sent to the terminal, which may not either", message.copied)
	return tea.SetClipboard(message.copied.Text)
}

// sayCopied says where a text went, and what it is.
func (m *frame) sayCopied(where string, copied screen.CopyMsg) {
	what := strings.TrimPrefix(copied.What, "Copied ")
	joint := ": "
	if strings.HasPrefix(what, "with") { // a clause of its own, about what is in it
		joint = m.env.Dot()
	}
	m.Say(copied.Level, where+joint+what)
}
