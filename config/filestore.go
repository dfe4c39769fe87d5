package config

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"corotui/internal/disk"
	"corotui/internal/mask"
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
	path := s.Path(key)
	data, err := readSecret(path)
	if err != nil {
		return mask.Secret{}, err
	}
	return secretFrom(path, data)
}

// readSecret reads the file of a secret.
func readSecret(path string) ([]byte, error) {
	data, err := disk.ReadPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoSecret
	}
	return data, err
}

// Set writes the secret.
func (s FileStore) Set(_ context.Context, key Key, secret mask.Secret) error {
	return disk.WritePrivate(s.Path(key), []byte(secret.Reveal()+"\n"))
}

// Delete removes the file.
func (s FileStore) Delete(_ context.Context, key Key) error {
	return removeSecret(s.Path(key))
}

// removeSecret removes the file of a secret, if there is one.
func removeSecret(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %s", path, disk.Reason(err))
	}
	return nil
}
