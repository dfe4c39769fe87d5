package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// proxyNames are the variables that name the proxy of https, as Go reads them:
// the first that is set counts.
var proxyNames = []string{"HTTPS_PROXY", "https_proxy"}

// proxySchemes are how a proxy can be spoken to.
var proxySchemes = []string{"http", "https", "socks5", "socks5h"}

// proxies says through which proxy a server is reached.
type proxies struct {
	variable string // the one that names it; may be empty
	find     func(*url.URL) (*url.URL, error)
	err      error // it is malformed
}

// proxiesOf reads the proxies of an environment. It is read once, as a client is
// made: Go's own reading skips a variable that it does not understand, and what
// should have gone through a proxy then goes around it.
func proxiesOf(getenv func(string) string) proxies {
	var p proxies
	config := httpproxy.Config{NoProxy: cmp.Or(getenv("NO_PROXY"), getenv("no_proxy"))}
	for _, name := range proxyNames {
		if value := getenv(name); value != "" {
			p.variable, config.HTTPSProxy = name, value
			break
		}
	}
	if config.HTTPSProxy != "" && !legalProxy(config.HTTPSProxy) {
		// What it holds may be a password, so nothing of it is told.
		p.err = fmt.Errorf("%s is malformed; write it as http://host:port, or http://name:password@host:port", p.variable)
		config.HTTPSProxy = "http://malformed.invalid" // to tell what would go through it
	}
	p.find = config.ProxyFunc()
	return p
}

// legalProxy reports whether a proxy can be meant by a value, in which the scheme
// may be left out.
func legalProxy(value string) bool {
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	u, err := url.Parse(value)
	if err != nil || u.Hostname() == "" || !slices.Contains(proxySchemes, u.Scheme) {
		return false
	}
	if u.Port() == "" {
		return true
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0
}

// check says what is wrong with the proxy by which a server would be reached. One
// on this machine, or among NO_PROXY, is reached without any.
func (p proxies) check(base *url.URL) error {
	if p.err == nil {
		return nil
	}
	if through, err := p.find(base); err == nil && through == nil {
		return nil
	}
	return p.err
}

// ProxyFrom returns by which proxy a client with this environment reaches a server,
// as [http.Transport] asks for it. A malformed one is an error, as it is to the client.
func ProxyFrom(getenv func(name string) string) func(*http.Request) (*url.URL, error) {
	p := proxiesOf(getenv)
	return func(r *http.Request) (*url.URL, error) {
		if err := p.check(r.URL); err != nil {
			return nil, err
		}
		return p.find(r.URL)
	}
}

// use has a transport go through the proxies, and tell what one says that does
// not let it through.
func (p proxies) use(t *http.Transport) {
	t.Proxy = func(r *http.Request) (*url.URL, error) { return p.find(r.URL) }
	t.OnProxyConnectResponse = func(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
		if answer.StatusCode == http.StatusOK {
			return nil
		}
		return &proxyError{variable: p.variable, host: proxy.Host, status: answer.StatusCode, said: answer.Status}
	}
}

// proxyError is that a proxy did not connect to the server.
type proxyError struct {
	variable, host string
	status         int
	said           string // its status, in its own words
	cause          error  // why it could not be reached; else nil
}

// Unwrap returns the cause.
func (e *proxyError) Unwrap() error { return e.cause }

// unreached names the proxy that could not be reached, where that is what err is.
func (p proxies) unreached(target *url.URL, err error) error {
	failed, ok := errors.AsType[*net.OpError](err)
	if !ok || failed.Op != "proxyconnect" || p.find == nil {
		return err
	}
	proxy, findErr := p.find(target)
	if findErr != nil || proxy == nil {
		return err
	}
	return &proxyError{variable: p.variable, host: proxy.Host, cause: failed.Err}
}

func (e *proxyError) Error() string {
	said := fmt.Sprint(Text(cutText(e.said, maxReason)))
	if e.cause != nil {
		return fmt.Sprintf("could not reach the proxy %s of %s: %s", e.host, e.variable, plainCause(e.cause))
	}
	if e.status == http.StatusProxyAuthRequired {
		return fmt.Sprintf("the proxy %s of %s requires a user and password (%s)", e.host, e.variable, said)
	}
	return fmt.Sprintf("the proxy %s of %s does not connect to it: %s", e.host, e.variable, said)
}

// passes reports whether the proxy may say something else a moment later.
func (e *proxyError) passes() bool {
	return e.cause != nil || e.status >= http.StatusInternalServerError
}

// refusedByProxy reports whether a proxy will not let the request through,
// however often it is asked.
func (e *Error) refusedByProxy() bool {
	refusal, ok := errors.AsType[*proxyError](e.Err)
	return ok && !refusal.passes()
}
