package flow_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestAnEntryOfTheHistoryWhole shows all of a change, and goes from there to the
// webhook and back.
func TestAnEntryOfTheHistoryWhole(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.choose("Usage report")
			w.Press("e")
			w.WaitFor("Edit  Usage report")
			w.to("URL")
			w.Press("end", "ctrl+u")
			w.Type("https://usage.moved.example/a/rather/long/path/that/no/row/has/room/for?and=what")
			w.WaitFor("has/room/for?and=what")
			w.Press("ctrl+s")
			w.WaitFor("Save these changes?")
			w.Press("enter")
			w.WaitFor(`Saved "Usage report"`, "5 of 12")
			w.Press("esc")
			w.WaitFor("enter open")
			w.choose("Billing to QuickB")
			w.Press("space")
			w.WaitFor(`Enabled "Billing to QuickBooks"`)

			w.Press("h")
			w.WaitFor("History of changes", "▌  today", "Usage report")
			w.Press("enter")
			w.WaitFor(`Changed "Billing to QuickBooks"`, "1 of 2", "Acme Channel  acmechannel_AB12_c")
			w.see("- disabled", "+ enabled", "Outcome", "u undoes it")
			w.Press("]")
			w.WaitFor(`Changed "Usage report"`, "2 of 2")
			w.see("- https://usage.acme.example/v1/coro", "+ https://usage.moved.example/")
			w.Press("enter")
			w.WaitFor("5 of 12", "Description ")
			w.Press("esc")
			w.WaitFor(`Changed "Usage report"`)
			w.Press("u")
			w.said(`Restored URL of "Usage report" in Acme Channel`)
			w.WaitFor(`Changed "Usage report"`, "3 of 3")
			w.see("undone 2026-11-23")
			w.Press("esc")
			w.WaitFor("History of changes", "▌  today")
			w.Press("esc")
			w.WaitGone("History of changes")
		})
	}
}

// TestAnEntryOfWhatIsGone says that it is.
func TestAnEntryOfWhatIsGone(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.choose("Usage report")
	w.Press("d")
	w.WaitFor(`Delete "Usage report"?`)
	w.decide("delete")
	w.said(`Deleted "Usage report"`)
	w.Press("h")
	w.WaitFor("History of changes", "▌  today")
	w.Press("enter")
	w.WaitFor(`Deleted "Usage report"`, "URL          https://usage.acme.example/v1/coro", "••••", "triggers     protected-users-count-updated")
	w.Press("enter")
	w.said(`"Usage report" no longer exists in Acme Channel.`)
	w.Press("u")
	w.WaitFor("Recreate")
	w.decide("undo")
	w.said(`Recreated "Usage report" in Acme Channel`)
	w.WaitFor("2 of 2")
	w.Press("enter")
	w.WaitFor("of 12", "usage.acme.example/v1/coro", "Description ")
}

// TestAnEntryOfAnotherWorkspace opens the list of that workspace, and in it the webhook.
func TestAnEntryOfAnotherWorkspace(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.fleet()
	w.Press("/")
	w.Type("workspace:northwind name:billing")
	w.WaitFor("1 of 39")
	w.Press("enter", "space")
	w.WaitFor(`Enabled "Billing to QuickBooks"`)
	w.Press("esc")
	w.WaitGone("1 of 39")
	w.Press("esc")
	w.WaitFor("12 webhooks")
	w.Press("h")
	w.WaitFor("History of changes", "▌  today")
	w.Press("enter")
	w.WaitFor(`Changed "Billing to QuickBooks"`, "Northwind Dental  northwinddental_N3D5_x")
	w.Press("enter")
	w.WaitFor("Northwind Dental  demo", "1 of 3", "Billing to QuickBooks", "● on")
	w.server.Remove(dental, w.in(dental, "Billing to QuickBooks")["id"].(string))
	w.Press("esc")
	w.WaitGone("1 of 3")
	w.Press("w")
	w.WaitFor("type to filter")
	w.Type("acmechannel_AB12_c")
	w.Press("enter")
	w.WaitFor("12 webhooks")
	w.Press("h")
	w.WaitFor("History of changes", "▌  today")
	w.Press("enter")
	w.WaitFor(`Changed "Billing to QuickBooks"`)
	w.Press("enter")
	w.said(`"Billing to QuickBooks" no longer exists in Northwind Dental.`)
}
