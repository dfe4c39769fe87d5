package fleet

import (
	"context"
	"errors"
	"sync"
	"time"

	"corotui/api"
)

// Member is an account whose channel a [Group] scans.
type Member struct {
	Account string   // as refs name it
	Scanner *Scanner // nil: it cannot be scanned
	Err     error    // why not
}

// Failure is an account that could not be read, or not all of it, and why.
type Failure struct {
	Account string
	Err     error
}

// errNone is the error of a scan that could not read any of several accounts.
var errNone = errors.New("none of the accounts could be read")

// Group scans the channels of several accounts together: each by its own scanner,
// with the limits and the time of that, and none waits for another. Its methods may
// be used by several goroutines.
type Group struct {
	members []Member

	mu     sync.Mutex
	failed map[string]error // of the last scan
}

// NewGroup returns a group of accounts, of which one may be the only one.
func NewGroup(members ...Member) *Group { return &Group{members: members} }

// Scanner returns the scanner of an account, or nil.
func (g *Group) Scanner(account string) *Scanner {
	for _, m := range g.members {
		if m.Account == account {
			return m.Scanner
		}
	}
	return nil
}

// scanners gives each account that can be scanned.
func (g *Group) scanners(yield func(account string, s *Scanner) bool) {
	for _, m := range g.members {
		if m.Scanner != nil && !yield(m.Account, m.Scanner) {
			return
		}
	}
}

// Scan scans each account as [Scanner.Scan] does, and gives each result to take, one
// at a time. An account that cannot be read does not stop the others: [Group.Failures]
// tells of it, and the error is only that of the context, of the one account there is,
// or that none could be read.
func (g *Group) Scan(ctx context.Context, again Again, take func(Result)) error {
	g.mu.Lock()
	g.failed = make(map[string]error)
	g.mu.Unlock()
	var turn sync.Mutex
	var scans sync.WaitGroup
	for account, scanner := range g.scanners {
		scans.Go(func() {
			err := scanner.Scan(ctx, again, func(r Result) {
				turn.Lock()
				defer turn.Unlock()
				r.Account = account
				take(r)
			})
			if err != nil && ctx.Err() == nil {
				g.mu.Lock()
				defer g.mu.Unlock()
				g.failed[account] = err
			}
		})
	}
	scans.Wait()
	failures := g.Failures()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case len(failures) < len(g.members) || len(failures) == 0:
		return nil
	case len(failures) == 1:
		return failures[0].Err
	}
	return errNone
}

// Failures lists the accounts that could not be read, in their order.
func (g *Group) Failures() []Failure {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []Failure
	for _, m := range g.members {
		err := m.Err
		if m.Scanner != nil {
			err = g.failed[m.Account]
		}
		if err != nil {
			all = append(all, Failure{m.Account, err})
		}
	}
	return all
}

// Unlisted lists the accounts of which not all workspaces are known, and why.
func (g *Group) Unlisted() []Failure {
	var all []Failure
	for account, scanner := range g.scanners {
		if err := scanner.Unlisted(); err != nil {
			all = append(all, Failure{account, err})
		}
	}
	return all
}

// Progress returns how far the scan has come, over all accounts. It ends with the last
// of them.
func (g *Group) Progress() Progress {
	var sum Progress
	running := false
	for _, scanner := range g.scanners {
		p := scanner.Progress()
		running = running || p.Ended.IsZero()
		sum.add(p)
	}
	if running {
		sum.Ended = time.Time{}
	}
	return sum
}

// add counts another account in.
func (p *Progress) add(other Progress) {
	for to, count := range map[*int]int{
		&p.Total: other.Total, &p.Read: other.Read, &p.Reused: other.Reused, &p.Forbidden: other.Forbidden,
		&p.Skipped: other.Skipped, &p.Failed: other.Failed, &p.Short: other.Short,
		&p.Webhooks: other.Webhooks, &p.Disabled: other.Disabled, &p.Inherited: other.Inherited,
	} {
		*to += count
	}
	if p.Began.IsZero() || other.Began.Before(p.Began) {
		p.Began = other.Began
	}
	if other.Ended.After(p.Ended) {
		p.Ended = other.Ended
	}
}

// Heirs returns how many workspaces inherit each webhook; see [Scanner.Heirs].
func (g *Group) Heirs() map[api.Ref]int {
	all := make(map[api.Ref]int)
	for account, scanner := range g.scanners {
		for ref, count := range scanner.Heirs() {
			ref.Account = account
			all[ref] = count
		}
	}
	return all
}

// Troubles lists the workspaces that failed or are incomplete, account by account.
func (g *Group) Troubles() []Result {
	var all []Result
	for account, scanner := range g.scanners {
		for _, result := range scanner.Troubles() {
			result.Account = account
			all = append(all, result)
		}
	}
	return all
}

// Pause lets nothing begin until [Group.Resume].
func (g *Group) Pause() {
	for _, scanner := range g.scanners {
		scanner.Pause()
	}
}

// Resume ends a [Group.Pause].
func (g *Group) Resume() {
	for _, scanner := range g.scanners {
		scanner.Resume()
	}
}

// Paused reports whether the scan is paused.
func (g *Group) Paused() bool {
	for _, scanner := range g.scanners {
		if scanner.Paused() {
			return true
		}
	}
	return false
}

// Forget drops what is known of a workspace of an account; see [Scanner.Forget].
func (g *Group) Forget(account string, id api.WorkspaceID) {
	if scanner := g.Scanner(account); scanner != nil {
		scanner.Forget(id)
	}
}
