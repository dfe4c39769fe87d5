package flow_test

import (
	"net/http"
	"testing"
	"time"

	"corotui/api/emulator"
)

// TestAWorkspaceThatIsSkipped is told with its time, in the status line, the header
// and the list of what is wrong.
func TestAWorkspaceThatIsSkipped(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.server.Fault(emulator.Fault{
		Kind: emulator.KindStatus, Status: http.StatusTooManyRequests, RetryAfter: time.Hour, Operation: emulator.OpList,
		Workspace: "contosobikes_C9B1_x", Times: emulator.Forever,
	})
	w.Press("f")
	w.WaitFor("16 workspaces · 1 no access · 1 skipped", "1 workspace was skipped: ", "asks to wait until ")
	w.Press("!")
	w.WaitFor("Contoso Bikes: skipped: ", "asks to wait until ", "retry 1")
	w.Press("esc")
}
