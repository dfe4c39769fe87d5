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
	"corotui/mask"
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

// inBubble makes an emulator without a socket, and clients of it, under
// synctest's clock.
func inBubble(t *testing.T, do func(t *testing.T, coro *emulator.Server, client func(...api.Option) *api.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		coro := emulator.New(emulator.Demo())
		defer coro.Close()
		do(t, coro, func(more ...api.Option) *api.Client {
			client, err := api.New(append([]api.Option{
				api.WithHTTPTransport(coro.Transport()), api.WithRetries(0),
				api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)),
			}, more...)...)
			if err != nil {
				t.Fatal(err)
			}
			return client
		})
		synctest.Wait()
	})
}

func look(t *testing.T, client *api.Client) {
	t.Helper()
	if _, err := client.Webhooks(t.Context(), emulator.DemoChannel); err != nil {
		t.Fatal(err)
	}
}

func asked(coro *emulator.Server) int {
	n := 0
	for _, r := range coro.Requests() {
		if r.Operation == emulator.OpToken {
			n++
		}
	}
	return n
}

func TestAKeptTokenIsUsedUntilItIsOld(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, coro *emulator.Server, client func(...api.Option) *api.Client) {
		store := &keeping{}
		look(t, client(api.WithTokenStore(store)))
		want := []string{"load", "lock", "load", "save", "unlock"}
		if !slices.Equal(store.asked, want) {
			t.Errorf("a first start did %v, want %v", store.asked, want)
		}
		look(t, client(api.WithTokenStore(store)))
		if asked(coro) != 1 {
			t.Errorf("a warm start asked for a token: %d", asked(coro))
		}
		look(t, client(api.WithTokenStore(store), api.WithAudience("https://api.secure-eu.coro.net")))
		if asked(coro) != 2 {
			t.Error("the token of another audience was used")
		}
		time.Sleep(25 * time.Hour) //nolint:forbidigo // the bubble's clock
		look(t, client(api.WithTokenStore(store)))
		if asked(coro) != 3 {
			t.Errorf("%d tokens after the kept one expired, want 3", asked(coro))
		}
	})
}

func TestATokenIsRenewedWhileItIsStillUsed(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, coro *emulator.Server, client func(...api.Option) *api.Client) {
		c := client()
		look(t, c)
		time.Sleep(24*time.Hour - 4*time.Minute) //nolint:forbidigo // the bubble's clock
		coro.Fault(emulator.Fault{Kind: emulator.KindDelay, Operation: emulator.OpToken, Delay: time.Minute})
		began := time.Now()
		look(t, c)
		look(t, c)
		if waited := time.Since(began); waited != 0 {
			t.Errorf("a call waited %s for the renewal of a token that was still good", waited)
		}
		synctest.Wait()
		if asked(coro) != 2 {
			t.Errorf("%d tokens were asked for, want 2", asked(coro))
		}
	})
}

func TestARenewalThatFailsIsNotRepeatedWithEachCall(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, coro *emulator.Server, client func(...api.Option) *api.Client) {
		c := client()
		look(t, c)
		coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Operation: emulator.OpToken, Times: emulator.Forever})
		time.Sleep(24*time.Hour - 4*time.Minute) //nolint:forbidigo // the bubble's clock
		for range 5 {
			look(t, c)
			synctest.Wait()
		}
		if asked(coro) != 2 {
			t.Errorf("%d tokens were asked for, want 2", asked(coro))
		}
		time.Sleep(31 * time.Second) //nolint:forbidigo // the bubble's clock
		look(t, c)
		synctest.Wait()
		if asked(coro) != 3 {
			t.Errorf("%d tokens were asked for after half a minute, want 3", asked(coro))
		}
	})
}

func TestTheTokenOfAnotherProgramIsTaken(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, coro *emulator.Server, client func(...api.Option) *api.Client) {
		store := &keeping{}
		store.onLock = func() { // the other program had the lock, and has just given it back
			store.onLock = nil
			look(t, client(api.WithTokenStore(store)))
		}
		look(t, client(api.WithTokenStore(store)))
		if asked(coro) != 1 {
			t.Errorf("two programs asked for %d tokens", asked(coro))
		}
	})
}

func TestARefusedTokenIsDropped(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, coro *emulator.Server, client func(...api.Option) *api.Client) {
		store := &keeping{}
		look(t, client(api.WithTokenStore(store)))
		coro.RevokeTokens()
		coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Operation: emulator.OpToken, Status: 403})
		if _, err := client(api.WithTokenStore(store)).Webhooks(t.Context(), emulator.DemoChannel); api.KindOf(err) != api.KindAuth {
			t.Errorf("without a token the list ended with %v", err)
		}
		if len(store.tokens) != 0 {
			t.Error("the refused token is still kept")
		}
		look(t, client(api.WithTokenStore(store)))
		if len(store.tokens) != 1 {
			t.Error("the new token is not kept")
		}
	})
}

func TestAKeptTokenProvesNoSecret(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, _ *emulator.Server, client func(...api.Option) *api.Client) {
		store := &keeping{}
		look(t, client(api.WithTokenStore(store)))
		wrong := client(api.WithTokenStore(store), api.WithCredentials(emulator.DemoClientID, mask.NewSecret("canary-wrong")))
		if err := wrong.Authenticate(t.Context()); api.KindOf(err) != api.KindAuth {
			t.Errorf("a wrong secret with a kept token: %v", err)
		}
	})
}

func TestABrokenStoreCostsATokenAndNoMore(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, coro *emulator.Server, client func(...api.Option) *api.Client) {
		var log bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&log, nil))
		store := &keeping{fails: errors.New("the folder is open to others")}
		look(t, client(api.WithTokenStore(store), api.WithLogger(logger)))
		if asked(coro) != 1 {
			t.Errorf("%d tokens were asked for", asked(coro))
		}
		for _, said := range []string{"the kept token is not used", "out of turn", "the token is not kept", "open to others"} {
			if !strings.Contains(log.String(), said) {
				t.Errorf("the log does not say %q:\n%s", said, &log)
			}
		}
		if strings.Contains(log.String(), coro.Tokens()[0]) {
			t.Error("the log holds the token")
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
