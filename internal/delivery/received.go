package delivery

import (
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"

	"corotui/internal/mask"
)

// Received is one delivery as it came in. It does not change: what happens to it
// later makes another value with the same number.
type Received struct {
	Number   int       // counts from 1, in the order of arrival
	Time     time.Time // of the arrival
	Headers  Headers
	Body     []byte // byte for byte, but of one that is too large; not to be changed
	Verdict  Verdict
	Webhook  string // whose secret signed it; empty without a name
	Status   int    // what was answered; 0 while the target's answer is waited for
	Forwards []Forwarded
	CopyOf   int // it was not received, but is a copy of this one with another body; else 0
}

// Forwarded is a delivery's way to one target.
type Forwarded struct {
	Target  string // the URL, without what is secret in it
	Done    bool   // it ended, one way or the other
	Status  int    // what the target answered; 0 without an answer
	Took    time.Duration
	Dropped bool   // it was not sent, as too many were waiting or the listener ended
	Problem string // why there is no answer: a sentence without a full stop, clean

	target int // its place in the forwarder
}

// with returns the delivery after what has become of one of its ways.
func (r Received) with(f Forwarded) Received {
	r.Forwards = slices.Clone(r.Forwards) // others may look at it
	for i, way := range r.Forwards {
		if way.target == f.target {
			r.Forwards[i] = f
		}
	}
	return r
}

// Settled reports that nothing more happens to the delivery by itself.
func (r Received) Settled() bool {
	return (r.Status != 0 || r.CopyOf != 0) && !slices.ContainsFunc(r.Forwards, func(f Forwarded) bool { return !f.Done })
}

// ForwardStatus is what the target answered; of several the first that is no 2xx.
// It is 0 where there is no answer.
func (r Received) ForwardStatus() int {
	for _, f := range r.Forwards {
		if f.Status/100 != 2 {
			return f.Status
		}
	}
	if len(r.Forwards) == 0 {
		return 0
	}
	return r.Forwards[0].Status
}

// ForwardProblem says why a target gave no answer; empty if each did.
func (r Received) ForwardProblem() string {
	for _, f := range r.Forwards {
		if f.Problem != "" {
			return f.Problem
		}
	}
	return ""
}

// Problems are what is wrong with the delivery and what is odd about it, a sentence
// each. That only the id is signed is the same for every delivery, and left out.
func (r Received) Problems() []string {
	var all []string
	if r.Verdict.Reason != "" {
		all = append(all, r.Verdict.Reason)
	}
	for _, note := range r.Verdict.Notes {
		if note.Warning != BodyUnsigned {
			all = append(all, note.Text)
		}
	}
	return all
}

// size is about how much memory it takes.
func (r Received) size() int64 {
	const rest = 1 << 10
	return int64(len(r.Body)) + r.Headers.size() + rest
}

// Header is a header of a delivery with all its values.
type Header struct {
	Name   string
	Values []string
}

// Headers are those of a delivery, ordered by name: Coro's own first.
type Headers []Header

// headersOf takes headers over from a request.
func headersOf(from http.Header) Headers {
	all := make(Headers, 0, len(from))
	for name, values := range from {
		all = append(all, Header{name, values})
	}
	sort.SliceStable(all, func(i, j int) bool {
		if own := ownHeader(all[i].Name); own != ownHeader(all[j].Name) {
			return own
		}
		return all[i].Name < all[j].Name
	})
	return all
}

// HTTP are the headers for another request: without those of the connection that they
// came by.
func (h Headers) HTTP() http.Header {
	all := make(http.Header, len(h))
	for _, header := range h {
		for _, value := range header.Values {
			all.Add(header.Name, value)
		}
	}
	for _, listed := range all.Values("Connection") {
		for name := range strings.SplitSeq(listed, ",") {
			all.Del(strings.TrimSpace(name))
		}
	}
	for _, name := range hopHeaders {
		all.Del(name)
	}
	return all
}

// Get is the first value of a header.
func (h Headers) Get(name string) string {
	for _, header := range h {
		if strings.EqualFold(header.Name, name) && len(header.Values) > 0 {
			return header.Values[0]
		}
	}
	return ""
}

func (h Headers) size() int64 {
	var n int64
	for _, header := range h {
		n += int64(len(header.Name))
		for _, value := range header.Values {
			n += int64(len(value))
		}
	}
	return n
}

// Masked are the headers without what is secret in them: on screens, in output, and
// in files. A signature proves something only about its own delivery.
func (h Headers) Masked() Headers {
	all := make(Headers, len(h))
	for i, header := range h {
		all[i] = Header{header.Name, slices.Clone(header.Values)}
		if ownHeader(header.Name) {
			continue
		}
		for j, value := range header.Values {
			all[i].Values[j] = mask.HeaderShown(header.Name, value)
		}
	}
	return all
}

// ownHeader reports whether a header is one that every delivery has.
func ownHeader(name string) bool {
	return slices.ContainsFunc([]string{HeaderID, HeaderType, HeaderSignature, HeaderResentBy}, func(own string) bool {
		return strings.EqualFold(own, name)
	})
}
