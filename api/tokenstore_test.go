package api_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/mask"
)

// keeping is a token store in memory that notes what it is asked for.
type keeping struct {
	mu     sync.Mutex
	tokens map[string]api.Token
	asked  []string
	fails  error
	onLock func() // runs when the lock was got
}

func (k *keeping) note(what string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.asked = append(k.asked, what)
}

func (k *keeping) Load(_ context.Context, key string) (api.Token, error) {
	k.note("load")
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails != nil {
		return api.Token{}, k.fails
	}
	token, ok := k.tokens[key]
	if !ok {
		return api.Token{}, api.ErrNoToken
	}
	return token, nil
}

func (k *keeping) Save(_ context.Context, key string, token api.Token) error {
	k.note("save")
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tokens = map[string]api.Token{key: token}
	return k.fails
}

func (k *keeping) Drop(_ context.Context, key string) error {
	k.note("drop")
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.tokens, key)
	return k.fails
}

func (k *keeping) Lock(context.Context, string) (func(), error) {
	k.note("lock")
	if k.fails != nil {
		return nil, k.fails
	}
	if k.onLock != nil {
		k.onLock()
	}
	return func() { k.note("unlock") }, nil
}

// bubble is an emulator without a socket under synctest's clock.
type bubble struct {
	*testing.T
	coro *emulator.Server
}

func inBubble(t *testing.T, do func(b bubble)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		coro := emulator.New(emulator.Demo())
		defer coro.Close()
		do(bubble{t, coro})
		synctest.Wait()
	})
}

// client makes a program that has just been started.
func (b bubble) client(more ...api.Option) *api.Client {
	b.Helper()
	client, err := api.New(append([]api.Option{
		api.WithHTTPTransport(b.coro.Transport()), api.WithRetries(0),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)),
	}, more...)...)
	if err != nil {
		b.Fatal(err)
	}
	return client
}

func (b bubble) look(client *api.Client) {
	b.Helper()
	if _, err := client.Webhooks(b.Context(), emulator.DemoChannel); err != nil {
		b.Fatal(err)
	}
}

// asked counts the tokens that were asked for.
func (b bubble) asked() int {
	n := 0
	for _, r := range b.coro.Requests() {
		if r.Operation == emulator.OpToken {
			n++
		}
	}
	return n
}

func TestAKeptTokenIsUsedUntilItIsOld(t *testing.T) {
	t.Parallel()
	inBubble(t, func(b bubble) {
		store := &keeping{}
		b.look(b.client(api.WithTokenStore(store)))
		want := []string{"load", "lock", "load", "save", "unlock"}
		if !slices.Equal(store.asked, want) {
			b.Errorf("a first start did %v, want %v", store.asked, want)
		}
		b.look(b.client(api.WithTokenStore(store)))
		if b.asked() != 1 {
			b.Errorf("a warm start asked for a token: %d", b.asked())
		}
		b.look(b.client(api.WithTokenStore(store), api.WithAudience("https://api.secure-eu.coro.net")))
		if b.asked() != 2 {
			b.Error("the token of another audience was used")
		}
		time.Sleep(25 * time.Hour) //nolint:forbidigo // the bubble's clock
		b.look(b.client(api.WithTokenStore(store)))
		if b.asked() != 3 {
			b.Errorf("%d tokens after the kept one expired, want 3", b.asked())
		}
	})
}

func TestATokenIsRenewedWhileItIsStillUsed(t *testing.T) {
	t.Parallel()
	inBubble(t, func(b bubble) {
		c := b.client()
		b.look(c)
		time.Sleep(24*time.Hour - 4*time.Minute) //nolint:forbidigo // the bubble's clock
		b.coro.Fault(emulator.Fault{Kind: emulator.KindDelay, Operation: emulator.OpToken, Delay: time.Minute})
		began := time.Now()
		b.look(c)
		b.look(c)
		if waited := time.Since(began); waited != 0 {
			b.Errorf("a call waited %s for the renewal of a token that was still good", waited)
		}
		synctest.Wait()
		if b.asked() != 2 {
			b.Errorf("%d tokens were asked for, want 2", b.asked())
		}
	})
}

// TestATokenStaysFreshWhileNobodyAsks, unless that could ask the user.
func TestATokenStaysFreshWhileNobodyAsks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		unread, mayRead bool
		want            int // tokens that were asked for in three days
	}{
		"a secret that was read":          {false, false, 3},
		"one that was not":                {true, false, 0},
		"one that is read without asking": {true, true, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b bubble) {
				store, options := &keeping{}, []api.Option{}
				b.look(b.client(api.WithTokenStore(store)))
				if test.unread {
					options = append(options, api.WithSecretFrom(emulator.DemoClientID, func(context.Context) (mask.Secret, error) {
						return mask.NewSecret(emulator.DemoClientSecret), nil
					}))
				}
				c := b.client(append(options, api.WithTokenStore(store))...)
				b.look(c)
				asked := b.asked()
				for began := time.Now(); time.Since(began) < 72*time.Hour; {
					wait := c.Freshen(b.Context(), test.mayRead)
					if wait <= 0 || wait > time.Minute {
						b.Fatalf("it is to be called again in %s", wait)
					}
					synctest.Wait()
					if test.want > 0 && !c.TokenExpires().After(time.Now()) {
						b.Fatal("the token has run out")
					}
					time.Sleep(wait) //nolint:forbidigo // the bubble's clock
				}
				if got := b.asked() - asked; got != test.want {
					b.Errorf("%d tokens were asked for, want %d", got, test.want)
				}
			})
		})
	}
}

