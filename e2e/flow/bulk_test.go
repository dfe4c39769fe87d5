package flow_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// billings marks the eleven webhooks of the fleet whose name has "billing".
func (w *world) billings() {
	w.t.Helper()
	w.fleet()
	w.Press("/")
	w.Type("name:billing")
	w.WaitFor("11 of 39")
	w.Press("enter", "X")
	w.WaitFor("b change…")
}

// TestTheHintLineNamesBulkOnceSomethingIsMarked.
func TestTheHintLineNamesBulkOnceSomethingIsMarked(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	if strings.Contains(w.Screen(), "change…") {
		t.Error("it is named before")
	}
	w.Press("x")
	w.WaitFor("space on/off marked  b change…  t test", "? more")
}

// TestTriggersArePickedFromAList that says how many have each, several at once; who has
// all of them is skipped, and the button has the number of the others.
func TestTriggersArePickedFromAList(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.billings()
	w.Press("b", "a")
	w.WaitFor("Add a trigger to 11 webhooks", "workspace-created                1 of 11 has it", "subscription-updated             all 11 have it",
		"ticket-escalated                 1 of 11 has it", "a workspace is created")
	w.Press("down", "down", "enter")
	w.WaitFor("! 11 webhooks already have it; there is nothing to change.", "Add a trigger to")
	w.Press("g", "space", "down", "space")
	w.WaitFor("[x] workspace-created", "[x] workspace-status-updated")
	w.Press("space", "enter")
	w.WaitForDialog("Add workspace-created to 10 webhooks in 10 workspaces?", "triggers + workspace-created", "and 7 others",
		"1 already has it and will be skipped.", "add 10")
	w.decide("add 10")
	w.said("Added the trigger to 10 webhooks, 1 already had it")
	w.closesResults("10 added · 1 skipped", "already had it")
	w.Press("X", "b", "r")
	w.WaitFor("Remove a trigger from 11 webhooks", "workspace-created", "all 11 have it")
	if strings.Contains(w.Screen(), "none has it") {
		t.Errorf("it offers to remove what none has:\n%s", w.Screen())
	}
	w.Press("space", "down", "space", "enter")
	w.WaitForDialog("Remove 2 triggers from 11 webhooks in 11 workspaces?", "triggers - workspace-created", "triggers - subscription-updated")
	w.decide("remove 11")
	w.said("Removed 2 triggers from 11 webhooks")
	w.results("11 removed")
	for _, trigger := range []any{"workspace-created", "subscription-updated"} {
		if held, _ := w.in(contoso, "Billing to QuickBooks")["triggers"].([]any); slices.Contains(held, trigger) {
			t.Errorf("it still has %v", trigger)
		}
	}
}

// TestHeadersArePickedFromAList, those that the marked have.
func TestHeadersArePickedFromAList(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.billings()
	w.Press("b", "d")
	w.WaitFor("Remove a header from 11 webhooks", "Authorization  all 11 have it", "enter remove")
	w.Press("enter")
	w.WaitForDialog("Remove header Authorization from 11 webhooks in 11 workspaces?")
	w.Press("esc")
	w.WaitGone("Remove header")
}

// TestAReasonStandsBelowItsField, with the cursor in it and all that was typed.
func TestAReasonStandsBelowItsField(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.billings()
	w.Press("b", "s")
	w.WaitFor("Set a header of 11 webhooks", "Headers now: Authorization (11)")
	w.Type("bad name")
	w.Press("enter")
	w.Type("north")
	w.Press("enter")
	w.WaitUntil(func(screen string) bool {
		name, problem, value := strings.Index(screen, "bad name"), strings.Index(screen, "! "), strings.Index(screen, "north")
		return 0 < name && name < problem && problem < value
	}, "has the reason between the name and the value")
	w.Press("ctrl+u")
	w.Type("X-Team")
	w.Press("enter", "enter")
	w.WaitForDialog("Set header X-Team of 11 webhooks in 11 workspaces?", "headers X-Team + north")
}

// TestAMoveShowsWhatDiffersOfAURL, keeps what does not match in its prompt, and has the
// most frequent host there already.
func TestAMoveShowsWhatDiffersOfAURL(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.billings()
	w.Press("b", "m")
	w.WaitFor("From         hooks.acme.example")
	w.Press("enter", "enter")
	w.WaitFor("! say what takes its place")
	w.Type("in.moved.example")
	w.Press("enter")
	w.WaitForDialog("Change the URL of 11 webhooks in 11 workspaces?", "URL hooks.acme.example → in.moved.example",
		`"Billing to QuickBooks" in Acme Channel  /coro/billing?v=2`, "and 8 others", "change 11")
	w.decide("change 11")
	w.said("Changed the URL of 11 webhooks")
	w.results("11 changed")
	if moved := w.in(contoso, "Billing to QuickBooks")["url"]; !strings.HasPrefix(moved.(string), "https://in.moved.example/coro/") {
		t.Errorf("the server holds %v", moved)
	}
}

// TestAMixedSetSaysWhatIsSkipped and what the filter hides.
func TestAMixedSetSaysWhatIsSkipped(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.billings()
	w.Press("/")
	w.Type(" ws:contoso")
	w.WaitFor("11 marked, 10 hidden")
	w.Press("enter", "space")
	w.WaitForDialog("Enable 4 webhooks in 4 workspaces?", "7 of the marked are already enabled and will be skipped.", "4 of them are hidden by the filter.", "enable 4")
}

