package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"corotui/e2e/flow"
)

// chatty starts a server whose first answer to a list asks to be asked again
// later, and has more bytes than it announced. Until then the connection is
// idle.
func chatty(t *testing.T) (address string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	asked := make(chan bool, 1) // holds a value while the list was not asked for yet
	asked <- true
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go talk(conn, asked)
		}
	}()
	return "http://" + listener.Addr().String()
}

// talk answers what is asked over one connection.
func talk(conn net.Conn, asked chan bool) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	for {
		request, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, request.Body); err != nil {
			return
		}
		status, body, more := "200 OK", "[]", ""
		if request.URL.Path == "/oauth/token" {
			body = `{"access_token":"token","expires_in":86400}`
		} else {
			select {
			case <-asked:
				status, body = "503 Service Unavailable\r\nRetry-After: 1", "{}"
				more = `HTTP/1.1 200 OK` + "\r\n\r\n" + `{"secret":"canary-of-nobody"}`
			default:
			}
		}
		_, err = fmt.Fprintf(conn, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s%s", status, len(body), body, more)
		if err != nil {
			return
		}
	}
}

// Bytes that nobody asked for make Go's HTTP client write to the process's own
// logger. That is neither for the screen nor for stderr, and what they say is
// for no file either.
func TestWhatGoSaysGoesToTheLogFile(t *testing.T) {
	t.Parallel()
	binary, home := flow.Build(t), t.TempDir()
	file := filepath.Join(home, "debug.log")
	for _, args := range [][]string{{"webhooks", "list"}, {"webhooks", "list", "--log-file", file}} {
		list := exec.CommandContext(t.Context(), binary, args...)
		list.Env = []string{
			"HOME=" + home, "COROTUI_API_URL=" + chatty(t), "COROTUI_WORKSPACE=ws", "COROTUI_CLIENT_ID=id", "COROTUI_CLIENT_SECRET=secret",
		}
		said, err := list.CombinedOutput()
		if err != nil || strings.Contains(string(said), "nsolicited") || strings.Contains(string(said), "canary") {
			t.Errorf("%q ended with %v and says %s", args, err, said)
		}
	}
	logged, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(logged), "Unsolicited response") || strings.Contains(string(logged), "canary") {
		t.Errorf("the log file says %s", logged)
	}
}
