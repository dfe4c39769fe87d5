package docs

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"corotui/cli"
	"corotui/cli/program"
	"corotui/internal/delivery"
	"corotui/internal/mask"
)

// listened is what listen prints of one delivery, which is forwarded.
func (d *desk) listened(args ...string) string {
	d.t.Helper()
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer target.Close()
	ctx, stop := context.WithCancelCause(d.t.Context())
	defer stop(nil)
	out, stdout := io.Pipe()
	told, stderr := io.Pipe()
	go func() {
		cli.Run(ctx, cli.Process{
			Args: append(args, "--forward-to", target.URL), Env: d.env, Stdin: strings.NewReader("a-new-secret\n"), Stdout: stdout, Stderr: stderr,
		})
		_, _ = stdout.Close(), stderr.Close()
	}()
	said := bufio.NewReader(told)
	line, err := said.ReadString('\n')
	url, listens := strings.CutPrefix(strings.TrimSpace(line), "Listening on ")
	if err != nil || !listens {
		d.t.Fatalf("listen says %q, %v", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	go d.deliver(url)
	printed, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		d.t.Fatal(err)
	}
	stop(program.Stopped{Signal: os.Interrupt})
	_, _ = io.Copy(io.Discard, out)
	return printed
}

// deliver posts a delivery.
func (d *desk) deliver(url string) {
	body := fmt.Sprintf(`{"id":"evt-1","timestamp":"%d","workspaceId":"northwinddental_N3D5_x","type":"workspace-created","data":{"domain":"x.example"}}`, time.Now().UnixMilli())
	request, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		d.t.Error(err)
		return
	}
	request.Header = http.Header{
		"Content-Type": {"application/json"}, "User-Agent": {"Coro"}, "Authorization": {"Bearer of-the-webhook"},
		delivery.HeaderID: {"evt-1"}, delivery.HeaderType: {"workspace-created"},
		delivery.HeaderSignature: {delivery.DefaultForm().Sign(mask.NewSecret("a-new-secret"), "evt-1", []byte(body))},
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		d.t.Error(err)
		return
	}
	_ = answer.Body.Close()
}
