package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"corotui/internal/mask"
)

// Token is an access token and until when it can be used.
type Token struct {
	Value   mask.Secret
	Expires time.Time
	Form    LifeForm // of its lifetime in the answer; a saved token does not know it
}

// LifeForm is how the answer to a token request gives the token's lifetime, which
// the documentation shows as a number.
type LifeForm string

// The forms.
const (
	LifeNumber  LifeForm = "a number"
	LifeString  LifeForm = "a string"
	LifeUnknown LifeForm = "" // missing, or unreadable
)

// A token is renewed so long before it expires: clocks differ, and a request
// takes its time. One that lives shorter is renewed after half its life.
const renewBefore = 5 * time.Minute

// defaultLife is how long a token lives whose answer does not tell.
const defaultLife = time.Hour

// Between the time to renew a token and its last moment, the first half is for
// a renewal that no one waits for. When that fails, the next one is not begun
// before this has passed.
const renewAgain = 30 * time.Second

// tokenSource holds the token, and lets concurrent calls share one renewal.
type tokenSource struct {
	store   TokenStore
	mu      sync.Mutex
	token   Token
	renewAt time.Time   // from then on it is renewed in the background
	waitAt  time.Time   // from then on calls wait for the renewal
	refused mask.Secret // the last token that a server refused
	loaded  bool
	renewal *renewal
}

// renewal is one exchange under way.
type renewal struct {
	done    chan struct{} // closed at the end; token and err are set before
	cancel  context.CancelFunc
	waiting int // callers; guarded by the source's lock
	token   mask.Secret
	err     error
}

// get returns a token that is good for a while, and asks for one if need be.
// A caller whose context ends leaves; the renewal goes on for the others, and
// ends with the last of them.
func (s *tokenSource) get(ctx context.Context, c *Client) (mask.Secret, error) {
	s.mu.Lock()
	if !s.loaded {
		s.loaded = true
		if kept, ok := s.load(ctx, c); ok {
			s.set(kept, c.now())
		}
	}
	now := c.now()
	if !s.token.Value.Empty() && now.Before(s.waitAt) {
		if !now.Before(s.renewAt) && s.renewal == nil {
			s.renewAt = now.Add(renewAgain)
			s.begin(ctx, c)
		}
		defer s.mu.Unlock()
		return s.token.Value, nil
	}
	r := s.renewal
	if r == nil {
		r = s.begin(ctx, c)
	}
	r.waiting++
	s.mu.Unlock()
	select {
	case <-ctx.Done():
		s.leave(r)
		return mask.Secret{}, ctx.Err()
	case <-r.done:
		return r.token, r.err
	}
}

// idle is after what time it is looked again whether a token is to be renewed, where
// nothing tells a better one.
const idle = 30 * time.Second

// Freshen begins to renew the token when it is time, so that a program which was
// left alone has a good one when the user comes back. It waits for nothing, and
// returns in what time to call it again. A token that has run out is left to the
// next call; so is one whose secret has not been read in this run, since that may
// ask the user, unless mayRead says that it does not.
func (c *Client) Freshen(ctx context.Context, mayRead bool) time.Duration {
	s := c.tokens
	s.mu.Lock()
	defer s.mu.Unlock()
	now := c.now()
	if s.token.Value.Empty() || !now.Before(s.token.Expires) || !mayRead && c.secret.known().Empty() {
		return idle
	}
	if !now.Before(s.renewAt) && s.renewal == nil {
		s.renewAt = now.Add(renewAgain)
		s.begin(ctx, c)
	}
	if s.renewal != nil {
		return time.Second // and when it has ended, it is known when to renew the new one
	}
	return min(idle, s.renewAt.Sub(now))
}

// begin starts a renewal, which outlives the call that it is begun for. It is
// called with the lock held.
func (s *tokenSource) begin(ctx context.Context, c *Client) *renewal {
	renewing, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := &renewal{done: make(chan struct{}), cancel: cancel}
	s.renewal = r
	go s.renew(renewing, c, r)
	return r
}

// leave takes a caller out of a renewal, which ends with the last one. A caller
// that comes after that begins another.
func (s *tokenSource) leave(r *renewal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.waiting--
	if r.waiting > 0 {
		return
	}
	r.cancel()
	if s.renewal == r {
		s.renewal = nil
	}
}

// set takes a token. It is called with the lock held.
func (s *tokenSource) set(token Token, now time.Time) {
	early := min(renewBefore, token.Expires.Sub(now)/2)
	s.token = token
	s.renewAt = token.Expires.Add(-early)
	s.waitAt = token.Expires.Add(-early / 2)
}

