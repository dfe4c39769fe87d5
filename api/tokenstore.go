package api

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"time"

	"corotui/internal/mask"
)

// ErrNoToken says that a store works, but has no token under a key.
var ErrNoToken = errors.New("no saved token")

// TokenStore keeps tokens beyond the life of a client. Keys come from
// [TokenKey]. An error only means that a token must be asked for; the log tells
// it, unless it is [ErrNoToken].
type TokenStore interface {
	Load(ctx context.Context, key string) (Token, error)
	Save(ctx context.Context, key string, token Token) error
	Drop(ctx context.Context, key string) error
}

// TokenLocker is a [TokenStore] with which several programs ask for one token
// between them: whoever holds the lock asks, the others find its token.
type TokenLocker interface {
	TokenStore
	// Lock waits for its turn, for no longer than a start may take. With an error
	// there is no turn, and the token is asked for all the same. Unlock never
	// fails and is called once.
	Lock(ctx context.Context, key string) (unlock func(), err error)
}

// TokenKey names the tokens that a pair of credentials gets from a server:
// those for another audience are others.
func TokenKey(base, audience, clientID string) string {
	if u, err := CheckBaseURL(base); err == nil {
		base = u.String()
	}
	return url.Values{"host": {base}, "audience": {cmp.Or(audience, base)}, "client": {clientID}}.Encode()
}

func (c *Client) tokenKey() string { return TokenKey(c.base.String(), c.audience, c.clientID) }

// TokenLife returns how the server gave the lifetime of the client's present token.
func (c *Client) TokenLife() LifeForm {
	c.tokens.mu.Lock()
	defer c.tokens.mu.Unlock()
	return c.tokens.token.Form
}

// TokenExpires returns until when the client's present token can be used, and
// the zero time when it has none.
func (c *Client) TokenExpires() time.Time {
	c.tokens.mu.Lock()
	defer c.tokens.mu.Unlock()
	return c.tokens.token.Expires
}

// KeepToken saves the client's present token for the next run, under the key by
// which a client of the same account finds it. Without a token it does nothing.
// Where it cannot be saved the next run asks for one, and only the log tells.
func (c *Client) KeepToken(ctx context.Context, store TokenStore) {
	c.tokens.mu.Lock()
	token := c.tokens.token
	c.tokens.mu.Unlock()
	if !token.Value.Empty() {
		c.keep(ctx, store, token)
	}
}

func (c *Client) keep(ctx context.Context, store TokenStore, token Token) {
	if err := store.Save(context.WithoutCancel(ctx), c.tokenKey(), token); err != nil {
		c.logger.WarnContext(ctx, "could not save the token", "reason", err)
	}
}

// load returns the token that is kept, if it can still be used.
func (s *tokenSource) load(ctx context.Context, c *Client) (Token, bool) {
	if s.store == nil {
		return Token{}, false
	}
	kept, err := s.store.Load(ctx, c.tokenKey())
	if err != nil {
		if !errors.Is(err, ErrNoToken) {
			c.logger.WarnContext(ctx, "could not read the saved token", "reason", err)
		}
		return Token{}, false
	}
	return kept, !kept.Value.Empty() && c.now().Before(kept.Expires)
}

// obtain takes the token that another program has got meanwhile, or else asks
// for one and keeps it. It is kept before it is used: a command that ends right
// after its one request must not take the token with it.
func (s *tokenSource) obtain(ctx context.Context, c *Client) (Token, error) {
	defer s.lock(ctx, c)()
	if kept, ok := s.load(ctx, c); ok {
		usable, refused := s.judge(kept.Value)
		if usable {
			return kept, nil
		}
		if refused {
			s.forget(ctx, c)
		}
	}
	token, err := c.exchange(ctx)
	if err == nil && s.store != nil {
		c.keep(ctx, s.store, token)
	}
	return token, err
}

// judge says whether a kept token is a new one, and whether a server refused it.
func (s *tokenSource) judge(kept mask.Secret) (usable, refused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	refused = kept.Equal(s.refused)
	return !refused && !kept.Equal(s.token.Value), refused
}

// forget drops the kept token.
func (s *tokenSource) forget(ctx context.Context, c *Client) {
	if err := s.store.Drop(ctx, c.tokenKey()); err != nil {
		c.logger.WarnContext(ctx, "could not remove the refused token", "reason", err)
	}
}

// lock takes the turn to ask for a token, where the store has turns.
func (s *tokenSource) lock(ctx context.Context, c *Client) (unlock func()) {
	locker, ok := s.store.(TokenLocker)
	if !ok {
		return func() {}
	}
	unlock, err := locker.Lock(ctx, c.tokenKey())
	if err != nil {
		c.logger.WarnContext(ctx, "requesting a token without the lock", "reason", err)
		return func() {}
	}
	return unlock
}