// TestATokenThatRanOutIsLeftToTheNextCall: a pair that is refused is not tried
// for ever.
func TestATokenThatRanOutIsLeftToTheNextCall(t *testing.T) {
	t.Parallel()
	inBubble(t, func(b bubble) {
		c := b.client()
		b.look(c)
		b.coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 401, Operation: emulator.OpToken, Times: emulator.Forever})
		for began := time.Now(); time.Since(began) < 48*time.Hour; {
			wait := c.Freshen(b.Context(), true)
			synctest.Wait()
			time.Sleep(wait) //nolint:forbidigo // the bubble's clock
		}
		if got := b.asked() - 1; got < 2 || got > 11 {
			b.Errorf("it was tried %d times to renew it", got)
		}
	})
}

func TestARenewalThatFailsIsNotRepeatedWithEachCall(t *testing.T) {
	t.Parallel()
	inBubble(t, func(b bubble) {
		c := b.client()
		b.look(c)
		b.coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Operation: emulator.OpToken, Times: emulator.Forever})
		time.Sleep(24*time.Hour - 4*time.Minute) //nolint:forbidigo // the bubble's clock
		for range 5 {
			b.look(c)
			synctest.Wait()
		}
		if b.asked() != 2 {
			b.Errorf("%d tokens were asked for, want 2", b.asked())
		}
		time.Sleep(31 * time.Second) //nolint:forbidigo // the bubble's clock
		b.look(c)
		synctest.Wait()
		if b.asked() != 3 {
			b.Errorf("%d tokens were asked for after half a minute, want 3", b.asked())
		}
	})
}

func TestTheTokenOfAnotherProgramIsTaken(t *testing.T) {
	t.Parallel()
	inBubble(t, func(b bubble) {
		store := &keeping{}
		store.onLock = func() { // the other program had the lock, and has just given it back
			store.onLock = nil
			b.look(b.client(api.WithTokenStore(store)))
		}
		b.look(b.client(api.WithTokenStore(store)))
		if b.asked() != 1 {
			b.Errorf("two programs asked for %d tokens", b.asked())
		}
	})
}

func TestARefusedTokenIsDropped(t *testing.T) {
	t.Parallel()
	inBubble(t, func(b bubble) {
		store := &keeping{}
		b.look(b.client(api.WithTokenStore(store)))
		b.coro.RevokeTokens()
		b.coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Operation: emulator.OpToken, Status: 403})
		if _, err := b.client(api.WithTokenStore(store)).Webhooks(b.Context(), emulator.DemoChannel); api.KindOf(err) != api.KindAuth {
			b.Errorf("without a token the list ended with %v", err)
		}
		if len(store.tokens) != 0 {
			b.Error("the refused token is still kept")
		}
		b.look(b.client(api.WithTokenStore(store)))
		if len(store.tokens) != 1 {
			b.Error("the new token is not kept")
		}
	})
}

func TestAKeptTokenProvesNoSecret(t *testing.T) {
	t.Parallel()
	inBubble(t, func(b bubble) {
		store := &keeping{}
		b.look(b.client(api.WithTokenStore(store)))
		wrong := b.client(api.WithTokenStore(store), api.WithCredentials(emulator.DemoClientID, mask.NewSecret("canary-wrong")))
		if err := wrong.Authenticate(b.Context()); api.KindOf(err) != api.KindAuth {
			b.Errorf("a wrong secret with a kept token: %v", err)
		}
	})
}

func TestABrokenStoreCostsATokenAndNoMore(t *testing.T) {
	t.Parallel()
	inBubble(t, func(b bubble) {
		var log bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&log, nil))
		store := &keeping{fails: errors.New("the folder is open to others")}
		b.look(b.client(api.WithTokenStore(store), api.WithLogger(logger)))
		if b.asked() != 1 {
			b.Errorf("%d tokens were asked for", b.asked())
		}
		for _, said := range []string{"could not read the saved token", "without the lock", "could not save the token", "open to others"} {
			if !strings.Contains(log.String(), said) {
				b.Errorf("the log does not say %q:\n%s", said, &log)
			}
		}
		if strings.Contains(log.String(), b.coro.Tokens()[0]) {
			b.Error("the log holds the token")
		}
	})
}

func TestTokenKey(t *testing.T) {
	t.Parallel()
	same := api.TokenKey("https://api.example/", "", "id")
	if same != api.TokenKey("https://api.example", "https://api.example", "id") {
		t.Error("two ways to write one server have two keys")
	}
	for _, other := range []string{
		api.TokenKey("https://api.example/x", "", "id"), api.TokenKey("https://api.example", "a", "id"), api.TokenKey("https://api.example", "", "id2"),
	} {
		if other == same {
			t.Errorf("the key %s stands for two", other)
		}
	}
}
