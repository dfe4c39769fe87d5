package emulator

import (
	"context"
	"slices"
	"time"
)

// DefaultPause is what corotui emulator --deliver waits after a first failed attempt.
const DefaultPause = 200 * time.Millisecond

const (
	deliveryAttempts = 4               // after the last one fails the webhook is disabled
	attemptTimeout   = 5 * time.Second // shorter than the client waits for the answer to a test
)

// Deliveries says how a server delivers. The zero value makes no pauses.
type Deliveries struct {
	Pause   time.Duration // after a first failed attempt; each further one is twice as long
	Timeout time.Duration // of one attempt, 5 s when 0

	// Wait waits for a pause, or returns the error of the context as soon as that
	// ends. Nil waits on real time.
	Wait func(context.Context, time.Duration) error

	// Watch gets every delivery, on the goroutine that made it. It must not close the
	// server.
	Watch func(Delivery)
}

// DeliveryOutcome is how an attempt to deliver ended.
type DeliveryOutcome string

// The outcomes.
const (
	DeliveryDone    DeliveryOutcome = "delivered"
	DeliveryFailed  DeliveryOutcome = "failed"
	DeliveryUnmade  DeliveryOutcome = "not called" // its URL is beyond loopback
	DeliveryDropped DeliveryOutcome = "dropped"    // too many wait for the same webhook
)

// Delivery is one attempt to deliver.
type Delivery struct {
	Time      time.Time // by the server's clock
	Workspace string    // that the webhook lives in
	Webhook   string
	URL       string // may hold secrets
	ID        string // that of the headers, the same in every attempt
	Type      string // in kebab case
	Attempt   int    // from 1; 0: none was made
	Test      bool   // somebody asked for it: it is made once, and its failure disables nothing

	Outcome  DeliveryOutcome
	Status   int           // of the receiver's answer; 0: there was none
	Answer   string        // the start of its body
	Reason   string        // why there was no answer
	Took     time.Duration // real time
	Disabled bool          // it was the last attempt, and the webhook is disabled now
}

// WithDeliveries has the server deliver: to loopback addresses only, signed, and in
// four attempts, after which the webhook is disabled. Without this option it never
// opens a connection. [Server.Close] ends all deliveries.
func WithDeliveries(how Deliveries) Option {
	return func(s *Server) { s.dispatch = newDispatcher(s, how) }
}

// Deliveries returns the last deliveries, the oldest first.
func (s *Server) Deliveries() []Delivery {
	if s.dispatch == nil {
		return nil
	}
	s.dispatch.mu.Lock()
	defer s.dispatch.mu.Unlock()
	return slices.Clone(s.dispatch.made)
}

// Settled waits until nothing is left to deliver, or returns the error of the context
// as soon as that ends.
func (s *Server) Settled(ctx context.Context) error {
	if s.dispatch == nil {
		return nil
	}
	return s.dispatch.settled(ctx)
}
