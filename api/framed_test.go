package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"corotui/internal/mask"
)

// framed is a server that speaks HTTP/2 frame by frame, so that it can end a
// request in every way there is. It gives tokens by itself.
type framed struct {
	answer func(c framedConn, stream uint32, method string)

	mu   sync.Mutex
	came []string // methods, without token requests
}

// framedConn is one of its connections.
type framedConn struct {
	*http2.Framer
	net.Conn
}

// say answers a stream with 200 and a body.
func (c framedConn) say(stream uint32, body string) {
	var head bytes.Buffer
	_ = hpack.NewEncoder(&head).WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
	_ = c.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: head.Bytes(), EndHeaders: true})
	_ = c.WriteData(stream, true, []byte(body))
}

// serve speaks on one connection until the other side has gone.
func (f *framed) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	c := framedConn{http2.NewFramer(conn, conn), conn}
	c.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	_ = c.WriteSettings()
	for {
		frame, err := c.ReadFrame()
		if err != nil {
			return
		}
		if settings, is := frame.(*http2.SettingsFrame); is && !settings.IsAck() {
			_ = c.WriteSettingsAck()
		}
		head, is := frame.(*http2.MetaHeadersFrame)
		switch {
		case !is:
		case head.PseudoValue("path") == "/oauth/token":
			c.say(head.StreamID, `{"access_token":"token","token_type":"Bearer","expires_in":86400}`)
		default:
			f.mu.Lock()
			f.came = append(f.came, head.PseudoValue("method"))
			f.mu.Unlock()
			f.answer(c, head.StreamID, head.PseudoValue("method"))
		}
	}
}

// trustedTLS returns a certificate for example.com and 127.0.0.1 as a server
// shows it, with HTTP/2 to be agreed on, and how a client trusts it.
func trustedTLS(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	trusted := x509.NewCertPool()
	trusted.AddCert(web.Certificate())
	return &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2"}},
		&tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}
}

// framing starts a server and returns a client of it.
func framing(t *testing.T, f *framed, more ...Option) *Client {
	t.Helper()
	theirs, ours := trustedTLS(t)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", theirs)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go f.serve(conn)
		}
	}()
	client, err := New(append([]Option{
		WithBaseURL("https://" + listener.Addr().String()), WithCredentials("id", mask.NewSecret("secret")), WithTLS(ours),
	}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.network.CloseIdleConnections)
	return client
}

// endings are the ways in which a server can end a request without an answer.
// After the first three net/http sends it again by itself.
func endings() map[string]func(framedConn, uint32) {
	reset := func(code http2.ErrCode) func(framedConn, uint32) {
		return func(c framedConn, stream uint32) { _ = c.WriteRSTStream(stream, code) }
	}
	return map[string]func(framedConn, uint32){
		"refused":        reset(http2.ErrCodeRefusedStream),
		"protocol error": reset(http2.ErrCodeProtocol),
		"sent away":      func(c framedConn, stream uint32) { _ = c.WriteGoAway(stream-2, http2.ErrCodeNo, nil) },
		"internal error": reset(http2.ErrCodeInternal),
		"connection cut": func(c framedConn, _ uint32) { _ = c.Close() },
	}
}

// writes are the requests that have an effect.
func writes() map[string]func(*Client, context.Context) error {
	return map[string]func(*Client, context.Context) error{
		"create": func(c *Client, ctx context.Context) error {
			_, err := c.CreateWebhook(ctx, "ws", CreateWebhook{Fields: Fields{Name: "new"}})
			return err
		},
		"update": func(c *Client, ctx context.Context) error {
			_, err := c.UpdateWebhook(ctx, "ws", Webhook{ID: "1"}.Update(Fields{Name: "other"}))
			return err
		},
		"delete": func(c *Client, ctx context.Context) error { return c.DeleteWebhook(ctx, "ws", "1") },
		"test": func(c *Client, ctx context.Context) error {
			_, err := c.TestWebhook(ctx, "ws", "1")
			return err
		},
	}
}

// Over HTTP/1.1 a kept connection can turn out to be dead once a request was
// written to it. net/http then repeats every GET, and a test is one.
func TestNothingIsSentTwiceOverHTTP1(t *testing.T) {
	t.Parallel()
	for name, write := range writes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var came atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/oauth/token":
					_, _ = io.WriteString(w, `{"access_token":"token","token_type":"Bearer","expires_in":86400}`)
				case came.Add(1) == 1:
					panic(http.ErrAbortHandler) // and the connection is closed
				default:
					_, _ = io.WriteString(w, "{}")
				}
			}))
			t.Cleanup(server.Close)
			client, err := New(WithBaseURL(server.URL), WithCredentials("id", mask.NewSecret("secret")), WithRetries(0))
			if err != nil {
				t.Fatal(err)
			}
			if err := write(client, t.Context()); !IsUnclear(err) || came.Load() != 1 {
				t.Errorf("it was sent %d times, and ended with %v", came.Load(), err)
			}
		})
	}
}

