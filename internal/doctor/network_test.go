package doctor_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"corotui/internal/doctor"
)

// secured is a server on this machine with a certificate of a CA that the test
// made, for a host and until a time.
func secured(t *testing.T, host string, until time.Time, handler http.HandlerFunc) (base string, trust *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test CA", Organization: []string{"Test\x1b[31m Trust"}},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until, DNSNames: []string{host}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what is tested
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}
	server.StartTLS()
	t.Cleanup(server.Close)
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return server.URL, &tls.Config{RootCAs: pool}
}

func answers(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }

// TestTLS says of a certificate what is wrong with it, and of a good one how
// long it lasts.
func TestTLS(t *testing.T) {
	t.Parallel()
	year := time.Now().AddDate(1, 0, 0)
	for name, c := range map[string]struct {
		host    string
		until   time.Time
		trusted bool
		key     string
		verdict doctor.Verdict
		says    string
	}{
		"good":      {"127.0.0.1", year, true, "network/TLS", doctor.OK, "TLS 1.3, certificate by Test[31m Trust until " + year.UTC().Format(time.DateOnly) + ", trusted by a chain of 1"},
		"ends soon": {"127.0.0.1", time.Now().Add(time.Hour), true, "network/TLS", doctor.Warning, "until"},
		"expired":   {"127.0.0.1", time.Now().Add(-time.Hour), true, "network/TLS", doctor.Failed, "has expired, or this machine's clock"},
		"another's": {"elsewhere.example", year, true, "network/TLS", doctor.Failed, "is not for 127.0.0.1"},
		"untrusted": {"127.0.0.1", year, false, "network/TLS", doctor.Failed, "this machine does not trust"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base, trust := secured(t, c.host, c.until, answers)
			s := subject(t, base)
			if c.trusted {
				s.TLS = trust
			}
			found := examine(t.Context(), s)
			found.want(t, c.key, c.verdict, c.says)
			if c.verdict == doctor.Failed {
				found.want(t, "account/token", doctor.Skipped, "the server could not be reached")
			}
		})
	}
}

// TestClock compares this machine's with the server's.
func TestClock(t *testing.T) {
	t.Parallel()
	for says, skew := range map[string]time.Duration{"10m0s ahead": -10 * time.Minute, "10m0s behind": 10 * time.Minute} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(skew).UTC().Truncate(time.Minute).Format(http.TimeFormat))
		}))
		defer server.Close()
		s := subject(t, server.URL)
		s.Now = func() time.Time { return time.Now().Truncate(time.Minute) }
		examine(t.Context(), s).want(t, "network/clock", doctor.Warning, says)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header()["Date"] = nil }))
	defer server.Close()
	examine(t.Context(), subject(t, server.URL)).want(t, "network/clock", doctor.OK, "does not send its time")
}

// nobody is a server that does not listen. The port of one that was closed would
// not do: the next server of a test that runs beside can be given it.
const nobody = "http://127.0.0.1:1"

// TestNotReached says how far the request came.
func TestNotReached(t *testing.T) {
	t.Parallel()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(silent.Close)
	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = connection.Close()
		}
	}))
	t.Cleanup(cut.Close)
	plain := httptest.NewServer(http.HandlerFunc(answers))
	t.Cleanup(plain.Close)
	unknown := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "api.coro.invalid", IsNotFound: true}}
	}
	for name, c := range map[string]struct {
		base string
		dial func(context.Context, string, string) (net.Conn, error)
		key  string
		says string
	}{
		"unknown": {"https://api.coro.invalid", unknown, "network/DNS", "api.coro.invalid could not be resolved"},
		"refused": {nobody, nil, "network/TCP", "does not accept connections"},
		"silent":  {silent.URL, nil, "network/server", "did not answer in 200ms"},
		"cut":     {cut.URL, nil, "network/server", "closed the connection"},
		"no TLS":  {"https" + plain.URL[len("http"):], nil, "network/TLS", "could not establish a secure connection"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := subject(t, c.base)
			s.Dial, s.Config.Timeout.Value = c.dial, 200*time.Millisecond
			if c.key != "network/server" || name == "cut" {
				s.Config.Timeout.Value = 10 * time.Second
			}
			found := examine(t.Context(), s)
			found.want(t, c.key, doctor.Failed, c.says)
			found.want(t, "account/token", doctor.Skipped, "the server could not be reached")
			if c.key == "network/server" || c.key == "network/TLS" { // so far it came
				found.want(t, "network/DNS", doctor.OK, "not needed for the address 127.0.0.1")
				found.want(t, "network/TCP", doctor.OK, "accepts connections")
			}
		})
	}
}

