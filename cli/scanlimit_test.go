package cli_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
)

const oneClient = "contosobikes_C9B1_x"

// TestAWorkspaceThatIsSkipped is told with its time, counted, and a failure; the
// others are shown.
func TestAWorkspaceThatIsSkipped(t *testing.T) {
	w := loggedIn(t)
	w.emulator.Fault(emulator.Fault{
		Kind: emulator.KindStatus, Status: http.StatusTooManyRequests, RetryAfter: time.Hour, Operation: emulator.OpList,
		Workspace: oneClient, Times: emulator.Forever,
	})
	e := w.run("", "fleet")
	e.want(t, 6, "Contoso Bikes ("+oneClient+"): skipped: ", "asks to wait until ", " · 1 skipped", "Billing to QuickBooks")
	gauges := w.run("", "fleet", "--format", "prometheus")
	gauges.want(t, 6, `corotui_workspaces{result="skipped"} 1`, `corotui_workspaces{result="unread"} 0`, "corotui_workspaces_all_listed 1")
	if strings.Contains(gauges.stdout, oneClient) {
		t.Errorf("what was skipped is counted: %s", gauges.stdout)
	}
}

// TestAScanGoesOnAfterAnEndlessBody of one workspace, which has failed.
func TestAScanGoesOnAfterAnEndlessBody(t *testing.T) {
	w := loggedIn(t)
	w.emulator.Fault(emulator.Fault{
		Kind: emulator.KindHuge, Size: 1 << 40, Operation: emulator.OpList, Workspace: oneClient, Times: emulator.Forever,
	})
	w.run("", "fleet", "--concurrency", "64").want(t, 6, "Contoso Bikes ("+oneClient+"): ", " · 1 failed", "Billing to QuickBooks")
}

// TestTheTimeLimitOfAScan shows what was read by then, and says what was not.
func TestTheTimeLimitOfAScan(t *testing.T) {
	w := loggedIn(t)
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpList, Workspace: oneClient, Times: emulator.Forever})
	w.run("", "fleet", "--time-limit", "0s").want(t, 2, "--time-limit")
	e := w.run("", "fleet", "--time-limit", "5s", "--format", "prometheus")
	e.want(t, 6, "The scan stopped at its time limit of 5 s: 15 of 16 workspaces were scanned", `corotui_workspaces{result="unread"} 1`)
	if strings.Contains(e.stdout, oneClient) || !strings.Contains(e.stdout, emulator.DemoChannel) {
		t.Errorf("it wrote %s", e.stdout)
	}
}
