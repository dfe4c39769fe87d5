package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// reads are the looks at single webhooks, with which every change begins.
func reads(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/webhooks/")
}

func updates(r *http.Request) bool { return r.Method == http.MethodPut }

const waits = "Waiting for 1 change to finish · ctrl+c quits now"

// TestQuitWaitsForWrites: whatever of a change has been done when the user quits,
// it comes to its end, and the user sees what is waited for.
func TestQuitWaitsForWrites(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		key  string
		held func(*http.Request) bool
	}{
		"q before the look":      {"q", reads},
		"q before the answer":    {"q", updates},
		"ctrl+c before the look": {"ctrl+c", reads},
		"ctrl+c and the answer":  {"ctrl+c", updates},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, sizes[0], emulator.Variant{})
			w.choose("Billing to QuickB")
			_, answer := w.wire.holdAll(test.held)
			w.Press("space", test.key)
			w.WaitFor(waits, "esc stay")
			w.Press("j", "q", "d") // mean nothing any more
			answer()
			if code := w.WaitEnd(); code != 0 {
				t.Errorf("the exit code is %d", code)
			}
			if status := w.held(billing)["status"]; status != "enabled" {
				t.Errorf("the server holds it as %v", status)
			}
		})
	}
}

// TestQuitAtOnce does not wait when it is asked for a second time.
func TestQuitAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.choose("Billing to QuickB")
	_, answer := w.wire.holdAll(updates)
	defer answer()
	w.Press("space", "ctrl+c")
	w.WaitFor(waits)
	w.Quit()
}

// TestQuitIsTakenBack with esc, and the program goes on.
func TestQuitIsTakenBack(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.choose("Billing to QuickB")
	_, answer := w.wire.holdAll(updates)
	w.Press("space", "q")
	w.WaitFor(waits)
	w.Press("esc")
	w.WaitGone("Waiting")
	answer()
	w.WaitFor(`Enabled "Billing to QuickBooks"`)
	w.Quit("q")
}

// TestQuitWaitsForThoseThatWait: of two changes of one webhook the second waits
// for the first, and is no less wanted.
func TestQuitWaitsForThoseThatWait(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.choose("Billing to QuickB")
	_, answer := w.wire.holdAll(updates)
	w.Press("space")
	w.WaitFor("saving")
	w.choose("Usage report")
	w.Press("space", "q")
	w.WaitFor("Waiting for 2 changes to finish")
	answer()
	w.WaitEnd()
	if one, other := w.held(billing)["status"], w.find("Usage report")["status"]; one != "enabled" || other != "disabled" {
		t.Errorf("the server holds %v and %v", one, other)
	}
}

// TestQuitStaysForAFailure: a change that was not made must be known before the
// user leaves.
func TestQuitStaysForAFailure(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: http.StatusBadRequest, Operation: emulator.OpUpdate})
	w.choose("Billing to QuickB")
	_, answer := w.wire.holdAll(updates)
	w.Press("space", "q")
	w.WaitFor(waits)
	answer()
	w.WaitFor(`Could not enable "Billing to QuickBooks"`)
	w.WaitGone("Waiting")
	w.Quit("q")
}

// TestQuitStaysForAConflict: the user decides whose change shall hold.
func TestQuitStaysForAConflict(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	id, _ := w.find("Usage report")["id"].(string)
	w.choose("Usage report")
	w.Press("e")
	w.WaitFor("Edit  Usage report")
	w.to("URL")
	w.retype("https://mine.example/in")
	w.elsewhere(id, "url", "https://theirs.example/in")
	w.Press("ctrl+s")
	w.WaitFor("Save these changes?")
	_, answer := w.wire.holdAll(reads)
	w.Press("enter")
	w.WaitFor("saving…")
	w.Press("ctrl+c")
	w.WaitFor(waits)
	answer()
	w.WaitFor("Changed by someone else", "https://theirs.example/in")
	w.Press("m", "enter")
	w.WaitFor(`Saved "Usage report"`)
	w.Quit()
}

// TestQuitWaitsForAnUndo that is only being looked up when the user leaves.
func TestQuitWaitsForAnUndo(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	w.choose("Billing to QuickB")
	w.Press("space")
	w.WaitFor(`Enabled "Billing to QuickBooks"`)
	_, answer := w.wire.holdAll(reads)
	w.Press("u", "q")
	w.WaitFor(waits)
	answer()
	w.WaitEnd()
	if status := w.held(billing)["status"]; status != "disabled" {
		t.Errorf("the server holds it as %v", status)
	}
}

// TestQuitDuringARun asks. Then nothing more of it begins, and what is under way
// ends, however long that takes.
func TestQuitDuringARun(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	asked, answer := w.wire.holdAll(updates)
	w.Press("/")
	w.Type("status:off")
	w.WaitFor("2 of 12")
	w.Press("enter", "X", "esc")
	w.WaitFor("2 off · 2 marked")
	w.Press("space")
	w.WaitFor("Enable 2 webhooks in Acme Channel?")
	w.Press("right", "enter")
	<-asked
	<-asked
	w.WaitFor("2 waiting", "P pause  C stop")
	w.Press("q")
	w.WaitGone("2 waiting")
	w.Press("q")
	w.WaitFor("Quit while a run is in progress?")
	w.decide("quit")
	w.WaitFor("Waiting for what is being written to finish · ctrl+c quits now")
	answer()
	w.WaitEnd()
	if status := w.held(billing)["status"]; status != "enabled" {
		t.Errorf("the server holds it as %v", status)
	}
}

// TestQuitDuringARunAtOnce: the question is asked once.
func TestQuitDuringARunAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{})
	asked, answer := w.wire.holdAll(updates)
	defer answer()
	w.Press("/")
	w.Type("status:off")
	w.WaitFor("2 of 12")
	w.Press("enter", "X", "space")
	w.WaitFor("Enable 2 webhooks")
	w.Press("right", "enter")
	<-asked
	w.Press("ctrl+c")
	w.WaitFor("Quit while a run is in progress?")
	w.Quit()
}
