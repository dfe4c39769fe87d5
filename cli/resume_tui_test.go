//go:build unix

package cli_test

import (
	"net/http"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
)

// TestKilledRunGoesOn kills the program in the middle of a run over many
// workspaces. The next start offers to go on, and in the end every webhook was
// written once.
func TestKilledRunGoesOn(t *testing.T) {
	w := loggedIn(t)
	// The others of the first eight are done; these two hang, and the kill comes.
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpGet, Workspace: "harborclinic_H2C8_x"})
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Workspace: "lakesidelaw_L1L2_x"})
	s := w.start()
	s.WaitFor("12 webhooks", "fresh")
	s.Press("f")
	s.WaitFor("16 workspaces · 1 no access", "8 off")
	s.Press("/")
	s.Type("status:off")
	s.WaitFor("8 of ")
	s.Press("enter", "X", "space")
	s.WaitFor("Enable 8 webhooks in 7 workspaces?")
	s.Press("right", "enter")
	s.WaitFor("Enabled 6 of 8 webhooks")
	s.Signal(syscall.SIGKILL)
	s.WaitKilled()

	again := w.start()
	again.WaitFor("A run was interrupted", "Enable 8 webhooks", "2 of them are not finished")
	again.Choose("resume")
	again.Press("enter")
	again.WaitFor("Enabled 8 webhooks")
	again.WaitFor("undo all")
	again.Press("esc")
	again.WaitGone("undo all")
	again.Press("q")
	if code := again.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	writes := map[string]int{}
	for _, r := range w.emulator.Requests() {
		if r.Method == http.MethodPut && r.Status == http.StatusOK {
			writes[r.Workspace+" "+r.Path]++
		}
	}
	if len(writes) != 8 {
		t.Errorf("%d webhooks were written: %v", len(writes), writes)
	}
	for webhook, times := range writes {
		if times != 1 {
			t.Errorf("%s was written %d times", webhook, times)
		}
	}
	third := w.start()
	third.WaitFor("all on", "fresh")
	third.Press("u")
	third.WaitFor("Undo 8 changes?")
	third.Choose("undo")
	third.Press("enter")
	third.WaitFor("Undid 8 changes", "8 undone")
	third.Press("esc")
	third.WaitGone("8 undone")
	third.Press("q")
	third.WaitEnd()
}

// TestStoppedRunBeginsNothingMore: a signal in the middle of a run asks nobody.
// What is under way ends, and the rest is offered at the next start.
func TestStoppedRunBeginsNothingMore(t *testing.T) {
	t.Parallel()
	const latency = 150 * time.Millisecond
	w := loggedIn(t, emulator.WithLatency(latency))
	s := w.start()
	s.WaitFor("12 webhooks", "fresh")
	s.Press("f")
	s.WaitFor("Fleet  Acme Channel", "16 workspaces · 1 no access", "8 off")
	s.Press("/")
	s.Type("status:on")
	s.WaitFor("31 of ")
	s.Press("enter", "X", "space")
	s.WaitFor("Disable 31 webhooks in 14 workspaces?")
	s.Press("right", "enter")
	s.WaitUntil(func(string) bool { return w.puts() > 0 }, "writes")
	s.Signal(syscall.SIGTERM)
	if code := s.WaitEnd(); code != 130 {
		t.Errorf("the exit code is %d", code)
	}
	// Eight were under way, and as many may have been read before that.
	if written := w.puts(); written > 16 {
		t.Errorf("%d of 31 were written", written)
	}
	again := w.start()
	again.WaitFor("A run was interrupted", "Disable 31 webhooks")
	again.Choose("resume")
	again.Press("enter")
	again.WaitFor("Disabled 31 webhooks")
	again.WaitFor("undo all")
	again.Press("esc")
	again.WaitGone("undo all")
	again.Press("q")
	again.WaitEnd()
	if written := w.puts(); written != 31 {
		t.Errorf("31 webhooks were written %d times", written)
	}
}

// puts counts the updates that were carried out.
func (w *world) puts() int {
	count := 0
	for _, r := range w.emulator.Requests() {
		if r.Method == http.MethodPut && r.Status == http.StatusOK {
			count++
		}
	}
	return count
}
