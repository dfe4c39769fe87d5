package cli_test

import (
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"corotui/e2e/flow"
)

// secured serves the world's emulator with TLS under a certificate that no
// system trusts, and returns its address and a file with that certificate.
func secured(t *testing.T, w *world) (server *httptest.Server, caFile string) {
	t.Helper()
	server = httptest.NewUnstartedServer(w.emulator)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // what a refused certificate looks like from the other side
	server.StartTLS()
	t.Cleanup(server.Close)
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(caFile, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return server, caFile
}

// TestCAFile: a server is trusted by the certificates of the file and of the
// system, and by nothing else.
func TestCAFile(t *testing.T) {
	w := loggedIn(t)
	server, caFile := secured(t, w)
	w.set("COROTUI_API_URL=" + server.URL)
	w.run("", "webhooks", "list").want(t, 1, "certificate", "--ca-file")
	w.run("", "webhooks", "list", "--ca-file", caFile).want(t, 0, "Billing to QuickBooks")

	other := filepath.Join(t.TempDir(), "other.pem")
	if err := os.WriteFile(other, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.run("", "webhooks", "list", "--ca-file", other).want(t, 2, "--ca-file", "holds no certificate in PEM form")
	w.run("", "webhooks", "list", "--ca-file", other+".gone").want(t, 2, "--ca-file", "does not exist")
	w.run("", "webhooks", "list", "--ca-file", filepath.Dir(other)).want(t, 2, "--ca-file", "cannot be read")
}

// tunnel is a company's proxy: it passes everything on to one address, and
// notes for whom it was asked.
type tunnel struct {
	to string

	mu    sync.Mutex
	asked []string
}

func (p *tunnel) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.Host)
	p.mu.Unlock()
	server, err := net.Dial("tcp", p.to)
	if err != nil || r.Method != http.MethodConnect {
		http.Error(out, "no", http.StatusBadGateway)
		return
	}
	client, _, err := http.NewResponseController(out).Hijack()
	if err != nil {
		_ = server.Close()
		return
	}
	_, _ = io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	_, _ = io.Copy(client, server)
	_ = client.Close()
}

// TestHTTPSProxy: the proxy of the environment is used, and sees neither the
// credentials nor what is asked. The host is only known to it.
func TestHTTPSProxy(t *testing.T) {
	w := loggedIn(t)
	server, caFile := secured(t, w)
	proxy := &tunnel{to: server.Listener.Addr().String()}
	listener := httptest.NewServer(proxy)
	t.Cleanup(listener.Close)
	w.set("COROTUI_API_URL=https://api.example.com", "HTTPS_PROXY="+listener.URL)
	list := exec.CommandContext(t.Context(), flow.Build(t), "webhooks", "list", "--ca-file", caFile)
	list.Env = w.env
	said, err := list.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "Billing to QuickBooks") {
		t.Fatalf("%v: %s", err, said)
	}
	if len(proxy.asked) == 0 || proxy.asked[0] != "CONNECT api.example.com:443" {
		t.Errorf("the proxy was asked for %q", proxy.asked)
	}

	asked := len(proxy.asked)
	list = exec.CommandContext(t.Context(), list.Path, "webhooks", "list")
	list.Env = append(w.env, "COROTUI_API_URL=https://nowhere.invalid", "NO_PROXY=nowhere.invalid")
	said, err = list.CombinedOutput()
	if err == nil || !strings.Contains(string(said), "Could not reach nowhere.invalid") || len(proxy.asked) != asked {
		t.Errorf("past the proxy, which was asked for %q: %v: %s", proxy.asked, err, said)
	}
}
