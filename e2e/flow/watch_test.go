package flow_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/ui"
)

// turnOn enables a webhook as someone else would.
func (w *world) turnOn(workspace, name string) {
	w.t.Helper()
	w.put(workspace, name, func(held map[string]any) { held["status"] = "enabled" })
}

// put changes a webhook as someone else would.
func (w *world) put(workspace, name string, change func(held map[string]any)) {
	w.t.Helper()
	held := w.in(workspace, name)
	change(held)
	raw, err := json.Marshal(held)
	if err != nil {
		w.t.Fatal(err)
	}
	w.server.Put(workspace, raw)
}

// scans waits until the fleet was scanned so many times more.
func (w *world) scans(more int) {
	w.t.Helper()
	searches := func() (n int) {
		for _, r := range w.wire.all(http.MethodGet) {
			if strings.HasSuffix(r.path, "/workspaces/search") {
				n++
			}
		}
		return n
	}
	want := searches() + more + 1 // the one after it has begun when it has ended
	w.WaitUntil(func(string) bool { return searches() >= want }, "scans again")
}

// TestWatchMarksWhatChanged: with a sign and a word in the row. A key goes from one to the
// next and says which it is, and recoveries are reported like failures.
func TestWatchMarksWhatChanged(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{}, func(o *ui.Options) { o.Watch = 50 * time.Millisecond })
	w.fleet()
	w.Press(".")
	w.said("Nothing has changed since the scan before · W scans again and again.")
	w.Press("W")
	w.said("marks what changed · . jumps there")
	w.turnOn(clinic, "PSA tickets")
	w.said(`Enabled again since`)
	w.said(`"PSA tickets" in Harbor Clinic · . jumps there`)
	w.turnOff(contoso, "PSA tickets")
	w.said(`Disabled since`)
	w.said(`"PSA tickets" in Contoso Bikes`)
	w.WaitFor("◆  ○ off now", "◆ 2 changed", "8 off")
	w.scans(2) // which find nothing new: nobody has seen the rows yet
	w.WaitFor("◆ 2 changed")
	w.Press(".")
	w.said(`1 of 2 changes: "PSA tickets" in Contoso Bikes was disabled`)
	w.at("Contoso Bikes")
	w.Press("W") // no scan comes between
	w.WaitFor("The watch is off.")
	w.WaitGone("◆")
}

// TestTheNextChangeWraps, and a row that was visited loses its mark with the next scan.
func TestTheNextChangeWraps(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	w.turnOff(contoso, "PSA tickets")
	w.turnOn(dental, "Billing to QuickBooks")
	w.put(clinic, "PSA tickets", func(held map[string]any) { held["url"] = "https://moved.example/in" })
	w.walkedAgain("r")
	w.said(`Disabled since`)
	w.said(`Enabled again: "Billing to QuickBooks" in Northwind Dental · Changed: "PSA tickets" in Harbor Clinic`)
	w.WaitFor("○ off now", "○ changed", "◆ 3 changed")
	w.Press("g")
	w.WaitUntil(func(screen string) bool { return strings.Contains(screen, "◆  ○ off now  ") }, "has the disabled one marked")
	w.Press("G")
	for _, want := range []string{"1 of 3 changes: ", "2 of 3 changes: ", "3 of 3 changes: ", "1 of 3 changes: "} {
		w.Press(".")
		w.said(want)
	}
	w.Press("/")
	w.Type("ws:contoso")
	w.Press("enter", ".")
	w.said(`1 of 1 change: "PSA tickets" in Contoso Bikes was disabled`)
	w.said("2 changed webhooks hidden by the filter")
	w.Press("esc")
	w.WaitGone("ws:contoso")
	w.walkedAgain("r")
	w.WaitGone("◆")
	w.Press(".")
	w.said("Nothing has changed since the scan before")
}

// TestWhatIsDoneHereIsNoNews: a scan after a change of one's own marks nothing.
func TestWhatIsDoneHereIsNoNews(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	w.to("Northwind Dental")
	w.Press("space")
	w.said(`Enabled "Billing to QuickBooks" in Northwind Dental`)
	w.walkedAgain("r")
	w.Press(".")
	w.said("Nothing has changed since the scan before")
}

// TestManyChangesAreCounted: the status line names a few, and of more says how many.
func TestManyChangesAreCounted(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	for _, name := range []string{"PSA tickets", "Security alerts", "Billing to QuickBooks"} {
		for _, workspace := range []string{contoso, dental} {
			for _, raw := range w.server.Webhooks(workspace) {
				if held := object(t, raw); held["name"] == name && held["status"] == "enabled" {
					w.turnOff(workspace, name)
				}
			}
		}
	}
	w.walkedAgain("r")
	w.said("webhooks in 2 workspaces · . jumps there")
}
