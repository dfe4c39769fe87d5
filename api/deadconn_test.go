package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"corotui/internal/mask"
)

// testPatience is for what must not run out of time on a busy machine.
const testPatience = time.Minute

// queued is a connection whose writer never waits for its reader, as on a real
// network.
type queued struct {
	net.Conn

	pieces chan []byte
	closed chan struct{}
	once   sync.Once
}

func queueing(conn net.Conn) *queued {
	q := &queued{Conn: conn, pieces: make(chan []byte, 1000), closed: make(chan struct{})}
	go func() {
		for {
			select {
			case piece := <-q.pieces:
				_, _ = conn.Write(piece)
			case <-q.closed:
				return
			}
		}
	}()
	return q
}

func (q *queued) Write(p []byte) (int, error) {
	q.pieces <- bytes.Clone(p)
	return len(p), nil
}

func (q *queued) Close() error {
	q.once.Do(func() { close(q.closed) })
	return q.Conn.Close()
}

// A connection that died unnoticed costs the requests that are under way on it
// their time, and none that come after.
func TestADeadConnectionIsGivenUp(t *testing.T) {
	t.Parallel()
	theirs, ours := trustedTLS(t)
	synctest.Test(t, func(t *testing.T) {
		gone := make(chan struct{})
		f := &framed{}
		var lists atomic.Int32
		f.answer = func(c framedConn, stream uint32, _ string) {
			if lists.Add(1) == 2 {
				<-gone // and so nothing is read nor said any more, not even to a ping
			}
			c.say(stream, "[]")
		}
		client, err := New(WithBaseURL("https://example.com"), WithCredentials("id", mask.NewSecret("secret")), WithTLS(ours), WithRetries(0),
			WithEnvironment(func(string) string { return "" }))
		if err != nil {
			t.Fatal(err)
		}
		client.network.DialContext = func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			go f.serve(tls.Server(queueing(far), theirs))
			return queueing(near), nil
		}
		if _, err := client.Webhooks(t.Context(), "ws"); err != nil {
			t.Fatal(err)
		}
		_, err = client.Webhooks(t.Context(), "ws")
		var failed *Error
		if !errors.As(err, &failed) || failed.Kind != KindNetwork && failed.Kind != KindTimeout {
			t.Errorf("the request on the dead connection ended with %v", err)
		}
		if _, err := client.Webhooks(t.Context(), "ws"); err != nil {
			t.Errorf("the request after it ended with %v", err)
		}
		close(gone)
		client.network.CloseIdleConnections()
	})
}
