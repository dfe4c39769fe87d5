package delivery

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/net/netutil"
)

// Limits bound what those who send can do to a listener.
type Limits struct {
	Body        int64         // bytes of a body: 1 MiB
	Header      time.Duration // until the headers of a request are there: 5 s
	Read        time.Duration // until all of it is there: 10 s
	Answer      time.Duration // until the target's answer is there, where it is waited for: 15 s
	Connections int           // at once: 64
}

// complete puts what is documented in the place of zeros.
func (l Limits) complete() Limits {
	return Limits{
		Body: cmp.Or(l.Body, 1<<20), Header: cmp.Or(l.Header, 5*time.Second), Read: cmp.Or(l.Read, 10*time.Second),
		Answer: cmp.Or(l.Answer, 15*time.Second), Connections: cmp.Or(l.Connections, 64),
	}
}

const (
	maxHeader = 64 << 10
	farewell  = 2 * time.Second // for requests that are under way at the end
	lastWords = 3 * time.Second // for what waits to be forwarded at the end
)

// connection says whether a request was ever read from it.
type connection struct {
	net.Conn
	began, asked atomic.Bool
}

type connectionKey struct{}

// begun marks the connection of a request.
func begun(request *http.Request) {
	if c, ok := request.Context().Value(connectionKey{}).(*connection); ok {
		c.asked.Store(true)
	}
}

// Read notes that something came.
func (c *connection) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.began.Store(true)
	}
	return n, err //nolint:wrapcheck // it stands in for the connection
}

// noting hands out connections that note what comes.
type noting struct{ net.Listener }

func (l noting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err //nolint:wrapcheck // it stands in for the listener
	}
	return &connection{Conn: c}, nil
}

// Serve answers what arrives at a listener until ctx ends. Then it closes the port,
// lets what is under way come to its end within some seconds, and ends the
// receiver. ready is called once it serves.
func (r *Receiver) Serve(ctx context.Context, listener net.Listener, ready func()) error {
	limits := r.o.Limits
	server := &http.Server{
		Handler: r, ReadHeaderTimeout: limits.Header, ReadTimeout: limits.Read, WriteTimeout: limits.Read + limits.Answer + farewell,
		IdleTimeout: limits.Read, MaxHeaderBytes: maxHeader, ErrorLog: log.New(io.Discard, "", 0),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, connOf(c))
		},
		ConnState: r.watch,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(noting{netutil.LimitListener(listener, limits.Connections)}) }()
	if ready != nil {
		ready()
	}
	var err error
	select {
	case <-ctx.Done():
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
		defer cancel()
		if server.Shutdown(ending) != nil {
			_ = server.Close() // who is that slow gets no answer
		}
		err = <-served
	case err = <-served:
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	} else {
		err = fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	return errors.Join(err, r.End(ending))
}

// connOf finds the connection behind what bounds their number.
func connOf(c net.Conn) *connection {
	found, _ := c.(*connection)
	return found
}

// watch tells of connections that ended without a request: what came was not
// finished in time, or is no HTTP.
func (r *Receiver) watch(c net.Conn, state http.ConnState) {
	if state != http.StateClosed {
		return
	}
	if noted := connOf(c); noted != nil && noted.began.Load() && !noted.asked.Load() {
		r.tellStray(Stray{Reason: fmt.Sprintf("A request is no HTTP, or was not finished within %s", r.o.Limits.Header)})
	}
}
