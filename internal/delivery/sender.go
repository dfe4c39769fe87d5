package delivery

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"corotui/api"
	"corotui/internal/mask"
	"corotui/internal/text"
	"corotui/internal/weburl"
)

const headerContent = "Content-Type"

// Message is a delivery as it is sent: everything byte for byte.
type Message struct {
	URL    string
	Header http.Header
	Body   []byte
	Secret mask.Secret // that it is signed with; the answer may repeat it
}

// Answer is what a receiver answered.
type Answer struct {
	Status int
	Start  api.Text // of what it said, without what is secret in it
	Cut    bool     // it said more
	Took   time.Duration
}

// Accepted reports that the receiver took the delivery.
func (a Answer) Accepted() bool {
	return a.Status >= http.StatusOK && a.Status < http.StatusMultipleChoices
}

// StatusText is the status with its name: "204 No Content".
func (a Answer) StatusText() string {
	status := strconv.Itoa(a.Status)
	if known := http.StatusText(a.Status); known != "" {
		status += " " + known
	}
	return status
}

// String is the answer in a clause: "204 No Content in 12 ms".
func (a Answer) String() string { return a.StatusText() + " in " + text.Took(a.Took) }

// Sender sends deliveries straight to receivers, each once.
type Sender struct{ direct *api.Direct }

// NewSender returns a sender that reaches receivers as the client of these
// options reaches the API: with its timeout, its trust, and its proxy.
func NewSender(options ...api.Option) (*Sender, error) {
	direct, err := api.NewDirect(options...)
	if err != nil {
		return nil, err
	}
	return &Sender{direct}, nil
}

// hopHeaders are those of one connection, which a message that is passed on does
// not bring with it, and those that HTTP itself writes.
var hopHeaders = []string{
	"Connection", "Content-Length", "Host", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade",
}

// Send sends a message. A status that is not 2xx, a redirect too, is an answer;
// the error is that none came, and says why and what can be done.
func (s *Sender) Send(ctx context.Context, m Message) (Answer, error) {
	target, err := weburl.Parse(m.URL)
	if err != nil {
		return Answer{}, fmt.Errorf("the URL %s %w", text.Clean(api.Text(mask.URL(m.URL))), err)
	}
	header := m.Header.Clone()
	if header == nil {
		header = make(http.Header)
	}
	host := header.Get("Host")
	for _, name := range hopHeaders {
		header.Del(name)
	}
	if header.Get("User-Agent") == "" {
		header.Set("User-Agent", "corotui")
	}
	got, err := s.direct.Send(ctx, api.DirectRequest{
		Method: http.MethodPost, URL: target, Host: host, Header: header, Body: m.Body, Secrets: []mask.Secret{m.Secret},
	})
	if err != nil {
		return Answer{}, err
	}
	return Answer{Status: got.Status, Start: got.Start, Cut: got.Cut, Took: got.Took}, nil
}

// Local reports whether a URL can only lead to this machine. Anything else is
// asked for before something is sent there.
func Local(raw string) bool {
	target, err := url.Parse(raw)
	return err == nil && weburl.Loopback(target.Hostname())
}

// Compose makes the message that tells of an event: signed, with the headers of a
// delivery, and with those of the webhook's configuration, which cannot replace
// them. A body that is changed afterwards is not what was signed.
func Compose(to string, id api.Text, kind api.Trigger, body []byte, secret mask.Secret, form Form, configured []api.Header) Message {
	m := Message{URL: to, Header: make(http.Header), Body: body, Secret: secret}
	m.Header.Set(headerContent, "application/json")
	for _, header := range configured {
		if http.CanonicalHeaderKey(string(header.Name)) == headerContent {
			m.Header.Del(headerContent)
		}
		m.Header.Add(string(header.Name), string(header.Value))
	}
	m.Header.Set(HeaderID, string(id))
	m.Header.Set(HeaderType, string(kind))
	m.Sign(form)
	return m
}

// Sign signs the message anew, with its secret.
func (m Message) Sign(form Form) {
	m.Header.Set(HeaderSignature, form.Sign(m.Secret, m.Header.Get(HeaderID), m.Body))
}
