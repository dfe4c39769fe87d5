package flow_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/ui"
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
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	late := time.After(time.Minute)
	for lists() < before+workspaces { // a walk that finds the same need not change the screen
		select {
		case <-look.C:
		case <-late:
			w.t.Fatal("it has not walked again")
		}
	}
	w.WaitUntil(func(screen string) bool {
		return !strings.Contains(screen, " of 16 workspaces") && !strings.Contains(screen, "looking for")
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
				first, _, _ := strings.Cut(rows, "\n")
				// What the scan found last may sort it again, as the one that was disabled last.
				itself := strings.Contains(first, "Northwind") && strings.Contains(first, "off now")
				return row(screen) != "" && (itself || !strings.Contains(first, "▌"))
			}, "has the cursor where it was or on the webhook, and not on another in the first row")
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
	w.said(`"Billing to QuickBooks" in Northwind Dental no longer exists.`)
	w.WaitGone("v shows it")
	w.WaitFor("7 off")
}

// archiving is a server that, once told, has a workspace no more.
type archiving struct {
	ui.Service
	archived *atomic.Bool
}

func (a archiving) Workspaces(ctx context.Context, channel api.WorkspaceID) ([]api.Workspace, error) {
	found, err := a.Service.Workspaces(ctx, channel)
	if !a.archived.Load() {
		return found, err
	}
	found = slices.DeleteFunc(found, func(w api.Workspace) bool { return w.ID == clinic })
	for i := range found {
		found[i] = a.orphaned(found[i])
	}
	return found, err
}

func (a archiving) Workspace(ctx context.Context, id api.WorkspaceID) (api.Workspace, error) {
	found, err := a.Service.Workspace(ctx, id)
	if a.archived.Load() {
		found = a.orphaned(found)
	}
	return found, err
}

func (archiving) orphaned(w api.Workspace) api.Workspace {
	w.Children = slices.DeleteFunc(slices.Clone(w.Children), func(id api.WorkspaceID) bool { return id == clinic })
	return w
}

// TestAWorkspaceThatIsArchived has no rows any more after the next walk, is not
// counted, and its marks go with it.
func TestAWorkspaceThatIsArchived(t *testing.T) {
	t.Parallel()
	var archived atomic.Bool
	w := open(t, sizes[0], emulator.Variant{}, func(o *ui.Options) {
		o.Service = archiving{o.Service, &archived}
	})
	w.fleet()
	w.to("Harbor Clinic")
	w.Press("x")
	w.WaitFor("8 off", "1 marked")
	archived.Store(true)
	w.Press("r")
	w.WaitFor("15 workspaces · 1 no access")
	w.WaitGone("Harbor Clinic", "marked")
	w.WaitFor("7 off")
}

// TestNoWebhooksSoFar: that there are none is not said before everything was read.
func TestNoWebhooksSoFar(t *testing.T) {
	t.Parallel()
	seed := emulator.Scale(6, 2, 1)
	for i := range seed.Workspaces {
		seed.Workspaces[i].Webhooks = nil
	}
	last := seed.Workspaces[len(seed.Workspaces)-1].ID
	w := openOn(t, sizes[0], seed, emulator.Variant{})
	w.WaitFor("No webhooks in Acme Channel yet.")
	_, goOn := w.wire.hold(last)
	defer goOn()
	w.Press("f")
	w.WaitFor("5 of 6 workspaces", "No webhooks below Acme Channel so far…")
	w.Press("C")
	w.said("Stopped after 5 of 6 workspaces")
	w.WaitFor("There are no webhooks below Acme Channel in what was read.")
	goOn()
	w.Press("r")
	w.WaitFor("There are no webhooks below Acme Channel.")
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpList, Workspace: last})
	w.Press("r")
	w.WaitFor("1 no access", "There are no webhooks below Acme Channel in what was read.")
}
