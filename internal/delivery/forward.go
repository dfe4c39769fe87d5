package delivery

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/internal/weburl"
)

// Bounds of forwarding to one target.
const (
	forwardLimit = 1000     // deliveries that wait
	forwardBytes = 16 << 20 // of these
)

// Route says which deliveries go where.
type Route struct {
	Type api.TriggerName // empty: all
	URL  *url.URL
}

// ParseRoute reads URL or EVENT=URL. The error is the rest of a sentence about it.
func ParseRoute(typed string) (Route, error) {
	event, rest, named := strings.Cut(typed, "=")
	if !named || strings.ContainsAny(event, ":/?") {
		event, rest, named = "", typed, false
	}
	u, err := weburl.Parse(rest)
	if err != nil {
		return Route{}, fmt.Errorf("%w; use a URL, or one with an event before it, as in workspace-created=URL", err)
	}
	if !named {
		return Route{URL: u}, nil
	}
	known, found := api.FindTrigger(api.Trigger(event).Name())
	if !found {
		return Route{}, fmt.Errorf("%s is an unknown event", text.Quote(api.Text(event)))
	}
	return Route{Type: known.Name, URL: u}, nil
}

// takes reports whether a delivery goes this way.
func (r Route) takes(d Received) bool {
	return r.Type == "" || r.Type == d.Verdict.Event.Type.Name()
}

// Shown is the target without what is secret in its URL.
func (r Route) Shown() string { return text.Clean(api.Text(mask.URL(r.URL.String()))) }

// Forwarder sends deliveries on, to each target in order.
type Forwarder struct {
	targets []*target
	add     http.Header
	sender  *Sender
	ended   func(number int, f Forwarded)
	workers sync.WaitGroup
	cancel  context.CancelFunc
}

// target is where deliveries go, and those that wait for it.
type target struct {
	url    string
	shown  string
	routes []Route
	queue  chan Received
	bytes  atomic.Int64 // of what waits
}

// newForwarder starts a worker for each target.
func newForwarder(o Options, ended func(number int, f Forwarded)) *Forwarder {
	ctx, cancel := context.WithCancel(context.Background())
	f := &Forwarder{add: o.AddHeaders, sender: o.Sender, ended: ended, cancel: cancel}
	for _, route := range o.Routes {
		at := slices.IndexFunc(f.targets, func(t *target) bool { return t.url == route.URL.String() })
		if at < 0 {
			at = len(f.targets)
			f.targets = append(f.targets, &target{url: route.URL.String(), shown: route.Shown(), queue: make(chan Received, forwardLimit)})
		}
		f.targets[at].routes = append(f.targets[at].routes, route)
	}
	for at, t := range f.targets {
		f.workers.Go(func() {
			for d := range t.queue {
				t.bytes.Add(-d.size())
				way := f.send(ctx, t, d)
				way.target = at
				f.ended(d.Number, way)
			}
		})
	}
	return f
}

// ways are the targets that a delivery is for, by their places.
func (f *Forwarder) ways(d Received) []int {
	var ways []int
	for at, t := range f.targets {
		if slices.ContainsFunc(t.routes, func(r Route) bool { return r.takes(d) }) {
			ways = append(ways, at)
		}
	}
	return ways
}

// enqueue has a delivery sent to a target after those before it. It never waits, and
// is false if too much is waiting already.
func (f *Forwarder) enqueue(at int, d Received) bool {
	t := f.targets[at]
	if t.bytes.Load()+d.size() > forwardBytes {
		return false
	}
	select {
	case t.queue <- d:
		t.bytes.Add(d.size())
		return true
	default:
		return false
	}
}

// end lets what waits be sent until ctx ends, and then gives it up.
func (f *Forwarder) end(ctx context.Context) {
	for _, t := range f.targets {
		close(t.queue)
	}
	defer context.AfterFunc(ctx, f.cancel)()
	f.workers.Wait()
	f.cancel()
}

// problemEnded is why something was not sent.
const problemEnded = "It was not sent, as the listener ended"

// send sends one delivery, byte for byte, and waits for the answer.
func (f *Forwarder) send(ctx context.Context, t *target, d Received) Forwarded {
	result := Forwarded{Target: t.shown, Done: true}
	if ctx.Err() != nil {
		result.Dropped, result.Problem = true, problemEnded
		return result
	}
	answer, err := f.sender.Send(ctx, Message{URL: t.url, Header: f.headers(d), Body: d.Body})
	switch {
	case ctx.Err() != nil:
		result.Problem = problemEnded
	case err != nil:
		result.Problem = strings.TrimSuffix(text.Sentence(err), ".")
	default:
		result.Status, result.Took = answer.Status, answer.Took
	}
	return result
}

// headers are those of a delivery, and those that are to be added.
func (f *Forwarder) headers(d Received) http.Header {
	all := d.Headers.HTTP()
	for name, values := range f.add {
		all[name] = values
	}
	return all
}
