package config

import (
	"context"
	"errors"
	"fmt"

	"corotui/internal/environment"
	"corotui/internal/mask"
)

// secretVariable holds the client secret in the environment.
const secretVariable = environment.Secret

// ErrNoSecret says that a store works and holds no such secret; any other error
// of a store says that it does not work.
var ErrNoSecret = errors.New("no secret is stored")

// Key names a stored secret. The client id is part of it, so that a changed id
// never meets the secret of the old one.
type Key struct{ Profile, ClientID string }

// Store keeps client secrets. Each method ends with the context.
type Store interface {
	// Get returns the secret, or ErrNoSecret.
	Get(ctx context.Context, key Key) (mask.Secret, error)
	// Set stores the secret in place of the one there was.
	Set(ctx context.Context, key Key, secret mask.Secret) error
	// Delete removes the secret; that there is none is no error.
	Delete(ctx context.Context, key Key) error
}

// systemStores are the stores of this machine. Making them touches nothing.
func systemStores(paths Paths, ask Passphrase) map[SecretKind]Store {
	return map[SecretKind]Store{
		EncryptedSecret: NewEncryptedStore(paths.SecretsFolder(), ask, usualWork),
		FileSecret:      NewFileStore(paths.SecretsFolder()),
		KeyringSecret:   new(keyringStore),
	}
}

// store returns where secrets of a kind are kept.
func (c Config) store(kind SecretKind) (Store, error) {
	store, ok := c.stores[kind]
	if !ok {
		return nil, &Error{Where: c.Secret.Source.place(), Problem: fmt.Sprintf("secrets cannot be kept in %q here; corotui login stores them elsewhere", kind)}
	}
	return store, nil
}
