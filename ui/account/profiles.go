package account

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"corotui/api"
	"corotui/internal/account"
	"corotui/internal/text"
	"corotui/ui/profile"
	"corotui/ui/screen"
)

// Profiles are the accounts that can be switched to while the program runs.
type Profiles interface {
	// Profiles lists them, with the one in use marked.
	Profiles() []account.Profile
	// Open makes another one ready, which may run a command or ask for a passphrase.
	// Until it is entered nothing has changed.
	Open(ctx context.Context, name string) (account.Opened, error)
}

// switching is a switch that was begun. Leaving the choice ends it.
type switching struct {
	number int
	name   string
	cancel context.CancelFunc // nil when there is none
}

// openedMsg is that another profile is ready, or why not.
type openedMsg struct {
	number int
	name   string
	opened account.Opened
	err    error
}

// OpenProfiles shows the choice of profiles.
func (a *Account) OpenProfiles() tea.Cmd {
	return a.shell.Push(screen.NewPage(profile.New(a.shell.Env(), a.opts.Profiles.Profiles())), a.stay)
}

// SavedFirst is said in place of a switch while a change is under way: its account and
// history are the old profile's.
const SavedFirst = "A change is still being saved; try again in a moment."

// useProfile makes a profile ready to switch to.
func (a *Account) useProfile(message profile.ChosenMsg) tea.Cmd {
	if a.writes.Busy() {
		a.shell.Say(screen.Warning, SavedFirst)
		return a.shell.Tell(profile.FailedMsg{})
	}
	profiles := a.opts.Profiles
	ctx, cancel := context.WithCancel(a.shell.Env().Context)
	number := a.switching.number + 1
	a.switching = switching{number, message.Name, cancel}
	return func() tea.Msg {
		opened, err := profiles.Open(ctx, message.Name)
		return openedMsg{number, message.Name, opened, err}
	}
}

// stay gives a switch up, if there is one: who left the choice goes on working
// with the old profile, and must not find another one below a change or a form.
func (a *Account) stay() tea.Cmd {
	if a.switching.cancel == nil {
		return nil
	}
	a.switching.cancel()
	a.shell.Say(screen.Info, "Not switched to "+text.Clean(api.Text(a.switching.name))+".")
	a.switching = switching{number: a.switching.number}
	return nil
}

// opened enters the profile that is ready, and shows its workspace or asks for
// one. A change that began meanwhile, as an undo that took its time, is not torn
// between two accounts.
func (a *Account) opened(message openedMsg) tea.Cmd {
	if message.number != a.switching.number || a.switching.cancel == nil {
		return nil
	}
	a.switching.cancel()
	a.switching.cancel = nil
	switch {
	case message.err != nil:
		a.shell.Say(screen.Failure, "Could not switch to "+text.Clean(api.Text(message.name))+": "+text.Sentence(message.err))
		return a.shell.Tell(profile.FailedMsg{})
	case a.writes.Busy():
		a.shell.Say(screen.Warning, SavedFirst)
		return a.shell.Tell(profile.FailedMsg{})
	}
	message.opened.Enter()
	a.where, a.members = a.opts.Where(), nil
	a.opts.ReadOnly = message.opened.ReadOnly
	return tea.Batch(a.browser.Switched(message.opened.Workspace, message.opened.Recent), a.writes.Switched())
}
