package emulator

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// The documented headers of a delivery (API contract, section 7).
const (
	headerHookID        = "X-Coro-Hook-Id"
	headerHookType      = "X-Coro-Hook-Type"
	headerHookSignature = "X-Coro-Signature"
)

const (
	maxAnswerRead = 64 << 10 // of a receiver's answer
	maxAnswerKept = 2 << 10
)

var errBeyond = errors.New("the emulator delivers to loopback addresses only")

// newPoster returns a client that reaches nothing but loopback: it follows no
// redirect, asks no proxy, and looks no name up. Each attempt has a connection of its
// own, so that a receiver that was restarted costs none.
func newPoster() *http.Client {
	dialer := &net.Dialer{ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		if host, _, err := net.SplitHostPort(address); err != nil || !loopback(host) {
			return errBeyond
		}
		return nil
	}}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: maxAnswerRead,
			DialContext: func(ctx context.Context, network, address string) (conn net.Conn, err error) {
				for _, literal := range literally(address) {
					if conn, err = dialer.DialContext(ctx, network, literal); err == nil {
						return conn, nil
					}
				}
				return nil, err //nolint:wrapcheck // its cause is looked for
			},
		},
	}
}

// literally is an address by the IP addresses that it stands for: what localhost is,
// no resolver is asked.
func literally(address string) []string {
	host, port, err := net.SplitHostPort(address)
	if err == nil && strings.EqualFold(host, localhost) {
		return []string{net.JoinHostPort("::1", port), net.JoinHostPort("127.0.0.1", port)}
	}
	return []string{address}
}

const localhost = "localhost"

// loopback reports whether a host is this machine by its mere name. Another name is
// not looked up: that alone would tell someone.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, localhost) || ip != nil && ip.IsLoopback()
}

// post makes one attempt.
func (d *dispatcher) post(ctx context.Context, to recipient, hook document, e event) Delivery {
	made := e.delivery(to, d.server.clock())
	made.URL = hook.text(fieldURL)
	began := time.Now()
	answer, err := d.send(ctx, made.URL, hook, e)
	made.Took = time.Since(began)
	switch {
	case errors.Is(err, errBeyond):
		made.Outcome, made.Reason = DeliveryUnmade, errBeyond.Error()
	case err != nil:
		made.Outcome, made.Reason = DeliveryFailed, d.reason(err)
	default:
		made.Status, made.Answer = answer.status, string(answer.body)
		made.Outcome = DeliveryDone
		if d.server.variant.fails(answer.status) {
			made.Outcome = DeliveryFailed
		}
	}
	return made
}

func (d *dispatcher) send(ctx context.Context, to string, hook document, e event) (answer, error) {
	target, err := url.Parse(to)
	if err != nil || target.Scheme != "http" && target.Scheme != "https" || !loopback(target.Hostname()) {
		return answer{}, errBeyond
	}
	ctx, cancel := context.WithTimeout(ctx, d.how.Timeout)
	defer cancel()
	body := e.body(d.server.variant, hook)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return answer{}, err //nolint:wrapcheck // it is shown as it is
	}
	d.server.variant.sign(request, hook, e, body)
	response, err := d.client.Do(request)
	if err != nil {
		return answer{}, err //nolint:wrapcheck // its cause is looked for
	}
	defer func() { _ = response.Body.Close() }()
	// The status is what counts: an answer that is cut or endless is read as far as it
	// goes.
	start, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswerRead))
	return answer{status: response.StatusCode, body: start[:min(len(start), maxAnswerKept)]}, nil
}

// sign adds the headers: the configured ones never take the place of the documented.
func (v Variant) sign(request *http.Request, hook document, e event, body []byte) {
	h := request.Header
	h.Set("Content-Type", typeJSON)
	h.Set("User-Agent", "corotui-emulator")
	headers, err := parseDocument(hook.value(fieldHeaders))
	if err != nil {
		headers = nil // it has none that anyone could send
	}
	for _, m := range headers {
		value, isText := asString(m.value)
		if !isText {
			value = string(m.value)
		}
		if strings.EqualFold(m.name, "Host") {
			request.Host = value
			continue
		}
		h.Set(m.name, value)
	}
	h.Set(headerHookID, e.id)
	h.Set(headerHookType, e.kind)
	h.Del(headerHookSignature)
	if secret := hook.text(fieldSecret); secret != "" {
		h.Set(headerHookSignature, v.signature(secret, e.id, body))
	}
}

// signature signs a delivery in the form of the switches.
func (v Variant) signature(secret, id string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(id))
	if v.Signed == "id.body" {
		mac.Write([]byte{'.'})
	}
	if v.Signed != "" {
		mac.Write(body)
	}
	sum := mac.Sum(nil)
	var written string
	switch v.Signature {
	case "HEX":
		written = strings.ToUpper(hex.EncodeToString(sum))
	case "base64":
		written = base64.StdEncoding.EncodeToString(sum)
	case "base64-raw":
		written = base64.RawStdEncoding.EncodeToString(sum)
	case "base64url":
		written = base64.URLEncoding.EncodeToString(sum)
	case "base64url-raw":
		written = base64.RawURLEncoding.EncodeToString(sum)
	default:
		written = hex.EncodeToString(sum)
	}
	if v.SignaturePrefix == "sha256" {
		return "sha256=" + written
	}
	return written
}

// fails reports whether the status of an answer counts as a failure.
func (v Variant) fails(status int) bool {
	switch v.Failure {
	case "4xx-5xx":
		return status >= 400
	case "5xx":
		return status >= 500
	case "no-answer":
		return false
	default:
		return status < 200 || status > 299
	}
}

// reason says why there was no answer.
func (d *dispatcher) reason(err error) string {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // the URL before it may be a secret
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("no answer in %s", d.how.Timeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed before an answer"
	}
	return err.Error()
}
