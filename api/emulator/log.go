package emulator

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

const defaultLog = 10_000

// Request is one request as the server got it.
type Request struct {
	Time       time.Time
	Operation  Operation
	Method     string
	Host       string
	Path       string // as it was escaped on the wire
	Query      string // as it was on the wire
	Workspace  string // the Workspace header
	Token      bool   // whether a bearer token was sent
	Header     http.Header
	Body       []byte // secrets in clear
	Status     int    // of the answer; 0 while there is none, or when there was none
	Fault      string // the fault that struck, in the form that ParseFault reads
	Done       bool   // it was carried out, whatever became of its answer
	Concurrent int    // requests under way when this one came, itself included
}

// requestLog remembers the last requests.
type requestLog struct {
	size  int
	watch func(Request)

	mu      sync.Mutex
	entries []*Request
	running int
}

// begin notes a request that has come and the fault that struck it, if any. Its Authorization header is left out of
// the copy of the headers: Token says that there was one.
func (l *requestLog) begin(c *call, fault string) *Request {
	_, token := bearer(c.request)
	header := c.request.Header.Clone()
	header.Del(headerAuthorization)
	entry := &Request{
		Time: c.now, Operation: c.op, Method: c.request.Method, Host: c.request.Host,
		Path: c.request.URL.EscapedPath(), Query: c.request.URL.RawQuery,
		Workspace: c.workspace, Token: token, Header: header, Fault: fault,
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running++
	entry.Concurrent = l.running
	if l.size > 0 {
		if len(l.entries) >= l.size {
			l.entries = slices.Delete(l.entries, 0, len(l.entries)-l.size+1)
		}
		l.entries = append(l.entries, entry)
	}
	return entry
}

// done notes that a request was carried out.
func (l *requestLog) done(entry *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	entry.Done = true
}

// end notes how a request ended.
func (l *requestLog) end(entry *Request, status int, body []byte) {
	l.mu.Lock()
	l.running--
	entry.Status = status
	entry.Body = body
	done := *entry
	l.mu.Unlock()
	if l.watch != nil {
		l.watch(done)
	}
}

// Requests returns the last requests, the oldest first, those still under way
// included.
func (s *Server) Requests() []Request {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	requests := make([]Request, len(s.log.entries))
	for i, entry := range s.log.entries {
		requests[i] = *entry
	}
	return requests
}

// ResetRequests forgets the requests that came so far.
func (s *Server) ResetRequests() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.entries = nil
}
