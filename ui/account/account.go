// Package account is who works with the program: the login, the profiles, and the
// passphrases of stored secrets.
package account

import (
	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/ui/login"
	"corotui/ui/profile"
	"corotui/ui/screen"
)

// Writes is what is being written with the account.
type Writes interface {
	// Settle finds out what became of changes of another account that were cut off.
	Settle(account.Member) tea.Cmd
	// Busy reports that a change is under way.
	Busy() bool
	// Switched forgets what held for the profile before, and looks for what the other
	// one left unfinished.
	Switched() tea.Cmd
}

// Browser shows the webhooks that the account sees.
type Browser interface {
	// Workspace is the open one. Only its ID is sure to be known, and that only once
	// one is open.
	Workspace() api.Workspace
	// LoggedIn opens a workspace, or asks for one, after a login.
	LoggedIn(api.WorkspaceID) tea.Cmd
	// Switched forgets everything that was read, and opens a workspace of the other
	// profile, or asks for one. Recent are those that were opened before, the last first.
	Switched(id api.WorkspaceID, recent []api.WorkspaceID) tea.Cmd
}

// Options is what an account is made with.
type Options struct {
	Gate        login.Gate           // nil: nobody can log in
	Where       func() account.Where // read again after a login
	ReadOnly    string               // why writes are refused; empty when they are not
	Profiles    Profiles             // nil: there is no other account
	Accounts    Accounts             // nil: none is worked with beside the one
	Passphrases <-chan Passphrase    // asked for while the program runs; nil: none are
}

// Account is the one that is worked with.
type Account struct {
	shell     screen.Shell
	writes    Writes
	browser   Browser
	opts      Options
	where     account.Where
	switching switching
	members   map[string]account.Member // that are worked with beside the one; by their keys
}

// New returns the account that the options say.
func New(shell screen.Shell, opts Options) *Account {
	return &Account{shell: shell, opts: opts, where: opts.Where()}
}

// Join tells of what is written and of what is looked at, before anything else.
func (a *Account) Join(writes Writes, browser Browser) { a.writes, a.browser = writes, browser }

// Init waits for passphrases that are asked for.
func (a *Account) Init() tea.Cmd { return a.passphrasesCmd() }

// Where says which account it is.
func (a *Account) Where() account.Where { return a.where }

// ReadOnly is why writes are refused; empty when they are not.
func (a *Account) ReadOnly() string { return a.opts.ReadOnly }

// HasProfiles reports that there are others to switch to.
func (a *Account) HasProfiles() bool { return a.opts.Profiles != nil }

// CanLogIn reports that another token can be had.
func (a *Account) CanLogIn() bool { return a.opts.Gate != nil }

// Update takes the messages that are the account's.
func (a *Account) Update(message tea.Msg) (cmd tea.Cmd, taken bool) {
	switch message := message.(type) {
	case passphraseMsg:
		return a.askPassphrase(message, ""), true
	case profile.ChosenMsg:
		return a.useProfile(message), true
	case openedMsg:
		return a.opened(message), true
	case membersMsg:
		return a.joined(message), true
	case login.DoneMsg:
		a.where = a.opts.Where()
		return a.browser.LoggedIn(message.Workspace), true
	}
	return nil, false
}

// FirstLogin is the login as the first page, filled in so far, and why it is asked.
func (a *Account) FirstLogin(attempt account.Attempt, reason string) screen.Page {
	return screen.NewPage(login.New(a.shell.Env(), a.opts.Gate, attempt, reason).First())
}

// AskLogin opens the login, saying why.
func (a *Account) AskLogin(reason string) tea.Cmd {
	attempt := a.opts.Gate.Account()
	if id := a.browser.Workspace().ID; id != "" {
		attempt.Workspace = id
	}
	return a.shell.Push(screen.NewPage(login.New(a.shell.Env(), a.opts.Gate, attempt, reason)), nil)
}
