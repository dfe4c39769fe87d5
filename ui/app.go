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
	"corotui/internal/account"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/plan"
	uiaccount "corotui/ui/account"
	"corotui/ui/browse"
	"corotui/ui/dialog"
	"corotui/ui/keys"
	"corotui/ui/login"
	"corotui/ui/receive"
	"corotui/ui/screen"
	"corotui/ui/theme"
	"corotui/ui/work"
)

// Passphrase is one that the user is asked for while the program runs.
type Passphrase = uiaccount.Passphrase

// Service is the API, as far as it is read.
type Service interface {
	browse.Service
	work.Tester
}

// History is the log of the changes that were made from here.
type History interface {
	work.History
	browse.History
}

// Options is what the program is made with.
type Options struct {
	Context   context.Context //nolint:containedctx // the program's; cancelled when it ends
	Service   Service
	Writer    work.Writer
	Sender    work.Sender // nil: no samples are sent
	Gate      login.Gate
	Where     func() account.Where // read again after a login
	Workspace api.WorkspaceID
	Login     *account.Attempt // start at the login screen, filled in so far
	Reason    string           // why it is asked
	ReadOnly  string           // why writes are refused; empty when they are not
	Secrets   change.SecretPolicy
	Keys      keys.Map
	Commands  []work.UserCommand // of the user's own, which Keys has, too
	Theme     theme.Mode
	AutoTheme bool // ask the terminal whether it is light
	NoTitle   bool // leave the terminal's window alone: neither a title nor a progress bar
	ASCII     bool
	Recent    []api.WorkspaceID                 // opened before, the last first
	Visited   browse.Visited                    // remembers one; may be nil
	Now       func() time.Time                  // nil: time.Now
	Absolute  bool                              // dates in the list in place of ages
	Mouse     bool                              // the wheel moves, a click selects; the terminal's own selection then needs shift
	History   History                           // nil: nothing can be undone
	Drafts    work.Drafts                       // nil: forms are not kept
	Runner    func() bulk.Runner                // with which sets are changed; nil: they are not
	Missed    func(account.Member) work.Missing // of the webhooks of an account; nil: it is not offered
	Fleet     fleet.Options                     // how the scan of all workspaces goes
	Watch     time.Duration                     // between two scans of a watch; 0: 5 minutes
	Profiles  uiaccount.Profiles                // nil: there is no other account
	Accounts  uiaccount.Accounts                // nil: none is worked with beside the one
	Desired   browse.Desired                    // the files that the fleet is compared with; nil: it is not
	Snapshots browse.Snapshots                  // nil: nothing is kept for the next start
	Terminal  bool                              // a real one, which answers questions
	Suspend   func() error                      // stops the program until the user is back from the shell; nil without one

	// Tmux puts a text into the buffer of the tmux that the program runs in; nil
	// outside of one.
	Tmux func(ctx context.Context, text string) error

	// Receive shows what a listener receives, and nothing of an account; nil: it does not.
	Receive *receive.Options

	// Passphrases are asked for while the program runs; nil: none are.
	Passphrases <-chan Passphrase
}

// Model is what Bubble Tea runs: the frame, and its pages as the last update that came to
// its end left them. Should the next one panic, the form among these is whole.
type Model struct {
	frame *frame
	stack []opened
}

// frame routes messages, holds the pages and boxes, and draws what is around them. It is
// changed in place, by Update alone.
type frame struct {
	opts     Options
	env      screen.Env
	layout   layout
	stack    []opened // never empty; the last one is on top
	boxes    dialog.Stack
	status   status
	turn     int // counts the updates
	quitting quitting

	account *uiaccount.Account
	work    *work.Work
	browse  *browse.Browse
	receive *receive.Receive       // nil: there is no listener
	actions map[keys.Action]action // what keys and the palette do
}

var _ tea.Model = Model{}

// New returns the program, which starts with the list of Options.Workspace,
// with the login, or without either with the choice of a workspace. With
// Options.Receive it has one page, of deliveries.
func New(opts Options) Model {
	if opts.Context == nil {
		opts.Context = context.Background()
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Where == nil { // of no account
		opts.Where = func() account.Where { return account.Where{} }
	}
	m := &frame{opts: opts, env: screen.Env{
		Context: opts.Context,
		Keys:    opts.Keys,
		Theme:   theme.New(opts.Theme, opts.ASCII),
		Now:     opts.Now,
	}}
	m.furnish()
	m.stack = []opened{{page: m.browse.ListPage()}}
	if opts.Receive != nil {
		m.receive = receive.New(m, *opts.Receive)
		m.Reset(m.receive.Page())
	} else if opts.Login != nil {
		m.Reset(m.account.FirstLogin(*opts.Login, opts.Reason))
	} else {
		m.browse.Start()
	}
	return Model{m, m.stack}
}

// furnish makes what is behind the pages, and says what the actions do with it.
func (m *frame) furnish() {
	opts := m.opts
	opts.Fleet.Limiter = api.NewLimiter(opts.Fleet.Concurrency)
	m.account = uiaccount.New(m, uiaccount.Options{
		Gate: opts.Gate, Where: opts.Where, ReadOnly: opts.ReadOnly, Profiles: opts.Profiles, Accounts: opts.Accounts, Passphrases: opts.Passphrases,
	})
	var generate func(context.Context, *plan.Policy) error
	if opts.Desired != nil {
		generate = opts.Desired.Generate
	}
	m.work = work.New(m, work.Options{
		Writer: opts.Writer, Tester: opts.Service, Sender: opts.Sender, Secrets: opts.Secrets, History: opts.History, Drafts: opts.Drafts,
		Runner: opts.Runner, Limiter: opts.Fleet.Limiter, Tmux: opts.Tmux, Missed: opts.Missed, Generate: generate,
	})
	m.browse = browse.New(m, browse.Options{
		Service: opts.Service, Workspace: opts.Workspace, Recent: opts.Recent, Visited: opts.Visited, Absolute: opts.Absolute,
		Fleet: opts.Fleet, Watch: opts.Watch, Snapshots: opts.Snapshots, History: opts.History, Desired: opts.Desired,
	})
	m.account.Join(m.work, m.browse)
	m.work.Join(m.account, m.browse)
	m.browse.Join(m.account, m.work)
	m.actions = m.actionTable()
	m.addCommands()
}

// Init starts what New prepared. The first frame does not wait for any of it.
func (m Model) Init() tea.Cmd { return m.frame.begin() }

func (m *frame) begin() tea.Cmd {
	if m.receive != nil {
		return tea.Batch(m.receive.Init(), m.top().Init())
	}
	first := m.top().Init
	if m.browse.OnList() {
		first = m.browse.FirstLoad
	}
	return tea.Batch(m.work.Init(), m.account.Init(), first())
}

// Failure returns why no list was ever shown, or nil: the program's exit code
// tells it to whoever started it.
func (m Model) Failure() error { return m.frame.browse.Failure() }
