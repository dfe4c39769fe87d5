package cli_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
)

// entry is a line of "history --json".
type entry struct {
	ID, Action, Outcome, Name, Workspace, WorkspaceID, WorkspaceName, Webhook, Set, Undoes, UndoneBy string
	Changes                                                                                          []struct{ Field string }
}

func (w *world) past(args ...string) []entry {
	w.t.Helper()
	e := w.run("", append([]string{"history", "--json"}, args...)...)
	e.want(w.t, 0)
	return decode[[]entry](w.t, e.stdout)
}

// TestScriptedChangesAreUndone: what a script changes is in the history of the
// next run and is taken back there, by default, by id and by the start of one.
func TestScriptedChangesAreUndone(t *testing.T) {
	w := loggedIn(t)
	if len(w.past()) != 0 {
		t.Error("there is a history before the first change")
	}
	w.run("", "history").want(t, 0, "No changes were made from this machine")
	w.run("", "undo").want(t, 4, "There is nothing to undo")
	w.run("", "webhooks", "enable", "Billing to QuickBooks").want(t, 0)
	w.run("", "webhooks", "edit", "Usage report", "--description", "by a script").want(t, 0)
	all := w.past()
	if len(all) != 2 || all[0].Name != "Usage report" || all[0].WorkspaceID != emulator.DemoChannel || all[0].WorkspaceName != "Acme Channel" || all[1].Changes[0].Field != "status" || all[0].Action != "update" {
		t.Fatalf("the history holds %+v", all)
	}
	w.run("", "history").want(t, 0, "disabled → enabled", "Billing to QuickBooks", "done", all[0].ID)
	if one := w.past("--limit", "1"); len(one) != 1 || one[0].ID != all[0].ID {
		t.Errorf("--limit 1 lists %+v", one)
	}
	if none := w.past("--webhook", "another"); len(none) != 0 {
		t.Errorf("another webhook has the history %+v", none)
	}

	w.run("", "undo", all[1].ID[:5]).want(t, 2, `Disable "Billing to QuickBooks" in Acme Channel again?`, "in an earlier session", "--yes")
	if held, _ := w.webhook(billing); held.Status != "enabled" {
		t.Errorf("without a yes the server holds it as %s", held.Status)
	}
	w.run("", "undo", all[1].ID[:5], "--yes").want(t, 0, `Disabled "Billing to QuickBooks" in Acme Channel again`)
	if held, _ := w.webhook(billing); held.Status != "disabled" {
		t.Errorf("the server holds it as %s", held.Status)
	}
	w.run("", "history").want(t, 0, "undone by")
	w.run("", "undo", "--yes").want(t, 0, `Restored description of "Usage report" in Acme Channel`)
	w.run("", "undo").want(t, 4, "There is nothing to undo")
	w.run("", "undo", all[1].ID).want(t, 1, "it was undone already")
	w.run("", "undo", "nonsense").want(t, 4, "no change of this id")
	w.run("", "history", "--limit", "-1").want(t, 2, "--limit")
}

// TestWhatACommandAsks: a change by the command line names its workspace in the
// history, and asks the server nothing twice.
func TestWhatACommandAsks(t *testing.T) {
	w := loggedIn(t)
	for _, c := range []struct{ args, want string }{
		{"enable " + billing, "list workspace get update"},
		{"edit " + billing + " --description=other", "list workspace get update"},
		{"create --name New --url https://new.example --trigger workspace-created --secret-stdin", "list workspace create"},
		{"delete " + billing + " --yes", "list workspace get delete"},
	} {
		before := len(w.emulator.Requests())
		w.run(hookCanary, append([]string{"webhooks"}, strings.Fields(c.args)...)...).want(t, 0)
		var asked []string
		for _, r := range w.emulator.Requests()[before:] {
			if r.Operation != emulator.OpToken { // the first command's
				asked = append(asked, string(r.Operation))
			}
		}
		if got := strings.Join(asked, " "); got != c.want {
			t.Errorf("%s asks %s, want %s", c.args, got, c.want)
		}
		if e := w.past()[0]; e.WorkspaceName != "Acme Channel" {
			t.Errorf("%s is in the history of %q (%s)", c.args, e.WorkspaceName, e.WorkspaceID)
		}
	}
}

