package history

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// key reads the key beside the history. One that is damaged is replaced: the
// old fingerprints then match nothing, which is to say that everything changed.
func (f *file) key(ctx context.Context, create bool) (key []byte, err error) {
	path := f.beside(".key")
	if key, err := readKey(path); key != nil || err != nil || !create {
		return key, err
	}
	if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
		return nil, fmt.Errorf("making its folder: %w", err)
	}
	unlock, err := f.lock(ctx, exclusive)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if key, err := readKey(path); key != nil || err != nil {
		return key, err // another copy was faster
	}
	key = newKey()
	if err := writeKey(path, key); err != nil {
		return nil, err
	}
	return key, nil
}

// readKey returns nil where there is no key, or a damaged one.
func readKey(path string) ([]byte, error) {
	if err := regular(path); err != nil {
		return nil, err
	}
	in, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the key: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(in, 4*keyBytes))
	if err = errors.Join(err, in.Close()); err != nil {
		return nil, fmt.Errorf("reading the key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keyBytes {
		return nil, nil //nolint:nilerr // a damaged key is as good as none
	}
	return key, nil
}

// writeKey puts the key in its place at once, whole or not at all.
func writeKey(path string, key []byte) (err error) {
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // 0600
	if err != nil {
		return fmt.Errorf("making the key: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(draft.Name()))
		}
	}()
	_, err = draft.WriteString(hex.EncodeToString(key) + "\n")
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return fmt.Errorf("writing the key: %w", err)
	}
	if err := os.Rename(draft.Name(), path); err != nil {
		return fmt.Errorf("putting the key in its place: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}
