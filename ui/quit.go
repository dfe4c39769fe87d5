package ui

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/internal/text"
	"corotui/ui/dialog"
	"corotui/ui/form"
	"corotui/ui/keys"
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

// HangupMsg says that the program has to end now. What is typed is saved first.
type HangupMsg struct {
	Gone bool // the terminal, so that no answer is waited for
}

// Bubble Tea asks the terminal about itself at the start. A program that ends
// before the answers came leaves them to the shell, which takes them for
// typing. So one more question is asked after all others, which every terminal
// answers, and the program does not end before that answer came, or the time
// for it has passed. A slow line takes most of a second.
const answerTime = 2 * time.Second

// firstFrame is when the first frame has been drawn for sure: the renderer asks
// its own question with it.
const firstFrame = 50 * time.Millisecond

// quitting is the way out, for good or to the shell.
type quitting struct {
	answered bool    // the last question, and so everything before it
	way      tea.Cmd // where to, once answered; nil when the user stays
	asking   bool    // whether to quit during a run
	waiting  bool    // for the end of what is being written
	forced   bool    // nobody can be asked any more
	said     string  // about what is waited for
}

// giveUpMsg ends the wait for a terminal that does not answer.
type giveUpMsg struct{}

// questions asks the terminal for its background, and last what every terminal
// answers.
func (m *frame) questions() tea.Cmd {
	if m.opts.Terminal && m.opts.AutoTheme {
		return tea.Batch(tea.RequestBackgroundColor, m.lastQuestion())
	}
	return m.lastQuestion()
}

// lastQuestion asks what every terminal answers, after the renderer's question.
func (m *frame) lastQuestion() tea.Cmd {
	if !m.opts.Terminal {
		return nil
	}
	ask := tea.Tick(firstFrame, func(time.Time) tea.Msg { return tea.RawMsg{Msg: ansi.RequestPrimaryDeviceAttributes} })
	return tea.Batch(ask, tea.Tick(answerTime, func(time.Time) tea.Msg { return giveUpMsg{} }))
}

// quit ends the program, once what is being written has ended and the terminal
// has answered. Asked a second time, it does not wait for a write. A form is
// kept, since ctrl+c may have been a mistake.
func (m *frame) quit() tea.Cmd {
	switch {
	case m.quitting.waiting, m.quitting.asking, m.underWay() == 0:
		m.quitting.waiting = false
		return m.keepForm(tea.Quit)
	case m.run.active && m.boxes.Empty():
		return m.askQuit()
	}
	return m.finish()
}

// keepForm keeps the open form and then leaves.
func (m *frame) keepForm(way tea.Cmd) tea.Cmd {
	if save := m.saveDraftCmd(way); save != nil {
		return save
	}
	return m.depart(way)
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
	if m.run.active {
		m.run.stop()
	}
	if m.underWay() == 0 {
		return m.keepForm(tea.Quit)
	}
	m.quitting.waiting, m.quitting.forced = true, true
	return m.saveDraftCmd(nil)
}

// draftSavedMsg is the end of saving a draft, before the program leaves.
type draftSavedMsg struct {
	way tea.Cmd
	err error
}

// draftSaved leaves. One who comes back learns that a draft could not be kept.
func (m *frame) draftSaved(message draftSavedMsg) tea.Cmd {
	m.drafted = m.drafted || message.err == nil
	if message.err != nil {
		m.Say(screen.Warning, "The unsaved form could not be kept: "+text.Sentence(message.err))
	}
	return m.depart(message.way)
}

// draftMsg is what was left over from the last time.
type draftMsg struct {
	draft *form.Draft
	err   error
}

// draftGoneMsg is the end of removing a draft.
type draftGoneMsg struct{ err error }

// saveDraftCmd saves the form that is open, if anything was typed into it, before
// the program goes its way.
func (m *frame) saveDraftCmd(way tea.Cmd) tea.Cmd {
	return m.draftCmd(m.stack, way)
}

func (m *frame) draftCmd(stack []opened, way tea.Cmd) tea.Cmd {
	open, there := openForm(stack)
	if m.opts.Drafts == nil || !there || !open.Dirty() {
		return nil
	}
	drafts, draft := m.opts.Drafts, open.Draft()
	ctx := context.WithoutCancel(m.opts.Context)
	return func() tea.Msg {
		data, err := json.Marshal(draft) //nolint:gosec // its Secret is the word "type" or "generate"
		if err == nil {
			err = drafts.Save(ctx, data)
		}
		return draftSavedMsg{way, err}
	}
}

