package cli_test

import (
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestAListThatLacksSomething is shown all the same, and what it lacks is told: a
// webhook that the server does not give may be one that is off.
func TestAListThatLacksSomething(t *testing.T) {
	variant, err := emulator.ParseVariant("list=page-ignored,search=page-ignored,page-size=2")
	if err != nil {
		t.Fatal(err)
	}
	w := loggedIn(t, emulator.WithVariant(variant))
	list := w.run("", "webhooks", "list")
	list.want(t, 0, "Billing to QuickBooks", "returned only 2 of 12 webhooks")
	if strings.Contains(list.stdout, "no more") {
		t.Errorf("the warning is in the list: %s", list.stdout)
	}
	// What the search keeps back of the workspaces is known by their parents.
	if all := w.run("", "workspaces", "list", "--format", "name"); all.code != 0 || strings.Count(all.stdout, "\n") != 16 || all.stderr != "" {
		t.Errorf("got %+v", all)
	}
	w.run("", "webhooks", "disable", "Billing to QuickBooks").want(t, 0)
	w.run("", "webhooks", "enable", "PSA tickets", "Not among the two").want(t, 6, "returned only 2 of 12 webhooks", "Not among the two")
	w.run("", "fleet").want(t, 0, "Acme Channel (acmechannel_AB12_c)", "returned only 2 of 12 webhooks", "16 of 16 workspaces · 1 no access", " incomplete")
	gauges := w.run("", "fleet", "--format", "prometheus")
	gauges.want(t, 0, `corotui_workspaces{result="incomplete"}`)
	if strings.Contains(gauges.stdout, `result="incomplete"} 0`) {
		t.Errorf("none is incomplete: %s", gauges.stdout)
	}
	w.run("", "doctor").want(t, 0, "2 webhooks, 1 not enabled, and more")
}
