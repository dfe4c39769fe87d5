package delivery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
)

// Key is a secret that deliveries may be signed with.
type Key struct {
	Webhook string // whose it is, for people; may be empty
	Secret  mask.Secret
}

// Options are what a [Receiver] does with deliveries.
type Options struct {
	Keys    []Key
	Path    string // where deliveries go, like "/coro"
	Lenient bool   // the webhooks are real ones: bad deliveries, too, are answered with success, or Coro would disable them
	Answer  int    // a status for every delivery; 0: by its verdict

	Routes     []Route
	AddHeaders http.Header // to what is forwarded
	FromTarget bool        // genuine deliveries are answered as the target answers
	Sender     *Sender     // sends to the targets

	Save   *Saver // nil: nothing is saved
	Limits Limits // those that are 0 are as documented
	Now    func() time.Time
}

// Receiver takes deliveries in, judges and answers them, and then keeps, saves, and
// forwards them. It is an [http.Handler], and can be used from many goroutines.
type Receiver struct {
	o    Options
	seen *Seen

	mu      sync.Mutex // also keeps what is forwarded and saved in the order of arrival
	ring    *ring
	open    map[int]waiting // those that are not settled, by number
	feeds   map[*Feed]bool
	forward *Forwarder
	dropped int // deliveries that were not forwarded
	copies  int // edited ones, which were not received
	ending  bool
}

// waiting is a delivery that is not settled.
type waiting struct {
	d      Received
	answer chan int // who posted it waits here for the status; nil: it is answered
}

// seenLimit is how many ids are remembered.
const seenLimit = 10_000

// NewReceiver returns a receiver, which forwards as soon as something arrives.
func NewReceiver(o Options) *Receiver {
	o.Limits = o.Limits.complete()
	if o.Now == nil {
		o.Now = time.Now
	}
	r := &Receiver{o: o, seen: NewSeen(seenLimit), ring: newRing(), feeds: make(map[*Feed]bool), open: make(map[int]waiting)}
	r.forward = newForwarder(o, r.forwarded)
	return r
}

// Subscribe returns a feed of what comes in from now on. With settled it tells each
// delivery once, when nothing more happens to it, and else also when it arrives.
func (r *Receiver) Subscribe(settled bool) *Feed {
	f := newFeed(settled)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ending {
		f.end()
		return f
	}
	r.feeds[f] = true
	return f
}

// Unsubscribe ends a feed.
func (r *Receiver) Unsubscribe(f *Feed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.feeds, f)
	f.end()
}

// Received returns the last deliveries as they stand, the oldest first.
func (r *Receiver) Received() []Received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ring.list()
}

// Counts returns how many deliveries arrived, and how many were to be forwarded but
// were not.
func (r *Receiver) Counts() (received, dropped int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ring.next - 1 - r.copies, r.dropped
}

// Resend forwards a delivery once more, after what waits already. The error is a
// sentence for people.
func (r *Receiver) Resend(number int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	d, here := r.ring.get(number)
	switch {
	case !here:
		return errForgotten
	case !d.Verdict.Valid:
		return errors.New("the delivery is not genuine, so it is not forwarded")
	case len(r.forward.ways(d)) == 0:
		return errNoTarget
	case r.ending:
		return errEnding
	}
	if _, open := r.open[number]; open {
		return errors.New("the delivery is still being forwarded")
	}
	r.pass(&d)
	r.update(waiting{d: d})
	return nil
}

// ServeHTTP answers one request.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	begun(request)
	looksReal := request.Method == http.MethodPost && request.Header.Get(HeaderID) != ""
	switch {
	case request.URL.Path != r.o.Path && r.o.Lenient && looksReal:
		r.stray(w, request, http.StatusNoContent, "Deliveries are expected at "+r.o.Path)
	case request.URL.Path != r.o.Path:
		r.stray(w, request, http.StatusNotFound, "Deliveries are expected at "+r.o.Path)
	case request.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		r.stray(w, request, http.StatusMethodNotAllowed, "Deliveries are POST requests")
	default:
		r.take(w, request)
	}
}

// take receives what was posted to the path.
func (r *Receiver) take(w http.ResponseWriter, request *http.Request) {
	d := Received{Time: r.o.Now(), Headers: headersOf(request.Header)}
	body, err := io.ReadAll(http.MaxBytesReader(w, request.Body, r.o.Limits.Body))
	if err == nil {
		d.Body = body
		d.Verdict, d.Webhook = r.check(request.Header, body, d.Time)
	} else {
		d.Status, d.Verdict = r.unread(request.Header, err)
	}
	switch {
	case r.o.Answer != 0:
		d.Status = r.o.Answer
	case r.o.Lenient && !d.Verdict.Valid:
		d.Status = http.StatusNoContent
	case d.Verdict.Valid && r.o.FromTarget:
		d.Status = 0
	case d.Verdict.Valid:
		d.Status = http.StatusNoContent
	case d.Status != 0:
	case d.Verdict.Refusal == Malformed:
		d.Status = http.StatusBadRequest
	default:
		d.Status = http.StatusUnauthorized
	}
	d, answer := r.keep(d)
	if answer != nil {
		d.Status = r.await(d.Number, answer)
	}
	if err != nil { // the rest of the body is not waited for
		w.Header().Set("Connection", "close")
	}
	reply(w, d.Status, d.Verdict.Reason)
}

