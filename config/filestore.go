package config

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"corotui/mask"
)

// SecretsFolder is where secrets are kept as files. It is under the state
// home, because a config home is often copied to other machines.
func (p Paths) SecretsFolder() string { return filepath.Join(p.State, "secrets") }

// FileStore keeps each secret as plain text in a file of mode 0600, in a
// folder of mode 0700. It is used only after the user has said yes to that.
type FileStore struct{ folder string }

var _ Store = FileStore{}

// NewFileStore keeps secrets in folder, which is made by the first Set.
func NewFileStore(folder string) FileStore { return FileStore{folder} }

// Path returns the file of a secret. Its name holds the profile for people and
// a digest of the client id, which may have characters that a name cannot.
func (s FileStore) Path(key Key) string {
	digest := sha256.Sum256([]byte(key.ClientID))
	return filepath.Join(s.folder, key.Profile+"-"+hex.EncodeToString(digest[:4]))
}

// Get returns the secret. A file or folder that others could read or have
// written is refused with an [*Error].
func (s FileStore) Get(_ context.Context, key Key) (mask.Secret, error) {
	if err := s.checkFolder(); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return mask.Secret{}, ErrNoSecret
		}
		return mask.Secret{}, err
	}
	path := s.Path(key)
	data, err := readPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		return mask.Secret{}, ErrNoSecret
	}
	if err != nil {
		return mask.Secret{}, err
	}
	secret := strings.TrimSpace(string(data))
	if secret == "" {
		return mask.Secret{}, ErrNoSecret
	}
	return mask.NewSecret(secret), nil
}

// Set writes the secret.
func (s FileStore) Set(_ context.Context, key Key, secret mask.Secret) error {
	if err := os.MkdirAll(s.folder, folderMode); err != nil {
		return fmt.Errorf("make folder %s: %s", s.folder, reason(err))
	}
	if err := s.checkFolder(); err != nil {
		return err
	}
	path := s.Path(key)
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return checkPrivate(path, info)
	}
	return WriteFile(path, []byte(secret.Reveal()+"\n"))
}

// Delete removes the file.
func (s FileStore) Delete(_ context.Context, key Key) error {
	path := s.Path(key)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %s", path, reason(err))
	}
	return nil
}

func (s FileStore) checkFolder() error {
	info, err := os.Lstat(s.folder)
	if err != nil {
		return fmt.Errorf("look at %s: %w", s.folder, err)
	}
	return checkPrivate(s.folder, info)
}

// readPrivate reads a file that holds a secret. What was checked and what is
// read must be the same file, or a link could be slipped in between.
func readPrivate(path string) (data []byte, err error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", path, err)
	}
	if err := checkPrivate(path, before); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &Error{Where: path, Problem: "the stored secret cannot be read: " + reason(err), Cause: err}
	}
	defer func() { _ = f.Close() }() // only read
	after, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", path, err)
	}
	if !os.SameFile(before, after) {
		return nil, &Error{Where: path, Problem: "changed while it was opened, so it was not read; try again"}
	}
	if data, err = io.ReadAll(io.LimitReader(f, maxFile)); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return data, nil
}
