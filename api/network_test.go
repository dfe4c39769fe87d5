package api_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/internal/mask"
)

// speaking starts a server that says to every connection what it likes, until
// the other side has gone.
func speaking(t *testing.T, say func(net.Conn)) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
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
			go func() {
				defer func() { _ = conn.Close() }()
				_, _ = conn.Read(make([]byte, 4096))
				say(conn)
			}()
		}
	}()
	return listener.Addr().String()
}

// drip says one piece after the other until no one listens any more.
func drip(start, piece string, pause time.Duration) func(net.Conn) {
	return func(conn net.Conn) {
		for said := start; ; said = piece {
			if _, err := io.WriteString(conn, said); err != nil {
				return
			}
			<-time.After(pause)
		}
	}
}

// What a server does that is none, or a hostile one, ends within the timeout,
// and is told in a person's words.
func TestServersThatNeverComeToAnEnd(t *testing.T) {
	t.Parallel()
	const slow = 30 * time.Millisecond
	for name, c := range map[string]struct {
		say  func(net.Conn)
		kind api.Kind
		said string
	}{
		"a header that drips":   {drip("HTTP/1.1 200 OK\r\nX-A: ", "a", slow), api.KindTimeout, "did not answer in"},
		"headers that drip":     {drip("HTTP/1.1 200 OK\r\n", "X-A: a\r\n", slow), api.KindTimeout, "did not answer in"},
		"a body that drips":     {drip("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n[", " ", slow), api.KindTimeout, "did not answer in"},
		"chunks that drip":      {drip("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n", slow), api.KindTimeout, "did not answer in"},
		"an error that drips":   {drip("HTTP/1.1 400 No\r\nContent-Length: 9999\r\n\r\nno", " ", slow), api.KindInvalid, "refused the request: no"},
		"endless headers":       {drip("HTTP/1.1 200 OK\r\n", "X-A: "+strings.Repeat("a", 4000)+"\r\n", 0), api.KindNetwork, "its response headers are too long"},
		"endless announcements": {drip("", strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 200), 0), api.KindNetwork, "its response headers are too long"},
		"another protocol":      {drip("220 mail.example ESMTP\r\n", "", time.Hour), api.KindNetwork, "its answer is not HTTP"},
		"silence":               {func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }, api.KindTimeout, "did not answer in"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Where the end is another one, the timeout must not come before it on a busy machine.
			timeout := time.Minute
			if c.kind == api.KindTimeout || c.kind == api.KindInvalid {
				timeout = 400 * time.Millisecond
			}
			client, err := api.New(api.WithBaseURL("http://"+speaking(t, c.say)), api.WithTokenStore(kept{}), api.WithTimeout(timeout),
				api.WithCredentials("id", mask.NewSecret("secret")), api.WithRetries(0))
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.Webhooks(t.Context(), "ws")
			var failed *api.Error
			if !errors.As(err, &failed) || failed.Kind != c.kind || !strings.Contains(failed.Sentence(), c.said) {
				t.Errorf("told as %v", err)
			}
			if c.kind != api.KindInvalid && !api.IsUnclear(client.DeleteWebhook(t.Context(), "ws", "1")) {
				t.Error("a write that met this is not in doubt")
			}
		})
	}
}

// kept is a store with a token that does for every client.
type kept struct{}

func (kept) Load(context.Context, string) (api.Token, error) {
	return api.Token{Value: mask.NewSecret("token"), Expires: time.Now().Add(24 * time.Hour)}, nil
}
func (kept) Save(context.Context, string, api.Token) error { return nil }
func (kept) Drop(context.Context, string) error            { return nil }

// TLS below 1.2 is not spoken, whatever the caller's settings say.
func TestOldTLSIsNotSpoken(t *testing.T) {
	t.Parallel()
	for version, ok := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "[]") }))
		server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version}
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		t.Cleanup(server.Close)
		trusted := x509.NewCertPool()
		trusted.AddCert(server.Certificate())
		for name, option := range map[string]api.Option{
			"by default":    api.WithRetries(0),
			"with settings": api.WithTLS(&tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS10}),
		} {
			client, err := api.New(api.WithBaseURL(server.URL), api.WithTokenStore(kept{}), api.WithCredentials("id", mask.NewSecret("secret")), api.WithRetries(0), option)
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.Webhooks(t.Context(), "ws")
			var failed *api.Error
			refused := errors.As(err, &failed) && strings.Contains(failed.Sentence(), "it does not support TLS 1.2 or newer")
			untrusted := failed != nil && strings.Contains(failed.Sentence(), "its certificate is not trusted")
			if refused == ok || ok && untrusted != (name == "by default") {
				t.Errorf("%s, %s: %v", tls.VersionName(version), name, err)
			}
		}
	}
}
