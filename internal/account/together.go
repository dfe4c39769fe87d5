package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"corotui/api"
	"corotui/config"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/fleet"
	"corotui/internal/history"
	"corotui/internal/text"
)

// Member is one of the accounts that are worked with at the same time.
type Member struct {
	Key      string // as refs name it: its profile, or empty for the account of the session
	Profile  string
	Where    Where
	Channel  api.WorkspaceID // where a scan of it starts; empty: its profile does not say
	ReadOnly string          // why writes are refused; empty when they are not
	Problem  error           // why it cannot be asked anything; else nil
	Notes    []string        // what else is to be known of its profiles, in clean sentences

	Server  *Session
	Writer  *change.Writer // nil of the account of the session
	Limiter *api.Limiter   // nil of the account of the session
}

// Together has the sessions of all accounts of the config file: a profile each, and
// that of the session where it is one of them. Nothing of one, its secret, token,
// client, limits, or locks, is used for another. It may be used by several goroutines.
type Together struct {
	session     *Session
	log         *history.Log
	concurrency int
	options     []change.Option

	mu      sync.Mutex
	open    map[string]*opened // by profile
	writers []*change.Writer   // of all that were ever opened
}

var _ bulk.Accounts = (*Together)(nil)

// opened is an account that has a session of its own.
type opened struct {
	config  config.Config
	session *Session
	writer  *change.Writer
	limiter *api.Limiter
}

// Together makes the sessions of the accounts of the config file as they are needed.
// Each sends at most so many requests at once, and records its changes in log.
func (s *Session) Together(log *history.Log, concurrency int, options ...change.Option) *Together {
	return &Together{session: s, log: log, concurrency: concurrency, options: options, open: make(map[string]*opened)}
}

// identity is what makes two profiles the same account.
type identity struct{ server, client string }

func identityOf(c config.Config) identity { return identity{c.APIURL.Value, c.ClientID.Value} }

// own is the account of the session.
func (t *Together) own() identity {
	return identity{t.session.Where().BaseURL, t.session.Config().ClientID.Value}
}

// Members reads the config file and returns its accounts in the order of their
// profiles, each once, whichever of its profiles is used. The sessions of those that
// are named in again are made anew, since what was wrong with them may be set right.
// The error is of a file that cannot be read.
func (t *Together) Members(_ context.Context, again ...string) ([]Member, error) {
	file := t.session.Config()
	if fresh, err := t.session.reload(t.session.Where().Profile); err == nil {
		file = fresh
	}
	t.mu.Lock()
	for _, key := range again {
		delete(t.open, key)
	}
	t.mu.Unlock()
	var order []identity
	same := make(map[identity][]config.Config)
	for _, p := range file.Profiles() {
		c, err := t.session.reload(p.Name)
		if err != nil {
			return nil, err
		}
		of := identityOf(c)
		if of.client == "" { // of which nobody knows the account
			of.client = "\n" + p.Name
		}
		if same[of] == nil {
			order = append(order, of)
		}
		same[of] = append(same[of], c)
	}
	members := make([]Member, 0, len(order))
	for _, of := range order {
		members = append(members, t.member(same[of]))
	}
	return members, nil
}

// member is the account of several profiles, worked with as the best of them: the one
// in use, or the first that says how to log in and where to start.
func (t *Together) member(profiles []config.Config) Member {
	own := identityOf(profiles[0]) == t.own()
	rank := func(c config.Config) int {
		switch {
		case own && c.Profile.Value == t.session.Where().Profile:
			return 0
		case c.LoggedIn() && c.Workspace.Set():
			return 1
		case c.LoggedIn():
			return 2
		}
		return 3
	}
	best := slices.MinFunc(profiles, func(a, b config.Config) int { return rank(a) - rank(b) })
	m := Member{Profile: text.Clean(api.Text(best.Profile.Value)), Channel: api.WorkspaceID(best.Workspace.Value)}
	for _, c := range profiles {
		if other := c.Profile.Value; other != best.Profile.Value && c.Workspace.Set() && c.Workspace.Value != best.Workspace.Value {
			m.Notes = append(m.Notes, fmt.Sprintf("Profile %s is the same account as %s, so only the workspace of %s is scanned.",
				text.Clean(api.Text(other)), m.Profile, m.Profile))
		}
	}
	if own {
		m.Server, m.Where, m.ReadOnly = t.session, t.session.Where(), ReadOnly(t.session.Config())
		return m
	}
	o := t.opened(best)
	m.Key, m.Where, m.ReadOnly = best.Profile.Value, o.session.Where(), ReadOnly(best)
	m.Server, m.Writer, m.Limiter = o.session, o.writer, o.limiter
	if !best.LoggedIn() {
		m.Problem = needLogin("%s", best.Missing())
	}
	return m
}

// Scanner makes what scans the account from a channel, as the options say, or says why
// it cannot be scanned.
func (m Member) Scanner(channel api.WorkspaceID, options fleet.Options) fleet.Member {
	of := fleet.Member{Account: m.Key, Err: m.Problem}
	switch {
	case of.Err != nil:
	case channel == "":
		of.Err = &config.Error{Problem: fmt.Sprintf("profile %s does not say where its scan starts; set its workspace in the config file", m.Profile)}
	default:
		if m.Limiter != nil {
			options.Limiter = m.Limiter
		}
		of.Scanner = &fleet.Scanner{Reader: m.Server, Channel: channel, Options: options}
	}
	return of
}

// Says is why the account could not be read, with the next step, in clean words.
func (m Member) Says(err error) string {
	said := strings.TrimSuffix(text.Sentence(err), ".")
	if api.KindOf(err) == api.KindAuth && !strings.Contains(said, "--profile") {
		said += " · run corotui login --profile " + m.Profile
	}
	return said
}

// opened is the session of a profile: the one there is, unless its account, or how it
// is logged in to, is another now.
func (t *Together) opened(c config.Config) *opened {
	t.mu.Lock()
	defer t.mu.Unlock()
	profile := c.Profile.Value
	if o := t.open[profile]; o != nil && identityOf(o.config) == identityOf(c) &&
		o.config.Secret.Value.Kind == c.Secret.Value.Kind && o.config.ReadOnly.Value == c.ReadOnly.Value {
		return o
	}
	session := t.session.beside(c)
	o := &opened{c, session, session.NewWriter(t.log, t.options...), api.NewLimiter(t.concurrency)}
	t.open[profile] = o
	t.writers = append(t.writers, o.writer)
	return o
}

// Runner is what is done with an account beside that of the session.
func (t *Together) Runner(account string) (bulk.Runner, error) {
	t.mu.Lock()
	o := t.open[account]
	t.mu.Unlock()
	if o == nil {
		c, err := t.session.reload(account)
		if err != nil {
			return bulk.Runner{}, err
		}
		o = t.opened(c)
	}
	return bulk.Runner{
		Server: o.session, Writer: o.writer, Log: t.log, Who: o.session.Who(), ReadOnly: ReadOnly(o.config), Limiter: o.limiter,
	}, nil
}

// Of returns the account that made a change, if it is open beside that of the session.
func (t *Together) Of(profile, host string) string {
	who := t.session.Who()
	t.mu.Lock()
	defer t.mu.Unlock()
	if o := t.open[profile]; o == nil || o.session.Where().Host != host || who.Profile == profile && who.Host == host {
		return ""
	}
	return profile
}

// Wait returns when every change in progress has ended; see [change.Writer.Wait].
func (t *Together) Wait(ctx context.Context) error {
	t.mu.Lock()
	writers := slices.Clone(t.writers)
	t.mu.Unlock()
	for _, writer := range writers {
		if err := writer.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}
