package delivery_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"corotui/internal/delivery"
	"corotui/internal/mask"
)

// listening is a receiver that serves on loopback.
type listening struct {
	*delivery.Receiver
	addr string
	feed *delivery.Feed
	here []delivery.Received // from the feed
	stop func() error        // ends it, and returns what Serve did
}

// listen serves with options until the test ends.
func listen(t *testing.T, o delivery.Options) *listening {
	t.Helper()
	if o.Keys == nil {
		o.Keys = []delivery.Key{{Webhook: "Billing", Secret: secret}}
	}
	o.Sender = sender(t)
	if o.Path == "" {
		o.Path = "/coro"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &listening{Receiver: delivery.NewReceiver(o), addr: listener.Addr().String()}
	l.feed = l.Subscribe(true)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx, listener, nil) }()
	ended := false
	l.stop = func() error {
		if ended {
			return nil
		}
		ended = true
		cancel()
		return <-served
	}
	t.Cleanup(func() { _ = l.stop() })
	return l
}

// post sends a delivery and returns the status of the answer.
func (l *listening) post(t *testing.T, header http.Header, body string) int {
	t.Helper()
	status, _ := l.request(t, http.MethodPost, "/coro", header, body)
	return status
}

func (l *listening) request(t *testing.T, method, path string, header http.Header, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+l.addr+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header.Clone()
	if request.Header == nil {
		request.Header = http.Header{}
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(said)
}

// next waits for the next settled delivery.
func (l *listening) next(t *testing.T) delivery.Received {
	t.Helper()
	for len(l.here) == 0 {
		batch, more := l.feed.Next(t.Context())
		if !more {
			t.Fatal("the feed has ended")
		}
		l.here = batch.Received
	}
	d := l.here[0]
	l.here = l.here[1:]
	return d
}

func genuine() http.Header {
	return signed(delivery.DefaultForm(), eventID, "workspace-created", eventBody)
}

// wrongDeliveries are what must be answered with a status, by what is wrong.
func wrongDeliveries() map[string]struct {
	header http.Header
	body   string
	status int
	reason string
} {
	form := delivery.DefaultForm()
	large := strings.Repeat("x", 1<<20+1)
	return map[string]struct {
		header http.Header
		body   string
		status int
		reason string
	}{
		"other secret": {signed(form, "another", "workspace-created", eventBody), eventBody, 401, "The header has the id"},
		"unsigned":     {http.Header{delivery.HeaderID: {eventID}}, eventBody, 401, "is not signed"},
		"wrong signature": {http.Header{delivery.HeaderID: {eventID}, delivery.HeaderSignature: {strings.Repeat("ab", 32)}}, eventBody,
			401, "not one of this secret"},
		"no JSON":   {signed(form, eventID, "workspace-created", "{"), "{", 400, "not JSON"},
		"no object": {signed(form, eventID, "workspace-created", "[]"), "[]", 400, "not an object"},
		"type is a number": {signed(form, eventID, "workspace-created", ""), `{"id":"evt-1","type":7}`,
			400, "type is not a string"},
		"other type": {signed(form, eventID, "subscription-updated", eventBody), eventBody, 401, "The header has the type"},
		"too large":  {signed(form, eventID, "workspace-created", large), large, 413, "larger than 1024 KiB"},
	}
}

// TestABadDeliveryIsAnsweredShownAndNotForwarded: by the kind of what is wrong. The
// listener goes on.
func TestABadDeliveryIsAnsweredShownAndNotForwarded(t *testing.T) {
	t.Parallel()
	to := newReceiver(t, 200)
	l := listen(t, delivery.Options{Routes: to.routes(t, "")})
	for name, c := range wrongDeliveries() {
		if status := l.post(t, c.header, c.body); status != c.status {
			t.Errorf("%s: answered %d, want %d", name, status, c.status)
		}
		d := l.next(t)
		if d.Verdict.Valid || d.Status != c.status || !strings.Contains(d.Verdict.Reason, c.reason) || len(d.Forwards) != 0 {
			t.Errorf("%s: shown as %+v", name, d)
		}
	}
	if status := l.post(t, genuine(), eventBody); status != 204 {
		t.Errorf("a genuine one is answered %d", status)
	}
	if d := l.next(t); !d.Verdict.Valid || d.ForwardStatus() != 200 || d.Webhook != "Billing" {
		t.Errorf("a genuine one is %+v", d)
	}
	if n := len(to.all()); n != 1 {
		t.Errorf("%d deliveries were forwarded", n)
	}
	if received, dropped := l.Counts(); received != len(wrongDeliveries())+1 || dropped != 0 {
		t.Errorf("it counts %d received, %d dropped", received, dropped)
	}
}

// TestWhatIsNoDeliveryIsAnswered: beside the path and with other methods.
func TestWhatIsNoDeliveryIsAnswered(t *testing.T) {
	t.Parallel()
	l := listen(t, delivery.Options{})
	if status, _ := l.request(t, http.MethodPost, "/other", genuine(), eventBody); status != 404 {
		t.Errorf("beside the path: %d", status)
	}
	if status, said := l.request(t, http.MethodGet, "/coro", nil, ""); status != 405 || !strings.Contains(said, "POST") {
		t.Errorf("GET: %d %q", status, said)
	}
	if status, _ := l.request(t, http.MethodGet, "/coro", nil, ""); status != 405 {
		t.Errorf("GET: %d", status)
	}
	batch, _ := l.feed.Next(t.Context())
	if len(batch.Strays) != 3 || batch.Strays[0].Path != "/other" || batch.Strays[1].Status != 405 || len(batch.Received) != 0 {
		t.Errorf("told %+v", batch)
	}
}

// TestARealWebhookIsNeverRefused: four failures would disable it.
func TestARealWebhookIsNeverRefused(t *testing.T) {
	t.Parallel()
	l := listen(t, delivery.Options{Lenient: true})
	for name, c := range wrongDeliveries() {
		if status := l.post(t, c.header, c.body); status != 204 {
			t.Errorf("%s: answered %d", name, status)
		}
		if d := l.next(t); d.Verdict.Valid || !strings.Contains(d.Verdict.Reason, c.reason) {
			t.Errorf("%s: shown as %+v", name, d)
		}
	}
	if status, _ := l.request(t, http.MethodPost, "/other", genuine(), eventBody); status != 204 {
		t.Errorf("a delivery beside the path: %d", status)
	}
	if status, _ := l.request(t, http.MethodPost, "/other", nil, "x"); status != 404 {
		t.Errorf("something else beside the path: %d", status)
	}
}

// TestAnAnswerCanBeSet, for good and bad deliveries.
func TestAnAnswerCanBeSet(t *testing.T) {
	t.Parallel()
	l := listen(t, delivery.Options{Answer: 503, Lenient: true})
	if good, bad := l.post(t, genuine(), eventBody), l.post(t, nil, "x"); good != 503 || bad != 503 {
		t.Errorf("answered %d and %d", good, bad)
	}
}

// TestTheSecretThatMatchesIsTold, and that an id came before.
func TestTheSecretThatMatchesIsTold(t *testing.T) {
	t.Parallel()
	l := listen(t, delivery.Options{Keys: []delivery.Key{{Webhook: "Other", Secret: mask.NewSecret("other")}, {Webhook: "Billing", Secret: secret}}})
	_ = l.post(t, genuine(), eventBody)
	if d := l.next(t); !d.Verdict.Valid || d.Webhook != "Billing" {
		t.Errorf("it is %+v", d)
	}
	if status := l.post(t, genuine(), eventBody); status != 204 {
		t.Errorf("a retry is answered %d", status)
	}
	if d := l.next(t); !strings.Contains(strings.Join(d.Problems(), "\n"), "came before") {
		t.Errorf("a retry is %+v", d)
	}
}

// TestSlowOnesAreCutOff: one that never ends its headers, and one that never ends its
// body, which is answered.
func TestSlowOnesAreCutOff(t *testing.T) {
	t.Parallel()
	l := listen(t, delivery.Options{Limits: delivery.Limits{Header: 50 * time.Millisecond, Read: 100 * time.Millisecond}})
	if said := talk(t, l.addr, "POST /coro HTTP/1.1\r\nHost: x\r\n"); said != "" {
		t.Errorf("half of the headers is answered %q", said)
	}
	batch, _ := l.feed.Next(t.Context())
	if len(batch.Strays) != 1 || !strings.Contains(batch.Strays[0].Reason, "not finished") {
		t.Errorf("told %+v", batch)
	}
	if said := talk(t, l.addr, "POST /coro HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"); !strings.HasPrefix(said, "HTTP/1.1 408 ") {
		t.Errorf("half of a body is answered %q", said)
	}
	if d := l.next(t); d.Status != 408 || !strings.Contains(d.Verdict.Reason, "did not arrive within") {
		t.Errorf("told %+v", d)
	}
	if said := talk(t, l.addr, "\x16\x03\x01hello\r\n\r\n"); !strings.HasPrefix(said, "HTTP/1.1 400 ") {
		t.Errorf("no HTTP is answered %q", said)
	}
	if status := l.post(t, genuine(), eventBody); status != 204 {
		t.Errorf("afterwards a genuine one is answered %d", status)
	}
}

// talk sends bytes, and returns what comes until the other side hangs up.
func talk(t *testing.T, addr, sent string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := io.WriteString(c, sent); err != nil {
		t.Fatal(err)
	}
	said, _ := io.ReadAll(c) // a reset is an end, too
	return string(said)
}

// TestConnectionsAreBounded: one more waits until another is closed.
func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	l := listen(t, delivery.Options{Limits: delivery.Limits{Connections: 1, Header: time.Hour, Read: time.Hour}})
	first, err := net.Dial("tcp", l.addr)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(first, "GET /coro HTTP/1.1\r\nHost: x\r\n\r\n")
	_, _ = first.Read(make([]byte, 1)) // it is served, and kept alive
	answered := make(chan string, 1)
	go func() { answered <- talk(t, l.addr, "GET /coro HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") }()
	select {
	case said := <-answered:
		t.Fatalf("a second one is answered %q", said)
	default:
	}
	_ = first.Close()
	if said := <-answered; !strings.HasPrefix(said, "HTTP/1.1 405 ") {
		t.Errorf("then it is answered %q", said)
	}
}

// TestTheEndClosesThePort, and ends the feeds.
func TestTheEndClosesThePort(t *testing.T) {
	t.Parallel()
	l := listen(t, delivery.Options{})
	_ = l.post(t, genuine(), eventBody)
	if err := l.stop(); err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", l.addr); err == nil {
		t.Error("the port is open")
	}
	if d := l.next(t); !d.Verdict.Valid {
		t.Errorf("what was received last is %+v", d)
	}
	if batch, more := l.feed.Next(t.Context()); more {
		t.Errorf("the feed has more: %+v", batch)
	}
	if _, more := l.Subscribe(true).Next(t.Context()); more {
		t.Error("a new feed waits")
	}
}