// TestResultsStay until they are closed: failures first, a jump to each webhook and back,
// a retry in the same lines, an undo of the set, and a way to open them again.
func TestResultsStay(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.Press("L")
			w.said("Nothing was run yet")
			w.marksDead()
			w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpUpdate, Workspace: clinic})
			w.Press("space")
			w.WaitFor("Enable 8 webhooks in 7 workspaces?")
			w.Press("right", "enter")
			w.results("Enable 8 webhooks", "1 failed · 7 enabled")
			w.at("! failed   PSA tickets")
			w.Press("enter")
			w.WaitFor("PSA tickets · Harbor Clinic", "URL ")
			w.Press("esc")
			w.results("1 failed · 7 enabled")
			w.Press("esc")
			w.WaitFor("STATUS")
			w.Press("L")
			w.results("1 failed · 7 enabled")
			w.Press("r")
			w.results("8 enabled")
			w.Press("esc")
			w.WaitFor("STATUS")
			w.Press(":")
			w.Type("results")
			w.WaitFor("the results of the last run")
			w.Press("enter")
			w.results("8 enabled")
			w.Press("u")
			w.WaitForDialog("Undo 8 changes?", "status enabled → disabled")
			w.decide("undo")
			w.results("Undo 8 changes", "8 undone")
			if left := w.off(); left != disabled {
				t.Errorf("after the undo %d are off", left)
			}
		})
	}
}

// TestARunIsPausedAndStoppedFromItsPage, which is shown while it goes on.
func TestARunIsPausedAndStoppedFromItsPage(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	asked, release := w.wire.holdAll(updates)
	defer release()
	w.marksDead()
	w.Press("space")
	w.WaitFor("Enable 8 webhooks in 7 workspaces?")
	w.Press("right", "enter")
	<-asked
	w.WaitFor("8 waiting", "P pause  C stop")
	w.Press("P")
	w.WaitFor("paused", "P resume")
	w.Press("P")
	w.WaitFor("P pause")
	w.Press("esc")
	w.WaitGone("8 waiting")
	release()
	w.said("Enabled 8 webhooks")
	w.WaitFor("L results")
}

// TestWhatAStoppedRunLeftIsBegunFromItsResults, and what has ended is not done again.
func TestWhatAStoppedRunLeftIsBegunFromItsResults(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.billings()
	asked, release := w.wire.holdAll(updates)
	defer release()
	w.Press("b", "s")
	w.WaitFor("Set a header of 11 webhooks")
	w.Type("X-Team")
	w.Press("enter")
	w.Type("north")
	w.Press("enter")
	w.WaitForDialog("Set header X-Team of 11 webhooks")
	w.decide("set 11")
	const atOnce = 8
	for range atOnce {
		<-asked
	}
	w.Press("C")
	w.WaitFor("Stopping")
	release()
	w.results("3 not begun · 8 set", "r begin the other 3")
	w.said("3 not begun (r begins them, and the next start offers to resume)")
	w.Press("r")
	w.results("11 set")
	w.WaitGone("r begin", "not begun")
	if puts := w.sentWrites(); puts != 11 {
		t.Errorf("%d updates were sent", puts)
	}
}

// TestASetsSecretIsGeneratedUnlessTyped, the same for all, and can be had afterwards.
func TestASetsSecretIsGeneratedUnlessTyped(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"", "typed-by-hand"} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			w := open(t, size{60, 15}, emulator.Variant{})
			w.billings()
			w.Press("b")
			w.WaitFor("Change 11 webhooks", "m  move URL        to another host, or start of it", "c  copy            into other workspaces")
			w.Press("n")
			w.WaitFor("Rotate the secret of 11 webhooks", "One secret for all of them", "generated unless typed")
			if typed != "" {
				w.Type(typed)
				w.WaitFor(strings.Repeat("*", len(typed)))
			}
			w.Press("enter")
			w.WaitForDialog("rotate 11")
			w.decide("rotate 11")
			w.WaitForDialog("Give the receivers of 11 webhooks their new secret")
			secret, _ := w.in(contoso, "Billing to QuickBooks")["secret"].(string)
			if other := w.find("Billing to QuickBooks")["secret"]; other != secret || typed != "" && secret != typed || len(secret) < len("typed-by-hand") {
				t.Errorf("the server holds %q and %q", secret, other)
			}
			w.Press("right", "enter")
			w.WaitForDialog(secret)
			w.Press("esc")
			w.WaitGone(secret)
			w.Press("y")
			w.WaitForDialog("their new secret")
			w.Press("enter")
			w.said("the new secret of 11 webhooks")
		})
	}
}

// TestSeveralTestsShowOneResultEach, on the same page.
func TestSeveralTestsShowOneResultEach(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.billings()
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpTest, Workspace: contoso})
	w.Press("t")
	w.WaitForDialog("Test 11 webhooks in 11 workspaces?", "A test is sent once and cannot be undone.", "test 11")
	w.decide("test 11")
	w.results("1 failed · 10 delivered", "retry 1 failed", "failed     Billing to QuickBooks  Contoso Bikes", "200 in ")
	if strings.Contains(w.Screen(), "u undo") {
		t.Error("it offers to undo tests")
	}
	w.Press("r")
	w.results("11 delivered")
}

// TestACopyThatLacksItsSecretIsSkipped: the question says so, and counts it out.
func TestACopyThatLacksItsSecretIsSkipped(t *testing.T) {
	t.Parallel()
	w := hiding(t)
	w.choose("Usage report")
	w.Press(">")
	w.WaitFor(`Copy "Usage report" into`, "contosobikes_C9B1_x")
	w.to("Contoso Bikes")
	w.Press("enter")
	w.said("Coro does not return the secret that a copy needs; there is nothing to change.")
}
