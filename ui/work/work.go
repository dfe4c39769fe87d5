// Package work is what is done to webhooks from the screen: single writes, bulk runs,
// undo, forms and their drafts, tests, and copies.
package work

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/history"
	"corotui/internal/plan"
	"corotui/ui/dialog"
	"corotui/ui/drift"
	"corotui/ui/form"
	historypage "corotui/ui/history"
	"corotui/ui/list"
	"corotui/ui/screen"
	"corotui/ui/workspace"
)

// Account is the one that is worked with.
type Account interface {
	Where() account.Where
	ReadOnly() string // why writes are refused; empty when they are not
	// Member is an account by the key that refs have of it; the empty one is this one.
	// Members are those beside it.
	Member(key string) account.Member
	Members() []account.Member
}

// Browser is what is on the screen, and learns of what became of it.
type Browser interface {
	Selection
	Rows

	// Workspace is the open one. Only its ID is sure to be known.
	Workspace() api.Workspace
	// PickWorkspaces shows the choice of several workspaces of an account, as many says it.
	PickWorkspaces(account string, many workspace.Many) tea.Cmd
	// InFleet reports that the rows are of many workspaces, and InAll that they are of
	// several accounts.
	InFleet() bool
	InAll() bool
	// Show shows a webhook in the detail, and OpenDetail opens it.
	Show(screen.Ref)
	OpenDetail()
	// ReadHistory reads what was changed of the webhook that is shown, and Keep keeps the
	// list for the next start.
	ReadHistory() tea.Cmd
	Keep() tea.Cmd
}

// Selection is what an action applies to.
type Selection interface {
	// Targets are the marked webhooks, or the one under the cursor; One is the latter,
	// marks or not.
	Targets() []list.Item
	One() (list.Item, bool)
	// Label is what sentences call a webhook, with its workspace unless the header names
	// that, and WorkspaceOf what they call its workspace.
	Label(list.Item) string
	WorkspaceOf(list.Item) api.Text
	// Where is WorkspaceOf for a sentence, with the profile where the header is not of it.
	Where(list.Item) string
	// Hidden counts those that the filter hides.
	Hidden([]list.Item) int
	// StaleReason says why a row of an earlier run is not enough.
	StaleReason(list.Item) string
}

// Rows are those that the list and the fleet show.
type Rows interface {
	Find(screen.Ref) (list.Item, bool)
	WebhooksIn(workspace screen.Ref) []api.Webhook
	// Filtered reports that a filter hides some.
	Filtered() bool
	// Pending says in rows what is being done to them; nothing is when it is empty.
	Pending(set map[screen.Ref]bool, doing string)
	// Apply puts into the rows what became of webhooks.
	Apply([]list.End)
	// Unmark takes the marks from rows.
	Unmark(map[screen.Ref]bool)
}

// Writer makes the changes. It is the only way from here to a write, and it
// compares with what the user saw before it writes.
type Writer interface {
	Do(context.Context, change.Change) change.Outcome
}

// Tester sends Coro's test.
type Tester interface {
	TestWebhook(ctx context.Context, id api.WorkspaceID, webhook api.WebhookID) (api.TestResult, error)
}

// Options is what is worked with.
type Options struct {
	Writer  Writer
	Tester  Tester
	Sender  Sender // nil: no samples are sent
	Secrets change.SecretPolicy
	History History            // nil: nothing can be undone
	Drafts  Drafts             // nil: forms are not kept
	Runner  func() bulk.Runner // with which sets are changed; nil: they are not
	Limiter *api.Limiter       // of runs and scans together

	// Generate has the secrets of the webhooks made that files have created.
	Generate func(context.Context, *plan.Policy) error

	// Missed finds and sends what webhooks of an account missed; nil: that is not offered.
	Missed func(account.Member) Missing

	// Tmux puts a text into the buffer of the tmux that the program runs in; nil
	// outside of one.
	Tmux func(ctx context.Context, text string) error
}

// Work is what is being done. It is changed in place, by Update alone.
type Work struct {
	shell   screen.Shell
	account Account
	browser Browser
	opts    Options

	writes   writes
	run      runState
	command  commandState
	last     lastRun // what became of it
	missed   missedState
	gate     *fleet.Gate       // pauses runs
	pending  *bulk.Interrupted // a run to be offered to be resumed
	orphans  []history.Orphan  // to be offered to be deleted
	formAt   form.Start        // what the form began with
	reviving *change.Create    // the deleted webhook that the form makes again; nil: it makes another
	draft    *form.Draft       // left over from the last time, to be offered
	drafted  bool              // there is one in the store
}

// New returns the work, of which nothing is under way.
func New(shell screen.Shell, opts Options) *Work {
	return &Work{shell: shell, opts: opts, writes: writes{
		secrets: map[string]change.SecretPolicy{"": opts.Secrets}, changed: make(map[string]bool), turns: make(chan struct{}, writeLimit),
	}, gate: new(fleet.Gate)}
}

