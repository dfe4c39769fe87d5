package emulator

import "sync"

// Drift is what happens to a list of several pages between the first one and the
// next.
type Drift int

// The ways a list can change while it is read.
const (
	DriftNone    Drift = iota // nothing
	DriftVanish               // an element of the first page goes away: a webhook is deleted, a workspace is not found any more
	DriftAppear               // an element comes at its start, that was not listed before
	DriftLasting              // its first element is not listed with every other page that follows
)

// drift counts how often a later page of each list was asked for.
type drift struct {
	mu    sync.Mutex
	later map[listed]int
}

// listed is one list of the server.
type listed struct {
	workspace string
	op        Operation
}

// drifts tells how many elements at the start of a list of so many are not to be
// listed, and whether this is the moment in which one goes away.
func (s *Server) drifts(c *call, p paging, count int) (hidden int, vanishes bool) {
	if s.variant.Drift == DriftNone || !p.paged || count <= s.variant.pageSize() {
		return 0, false
	}
	page, _ := number(c.request.URL.Query(), "page", 0)
	s.drift.mu.Lock()
	defer s.drift.mu.Unlock()
	if s.drift.later == nil {
		s.drift.later = map[listed]int{}
	}
	list := listed{c.workspace, c.op}
	if page > 0 {
		s.drift.later[list]++
	}
	later := s.drift.later[list]
	switch s.variant.Drift {
	case DriftVanish:
		vanishes = page > 0 && later == 1
		hidden = min(later, 1)
	case DriftAppear:
		hidden = 1 - min(later, 1)
	case DriftLasting:
		hidden = later % 2
	case DriftNone:
	}
	return hidden, vanishes
}
