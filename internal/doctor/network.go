package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"time"

	"corotui/internal/weburl"
)

// maxSkew is how far the clocks may be apart before it is worth a word: tokens
// are renewed some minutes early, so that less does no harm.
const maxSkew = 2 * time.Minute

// soon is how long before its end a certificate is told of.
const soon = 7 * 24 * time.Hour

// examineNetwork makes one request to the server, without credentials, and says
// how far it came: proxy, DNS, TCP, TLS and the server's clock.
func examineNetwork(ctx context.Context, s Subject) []Finding {
	ctx, cancel := context.WithTimeout(ctx, s.Config.Timeout.Value)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Config.APIURL.Value, nil)
	if err != nil {
		return []Finding{failed(Network, "server", "the API URL is malformed", "set a region, or an API URL like https://host", err)}
	}
	base := request.URL
	proxy, through := examineProxy(s, request)
	findings := []Finding{proxy}
	if proxy.Verdict == Failed {
		return findings
	}
	way := journey{base: base, proxy: through, timeout: s.Config.Timeout.Value}
	transport := &http.Transport{
		Proxy: s.Proxy, TLSClientConfig: s.TLS.Clone(), DisableKeepAlives: true, DialContext: s.Dial,
		ForceAttemptHTTP2: true, // as the client does
	}
	client := &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	began := s.Now()
	answer, err := client.Do(request.WithContext(httptrace.WithClientTrace(ctx, way.trace())))
	if err != nil {
		return append(findings, way.failed(err)...)
	}
	defer func() { _ = answer.Body.Close() }() // only its head is looked at
	middle := began.Add(s.Now().Sub(began) / 2)
	findings = append(findings, way.steps()...)
	if answer.TLS != nil {
		findings = append(findings, examineTLS(answer.TLS, s.Now()))
	} else {
		findings = append(findings, ok(Network, checkTLS, "not used: the API is on this machine"))
	}
	took := s.Now().Sub(began).Round(time.Millisecond)
	findings = append(findings, ok(Network, "server", fmt.Sprintf("%s answers after %s", base.Host, took)))
	return append(findings, examineClock(answer.Header.Get("Date"), middle))
}

// examineProxy says which proxy is used, and returns it.
func examineProxy(s Subject, request *http.Request) (Finding, *url.URL) {
	if s.Proxy == nil {
		return ok(Network, checkProxy, "none"), nil
	}
	proxy, err := s.Proxy(request)
	if err != nil {
		return failed(Network, checkProxy, "HTTPS_PROXY is not a URL", "write it as http://host:port, or unset it", err), nil
	}
	if proxy != nil && strings.Contains(proxy.Path+proxy.RawQuery+proxy.Fragment, "@") {
		// A password with a / in it ends the host there. None of it is shown.
		return failed(Network, checkProxy, "HTTPS_PROXY is malformed: the part before @ is not a name and password",
			proxyForm+"; in a password write / as %2F, ? as %3F, # as %23, and @ as %40", nil), nil
	}
	if proxy != nil {
		return ok(Network, checkProxy, shownProxy(proxy)+", from the environment"), proxy
	}
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		if request.URL.Scheme == "https" && s.Config.Env.Get(name) != "" {
			return ok(Network, checkProxy, "none: "+name+" is set but not used, because NO_PROXY excludes this host"), nil
		}
	}
	return ok(Network, checkProxy, "none"), nil
}

// shownProxy is a proxy without its credentials, and with as much of its name as
// tells it from another one: the whole would tell whose network this is.
func shownProxy(proxy *url.URL) string {
	shown := proxy.Scheme + "://" + shownHost(proxy.Hostname())
	if port := proxy.Port(); port != "" {
		shown += ":" + port
	}
	if proxy.User != nil {
		shown += " with a name or password"
	}
	return shown
}

// shownHost is the name of a proxy's host; this machine's own is no secret.
func shownHost(name string) string {
	if weburl.Loopback(name) {
		return name
	}
	return short(name)
}

// The names of the checks.
const (
	checkProxy = "proxy"
	checkDNS   = "DNS"
	checkTCP   = "TCP"
	checkTLS   = "TLS"
)

// What to do about the steps of the way.
const (
	checkHost    = "check the region or API URL, and this machine's DNS"
	checkItsName = "check HTTPS_PROXY, and this machine's DNS"
	proxyForm    = "write HTTPS_PROXY as http://host:port, or as http://name:password@host:port if the proxy requires a password"
)

// journey is how far a request came.
type journey struct {
	base    *url.URL
	proxy   *url.URL // nil: none
	timeout time.Duration

	mu        sync.Mutex
	addresses int
	connected bool
	shaken    bool // the TLS handshake has begun
}

func (j *journey) trace() *httptrace.ClientTrace {
	note := func(change func()) {
		j.mu.Lock()
		defer j.mu.Unlock()
		change()
	}
	return &httptrace.ClientTrace{
		DNSDone:           func(info httptrace.DNSDoneInfo) { note(func() { j.addresses = len(info.Addrs) }) },
		ConnectDone:       func(_, _ string, err error) { note(func() { j.connected = j.connected || err == nil }) },
		TLSHandshakeStart: func() { note(func() { j.shaken = true }) },
	}
}

