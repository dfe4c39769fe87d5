// Package state is what the program keeps on a machine between runs: access tokens,
// the workspaces that were opened, the form that was open when it had to end,
// what the lists showed last, what watches saw, and since when webhooks are disabled. Whatever is
// wrong with any of it only means that it is not there.
package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/disk"
	"corotui/internal/mask"
)

// lockWait is how long a program waits for another one that asks for the token.
// Then it asks by itself: the other one may be stopped, or on a dead line.
const lockWait = 5 * time.Second

// Tokens is an [api.TokenStore] over files, so that a start needs no token request.
// Where the client secret is in the system's keyring, so is the token. Else it is in
// a file of mode 0600 in a folder of mode 0700: below XDG_RUNTIME_DIR, which is gone
// after the last logout, and below the state home where there is none. Programs that
// start together ask for one token between them, by a lock beside the file. Whatever is wrong with a file or
// its folder is an error that says what fixes it, and costs one token request.
// It may be used by several goroutines and programs at once.
type Tokens struct {
	folder string
	other  string       // where starts of this user without the same variables keep theirs; empty: nowhere
	vault  config.Store // keeps tokens before the folder does; nil: there is none
	secret string       // digest of the client secret that the tokens were got with; empty where that is not known
}

var _ api.TokenLocker = (*Tokens)(nil)

// NewTokens returns the tokens of this user and machine. It touches nothing yet.
func NewTokens(paths config.Paths) *Tokens {
	s := &Tokens{folder: filepath.Join(paths.State, "tokens")}
	// After su and sudo the variable often still names another user's.
	if paths.Runtime != "" && disk.IsPrivateFolder(filepath.Dir(paths.Runtime)) {
		s.folder, s.other = filepath.Join(paths.Runtime, "tokens"), s.folder
	}
	return s
}

// WithSecret returns the store for a client secret that is at hand: a token that was got
// with another secret is none. Where the secret would have to be fetched first,
// the tokens of the client id are good enough.
func (s *Tokens) WithSecret(secret mask.Secret) *Tokens {
	tied := *s
	tied.secret = "-" + digest(secret.Reveal(), tokenDigest)
	return &tied
}

// WithVault returns the store that keeps tokens where the secret of the account is
// kept, which is the system's keyring. When that fails, a file keeps them.
func (s *Tokens) WithVault(vault config.Store) *Tokens {
	in := *s
	in.vault = vault
	return &in
}

// vaultKey is under which name a vault keeps the token of a key.
func vaultKey(key string) config.Key {
	return config.Key{Profile: "token", ClientID: digest(key, tokenDigest)}
}

// SharedTokens says which tokens under a key someone else still uses, as the same
// account may stand in several profiles.
type SharedTokens struct {
	Vault  bool // those in the vault
	Untied bool // those in files that count for every secret of the account
	Tied   bool // those in files that count for one secret
}

// Forget removes the tokens under a key, whatever secret they were got with, but
// for those that are shared; that there is none is no error.
func (s *Tokens) Forget(ctx context.Context, key string, shared SharedTokens) error {
	var failed error
	if s.vault != nil && !shared.Vault {
		if err := s.vault.Delete(ctx, vaultKey(key)); err != nil {
			failed = fmt.Errorf("forget the token: %w", err)
		}
	}
	failed = errors.Join(failed, s.forgetIn(s.folder, key, shared))
	if s.other != "" {
		failed = errors.Join(failed, s.forgetIn(s.other, key, shared))
	}
	return failed
}

func (s *Tokens) forgetIn(folder, key string, shared SharedTokens) error {
	entries, failed := os.ReadDir(folder)
	switch {
	case errors.Is(failed, fs.ErrNotExist):
		return nil
	case failed != nil:
		failed = fmt.Errorf("forget the token: %w", failed)
	}
	for _, entry := range entries {
		name := entry.Name()
		rest, ours := strings.CutPrefix(name, digest(key, tokenDigest))
		// A lock is left: another program may hold it.
		if !ours || filepath.Ext(name) == lockExtension || rest == "" && shared.Untied || rest != "" && shared.Tied {
			continue
		}
		failed = errors.Join(failed, s.remove(filepath.Join(folder, name)))
	}
	return failed
}

