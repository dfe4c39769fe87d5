package work

import (
	"context"
	"errors"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/delivery"
	"corotui/internal/mask"
	"corotui/internal/missed"
	"corotui/internal/text"
	"corotui/ui/dialog"
	historypage "corotui/ui/history"
	"corotui/ui/keys"
	"corotui/ui/list"
	page "corotui/ui/missed"
	"corotui/ui/screen"
)

// Missing finds and sends what the webhooks of an account missed.
type Missing struct {
	Finder missed.Finder
	Outbox missed.Outbox // without a Sender nothing can be sent
}

// missedState is what was missed of the webhook that was asked for last, and how far it
// is sent.
type missedState struct {
	number  int
	item    list.Item
	service Missing
	report  missed.Report
	ends    map[api.WorkspaceID]missed.Result
	active  bool // it is being sent
	stopped bool // nothing more is begun
	failed  int
	done    int
}

// foundMissedMsg is what a webhook missed.
type foundMissedMsg struct {
	number int
	report missed.Report
	err    error
}

// sentMissedMsg is the end of one delivery, or of all of them.
type sentMissedMsg struct {
	run    *missed.Run
	result *missed.Result // nil: nothing is left, or err says why nothing was sent
	err    error
}

// errNoSecret is that no secret was typed.
var errNoSecret = errors.New("a secret is needed")

// HasMissed reports that what was missed can be found.
func (w *Work) HasMissed() bool { return w.opts.Missed != nil }

// Missed finds what the webhook under the cursor missed, and shows it.
func (w *Work) Missed() tea.Cmd {
	item, there := w.browser.One()
	if !there {
		return nil
	}
	if w.missed.active { // that is shown, whatever is under the cursor
		return w.showMissed()
	}
	member := w.account.Member(item.Ref.Account)
	w.missed = missedState{number: w.missed.number + 1, item: item, service: w.opts.Missed(member)}
	return w.findMissed()
}

func (w *Work) findMissed() tea.Cmd {
	s := w.missed
	w.shell.Say(screen.Info, "Reading what "+w.browser.Label(s.item)+" missed"+w.shell.Env().Theme.Signs.Ellipsis)
	at, ctx := s.item.Home(), w.shell.Env().Context
	home := api.Workspace{ID: at.Workspace, DisplayName: w.browser.WorkspaceOf(s.item)}
	if s.item.Origin != nil {
		home = s.item.Origin.Workspace
	}
	return func() tea.Msg {
		report, err := s.service.Finder.Find(ctx, home, at.Webhook)
		return foundMissedMsg{s.number, report, err}
	}
}

// foundMissed shows what was missed.
func (w *Work) foundMissed(message foundMissedMsg) tea.Cmd {
	if message.number != w.missed.number {
		return nil
	}
	name := w.browser.Label(w.missed.item)
	if message.err != nil {
		w.shell.Say(screen.Failure, "Could not read what "+name+" missed: "+text.Sentence(message.err))
		return nil
	}
	w.missed.report, w.missed.ends = message.report, make(map[api.WorkspaceID]missed.Result)
	if !message.report.Known {
		w.shell.Say(screen.Info, name+" is not known to have been disabled")
		if !w.missedShown() {
			return nil
		}
	} else {
		w.shell.Say(screen.Info, w.missedCount()+w.shell.Env().Dot()+name)
	}
	return w.showMissed()
}

// missedCount says how many workspaces were missed.
func (w *Work) missedCount() string {
	if n := len(w.missed.report.Missed); n > 0 {
		return "Missed " + text.Plural(n, "new workspace", "new workspaces")
	}
	return "No new workspace is known to have been missed"
}

// showMissed shows the page, or gives the open one what became of it.
func (w *Work) showMissed() tea.Cmd {
	if slices.ContainsFunc(w.shell.Pages(), isMissed) {
		return w.shell.Tell(page.ContentMsg{Content: w.missedContent()})
	}
	return w.shell.Push(screen.NewPage(page.New(w.shell.Env(), w.missedContent())), nil)
}

