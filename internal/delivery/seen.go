package delivery

import (
	"crypto/sha256"
	"sync"
)

// Seen remembers the ids of the last deliveries, to tell when one comes again:
// a retry of Coro's, or a replay. It needs the same memory whatever the ids
// are, and can be used from many goroutines. Ids of deliveries that are not
// genuine are not to be added, as anyone could fill it with those.
type Seen struct {
	mutex sync.Mutex
	known map[[sha256.Size]byte]bool
	order [][sha256.Size]byte // a ring, once it is full
	next  int                 // the place in it of the oldest
	limit int
}

// NewSeen returns a memory of so many ids.
func NewSeen(limit int) *Seen {
	return &Seen{known: make(map[[sha256.Size]byte]bool), limit: max(1, limit)}
}

// Add remembers an id, and reports whether it was remembered already.
func (s *Seen) Add(id string) bool {
	key := sha256.Sum256([]byte(id))
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.known[key] {
		return true
	}
	s.known[key] = true
	if len(s.order) < s.limit {
		s.order = append(s.order, key)
		return false
	}
	delete(s.known, s.order[s.next])
	s.order[s.next] = key
	s.next = (s.next + 1) % s.limit
	return false
}
