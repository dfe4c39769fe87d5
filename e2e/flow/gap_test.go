package flow_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestTheGapIsTrue: an edit, a refresh, and an enabling that is undone do not move
// since when a webhook is disabled.
func TestTheGapIsTrue(t *testing.T) {
	t.Parallel()
	for name, touch := range map[string]func(w *world){
		"an edit": func(w *world) {
			w.Press("e")
			w.WaitFor("Edit  Billing to QuickBooks")
			w.to("URL")
			w.retype("https://new.example/in")
			w.Press("ctrl+s")
			w.WaitFor("Save these changes?")
			w.Press("enter")
			w.WaitFor(`Saved "Billing to QuickBooks"`)
			w.Press("esc")
		},
		"a test": func(w *world) {
			w.Press("t")
			w.WaitFor("Coro answered")
			w.closes("Coro answered")
		},
		"enabling and undo": func(w *world) {
			w.Press("space")
			w.WaitFor(`Enabled "Billing to QuickBooks"`, "1 off")
			w.Press("u")
			w.said(`Disabled "Billing to QuickBooks" in Acme Channel again`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, size{80, 24}, emulator.Variant{})
			w.choose("Billing to QuickB")
			touch(w)
			w.WaitFor("2 off", "off 3d")
			asked, answer := w.wire.hold(emulator.DemoChannel)
			w.Press("r")
			<-asked
			w.WaitFor("refreshing")
			answer()
			w.WaitGone("refreshing")
			w.WaitFor("off 3d")
			w.Press("/")
			w.Type("off:>2d")
			w.WaitFor("1 of 12", "Billing to QuickB")
			w.Press("esc")
			w.WaitFor("PSA tickets")
			w.choose("Billing to QuickB")
			w.Press("space")
			w.said(`Enabled "Billing to QuickBooks" · events of the last 3 d`)
		})
	}
}
