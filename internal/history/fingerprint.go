package history

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/disk"
	"corotui/internal/mask"
)

// keyBytes is the length of the fingerprints' key.
const keyBytes = 32

// printBytes is how much of a fingerprint is kept: enough that two values never
// have the same one.
const printBytes = 16

// print returns the fingerprint of a value of a webhook: with the key of this
// machine, and different for the same value in another place. It is empty for
// a value that is not known.
func (l *Log) print(ctx context.Context, webhook api.WebhookID, field change.Field, item api.Text, value *mask.Secret) (string, error) {
	if value == nil {
		return "", nil
	}
	key, err := l.key(ctx, true)
	if err != nil {
		return "", err
	}
	return fingerprint(key, webhook, field, item, *value), nil
}

func fingerprint(key []byte, webhook api.WebhookID, field change.Field, item api.Text, value mask.Secret) string {
	mac := hmac.New(sha256.New, key)
	// A hash never fails to take what is written to it.
	_, _ = fmt.Fprintf(mac, "%q %q %q %q", string(webhook), string(field), strings.ToLower(string(item)), value.Reveal())
	return hex.EncodeToString(mac.Sum(nil)[:printBytes])
}

// key returns the key of the fingerprints, made if there is none and it is
// needed.
func (l *Log) key(ctx context.Context, create bool) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.printKey != nil {
		return l.printKey, nil
	}
	key, err := l.store.key(ctx, create)
	if err != nil {
		return nil, fmt.Errorf("the key of the history's fingerprints: %w", err)
	}
	l.printKey = key
	return key, nil
}

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
