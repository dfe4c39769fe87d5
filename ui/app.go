// Package ui is the terminal program: the root that routes messages between
// the screens, draws the frame around them, and turns what a user asks for
// into commands. Data flows one way: a key becomes a message, Update turns it
// into a command, the command's answer is a message again, View draws it.
package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/ui/account"
	"corotui/ui/detail"
	"corotui/ui/dialog"
	"corotui/ui/form"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/login"
	"corotui/ui/screen"
	"corotui/ui/theme"
	"corotui/ui/workspace"
)

// Service reads from the API for the screens. Its errors may have a Sentence
// method, which is what the user is told.
type Service interface {
	workspace.Finder
	Workspace(ctx context.Context, id api.WorkspaceID) (api.Workspace, error)
	Webhooks(ctx context.Context, id api.WorkspaceID) ([]api.Webhook, error)
	TestWebhook(ctx context.Context, id api.WorkspaceID, webhook api.WebhookID) (api.TestResult, error)
}

// Writer makes the changes. It is the only way from here to a write, and it
// compares with what the user saw before it writes.
type Writer interface {
	Update(context.Context, change.Update) change.Outcome
	Create(context.Context, change.Create) change.Outcome
	Delete(context.Context, change.Delete) change.Outcome
	// Do makes a change of any sort: the way back from a recorded one.
	Do(context.Context, change.Change) change.Outcome
}

// Where says, in clean words, which account the program works in.
type Where = screen.Where

// What the accounts of the program are, see [account.Options].
type (
	Profiles   = account.Profiles
	Profile    = account.Profile
	Opened     = account.Opened
	Passphrase = account.Passphrase
)

// Visited remembers that a workspace was opened. What the user should know of that is
// the note.
type Visited func(ctx context.Context, id api.WorkspaceID) (note string, err error)

// Options is what the program is made with.
type Options struct {
	Context   context.Context //nolint:containedctx // the program's; cancelled when it ends
	Service   Service
	Writer    Writer
	Gate      login.Gate
	Where     func() Where // read again after a login
	Workspace api.WorkspaceID
	Login     *login.Attempt // start at the login screen, filled in so far
	Reason    string         // why it is asked
	ReadOnly  string         // why writes are refused; empty when they are not
	Secrets   change.SecretPolicy
	Keys      keys.Map
	Theme     theme.Mode
	AutoTheme bool // ask the terminal whether it is light
	NoTitle   bool // leave the terminal's window alone: neither a title nor a progress bar
	ASCII     bool
	Recent    []api.WorkspaceID  // opened before, the last first
	Visited   Visited            // remembers one; may be nil
	Now       func() time.Time   // nil: time.Now
	Absolute  bool               // dates in the list in place of ages
	Mouse     bool               // the wheel moves, a click selects; the terminal's own selection then needs shift
	History   History            // nil: nothing can be undone
	Drafts    Drafts             // nil: forms are not kept
	Desk      func() bulk.Runner // with which sets are changed; nil: they are not
	Fleet     fleet.Options      // how the walk over all workspaces goes
	Watch     time.Duration      // between two walks of a watch; 0: 5 minutes
	Profiles  Profiles           // nil: there is no other account
	Snapshots Snapshots          // nil: nothing is kept for the next start
	Terminal  bool               // a real one, which answers questions
	Suspend   func() error       // stops the program until the user is back from the shell; nil without one

	// Tmux puts a text into the buffer of the tmux that the program runs in; nil
	// outside of one.
	Tmux func(ctx context.Context, text string) error

	// Passphrases are asked for while the program runs; nil: none are.
	Passphrases <-chan Passphrase
}

// Model is what Bubble Tea runs: the frame, and its pages as the last update that came to
// its end left them. Should the next one panic, the form among these is whole.
type Model struct {
	frame *frame
	stack []opened
}

// frame routes messages, and keeps what belongs to no single screen. It is changed
// in place, by Update alone.
type frame struct {
	opts   Options
	env    screen.Env
	layout layout
	stack  []opened // never empty; the last one is on top

	list     list.Model
	detail   detail.Model
	formAt   form.Start     // what the form began with
	reviving *change.Create // the deleted webhook that the form makes again; nil: it makes another
	fleet    fleetState
	run      runState
	limiter  *api.Limiter      // of walks and runs together
	gate     *fleet.Gate       // pauses runs
	pending  *bulk.Interrupted // a run to be offered to go on with

	boxes dialog.Stack

	account   *account.Account
	workspace api.Workspace  // only ID is sure to be known
	home      api.Workspace  // the one that the program started in
	lineage   *fleet.Lineage // above the open workspace, once that is known; else nil
	relating  bool           // that is being read
	status    status
	load      load
	busy      screen.Busy
	writes    writes
	failure   error // why the first list never came, for the exit code
	quitting  quitting
	draft     *form.Draft // left over from the last time, to be offered
	drafted   bool        // there is one in the store
}

var _ tea.Model = Model{}

// New returns the program, which starts with the list of Options.Workspace,
// with the login, or without either with the choice of a workspace.
func New(opts Options) Model {
	if opts.Context == nil {
		opts.Context = context.Background()
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	env := screen.Env{
		Context: opts.Context,
		Keys:    opts.Keys,
		Theme:   theme.New(opts.Theme, opts.ASCII),
		Now:     opts.Now,
	}
	m := &frame{
		opts: opts, env: env,
		list: list.New(env), detail: detail.New(env),
		writes: writes{secrets: opts.Secrets},
		busy:   screen.NewBusy(env.Theme),
	}
	m.stack = []opened{{page: tablePage{m, false}}}
	m.account = account.New(m, written{m}, m, account.Options{
		Gate: opts.Gate, Where: opts.Where, ReadOnly: opts.ReadOnly, Profiles: opts.Profiles, Passphrases: opts.Passphrases,
	})
	m.list.SetAbsolute(opts.Absolute)
	m.limiter, m.gate = api.NewLimiter(opts.Fleet.Concurrency), new(fleet.Gate)
	m.opts.Fleet.Limiter = m.limiter
	m.workspace.ID, m.home.ID = opts.Workspace, opts.Workspace
	switch {
	case opts.Login != nil:
		m.Reset(m.account.FirstLogin(*opts.Login, opts.Reason))
	case opts.Workspace == "":
		m.openWorkspaces()
	default:
		m.startLoad()
	}
	return Model{m, m.stack}
}

// Init starts what New prepared. The first frame does not wait for any of it.
func (m Model) Init() tea.Cmd { return m.frame.begin() }

func (m *frame) begin() tea.Cmd {
	var cmds []tea.Cmd
	cmds = append(cmds, m.questions(), m.loadDraftCmd(), m.settleCmd(), m.unfinishedCmd(), m.account.Init())
	if m.onList() {
		cmds = append(cmds, m.firstLoadCmd())
	} else {
		cmds = append(cmds, m.top().Init())
	}
	return tea.Batch(cmds...)
}

// Failure returns why no list was ever shown, or nil: the program's exit code
// tells it to whoever started it.
func (m Model) Failure() error {
	if m.frame.list.Loaded() && m.frame.load.kept.IsZero() {
		return nil
	}
	return m.frame.failure
}

// toList leaves every screen but the list.
func (m *frame) toList() {
	m.fleet.stop()
	m.detail.Mask()
	m.Reset(tablePage{m, false})
}
