// Package tokens keeps access tokens between runs, so that a start needs no
// token request. Where the client secret is in the system's keyring, so is the
// token. Else it is in a file of mode 0600 in a folder of mode 0700: below
// XDG_RUNTIME_DIR, which is gone after the last logout, and below the state home
// where there is none. Programs that start together ask for one
// token between them, by a lock beside the file.
package tokens

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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

// Store is an [api.TokenStore] over files. Whatever is wrong with a file or
// its folder is an error that says what mends it, and costs one token request.
// It may be used by several goroutines and programs at once.
type Store struct {
	folder string
	other  string       // where starts of this user without the same variables keep theirs; empty: nowhere
	vault  config.Store // keeps tokens before the folder does; nil: there is none
	secret string       // digest of the client secret that the tokens were got with; empty where that is not known
}

var _ api.TokenLocker = (*Store)(nil)

// New returns the store of this user and machine. It touches nothing yet.
func New(paths config.Paths) *Store {
	s := &Store{folder: filepath.Join(paths.State, "tokens")}
	// After su and sudo the variable often still names another user's.
	if paths.Runtime != "" && disk.IsPrivateFolder(filepath.Dir(paths.Runtime)) {
		s.folder, s.other = filepath.Join(paths.Runtime, "tokens"), s.folder
	}
	return s
}

// For returns the store for a client secret that is at hand: a token that was got
// with another secret is none. Where the secret would have to be fetched first,
// the tokens of the client id are good enough.
func (s *Store) For(secret mask.Secret) *Store {
	tied := *s
	tied.secret = "-" + digest(secret.Reveal())
	return &tied
}

// In returns the store that keeps tokens where the secret of the account is
// kept, which is the system's keyring. When that fails, a file keeps them.
func (s *Store) In(vault config.Store) *Store {
	in := *s
	in.vault = vault
	return &in
}

// vaultKey is under which name a vault keeps the token of a key.
func vaultKey(key string) config.Key { return config.Key{Profile: "token", ClientID: digest(key)} }

// Shared says which tokens under a key somebody else still uses, as the same
// account may stand in several profiles.
type Shared struct {
	Vault  bool // those in the vault
	Untied bool // those in files that count for every secret of the account
	Tied   bool // those in files that count for one secret
}

// Forget removes the tokens under a key, whatever secret they were got with, but
// for those that are shared; that there is none is no error.
func (s *Store) Forget(ctx context.Context, key string, shared Shared) error {
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

func (s *Store) forgetIn(folder, key string, shared Shared) error {
	entries, failed := os.ReadDir(folder)
	switch {
	case errors.Is(failed, fs.ErrNotExist):
		return nil
	case failed != nil:
		failed = fmt.Errorf("forget the token: %w", failed)
	}
	for _, entry := range entries {
		name := entry.Name()
		rest, ours := strings.CutPrefix(name, digest(key))
		// A lock is left: another program may hold it.
		if !ours || filepath.Ext(name) == lockExtension || rest == "" && shared.Untied || rest != "" && shared.Tied {
			continue
		}
		failed = errors.Join(failed, s.remove(filepath.Join(folder, name)))
	}
	return failed
}

// Folder returns where the tokens are.
func (s *Store) Folder() string { return s.folder }

// kept is the form of a file.
type kept struct {
	Token   string    `json:"token"`
	Expires time.Time `json:"expires"`
}

// longest is the longest time that a token can be good for: what claims to be
// good for longer was not written by this program.
const longest = 366 * 24 * time.Hour

// Load returns the token that is kept under key. The error is [api.ErrNoToken]
// when there is none; otherwise it says why the one that is there is not used.
func (s *Store) Load(ctx context.Context, key string) (api.Token, error) {
	if s.vault != nil {
		if text, err := s.vault.Get(ctx, vaultKey(key)); err == nil {
			return read("the keyring", []byte(text.Reveal()))
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
	return read(path, data)
}

// read takes a token out of what was found at a place.
func read(path string, data []byte) (api.Token, error) {
	var k kept
	if json.Unmarshal(data, &k) != nil || !legal(k.Token) {
		// The cause is not told: it would quote what stands in the file.
		return api.Token{}, fmt.Errorf("%s holds no token; it will be written anew", path)
	}
	switch life := time.Until(k.Expires); {
	case life <= 0:
		return api.Token{}, fmt.Errorf("the token in %s has expired: %w", path, api.ErrNoToken)
	case life > longest:
		return api.Token{}, fmt.Errorf("the token in %s claims to be good until %s", path, k.Expires.Format(time.DateOnly))
	}
	return api.Token{Value: mask.NewSecret(k.Token), Expires: k.Expires}, nil
}

// legal reports whether text can be sent as a token.
func legal(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return text != ""
}

// Save keeps a token under key, in place of the one there was.
func (s *Store) Save(ctx context.Context, key string, token api.Token) error {
	data, err := json.Marshal(kept{Token: token.Value.Reveal(), Expires: token.Expires.UTC()})
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
func (s *Store) unlink(path string) error {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return nil //nolint:nilerr // what is missing is not in the way, and all else the write will tell
	}
	return s.remove(path)
}

// Drop forgets the token under key; that there is none is no error.
func (s *Store) Drop(ctx context.Context, key string) error {
	err := s.remove(s.path(key))
	if s.vault != nil {
		err = errors.Join(err, s.vault.Delete(ctx, vaultKey(key)))
	}
	return err
}

func (s *Store) remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the token: %w", err)
	}
	return nil
}

// Lock waits until no other program asks for the token under key, for some
// seconds at most. The lock of a program that died is free.
func (s *Store) Lock(ctx context.Context, key string) (unlock func(), err error) {
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
// that a name cannot, and is nobody's business.
func (s *Store) path(key string) string {
	return filepath.Join(s.folder, digest(key)+s.secret)
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

const lockExtension = ".lock"
