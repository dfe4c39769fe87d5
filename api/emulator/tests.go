package emulator

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"
)

const maxTests = 10_000

// TestDelivery records a test that the server was asked for, whether or not it
// delivers: see [WithDeliveries].
type TestDelivery struct {
	Time      time.Time
	Workspace string
	Webhook   string
	Trigger   string // the webhook's first trigger, as stored
}

// tests are those that were asked for.
type tests struct {
	mu   sync.Mutex
	done []TestDelivery
}

func (t *tests) add(delivery TestDelivery) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.done) == maxTests {
		t.done = t.done[1:]
	}
	t.done = append(t.done, delivery)
}

// Tests returns the tests that were asked for, the oldest first.
func (s *Server) Tests() []TestDelivery {
	s.tests.mu.Lock()
	defer s.tests.mu.Unlock()
	return slices.Clone(s.tests.done)
}

// testWebhook answers GET /v1/settings/webhooks/{id}/test. A server that delivers posts
// a test, to a disabled webhook too, and answers what came of it as far as the variant
// has words for that. Those in which Coro's test fails send nothing.
func (s *Server) testWebhook(c *call) answer {
	doc, found := s.store.webhook(c.workspace, c.id)
	if !found {
		return s.notHere(c)
	}
	d := held(doc)
	asked := TestDelivery{Time: c.now, Workspace: c.workspace, Webhook: c.id}
	if triggers, ok := asStrings(d.value(fieldTriggers)); ok && len(triggers) > 0 {
		asked.Trigger = triggers[0]
	}
	s.tests.add(asked)
	switch c.variant.Test {
	case "failed":
		return c.json(http.StatusOK, json.RawMessage(`{"success":false,"message":"connection refused by the receiver"}`))
	case "refused":
		return c.json(http.StatusOK, json.RawMessage(`{"result":{"statusCode":"502","response":"Bad Gateway"}}`))
	}
	made := Delivery{Type: asked.Trigger, Outcome: DeliveryDone, Status: http.StatusOK}
	if s.dispatch != nil {
		made = s.dispatch.test(c.request.Context(), recipient{c.workspace, c.id}, d, c.now)
	}
	return c.tested(made, s.dispatch != nil)
}

// test makes one attempt at once, beside all that waits for the webhook.
func (d *dispatcher) test(ctx context.Context, to recipient, hook document, now time.Time) Delivery {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.ctx, cancel)()
	w, _ := d.server.store.workspace(to.workspace)
	made := d.post(ctx, to, hook, d.server.variant.tested(hook, w, now))
	if made.Outcome != DeliveryUnmade {
		made.Attempt = 1
	}
	d.note(made)
	return made
}

// tested answers a test.
func (c *call) tested(made Delivery, really bool) answer {
	reached := made.Outcome == DeliveryDone
	switch c.variant.Test {
	case "string":
		return c.word("Test event was queued")
	case "empty":
		return c.empty(http.StatusNoContent)
	case "text":
		return c.answer(http.StatusOK, typeText, []byte("Test event sent\n"))
	case "success":
		d := document{{"success", encodeValue(reached)}, {"statusCode", encodeValue(made.Status)}}
		if made.Status == 0 {
			d.set("statusCode", json.RawMessage(jsonNull))
			d.set("message", quote(made.Reason))
		}
		return c.json(http.StatusOK, d.encode())
	}
	d := document{
		{"id", quote(c.id)},
		{"type", quote(made.Type)},
		{"delivered", encodeValue(reached)},
	}
	if made.Status != 0 {
		d.set("responseStatus", encodeValue(made.Status))
	} else {
		d.set("error", quote(made.Reason))
	}
	if really {
		d.set("responseBody", quote(made.Answer))
		d.set("durationMillis", encodeValue(made.Took.Milliseconds()))
	}
	return c.json(http.StatusOK, d.encode())
}
