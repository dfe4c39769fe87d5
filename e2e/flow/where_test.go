package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestTheFleetSaysWhere: whatever is said of a webhook in the fleet says in which
// workspace it is, since the header names the channel of all of them.
func TestTheFleetSaysWhere(t *testing.T) {
	t.Parallel()
	const named = `"Billing to QuickBooks" in Northwind Dental`
	for _, s := range sizes[:2] {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.fleet()
			w.to("Northwind Dental")
			w.Press("enter")
			w.WaitFor("Billing to QuickBooks · Northwind Dental", "URL ")
			w.Press("t")
			w.said("Test of " + named)
			w.closes("Coro answered")
			w.Press("y")
			w.said("Copy from " + named + "?")
			w.Press("esc")
			w.WaitGone("Copy from")
			w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpUpdate, Workspace: dental, Times: 1})
			w.Press("space")
			w.said("Could not enable " + named)
			w.Press("space")
			w.said("Enabled " + named)
			w.Press("u")
			w.said("Disabled " + named + " again")
		})
	}
}

// TestTheListLeavesOutItsOwnWorkspace: the header names it already. What is undone
// elsewhere is named with its workspace there, too.
func TestTheListLeavesOutItsOwnWorkspace(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	w.to("Northwind Dental")
	w.Press("space")
	w.said(`Enabled "Billing to QuickBooks" in Northwind Dental`)
	w.Press("esc")
	w.WaitFor("12 webhooks · fresh")
	asked, answer := w.wire.holdAll(func(r *http.Request) bool { return r.Method == http.MethodPut })
	w.Press("u")
	<-asked
	w.said(`Undoing the update of "Billing to QuickBooks" in Northwind Dental…`)
	answer()
	w.said(`Disabled "Billing to QuickBooks" in Northwind Dental again`)
	w.choose("Billing to QuickB")
	w.Press("space")
	w.said(`Enabled "Billing to QuickBooks" · events of`)
}

// TestTheStatusLineClears: on another page, and at the next action, it would be about
// something else. Moving the cursor leaves it, as one still reads.
func TestTheStatusLineClears(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{"the fleet": "f", "help": "?", "the detail": "enter", "another action": "y"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, sizes[0], emulator.Variant{})
			w.choose("Billing to QuickB")
			w.Press("space")
			w.said(`Enabled "Billing to QuickBooks"`)
			w.Press("down")
			w.WaitUntil(func(screen string) bool { return !strings.Contains(row(screen), "Billing to QuickB") }, "moves on")
			w.WaitFor("u undo")
			w.Press(key)
			w.WaitGone(`Enabled "Billing`)
		})
	}
}
