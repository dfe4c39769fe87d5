package history

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"corotui/internal/disk"
)

// key reads the key beside the history. One that is damaged is replaced: the
// old fingerprints then match nothing, which is to say that everything changed.
func (f *file) key(ctx context.Context, create bool) (key []byte, err error) {
	path := f.beside(".key")
	if key, err := readKey(path); key != nil || err != nil || !create {
		return key, err
	}
	if err := disk.MakeFolder(f.folder()); err != nil {
		return nil, err
	}
	unlock, err := f.lock(ctx, disk.Lock)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if key, err := readKey(path); key != nil || err != nil {
		return key, err // another copy was faster
	}
	key = newKey()
	return key, disk.Replace(path, []byte(hex.EncodeToString(key)+"\n"), 0o600)
}

// readKey returns nil where there is no key, or a damaged one.
func readKey(path string) ([]byte, error) {
	if err := disk.CheckRegular(path); err != nil {
		return nil, err
	}
	text, err := disk.Read(path, 4*keyBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, disk.ErrTooLarge):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading the key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keyBytes {
		return nil, nil //nolint:nilerr // a damaged key is as good as none
	}
	return key, nil
}
