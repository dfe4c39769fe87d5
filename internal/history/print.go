package history

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"corotui/api"
	"corotui/internal/change"
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
