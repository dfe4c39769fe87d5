package config

import (
	"context"
	"errors"
	"fmt"
	"sync"

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

// MemoryStore keeps secrets until the program ends; tests use it. The zero
// value is ready and may be used from several goroutines.
type MemoryStore struct {
	mu      sync.Mutex
	secrets map[Key]mask.Secret
}

var _ Store = (*MemoryStore)(nil)

// Get returns the secret, or ErrNoSecret.
func (m *MemoryStore) Get(_ context.Context, key Key) (mask.Secret, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	secret, ok := m.secrets[key]
	if !ok {
		return mask.Secret{}, ErrNoSecret
	}
	return secret, nil
}

// Set stores the secret.
func (m *MemoryStore) Set(_ context.Context, key Key, secret mask.Secret) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.secrets == nil {
		m.secrets = make(map[Key]mask.Secret)
	}
	m.secrets[key] = secret
	return nil
}

// Delete removes the secret.
func (m *MemoryStore) Delete(_ context.Context, key Key) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.secrets, key)
	return nil
}

// store returns where secrets of a kind are kept.
func (c Config) store(kind SecretKind) (Store, error) {
	store, ok := c.stores[kind]
	if !ok {
		return nil, &Error{Where: c.Secret.Source.place(), Problem: fmt.Sprintf("secrets cannot be kept in %q here; corotui login stores them elsewhere", kind)}
	}
	return store, nil
}