// KeepDraft saves the form that is open, if anything was typed into it, after
// the program has crashed.
func (m Model) KeepDraft() error {
	save := m.frame.draftCmd(m.stack, nil)
	if save == nil {
		return nil
	}
	saved, _ := save().(draftSavedMsg)
	return saved.err
}

var errDamaged = errors.New("its file is damaged")

// loadDraftCmd looks for what was left over from the last time.
func (m *frame) loadDraftCmd() tea.Cmd {
	drafts, ctx := m.opts.Drafts, m.opts.Context
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
func (m *frame) dropDraft() tea.Cmd {
	drafts, ctx := m.opts.Drafts, m.opts.Context
	if drafts == nil || !m.drafted {
		return nil
	}
	m.drafted = false
	return func() tea.Msg { return draftGoneMsg{drafts.Remove(ctx)} }
}

// draftGone says when a draft could not be removed: it would be offered again.
func (m *frame) draftGone(message draftGoneMsg) {
	if message.err != nil {
		m.Say(screen.Warning, "The draft could not be removed: "+text.Sentence(message.err))
	}
}

// foundDraft offers what was left over.
func (m *frame) foundDraft(message draftMsg) tea.Cmd {
	switch {
	case message.err != nil:
		m.Say(screen.Warning, "The draft of an unsaved form cannot be read: "+text.Sentence(message.err))
		return nil
	case message.draft == nil:
		return nil
	}
	m.draft, m.drafted = message.draft, true
	return m.offerDraft()
}

// offerDraft asks once the webhooks of the draft's workspace are there.
func (m *frame) offerDraft() tea.Cmd {
	if m.draft == nil || !m.list.Loaded() || !m.onList() || !m.boxes.Empty() || m.draft.Workspace != m.workspace.ID {
		return nil
	}
	name := "a new webhook"
	if item, ok := m.list.Find(screen.Ref{Workspace: m.draft.Workspace, Webhook: m.draft.Webhook}); ok {
		name = text.Quote(item.Webhook.Name)
	}
	q := dialog.Question{
		Title:   "Go on with the unsaved form of " + name + "?",
		Lines:   []string{"It was kept when the program had to end. Secrets and sensitive values were not kept and have to be typed again."},
		Choices: []string{"go on", "later", "throw away"},
		Grace:   dialog.Grace,
	}
	return m.ask(q, func(choice int) tea.Cmd {
		switch choice {
		case 0:
			return m.resumeDraft()
		case 2:
			m.draft = nil
			return m.dropDraft()
		}
		m.draft = nil
		return nil
	})
}

// resumeDraft opens the form as it was left.
func (m *frame) resumeDraft() tea.Cmd {
	draft := m.draft
	m.draft = nil
	if reason := m.disabled(keys.New); reason != "" {
		m.Say(screen.Warning, reason)
		return nil
	}
	start := m.formStart()
	start.Draft = draft
	if draft.Webhook != "" {
		item, ok := m.list.Find(screen.Ref{Workspace: draft.Workspace, Webhook: draft.Webhook})
		if !ok {
			m.Say(screen.Warning, "The webhook of the unsaved form does not exist any more; the form makes a new one.")
		} else {
			base := item.Webhook
			start.Base, start.Fields = &base, base.Clone()
		}
	}
	return m.showForm(start)
}

// formStart is what every form begins with.
func (m *frame) formStart() form.Start { return m.formStartIn(m.workspace) }

// formStartIn is what a form begins with in a workspace.
func (m *frame) formStartIn(workspace api.Workspace) form.Start {
	return form.Start{
		Workspace:     workspace.ID,
		WorkspaceName: text.Clean(workspace.Name()),
		LikeThese:     m.table().WebhooksIn(workspace.ID),
		Channel:       workspace.Type == "" || workspace.IsChannel(),
		Fields:        api.Fields{Status: api.Enabled},
	}
}

// askQuit asks before a run is interrupted by quitting.
func (m *frame) askQuit() tea.Cmd {
	q := dialog.Question{
		Title:   "Quit while a run is under way?",
		Lines:   []string{"What is under way ends; the rest is offered at the next start."},
		Choices: []string{"stay", "quit"},
	}
	m.quitting.asking = true
	return m.ask(q, func(choice int) tea.Cmd {
		m.quitting.asking = false
		if choice != 1 {
			return nil
		}
		if m.run.active {
			m.run.stop()
		}
		if m.underWay() == 0 {
			return m.keepForm(tea.Quit)
		}
		return m.finish()
	})
}