func (s *tokenSource) renew(ctx context.Context, c *Client, r *renewal) {
	defer r.cancel()
	token, err := s.obtain(ctx, c)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.set(token, c.now())
		r.token = token.Value
	}
	r.err = err
	if s.renewal == r {
		s.renewal = nil
	}
	close(r.done)
}

// drop forgets a token that was refused, unless it was renewed meanwhile.
func (s *tokenSource) drop(refused mask.Secret) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = refused
	if s.token.Value.Equal(refused) {
		s.token = Token{}
	}
}

// Authenticate proves the credentials: it gets a new token with them, and works with that.
// A token that was kept from an earlier run proves nothing about a secret that was typed
// just now.
func (c *Client) Authenticate(ctx context.Context) error {
	token, err := c.exchange(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	}
	c.tokens.mu.Lock()
	defer c.tokens.mu.Unlock()
	c.tokens.loaded = true
	c.tokens.set(token, c.now())
	return nil
}

const opToken = "get a token"

// exchange asks for a token (API contract, section 2). It is a read in the
// sense of [safety]: a second token does no harm. 401 and 403 are final.
func (c *Client) exchange(ctx context.Context) (Token, error) {
	secret, err := c.secret.get(ctx)
	if err != nil {
		return Token{}, err
	}
	body, err := marshal(map[string]string{
		"client_id": c.clientID, "client_secret": secret.Reveal(), "audience": c.audience, "grant_type": "client_credentials",
	})
	if err != nil {
		return Token{}, err
	}
	r := request{op: opToken, method: http.MethodPost, path: []string{"oauth", "token"}, body: body, limit: maxBody, safety: reading}
	patience := c.patience()
	for attempt := 1; ; attempt++ {
		got, failed := c.attempt(ctx, r, mask.Secret{})
		if failed == nil {
			defer got.share.release()
			return c.readToken(got)
		}
		switch {
		case failed.Kind == KindAnswer: // a proxy's page, which says nothing of the credentials
		case failed.Status == http.StatusForbidden || failed.Status == http.StatusBadRequest:
			failed.Kind = KindAuth
		case failed.Status == http.StatusNotFound: // which says nothing of what the token is for
			failed.Kind, failed.Title, failed.Details = KindAnswer, "", nil
			failed.Err = errors.New("has no /oauth/token")
		}
		if !patience.again(ctx, r.safety, attempt, failed) {
			return Token{}, failed
		}
	}
}

func (c *Client) readToken(got *answer) (Token, error) {
	var o object
	err := json.Unmarshal(got.body, &o)
	value := textOf(&o, "access_token")
	if err == nil && (value == "" || !legalHeaderValue(string(value))) {
		err = errors.New("no access_token")
	}
	if kind := textOf(&o, "token_type"); err == nil && kind != "" && !strings.EqualFold(string(kind), "bearer") {
		err = fmt.Errorf("the token type is %s, not Bearer", kind)
	}
	if err != nil {
		return Token{}, c.notUnderstood(request{op: opToken, method: http.MethodPost, path: []string{"oauth", "token"}}, got, err)
	}
	life, form := defaultLife, LifeUnknown
	raw, _ := o.take("expires_in")
	if seconds, ok := looseInt(raw); ok && seconds > 0 {
		if form = LifeNumber; raw[0] == '"' {
			form = LifeString
		}
		life = time.Duration(min(seconds, int64(365*24*time.Hour/time.Second))) * time.Second
	}
	return Token{Value: mask.NewSecret(string(value)), Expires: c.now().Add(life), Form: form}, nil
}

// clientSecret is the secret of a client, or where it is read when it is needed
// for the first time.
type clientSecret struct {
	read func(ctx context.Context) (mask.Secret, error)

	mu    sync.Mutex
	value mask.Secret // empty until it is read
}

// get returns the secret. After an error it is read again by the next call.
func (s *clientSecret) get(ctx context.Context) (mask.Secret, error) {
	if value := s.known(); !value.Empty() {
		return value, nil
	}
	value, err := s.read(ctx) // only one token is asked for at a time, so this is not done twice
	if err != nil {
		return mask.Secret{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.value = value
	return value, nil
}

// known returns the secret if it has been read. What was not read in this run
// was not sent, so no answer can hold it.
func (s *clientSecret) known() mask.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.value
}
