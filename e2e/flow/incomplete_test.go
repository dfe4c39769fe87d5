package flow_test

import (
	"testing"

	"corotui/api/emulator"
)

// TestAListThatLacksSomething says so wherever what is missing could be taken for
// what is not there.
func TestAListThatLacksSomething(t *testing.T) {
	t.Parallel()
	variant, err := emulator.ParseVariant("list=page-ignored,search=page-ignored,page-size=2,grandchildren=absent")
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, sizes[0], variant)
	w.WaitFor("2 webhooks of 12 · fresh", "returned only 2 of 12 webhooks", "Billing to QuickBooks")
	w.Press("r")
	w.WaitFor("2 webhooks of 12 · fresh")
	w.Press("f")
	w.WaitFor("16 workspaces · 1 no access", " incomplete", "Coro did not return all webhooks of")
	w.Press("!")
	w.WaitFor("not read, or not completely", "Acme Channel: ", "returned only 2 of 12")
	w.Press("esc")
}
