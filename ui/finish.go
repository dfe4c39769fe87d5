package ui

import (
	tea "charm.land/bubbletea/v2"

	"corotui/internal/text"
	"corotui/ui/keys"
	"corotui/ui/screen"
)

// underWay is how many changes have not ended that the user asked for: those
// that are sent, that wait for their turn, and that an undo is about to make. Of
// a run that begins nothing more it is not known how many are; then it is one.
func (m *frame) underWay() int {
	n := m.writes.running + len(m.writes.waiting) + m.writes.planning
	if open, there := openForm(m.stack); there && open.BeingSaved() {
		n = max(n, 1) // a form that is just being saved says so before its write begins
	}
	switch r := m.run.report; {
	case !m.run.active:
	case m.run.stopped:
		n++
	default:
		n += max(1, len(m.run.plan.Tasks)-r.Done-r.Unchanged-r.Failed)
	}
	return n
}

// finish waits for the end of what is being written, and leaves then. To what is
// asked just now the answer is no.
func (m *frame) finish() tea.Cmd {
	m.quitting.waiting = true
	var cmds []tea.Cmd
	for !m.boxes.Empty() {
		cmds = append(cmds, m.boxes.Dismiss())
	}
	return tea.Batch(cmds...)
}

// finishing looks after each message whether all has been written. If the user
// has to know or to decide something about it, the program stays.
func (m *frame) finishing(message tea.Msg, cmd tea.Cmd) tea.Cmd {
	decides := !m.boxes.Empty()
	switch message.(type) {
	case wroteMsg, ranMsg, plannedMsg:
		decides = decides || m.status.level == screen.Warning || m.status.level == screen.Failure
	}
	switch {
	case decides && !m.quitting.forced:
		m.stayHere()
		return cmd
	case m.underWay() == 0:
		m.quitting.waiting = false
		return tea.Sequence(cmd, m.keepForm(tea.Quit)) // a saved form's draft goes first
	}
	said := "Waiting for " + text.Plural(m.underWay(), "change", "changes") + " to finish"
	if m.run.active && m.run.stopped {
		said = "Waiting for what is being written to finish"
	}
	m.quitting.said = said + m.env.Dot() + m.env.Key(keys.Interrupt) + " quits now"
	if m.status.sentence != m.quitting.said {
		m.Say(screen.Info, m.quitting.said)
	}
	return cmd
}

// stayHere goes on as if nobody had asked to quit.
func (m *frame) stayHere() {
	m.quitting.waiting = false
	if m.status.sentence == m.quitting.said {
		m.Say(screen.Info, "")
	}
}