// TestOneCommandIsUndoneAsOne: what one command changed goes back together.
func TestOneCommandIsUndoneAsOne(t *testing.T) {
	w := loggedIn(t)
	w.run("", "webhooks", "enable", billing, "PSA tickets").want(t, 0)
	all := w.past()
	if len(all) != 2 || all[0].Set == "" || all[0].Set != all[1].Set {
		t.Fatalf("the history holds %+v", all)
	}
	w.run("", "undo").want(t, 2, "Undo 2 changes?", "--yes")
	w.run("", "undo", all[0].Set, "--yes").want(t, 0, `Disabled "Billing to QuickBooks" in Acme Channel again`,
		`Disabled "PSA tickets" in Acme Channel again`, "Undid 2 changes")
	if held, _ := w.webhook(billing); held.Status != "disabled" {
		t.Errorf("the server holds it as %s", held.Status)
	}
	w.run("", "undo").want(t, 4)
}

// TestASetThatPartlyFailedIsUndoneWhole: what changed nothing needs no way back,
// so that the undo of the rest is the undo of all. It is a run like the one that
// it takes back: several at once, and refused before anything is asked where
// nothing may be changed.
func TestASetThatPartlyFailedIsUndoneWhole(t *testing.T) {
	t.Parallel()
	w := loggedIn(t, emulator.WithLatency(20*time.Millisecond))
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpUpdate, Workspace: contoso, Times: emulator.Forever})
	changed := w.run("", "fleet", "disable", "--filter", "ws:contoso", "--yes")
	if changed.code == 0 || strings.Contains(changed.stderr, "corotui undo") {
		t.Errorf("nothing was changed, and it ends with %d: %s", changed.code, changed.stderr)
	}
	changed = w.run("", "fleet", "disable", "--all", "--yes")
	if changed.code != 6 {
		t.Fatalf("it ended with %d: %s", changed.code, changed.stderr)
	}
	set := w.past("--limit", "1")[0].Set
	w.emulator.ClearFaults()
	w.emulator.ResetRequests()
	w.run("", "undo", set, "--yes", "--read-only").want(t, 2, "read-only")
	if asked := len(w.emulator.Requests()); asked != 0 {
		t.Errorf("read-only it asked %d times", asked)
	}
	w.run("", "undo", set).want(t, 2, "Undo 29 changes?", "--yes")
	e := w.run("", "undo", set, "--yes", "--json")
	if e.code != 0 {
		t.Errorf("the undo ended with %d: %s", e.code, e.stderr)
	}
	together := 0
	for _, r := range w.emulator.Requests() {
		together = max(together, r.Concurrent)
	}
	if together < 2 {
		t.Error("it undid one after the other")
	}
	undone := e.results(t)
	for _, one := range undone {
		if one.Outcome != "done" || one.Error != nil || one.Set == nil || one.Undo == nil {
			t.Errorf("one ended as %+v", one)
		}
	}
	if len(undone) != 29 {
		t.Errorf("%d were undone, want 29", len(undone))
	}
	if left := w.run("", "fleet", "--json", "--status", "disabled"); strings.Count(left.stdout, "\n") != 8 {
		t.Errorf("8 were disabled, and now\n%s", left.stdout)
	}
	if again := w.run("", "undo", set, "--yes"); again.code != 1 || !strings.Contains(again.stderr, "everything in it is already undone") {
		t.Errorf("the second time it ended with %d: %s", again.code, again.stderr)
	}
}

// TestUndoMeetsAnother: what Someone else changed in the same field since is
// not written over.
func TestUndoMeetsAnother(t *testing.T) {
	w := loggedIn(t)
	w.run("", "webhooks", "edit", billing, "--description", "mine").want(t, 0)
	held, _ := w.webhook(billing)
	w.run("", "webhooks", "edit", billing, "--description", "theirs").want(t, 0)
	first := w.past()[1]
	w.run("", "undo", first.ID, "--yes").want(t, 5, "Someone else changed")
	if now, _ := w.webhook(billing); now.Description != "theirs" || held.Description != "mine" {
		t.Errorf("the description was %q and is %q", held.Description, now.Description)
	}
}

