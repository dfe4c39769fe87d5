package bulk_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
)

// These are set for the copy of the test's program that is killed.
const (
	killAt   = "COROTUI_TEST_KILL_AT" // base URL
	killKind = "COROTUI_TEST_KILL_KIND"
	killLog  = "COROTUI_TEST_KILL_LOG"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(killAt); url != "" {
		if err := runAll(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1) //nolint:forbidigo // this is the main of the copy
		}
		return
	}
	os.Exit(m.Run()) //nolint:forbidigo // as the testing package asks for
}

func over(url, path string) (*desk, error) {
	client, err := api.New(api.WithBaseURL(url), api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		return nil, err
	}
	log := history.Open(path)
	writer := change.NewWriter(client, change.WithRecorder(log.By(who)), change.WithPatience(0))
	return &desk{Runner: bulk.Runner{Server: client, Writer: writer, Log: log, Who: who}, client: client}, nil
}

// runAll is what the copy does: a run over all webhooks of the channel's clients.
func runAll(url string) error {
	d, err := over(url, os.Getenv(killLog))
	if err != nil {
		return err
	}
	ctx := context.Background()
	all, err := d.client.Workspaces(ctx, emulator.DemoChannel)
	if err != nil {
		return err
	}
	var items []bulk.Item
	for _, w := range all {
		webhooks, err := d.client.Webhooks(ctx, w.ID)
		if err != nil {
			return err
		}
		for _, webhook := range webhooks {
			items = append(items, bulk.Item{Workspace: w.ID, Webhook: webhook})
		}
	}
	action := bulk.Action{Kind: bulk.Kind(os.Getenv(killKind)), Into: []api.Workspace{{ID: emulator.DemoChannel}}}
	plan, err := bulk.New(action, items)
	if err != nil {
		return err
	}
	_, err = d.Run(ctx, plan, bulk.Options{}, func(bulk.Result) {})
	return err
}

// TestKilledRunIsResumed kills a run with -9 in the middle of its writes, goes
// on in another process, and looks in the server's log whether each webhook was
// written exactly once.
func TestKilledRunIsResumed(t *testing.T) {
	t.Parallel()
	writes := map[bulk.Kind]emulator.Operation{bulk.Disable: emulator.OpUpdate, bulk.Delete: emulator.OpDelete, bulk.Copy: emulator.OpCreate}
	for kind, operation := range writes {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			const workspaces = 12
			lost := 4
			if kind == bulk.Copy { // one after the other, as all go into one workspace
				lost = 1
			}
			server := emulator.New(emulator.Scale(workspaces, 2, 1), emulator.WithLatency(10*time.Millisecond))
			// The writes that the copy dies over are carried out.
			server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: operation, Applied: true, Nth: 3, Times: lost})
			web := httptest.NewServer(server)
			t.Cleanup(func() { server.Close(); web.Close() })
			path := filepath.Join(t.TempDir(), "history.jsonl")
			toChange := map[bulk.Kind]int{bulk.Delete: (workspaces - 1) * 2, bulk.Copy: (workspaces - 1) * 2}
			for _, item := range (&desk{}).listed(t, server) {
				if item.Webhook.Status.On() {
					toChange[bulk.Disable]++
				}
			}
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			copied := exec.CommandContext(t.Context(), self)
			copied.Env = append(os.Environ(), killAt+"="+web.URL, killKind+"="+string(kind), killLog+"="+path)
			if err := copied.Start(); err != nil {
				t.Fatal(err)
			}
			hangs(t, server, lost, true)
			if err := copied.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = copied.Wait() // it was killed
			goOn(t, web.URL, path)
			count(t, server, kind, operation, (workspaces-1)*2)
			isRecorded(t, path, toChange[kind])
		})
	}
}

// hangs waits until so many writes hang, carried out or not as their fault says.
func hangs(t *testing.T, server *emulator.Server, want int, applied bool) {
	t.Helper()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	late := time.After(time.Minute)
	for hang := false; !hang; {
		select {
		case <-look.C:
		case <-late:
			t.Fatal("the copy does not write")
		}
		hanging := 0
		for _, r := range server.Requests() {
			if r.Fault != "" && r.Done == applied {
				hanging++
			}
		}
		hang = hanging >= want
	}
}

// goOn resumes the one interrupted run.
func goOn(t *testing.T, url, path string) {
	t.Helper()
	d, err := over(url, path)
	if err != nil {
		t.Fatal(err)
	}
	found, err := bulk.Unfinished(t.Context(), d.Log, who)
	if err != nil || len(found) != 1 || found[0].Open == 0 {
		t.Fatalf("unfinished: %d, %v", len(found), err)
	}
	plan, err := d.Resume(t.Context(), found[0], bulk.Action{})
	if err != nil {
		t.Fatal(err)
	}
	if report := d.run(t, plan); len(report.Problems) > 0 || report.NotBegun > 0 {
		t.Errorf("%d problems, the first %+v", len(report.Problems), report.Problems[0].Err)
	}
}

// count looks whether every webhook was written once.
func count(t *testing.T, server *emulator.Server, kind bulk.Kind, operation emulator.Operation, want int) {
	t.Helper()
	written := make(map[string]int)
	for _, r := range server.Requests() {
		if r.Operation == operation && r.Done {
			written[r.Path+string(r.Body)]++
		}
	}
	if kind == bulk.Disable {
		for _, item := range (&desk{}).listed(t, server) {
			if !item.Webhook.Status.Off() {
				t.Errorf("%s was lost", item.Webhook.ID)
			}
		}
		want = min(want, len(written)) // one that was disabled before needs no write
	}
	if len(written) != want {
		t.Errorf("%d were written, want %d", len(written), want)
	}
	for what, times := range written {
		if times != 1 {
			t.Errorf("%s was written %d times", what, times)
		}
	}
}

// listed reads all webhooks of a server.
func (d *desk) listed(t *testing.T, server *emulator.Server) []bulk.Item {
	t.Helper()
	client, err := api.New(api.WithBaseURL("https://demo.example"), api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	return (&desk{client: client}).items(t)
}

// isRecorded looks whether the history tells of every write that was made, and of
// each once: what it does not tell of cannot be undone.
func isRecorded(t *testing.T, path string, made int) {
	t.Helper()
	found, err := history.Open(path).Read(t.Context(), history.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	told := make(map[api.WebhookID]int)
	for _, e := range found.Entries {
		if e.Outcome == change.Done {
			told[e.Webhook]++
		}
	}
	if len(told) != made {
		t.Errorf("%d writes were made, and the history tells of %d", made, len(told))
	}
	for id, times := range told {
		if times != 1 {
			t.Errorf("the history tells %d times of %s", times, id)
		}
	}
}
