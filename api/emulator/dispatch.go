package emulator

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	maxQueued     = 1000 // deliveries that wait for one webhook
	maxConnected  = 128  // attempts that are made at once
	maxDeliveries = 10_000
)

// recipient is the webhook of a queue.
type recipient struct{ workspace, webhook string }

// queue is what waits for one webhook: its receiver may be slow, and another must not
// wait for that.
type queue struct{ waiting []event }

// dispatcher delivers. It has a goroutine for each webhook for which something waits.
type dispatcher struct {
	server *Server
	how    Deliveries
	client *http.Client
	ctx    context.Context
	cancel context.CancelFunc
	room   chan struct{} // one for each attempt that is made

	running sync.WaitGroup

	mu     sync.Mutex
	closed bool
	queues map[recipient]*queue
	quiet  chan struct{} // closed when the last queue is done
	made   []Delivery
}

func newDispatcher(s *Server, how Deliveries) *dispatcher {
	how.Timeout = cmp.Or(how.Timeout, attemptTimeout)
	if how.Wait == nil {
		how.Wait = pause
	}
	d := &dispatcher{
		server: s, how: how, client: newPoster(), room: make(chan struct{}, maxConnected), queues: map[recipient]*queue{},
	}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stop ends what is being delivered, and waits for it.
func (d *dispatcher) stop() {
	if d == nil {
		return
	}
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.cancel()
	d.running.Wait()
}

// add has an event delivered to a webhook after all that waits for it already.
func (d *dispatcher) add(to recipient, e event) {
	d.mu.Lock()
	q := d.queues[to]
	full := q != nil && len(q.waiting) >= maxQueued
	switch {
	case d.closed, full:
	case q != nil:
		q.waiting = append(q.waiting, e)
	default:
		if len(d.queues) == 0 {
			d.quiet = make(chan struct{})
		}
		q = &queue{waiting: []event{e}}
		d.queues[to] = q
		d.running.Go(func() { d.work(to, q) })
	}
	d.mu.Unlock()
	if full {
		dropped := e.delivery(to, d.server.clock())
		dropped.Outcome, dropped.Reason = DeliveryDropped, "too many deliveries wait for this webhook"
		d.note(dropped)
	}
}

// work delivers what waits for a webhook, one after the other.
func (d *dispatcher) work(to recipient, q *queue) {
	for {
		e, ok := d.next(to, q)
		if !ok {
			return
		}
		d.deliver(to, e)
	}
}

// next takes the oldest of a queue, which ends when there is none.
func (d *dispatcher) next(to recipient, q *queue) (event, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(q.waiting) > 0 && !d.closed {
		e := q.waiting[0]
		q.waiting = q.waiting[1:]
		return e, true
	}
	delete(d.queues, to)
	if len(d.queues) == 0 {
		close(d.quiet)
	}
	return event{}, false
}

// deliver makes up to four attempts. A webhook that is disabled or deleted meanwhile
// gets no more, and one that is changed gets the next one as it is then.
func (d *dispatcher) deliver(to recipient, e event) {
	for attempt := 1; attempt <= deliveryAttempts; attempt++ {
		doc, found := d.server.store.webhook(to.workspace, to.webhook)
		if !found {
			return
		}
		hook := held(doc)
		if hook.text(fieldStatus) == statusDisabled {
			return
		}
		made, ended := d.attempt(to, hook, e)
		if ended {
			return
		}
		if made.Outcome != DeliveryUnmade {
			made.Attempt = attempt
		}
		failed := made.Outcome == DeliveryFailed
		if failed && attempt == deliveryAttempts {
			made.Disabled = d.server.disable(to)
		}
		d.note(made)
		if !failed || attempt == deliveryAttempts || d.how.Wait(d.ctx, d.how.Pause<<(attempt-1)) != nil {
			return
		}
	}
}

// attempt makes an attempt once there is room for it. It has ended with the server if
// that stopped meanwhile: no one knows then what came of it.
func (d *dispatcher) attempt(to recipient, hook document, e event) (made Delivery, ended bool) {
	select {
	case d.room <- struct{}{}:
		defer func() { <-d.room }()
	case <-d.ctx.Done():
		return Delivery{}, true
	}
	made = d.post(d.ctx, to, hook, e)
	return made, d.ctx.Err() != nil
}

// disable does what Coro does after the last failed attempt, unless someone was
// faster.
func (s *Server) disable(to recipient) (disabled bool) {
	now := s.clock()
	var name string
	_, found, _ := s.store.update(to.workspace, to.webhook, func(_ json.RawMessage, old document) (document, []fieldError) {
		disabled = old.text(fieldStatus) != statusDisabled
		name = old.text(fieldName)
		if disabled {
			old.set(fieldStatus, quote(statusDisabled))
			old.set(fieldUpdated, encodeValue(now.UnixMilli()))
		}
		return old, nil
	})
	if !found || !disabled {
		return false
	}
	s.audit.add(to.workspace, auditEntry{
		at: now, action: "webhook-disabled", actor: "system", webhook: to.webhook,
		message: fmt.Sprintf("Webhook %q was disabled after %d failed deliveries", name, deliveryAttempts),
	})
	return true
}

// note remembers a delivery, and shows it to who watches.
func (d *dispatcher) note(made Delivery) {
	d.mu.Lock()
	if len(d.made) >= maxDeliveries {
		d.made = d.made[1:]
	}
	d.made = append(d.made, made)
	d.mu.Unlock()
	if d.how.Watch != nil {
		d.how.Watch(made)
	}
}

func (d *dispatcher) settled(ctx context.Context) error {
	for {
		d.mu.Lock()
		left, quiet := len(d.queues), d.quiet
		d.mu.Unlock()
		if left == 0 {
			return nil
		}
		select {
		case <-quiet:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