// TestUndoTakesNoOther: what cannot be undone is refused, with the reason and the
// id of the change before it, which stays as it is.
func TestUndoTakesNoOther(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.run("", "webhooks", "enable", billing).want(t, 0)
	w.run(hookCanary, "webhooks", "edit", "Usage report", "--secret-stdin").want(t, 0)
	older := w.past()[1].ID
	for _, args := range [][]string{{"undo"}, {"undo", "--yes"}} {
		w.run("", args...).want(t, 1, `the update of "Usage report" in `, "cannot be undone: ", "corotui undo "+older)
	}
	if held, _ := w.webhook(billing); held.Status != "enabled" {
		t.Errorf("the server holds it as %s", held.Status)
	}
	w.run("", "undo", older, "--yes").want(t, 0, `Disabled "Billing to QuickBooks"`)
	w.run("", "undo", "--yes").want(t, 1, "cannot be undone")
}

// TestUndoAsksFirst: a creation is not deleted unasked, and --workspace and
// --profile mean what was changed there.
func TestUndoAsksFirst(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.run(hookCanary, "webhooks", "create", "--name", "Made", "--url", "https://made.example/in", "--trigger", "workspace-created", "--secret-stdin").want(t, 0)
	made := w.past()[0].Webhook
	w.run("", "undo").want(t, 2, `Delete "Made" in `, "in an earlier session", "--yes")
	if _, there := w.webhook(made); !there {
		t.Fatal("it was deleted unasked")
	}
	w.run("", "undo", "--workspace", contoso, "--yes").want(t, 4, "There is nothing to undo")
	w.run("", "undo", w.past()[0].ID, "--workspace", contoso, "--yes").want(t, 1, "it was made in the workspace")
	w.run("", "undo", "--profile", "none-of-this-name", "--yes").want(t, 2)
	if _, there := w.webhook(made); !there {
		t.Fatal("it was deleted from another place")
	}
	w.run("", "undo", "--workspace", emulator.DemoChannel, "--yes").want(t, 0, `Deleted "Made" in `)
	if _, there := w.webhook(made); there {
		t.Error("it is still there")
	}
}

// TestUndoOfADeletion says what does not come back and wants a yes and, as this
// is another run, a new secret.
func TestUndoOfADeletion(t *testing.T) {
	w := loggedIn(t)
	before, _ := w.webhook(billing)
	w.run("", "webhooks", "delete", "--yes", billing).want(t, 0)
	if e := w.run("", "undo"); e.code != 2 || !strings.Contains(e.stderr, "--yes") || !strings.Contains(e.stderr, "needs a new one") {
		t.Errorf("without a yes it ended with %d: %s", e.code, e.stderr)
	}
	if e := w.run("", "undo", "--yes"); e.code != 1 || !strings.Contains(e.stderr, "--secret-stdin") {
		t.Errorf("without a secret it ended with %d: %s", e.code, e.stderr)
	}
	e := w.run(hookCanary, "undo", "--yes", "--secret-stdin", "--json")
	if e.code != 0 || strings.Contains(e.stdout+e.stderr, hookCanary) {
		t.Errorf("it ended with %d: %s%s", e.code, e.stdout, e.stderr)
	}
	after, ok := w.webhook(e.result(t).ID)
	if !ok || after.Secret != hookCanary || after.Name != before.Name || after.URL != before.URL {
		t.Errorf("it was %+v and is %+v", before, after)
	}
	if newest := w.past()[0]; newest.Action != "create" || newest.Undoes == "" {
		t.Errorf("the history says %+v", newest)
	}
}

// TestUndoElsewhere: a change that was made at another server is not taken back
// at this one.
func TestUndoElsewhere(t *testing.T) {
	w := loggedIn(t)
	w.run("", "webhooks", "enable", billing).want(t, 0)
	other := newWorld(t)
	w.set("COROTUI_API_URL=" + other.url)
	w.run("", "undo").want(t, 4)
	w.run("", "undo", w.past()[0].ID).want(t, 1, "it was made at")
}

// TestUndoWhereSecretsAreHidden leaves the secret out only when told to.
func TestUndoWhereSecretsAreHidden(t *testing.T) {
	variant, err := emulator.ParseVariant("secret=stars,update=keep-secret")
	if err != nil {
		t.Fatal(err)
	}
	w := loggedIn(t, emulator.WithVariant(variant))
	w.run("", "webhooks", "enable", billing, "--leave-secret").want(t, 0)
	w.run("", "undo", "--yes").want(t, 1, "--leave-secret")
	w.run("", "undo", "--yes", "--leave-secret").want(t, 0, row("done", "acmechannel_AB12_c", "Acme Channel", billing), "Disabled")
	if held, _ := w.webhook(billing); held.Status != "disabled" || held.Secret == "" {
		t.Errorf("the server holds %+v", held)
	}
}
