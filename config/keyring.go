package config

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/zalando/go-keyring"

	"corotui/internal/mask"
)

// keyringTimeout bounds a call to the system's keyring: over SSH it is often
// absent or locked, and then the call would wait for a dialog on a screen that
// no one sees.
const keyringTimeout = 700 * time.Millisecond

// keyringStore keeps secrets in the system's keyring: Secret Service, the
// macOS keychain, or the Windows credential manager. One that did not answer is
// left alone for a while: a start that asks it twice would wait twice.
type keyringStore struct{ silent atomic.Pointer[time.Time] } // since when; nil: it answers

// keyringPause is how long. Who unlocks it on a desktop meanwhile can go on after it.
const keyringPause = 3 * time.Second

var _ Store = (*keyringStore)(nil)

// Get returns the secret, or ErrNoSecret.
func (s *keyringStore) Get(ctx context.Context, key Key) (mask.Secret, error) {
	secret, err := s.query(ctx, elsewhere, func() (mask.Secret, error) {
		value, err := keyring.Get(program, account(key))
		return mask.NewSecret(value), err
	})
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return mask.Secret{}, ErrNoSecret
	case err != nil:
		return mask.Secret{}, err
	}
	return secretFrom(string(KeyringSecret), []byte(secret.Reveal()))
}

// Set stores the secret.
func (s *keyringStore) Set(ctx context.Context, key Key, secret mask.Secret) error {
	_, err := s.query(ctx, elsewhere, func() (mask.Secret, error) {
		return mask.Secret{}, keyring.Set(program, account(key), secret.Reveal())
	})
	return err
}

// Delete removes the secret.
func (s *keyringStore) Delete(ctx context.Context, key Key) error {
	_, err := s.query(ctx, stillThere, func() (mask.Secret, error) {
		return mask.Secret{}, keyring.Delete(program, account(key))
	})
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return err
}

// What to do about a keyring that does not work.
const (
	elsewhere  = "store the secret elsewhere with corotui login"
	stillThere = "what it holds is still there: log out again where it answers, or remove it with the keyring's own program"
)

func account(key Key) string { return key.Profile + "/" + key.ClientID }

// keyringReachable reports whether asking the keyring can lead anywhere. Without
// a session bus the library would start one, which no one would ever end.
func keyringReachable() bool {
	if onWindows || runtime.GOOS == "darwin" {
		return true
	}
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" && !strings.HasPrefix(address, "autolaunch:") {
		return true
	}
	_, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
	return err == nil
}

// query runs call and waits for it no longer than the timeout. The library takes
// no context, so a call that hangs is left behind. Where it does not work, next is
// what to do.
func (s *keyringStore) query(ctx context.Context, next string, call func() (mask.Secret, error)) (mask.Secret, error) {
	if !keyringReachable() {
		return mask.Secret{}, broken("this machine runs no keyring for you (there is no D-Bus session); "+next, nil)
	}
	if since := s.silent.Load(); since != nil && time.Since(*since) < keyringPause {
		return mask.Secret{}, noAnswer(next)
	}
	waiting, cancel := context.WithTimeout(ctx, keyringTimeout)
	defer cancel()
	secret, err := inBackground(waiting, call)
	switch {
	case err == nil, errors.Is(err, keyring.ErrNotFound):
		return secret, err
	case ctx.Err() != nil:
		return mask.Secret{}, fmt.Errorf("ask the keyring: %w", ctx.Err())
	case errors.Is(err, context.DeadlineExceeded):
		now := time.Now()
		s.silent.Store(&now)
		return mask.Secret{}, noAnswer(next)
	case strings.Contains(err.Error(), "unlock"):
		return mask.Secret{}, broken("the system's keyring is locked, and no one here can be asked for its password; unlock it, or "+next, err)
	}
	return mask.Secret{}, broken(fmt.Sprintf("the system's keyring does not work here (%s); %s", plain(err.Error()), next), err)
}

func noAnswer(next string) error {
	return broken(fmt.Sprintf("the system's keyring did not answer within %s; unlock it, or %s", keyringTimeout, next), nil)
}

func broken(problem string, cause error) error {
	return &Error{Where: string(KeyringSecret), Problem: problem, Cause: cause}
}

// KeyringWorks asks the system's keyring for a secret that does not exist, to
// know whether one can be kept there. It takes less than a second.
func (c Config) KeyringWorks(ctx context.Context) bool {
	store, err := c.store(KeyringSecret)
	if err != nil {
		return false
	}
	_, err = store.Get(ctx, Key{Profile: "probe"})
	return err == nil || errors.Is(err, ErrNoSecret)
}

// plain keeps a library's message to one printable line.
func plain(message string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, message)
}
