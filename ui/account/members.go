package account

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"corotui/internal/account"
)

// Accounts are all that the config file names, for those who work with several at once.
type Accounts interface {
	// Members reads which there are. Those named in again get a session anew.
	Members(ctx context.Context, again ...string) ([]account.Member, error)
}

// membersMsg is which accounts there are.
type membersMsg struct {
	where   account.Where // in which account that was asked
	members []account.Member
	err     error
	then    func([]account.Member, error) tea.Cmd
}

// ReadMembers reads which accounts there are, and goes on with them.
func (a *Account) ReadMembers(again []string, then func([]account.Member, error) tea.Cmd) tea.Cmd {
	accounts, ctx, where := a.opts.Accounts, a.shell.Env().Context, a.where
	return func() tea.Msg {
		members, err := accounts.Members(ctx, again...)
		return membersMsg{where, members, err, then}
	}
}

// joined takes the accounts. Changes of theirs that an earlier program did not see the
// end of are settled once they are known.
func (a *Account) joined(message membersMsg) tea.Cmd {
	if message.where != a.where {
		return nil // another profile was switched to, for which the keys are others
	}
	var settle []tea.Cmd
	for _, m := range message.members {
		if m.Key == "" {
			continue
		}
		if _, known := a.members[m.Key]; !known && m.Problem == nil {
			settle = append(settle, a.writes.Settle(m))
		}
		if a.members == nil {
			a.members = make(map[string]account.Member)
		}
		a.members[m.Key] = m
	}
	return tea.Batch(append(settle, message.then(message.members, message.err))...)
}

// HasAccounts reports that others can be worked with beside the one.
func (a *Account) HasAccounts() bool { return a.opts.Accounts != nil }

// Member is an account by its key; the empty one is the one that is worked in.
func (a *Account) Member(key string) account.Member {
	if key == "" {
		return account.Member{Where: a.where, ReadOnly: a.opts.ReadOnly}
	}
	return a.members[key]
}

// Members are those that are worked with beside the one, in no order.
func (a *Account) Members() []account.Member {
	all := make([]account.Member, 0, len(a.members))
	for _, m := range a.members {
		all = append(all, m)
	}
	return all
}