func (w *Work) missedShown() bool { return slices.ContainsFunc(w.shell.Pages(), isMissed) }

func isMissed(p screen.Page) bool {
	_, is := screen.As[page.Model](p)
	return is
}

// missedContent is what the page shows.
func (w *Work) missedContent() page.Content {
	r := w.missed.report
	says := r.Says(w.shell.Env().Now())
	c := page.Content{Title: "Missed by " + r.Subject(), Gap: says.Gap, Notes: says.Notes, Others: says.Others, Busy: w.missed.active}
	for _, m := range r.Missed {
		c.Rows = append(c.Rows, w.missedRow(m))
	}
	if n := w.toSend(); n > 0 {
		c.Send = "send " + text.Count(n)
	}
	return c
}

// toSend counts what can be sent.
func (w *Work) toSend() (n int) {
	for _, m := range w.missed.report.Missed {
		if end, tried := w.missed.ends[m.Workspace.ID]; tried {
			m = end.Missed
		}
		if !m.Sent() && !m.Unclear() {
			n++
		}
	}
	return n
}

// missedRow is the line of a workspace.
func (w *Work) missedRow(m missed.Missed) page.Row {
	row := page.Row{Created: screen.Stamp(m.Workspace.Created), Name: text.Clean(m.Workspace.Name()), State: "not sent"}
	end, ended := w.missed.ends[m.Workspace.ID]
	if ended {
		m = end.Missed
	}
	switch {
	case m.Sent():
		row.State, row.Level = "sent "+screen.Stamp(m.Tried.At), page.Good
	case m.Unclear() || ended && end.Kind == change.Unknown:
		row.State, row.Level = "may have been sent; check the receiver", page.Bad
	case ended && end.Err != nil && end.Kind != change.NotBegun:
		row.State, row.Level = "failed: "+text.Sentence(end.Err), page.Bad
	}
	return row
}

// askMissed asks whether what was missed shall be sent, and for the secret where Coro does
// not return it.
func (w *Work) askMissed() tea.Cmd {
	s := w.missed
	key := s.item.Ref.Account
	reason := w.RefusesTest(key)
	if reason == "" && s.service.Outbox.Sender == nil {
		reason = "Nothing was sent: the demo opens no connection."
	}
	if reason != "" {
		w.shell.Say(screen.Warning, reason)
		return nil
	}
	how := missed.How{Form: delivery.DefaultForm()}
	err := s.report.Check(how)
	if refusal, is := errors.AsType[*missed.Refusal](err); is && refusal.Kind == change.NeedSecret {
		q := dialog.TextQuestion{
			Title: "Secret of " + s.report.Subject(), Lines: []string{"Coro does not return it, and it signs the deliveries."},
			Fields: []dialog.Field{{Label: secretLabel, Secret: true}},
		}
		return w.askText(q, func(typed []string) (tea.Cmd, error) {
			if how.Secret = mask.NewSecret(typed[0]); how.Secret.Empty() {
				return nil, errNoSecret
			}
			return w.confirmMissed(how), nil
		})
	}
	if err != nil {
		w.shell.Say(screen.Warning, text.Sentence(err))
		return nil
	}
	return w.confirmMissed(how)
}

func (w *Work) confirmMissed(how missed.How) tea.Cmd {
	r := w.missed.report
	q := dialog.Question{
		Title: fmt.Sprintf("Send %s to %s?", text.Plural(w.toSend(), "missed delivery", "missed deliveries"), r.Host()),
		Lines: []string{
			"for " + r.Subject(), "",
			"They are rebuilt from the workspaces as they are now, signed, and marked with " + delivery.HeaderResentBy + ".",
			"What was sent before is skipped. They cannot be called back.",
		},
		Choices: []string{"keep", "send"},
	}
	return w.askTo(q, func() tea.Cmd { return w.sendMissed(how) })
}

