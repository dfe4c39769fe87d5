//go:build unix

package cli_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/cli/program"
)

// through has the world's requests go through a server of ours; before is called
// for every PUT, with its number, and tells whether it is carried out.
func (w *world) through(before func(r *http.Request, put int) bool) {
	var mu sync.Mutex
	puts := 0
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			mu.Lock()
			puts++
			put := puts
			mu.Unlock()
			if !before(r, put) {
				return
			}
		}
		w.emulator.ServeHTTP(rw, r)
	}))
	w.t.Cleanup(server.Close)
	w.set("COROTUI_API_URL=" + server.URL)
}

// TestASignalLetsWhatWasSentEnd: the change that is under way is made and told,
// the next one is not begun, and which is which is told.
func TestASignalLetsWhatWasSentEnd(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		w := loggedIn(t)
		ctx, stop := context.WithCancelCause(t.Context())
		w.through(func(*http.Request, int) bool {
			stop(program.Stopped{Signal: signal})
			return true
		})
		e := w.runContext(ctx, strings.NewReader(""), "webhooks", "enable", "--json", "--concurrency", "1", billing, "PSA tickets", "nope")
		if e.code != 130 || !strings.Contains(e.stderr, "Stopped: 1 change was begun, 1 not.") {
			t.Errorf("%v: it ended with %d: %s", signal, e.code, e.stderr)
		}
		results := of(e.results(t))
		if len(results) != 3 || results["Billing to QuickBooks"].Outcome != "done" || results["PSA tickets"].Outcome != "not-begun" || results["nope"].Outcome != "failed" {
			t.Errorf("told %+v", results)
		}
		if held, _ := w.webhook(billing); held.Status != "enabled" {
			t.Errorf("it is %s", held.Status)
		}
		again, stopAgain := context.WithCancelCause(t.Context())
		w.through(func(*http.Request, int) bool {
			stopAgain(program.Stopped{Signal: signal})
			return true
		})
		e = w.runContext(again, strings.NewReader(""), "webhooks", "disable", "--concurrency", "1", billing, "Usage report")
		if e.code != 130 || !strings.Contains(e.stderr, `"Usage report" (c34cb2a44e4226a6ede936cf) in Acme Channel (acmechannel_AB12_c): not begun`) || !strings.Contains(e.stdout, row("done", emulator.DemoChannel, "Acme Channel", billing)) {
			t.Errorf("%v: it ended with %d: %s%s", signal, e.code, e.stdout, e.stderr)
		}
	}
}

// TestASignalInARunTellsWhatIsLeft, webhook by webhook.
func TestASignalInARunTellsWhatIsLeft(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	ctx, stop := context.WithCancelCause(t.Context())
	w.through(func(*http.Request, int) bool {
		stop(program.Stopped{Signal: os.Interrupt})
		return true
	})
	e := w.runContext(ctx, strings.NewReader(""), "fleet", "disable", "--json", "--yes", "--status", "enabled", "--concurrency", "1")
	done, left := strings.Count(e.stdout, `"outcome":"done"`), strings.Count(e.stdout, `"outcome":"not-begun"`)
	if e.code != 130 || done == 0 || left == 0 || done+left != strings.Count(e.stdout, "\n") {
		t.Errorf("it ended with %d, %d done and %d not begun: %s%s", e.code, done, left, e.stdout, e.stderr)
	}
}

// TestASecondSignalEndsAtOnce what waits for an answer that does not come.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	arrived, over := make(chan struct{}), make(chan struct{})
	w.through(func(r *http.Request, put int) bool {
		if put == 1 {
			close(arrived)
		}
		select {
		case <-over:
		case <-r.Context().Done():
		}
		return false
	})
	command := exec.CommandContext(t.Context(), build(t), "webhooks", "enable", billing, "--timeout", "10m")
	command.Env = w.env
	stderr, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	<-arrived
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(stderr)
	if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "interrupt again to stop at once") {
		t.Fatalf("it says %q %v", line, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	again := time.NewTicker(20 * time.Millisecond) // signals that come together count as one
	defer again.Stop()
	for {
		select {
		case <-again.C:
			_ = command.Process.Signal(os.Interrupt) // it may have ended just now
		case err := <-ended:
			close(over)
			var failed *exec.ExitError
			if !errors.As(err, &failed) {
				t.Fatalf("it ended with %v", err)
			}
			status, _ := failed.Sys().(syscall.WaitStatus)
			if status.Signal() != syscall.SIGINT {
				t.Errorf("it ended with %v", failed)
			}
			return
		}
	}
}

// TestChangesGoOnWhenNobodyReads: head takes one line and goes away. A list has
// nothing left to do then.
func TestChangesGoOnWhenNobodyReads(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	closed := make(chan struct{})
	w.through(func(_ *http.Request, put int) bool {
		if put > 1 {
			<-closed
		}
		return true
	})
	var all []string
	for _, document := range w.emulator.Webhooks(emulator.DemoChannel) {
		if one := decode[hook](t, string(document)); one.Status == "enabled" && len(all) < 4 {
			all = append(all, one.ID)
		}
	}
	if len(all) != 4 {
		t.Fatalf("there are %d enabled", len(all))
	}
	command := exec.CommandContext(t.Context(), build(t), append([]string{"webhooks", "disable"}, all...)...)
	command.Env = w.env
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command.Stdout = writer
	var stderr strings.Builder
	command.Stderr = &stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	_ = writer.Close() // the child has it
	const begins = "done\tacmechannel_AB12_c\t"
	read := make([]byte, len(begins))
	if _, err := io.ReadFull(reader, read); err != nil || string(read) != begins {
		t.Errorf("it prints %q %v", read, err)
	}
	_ = reader.Close()
	close(closed)
	if err := command.Wait(); err != nil {
		t.Errorf("it ended with %v: %s", err, stderr.String())
	}
	for _, id := range all {
		if held, _ := w.webhook(id); held.Status != "disabled" {
			t.Errorf("%s is %s", held.Name, held.Status)
		}
	}
}

// TestASignalInAnUndoTellsWhatIsLeft, change by change, where a secret is given for a
// set and its changes are taken back one by one.
func TestASignalInAnUndoTellsWhatIsLeft(t *testing.T) {
	t.Parallel()
	for _, asJSON := range []bool{false, true} {
		w := loggedIn(t)
		ctx, stop := context.WithCancelCause(t.Context())
		w.through(func(_ *http.Request, put int) bool {
			if put == 3 {
				stop(program.Stopped{Signal: os.Interrupt})
			}
			return true
		})
		w.run("", "webhooks", "enable", billing, "PSA tickets").want(t, 0)
		args := []string{"undo", w.past()[0].Set, "--yes", "--secret-stdin", "--concurrency", "1"}
		if asJSON {
			args = append(args, "--json")
		}
		e := w.runContext(ctx, strings.NewReader("s3cret"), args...)
		if e.code != 130 || !strings.Contains(e.stderr, "Stopped: 1 change was begun, 1 not.") {
			t.Errorf("it ended with %d: %s", e.code, e.stderr)
		}
		if asJSON {
			results := e.results(t)
			if len(results) != 2 || results[0].Outcome != "done" || results[1].Outcome != "not-begun" || results[1].Name == "" {
				t.Errorf("told %+v", results)
			}
		} else if !strings.Contains(e.stderr, ": not begun") || !strings.Contains(e.stdout, `Restored status and secret of "`) || !strings.Contains(e.stdout, `" in Acme Channel`) {
			t.Errorf("told %s%s", e.stdout, e.stderr)
		}
	}
}
