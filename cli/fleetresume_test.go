package cli_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/cli"
	"corotui/cli/program"
)

// TestFleetResume interrupts a run by a signal, and goes on from the command
// line: every webhook is written once.
func TestFleetResume(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	var updates atomic.Int32
	w := loggedIn(t, emulator.WithLatency(5*time.Millisecond), emulator.WithObserver(func(r emulator.Request) {
		if r.Operation == emulator.OpUpdate && updates.Add(1) == 3 {
			stop(program.Stopped{Signal: syscall.SIGINT})
		}
	}))
	on := strings.Count(w.run("", "fleet", "--json", "--status", "enabled").stdout, "\n")
	cut := w.runContext(ctx, strings.NewReader(""), "fleet", "disable", "--all", "--yes", "--concurrency", "2")
	if cut.code != 130 || strings.Contains(cut.stderr, " 0 not begun") {
		t.Fatalf("it ended with %d: %s", cut.code, cut.stderr)
	}
	if told := w.run("", "fleet", "--json"); !strings.Contains(told.stderr, "Resume it with corotui fleet resume ") {
		t.Errorf("nothing is said of the interrupted run: %s", told.stderr)
	}
	w.run("", "fleet", "resume", "nope").want(t, 4, `No interrupted run has the id "nope"`)
	w.run("", "fleet", "resume").want(t, 2, "There is no terminal to ask on")
	if e := w.run("", "fleet", "resume", "--yes"); e.code != 0 {
		t.Errorf("the rest ended with %d: %s", e.code, e.stderr)
	}
	if got := int(updates.Load()); got != on {
		t.Errorf("%d were written, want each of %d once", got, on)
	}
	if left := w.run("", "fleet", "--json", "--status", "enabled").stdout; left != "" {
		t.Errorf("left: %s", left)
	}
	if e := w.run("", "fleet", "resume", "--yes"); !strings.Contains(e.stderr, "No run was interrupted") {
		t.Errorf("told %s", e.stderr)
	}
}

// TestFleetResumesAll: two runs were interrupted. What fails in the one does not
// hold up the other, and what is forgotten is named.
func TestFleetResumesAll(t *testing.T) {
	t.Parallel()
	var interrupt atomic.Pointer[context.CancelCauseFunc]
	w := loggedIn(t, emulator.WithLatency(5*time.Millisecond), emulator.WithObserver(func(r emulator.Request) {
		if stop := interrupt.Load(); r.Operation == emulator.OpUpdate && stop != nil {
			(*stop)(program.Stopped{Signal: syscall.SIGTERM})
		}
	}))
	cut := func(args ...string) {
		t.Helper()
		ctx, stop := context.WithCancelCause(t.Context())
		interrupt.Store(&stop)
		args = append(append([]string{"fleet"}, args...), "--yes", "--concurrency", "1")
		if e := w.runContext(ctx, strings.NewReader(""), args...); e.code != 130 || !strings.Contains(e.stderr, "; resume with corotui fleet resume") {
			t.Fatalf("it ended with %d: %s", e.code, e.stderr)
		}
		interrupt.Store(nil)
	}
	cut("disable", "--filter", "ws:woodgrove")
	cut("enable", "--filter", "ws:harbor")
	cut("disable", "--filter", "ws:northwind")
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 400, Operation: emulator.OpUpdate, Workspace: "northwinddental_N3D5_x"})
	if e := w.run("", "fleet", "resume", "--yes"); e.code != 6 || strings.Count(e.stderr, " 0 not begun") != 3 {
		t.Errorf("it ended with %d: %s", e.code, e.stderr)
	}
	if left := w.run("", "fleet", "--json", "--status", "enabled", "--filter", "ws:woodgrove").stdout; left != "" {
		t.Errorf("left: %s", left)
	}
	cut("enable", "--filter", "ws:woodgrove")
	if e := w.run("", "fleet", "resume", "--abandon"); e.code != 0 || !strings.Contains(e.stderr, "Forgot the run (enable)") {
		t.Errorf("it ended with %d: %s", e.code, e.stderr)
	}
	w.run("", "fleet", "resume", "--yes").want(t, 0, "No run was interrupted")
}

// TestDryRunThatNoOneReads ends, as it has nothing else to do, and says nothing of
// changes that it did not make.
func TestDryRunThatNoOneReads(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	reader, writer := io.Pipe()
	_ = reader.Close()
	var stderr bytes.Buffer
	code := cli.Run(t.Context(), cli.Process{
		Args: []string{"fleet", "enable", "--status", "disabled", "--dry-run"}, Env: w.env, Stdin: strings.NewReader(""), Stdout: writer, Stderr: &stderr,
	})
	if code != 0 || strings.Contains(stderr.String(), "Stopped") {
		t.Errorf("it ended with %d, and said %s", code, stderr.String())
	}
}