// What has an effect goes out once, however the server ends it, and stays in
// doubt: only the client itself sends it again, where that is safe.
func TestNothingIsSentTwiceSilently(t *testing.T) {
	t.Parallel()
	for ending, end := range endings() {
		for name, write := range writes() {
			t.Run(ending+"/"+name, func(t *testing.T) {
				t.Parallel()
				var ready atomic.Bool
				f := &framed{answer: func(c framedConn, stream uint32, _ string) {
					if ready.CompareAndSwap(true, false) {
						end(c, stream)
					} else {
						c.say(stream, "[]")
					}
				}}
				client := framing(t, f, WithRetries(0))
				if _, err := client.Webhooks(t.Context(), "ws"); err != nil {
					t.Fatal(err)
				}
				ready.Store(true)
				err := write(client, t.Context())
				var failed *Error
				if !errors.As(err, &failed) || failed.Kind != KindNetwork || !failed.Unclear {
					t.Fatalf("told as %v", err)
				}
				f.mu.Lock()
				defer f.mu.Unlock()
				if len(f.came) != 2 {
					t.Errorf("came: %v", f.came)
				}
				if said := failed.Sentence(); strings.Contains(said, "http2") || strings.Contains(said, "stream") || strings.Contains(said, "context") {
					t.Errorf("told in a machine's words: %s", said)
				}
			})
		}
	}
}

// A read, and a write that may be repeated, gets its answer in the end.
func TestWhatMayBeRepeatedIs(t *testing.T) {
	t.Parallel()
	for ending, end := range endings() {
		t.Run(ending, func(t *testing.T) {
			t.Parallel()
			seen := make(map[string]int) // of one goroutine at a time, as nothing is running together
			var mu sync.Mutex
			f := &framed{answer: func(c framedConn, stream uint32, method string) {
				mu.Lock()
				seen[method]++
				second := seen[method] > 1
				mu.Unlock()
				if second {
					c.say(stream, `[]`)
				} else {
					end(c, stream)
				}
			}}
			client := framing(t, f)
			if _, err := client.Webhooks(t.Context(), "ws"); err != nil {
				t.Errorf("a list: %v", err)
			}
			if err := client.DeleteWebhook(t.Context(), "ws", "1"); err != nil {
				t.Errorf("a delete: %v", err)
			}
		})
	}
}

// overHTTP2 returns a client of a server that speaks HTTP/2, and how many connections
// were made to it.
func overHTTP2(t *testing.T, handler http.HandlerFunc) (*Client, *atomic.Int32) {
	t.Helper()
	conns := new(atomic.Int32)
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = true
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			conns.Add(1)
		}
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	trusted := x509.NewCertPool()
	trusted.AddCert(server.Certificate())
	client, err := New(WithBaseURL(server.URL), WithCredentials("id", mask.NewSecret("secret")), WithTimeout(testPatience),
		WithTLS(&tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.network.CloseIdleConnections)
	return client, conns
}

// Requests running together share one connection, which outlives the
// cancellation of one of them.
func TestOneConnectionForAll(t *testing.T) {
	t.Parallel()
	const together = 20
	arrived, release := make(chan struct{}, together), make(chan struct{})
	ended := make(chan struct{})
	client, conns := overHTTP2(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.ProtoMajor != 2:
			http.Error(w, "not "+r.Proto, http.StatusHTTPVersionNotSupported)
			return
		case r.URL.Path == "/oauth/token":
			_, _ = io.WriteString(w, `{"access_token":"token","token_type":"Bearer","expires_in":86400}`)
			return
		case r.Header.Get("Workspace") == "canceled":
			arrived <- struct{}{}
			<-r.Context().Done()
			close(ended)
			return
		}
		arrived <- struct{}{}
		<-release
		_, _ = io.WriteString(w, "[]")
	})
	ctx, cancel := context.WithCancel(t.Context())
	canceled := make(chan error, 1)
	go func() {
		_, err := client.Webhooks(ctx, "canceled")
		canceled <- err
	}()
	<-arrived
	lists := make(chan error, together)
	for range together {
		go func() {
			_, err := client.Webhooks(t.Context(), "ws")
			lists <- err
		}()
	}
	for range together {
		<-arrived
	}
	cancel()
	<-ended
	if err := <-canceled; !errors.Is(err, context.Canceled) {
		t.Errorf("the canceled one ended with %v", err)
	}
	close(release)
	for range together {
		if err := <-lists; err != nil {
			t.Error(err)
		}
	}
	if n := conns.Load(); n != 1 {
		t.Errorf("%d connections were made", n)
	}
}
