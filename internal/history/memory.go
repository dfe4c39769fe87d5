package history

import (
	"bytes"
	"context"
	"crypto/rand"
	"sync"
)

// memory keeps lines for as long as the program runs.
type memory struct {
	mu     sync.Mutex
	lines  []byte
	secret []byte
}

func (m *memory) append(_ context.Context, line []byte, _ bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lines = append(m.lines, line...)
	return nil
}

func (m *memory) backward(_ context.Context, each func(line) (bool, error)) error {
	m.mu.Lock()
	lines := m.lines // what is there does not change; more is added behind it
	m.mu.Unlock()
	_, err := backward(bytes.NewReader(lines), int64(len(lines)), each)
	return err
}

func (m *memory) key(context.Context, bool) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.secret == nil {
		m.secret = newKey()
	}
	return m.secret, nil
}

// newKey makes a key from the system's random numbers, which cannot fail.
func newKey() []byte {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key)
	return key
}
