package flow_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"corotui/api/emulator"
	"corotui/ui"
)

// Workspaces of the demo with webhooks that are off, and how many are in all.
const (
	clinic   = "harborclinic_H2C8_x"
	dental   = "northwinddental_N3D5_x"
	contoso  = "contosobikes_C9B1_x"
	disabled = 8
)

// fleet opens the fleet and waits until it is walked.
func (w *world) fleet() {
	w.t.Helper()
	w.Press("f")
	w.WaitFor("Fleet  Acme Channel", "16 workspaces · 1 no access", "8 off", "Harbor Clinic")
	w.WaitGone("of 16 workspaces")
}

// in returns a webhook of a workspace as the server holds it.
func (w *world) in(workspace, name string) map[string]any {
	w.t.Helper()
	for _, raw := range w.server.Webhooks(workspace) {
		if webhook := object(w.t, raw); webhook["name"] == name {
			return webhook
		}
	}
	w.t.Fatalf("%s has no webhook %s", workspace, name)
	return nil
}

// turnOff disables a webhook the way Coro does.
func (w *world) turnOff(workspace, name string) {
	w.t.Helper()
	held := w.in(workspace, name)
	held["status"] = "disabled"
	raw, err := json.Marshal(held)
	if err != nil {
		w.t.Fatal(err)
	}
	w.server.Put(workspace, raw)
}

// off counts the webhooks of all workspaces that can be read and are off.
func (w *world) off() int {
	w.t.Helper()
	count := 0
	for _, workspace := range emulator.Demo().Workspaces {
		if workspace.NoAccess {
			continue
		}
		for _, raw := range w.server.Webhooks(workspace.ID) {
			if object(w.t, raw)["status"] == "disabled" {
				count++
			}
		}
	}
	return count
}

// TestFleet shows every webhook below the channel, the dead ones first, opens
// one in its workspace and comes back to the same row.
func TestFleet(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.Press("f")
			w.WaitFor("Fleet  Acme Channel", "16 workspaces", "Harbor Clinic")
			w.to("Fabrikam")
			w.Press("enter")
			w.WaitFor("Security alerts", "URL ", "Secret ")
			w.Press("esc")
			w.at("Fabrikam")
			w.Press("esc")
			w.WaitGone("Fleet")
			w.WaitFor("12 webhooks · fresh")
		})
	}
}

// TestFleetIsWalkedOnce: opened again it asks only for what is not fresh.
func TestFleetIsWalkedOnce(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	asked := len(w.wire.all(http.MethodGet))
	w.Press("esc")
	w.WaitGone("Fleet")
	w.fleet()
	if again := len(w.wire.all(http.MethodGet)) - asked; again > 1 {
		t.Errorf("opened again it sent %d requests", again)
	}
	w.turnOff(contoso, "PSA tickets")
	w.Press("r")
	w.WaitFor("9 off")
}

// TestFleetActionsReachTheirWorkspace: what is done to a row is done in the
// workspace of the row, and undone there.
func TestFleetActionsReachTheirWorkspace(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	id, _ := w.in(dental, "Billing to QuickBooks")["id"].(string)
	w.to("Northwind Dental")
	w.Press("space")
	w.WaitFor(`Enabled "Billing to QuickBooks"`, "u undo", "7 off")
	w.at("Northwind Dental")
	if status := w.in(dental, "Billing to QuickBooks")["status"]; status != "enabled" {
		t.Errorf("the server holds it as %v", status)
	}
	put := w.wire.all(http.MethodPut)
	if len(put) != 1 || put[0].header.Get("Workspace") != dental || !strings.HasSuffix(put[0].path, id) {
		t.Errorf("sent %+v", put)
	}
	w.Press("u")
	w.said(`Disabled "Billing to QuickBooks" in Northwind Dental again`)
	w.WaitFor("8 off")
	w.Press("e")
	w.WaitFor("Edit  Billing to QuickBooks", "Northwind Dental")
	w.to("Description")
	w.retype("by the fleet")
	w.Press("ctrl+s")
	w.WaitFor("Save these changes?")
	w.Press("enter")
	w.WaitFor(`Saved "Billing to QuickBooks"`)
	if description := w.in(dental, "Billing to QuickBooks")["description"]; description != "by the fleet" {
		t.Errorf("the server holds %v", description)
	}
	w.Press("esc")
	w.at("Northwind Dental")
	w.Press("n")
	w.said("Open a workspace first")
}