// sendMissed begins to send. It goes on when the user leaves the page.
func (w *Work) sendMissed(how missed.How) tea.Cmd {
	if w.missed.active {
		return nil
	}
	w.missed.active, w.missed.stopped, w.missed.done, w.missed.failed = true, false, 0, 0
	outbox, report, ctx := w.missed.service.Outbox, w.missed.report, w.shell.Env().Context
	w.sayMissed()
	return tea.Batch(w.showMissed(), func() tea.Msg {
		run, err := outbox.Open(ctx, report, how)
		if err != nil {
			return sentMissedMsg{err: err}
		}
		return nextMissed(ctx, run)
	})
}

// nextMissed sends the next one.
func nextMissed(ctx context.Context, run *missed.Run) tea.Msg {
	if result, more := run.Next(ctx); more {
		return sentMissedMsg{run: run, result: &result}
	}
	return sentMissedMsg{err: run.Close()}
}

// sentMissed takes the end of one delivery, and begins the next.
func (w *Work) sentMissed(message sentMissedMsg) tea.Cmd {
	ctx := w.shell.Env().Context
	if message.result == nil {
		w.missed.active = false
		w.saySent(message.err)
		return w.showIfOpen()
	}
	w.missed.ends[message.result.Workspace.ID] = *message.result
	switch message.result.Kind {
	case change.Done:
		w.missed.done++
	case change.Unchanged, change.NotBegun:
	default:
		w.missed.failed++
	}
	w.sayMissed()
	run, stopped := message.run, w.missed.stopped
	next := func() tea.Msg {
		if stopped {
			return sentMissedMsg{err: run.Close()}
		}
		return nextMissed(ctx, run)
	}
	return tea.Batch(next, w.showIfOpen(), w.browser.ReadHistory(), w.shell.Tell(historypage.ChangedMsg{}))
}

func (w *Work) showIfOpen() tea.Cmd {
	if !w.missedShown() {
		return nil
	}
	return w.showMissed()
}

func (w *Work) sayMissed() {
	w.shell.Say(screen.Info, fmt.Sprintf("Sending what %s missed: %d of %d%s",
		w.browser.Label(w.missed.item), len(w.missed.ends), len(w.missed.report.Missed), w.shell.Env().Theme.Signs.Ellipsis))
}

// saySent says how sending ended.
func (w *Work) saySent(err error) {
	name := w.browser.Label(w.missed.item)
	if err != nil {
		w.shell.Say(screen.Failure, "Could not send what "+name+" missed: "+text.Sentence(err))
		return
	}
	said, level := fmt.Sprintf("Sent %s to %s", text.Plural(w.missed.done, "missed delivery", "missed deliveries"), name), screen.Done
	if w.missed.failed > 0 {
		said, level = said+", "+text.Count(w.missed.failed)+" failed", screen.Failure
	}
	if left := len(w.missed.report.Missed) - len(w.missed.ends); left > 0 {
		said, level = said+", "+text.Count(left)+" not begun", screen.Warning
	}
	if !w.missedShown() {
		said += w.shell.Env().Dot() + w.shell.Env().Key(keys.Missed) + " shows them"
	}
	w.shell.Say(level, said)
}

// updateMissed takes what the page asks for, and what became of that.
func (w *Work) updateMissed(message tea.Msg) (cmd tea.Cmd, taken bool) {
	switch message := message.(type) {
	case foundMissedMsg:
		return w.foundMissed(message), true
	case sentMissedMsg:
		return w.sentMissed(message), true
	case page.SendMsg:
		return w.askMissed(), true
	case page.StopMsg:
		w.missed.stopped = true
		return nil, true
	case page.RefreshMsg:
		if w.missed.active {
			return nil, true
		}
		w.missed.number++
		return w.findMissed(), true
	}
	return nil, false
}
