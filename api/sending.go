package api

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// errSentAlready ends a request that net/http was about to send a second time.
var errSentAlready = errors.New("the server closed the connection before it answered")

// sending is how far one attempt came on its way out. It also keeps net/http from
// sending by itself a second time what may have been carried out, which this
// package alone decides: over HTTP/2 net/http repeats every request, a POST too,
// that the server reset in some ways, and over HTTP/1.1 a GET.
type sending struct {
	safety safety
	stop   context.CancelCauseFunc // of the attempt

	wanted, found atomic.Bool // a connection
	multiplexed   atomic.Bool // it speaks HTTP/2
	written       atomic.Bool // the request's headers, at least in part
	refused       atomic.Bool // a second sending
}

// follow returns a context for the request of one attempt, and what is known of
// it from then on. The caller calls stop at its end.
func follow(ctx context.Context, s safety) (context.Context, *sending) {
	ctx, stop := context.WithCancelCause(ctx)
	way := &sending{safety: s, stop: stop}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { way.wanted.Store(true) },
		GotConn:      way.connected,
		WroteHeaders: func() { way.written.Store(true) },
	}), way
}

// connected takes a connection that the request is about to be written to. A
// canceled request is never written to an HTTP/2 connection, nor any request to
// a closed one.
func (w *sending) connected(info httptrace.GotConnInfo) {
	w.found.Store(true)
	if w.written.Load() && !w.mayRepeat() {
		w.refused.Store(true)
		w.stop(errSentAlready)
		if !multiplexes(info.Conn) {
			_ = info.Conn.Close() // it carries this request alone
		}
		return
	}
	w.multiplexed.Store(multiplexes(info.Conn))
}

// mayRepeat reports whether net/http may send again what it wrote to an earlier
// connection. Over HTTP/1.1 it repeats a write only where no byte of it went out.
func (w *sending) mayRepeat() bool {
	switch w.safety {
	case reading:
		return true
	case never:
		return false
	default:
		return !w.multiplexed.Load()
	}
}

func multiplexes(conn net.Conn) bool {
	secure, ok := conn.(*tls.Conn)
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}

// cause returns what to tell of a request that ended with err.
func (w *sending) cause(err error) error {
	if w.refused.Load() {
		return errSentAlready
	}
	return err
}

// carried reports whether a request that ended with err may have arrived. It
// has not when a connection was looked for and none was found. A transport that
// does not tell, as one in memory, is believed only where the error itself says
// that nothing was reached.
func (w *sending) carried(err error) bool {
	if w.wanted.Load() {
		return w.found.Load()
	}
	failed, ok := errors.AsType[*net.OpError](err)
	return !ok || failed.Op != "dial"
}
