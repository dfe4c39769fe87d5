package delivery

import (
	"errors"

	"corotui/api"
)

// Get returns a delivery as it stands, if it is still in memory.
func (r *Receiver) Get(number int) (Received, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ring.get(number)
}

// ResendEdited forwards a copy of a delivery with another body, signed anew as the
// original is. The copy is told and kept as deliveries are, but not saved. The error is a
// sentence for people.
func (r *Receiver) ResendEdited(number int, body []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	original, here := r.ring.get(number)
	switch {
	case !here:
		return errForgotten
	case r.ending:
		return errEnding
	}
	d, err := r.edited(original, body)
	if err != nil {
		return err
	}
	if len(r.forward.ways(d)) == 0 {
		return errNoTarget
	}
	d = r.ring.add(d)
	r.copies++
	r.pass(&d)
	r.update(waiting{d: d})
	return nil
}

// edited makes the copy. Its id and its type are those of the body.
func (r *Receiver) edited(original Received, body []byte) (Received, error) {
	key, known := r.signer(original)
	if !known {
		return Received{}, errors.New("it is not known which secret signs the delivery")
	}
	if int64(len(body)) > r.o.Limits.Body {
		return Received{}, errors.New("the body is too large")
	}
	event, err := ParseEvent(body)
	if err != nil {
		return Received{}, err
	}
	for _, value := range []api.Text{event.ID, api.Text(event.Type)} {
		if !(api.Header{Name: HeaderID, Value: value}).LegalValue() {
			return Received{}, errors.New("its id or its type cannot be sent as a header")
		}
	}
	form := original.Verdict.Form
	if !original.Verdict.Signed {
		form = DefaultForm()
	}
	header := original.Headers.HTTP()
	for _, name := range hopHeaders {
		header.Del(name)
	}
	header.Set(HeaderID, string(event.ID))
	header.Set(HeaderType, string(event.Type))
	header.Set(HeaderResentBy, ResentBy)
	header.Set(HeaderSignature, form.Sign(key.Secret, string(event.ID), body))
	d := Received{Time: r.o.Now(), Headers: headersOf(header), Body: body, Webhook: key.Webhook, CopyOf: original.Number}
	if d.Verdict = Check(key.Secret, header, body, d.Time); !d.Verdict.Valid {
		return Received{}, errors.New(d.Verdict.Reason)
	}
	return d, nil
}

// signer is the secret that a delivery is signed with, or the only one there is.
func (r *Receiver) signer(d Received) (Key, bool) {
	for _, key := range r.o.Keys {
		if _, signed := Verify(key.Secret, d.Headers.Get(HeaderID), d.Body, d.Headers.Get(HeaderSignature)); signed {
			return key, true
		}
	}
	if len(r.o.Keys) == 1 && !r.o.Keys[0].Secret.Empty() {
		return r.o.Keys[0], true
	}
	return Key{}, false
}

// Why a delivery is not forwarded once more.
var (
	errForgotten = errors.New("the delivery is no longer in memory")
	errNoTarget  = errors.New("no target is set for it; start listen with --forward-to URL")
	errEnding    = errors.New("the listener is ending")
)

// Message is a delivery as it can be sent to a URL, byte for byte, without the headers of
// the connection that it came by.
func (r Received) Message(to string) Message {
	header := r.Headers.HTTP()
	for _, name := range append([]string{"Accept-Encoding"}, hopHeaders...) {
		header.Del(name)
	}
	return Message{URL: to, Header: header, Body: r.Body}
}
