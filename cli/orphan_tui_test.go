//go:build unix

package cli_test

import (
	"strings"
	"syscall"
	"testing"
)

// TestTheWebhookOfAKilledListenerIsOffered to be deleted at the next start, and not before
// the listener has ended.
func TestTheWebhookOfAKilledListenerIsOffered(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	l := w.start("listen", "--public-url", "https://tunnel.example.com/coro", "--addr", "127.0.0.1:0")
	l.WaitFor("Listening on", "deleted at the end")
	if e := w.run("", "webhooks", "list"); strings.Contains(e.stderr, "corotui listen") {
		t.Errorf("while it runs, a list says %s", e.stderr)
	}
	l.Signal(syscall.SIGKILL)
	l.WaitKilled()
	if n := len(w.temporary()); n != 1 {
		t.Fatalf("%d webhooks were left", n)
	}
	s := w.start()
	s.WaitFor(`Delete "corotui listen`, "ended without deleting it", "later")
	s.Choose("delete") // once that is taken, no key is swallowed any more
	s.Choose("later")
	s.Press("enter")
	s.WaitFor("offered again")
	s.Press("q")
	s.WaitEnd()
	if n := len(w.temporary()); n != 1 {
		t.Fatalf("it was deleted without a yes: %d", n)
	}
	s = w.start()
	s.WaitFor(`Delete "corotui listen`)
	s.Choose("delete")
	s.Press("enter")
	s.WaitFor("Deleted")
	s.Press("q")
	s.WaitEnd()
	if n := len(w.temporary()); n != 0 {
		t.Errorf("%d webhooks are left", n)
	}
	if e := w.run("", "webhooks", "list"); strings.Contains(e.stderr, "corotui listen") {
		t.Errorf("afterwards a list says %s", e.stderr)
	}
}
