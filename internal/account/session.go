package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/change"
	"corotui/internal/mask"
	"corotui/internal/state"
)

// Session is what the commands and the terminal program work with: the client
// of whoever is logged in now. A login replaces the client under the screens,
// which keep asking the same session. It may be used by several goroutines.
type Session struct {
	// KeepTokens keeps access tokens for the next run. It is set before the first request.
	KeepTokens bool

	options []api.Option // that every client of this run gets
	reload  Reload
	gaps    *state.Gaps
	recent  state.Recent

	versions *state.SecretVersions // nil: it writes no file
	opening  chan struct{}         // held by whoever makes the first client
	keeping  keeping

	mu        sync.Mutex
	config    config.Config
	client    *api.Client // nil until the first request
	where     Where
	locations []Location

	settled bool // whether a start of the profile opens a workspace
}

var (
	_ change.Server = (*Session)(nil)
	_ change.Clock  = (*Session)(nil)
)

// New makes a session with the credentials of the settings. It sends nothing: the
// secret is read when the first request needs it. reload reads the settings of another
// profile; options are what every client of this run gets.
func New(c config.Config, reload Reload, options ...api.Option) *Session {
	s := newSession(c, options)
	s.reload, s.gaps, s.KeepTokens, s.versions = reload, openGaps(c.Paths), true, state.NewSecretVersions(c.Paths)
	return s
}

// NewDemo makes a session that is logged in already and writes no file. options give
// its credentials and its server.
func NewDemo(c config.Config, options ...api.Option) (*Session, error) {
	base, err := api.RegionURL("us")
	if err != nil {
		return nil, err
	}
	s := newSession(c, options)
	s.where = whereOf("demo", "us", base)
	s.client, err = s.clientOf(c, base, "")
	return s, err
}

func newSession(c config.Config, options []api.Option) *Session {
	return &Session{
		options: options, opening: make(chan struct{}, 1), config: c, where: WhereOf(c),
		gaps: state.NewGaps(nil, time.Now, nil), recent: state.NewRecent(c.Paths),
	}
}

// beside makes a session of another account that is worked with at the same time. They
// remember together since when webhooks are disabled.
func (s *Session) beside(c config.Config) *Session {
	other := newSession(c, s.options)
	other.reload, other.gaps, other.KeepTokens, other.versions = s.reload, s.gaps, s.KeepTokens, s.versions
	return other
}

// Close waits for a file that is being written beside the screens, and lets no other
// begin.
func (s *Session) Close() { s.keeping.close() }

// Flush writes down since when webhooks are known to be disabled.
func (s *Session) Flush() { s.gaps.Flush() }

// Where says which account is worked in now.
func (s *Session) Where() Where {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.where
}

// Config returns the settings of the account that is worked in now.
func (s *Session) Config() config.Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config
}

// loginNeeded is that no one is logged in. To the screens it is an
// authentication error, which opens the login.
type loginNeeded struct {
	sentence string
	cause    *api.Error
}

func (e loginNeeded) Error() string    { return e.sentence }
func (e loginNeeded) Sentence() string { return e.sentence }
func (e loginNeeded) Unwrap() error    { return e.cause }

func needLogin(format string, args ...any) error {
	return loginNeeded{fmt.Sprintf(format, args...), &api.Error{Kind: api.KindAuth, Op: "log in"}}
}

// Client returns the client, made with the first call from the stored secret.
func (s *Session) Client(ctx context.Context) (*api.Client, error) {
	select {
	case s.opening <- struct{}{}:
		defer func() { <-s.opening }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the login: %w", ctx.Err())
	}
	s.mu.Lock()
	client, c := s.client, s.config
	s.mu.Unlock()
	if client != nil {
		return client, nil
	}
	client, err := s.open(ctx, c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client == nil { // else a login or another profile came meanwhile, which this request is not for
		s.client = client
	}
	return client, nil
}

// lull is the shortest time between two looks at the token, and the time to the
// first one: until then the start has got it.
const lull = time.Second

// StayFresh keeps the token of whoever is logged in from running out until the
// context ends. Only what asks the user for the secret is left until a token is
// needed: no one may be there.
func (s *Session) StayFresh(ctx context.Context) {
	for wait := lull; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		s.mu.Lock()
		client, kind := s.client, s.config.Secret.Value.Kind
		s.mu.Unlock()
		if wait = lull; client != nil {
			wait = max(lull, client.Freshen(ctx, kind == config.KeyringSecret))
		}
	}
}

// open makes a client with the credentials of the settings, which finds the
// token of an earlier run.
func (s *Session) open(ctx context.Context, c config.Config) (*api.Client, error) {
	if !c.LoggedIn() {
		return nil, needLogin("%s", c.Missing())
	}
	read, id := secretOf(c), c.ClientID.Value
	credentials := api.WithSecretFrom(id, read)
	var secret mask.Secret
	if kind := c.Secret.Value.Kind; readAtOnce(kind) {
		var err error
		if secret, err = read(ctx); err != nil {
			return nil, err
		}
		credentials = api.WithCredentials(id, secret)
	}
	client := []api.Option{credentials}
	if s.KeepTokens {
		client = append(client, api.WithTokenStore(ownTokens{tokensOf(c, c.Secret.Value.Kind, secret), c}))
	}
	return s.clientOf(c, c.APIURL.Value, c.Audience.Value, client...)
}

// secretOf reads the secret of the account of c.
func secretOf(c config.Config) func(context.Context) (mask.Secret, error) {
	return func(ctx context.Context) (mask.Secret, error) {
		secret, err := c.ReadSecret(ctx)
		if errors.Is(err, config.ErrNoSecret) {
			return mask.Secret{}, needLogin("No secret is stored for profile %s. Run corotui login", c.Profile.Value)
		}
		return secret, err
	}
}

// clientOf makes a client by the settings of c.
func (s *Session) clientOf(c config.Config, base, audience string, credentials ...api.Option) (*api.Client, error) {
	options := slices.Concat([]api.Option{
		api.WithBaseURL(base), api.WithAudience(audience), api.WithTimeout(c.Timeout.Value), api.WithReadOnly(ReadOnly(c)),
	}, s.options, credentials)
	client, err := api.New(options...)
	if err != nil {
		return nil, &config.Error{Problem: err.Error(), Cause: err}
	}
	return client, nil
}

// ClockSkew returns how far the server's clock is ahead of this machine's, once an
// answer has told.
func (s *Session) ClockSkew() (ahead time.Duration, known bool) {
	s.mu.Lock()
	client := s.client
	s.mu.Unlock()
	if client == nil {
		return 0, false
	}
	return client.ClockSkew()
}
