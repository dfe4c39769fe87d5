package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"corotui/internal/mask"
	"corotui/internal/weburl"
)

// Defaults of [New].
const (
	DefaultTimeout = 10 * time.Second // see [WithTimeout]
	defaultRetries = 3
)

// RegionURL returns the base URL of a region: us, ca or eu.
func RegionURL(region string) (string, error) {
	if base := weburl.OfRegion(strings.ToLower(region)); base != "" {
		return base, nil
	}
	return "", fmt.Errorf("unknown region %q; use us, ca, or eu", region)
}

// Option sets something of a client that [New] makes.
type Option func(*Client) error

// WithBaseURL sets where the API is: a scheme and host, and a path before the
// API's own if there is one. Only https is accepted, and http to this machine.
func WithBaseURL(raw string) Option {
	return func(c *Client) error {
		u, err := CheckBaseURL(raw)
		if err != nil {
			return err
		}
		c.base = u
		return nil
	}
}

// CheckBaseURL parses a base URL, or says in a sentence what is wrong with it.
func CheckBaseURL(raw string) (*url.URL, error) {
	u, err := weburl.Base(strings.TrimSpace(raw))
	if err != nil {
		return nil, err
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = ""
	return u, nil
}

// WithAudience sets the audience of the token, where it is not the base URL.
func WithAudience(audience string) Option {
	return func(c *Client) error { c.audience = audience; return nil }
}

// WithCredentials sets the pair that tokens are asked with.
func WithCredentials(clientID string, secret mask.Secret) Option {
	return func(c *Client) error {
		if clientID == "" || secret.Empty() {
			return errors.New("client id or secret is missing; run corotui login")
		}
		c.clientID, c.secret = clientID, &clientSecret{value: secret}
		return nil
	}
}

// WithSecretFrom sets the client id, and where its secret is read when a token
// has to be asked for: with a token that was kept it is not needed, and to read
// it may cost the user a question. It is read once. Errors of read are those of
// the call that needed the token.
func WithSecretFrom(clientID string, read func(ctx context.Context) (mask.Secret, error)) Option {
	return func(c *Client) error {
		if clientID == "" || read == nil {
			return errors.New("client id or secret is missing; run corotui login")
		}
		c.clientID, c.secret = clientID, &clientSecret{read: read}
		return nil
	}
}

// WithHTTPTransport replaces the network, for tests and the demo.
func WithHTTPTransport(transport http.RoundTripper) Option {
	return func(c *Client) error {
		if transport == nil {
			return errors.New("the transport that replaces the network is missing")
		}
		c.http.Transport, c.network = transport, nil
		return nil
	}
}

// WithEnvironment replaces the environment in which HTTPS_PROXY and NO_PROXY are
// looked up, in either case of letters.
func WithEnvironment(getenv func(name string) string) Option {
	return func(c *Client) error {
		if getenv == nil {
			return errors.New("the environment is missing")
		}
		c.getenv = getenv
		return nil
	}
}

// WithTLS sets how servers are trusted, as for a company's own CA. TLS below
// 1.2 is never spoken, whatever config says.
func WithTLS(config *tls.Config) Option {
	return func(c *Client) error {
		if config == nil {
			return errors.New("the TLS settings are missing")
		}
		config = config.Clone()
		config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
		transport := newTransport()
		transport.TLSClientConfig = config
		c.http.Transport, c.network = transport, transport
		return nil
	}
}

// WithClock replaces the clock that tokens and Retry-After are read by.
func WithClock(now func() time.Time) Option {
	return func(c *Client) error {
		if now == nil {
			return errors.New("the clock is missing")
		}
		c.now = now
		return nil
	}
}

// WithTimeout bounds each attempt, the answer's body included. No attempt is
// begun after it, and one that it ended is not repeated, so that a server that
// is silent is known after about that time.
func WithTimeout(d time.Duration) Option {
	return func(c *Client) error {
		if d <= 0 {
			return fmt.Errorf("the timeout %s is not above 0", d)
		}
		c.timeout = d
		return nil
	}
}

// WithRetries sets how often a request is repeated after a failure that may
// pass, where that is safe; 0 is never.
func WithRetries(n int) Option {
	return func(c *Client) error { c.retries = max(0, n); return nil }
}

// WithLogger logs requests and answers at debug level, without anything that
// is secret.
func WithLogger(logger *slog.Logger) Option {
	return func(c *Client) error {
		if logger == nil {
			return errors.New("the logger is missing")
		}
		c.logger = logger
		return nil
	}
}

// WithReadOnly refuses every write before it is sent, with the reason: an
// error of [KindRefused].
func WithReadOnly(reason string) Option {
	return func(c *Client) error { c.readOnly = reason; return nil }
}

// WithTokenStore keeps tokens beyond the client.
func WithTokenStore(store TokenStore) Option {
	return func(c *Client) error { c.tokens.store = store; return nil }
}

// newTransport is Go's own, with bounds for servers that never finish. Parallel
// requests share one connection over HTTP/2; over HTTP/1.1 each takes one and
// keeps it.
func newTransport() *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	return &http.Transport{
		Protocols:              protocols,
		HTTP2:                  sharedConnections(),
		DialContext:            (&net.Dialer{Timeout: DefaultTimeout}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    DefaultTimeout,
		MaxIdleConnsPerHost:    64,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 256 << 10,
	}
}

// sharedConnections bounds what one HTTP/2 connection, on which many requests
// depend, can do to all of them.
func sharedConnections() *http.HTTP2Config {
	return &http.HTTP2Config{
		// One that died unnoticed, as in a machine's sleep or a router's restart, is
		// given up within a request's usual time, so that the next one gets another.
		SendPingTimeout:  3 * time.Second,
		PingTimeout:      4 * time.Second,
		WriteByteTimeout: 7 * time.Second,
		// What arrives before its reader has room for it counts in no budget.
		MaxReceiveBufferPerStream: 1 << 20,
	}
}
