package config_test

import (
	"context"
	"sync"

	"corotui/config"
	"corotui/internal/mask"
)

// memoryStore keeps secrets for one test. Its zero value is ready, and may be used from
// several goroutines.
type memoryStore struct {
	mu      sync.Mutex
	secrets map[config.Key]mask.Secret
}

var _ config.Store = (*memoryStore)(nil)

func (m *memoryStore) Get(_ context.Context, key config.Key) (mask.Secret, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	secret, ok := m.secrets[key]
	if !ok {
		return mask.Secret{}, config.ErrNoSecret
	}
	return secret, nil
}

func (m *memoryStore) Set(_ context.Context, key config.Key, secret mask.Secret) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.secrets == nil {
		m.secrets = make(map[config.Key]mask.Secret)
	}
	m.secrets[key] = secret
	return nil
}

func (m *memoryStore) Delete(_ context.Context, key config.Key) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.secrets, key)
	return nil
}
