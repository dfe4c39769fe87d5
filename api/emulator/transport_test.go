package emulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api/emulator"
)

// TestTheTransportAnswersAsASocketDoes compares whole answers.
func TestTheTransportAnswersAsASocketDoes(t *testing.T) {
	socket, memory := serve(t, emulator.Demo()), inMemory(t, newServer(t, emulator.Demo()))
	for _, op := range emulator.Operations() {
		request := operations[op]
		want := socket.do(request.method, request.path, request.body)
		got := memory.do(request.method, request.path, request.body)
		want.header.Del("Date") // net/http's own
		if got.status != want.status || got.body != want.body {
			t.Errorf("%s: got %d %s, over a socket %d %s", op, got.status, got.body, want.status, want.body)
		}
		for name := range want.header {
			if got.header.Get(name) != want.header.Get(name) {
				t.Errorf("%s: %s is %q, over a socket %q", op, name, got.header.Get(name), want.header.Get(name))
			}
		}
	}
}

// closer is a body that notes that it was closed.
type closer struct {
	io.Reader
	closed bool
}

func (c *closer) Close() error {
	c.closed = true
	return nil
}

func TestTheTransportKeepsTheManners(t *testing.T) {
	server := newServer(t, emulator.Demo())
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, ctx := range []context.Context{t.Context(), ended} {
		body := &closer{Reader: strings.NewReader("{}")}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://any.example"+hooks, body)
		if err != nil {
			t.Fatal(err)
		}
		response, err := server.Transport().RoundTrip(r)
		if !body.closed {
			t.Error("the request's body was left open")
		}
		if ctx == ended {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
			continue
		}
		if response.Request != r || response.Status != "401 Unauthorized" || response.ContentLength <= 0 || r.RequestURI != "" {
			t.Errorf("got %+v", response)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	failing := io.NopCloser(&failingReader{})
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://any.example"+hooks, failing)
	if response, err := server.Transport().RoundTrip(r); !errors.Is(err, errRead) {
		_ = response.Body.Close()
		t.Errorf("got %v", err)
	}
}

var errRead = errors.New("no body")

type failingReader struct{}

func (*failingReader) Read([]byte) (int, error) { return 0, errRead }

func TestABodyEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := inMemory(t, emulator.New(emulator.Demo()))
		h.login()
		h.server.Fault(emulator.Fault{Kind: emulator.KindSlow, Delay: time.Minute})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute+time.Second)
		defer cancel()
		got := h.doCtx(ctx, "GET", hooks, "")
		if !errors.Is(got.err, context.DeadlineExceeded) || got.status != 200 || got.body != `{"i` {
			t.Errorf("got %d %q %v", got.status, got.body, got.err)
		}
		synctest.Wait() // and no goroutine is left behind
	})
}

func TestClosingABodyEndsAHandlerThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := emulator.New(emulator.Demo())
		server.Fault(emulator.Fault{Kind: emulator.KindSlow, Delay: time.Hour})
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://any.example"+hooks, nil)
		response, err := server.Transport().RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 503})
		if response, err = server.Transport().RoundTrip(r); err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
		if requests := server.Requests(); requests[1].Concurrent != 1 || time.Since(start) > 0 {
			t.Errorf("the first handler still waits after %v", time.Since(start))
		}
	})
}

func TestClosingABodyEndsTheHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ends := make(chan emulator.Request, 1)
		server := emulator.New(emulator.Demo(), emulator.WithObserver(func(r emulator.Request) { ends <- r }))
		server.Fault(emulator.Fault{Kind: emulator.KindHuge, Size: 1 << 40})
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://any.example"+hooks, nil)
		response, err := server.Transport().RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, response.Body, 1<<20); err != nil {
			t.Error(err)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
		if _, err := response.Body.Read(make([]byte, 1)); err == nil {
			t.Error("a closed body can be read")
		}
		if end := <-ends; end.Status != 200 {
			t.Errorf("got %+v", end)
		}
	})
}
