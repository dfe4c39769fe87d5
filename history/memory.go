package history

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
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

func (m *memory) read(context.Context) ([][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return [][]byte{slices.Clone(m.lines)}, nil
}

func (m *memory) stamp() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return strconv.Itoa(len(m.lines))
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