// first is where the way leads first, and how it is called in a sentence.
func (j *journey) first() (to *url.URL, called string) {
	if j.proxy != nil {
		return j.proxy, "the proxy"
	}
	return j.base, j.base.Host
}

// steps are those that were made: the name was found, and a connection.
func (j *journey) steps() []Finding {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.made()
}

// made is called with the lock held.
func (j *journey) made() []Finding {
	var findings []Finding
	to, called := j.first()
	switch {
	case net.ParseIP(to.Hostname()) != nil:
		findings = append(findings, ok(Network, checkDNS, "not needed for the address "+to.Hostname()))
		if j.proxy != nil {
			findings[0].Says = "done by the proxy, which is set by its address"
		}
	case j.addresses > 0:
		findings = append(findings, ok(Network, checkDNS, fmt.Sprintf("%s has %d addresses", called, j.addresses)))
	}
	if j.connected {
		findings = append(findings, ok(Network, checkTCP, called+" accepts connections"))
	}
	return findings
}

// failed says how far it came, where it went wrong, and what to do about that.
func (j *journey) failed(err error) []Finding {
	j.mu.Lock()
	defer j.mu.Unlock()
	f := failed(Network, "server", "", "check the network and the API URL", err)
	_, called := j.first()
	host := j.base.Host
	var name *net.DNSError
	switch {
	case errors.As(err, &name) && j.proxy != nil:
		f.Name, f.Says, f.Next = checkDNS, "the proxy, "+shownHost(name.Name)+", could not be resolved", checkItsName
	case errors.As(err, &name):
		f.Name, f.Says, f.Next = checkDNS, name.Name+" could not be resolved", checkHost
	case j.distrusted(&f, err):
	case errors.Is(err, context.DeadlineExceeded) || isTimeout(err):
		f.Says = fmt.Sprintf("%s did not answer in %s", host, j.timeout)
		f.Next = "check for a firewall in between, or allow more time with --timeout"
	case !j.connected:
		f.Name, f.Says = checkTCP, called+" does not accept connections"
		if j.proxy != nil {
			f.Next = "check HTTPS_PROXY, or unset it"
		}
	case j.proxy != nil && j.base.Scheme == "https" && !j.shaken:
		f.Name, f.Says, f.Next = checkProxy, "the proxy does not connect to "+host, proxyForm
	case j.shaken:
		f.Name, f.Says = checkTLS, "could not establish a secure connection to "+host
		f.Next = "it may not support TLS 1.2, or a proxy may be in between"
	default:
		f.Says = host + " closed the connection"
	}
	return append(j.made(), f)
}

// distrusted says what is wrong with the server's certificate, if that is it.
func (j *journey) distrusted(f *Finding, err error) bool {
	var certificate *tls.CertificateVerificationError
	var expired x509.CertificateInvalidError
	var wrong x509.HostnameError
	switch {
	case errors.As(err, &expired) && expired.Reason == x509.Expired:
		f.Says = "the certificate of " + j.base.Host + " has expired, or this machine's clock is wrong"
		f.Next = "check this machine's clock; if it is right, tell whoever runs the server or proxy"
	case errors.As(err, &wrong):
		f.Says = "the certificate is not for " + j.base.Hostname()
		f.Next = "check the API URL; a proxy or the network's login page may answer instead"
	case errors.As(err, &certificate):
		f.Says = "this machine does not trust the certificate of " + j.base.Host
		f.Next = "behind a company proxy, pass its certificate with --ca-file"
	default:
		return false
	}
	f.Name = checkTLS
	return true
}

func isTimeout(err error) bool {
	timeout, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return ok && timeout.Timeout()
}

func examineTLS(state *tls.ConnectionState, now time.Time) Finding {
	certificate := state.PeerCertificates[0]
	issuer := certificate.Issuer.CommonName
	if len(certificate.Issuer.Organization) > 0 {
		issuer = certificate.Issuer.Organization[0]
	}
	left := certificate.NotAfter.Sub(now)
	f := ok(Network, checkTLS, fmt.Sprintf("%s, certificate by %s until %s",
		tls.VersionName(state.Version), strings.ToValidUTF8(printable(issuer), ""), certificate.NotAfter.UTC().Format(time.DateOnly)))
	if len(state.VerifiedChains) > 0 {
		f.Says += fmt.Sprintf(", trusted by a chain of %d", len(state.VerifiedChains[0]))
	}
	if left < soon {
		f.Verdict, f.Next = Warning, "tell whoever runs the server or proxy that its certificate expires soon"
	}
	return f
}

// printable takes out of a certificate's text what a terminal would obey.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, text)
}

func examineClock(date string, now time.Time) Finding {
	told, err := http.ParseTime(date)
	if err != nil {
		return ok(Network, "clock", "the server does not send its time")
	}
	skew := now.Sub(told).Round(time.Second)
	switch {
	case skew > maxSkew:
		return warning(Network, "clock", fmt.Sprintf("this machine is %s ahead of the server", skew), "set this machine's clock")
	case skew < -maxSkew:
		return warning(Network, "clock", fmt.Sprintf("this machine is %s behind the server", -skew), "set this machine's clock")
	}
	return ok(Network, "clock", "agrees with the server's")
}
