package cli_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"corotui/api/emulator"
)

// TestMadeWhileItIsScanned: an inherited webhook that is made after the list of its channel
// was read, and before those below it, is told once, where it lives.
func TestMadeWhileItIsScanned(t *testing.T) {
	t.Parallel()
	const made = `{"id":"66f0aa00bb11cc22dd33ee44","workspaceId":"` + emulator.DemoChannel + `","name":"Made meanwhile","description":"",
		"url":"https://hooks.example/meanwhile","applyToAllDescendants":true,"status":"enabled","triggers":["workspace-created"],"headers":[],"secret":"s"}`
	for _, form := range inheritedForms {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			of := inheriting(t, form)
			var ready atomic.Bool
			server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				of.emulator.ServeHTTP(rw, r)
				if r.URL.Path == "/v1/settings/webhooks" && r.Header.Get("Workspace") == emulator.DemoChannel && ready.CompareAndSwap(true, false) {
					of.emulator.Put(emulator.DemoChannel, json.RawMessage(made))
				}
			}))
			t.Cleanup(server.Close)
			of.set("COROTUI_API_URL=" + server.URL)
			w := startWatchOf(of, "--json", "--concurrency", "1")
			w.stdout.take()
			ready.Store(true)
			var told []string
			for range 3 {
				stdout, _ := w.scan()
				for line := range strings.Lines(stdout) {
					e := decode[struct{ Event, Kind, WorkspaceID, Name string }](t, line)
					told = append(told, e.Event+e.Kind+" "+e.Name+" in "+e.WorkspaceID)
				}
			}
			w.end(syscall.SIGINT)
			if len(told) != 1 || !strings.Contains(told[0], "created Made meanwhile in "+emulator.DemoChannel) {
				t.Errorf("it is told %d times: %s", len(told), strings.Join(told, "\n"))
			}
		})
	}
}
