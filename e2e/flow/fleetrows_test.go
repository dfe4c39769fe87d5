package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestWentOffAfterATest: what was tested, or could not be changed, was on and is
// known to be; when it goes off later, that is news.
func TestWentOffAfterATest(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	w.Press("/")
	w.Type("ws:contoso")
	w.WaitFor("2 of ")
	w.Press("enter", "X", "t")
	w.WaitFor("Test 2 webhooks in Contoso Bikes?")
	w.Press("right", "enter")
	w.said("Tested 2 webhooks")
	w.turnOff(contoso, "PSA tickets")
	w.Press("r")
	w.WaitFor("Disabled since", `"PSA tickets" in Contoso Bikes`)
}

// TestTheOneHiddenMarkIsTold: a mark can be on the only webhook that cannot be
// seen, so every question and answer about it says so.
func TestTheOneHiddenMarkIsTold(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	w.Press("x", "/")
	w.Type("ws:fabrikam")
	w.WaitFor("1 marked, 1 hidden")
	w.Press("enter")
	const told = "It is marked, and hidden by the filter."
	for key, title := range map[string]string{"d": `Delete "PSA tickets"?`, "b": `Change "PSA tickets" in Harbor Clinic`, "y": `Copy from "PSA tickets" in Harbor Clinic?`} {
		w.Press(key)
		w.WaitFor(title, told)
		w.Press("esc")
		w.WaitGone(told)
	}
	w.Press("t")
	w.WaitFor(`Test of "PSA tickets"`, told)
	w.closes("Coro answered")
	w.Press("space")
	w.said(`Enabled "PSA tickets"`)
	w.said("it is hidden by the filter")
	w.Press("enter")
	w.WaitFor("Security alerts", "URL ")
	w.Press("d")
	w.WaitFor(`Delete "Security alerts"?`)
	if strings.Contains(w.Screen(), told) {
		t.Errorf("what is on the screen is called hidden:\n%s", w.Screen())
	}
	w.Press("esc")
}

// TestMarksStayWhereNothingWasDone: a test changes nothing, what failed is to be
// tried again, and the undo of a set is not about what is marked now.
func TestMarksStayWhereNothingWasDone(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	w.Press("/")
	w.Type("ws:northwind")
	w.WaitFor("3 of ")
	w.Press("enter", "X", "t")
	w.WaitFor("Test 3 webhooks in Northwind Dental?")
	w.Press("right", "enter")
	w.said("Tested 3 webhooks")
	w.Press("esc")
	w.WaitFor("8 off · 31 on · 3 marked")
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpUpdate, Workspace: dental})
	w.Press("b", "s")
	w.WaitFor("Set a header of 3 webhooks")
	w.Type("X-Team")
	w.Press("enter")
	w.Type("north")
	w.Press("enter")
	w.WaitFor("Set a header of 3 webhooks in Northwind Dental?")
	w.Press("right", "enter")
	w.WaitFor("Not done", "repeat 1")
	w.closes("Not done")
	w.WaitFor("8 off · 31 on · 1 marked")
	w.Press("u")
	w.WaitFor("Undo 2 changes?")
	w.decide("undo")
	w.said("Undid 2 changes")
	w.WaitFor("8 off · 31 on · 1 marked")
}

// TestAWriteOutlivesAnOlderRead: a list that was asked for before a write, and
// comes after it, tells of what was there before. The row stays as it was
// written, it is no news that it went off, and the next walk asks anew.
func TestAWriteOutlivesAnOlderRead(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	reads := func() (count int) {
		for _, r := range w.wire.all(http.MethodGet) {
			if r.header.Get("Workspace") == contoso && strings.HasSuffix(r.path, "/webhooks") {
				count++
			}
		}
		return count
	}
	before := reads()
	_, goOn := w.wire.hold(contoso)
	w.Press("r")
	w.WaitFor("15 of 16 workspaces")
	w.to("Contoso Bikes")
	w.Press("space")
	w.WaitFor("Disabled ", "15 of 16 workspaces", "9 off")
	goOn()
	w.WaitGone("15 of 16")
	w.WaitFor("16 workspaces · 1 no access", "9 off")
	if strings.Contains(w.Screen(), "Went off") {
		t.Errorf("what was just disabled is news:\n%s", w.Screen())
	}
	asked := reads()
	if asked != before+1 {
		t.Errorf("it was asked %d times in one walk", asked-before)
	}
	w.Press("esc")
	w.WaitGone("Fleet")
	w.Press("f")
	w.WaitUntil(func(string) bool { return reads() > asked }, "asks for the one that was changed")
	w.WaitFor("16 workspaces · 1 no access", "9 off")
}
