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

	"corotui/mask"
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
	base, err := url.Parse(s.Config.APIURL.Value)
	if err != nil {
		return []Finding{{Group: Network, Name: "server", Verdict: Failed, Says: "the API URL is none", Next: "give a region, or an API URL like https://host", Cause: err}}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base.String(), nil)
	if err != nil {
		return []Finding{{Group: Network, Name: "server", Verdict: Failed, Says: "the API URL is none", Next: "give a region, or an API URL like https://host", Cause: err}}
	}
	findings := []Finding{examineProxy(s, request)}
	var way journey
	transport := &http.Transport{
		Proxy: s.Proxy, TLSClientConfig: s.TLS.Clone(), DisableKeepAlives: true, DialContext: s.Dial,
	}
	client := &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	began := s.Now()
	answer, err := client.Do(request.WithContext(httptrace.WithClientTrace(ctx, way.trace())))
	if err != nil {
		return append(findings, way.failed(base, s.Config.Timeout.Value, err))
	}
	defer func() { _ = answer.Body.Close() }() // only its head is looked at
	middle := began.Add(s.Now().Sub(began) / 2)
	findings = append(findings, way.reached(base))
	if answer.TLS != nil {
		findings = append(findings, examineTLS(answer.TLS, s.Now()))
	} else {
		findings = append(findings, ok(Network, "TLS", "not used: the API is on this machine"))
	}
	return append(findings, examineClock(answer.Header.Get("Date"), middle))
}

func examineProxy(s Subject, request *http.Request) Finding {
	if s.Proxy == nil {
		return ok(Network, "proxy", "none")
	}
	proxy, err := s.Proxy(request)
	switch {
	case err != nil:
		return Finding{Group: Network, Name: "proxy", Verdict: Failed, Says: "HTTPS_PROXY holds no URL", Next: "write it as http://host:port, or unset it", Cause: err}
	case proxy == nil:
		return ok(Network, "proxy", "none")
	}
	return ok(Network, "proxy", mask.URL(proxy.String())+", from the environment")
}

// journey is how far a request came.
type journey struct {
	mu        sync.Mutex
	addresses int
	named     bool // DNS has answered
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
		DNSDone: func(info httptrace.DNSDoneInfo) {
			note(func() { j.named, j.addresses = info.Err == nil, len(info.Addrs) })
		},
		ConnectDone:       func(_, _ string, err error) { note(func() { j.connected = j.connected || err == nil }) },
		TLSHandshakeStart: func() { note(func() { j.shaken = true }) },
	}
}

func (j *journey) reached(base *url.URL) Finding {
	j.mu.Lock()
	defer j.mu.Unlock()
	says := base.Host + " answers"
	if j.addresses > 0 {
		says = fmt.Sprintf("%s has %d addresses and answers", base.Host, j.addresses)
	}
	return ok(Network, "server", says)
}

// failed says at which step it went wrong, and what to do about that.
func (j *journey) failed(base *url.URL, timeout time.Duration, err error) Finding {
	j.mu.Lock()
	defer j.mu.Unlock()
	f := Finding{Group: Network, Name: "server", Verdict: Failed, Cause: err, Next: "check the network and the API URL"}
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var expired x509.CertificateInvalidError
	var wrong x509.HostnameError
	switch {
	case errors.As(err, &name):
		f.Name, f.Says = "DNS", name.Name+" is not known"
		f.Next = "check the region or API URL, and this machine's name server"
	case errors.As(err, &expired) && expired.Reason == x509.Expired:
		f.Name, f.Says = "TLS", "the certificate of "+base.Host+" has expired, or the clock of this machine is wrong"
		f.Next = "compare the output of date with the time; if it is right, tell whoever runs the server or proxy"
	case errors.As(err, &wrong):
		f.Name, f.Says = "TLS", "the certificate is not for "+base.Hostname()
		f.Next = "check the API URL; a proxy or a login page of the network may answer in its place"
	case errors.As(err, &certificate):
		f.Name, f.Says = "TLS", "nobody that this machine trusts stands for the certificate of "+base.Host
		f.Next = "behind a company's proxy, give its certificate with --ca-file"
	case errors.Is(err, context.DeadlineExceeded) || isTimeout(err):
		f.Says = fmt.Sprintf("%s did not answer in %s", base.Host, timeout)
		f.Next = "check a firewall in between, or give it longer with --timeout"
	case !j.connected:
		f.Name, f.Says = "TCP", base.Host+" takes no connection"
	case j.shaken:
		f.Name, f.Says = "TLS", "no secure connection to "+base.Host+" came about"
		f.Next = "it may not speak TLS 1.2, or a proxy may be in between"
	default:
		f.Says = base.Host + " cut the connection"
	}
	return f
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
	f := ok(Network, "TLS", fmt.Sprintf("%s, certificate by %s until %s",
		tls.VersionName(state.Version), strings.ToValidUTF8(printable(issuer), ""), certificate.NotAfter.UTC().Format(time.DateOnly)))
	if left < soon {
		f.Verdict, f.Next = Warning, "tell whoever runs the server or proxy that its certificate ends soon"
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
		return ok(Network, "clock", "the server does not tell its time")
	}
	skew := now.Sub(told).Round(time.Second)
	switch {
	case skew > maxSkew:
		return Finding{Group: Network, Name: "clock", Verdict: Warning, Says: fmt.Sprintf("this machine is %s ahead of the server", skew), Next: "set this machine's clock"}
	case skew < -maxSkew:
		return Finding{Group: Network, Name: "clock", Verdict: Warning, Says: fmt.Sprintf("this machine is %s behind the server", -skew), Next: "set this machine's clock"}
	}
	return ok(Network, "clock", "agrees with the server's")
}
