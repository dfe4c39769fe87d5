package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestAWriteOutlivesAnOlderReadOfTheList: a list that was asked for before writes,
// and comes after them, tells of what was there before. What was enabled stays so,
// what was deleted stays away, and what was made again is there.
func TestAWriteOutlivesAnOlderReadOfTheList(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	asked, answer := w.wire.hold(emulator.DemoChannel)
	w.Press("r")
	<-asked
	w.choose("Billing to QuickB")
	w.Press("space")
	w.WaitFor(`Enabled "Billing to QuickBooks"`, "1 off")
	for _, name := range []string{"Device counts", "Usage report"} {
		w.choose(name)
		w.Press("d")
		w.WaitFor("Delete \"" + name)
		w.Press("right", "enter")
		w.WaitFor(`Deleted "` + name)
	}
	w.Press("u")
	w.WaitFor(`Recreate "Usage report" in Acme Channel?`)
	w.decide("undo")
	w.said(`Recreated "Usage report" in Acme Channel`)
	w.WaitFor("11 webhooks", "refreshing")
	answer()
	w.WaitFor("11 webhooks · fresh", "1 off", "Usage report")
	if screen := w.Screen(); strings.Contains(screen, "Device counts") || strings.Count(screen, "usage.acme.example") != 1 {
		t.Errorf("the list is that of before the writes:\n%s", screen)
	}
}

// TestAFailureOutlivesAnOlderRefresh: why a change was not made stays on the screen
// when a refresh ends that was begun before it. The next one takes it away.
func TestAFailureOutlivesAnOlderRefresh(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	asked, answer := w.wire.hold(emulator.DemoChannel)
	w.Press("r")
	<-asked
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpUpdate})
	const why = `Could not enable "Billing to QuickBooks"`
	w.choose("Billing to QuickB")
	w.Press("space")
	w.WaitFor(why, "refreshing")
	answer()
	w.WaitFor("12 webhooks · fresh", why)
	w.Press("r")
	w.WaitGone(why)
}
