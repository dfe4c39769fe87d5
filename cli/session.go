package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/change"
	"corotui/internal/mask"
	"corotui/internal/state"
	"corotui/ui"
	"corotui/ui/login"
)

// session is what the commands and the terminal program work with: the client
// of whoever is logged in now. A login replaces the client under the screens,
// which keep asking the same session. It may be used by several goroutines.
type session struct {
	options []api.Option // that every client of this run gets
	reload  reload       // nil where profiles cannot be switched

	gaps       *state.Gaps
	keepTokens bool          // for the next run
	opening    chan struct{} // held by whoever makes the first client

	mu     sync.Mutex
	config config.Config
	client *api.Client // nil until somebody asks something
	where  ui.Where
	places []login.Place

	settled bool // whether a start of the profile opens a workspace
}

var (
	_ ui.Service    = (*session)(nil)
	_ change.Server = (*session)(nil)
	_ change.Clock  = (*session)(nil)
	_ login.Gate    = (*session)(nil)
)

// newSession makes a session with the credentials of the settings. It asks
// nobody anything: the secret is read when the first request needs it.
func newSession(c config.Config, options ...api.Option) *session {
	s := &session{options: options, opening: make(chan struct{}, 1), config: c, gaps: state.NewGaps(nil, time.Now, nil)}
	s.where = where(c.Profile.Value, c.Region.Value, c.APIURL.Value)
	return s
}

// readOnly says why writes are refused, and nothing when they are not.
func readOnly(c config.Config) string {
	if !c.ReadOnly.Value {
		return ""
	}
	return fmt.Sprintf("this is read-only (%s)", c.ReadOnly.Source)
}

func where(profile, region, base string) ui.Where {
	host := base
	if parsed, err := url.Parse(base); err == nil {
		host = parsed.Host
	}
	if region == "" {
		region = host
	}
	return ui.Where{Profile: profile, Region: region, Host: host, BaseURL: base}
}

// Where says which account is worked in now.
func (s *session) Where() ui.Where {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.where
}

// settings returns those of the account that is worked in now.
func (s *session) settings() config.Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config
}

// loginNeeded is that nobody is logged in. To the screens it is an
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

// current returns the client, made with the first call from the stored secret.
func (s *session) current(ctx context.Context) (*api.Client, error) {
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

// stayFresh keeps the token of whoever is logged in from running out until the
// context ends. Only what asks the user for the secret is left until a token is
// needed: nobody may be there.
func (s *session) stayFresh(ctx context.Context) {
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
func (s *session) open(ctx context.Context, c config.Config) (*api.Client, error) {
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
	if s.keepTokens {
		client = append(client, api.WithTokenStore(ownTokens{tokensOf(c, c.Secret.Value.Kind, secret), c}))
	}
	return s.clientOf(c, c.APIURL.Value, c.Audience.Value, client...)
}

// secretOf reads the secret of the account of c.
func secretOf(c config.Config) func(context.Context) (mask.Secret, error) {
	return func(ctx context.Context) (mask.Secret, error) {
		secret, err := c.ReadSecret(ctx)
		if errors.Is(err, config.ErrNoSecret) {
			return mask.Secret{}, needLogin("No secret is stored for profile %s any more · run corotui login", c.Profile.Value)
		}
		return secret, err
	}
}

func (s *session) newClient(base, audience string, credentials api.Option) (*api.Client, error) {
	return s.clientOf(s.settings(), base, audience, credentials)
}

// clientOf makes a client by the settings of c.
func (s *session) clientOf(c config.Config, base, audience string, credentials ...api.Option) (*api.Client, error) {
	options := slices.Concat([]api.Option{
		api.WithBaseURL(base), api.WithAudience(audience), api.WithTimeout(c.Timeout.Value), api.WithReadOnly(readOnly(c)),
	}, s.options, credentials)
	client, err := api.New(options...)
	if err != nil {
		return nil, &config.Error{Problem: err.Error(), Cause: err}
	}
	return client, nil
}

// Workspaces lists what is below a channel.
func (s *session) Workspaces(ctx context.Context, channel api.WorkspaceID) ([]api.Workspace, error) {
	client, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	return client.Workspaces(ctx, channel)
}

// Workspace tells what is known of one workspace.
func (s *session) Workspace(ctx context.Context, id api.WorkspaceID) (api.Workspace, error) {
	client, err := s.current(ctx)
	if err != nil {
		return api.Workspace{}, err
	}
	return client.Workspace(ctx, id)
}

// Webhooks lists the webhooks of a workspace.
func (s *session) Webhooks(ctx context.Context, id api.WorkspaceID) ([]api.Webhook, error) {
	client, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	of := s.account() // another may be switched to before the answer comes
	listed, err := client.Webhooks(ctx, id)
	s.gaps.See(of, id, listed)
	return listed, err
}

// Webhook reads one webhook.
func (s *session) Webhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.Webhook, error) {
	client, err := s.current(ctx)
	if err != nil {
		return api.Webhook{}, err
	}
	of := s.account()
	webhook, err := client.Webhook(ctx, workspace, id)
	if err != nil {
		return webhook, err
	}
	one := []api.Webhook{webhook}
	s.gaps.See(of, workspace, one)
	return one[0], nil
}

// TestWebhook has Coro send its test.
func (s *session) TestWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) (api.TestResult, error) {
	client, err := s.current(ctx)
	if err != nil {
		return api.TestResult{}, err
	}
	s.gaps.Touched(s.account(), workspace, id)
	return client.TestWebhook(ctx, workspace, id)
}

// CreateWebhook makes a webhook.
func (s *session) CreateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.CreateWebhook) (*api.Webhook, error) {
	client, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	return client.CreateWebhook(ctx, workspace, body)
}

// UpdateWebhook writes a webhook.
func (s *session) UpdateWebhook(ctx context.Context, workspace api.WorkspaceID, body api.UpdateWebhook) (*api.Webhook, error) {
	client, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	return client.UpdateWebhook(ctx, workspace, body)
}

// DeleteWebhook deletes a webhook.
func (s *session) DeleteWebhook(ctx context.Context, workspace api.WorkspaceID, id api.WebhookID) error {
	client, err := s.current(ctx)
	if err != nil {
		return err
	}
	return client.DeleteWebhook(ctx, workspace, id)
}

// ClockSkew returns how far the server's clock is ahead of this machine's, once an
// answer has told.
func (s *session) ClockSkew() (ahead time.Duration, known bool) {
	s.mu.Lock()
	client := s.client
	s.mu.Unlock()
	if client == nil {
		return 0, false
	}
	return client.ClockSkew()
}