// check judges a delivery by each secret, until it is signed with one.
func (r *Receiver) check(header http.Header, body []byte, now time.Time) (Verdict, string) {
	var verdict Verdict
	var webhook string
	for i, key := range r.o.Keys {
		v := Check(key.Secret, header, body, now)
		if i == 0 || v.Signed {
			verdict = v
		}
		if v.Signed {
			webhook = key.Webhook
			break
		}
	}
	if len(r.o.Keys) == 0 {
		verdict = Check(mask.Secret{}, header, body, now)
	}
	if verdict.Valid && r.seen.Add(string(verdict.Event.ID)) {
		verdict.warnf(SeenBefore, "The id came before: a retry, or a replay")
	}
	return verdict, webhook
}

// unread judges a delivery whose body could not be read.
func (r *Receiver) unread(header http.Header, err error) (int, Verdict) {
	status, reason := http.StatusBadRequest, "The body ended before it was complete"
	if tooLarge, is := errors.AsType[*http.MaxBytesError](err); is {
		status, reason = http.StatusRequestEntityTooLarge, fmt.Sprintf("The body is larger than %d KiB", tooLarge.Limit>>10)
	} else if errors.Is(err, os.ErrDeadlineExceeded) {
		status, reason = http.StatusRequestTimeout, fmt.Sprintf("The body did not arrive within %s", r.o.Limits.Read)
	}
	return status, Verdict{
		Refusal: Malformed, Reason: reason, ID: api.Text(header.Get(HeaderID)), Type: api.Trigger(header.Get(HeaderType)),
	}
}

// keep numbers a delivery, remembers, saves, and forwards it, and tells it. If its
// status is the target's, it comes by the channel.
func (r *Receiver) keep(d Received) (Received, <-chan int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	d = r.ring.add(d)
	if d.Verdict.Valid {
		r.pass(&d)
	}
	w := waiting{d: d}
	if d.Status == 0 {
		w.answer = make(chan int, 1)
	}
	d = r.update(w)
	if !r.ending {
		r.o.Save.add(d)
	}
	return d, w.answer
}

// await returns the status of a delivery that is the target's.
func (r *Receiver) await(number int, answer <-chan int) int {
	late := time.NewTimer(r.o.Limits.Answer)
	defer late.Stop()
	select {
	case status := <-answer:
		return status
	case <-late.C:
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	w, open := r.open[number]
	if !open {
		return <-answer // it came just now
	}
	w.d.Status, w.answer = http.StatusGatewayTimeout, nil
	r.update(w)
	return w.d.Status
}

// pass has a genuine delivery forwarded.
func (r *Receiver) pass(d *Received) {
	d.Forwards = nil
	for _, at := range r.forward.ways(*d) {
		f := Forwarded{Target: r.forward.targets[at].shown, target: at}
		switch {
		case r.ending:
			f.Done, f.Dropped, f.Problem = true, true, problemEnded
		case !r.forward.enqueue(at, *d):
			f.Done, f.Dropped, f.Problem = true, true, "It was not sent, as too many were waiting for the target"
		}
		if f.Dropped {
			r.dropped++
		}
		d.Forwards = append(d.Forwards, f)
	}
}

// forwarded takes in how a delivery was forwarded.
func (r *Receiver) forwarded(number int, f Forwarded) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if f.Dropped {
		r.dropped++
	}
	if w, open := r.open[number]; open {
		w.d = w.d.with(f)
		r.update(w)
	}
}

// update takes in how a delivery is now, answers who waits for that, and tells it.
func (r *Receiver) update(w waiting) Received {
	if w.d.Status == 0 && w.d.CopyOf == 0 {
		w.d = answered(w.d)
	}
	if w.answer != nil && w.d.Status != 0 {
		w.answer <- w.d.Status
		w.answer = nil
	}
	if delete(r.open, w.d.Number); !w.d.Settled() {
		r.open[w.d.Number] = w
	}
	r.ring.put(w.d)
	for f := range r.feeds {
		f.tell(w.d)
	}
	return w.d
}

// answered gives a delivery the status that its targets answered, once all have.
func answered(d Received) Received {
	for _, f := range d.Forwards {
		if !f.Done {
			return d
		}
	}
	switch status := d.ForwardStatus(); {
	case status >= http.StatusOK:
		d.Status = status
	case len(d.Forwards) == 0: // it is for no target
		d.Status = http.StatusNoContent
	default:
		d.Status = http.StatusBadGateway
	}
	return d
}

// stray answers a request that is no delivery, and tells it.
func (r *Receiver) stray(w http.ResponseWriter, request *http.Request, status int, reason string) {
	r.tellStray(Stray{
		Method: text.Clean(api.Text(request.Method)), Path: text.Clean(api.Text(mask.URL(request.URL.Path))), Status: status, Reason: reason,
	})
	reply(w, status, reason)
}

func (r *Receiver) tellStray(s Stray) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for f := range r.feeds {
		f.stray(s)
	}
}

// reply answers with a status, and in words where it is none of success.
func reply(w http.ResponseWriter, status int, reason string) {
	if status < http.StatusBadRequest || reason == "" {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(reason + "\n")) //nolint:gosec // plain text; who has gone reads nothing
}

// End forwards and saves what waits, until ctx ends, and then ends the feeds. It
// returns how many deliveries were not forwarded.
func (r *Receiver) End(ctx context.Context) error {
	r.mu.Lock()
	r.ending = true
	r.mu.Unlock()
	r.forward.end(ctx)
	err := r.o.Save.end()
	r.mu.Lock()
	defer r.mu.Unlock()
	for f := range r.feeds {
		f.end()
	}
	clear(r.feeds)
	return err
}
