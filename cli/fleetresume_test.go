package cli_test

import (
	"context"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/cli"
)

// TestFleetResume interrupts a run by a signal, and goes on from the command
// line: every webhook is written once.
func TestFleetResume(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	var updates atomic.Int32
	w := loggedIn(t, emulator.WithLatency(5*time.Millisecond), emulator.WithObserver(func(r emulator.Request) {
		if r.Operation == emulator.OpUpdate && updates.Add(1) == 3 {
			stop(cli.Stopped{Signal: syscall.SIGINT})
		}
	}))
	on := strings.Count(w.run("", "fleet", "--json", "--status", "enabled").stdout, "\n")
	cut := w.runContext(ctx, strings.NewReader(""), "fleet", "--disable", "--yes", "--concurrency", "2")
	if cut.code != 130 || strings.Contains(cut.stderr, " 0 not begun") {
		t.Fatalf("it ended with %d: %s", cut.code, cut.stderr)
	}
	if told := w.run("", "fleet", "--json"); !strings.Contains(told.stderr, "--resume") {
		t.Errorf("nothing is said of the interrupted run: %s", told.stderr)
	}
	if e := w.run("", "fleet", "--resume", "--yes"); e.code != 0 {
		t.Errorf("the rest ended with %d: %s", e.code, e.stderr)
	}
	if got := int(updates.Load()); got != on {
		t.Errorf("%d were written, want each of %d once", got, on)
	}
	if left := w.run("", "fleet", "--json", "--status", "enabled").stdout; left != "" {
		t.Errorf("left: %s", left)
	}
	if e := w.run("", "fleet", "--resume", "--yes"); !strings.Contains(e.stderr, "No run was interrupted") {
		t.Errorf("told %s", e.stderr)
	}
}
