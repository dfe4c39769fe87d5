package flow_test

import (
	"net/http"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/ui"
)

// TestAWorkspaceThatIsSkipped is told with its time, in the status line, the header
// and the list of what is wrong.
func TestAWorkspaceThatIsSkipped(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.server.Fault(emulator.Fault{
		Kind: emulator.KindStatus, Status: http.StatusTooManyRequests, RetryAfter: time.Hour, Operation: emulator.OpList,
		Workspace: contoso, Times: emulator.Forever,
	})
	w.Press("f")
	w.WaitFor("16 workspaces · 1 no access · 1 skipped", "1 workspace was skipped: ", "asks to wait until ")
	w.Press("!")
	w.WaitFor("Contoso Bikes: skipped: ", "asks to wait until ", "retry 1")
	w.Press("esc")
}

// TestTheTimeLimitOfAScan is said with how far it came, and the rest can be scanned.
func TestTheTimeLimitOfAScan(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{}, func(o *ui.Options) { o.Fleet.Limit = 5 * time.Second })
	w.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpList, Workspace: contoso})
	w.Press("f")
	w.WaitFor("15 of 16 workspaces · 1 no access")
	w.said("The scan stopped at its time limit of 5 s: 15 of 16 workspaces were scanned")
	w.WaitFor("R scans the rest")
	w.Press("R")
	w.WaitFor("  16 workspaces · 1 no access", "8 off · 31 on")
	w.WaitGone("The scan stopped")
}
