//go:build unix

package cli_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/e2e/flow"
)

// waitSaid waits for a sentence that may be broken into lines anywhere.
func waitSaid(s *flow.Session, sentence string) {
	s.WaitUntil(func(screen string) bool {
		return strings.Contains(strings.Join(strings.Fields(screen), " "), sentence)
	}, "says "+sentence)
}

// TestQuitWaitsForASlowServer: the keys come together, as from somebody who
// knows them.
func TestQuitWaitsForASlowServer(t *testing.T) {
	t.Parallel()
	w := loggedIn(t, emulator.WithLatency(400*time.Millisecond))
	s := w.start()
	s.WaitFor("12 webhooks", "fresh")
	s.Send(" q")
	s.WaitFor("Waiting for 1 change to finish · ctrl+c quits now")
	if code := s.WaitEnd(); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	if w.puts() != 1 {
		t.Errorf("%d updates were sent", w.puts())
	}
}

// TestQuitOnASilentServer leaves at once when that is asked for, with the answer
// still to come. The next start tells what became of the change.
func TestQuitOnASilentServer(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Applied: true})
	s := w.start("--timeout", "10m")
	s.WaitFor("12 webhooks", "fresh")
	s.Send(" q")
	s.WaitFor("Waiting for 1 change to finish")
	w.waitForWrite()
	s.Quit()
	w.emulator.ClearFaults()
	again := w.start()
	waitSaid(again, "was cut off: it was made")
	again.Quit("q")
}

// TestSignalWaitsForAWrite: who ends the program from outside does not undo what
// was asked for either.
func TestSignalWaitsForAWrite(t *testing.T) {
	t.Parallel()
	w := loggedIn(t, emulator.WithLatency(400*time.Millisecond))
	s := w.start()
	s.WaitFor("12 webhooks", "fresh")
	s.Press("space")
	s.WaitFor("saving")
	s.Signal(syscall.SIGTERM)
	if code := s.WaitEnd(); code != 130 {
		t.Errorf("the exit code is %d", code)
	}
	if w.puts() != 1 {
		t.Errorf("%d updates were sent", w.puts())
	}
}