// TestFleetBulk enables every dead webhook, though the filter hides some of the
// marked and one workspace fails: the question says so, the rest is done, and
// the whole set is undone.
func TestFleetBulk(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	w.Press("/")
	w.Type("status:off")
	w.WaitFor("8 of ")
	w.Press("enter", "X", "esc")
	w.WaitFor("8 off · 31 on · 8 marked")
	w.Press("/")
	w.Type("ws:harbor")
	w.WaitFor("8 marked, 6 hidden")
	w.Press("enter")
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpUpdate, Workspace: clinic})
	w.Press("space")
	w.WaitFor("Enable 8 webhooks in 7 workspaces?", "6 of them are hidden by the filter.")
	w.Press("right", "enter")
	w.said("Enabled 7 webhooks, 1 failed")
	w.results("1 failed · 7 enabled", "retry 1 failed")
	w.said("PSA tickets in Harbor Clinic: failed · These credentials have no access")
	w.closesResults()
	if left := w.off(); left != 1 {
		t.Errorf("%d are off", left)
	}
	if puts := len(w.wire.all(http.MethodPut)); puts != disabled {
		t.Errorf("%d updates were sent", puts)
	}
	w.Press("u")
	w.WaitFor("Undo 7 changes?")
	w.decide("undo")
	w.said("Undid 7 changes")
	w.results("7 undone")
	if left := w.off(); left != disabled {
		t.Errorf("after the undo %d are off", left)
	}
}

// TestFleetRepeatsOnlyWhatFailed, and the undo then takes back all of it.
func TestFleetRepeatsOnlyWhatFailed(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	w.Press("/")
	w.Type("status:off")
	w.WaitFor("8 of ")
	w.Press("enter", "X")
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpUpdate, Workspace: clinic})
	w.Press("space")
	w.WaitFor("Enable 8 webhooks in 7 workspaces?", "status disabled → enabled", "and 5 others")
	w.Press("right", "enter")
	w.results("1 failed · 7 enabled", "retry 1 failed")
	w.Press("r")
	w.said("Enabled 1 webhook")
	w.results("8 enabled")
	if left := w.off(); left != 0 {
		t.Errorf("%d are off", left)
	}
	if puts := len(w.wire.all(http.MethodPut)); puts != disabled+1 {
		t.Errorf("%d updates were sent", puts)
	}
	w.Press("u")
	w.WaitFor("Undo 8 changes?")
	w.decide("undo")
	w.said("Undid 8 changes")
	w.results("8 undone")
	if left := w.off(); left != disabled {
		t.Errorf("after the undo %d are off", left)
	}
}

// threeMarked opens the menu of the three webhooks of Northwind Dental.
func threeMarked(t *testing.T) *world {
	t.Helper()
	w := open(t, sizes[0], emulator.Variant{})
	w.fleet()
	w.Press("/")
	w.Type("ws:northwind")
	w.WaitFor("3 of ")
	w.Press("enter", "X", "b")
	w.WaitFor("Change 3 webhooks")
	return w
}

// TestBulkMenu does to a marked set what has no key of its own: each asks for
// what it needs, shows a sample, and is done to every webhook.
func TestBulkMenu(t *testing.T) {
	t.Parallel()
	w := threeMarked(t)
	w.WaitFor("move URL", "copy")
	w.Press("s")
	w.WaitFor("Set a header of 3 webhooks", "Name", "Value")
	w.Type("X-Team")
	w.Press("enter")
	w.Type("north")
	w.Press("enter")
	w.WaitFor("Set header X-Team of 3 webhooks in Northwind Dental?", "X-Team")
	w.Press("right", "enter")
	w.said("Set the header of 3 webhooks")
	w.closesResults("3 set")
	for _, raw := range w.server.Webhooks(dental) {
		held := object(t, raw)
		if headers, _ := held["headers"].(map[string]any); headers["X-Team"] != "north" {
			t.Errorf("%v has the headers %v", held["name"], headers)
		}
	}
	w.Press("X", "b")
	w.WaitFor("Change 3 webhooks")
	w.Press("m")
	w.WaitFor("Change the URL of 3 webhooks", "From", "Hosts now: ")
	w.Press("ctrl+u")
	w.Type("hokks.acme.example")
	w.Press("enter")
	w.Type("hooks.moved.example")
	w.Press("enter")
	w.WaitFor("! 3 webhooks do not match; there is nothing to change.", "hokks.acme.example", "hooks.moved.example")
	w.Press("ctrl+u")
	w.Type("hooks.acme.example")
	w.Press("enter", "enter")
	w.WaitFor("Change the URL of 1 webhook in Northwind Dental?", "hooks.acme.example → hooks.moved.example", "2 do not match and will be skipped.", "change 1")
	w.Press("right", "enter")
	w.said("Changed the URL of 1 webhook, 2 did not match")
	w.results("Change the URL of 3 webhooks in Northwind Dental", "1 changed · 2 skipped", "did not match")
}

