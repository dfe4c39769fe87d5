package reliability_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"corotui/api"
	"corotui/api/emulator"
)

// mishap is one row of the matrix: something that goes wrong on the way to the
// server, in it, or on the way back.
type mishap struct {
	name    string
	fault   emulator.Fault // without operation and times, which the cell knows
	refuse  bool           // nothing listens: no connection comes about
	late    bool           // it is about time, so the client's patience is short
	heavy   bool           // its bytes take this machine's time
	unclear bool           // it leaves open whether a write was carried out
}

// tooLate is longer than any client waits here. The emulator gives up when the
// client does.
const tooLate = time.Hour

// beyond is a body larger than what is read of a list, the longest answer.
const beyond = 70 << 20

// beyondOthers is larger than what is read of any other answer.
const beyondOthers = 5 << 20

func mishaps() []mishap {
	status := func(code int) emulator.Fault { return emulator.Fault{Kind: emulator.KindStatus, Status: code} }
	after := func(f emulator.Fault) emulator.Fault {
		f.Applied = true
		return f
	}
	late := emulator.Fault{Kind: emulator.KindDelay, Delay: tooLate}
	busy := func(wait time.Duration) emulator.Fault {
		f := status(http.StatusTooManyRequests)
		f.RetryAfter = wait
		return f
	}
	paged := func(f emulator.Fault) emulator.Fault {
		f.HTML = true
		return f
	}
	return []mishap{
		{name: "no answer in time", fault: late, late: true, unclear: true},
		{name: "done, but no answer in time", fault: after(late), late: true, unclear: true},
		{name: "connection refused", refuse: true, unclear: true},
		{name: "reset before the request was read", fault: emulator.Fault{Kind: emulator.KindRefuse}, unclear: true},
		{name: "reset after it was read", fault: emulator.Fault{Kind: emulator.KindReset}, unclear: true},
		{name: "done, then reset", fault: after(emulator.Fault{Kind: emulator.KindReset}), unclear: true},
		{name: "done, the answer is cut", fault: emulator.Fault{Kind: emulator.KindCut}, unclear: true},
		{name: "400", fault: status(http.StatusBadRequest)},
		{name: "401", fault: status(http.StatusUnauthorized)},
		{name: "403", fault: status(http.StatusForbidden)},
		{name: "404", fault: status(http.StatusNotFound)},
		{name: "409", fault: status(http.StatusConflict)},
		{name: "429", fault: status(http.StatusTooManyRequests)},
		{name: "429 with `Retry-After: 1`", fault: busy(time.Second)},
		{name: "429 with `Retry-After: 3600`", fault: busy(time.Hour)},
		{name: "429 with a page of HTML", fault: paged(status(http.StatusTooManyRequests))},
		{name: "done, then 403 with a page of HTML", fault: after(paged(status(http.StatusForbidden))), unclear: true},
		{name: "done, then 408", fault: after(status(http.StatusRequestTimeout)), unclear: true},
		{name: "500", fault: status(http.StatusInternalServerError), unclear: true},
		{name: "done, then 500", fault: after(status(http.StatusInternalServerError)), unclear: true},
		{name: "502 with a page of HTML", fault: status(http.StatusBadGateway), unclear: true},
		{name: "503", fault: status(http.StatusServiceUnavailable), unclear: true},
		{name: "done, then 503", fault: after(status(http.StatusServiceUnavailable)), unclear: true},
		{name: "done, the answer is not JSON", fault: emulator.Fault{Kind: emulator.KindInvalid}, unclear: true},
		{name: "done, the answer says it is HTML", fault: emulator.Fault{Kind: emulator.KindType}},
		{name: "done, a proxy's page with 200", fault: emulator.Fault{Kind: emulator.KindPage}, unclear: true},
		{name: "done, a body of 70 MB", fault: emulator.Fault{Kind: emulator.KindHuge, Size: beyond}, heavy: true, unclear: true},
		{name: "redirect to another host", fault: emulator.Fault{Kind: emulator.KindRedirect}, unclear: true},
	}
}

// span is how long a mishap lasts.
type span string

const (
	once    span = "once"    // one request, and the next is well again
	lasting span = "lasting" // every request of the operation
	outage  span = "outage"  // from the operation on, every request whatsoever
)

// strike is a mishap on its way: armed before the operation begins.
type strike struct {
	mishap
	span      span
	operation emulator.Operation
	together  int // requests of the operation that are under way at once
	server    *emulator.Server
	network   http.RoundTripper
	begun     chan struct{} // closed when an outage has begun

	mu      sync.Mutex
	arrived int
	refused []string // paths of the operation's requests that found no connection
}

// arm lets the server know what is to go wrong.
func (s *strike) arm() {
	s.begun = make(chan struct{})
	if s.refuse || s.span == outage {
		return // these begin with a request
	}
	f := s.fault
	f.Operation = s.operation
	if s.span == lasting {
		f.Times = emulator.Forever
	}
	s.server.Fault(f)
}

// ServeHTTP is in front of the server. An outage begins when all the requests
// have come that are under way together: which of them comes first is chance.
func (s *strike) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.span == outage && !s.refuse && operationOf(r) == s.operation {
		s.outage()
	}
	s.server.ServeHTTP(w, r)
}

// outage has every request fail from now on.
func (s *strike) outage() {
	s.begin(func() {
		f := s.fault
		f.Times = emulator.Forever
		s.server.Fault(f)
	})
}

// begin waits for the last of the requests that come together, and then starts
// an outage.
func (s *strike) begin(start func()) {
	s.mu.Lock()
	if s.arrived++; s.arrived == s.together {
		start()
		close(s.begun)
	}
	s.mu.Unlock()
	<-s.begun
}

// RoundTrip is in front of the network, for connections that are refused.
func (s *strike) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.refuse && s.refuses(r) {
		return nowhere.RoundTrip(r)
	}
	return s.network.RoundTrip(r)
}

// nowhere is a network in which nothing listens.
var nowhere = &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}}

func (s *strike) refuses(r *http.Request) bool {
	if operationOf(r) != s.operation {
		select {
		case <-s.begun:
			return s.span == outage
		default:
			return false
		}
	}
	if s.span == outage {
		s.begin(func() {})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.span == once && len(s.refused) > 0 {
		return false
	}
	s.refused = append(s.refused, r.URL.Path)
	return true
}

// refusedOf counts the connections that did not come about for a webhook.
func (s *strike) refusedOf(id api.WebhookID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 0
	for _, path := range s.refused {
		if concerns(path, id) {
			count++
		}
	}
	return count
}

// operationOf says which operation a request is.
func operationOf(r *http.Request) emulator.Operation {
	const hooks = "/v1/settings/webhooks"
	path := r.URL.Path
	rest, below := strings.CutPrefix(path, hooks+"/")
	switch {
	case path == "/oauth/token":
		return emulator.OpToken
	case path == "/v1/workspaces/search":
		return emulator.OpSearch
	case path == "/v1/workspaces":
		return emulator.OpWorkspace
	case path == hooks && r.Method == http.MethodPost:
		return emulator.OpCreate
	case path == hooks:
		return emulator.OpList
	case below && strings.HasSuffix(rest, "/test"):
		return emulator.OpTest
	case r.Method == http.MethodPut:
		return emulator.OpUpdate
	case r.Method == http.MethodDelete:
		return emulator.OpDelete
	}
	return emulator.OpGet
}
