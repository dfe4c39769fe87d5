package state_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/mask"
	"corotui/internal/state"
)

const (
	key    = "a server and a client id"
	canary = "canary-token-value"
)

// folders are those of a user who is logged in, in a folder of the test.
func folders(t *testing.T) config.Paths {
	t.Helper()
	home := t.TempDir()
	run := filepath.Join(home, "run")
	if err := os.Mkdir(run, 0o700); err != nil {
		t.Fatal(err)
	}
	return config.Paths{State: filepath.Join(home, "state", "corotui"), Runtime: filepath.Join(run, "corotui")}
}

func aToken() api.Token {
	return api.Token{Value: mask.NewSecret(canary), Expires: time.Now().Add(24 * time.Hour).Truncate(time.Second)}
}

// saved returns a store with one token, and the token's file.
func saved(t *testing.T) (store *state.Tokens, file string) {
	t.Helper()
	store = state.NewTokens(folders(t))
	if err := store.Save(t.Context(), key, aToken()); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(store.Folder())
	if err != nil || len(entries) != 1 {
		t.Fatalf("%v, %v", entries, err)
	}
	return store, filepath.Join(store.Folder(), entries[0].Name())
}

func TestATokenIsKeptForItsKey(t *testing.T) {
	t.Parallel()
	store := state.NewTokens(folders(t))
	if _, err := store.Load(t.Context(), key); !errors.Is(err, api.ErrNoToken) {
		t.Errorf("an empty store: %v", err)
	}
	if err := store.Drop(t.Context(), key); err != nil {
		t.Errorf("to drop nothing is an error: %v", err)
	}
	want := aToken()
	for range 2 { // the second one replaces the first
		if err := store.Save(t.Context(), key, want); err != nil {
			t.Fatal(err)
		}
	}
	got, err := store.Load(t.Context(), key)
	if err != nil || !got.Value.Equal(want.Value) || !got.Expires.Equal(want.Expires) {
		t.Errorf("loaded %v until %s, %v", got.Value, got.Expires, err)
	}
	if _, err := store.Load(t.Context(), key+"2"); !errors.Is(err, api.ErrNoToken) {
		t.Errorf("another client id: %v", err)
	}
	if err := store.Drop(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Load(t.Context(), key); !errors.Is(err, api.ErrNoToken) {
		t.Errorf("after it was dropped: %v", err)
	}
}

func TestOnlyTheOwnerCanReadATokenAndItsNameTellsNothing(t *testing.T) {
	t.Parallel()
	store, file := saved(t)
	for path, want := range map[string]os.FileMode{store.Folder(): 0o700, file: 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want && runtime.GOOS != "windows" {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
	if strings.Contains(file, "client") {
		t.Errorf("the name %s tells the key", file)
	}
}

func TestWhereTokensAre(t *testing.T) {
	t.Parallel()
	paths := folders(t)
	run := filepath.Dir(paths.Runtime)
	inRuntime, inState := filepath.Join(paths.Runtime, "tokens"), filepath.Join(paths.State, "tokens")
	check := func(when, want string, paths config.Paths) {
		t.Helper()
		if got := state.NewTokens(paths).Folder(); got != want {
			t.Errorf("%s: tokens are in %s, want %s", when, got, want)
		}
	}
	check("with a runtime folder", inRuntime, paths)
	check("without one", inState, config.Paths{State: paths.State})
	check("with one that is not there", inState, config.Paths{State: paths.State, Runtime: filepath.Join(run, "gone", "corotui")})
	if runtime.GOOS == "windows" {
		return
	}
	if err := os.Chmod(run, 0o755); err != nil {
		t.Fatal(err)
	}
	check("with one that is open to others", inState, paths)
}

// TestWhatIsWrongIsNoToken spoils the file or its folder in every way.
func TestWhatIsWrongIsNoToken(t *testing.T) {
	t.Parallel()
	write := func(text string) func(t *testing.T, file string) error {
		return func(t *testing.T, file string) error {
			t.Helper()
			return os.WriteFile(file, []byte(text), 0o600)
		}
	}
	soon := time.Now().Add(time.Hour).Format(time.RFC3339)
	for name, c := range map[string]struct {
		spoil func(t *testing.T, file string) error
		says  string
		unix  bool
	}{
		"readable": {says: "chmod 600", unix: true, spoil: func(_ *testing.T, file string) error { return os.Chmod(file, 0o644) }},
		"open folder": {says: "chmod 700", unix: true, spoil: func(_ *testing.T, file string) error {
			return os.Chmod(filepath.Dir(file), 0o755)
		}},
		"symbolic link": {says: "symbolic link", unix: true, spoil: func(_ *testing.T, file string) error {
			return errors.Join(os.Rename(file, file+".moved"), os.Symlink(file+".moved", file))
		}},
		"foreign": {says: "another user", unix: true, spoil: func(t *testing.T, file string) error {
			t.Helper()
			if os.Geteuid() != 0 {
				t.Skip("only root can give files away")
			}
			return os.Chown(file, 12345, 12345)
		}},
		"empty":     {says: "holds no token", spoil: write("")},
		"cut":       {says: "holds no token", spoil: write(`{"token":"canary-tok`)},
		"other":     {says: "holds no token", spoil: write(`["canary"]`)},
		"two lines": {says: "holds no token", spoil: write(`{"token":"canary\r\nX: y","expires":"` + soon + `"}`)},
		"no time":   {says: "expired", spoil: write(`{"token":"canary"}`)},
		"expired":   {says: "expired", spoil: write(`{"token":"canary","expires":"2020-01-01T00:00:00Z"}`)},
		"for ever":  {says: "2999", spoil: write(`{"token":"canary","expires":"2999-01-01T00:00:00Z"}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.unix && runtime.GOOS == "windows" {
				t.Skip("modes, links and owners are of Unix")
			}
			store, file := saved(t)
			if err := c.spoil(t, file); err != nil {
				t.Fatal(err)
			}
			token, err := store.Load(t.Context(), key)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("loaded with %v, which does not say %q", err, c.says)
			}
			if !token.Value.Empty() || err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("the token got out: %v", err)
			}
		})
	}
}

func TestANewTokenTakesThePlaceOfALink(t *testing.T) {
	t.Parallel()
	store, file := saved(t)
	target := filepath.Join(t.TempDir(), "target")
	if err := errors.Join(os.Remove(file), os.WriteFile(target, []byte("mine"), 0o600), os.Symlink(target, file)); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := store.Save(t.Context(), key, aToken()); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Load(t.Context(), key); err != nil {
		t.Error(err)
	}
	if data, err := os.ReadFile(target); err != nil || string(data) != "mine" {
		t.Errorf("what the link pointed to is now %q, %v", data, err)
	}
}

func TestNothingIsKeptInAnOpenFolder(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes are of Unix")
	}
	store, file := saved(t)
	if err := errors.Join(os.Remove(file), os.Chmod(store.Folder(), 0o777)); err != nil {
		t.Fatal(err)
	}
	if err := store.Save(t.Context(), key, aToken()); err == nil || !strings.Contains(err.Error(), "chmod 700") {
		t.Errorf("saved with %v", err)
	}
	if _, err := store.Lock(t.Context(), key); err == nil {
		t.Error("a lock was taken in an open folder")
	}
	if entries, err := os.ReadDir(store.Folder()); err != nil || len(entries) > 0 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestALockIsGivenOn(t *testing.T) {
	t.Parallel()
	paths := folders(t)
	unlock, err := state.NewTokens(paths).Lock(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	otherKey, err := state.NewTokens(paths).Lock(t.Context(), "other")
	if err != nil {
		t.Fatal("another key has to wait:", err)
	}
	otherKey()
	got := make(chan error)
	go func() {
		unlock, err := state.NewTokens(paths).Lock(t.Context(), key)
		if err == nil {
			unlock()
		}
		got <- err
	}()
	unlock()
	if err := <-got; err != nil {
		t.Error(err)
	}
}

func TestALockThatIsHeldForLongIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	paths := folders(t)
	unlock, err := state.NewTokens(paths).Lock(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		_, err := state.NewTokens(paths).Lock(t.Context(), key)
		if waited := time.Since(began); err == nil || waited > 6*time.Second || waited < time.Second {
			t.Errorf("waited %s, and got %v", waited, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began = time.Now()
		if _, err := state.NewTokens(paths).Lock(ctx, key); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 2*time.Second {
			t.Errorf("a call that gave up waited %s, and got %v", time.Since(began), err)
		}
	})
}

// FuzzLoadToken: whatever a file holds, it is a token that can be sent and has not
// expired, or an error that quotes nothing of it.
func FuzzLoadToken(f *testing.F) {
	for _, seed := range []string{
		`{"token":"canary","expires":"2026-12-01T00:00:00Z"}`, `{"token":"canary\r\n","expires":"2999-01-01T00:00:00Z"}`, `{"token":7}`, `[]`, ``, "\x00", `{"token":"canary"`,
	} {
		f.Add([]byte(seed))
	}
	home := f.TempDir()
	store := state.NewTokens(config.Paths{State: filepath.Join(home, "state")})
	if err := store.Save(f.Context(), key, aToken()); err != nil {
		f.Fatal(err)
	}
	entries, err := os.ReadDir(store.Folder())
	if err != nil {
		f.Fatal(err)
	}
	file := filepath.Join(store.Folder(), entries[0].Name())
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		token, err := store.Load(t.Context(), key)
		switch {
		case err != nil && strings.Contains(err.Error(), canary[:6]):
			t.Errorf("the error of %q quotes it: %v", content, err)
		case err == nil && (token.Value.Empty() || !token.Expires.After(time.Now()) || strings.ContainsAny(token.Value.Reveal(), " \r\n\x00\x7f")):
			t.Errorf("%q is the token %q until %s", content, token.Value.Reveal(), token.Expires)
		}
	})
}

// TestWhatOthersUseIsNotForgotten: one account may stand in several profiles.
func TestWhatOthersUseIsNotForgotten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		shared              state.SharedTokens
		vault, untied, tied bool // what is left
	}{
		"nothing": {state.SharedTokens{}, false, false, false},
		"vault":   {state.SharedTokens{Vault: true, Untied: true}, true, true, false},
		"untied":  {state.SharedTokens{Untied: true}, false, true, false},
		"tied":    {state.SharedTokens{Tied: true}, false, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, vault := state.NewTokens(folders(t)), config.NewFileStore(filepath.Join(t.TempDir(), "vault"))
			tied, held := files.WithSecret(mask.NewSecret("s")), state.NewTokens(folders(t)).WithVault(vault) // held sees the vault alone
			for _, store := range []*state.Tokens{files, tied, held} {
				if err := store.Save(t.Context(), key, aToken()); err != nil {
					t.Fatal(err)
				}
			}
			if err := files.WithVault(vault).Forget(t.Context(), key, c.shared); err != nil {
				t.Fatal(err)
			}
			for what, store := range map[string]struct {
				store *state.Tokens
				left  bool
			}{"vault": {held, c.vault}, "untied": {files, c.untied}, "tied": {tied, c.tied}} {
				if _, err := store.store.Load(t.Context(), key); (err == nil) != store.left {
					t.Errorf("%s: left %v, want %v", what, err == nil, store.left)
				}
			}
		})
	}
}

// TestTokensOfOtherStartsAreForgotten: a start by cron has no runtime folder.
func TestTokensOfOtherStartsAreForgotten(t *testing.T) {
	t.Parallel()
	here := folders(t)
	byCron := state.NewTokens(config.Paths{State: here.State})
	for _, name := range []string{key, "another account"} {
		if err := byCron.Save(t.Context(), name, aToken()); err != nil {
			t.Fatal(err)
		}
	}
	if err := state.NewTokens(here).Forget(t.Context(), key, state.SharedTokens{}); err != nil {
		t.Fatal(err)
	}
	if _, err := byCron.Load(t.Context(), key); !errors.Is(err, api.ErrNoToken) {
		t.Errorf("the token is left: %v", err)
	}
	if _, err := byCron.Load(t.Context(), "another account"); err != nil {
		t.Errorf("the token of another account is gone: %v", err)
	}
}

// brokenVault cannot be asked.
type brokenVault struct{ config.FileStore }

func (*brokenVault) Delete(context.Context, config.Key) error { return os.ErrPermission }

// TestABrokenVaultKeepsNoFile: what it may hold is told, and the files go.
func TestABrokenVaultKeepsNoFile(t *testing.T) {
	t.Parallel()
	files := state.NewTokens(folders(t))
	if err := files.Save(t.Context(), key, aToken()); err != nil {
		t.Fatal(err)
	}
	if err := files.WithVault(&brokenVault{}).Forget(t.Context(), key, state.SharedTokens{}); !errors.Is(err, os.ErrPermission) {
		t.Errorf("got %v", err)
	}
	if _, err := files.Load(t.Context(), key); !errors.Is(err, api.ErrNoToken) {
		t.Errorf("the file is left: %v", err)
	}
}
