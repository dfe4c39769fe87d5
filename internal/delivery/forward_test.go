package delivery_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corotui/internal/delivery"
)

// taken is what a target got.
type taken struct {
	header http.Header
	body   string
}

// to is a target that remembers what it gets.
type to struct {
	url  string
	hold chan struct{} // each request waits for it, if there is one
	mu   sync.Mutex
	got  []taken
}

func newReceiver(t *testing.T, status int) *to {
	t.Helper()
	target := &to{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		target.mu.Lock()
		target.got = append(target.got, taken{r.Header, string(body)})
		hold := target.hold
		target.mu.Unlock()
		if hold != nil {
			<-hold
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	target.url = server.URL
	return target
}

// block has requests wait until the channel is closed.
func (target *to) block() chan struct{} {
	target.mu.Lock()
	defer target.mu.Unlock()
	target.hold = make(chan struct{})
	return target.hold
}

func (target *to) all() []taken {
	target.mu.Lock()
	defer target.mu.Unlock()
	return slices.Clone(target.got)
}

// routes lead to the target: all deliveries, or those of an event.
func (target *to) routes(t *testing.T, event string) []delivery.Route {
	t.Helper()
	typed := target.url
	if event != "" {
		typed = event + "=" + typed
	}
	route, err := delivery.ParseRoute(typed)
	if err != nil {
		t.Fatal(err)
	}
	return []delivery.Route{route}
}

// delivered returns the headers and the body of a genuine delivery by its number.
func delivered(n int, kind string) (http.Header, string) {
	id := fmt.Sprintf("evt-%d", n)
	body := fmt.Sprintf("{ \"id\":%q,\n\"type\":%q, \"x\": \"é\\u00e9\"}\n", id, kind)
	return signed(delivery.DefaultForm(), id, kind, body), body
}

// TestForwardingIsExactAndInOrder: byte for byte, with the original headers and those
// that are added, and none that Go adds.
func TestForwardingIsExactAndInOrder(t *testing.T) {
	t.Parallel()
	target := newReceiver(t, 302) // which is not followed
	l := listen(t, delivery.Options{Routes: target.routes(t, ""), AddHeaders: http.Header{"X-Env": {"dev"}}})
	const count = 20
	var bodies []string
	for n := range count {
		header, body := delivered(n, "workspace-created")
		header["X-Env"], header["X-Two"], header["Authorization"] = []string{"prod"}, []string{"a", "b"}, []string{"Bearer t0ken"}
		header["User-Agent"] = []string{"Coro"}
		bodies = append(bodies, body)
		if status := l.post(t, header, body); status != 204 {
			t.Fatalf("answered %d", status)
		}
	}
	for range count {
		if d := l.next(t); d.ForwardStatus() != 302 || d.Forwards[0].Target != target.url {
			t.Fatalf("forwarded: %+v", d.Forwards)
		}
	}
	got := target.all()
	if len(got) != count {
		t.Fatalf("the target got %d", len(got))
	}
	for n, one := range got {
		if one.body != bodies[n] {
			t.Errorf("number %d is %q, want %q", n, one.body, bodies[n])
		}
		h := one.header
		if h.Get("X-Env") != "dev" || !slices.Equal(h.Values("X-Two"), []string{"a", "b"}) || h.Get("Authorization") != "Bearer t0ken" ||
			h.Get(delivery.HeaderID) != fmt.Sprintf("evt-%d", n) || h.Get("User-Agent") != "Coro" {
			t.Errorf("number %d has the headers %v", n, h)
		}
	}
}

// TestEventsGoWhereTheyAreSent: to each target that takes them, whose status is told.
func TestEventsGoWhereTheyAreSent(t *testing.T) {
	t.Parallel()
	all, some := newReceiver(t, 200), newReceiver(t, 500)
	l := listen(t, delivery.Options{Routes: append(all.routes(t, ""), some.routes(t, "subscriptionUpdated.v1")...)})
	for n, want := range map[int]int{1: 200, 2: 500} {
		header, body := delivered(n, map[int]string{1: "workspace-created", 2: "subscription-updated"}[n])
		_ = l.post(t, header, body)
		if d := l.next(t); d.ForwardStatus() != want || len(d.Forwards) != n {
			t.Errorf("%d: %+v", n, d.Forwards)
		}
	}
	if len(all.all()) != 2 || len(some.all()) != 1 {
		t.Errorf("the targets got %d and %d", len(all.all()), len(some.all()))
	}
}

// TestATargetThatFailsStopsNothing, and is told.
func TestATargetThatFailsStopsNothing(t *testing.T) {
	t.Parallel()
	route, err := delivery.ParseRoute("http://127.0.0.1:1/x?token=s3cret")
	if err != nil {
		t.Fatal(err)
	}
	l := listen(t, delivery.Options{Routes: []delivery.Route{route}})
	for range 2 {
		if status := l.post(t, genuine(), eventBody); status != 204 {
			t.Fatalf("answered %d", status)
		}
		d := l.next(t)
		if d.ForwardStatus() != 0 || !strings.Contains(d.ForwardProblem(), "Could not reach 127.0.0.1:1") {
			t.Errorf("told %+v", d.Forwards)
		}
		if strings.Contains(fmt.Sprint(d.Forwards), "s3cret") {
			t.Errorf("the secret of the URL is told: %+v", d.Forwards)
		}
	}
}

// TestTheTargetCanAnswer, within a bound.
func TestTheTargetCanAnswer(t *testing.T) {
	t.Parallel()
	target := newReceiver(t, 418)
	l := listen(t, delivery.Options{Routes: target.routes(t, ""), FromTarget: true})
	if status := l.post(t, genuine(), eventBody); status != 418 {
		t.Errorf("answered %d", status)
	}
	if status := l.post(t, nil, eventBody); status != 401 {
		t.Errorf("a bad one is answered %d", status)
	}
	defer close(target.block())
	l = listen(t, delivery.Options{Routes: target.routes(t, ""), FromTarget: true, Limits: delivery.Limits{Answer: time.Millisecond}})
	if status := l.post(t, genuine(), eventBody); status != 504 {
		t.Errorf("when the target is late, answered %d", status)
	}
	gone, err := delivery.ParseRoute("http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	l = listen(t, delivery.Options{Routes: []delivery.Route{gone}, FromTarget: true})
	if status := l.post(t, genuine(), eventBody); status != 502 {
		t.Errorf("when no one is there, answered %d", status)
	}
}

// TestASlowTargetAndASlowObserverHoldUpNothing: what there is no room for is dropped, and
// that is told.
func TestASlowTargetAndASlowObserverHoldUpNothing(t *testing.T) {
	t.Parallel()
	target := newReceiver(t, 200)
	hold := target.block()
	receiver := delivery.NewReceiver(delivery.Options{
		Sender: sender(t), Keys: []delivery.Key{{Secret: secret}}, Path: "/coro", Routes: target.routes(t, ""),
	})
	settled, all := receiver.Subscribe(true), receiver.Subscribe(false)
	const count = 2100
	for n := range count {
		header, body := delivered(n, "workspace-created")
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/coro", strings.NewReader(body))
		request.Header = header
		answer := httptest.NewRecorder()
		if receiver.ServeHTTP(answer, request); answer.Code != 204 {
			t.Fatalf("answered %d", answer.Code)
		}
	}
	_, dropped := receiver.Counts()
	if dropped != count-1000 && dropped != count-1001 { // one may be on its way
		t.Errorf("%d were not forwarded", dropped)
	}
	batch, _ := settled.Next(t.Context())
	if n := len(batch.Received) + batch.Dropped; n != dropped || !strings.Contains(batch.Received[0].ForwardProblem(), "too many were waiting") {
		t.Errorf("%d are told as settled, want %d", n, dropped)
	}
	if batch, _ = all.Next(t.Context()); len(batch.Received) != 1000 || batch.Dropped != count-1000 {
		t.Errorf("an observer has %d, and %d were dropped", len(batch.Received), batch.Dropped)
	}
	if kept := receiver.Received(); len(kept) != delivery.Remembered || kept[0].Number != count-delivery.Remembered+1 {
		t.Errorf("%d are remembered", len(kept))
	}
	close(hold)
	for told := 0; told < count-dropped; {
		batch, _ := settled.Next(t.Context())
		for _, d := range batch.Received {
			if d.ForwardStatus() != 200 {
				t.Errorf("number %d: %+v", d.Number, d.Forwards)
			}
		}
		told += len(batch.Received)
	}
	if err := receiver.End(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestADeliveryCanBeForwardedAgain, unless it is not genuine.
func TestADeliveryCanBeForwardedAgain(t *testing.T) {
	t.Parallel()
	target := newReceiver(t, 200)
	l := listen(t, delivery.Options{Routes: target.routes(t, "")})
	_ = l.post(t, genuine(), eventBody)
	_ = l.next(t)
	if err := l.Resend(1); err != nil {
		t.Error(err)
	}
	if d := l.next(t); d.Number != 1 || d.ForwardStatus() != 200 || len(target.all()) != 2 {
		t.Errorf("it is %+v", d)
	}
	_ = l.post(t, nil, eventBody)
	_ = l.next(t)
	for number, why := range map[int]string{2: "not genuine", 3: "no longer in memory"} {
		if err := l.Resend(number); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%d: %v", number, err)
		}
	}
}

// TestRoutesThatAreNone are refused.
func TestRoutesThatAreNone(t *testing.T) {
	t.Parallel()
	for typed, why := range map[string]string{
		"ftp://x": "http", "workspace-born=http://x.example": "unknown event", "workspace-created=": "", "x": "",
	} {
		if _, err := delivery.ParseRoute(typed); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	route, err := delivery.ParseRoute("http://x.example/a=b?c=d")
	if err != nil || route.Type != "" || route.URL.String() != "http://x.example/a=b?c=d" {
		t.Errorf("%+v, %v", route, err)
	}
}
