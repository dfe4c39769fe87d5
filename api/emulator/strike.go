package emulator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	defaultHuge = 50 << 20
	defaultSlow = time.Second
)

// What a client's transport says of a connection that is refused or reset.
var (
	errRefused = errors.New("refused")
	errReset   = errors.New("reset")
)

// recorder notes the status of an answer for the log.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// dropper is a connection without a socket that can end as one with a socket
// would.
type dropper interface{ drop(cause error) }

// drop ends the connection without an answer. A connection over TCP is reset
// and not closed, as a crashed server or a firewall does it.
func (r *recorder) drop(cause error) {
	if d, ok := r.ResponseWriter.(dropper); ok {
		d.drop(cause)
		return
	}
	conn, _, err := http.NewResponseController(r.ResponseWriter).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2: this resets the stream
	}
	under := conn
	if wrapped, ok := conn.(interface{ NetConn() net.Conn }); ok {
		under = wrapped.NetConn()
	}
	if tcp, ok := under.(*net.TCPConn); ok {
		// Where this fails the close below still ends the connection.
		_ = tcp.SetLinger(0)
		under = tcp
	}
	_ = under.Close()
}

// strike lets a fault happen to a request whose body has been read.
func (s *Server) strike(w *recorder, c *call, f Fault) {
	var a answer
	if f.done() {
		a = s.carryOut(c)
	}
	if f.Kind != KindSlow && !s.wait(c.request.Context(), f.Delay) {
		w.drop(errReset)
		return
	}
	switch f.Kind {
	case KindDelay:
		if !f.Applied {
			a = s.carryOut(c)
		}
		a.send(w)
	case KindHang:
		s.hang(w, c)
	case KindReset:
		w.drop(errReset)
	case KindStatus:
		c.fail(f).send(w)
	case KindRedirect:
		c.redirect(f).send(w)
	case KindEndless:
		c.endless().send(w)
	case KindSlow:
		s.drip(w, c, a, f.Delay)
	default:
		c.spoil(w, a, f)
	}
}

// hang waits until the client has gone away or the server is closed.
func (s *Server) hang(w *recorder, c *call) {
	select {
	case <-c.request.Context().Done():
	case <-s.closed:
	}
	w.drop(errReset)
}

// spoil sends an answer that differs from what the request got.
func (c *call) spoil(w *recorder, a answer, f Fault) {
	switch f.Kind {
	case KindCut:
		cut(w, c.withBody(a))
	case KindInvalid:
		a = c.withBody(a)
		// A new slice: the body may be the very document that the server holds.
		a.body = slices.Concat(bytes.TrimRight(a.body, "}]\" \n"), []byte(",,"))
		a.send(w)
	case KindType:
		a = c.withBody(a)
		a.header.Set("Content-Type", typeHTML)
		a.send(w)
	case KindPage:
		c.page(http.StatusOK, "Sign in to the network").send(w)
	case KindHuge:
		c.huge(w, f.Size)
	default:
		a.send(w)
	}
}

// withBody gives an answer without a body one that can be cut or broken.
func (c *call) withBody(a answer) answer {
	if len(a.body) > 0 {
		return a
	}
	return c.json(http.StatusOK, document{{"status", quote("done")}}.encode())
}

// cut promises the whole body and ends the connection after half of it.
func cut(w *recorder, a answer) {
	a.head(w)
	// Whatever the write says, the connection ends here.
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w.ResponseWriter).Flush()
	panic(http.ErrAbortHandler)
}

// drip sends the body byte by byte.
func (s *Server) drip(w *recorder, c *call, a answer, pause time.Duration) {
	pause = cmp.Or(pause, defaultSlow)
	a = c.withBody(a)
	a.head(w)
	flusher := http.NewResponseController(w.ResponseWriter)
	for i := range a.body {
		if err := flusher.Flush(); err != nil || !s.wait(c.request.Context(), pause) {
			panic(http.ErrAbortHandler)
		}
		if _, err := w.Write(a.body[i : i+1]); err != nil {
			return
		}
	}
}

// huge sends a body of that many bytes, which a patient client would find to be
// good JSON: one webhook of an enormous name.
func (c *call) huge(w *recorder, size int64) {
	if size <= 0 {
		size = defaultHuge
	}
	head := `{"items":[{"id":"66b204f0c992d50b8b2f9999","name":"`
	tail := `"}],"totalElements":1}`
	filler := max(size-int64(len(head)+len(tail)), 0)
	c.json(http.StatusOK, nil).headOf(w, filler+int64(len(head)+len(tail)))
	body := io.MultiReader(strings.NewReader(head), io.LimitReader(letters{}, filler), strings.NewReader(tail))
	// A client that stops reading ends the copy, as it should.
	_, _ = io.Copy(w.ResponseWriter, body)
}

// letters is an endless run of one letter.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// fail answers with a fault's status. 502 and 504 come from a gateway, which
// speaks HTML whatever the API does.
func (c *call) fail(f Fault) answer {
	if f.Status < 200 || f.Status > 599 {
		f.Status = http.StatusInternalServerError
	}
	var a answer
	switch {
	case f.HTML || f.Status == http.StatusBadGateway || f.Status == http.StatusGatewayTimeout:
		a = c.page(f.Status, http.StatusText(f.Status))
	case f.Status < 400:
		a = c.empty(f.Status)
	case f.Status == http.StatusBadRequest, f.Status == http.StatusConflict, f.Status == http.StatusUnprocessableEntity:
		a = c.problem(f.Status, fieldError{"request", "was refused by a scripted fault"})
	default:
		a = c.problem(f.Status)
	}
	return c.retryAfter(a, f.RetryAfter)
}

// redirect sends the client to the same path elsewhere.
func (c *call) redirect(f Fault) answer {
	a := c.empty(cmp.Or(f.Status, http.StatusTemporaryRedirect))
	a.header.Set("Location", strings.TrimSuffix(f.Location, "/")+c.request.URL.RequestURI())
	return a
}

// endless answers every page with elements that no page had before.
func (c *call) endless() answer {
	page, _ := number(c.request.URL.Query(), "page", 0)
	var items []json.RawMessage
	for i := range c.variant.pageSize() {
		n := page*c.variant.pageSize() + i
		if c.op == OpSearch {
			items = append(items, c.variant.renderWorkspace(workspace{SeedWorkspace: SeedWorkspace{
				ID: fmt.Sprintf("endless_%d_x", n), DisplayName: fmt.Sprintf("Endless %d", n), Type: typeChild, Parent: c.workspace,
			}}))
			continue
		}
		hook := SeedWebhook{Name: fmt.Sprintf("Endless %d", n), URL: "https://endless.example/", Secret: "s", Triggers: events[:1]}
		items = append(items, c.variant.render(hook.document(fmt.Sprintf("%024x", n), c.workspace, c.now).encode()))
	}
	return c.json(http.StatusOK, paging{}.wrap(items, 1_000_000_000))
}
