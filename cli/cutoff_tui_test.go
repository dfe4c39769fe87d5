//go:build unix

package cli_test

import (
	"net/http"
	"slices"
	"syscall"
	"testing"
	"time"

	"corotui/api/emulator"
)

// TestAKilledChangeIsSettled: the program is killed between a write and its
// answer. The next start finds out what became of it and says so, and it can be
// undone like any other change.
func TestAKilledChangeIsSettled(t *testing.T) {
	for _, applied := range []bool{true, false} {
		w := loggedIn(t)
		w.emulator.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Applied: applied})
		s := w.start()
		s.WaitFor("12 webhooks", "fresh")
		s.Press("space")
		w.waitForWrite()
		s.Signal(syscall.SIGKILL)
		s.WaitKilled()
		w.emulator.ClearFaults()
		says, status := "was made", "enabled"
		if !applied {
			says, status = "was not made", "disabled"
		}
		if applied {
			w.run("", "webhooks", "list").want(t, 0, "was cut off", says)
		} else {
			again := w.start()
			waitSaid(again, "was cut off: it "+says)
			again.Press("q")
			again.WaitEnd()
		}
		if held, _ := w.webhook(tickets); held.Status != status {
			t.Errorf("applied %v: the server holds it as %s", applied, held.Status)
		}
		if past := w.past(); len(past) != 1 || past[0].Action != "update" {
			t.Errorf("applied %v: the history has %+v", applied, past)
		}
		if applied {
			w.run("", "undo", "--yes").want(t, 0, "PSA tickets")
			if held, _ := w.webhook(tickets); held.Status != "disabled" {
				t.Errorf("after the undo the server holds it as %s", held.Status)
			}
		}
		if quiet := w.run("", "webhooks", "list"); quiet.stderr != "" {
			t.Errorf("once more it says %q", quiet.stderr)
		}
	}
}

// waitForWrite waits until a write has come to the server.
func (w *world) waitForWrite() {
	w.t.Helper()
	for range time.Tick(time.Millisecond) {
		if slices.ContainsFunc(w.emulator.Requests(), func(r emulator.Request) bool { return r.Method == http.MethodPut }) {
			return
		}
		if w.t.Context().Err() != nil {
			w.t.Fatal("no write came")
		}
	}
}

// TestTwoProgramsWait: two programs change one webhook in turns, so that neither
// writes over what the other one did.
func TestTwoProgramsWait(t *testing.T) {
	w := loggedIn(t)
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindDelay, Delay: 300 * time.Millisecond, Operation: emulator.OpUpdate, Times: emulator.Forever})
	ends := make(chan ended, 2)
	for _, edit := range [][]string{{"--description", "one"}, {"--name", "Two"}} {
		go func() { ends <- w.run("", append([]string{"webhooks", "edit", billing}, edit...)...) }()
	}
	for range 2 {
		end := <-ends
		end.want(t, 0)
	}
	held, _ := w.webhook(billing)
	if held.Name != "Two" || held.Description != "one" {
		t.Errorf("the server holds %q, %q", held.Name, held.Description)
	}
}
