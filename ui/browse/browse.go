// Package browse is what is looked at: the list of a workspace, the fleet of all
// workspaces, the webhook that is opened, and where all of it comes from.
package browse

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/fleet"
	"corotui/internal/text"
	"corotui/ui/detail"
	historypage "corotui/ui/history"
	"corotui/ui/list"
	"corotui/ui/results"
	"corotui/ui/screen"
	"corotui/ui/theme"
	"corotui/ui/workspace"
)

// Account is the one that is worked with.
type Account interface {
	Where() account.Where
	ReadOnly() string // why writes are refused; empty when they are not
	// CanLogIn reports that another token can be had; AskLogin asks for it, and says why.
	CanLogIn() bool
	AskLogin(reason string) tea.Cmd
	// Member is an account by the key that refs have of it.
	Member(key string) account.Member
	// ReadMembers reads which accounts there are, and goes on with them. Those that could
	// not be used before are tried anew.
	ReadMembers(again []string, then func([]account.Member, error) tea.Cmd) tea.Cmd
}

// Work is what is being done to the webhooks.
type Work interface {
	// Busy reports that a change is under way.
	Busy() bool
}

// Service reads from the API. Its errors may have a Sentence method, which is what the
// user is told.
type Service interface {
	workspace.Finder
	Workspace(ctx context.Context, id api.WorkspaceID) (api.Workspace, error)
	Webhooks(ctx context.Context, id api.WorkspaceID) ([]api.Webhook, error)
}

// Visited remembers that a workspace was opened. What the user should know of that is
// the note.
type Visited func(ctx context.Context, id api.WorkspaceID) (note string, err error)

// Options is what is browsed with.
type Options struct {
	Service   Service
	Workspace api.WorkspaceID   // the one to begin with; empty: it is asked for
	Recent    []api.WorkspaceID // opened before, the last first
	Visited   Visited           // remembers one; may be nil
	Absolute  bool              // dates in the list in place of ages
	Fleet     fleet.Options     // how the scan of all workspaces goes
	Watch     time.Duration     // between two scans of a watch; 0: 5 minutes
	Snapshots Snapshots         // nil: nothing is kept for the next start
	History   History           // nil: what was changed is not known
	Desired   Desired           // nil: the fleet is not compared with files
}

// Browse is what is looked at. It is changed in place, by Update alone.
type Browse struct {
	shell   screen.Shell
	account Account
	work    Work
	opts    Options

	width, height int // of the page
	panes         panes

	list   list.Model
	fleet  fleetState // of the channel, or of all accounts
	other  fleetState // of the two the one that was not opened last
	scans  int        // how many were begun
	drift  driftState
	detail detail.Model

	workspace api.Workspace  // only ID is sure to be known
	home      api.Workspace  // the one that the program started in
	lineage   *fleet.Lineage // above the open workspace, once that is known; else nil
	relating  bool           // that is being read
	load      load
	busy      screen.Busy
	failure   error // why the first list never came, for the exit code
	wanted    wanted
}

// New returns what is looked at, which begins with Start.
func New(shell screen.Shell, opts Options) *Browse {
	env := shell.Env()
	b := &Browse{shell: shell, opts: opts, list: list.New(env), detail: detail.New(env), busy: screen.NewBusy(env.Theme)}
	b.list.SetAbsolute(opts.Absolute)
	b.workspace.ID, b.home.ID = opts.Workspace, opts.Workspace
	return b
}

// Join tells of the account and the work, before anything else.
func (b *Browse) Join(account Account, work Work) { b.account, b.work = account, work }

// Start prepares the list of the workspace to begin with, or the choice of one.
func (b *Browse) Start() {
	if b.workspace.ID == "" {
		b.OpenWorkspaces()
		return
	}
	b.startLoad()
}

// Update takes the messages that are for what is looked at, whatever page is shown.
func (b *Browse) Update(message tea.Msg) (cmd tea.Cmd, taken bool) {
	switch message := message.(type) {
	case list.FilteredMsg:
		for _, table := range b.tables() { // each takes its own
			*table, _ = table.Update(message)
		}
		b.Follow()
		return nil, true
	case webhooksMsg:
		return b.loaded(message), true
	case slowMsg:
		return b.slow(message), true
	case scannedMsg:
		return b.scanned(message), true
	case watchMsg:
		return b.watched(message), true
	case keptMsg:
		b.kept(message)
		return nil, true
	case savedMsg:
		b.saved(message)
		return nil, true
	case workspaceMsg:
		return b.described(message), true
	case lineageMsg:
		b.related(message)
		return nil, true
	case visitedMsg:
		b.visited(message)
		return nil, true
	case pastMsg:
		b.past(message)
		return nil, true
	case historypage.ShowMsg:
		return b.goTo(message), true
	case results.OpenMsg:
		return b.goToWebhook(message.Row.Ref, text.Quote(api.Text(message.Row.Name)), api.Text(message.Row.Workspace)), true
	case workspace.PickedMsg:
		left := b.shell.Pop()
		return tea.Batch(left, message.Then(message.Workspaces)), true
	case screen.OpenWorkspaceMsg:
		return b.openWorkspace(message.Workspace), true
	case screen.BusyTickMsg: // it may be that of another sign
		if b.load.spinning {
			return b.spin(message), false
		}
	}
	return b.updateDrift(message)
}

// Failure returns why no list was ever shown, or nil.
func (b *Browse) Failure() error {
	if b.list.Loaded() && b.load.kept.IsZero() {
		return nil
	}
	return b.failure
}

// Loaded reports that the webhooks of the open workspace are known.
func (b *Browse) Loaded() bool { return b.list.Loaded() }

// Ready reports that the list is on the screen with its rows, so that something may be
// offered.
func (b *Browse) Ready() bool { return b.list.Loaded() && b.OnList() }

// SetTheme changes the look of what outlives its page.
func (b *Browse) SetTheme(t theme.Theme) {
	b.list.SetTheme(t)
	for _, f := range b.fleets() {
		f.list.SetTheme(t)
	}
	b.detail.SetTheme(t)
}

// Settled reports that the row under the cursor has been there for a moment: a scan may
// bring another one there at any time.
func (b *Browse) Settled() bool {
	marked, _ := b.table().Marked()
	return !b.OnFleet() || marked > 0 || b.table().Moved() || b.shell.Env().Now().Sub(b.fleet.changed) >= settling
}

// Hidden counts the targets that the filter hides. In the detail it hides none.
func (b *Browse) Hidden(items []list.Item) int {
	if b.OnDetail() {
		return 0
	}
	return b.table().Hidden(items)
}

// Header names what is looked at, and says at the right how fresh or how complete it is.
// There may be a bar in so many cells.
func (b *Browse) Header(room int) (name, right string) {
	if b.InFleet() {
		return b.fleetHeader(room)
	}
	return b.WorkspaceName(), b.freshness()
}

// Progress is how much of a scan is done, from 0 to 1, while there is one.
func (b *Browse) Progress() (done float64, scanning bool) {
	return b.fleet.fraction(), b.fleet.scanning
}