// TestBulkMenuCopiesAndTests: what is done with webhooks, besides changing their fields.
func TestBulkMenuCopiesAndTests(t *testing.T) {
	t.Parallel()
	w := threeMarked(t)
	w.Press("c")
	w.WaitFor("Copy 3 webhooks into", "lakesidegroup_L4M8_c")
	w.Press("/")
	w.Type("Lakeside Group")
	w.Press("enter", "enter")
	w.WaitFor("Copy 3 webhooks into Lakeside Group?")
	before := len(w.server.Webhooks("lakesidegroup_L4M8_c"))
	w.Press("right", "enter")
	w.said("Copied 3 webhooks")
	w.closesResults("3 copied", "Lakeside Group")
	if now := len(w.server.Webhooks("lakesidegroup_L4M8_c")); now != before+3 {
		t.Errorf("there were %d webhooks and are %d", before, now)
	}
	w.Press("X", "b")
	w.WaitFor("Change 3 webhooks")
	w.Press("n")
	w.WaitFor("Rotate the secret of 3 webhooks")
	w.Type("one-secret")
	w.WaitFor("**********")
	w.Press("enter")
	w.WaitForDialog("Rotate the secret of 3 webhooks in Northwind Dental?")
	w.Press("esc")
	w.WaitGone("Rotate the secret")
	if strings.Contains(string(w.Output()), "one-secret") {
		t.Error("the secret is on the screen")
	}
	w.Press("b")
	w.WaitFor("Change 3 webhooks", "letter or")
	w.Press("esc")
	w.WaitGone("Change 3 webhooks")
	w.Press("t")
	w.WaitFor("Test 3 webhooks in Northwind Dental?", "cannot be undone")
	w.Press("right", "enter")
	w.said("Tested 3 webhooks")
	w.closesResults("3 delivered")
	if tests := len(w.server.Tests()); tests != 3 {
		t.Errorf("%d tests were sent", tests)
	}
}

// TestFleetTroubles lists what could not be read, with the reason, and reads
// what failed once more.
func TestFleetTroubles(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusNotImplemented, Operation: emulator.OpList, Workspace: clinic, Times: 4})
	w.Press("f")
	w.WaitFor("16 workspaces · 1 no access · 1 failed")
	w.said("1 workspace could not be read · ! lists them")
	w.Press("!")
	w.WaitFor("2 workspaces not read", "City Water Utility: no access", "Harbor Clinic:", "501", "retry 1")
	w.Press("r")
	w.WaitGone("not read")
	w.WaitFor("16 workspaces · 1 no access", "8 off", "Harbor Clinic")
	w.WaitGone("failed")
}

// TestFleetPauseAndStop: a walk that hangs is paused and stopped, what was read
// stays, and the next one goes on from there. The terminal's own sign shows the
// progress as long as the walk lasts, and no longer.
func TestFleetPauseAndStop(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpList, Workspace: clinic})
	w.Press("f")
	w.WaitFor("15 of 16 workspaces", "Northwind Dental")
	if sign := w.progressSign(); sign != ansi.SetProgressBar(93) {
		t.Errorf("after 15 of 16 workspaces the terminal's own sign of progress is %q", sign)
	}
	w.Press("P")
	w.WaitFor("paused")
	w.Press("P")
	w.WaitGone("aused")
	w.Press("C")
	w.WaitFor("Stopped after 15 of 16 workspaces")
	if sign := w.progressSign(); sign != ansi.ResetProgressBar {
		t.Errorf("after the walk the terminal's own sign of progress is %q", sign)
	}
	w.Press("r")
	w.WaitFor("16 workspaces · 1 no access", "Harbor Clinic")
}

// progressSign is the last order for the terminal's own sign of progress.
func (w *world) progressSign() string {
	output := string(w.Output())
	output = output[max(0, strings.LastIndex(output, "\x1b]9;4;")):]
	return output[:strings.Index(output, "\a")+1]
}

// TestWatch walks again by itself and points out what went off since.
func TestWatch(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{}, func(o *ui.Options) { o.Watch = 50 * time.Millisecond })
	w.fleet()
	w.Press("W")
	w.WaitFor("watching")
	w.turnOff(contoso, "PSA tickets")
	w.WaitFor("Disabled since", `"PSA tickets" in Contoso Bikes`, "9 off")
	told := len(w.wire.all(http.MethodGet))
	w.WaitUntil(func(screen string) bool {
		return len(w.wire.all(http.MethodGet)) > told+60 && strings.Contains(screen, `"PSA tickets" in Contoso Bikes`)
	}, "still points it out some walks later")
	w.Press("W")
	w.WaitFor("The watch is off.")
	w.WaitGone("watching")
}

// TestFleetReadOnly refuses before anything is asked.
func TestFleetReadOnly(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{}, func(o *ui.Options) { o.ReadOnly = "this is read-only (a test)" })
	w.fleet()
	w.Press("X", "space")
	w.said("Nothing was changed: this is read-only (a test).")
	if writes := w.wire.all(http.MethodPut); len(writes) != 0 {
		t.Errorf("sent %+v", writes)
	}
}
