package api

import (
	"context"
	"sync"

	"corotui/internal/mask"
)

// clientSecret is the secret of a client, or where it is read when it is needed
// for the first time.
type clientSecret struct {
	read func(ctx context.Context) (mask.Secret, error)

	mu    sync.Mutex
	value mask.Secret // empty until it is read
}

// get returns the secret. After an error it is read again by the next call.
func (s *clientSecret) get(ctx context.Context) (mask.Secret, error) {
	if value := s.known(); !value.Empty() {
		return value, nil
	}
	value, err := s.read(ctx) // only one token is asked for at a time, so this is not done twice
	if err != nil {
		return mask.Secret{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.value = value
	return value, nil
}

// known returns the secret if it has been read. What was not read in this run
// was not sent, so no answer can hold it.
func (s *clientSecret) known() mask.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.value
}
