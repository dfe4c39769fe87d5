package flow_test

import (
	"net/http"
	"testing"

	"corotui/api/emulator"
)

// answering opens the program on a server whose tests have an answer.
func answering(t *testing.T, answer string) *world {
	t.Helper()
	variant, err := emulator.ParseVariant("test=" + answer)
	if err != nil {
		t.Fatal(err)
	}
	return open(t, sizes[0], variant)
}

// TestTEnablesWhatItsTestReached, says the gap as space does, and can be undone.
func TestTEnablesWhatItsTestReached(t *testing.T) {
	t.Parallel()
	w := answering(t, "success")
	w.choose("Billing to QuickB")
	w.Press("T")
	w.said(`Enabled "Billing to QuickBooks" · the test was delivered · events of the last 3 d`)
	w.WaitFor("u undo", "1 off")
	if tests := len(w.server.Tests()); tests != 1 {
		t.Errorf("%d tests were sent", tests)
	}
	w.Press("u")
	w.said(`Disabled "Billing to QuickBooks" in Acme Channel again`)
	w.choose("Usage report")
	w.Press("enter")
	w.WaitFor("v shows it")
	w.Press("T")
	w.said(`Test of "Usage report" delivered`)
	w.said("it is already enabled, and was only tested")
	w.closes("Coro answered 200")
	if puts := len(w.wire.all(http.MethodPut)); puts != 2 { // the enabling, and its undo
		t.Errorf("%d updates were sent", puts)
	}
}

// TestTDoesNotEnable what its test did not reach, or whose answer does not say so: it says
// why, and how to enable it anyway.
func TestTDoesNotEnable(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string][]string{
		"refused": {`Not enabled: the receiver answered 502`, `"Billing to QuickBooks" in Northwind Dental`, "The test failed: the receiver answered 502"},
		"failed":  {`Not enabled: Coro says it was not delivered: connection refused by the receiver`},
		"empty": {
			`Not enabled: the answer does not say whether the test was delivered · space enables "Billing to QuickBooks" in Northwind Dental anyway`,
			"The answer does not say whether the test was delivered.",
		},
	} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			w := answering(t, answer)
			w.fleet()
			w.to("Northwind Dental")
			w.Press("T")
			for _, sentence := range want {
				w.said(sentence)
			}
			w.WaitFor("So the webhook was not enabled.")
			w.closes("Coro answered 20")
			if puts := len(w.wire.all(http.MethodPut)); puts != 0 {
				t.Errorf("%d updates were sent", puts)
			}
			if answer == "empty" {
				w.Press("space")
				w.said(`Enabled "Billing to QuickBooks" in Northwind Dental`)
			}
		})
	}
}

// TestTOnSeveral asks once, and shows what became of each; undo takes back the set.
func TestTOnSeveral(t *testing.T) {
	t.Parallel()
	w := answering(t, "success")
	w.fleet()
	w.Press("/")
	w.Type("name:billing")
	w.Press("enter", "X", "T")
	w.WaitFor("Test and enable", "Each is enabled only if the answer to its test says")
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusForbidden, Operation: emulator.OpTest, Workspace: dental})
	w.Press("right", "enter")
	w.WaitForDialog("repeat 1")
	w.WaitFor(`"Billing to QuickBooks" in Northwind Dental: not enabled: Coro answered`, "events of the last 3 d were not sent",
		`"Billing to QuickBooks" in Lakeside Law: enabled; the test was delivered`, `"Billing to QuickBooks" in Contoso Bikes: already enabled; the test was`)
	if status := w.in(dental, "Billing to QuickBooks")["status"]; status != "disabled" {
		t.Errorf("without its test it is %v", status)
	}
	w.Press("r")
	w.WaitForDialog("Tested 1 webhook, enabled 1")
	w.closes("Tested 1 webhook, enabled 1")
	if status := w.in(dental, "Billing to QuickBooks")["status"]; status != "enabled" {
		t.Errorf("after its test it is %v", status)
	}
	w.Press("u")
	w.WaitForDialog("changes?")
	w.decide("undo")
	w.said("Undid 4 changes")
	if status := w.in(dental, "Billing to QuickBooks")["status"]; status != "disabled" {
		t.Errorf("after the undo it is %v", status)
	}
}
