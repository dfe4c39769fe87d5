package emulator

import "sync"

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
	if s.variant.Drift == "" || !p.paged || count <= s.variant.pageSize() {
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
	case "vanish":
		vanishes = page > 0 && later == 1
		hidden = min(later, 1)
	case "appear":
		hidden = 1 - min(later, 1)
	case "lasting":
		hidden = later % 2
	}
	return hidden, vanishes
}
