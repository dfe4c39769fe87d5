package flow_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestTheNextWebhookIsOpenedFromTheDetail: in the order and through the filter of the
// list that it was opened from, and back in the list the cursor has followed.
func TestTheNextWebhookIsOpenedFromTheDetail(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.Press("s") // by name
			w.WaitFor("sorted by name")
			w.Press("/")
			w.Type("status:on host:acme")
			w.WaitFor("3 of 12")
			w.Press("enter", "g")
			w.at("Contract sync")
			w.Press("enter")
			w.WaitFor("1 of 3")
			w.Press("[")
			w.WaitFor("This is the first webhook")
			w.Press("]")
			w.WaitFor("2 of 3", "Usage report")
			w.WaitGone("This is the first webhook")
			w.Press("v")
			w.WaitFor("usage-66ab")
			w.Press("]")
			w.WaitFor("3 of 3", "User lifecycle")
			w.WaitGone("usage-66ab")
			w.Press("]")
			w.WaitFor("This is the last webhook")
			w.Press("[")
			w.WaitFor("2 of 3")
			w.Press("esc")
			w.WaitGone("2 of 3")
			w.at("Usage report")
		})
	}
}

// TestTheNextWebhookOfTheFleet is of another workspace.
func TestTheNextWebhookOfTheFleet(t *testing.T) {
	t.Parallel()
	w := open(t, size{80, 24}, emulator.Variant{})
	w.fleet()
	w.Press("/")
	w.Type("name:billing status:off")
	w.WaitFor("4 of 39")
	w.Press("enter", "g", "enter")
	w.WaitFor("1 of 4")
	w.Press("]", "]")
	w.WaitFor("3 of 4", "Billing to QuickBooks")
}
