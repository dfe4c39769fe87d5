package ui

import (
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/work"
)

// HangupMsg says that the program has to end now. What is typed is saved first.
type HangupMsg struct {
	Gone bool // the terminal, so that no answer is waited for
}

// Bubble Tea asks the terminal about itself at the start. A program that ends
// before the answers came leaves them to the shell, which takes them for
// typing. So one more question is asked after all others, see [Model.Questions],
// and the program does not end before its answer came, or the time for it has
// passed since it was asked. A slow line takes most of a second.
const answerTime = 3 * time.Second

// quitting is the way out, for good or to the shell.
type quitting struct {
	answered bool    // the last question, and so everything before it
	way      tea.Cmd // where to, once answered; nil when the user stays
	asking   bool    // whether to quit during a run
	waiting  bool    // for the end of what is being written
	forced   bool    // nobody can be asked any more
	said     string  // about what is waited for
}

// AskedMsg says that the terminal was asked the last question, see [Model.Questions].
type AskedMsg struct{}

// giveUpMsg ends the wait for a terminal that does not answer.
type giveUpMsg struct{}

// Questions returns what the terminal is asked, right behind the question that the
// renderer asks with its first frame: for its background, and last what every
// terminal answers.
func (m Model) Questions() string {
	if m.frame.opts.AutoTheme {
		return ansi.RequestBackgroundColor + ansi.RequestPrimaryDeviceAttributes
	}
	return ansi.RequestPrimaryDeviceAttributes
}

// giveUp ends the wait for the answers of a terminal that gives none.
func giveUp() tea.Cmd {
	return tea.Tick(answerTime, func(time.Time) tea.Msg { return giveUpMsg{} })
}

// quit ends the program, once what is being written has ended and the terminal
// has answered. Asked a second time, it does not wait for a write. A form is
// kept, since ctrl+c may have been a mistake.
func (m *frame) quit() tea.Cmd {
	switch {
	case m.quitting.waiting, m.quitting.asking, m.work.InProgress() == 0 && (m.asking() || !m.work.CommandRuns()):
		m.quitting.waiting = false
		return m.keepForm(tea.Quit)
	case (m.work.Running() || m.work.CommandRuns()) && !m.asking():
		return m.askQuit()
	}
	return m.finish()
}

// keepForm keeps the open form and then leaves.
func (m *frame) keepForm(way tea.Cmd) tea.Cmd {
	return m.work.KeepForm(func() tea.Cmd { return m.depart(way) })
}

// suspend goes back to the shell until the user comes back. A form is kept first,
// since nobody may come back.
func (m *frame) suspend() tea.Cmd {
	way := tea.Exec(stop(m.opts.Suspend), func(err error) tea.Msg { return resumedMsg{err} })
	return m.keepForm(way)
}

// stop stops the program in between giving the terminal back and taking it.
type stop func() error

// Run returns when the user is back.
func (s stop) Run() error { return s() }

// SetStdin and the others do nothing: the shell has its own.
func (stop) SetStdin(io.Reader) {}

// SetStdout does nothing.
func (stop) SetStdout(io.Writer) {}

// SetStderr does nothing.
func (stop) SetStderr(io.Writer) {}

// resumedMsg says that the user is back from the shell.
type resumedMsg struct{ err error }

// resumed says why the program could not be stopped, or the terminal not be
// taken again.
func (m *frame) resumed(message resumedMsg) {
	if message.err != nil {
		m.Say(screen.Failure, "Could not be suspended: "+text.Sentence(message.err))
	}
}

// depart leaves the terminal to the shell, once it has answered.
func (m *frame) depart(way tea.Cmd) tea.Cmd {
	if !m.opts.Terminal || m.quitting.answered {
		return way
	}
	m.quitting.way = way
	return nil
}

// answeredAll goes the way that waited for the answer to the last question.
func (m *frame) answeredAll() tea.Cmd {
	way := m.quitting.way
	m.quitting.answered, m.quitting.way = true, nil
	return way
}

// hangup saves what is typed and ends the program without asking anything, once
// what is being written has ended; whoever sent the message does not wait for
// that for long. Of a run nothing more begins.
func (m *frame) hangup(message HangupMsg) tea.Cmd {
	if message.Gone {
		m.quitting.answered = true
	}
	m.work.EndRun()
	if m.work.InProgress() == 0 {
		return m.keepForm(tea.Quit)
	}
	m.quitting.waiting, m.quitting.forced = true, true
	return m.work.KeepForm(func() tea.Cmd { return nil })
}

// KeepDraft saves the form that is open, if anything was typed into it, after
// the program has crashed.
func (m Model) KeepDraft() error {
	return m.frame.work.KeepDraft(pages(m.stack))
}

// askQuit asks before a run, or a command of the user's own, is interrupted by quitting.
func (m *frame) askQuit() tea.Cmd {
	q := dialog.Question{Title: "Quit while " + m.work.Command() + " is running?", Choices: []string{"stay", "quit"}}
	if m.work.Running() {
		q.Title = "Quit while a run is in progress?"
		q.Lines = []string{"Changes in progress finish; corotui offers to resume the rest at the next start."}
	}
	if m.work.CommandRuns() {
		q.Lines = append(q.Lines, "Quitting stops "+m.work.Command()+".")
	}
	m.quitting.asking = true
	return m.Ask(dialog.NewConfirm(m.env, q, func(choice int) tea.Cmd {
		m.quitting.asking = false
		if choice != 1 {
			return nil
		}
		m.work.EndRun()
		if m.work.InProgress() == 0 {
			return m.keepForm(tea.Quit)
		}
		return m.finish()
	}))
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
	decides := m.asking()
	if work.Ended(message) {
		decides = decides || m.status.level == screen.Warning || m.status.level == screen.Failure
	}
	switch {
	case decides && !m.quitting.forced:
		m.stayHere()
		return cmd
	case m.work.InProgress() == 0:
		m.quitting.waiting = false
		return tea.Sequence(cmd, m.keepForm(tea.Quit)) // a saved form's draft goes first
	}
	said := "Waiting for " + text.Plural(m.work.InProgress(), "change", "changes") + " to finish"
	if m.work.Stopping() {
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
