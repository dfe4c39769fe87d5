package flow_test

import (
	"net/http"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"corotui/api/emulator"
	"corotui/ui"
)

// waitBehind waits until what is typed behind a text is this.
func (w *world) waitBehind(text, typed string) {
	w.WaitUntil(func(screen string) bool {
		_, after, _ := strings.Cut(screen, text)
		return strings.HasPrefix(after, typed+" ")
	}, "shows "+typed+" as typed")
}

// TestFleetTypedNumber: a change of more than a hundred webhooks wants their
// number typed. Without it nothing is sent, whatever else is pressed.
func TestFleetTypedNumber(t *testing.T) {
	t.Parallel()
	const question, wanted = "Delete 108 webhooks in 54 workspaces?", "Type 108 to continue: "
	w := openOn(t, size{80, 24}, emulator.Scale(54, 2, 1), emulator.Variant{})
	w.WaitFor("Acme Channel", "2 webhooks", "fresh")
	w.Press("f")
	w.WaitFor("  54 workspaces", "7 off · 101 on")
	typed := func(number string) { w.waitBehind(wanted, number) }
	stays := func(key string) {
		w.Press(key)
		w.WaitFor(question, wanted)
		if deletions := w.wire.all(http.MethodDelete); len(deletions) > 0 {
			t.Fatalf("%s sent %d deletions", key, len(deletions))
		}
	}
	w.Press("X", "d")
	w.WaitFor(question, wanted, "[ cancel ]")

	w.Press("right")
	w.WaitFor("[ delete 108 ]")
	stays("enter") // with nothing typed
	w.Type("107")
	typed("107")
	w.Press("right")
	w.WaitFor("[ delete 108 ]")
	stays("enter") // with a wrong number
	w.Press("backspace")
	typed("10")
	w.Type("8")
	w.WaitFor(wanted+"108", "[ delete 108 ]")
	w.Press("esc") // leaves it though the number is right
	w.WaitGone(question)
	w.WaitFor("7 off · 101 on · 108 marked")

	w.Press("d")
	w.WaitFor(question)
	typed("") // what was typed before is gone
	w.Paste("1080")
	typed("1080")
	w.WaitFor("[ cancel ]")
	w.Press("enter") // which is cancel
	w.WaitGone(question)
	w.WaitFor("7 off · 101 on · 108 marked")
	if deletions := w.wire.all(http.MethodDelete); len(deletions) > 0 {
		t.Fatalf("%d deletions were sent before the number was right", len(deletions))
	}

	w.Press("d")
	w.WaitFor(question)
	w.Paste("108")
	w.WaitFor("[ delete 108 ]")
	w.Press("enter")
	w.said("Deleted 108 webhooks")
	w.closesResults("108 deleted")
	w.said("There are no webhooks below Acme Channel")
	if deletions := len(w.wire.all(http.MethodDelete)); deletions != 108 {
		t.Errorf("%d deletions were sent, want one for each of 108", deletions)
	}
}

// TestTheMouseLeavesWhatIsBelowABox: a wheel that is turned while a box asks for
// something does not move the list below it.
func TestTheMouseLeavesWhatIsBelowABox(t *testing.T) {
	t.Parallel()
	w := open(t, sizes[0], emulator.Variant{}, func(o *ui.Options) { o.Mouse = true })
	w.Press("b", "m")
	w.WaitFor("Change the URL")
	w.Tell(tea.MouseWheelMsg{X: 5, Y: 8, Button: tea.MouseWheelDown})
	w.Type("old.example")
	w.WaitFor("old.example")
	w.Press("esc")
	w.WaitGone("Change the URL")
	w.at("PSA tickets")
	w.Tell(tea.MouseWheelMsg{X: 5, Y: 8, Button: tea.MouseWheelDown})
	w.at("Billing to QuickB")
}