// TestProxy is told without its credentials.
func TestProxy(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(answers))
	t.Cleanup(server.Close)
	s := subject(t, server.URL)
	proxy, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy.User = url.UserPassword("tech", canary)
	s.Proxy = func(*http.Request) (*url.URL, error) { return proxy, nil }
	found := examine(t.Context(), s)
	found.want(t, "network/proxy", doctor.OK, proxy.Host+" with a name or password, from the environment")
	s.Proxy = func(*http.Request) (*url.URL, error) { return nil, errors.New("bad " + canary) }
	broken := examine(t.Context(), s)
	broken.want(t, "network/proxy", doctor.Failed, "HTTPS_PROXY is not a URL")
	for _, r := range []report{found, broken} {
		for key, f := range r {
			if strings.Contains(f.Says+f.Next, canary) {
				t.Errorf("%s shows the proxy's password: %s", key, f.Says)
			}
		}
	}
}

// TestProxyThatIsNotMeantSo has a character in its password that ends the host, or
// a scheme that is none: the password must not be taken for a path, and be shown.
func TestProxyThatIsNotMeantSo(t *testing.T) {
	t.Parallel()
	for _, written := range []string{
		"http://tech:12/" + canary + "@proxy:3128", "http://tech:12?" + canary + "@proxy:3128", "http://tech:12#" + canary + "@proxy:3128",
		"http://http://tech:" + canary + "@proxy:3128", "http://http:/tech:" + canary + "@proxy:3128",
	} {
		s := subject(t, "https://api.coro.invalid")
		s.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(written) }
		found := examine(t.Context(), s)
		found.want(t, "network/proxy", doctor.Failed, "HTTPS_PROXY is malformed")
		if strings.Contains(found.String(), canary) || strings.Contains(found.String(), "tech") {
			t.Errorf("the report on %s is:\n%s", written, found)
		}
	}
}

// TestProxyThatLeadsNowhere is told from a server that does: the steps are those to
// the proxy then.
func TestProxyThatLeadsNowhere(t *testing.T) {
	t.Parallel()
	asks := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	t.Cleanup(asks.Close)
	for name, c := range map[string]struct{ proxy, key, says, next string }{
		"refused":  {nobody, "network/TCP", "the proxy does not accept connections", "check HTTPS_PROXY"},
		"unknown":  {"http://proxy.coro.invalid:3128", "network/DNS", "the proxy, prox…, could not be resolved", "check HTTPS_PROXY"},
		"password": {asks.URL, "network/proxy", "the proxy does not connect to api.coro.invalid", "http://name:password@host:port"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := subject(t, "https://api.coro.invalid")
			s.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(c.proxy) }
			found := examine(t.Context(), s)
			found.want(t, c.key, doctor.Failed, c.says)
			if got := found[c.key].Next; !strings.Contains(got, c.next) {
				t.Errorf("next is %q", got)
			}
		})
	}
	s := subject(t, "https://api.coro.invalid", "HTTPS_PROXY=::no URL")
	s.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil } //nolint:nilnil // as net/http does
	examine(t.Context(), s).want(t, "network/proxy", doctor.OK, "HTTPS_PROXY is set but not used")
}
