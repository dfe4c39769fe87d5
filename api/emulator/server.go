// Package emulator is the Coro public API, version 1, as one http.Handler over
// memory: its token, workspaces and webhooks as the API contract describes
// them, with a switch for every point that the contract leaves open, faults
// on demand, and seeds from a demo to twenty thousand webhooks.
//
// It shares no code with the client in package api. It reads and writes JSON
// documents member by member, so that a fault in the client's decoding cannot
// hide in the same fault here.
package emulator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// The credentials that every server accepts unless [WithCredentials] names
// others, and the channel workspace of [Demo] and [Scale].
const (
	DemoClientID     = "2qDgDemoClient7hXw"
	DemoClientSecret = "demo-client-secret-not-for-production" //nolint:gosec // G101: it opens nothing but this emulator
	DemoChannel      = "acmechannel_AB12_c"
)

// maxRequest is the longest body that is read, in bytes; more is a 413.
const maxRequest = 1 << 20

// Server is the API. It is safe for concurrent use. Its methods other than
// ServeHTTP look at and change what it holds past the API, for tests.
type Server struct {
	variant  Variant
	clock    func() time.Time
	latency  time.Duration
	pairs    map[string]credentials
	limit    *limiter
	store    *store
	tokens   tokens
	script   script
	log      requestLog
	tests    tests
	audit    auditLog
	drift    drift
	served   atomic.Uint64 // requests so far, for trace ids
	dispatch *dispatcher   // nil: nothing is delivered
	closed   chan struct{}
	close    sync.Once
}

var _ http.Handler = (*Server)(nil)

// Option sets something up in [New].
type Option func(*Server)

// WithVariant sets how the server behaves where the contract is open. A word that
// its switch does not have is a mistake of the caller, and panics.
func WithVariant(v Variant) Option {
	for _, s := range settings() {
		word := *s.field(&v)
		if err := s.check(word); word != "" && err != nil {
			panic("emulator: " + err.Error())
		}
		s.set(&v, word)
	}
	return func(s *Server) { s.variant = v }
}

// WithClock sets the clock for created, updated, token lifetimes and dates in
// answers. Delays and rate limits run on real time.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.clock = now } }

// WithLatency makes every request wait before it is carried out.
func WithLatency(d time.Duration) Option { return func(s *Server) { s.latency = d } }

// WithFaults adds faults, as [Server.Fault] does.
func WithFaults(faults ...Fault) Option {
	return func(s *Server) {
		for _, f := range faults {
			s.Fault(f)
		}
	}
}

// WithCredentials adds a pair that may use the given workspaces and everything
// below them, or all workspaces if none is given. With the first such option
// the demo's pair is no longer accepted.
func WithCredentials(clientID, clientSecret string, roots ...string) Option {
	return func(s *Server) {
		if s.pairs == nil {
			s.pairs = map[string]credentials{}
		}
		s.pairs[clientID] = credentials{secret: clientSecret, roots: roots}
	}
}

// WithRateLimit answers 429 to resource calls beyond the given number in each
// stretch of time, with a Retry-After in the variant's form.
func WithRateLimit(calls int, per time.Duration) Option {
	return func(s *Server) { s.limit = &limiter{calls: calls, per: per} }
}

// WithLog sets how many of the last requests are remembered: 10,000 unless
// told, none for 0.
func WithLog(requests int) Option { return func(s *Server) { s.log.size = requests } }

// WithObserver has every finished request handed to watch, on the goroutine of
// the request. Its Body holds secrets in clear.
func WithObserver(watch func(Request)) Option { return func(s *Server) { s.log.watch = watch } }

// New makes a server that holds data. A test in a synctest bubble must make
// its server there, or delays will not end.
func New(data Seed, options ...Option) *Server {
	s := &Server{clock: time.Now, closed: make(chan struct{}), log: requestLog{size: defaultLog}}
	for _, set := range options {
		set(s)
	}
	if s.pairs == nil {
		s.pairs = map[string]credentials{DemoClientID: {secret: DemoClientSecret}}
	}
	s.store = newStore(data, s.clock(), s.variant)
	return s
}

// Close ends all waiting: hung connections are reset, delays are over, nothing more is
// delivered. The server answers on.
func (s *Server) Close() {
	s.close.Do(func() { close(s.closed) })
	s.dispatch.stop()
}

// ServeHTTP answers one request of the API. Like net/http's own handlers it
// panics with [http.ErrAbortHandler] to cut a connection where a fault says so.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{
		request:   r,
		variant:   s.variant,
		workspace: r.Header.Get(headerWorkspace),
		now:       s.clock(),
		trace:     fmt.Sprintf("%016x", 0x9e3779b97f4a7c15*s.served.Add(1)),
	}
	c.route()
	fault, struck := s.script.pick(c.op, c.workspace)
	var note string
	if struck {
		note = fault.String()
	}
	entry := s.log.begin(c, note)
	c.entry = entry
	out := &recorder{ResponseWriter: w}
	defer func() { s.log.end(entry, out.status, c.body) }()
	if struck && fault.Kind == KindRefuse {
		out.drop(errRefused)
		return
	}
	// A client that went away before it had said what it wants, or while it
	// waited, gets nothing done.
	if err := c.readBody(); err != nil || !s.wait(r.Context(), s.latency) {
		out.drop(errReset)
		return
	}
	if wait, limited := s.limit.exceeded(c.op); limited {
		c.retryAfter(c.problem(http.StatusTooManyRequests), wait).send(out)
		return
	}
	if struck {
		s.strike(out, c, fault)
		return
	}
	s.carryOut(c).send(out)
}

func (c *call) readBody() error {
	body, err := io.ReadAll(io.LimitReader(c.request.Body, maxRequest+1))
	if err != nil {
		return fmt.Errorf("reading a request: %w", err)
	}
	c.tooLarge = len(body) > maxRequest
	c.body = body[:min(len(body), maxRequest)]
	return nil
}

// wait sleeps, and tells whether the client is still there afterwards.
func (s *Server) wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	case <-s.closed:
		return ctx.Err() == nil
	}
}

// limiter counts resource calls in stretches of time.
type limiter struct {
	calls int
	per   time.Duration

	mu    sync.Mutex
	since time.Time
	used  int
}

// exceeded counts a call and tells how long to wait if it is one too many.
func (l *limiter) exceeded(op Operation) (wait time.Duration, limited bool) {
	if l == nil || op == OpToken {
		return 0, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if now.Sub(l.since) >= l.per {
		l.since, l.used = now, 0
	}
	l.used++
	return l.per - now.Sub(l.since), l.used > l.calls
}
