package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// walkedAgain presses a key that walks anew, and waits until every workspace was
// asked once more.
func (w *world) walkedAgain(key string) {
	w.t.Helper()
	lists := func() (count int) {
		for _, r := range w.wire.all(http.MethodGet) {
			if strings.HasSuffix(r.path, "/settings/webhooks") {
				count++
			}
		}
		return count
	}
	const workspaces = 16
	before := lists()
	w.Press(key)
	w.WaitUntil(func(screen string) bool {
		return lists() >= before+workspaces && !strings.Contains(screen, " of 16 workspaces") && !strings.Contains(screen, "looking for")
	}, "has walked again")
}

// TestTheOpenOneStaysOpen: an open webhook stays so when a walk finds that the
// filter does not want it any more. What is pressed then is meant for it, and not
// for what came under the cursor. The cursor is still at its place afterwards.
func TestTheOpenOneStaysOpen(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.fleet()
			w.Press("/")
			w.Type("status:off")
			w.WaitFor("8 of ")
			w.Press("enter")
			w.to("Northwind")
			w.Press("enter")
			w.WaitFor("Billing to QuickBooks", "Secret ", "v shows it")
			w.Press("space")
			w.said(`Enabled "Billing to QuickBooks"`)
			w.walkedAgain("r")
			w.Press("space")
			w.said(`Disabled "Billing to QuickBooks"`)
			if status := w.in(dental, "Billing to QuickBooks")["status"]; status != "disabled" || w.off() != disabled {
				t.Errorf("it is %v, and %d are off", status, w.off())
			}
			w.Press("esc")
			w.WaitFor("enter open")
			w.WaitUntil(func(screen string) bool {
				_, rows, _ := strings.Cut(screen, "STATUS")
				_, rows, _ = strings.Cut(rows, "\n")
				return row(screen) != "" && !strings.HasPrefix(strings.TrimSpace(rows), "▌")
			}, "has the cursor where it was, and not in the first row")
		})
	}
}

// TestTheOpenOneIsGone: what somebody else deleted is not replaced by another
// webhook under the user's eyes.
func TestTheOpenOneIsGone(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	w.to("Northwind Dental")
	w.Press("enter")
	w.WaitFor("Billing to QuickBooks", "v shows it")
	id, _ := w.in(dental, "Billing to QuickBooks")["id"].(string)
	if !w.server.Remove(dental, id) {
		t.Fatal("it was not there")
	}
	w.walkedAgain("r")
	w.said(`"Billing to QuickBooks" is not there any more.`)
	w.WaitGone("v shows it")
	w.WaitFor("7 off")
}
