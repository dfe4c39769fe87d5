package emulator

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Kind is what a fault does.
type Kind string

// The kinds of faults. Those marked "done" carry the request out and spoil the
// answer; of the others the request is carried out only with Fault.Applied.
const (
	KindDelay    Kind = "delay"    // waits, then does and answers as always; nothing is done for a client that left
	KindHang     Kind = "hang"     // never answers
	KindRefuse   Kind = "refuse"   // ends the connection before the request's body is read
	KindReset    Kind = "reset"    // resets the connection instead of an answer
	KindStatus   Kind = "status"   // answers with Fault.Status
	KindRedirect Kind = "redirect" // sends the client to Fault.Location
	KindCut      Kind = "cut"      // done: ends the connection in the middle of the body
	KindInvalid  Kind = "invalid"  // done: the body is no JSON
	KindType     Kind = "type"     // done: the right body as text/html
	KindPage     Kind = "page"     // done: 200 and the HTML page of a proxy
	KindHuge     Kind = "huge"     // done: a JSON body of Fault.Size bytes
	KindSlow     Kind = "slow"     // done: the body comes byte by byte, Fault.Delay apart
	KindEndless  Kind = "endless"  // list and search: every page is full of new elements
)

// Forever as Fault.Times lets a fault strike from then on.
const Forever = -1

// Fault is one thing that goes wrong. The zero values of all but Kind mean: any
// operation in any workspace, the next time, once.
type Fault struct {
	Kind      Kind
	Operation Operation // empty: any
	Workspace string    // the Workspace header; empty: any
	Nth       int       // the first matching request that it strikes, from 1; 0 counts as 1
	Times     int       // how often it strikes; 0 counts as 1
	Chance    float64   // probability of striking, 0 counts as 1
	Seed      uint64    // of the chance's random numbers

	Applied    bool          // the request is carried out although the answer hides it
	Delay      time.Duration // waited before anything else; between the bytes for KindSlow, 1 s when 0
	Status     int           // of KindStatus, 500 when 0; of KindRedirect, 307 when 0
	HTML       bool          // of KindStatus: the body is a gateway's page, whatever the variant's errors are
	RetryAfter time.Duration // adds the header in the variant's form
	Size       int64         // of KindHuge in bytes, 50 MiB when 0
	Location   string        // of KindRedirect: a base URL, to which the path is added
}

// done reports whether the request is carried out before the fault shows.
func (f Fault) done() bool {
	switch f.Kind {
	case KindCut, KindInvalid, KindType, KindPage, KindHuge, KindSlow:
		return true
	default:
		return f.Applied
	}
}

// scripted is a fault that waits for its requests.
type scripted struct {
	Fault
	seen   int
	struck int
	random *rand.Rand
}

// script is the list of faults to come.
type script struct {
	mu     sync.Mutex
	faults []*scripted
}

// Fault adds a fault. Of several that match one request the one added first
// strikes, and the others wait for the next.
func (s *Server) Fault(f Fault) {
	s.script.mu.Lock()
	defer s.script.mu.Unlock()
	random := rand.New(rand.NewPCG(f.Seed, 1)) //nolint:gosec // G404: chances must be the same in every run
	s.script.faults = append(s.script.faults, &scripted{Fault: f, random: random})
}

// ClearFaults removes all faults that are still to come.
func (s *Server) ClearFaults() {
	s.script.mu.Lock()
	defer s.script.mu.Unlock()
	s.script.faults = nil
}

// pick counts a request and returns the fault that strikes it.
func (sc *script) pick(op Operation, ws string) (strikes Fault, struck bool) {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	for _, f := range sc.faults {
		if !f.matches(op, ws) {
			continue
		}
		f.seen++
		spent := f.Times != Forever && f.struck >= max(f.Times, 1)
		if struck || spent || f.seen < f.Nth {
			continue
		}
		if f.Chance > 0 && f.random.Float64() >= f.Chance {
			continue
		}
		f.struck++
		strikes, struck = f.Fault, true
	}
	return strikes, struck
}

func (f Fault) matches(op Operation, ws string) bool {
	if f.Kind == KindEndless && op != OpList && op != OpSearch {
		return false
	}
	return (f.Operation == "" || f.Operation == op) && (f.Workspace == "" || f.Workspace == ws)
}