// Folder returns where the tokens are.
func (s *Tokens) Folder() string { return s.folder }

// tokenFile is the form of a file.
type tokenFile struct {
	Token   string    `json:"token"`
	Expires time.Time `json:"expires"`
}

// longestLife is the longestLife time that a token can be good for: what claims to be
// good for longer was not written by this program.
const longestLife = 366 * 24 * time.Hour

// Load returns the token that is kept under key. The error is [api.ErrNoToken]
// when there is none; otherwise it says why the one that is there is not used.
func (s *Tokens) Load(ctx context.Context, key string) (api.Token, error) {
	if s.vault != nil {
		if text, err := s.vault.Get(ctx, vaultKey(key)); err == nil {
			return tokenFrom("the keyring", []byte(text.Reveal()))
		} else if ctx.Err() != nil {
			return api.Token{}, err
		}
	}
	path := s.path(key)
	data, err := disk.ReadPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		return api.Token{}, api.ErrNoToken
	}
	if err != nil {
		return api.Token{}, err
	}
	return tokenFrom(path, data)
}

// tokenFrom takes a token out of what was found at a place.
func tokenFrom(path string, data []byte) (api.Token, error) {
	var k tokenFile
	if json.Unmarshal(data, &k) != nil || !legalToken(k.Token) {
		// The cause is not told: it would quote what stands in the file.
		return api.Token{}, fmt.Errorf("%s holds no token; it will be replaced", path)
	}
	switch life := time.Until(k.Expires); {
	case life <= 0:
		return api.Token{}, fmt.Errorf("the token in %s has expired: %w", path, api.ErrNoToken)
	case life > longestLife:
		return api.Token{}, fmt.Errorf("the token in %s claims to be good until %s", path, k.Expires.Format(time.DateOnly))
	}
	return api.Token{Value: mask.NewSecret(k.Token), Expires: k.Expires}, nil
}

// legalToken reports whether text can be sent as a token.
func legalToken(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return text != ""
}

// Save keeps a token under key, in place of the one there was.
func (s *Tokens) Save(ctx context.Context, key string, token api.Token) error {
	data, err := json.Marshal(tokenFile{Token: token.Value.Reveal(), Expires: token.Expires.UTC()})
	if err != nil {
		return fmt.Errorf("keep the token: %w", err)
	}
	path := s.path(key)
	if s.vault != nil && s.vault.Set(ctx, vaultKey(key), mask.NewSecret(string(data))) == nil {
		return s.remove(path) // an older one must not outlive it
	}
	if err := s.unlink(path); err != nil {
		return err
	}
	return disk.WritePrivate(path, append(data, '\n'))
}

// unlink removes a symbolic link from the place of a token. In a folder that
// only its owner can write to it is no attack, but it must not stay in the way.
func (s *Tokens) unlink(path string) error {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return nil //nolint:nilerr // what is missing is not in the way, and all else the write will tell
	}
	return s.remove(path)
}

// Drop forgets the token under key; that there is none is no error.
func (s *Tokens) Drop(ctx context.Context, key string) error {
	err := s.remove(s.path(key))
	if s.vault != nil {
		err = errors.Join(err, s.vault.Delete(ctx, vaultKey(key)))
	}
	return err
}

func (s *Tokens) remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the token: %w", err)
	}
	return nil
}

// Lock waits until no other program asks for the token under key, for some
// seconds at most. The lock of a program that died is free.
func (s *Tokens) Lock(ctx context.Context, key string) (unlock func(), err error) {
	if err := disk.MakePrivateFolder(s.folder); err != nil {
		return nil, err
	}
	free, err := disk.Lock(ctx, s.path(key)+lockExtension, lockWait)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		return nil, fmt.Errorf("another copy of the program has been asking for the token for %s", lockWait)
	case err != nil:
		return nil, fmt.Errorf("wait for other copies of the program: %w", err)
	}
	return func() { _ = free() }, nil // an end of the program frees it too
}

// path is the file of a key. Its name is a digest: an id may have characters
// that a name cannot, and is no one's business.
func (s *Tokens) path(key string) string {
	return filepath.Join(s.folder, digest(key, tokenDigest)+s.secret)
}

const (
	lockExtension = ".lock"
	tokenDigest   = 16 // bytes of a digest in names of tokens
)
