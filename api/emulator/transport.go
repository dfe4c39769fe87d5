package emulator

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
)

// Transport returns a round tripper that calls the server without a socket,
// whatever host a request names. It keeps the manners of net/http's own: a
// request's context ends it at any time, a fault's cut or reset connection is
// an error of the round trip or of the body's Read.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ handler http.Handler }

// RoundTrip hands a copy of the request to the handler and returns as soon as
// the answer's headers are there.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := takeBody(r)
	if err != nil {
		return nil, err
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(r.Context())
	served := r.Clone(ctx)
	served.Body = io.NopCloser(bytes.NewReader(body))
	served.ContentLength = int64(len(body))
	served.RequestURI = r.URL.RequestURI()
	served.RemoteAddr = "memory"
	served.Host = cmp.Or(served.Host, r.URL.Host)
	if r.URL.Scheme == "https" {
		served.TLS = &tls.ConnectionState{}
	}

	read, write := io.Pipe()
	w := &memoryWriter{header: http.Header{}, body: write, started: make(chan struct{}), failed: make(chan error, 1)}
	go w.serve(t.handler, served)

	// Once the request has ended, a handler that still writes must not wait for
	// a reader, nor a reader for it. Closing a pipe cannot fail.
	stop := context.AfterFunc(ctx, func() { _ = read.CloseWithError(ctx.Err()) })
	select {
	case <-w.started:
		return w.response(r, &memoryBody{PipeReader: read, ctx: ctx, stop: stop, cancel: cancel}), nil
	case err = <-w.failed:
	case <-ctx.Done():
	}
	if gone := r.Context().Err(); gone != nil {
		err = gone
	}
	cancel()
	return nil, err
}

// takeBody reads and closes a request's body, as every round tripper must.
func takeBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	if closeErr := r.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, fmt.Errorf("reading the request's body: %w", err)
	}
	return body, nil
}

// memoryWriter is a ResponseWriter whose body is a pipe to the client.
type memoryWriter struct {
	header  http.Header
	body    *io.PipeWriter
	start   sync.Once
	started chan struct{} // closed once status and headers stand
	failed  chan error    // gets the error of a connection that ended before
	status  int
	sent    http.Header
	dropped bool
}

// serve runs the handler and ends the body as a server ends a connection.
func (w *memoryWriter) serve(handler http.Handler, r *http.Request) {
	defer func() {
		cause := recover()
		if cause != nil && !isAbort(cause) {
			panic(cause)
		}
		switch {
		case w.dropped:
		case cause != nil:
			w.end(io.ErrUnexpectedEOF)
		default:
			w.WriteHeader(http.StatusOK)
			_ = w.body.Close()
		}
	}()
	handler.ServeHTTP(w, r)
}

// isAbort reports whether a handler's panic is the one that only cuts the
// connection.
func isAbort(cause any) bool {
	err, isError := cause.(error)
	return isError && errors.Is(err, http.ErrAbortHandler)
}

// end breaks the connection: for a client that still waits for headers, the
// round trip fails; for one that reads the body, its Read does.
func (w *memoryWriter) end(cause error) {
	w.start.Do(func() { w.failed <- cause })
	_ = w.body.CloseWithError(cause)
}

func (w *memoryWriter) drop(cause error) {
	w.dropped = true
	op, call, number := "read", "read", syscall.ECONNRESET
	if errors.Is(cause, errRefused) {
		op, call, number = "dial", "connect", syscall.ECONNREFUSED
	}
	w.end(&net.OpError{Op: op, Net: "tcp", Err: os.NewSyscallError(call, number)})
}

// Header returns the headers that WriteHeader will send.
func (w *memoryWriter) Header() http.Header { return w.header }

// WriteHeader lets the round trip return. Only the first call counts.
func (w *memoryWriter) WriteHeader(status int) {
	w.start.Do(func() {
		w.status = status
		w.sent = w.header.Clone()
		close(w.started)
	})
}

// Write blocks until the client has read the bytes or closed the body.
func (w *memoryWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p) //nolint:wrapcheck // io.Writer's errors go up as they are
}

// FlushError does nothing: every Write reaches the client at once.
func (w *memoryWriter) FlushError() error { return nil }

func (w *memoryWriter) response(r *http.Request, body io.ReadCloser) *http.Response {
	length := int64(-1)
	if n, err := strconv.ParseInt(w.sent.Get("Content-Length"), 10, 64); err == nil {
		length = n
	}
	if w.status == http.StatusNoContent {
		length = 0
	}
	return &http.Response{
		Status:     strconv.Itoa(w.status) + " " + http.StatusText(w.status),
		StatusCode: w.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        w.sent,
		Body:          body,
		ContentLength: length,
		Request:       r,
	}
}

// memoryBody is the client's end of the pipe.
type memoryBody struct {
	*io.PipeReader
	ctx    context.Context
	stop   func() bool
	cancel context.CancelFunc
}

// Read ends with the context's error once the request is cancelled.
func (b *memoryBody) Read(p []byte) (int, error) {
	n, err := b.PipeReader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && b.ctx.Err() != nil {
		return n, b.ctx.Err()
	}
	return n, err //nolint:wrapcheck // io.EOF must stay io.EOF
}

// Close ends the request: the handler's context is done and its writes fail.
func (b *memoryBody) Close() error {
	b.stop()
	b.cancel()
	return b.PipeReader.Close() //nolint:wrapcheck // closing a pipe cannot fail
}