// Join tells of the account and of what is looked at, before anything else.
func (w *Work) Join(account Account, browser Browser) { w.account, w.browser = account, browser }

// Init looks for what an earlier run of the program left unfinished.
func (w *Work) Init() tea.Cmd {
	return tea.Batch(w.loadDraftCmd(), w.settleCmd(), w.unfinishedCmd(), w.orphansCmd())
}

// Update takes the messages that are the work's.
func (w *Work) Update(message tea.Msg) (cmd tea.Cmd, taken bool) {
	switch message := message.(type) {
	case wroteMsg:
		return w.wrote(message), true
	case ranMsg:
		return w.ran(message), true
	case plannedMsg:
		return w.planned(message), true
	case commandEndedMsg:
		w.commandEnded(message)
		return nil, true
	case testedMsg:
		return w.tested(message), true
	case sampledMsg:
		return w.sampled(message), true
	case screen.SaveMsg:
		return w.save(message), true
	case historypage.UndoMsg:
		return w.undoOne(message), true
	case screen.CopyMsg:
		return w.copyOut(message), true
	case copiedMsg:
		return w.copied(message), true
	case draftMsg:
		w.foundDraft(message)
		return nil, true
	case draftSavedMsg:
		return w.draftSaved(message), true
	case draftGoneMsg:
		w.draftGone(message)
		return nil, true
	case settledMsg:
		return w.settled(message), true
	case unfinishedMsg:
		w.foundRuns(message)
		return nil, true
	case orphansMsg:
		w.foundOrphans(message)
		return nil, true
	case resumableMsg:
		return w.resumable(message), true
	case drift.ApplyMsg:
		return w.beforeApply(message), true
	case generatedMsg:
		return w.generated(message), true
	}
	if cmd, taken = w.updateMissed(message); taken {
		return cmd, true
	}
	return w.updateResults(message)
}

// Ended reports that a message tells of the end of a change, or of a part of it.
func Ended(message tea.Msg) bool {
	switch message.(type) {
	case wroteMsg, ranMsg, plannedMsg, sentMissedMsg:
		return true
	}
	return false
}

// Busy reports that a change, or a set of them, is under way.
func (w *Work) Busy() bool { return w.writes.running > 0 || w.run.active || w.missed.active }

// Running reports that a set is being changed.
func (w *Work) Running() bool { return w.run.active }

// Stopping reports that nothing more of that set is begun.
func (w *Work) Stopping() bool { return w.run.active && w.run.stopped }

// InProgress is how many changes have not ended that the user asked for: those
// that are sent or wait for their turn, and that an undo is about to make. Of
// a run that begins nothing more it is not known how many are; then it is one.
func (w *Work) InProgress() int {
	n := w.writes.running + w.writes.planning
	if open, there := openForm(w.shell.Pages()); there && open.BeingSaved() {
		n = max(n, 1) // a form that is just being saved says so before its write begins
	}
	if w.missed.active {
		n++
	}
	switch r := w.run.report; {
	case !w.run.active:
	case w.run.stopped:
		n++
	default:
		n += max(1, len(w.run.plan.Tasks)-r.Done-r.Unchanged-r.Failed)
	}
	return n
}

// Offer offers what an earlier run of the program left over: of the open workspace a
// form, then a run, and then a webhook that it made for itself. It is for when the list is shown and nothing is asked.
func (w *Work) Offer() tea.Cmd {
	switch {
	case w.draft != nil && w.fits(*w.draft):
		return w.offerDraft()
	case w.pending != nil && !w.run.active:
		return w.offerRun()
	case len(w.orphans) > 0:
		return w.offerOrphan()
	}
	return nil
}

// HasHistory reports that changes are recorded.
func (w *Work) HasHistory() bool { return w.opts.History != nil }

// Switched forgets what held for the profile before, and looks for what the other one
// left unfinished.
func (w *Work) Switched() tea.Cmd {
	clear(w.writes.secrets) // the choice held for the old profile
	clear(w.writes.changed)
	w.pending, w.orphans = nil, nil // what is left of it is not dealt with here
	return tea.Batch(w.settleCmd(), w.unfinishedCmd(), w.orphansCmd())
}

// ask asks to choose; answer gets the place of the choice, and -1 for none.
func (w *Work) ask(q dialog.Question, answer func(choice int) tea.Cmd) tea.Cmd {
	return w.shell.Ask(dialog.NewConfirm(w.shell.Env(), q, answer))
}

// askTo asks, and does what the second choice offers.
func (w *Work) askTo(q dialog.Question, do func() tea.Cmd) tea.Cmd {
	return w.ask(q, func(choice int) tea.Cmd {
		if choice != 1 {
			return nil
		}
		return do()
	})
}
