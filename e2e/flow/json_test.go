package flow_test

import (
	"encoding/json"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestTheJSONOfAWebhook is opened from the list, the fleet and the detail, is searched
// and copied, and shows nothing secret and loses nothing at any width.
func TestTheJSONOfAWebhook(t *testing.T) {
	t.Parallel()
	for _, s := range append(sizes, size{110, 30}) {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, s, emulator.Variant{})
			w.choose("Billing to QuickB")
			w.Press("J")
			w.WaitFor(`JSON of "Billing to QuickBooks"`, `"id": "`+billing+`"`, `"workspaceId": "acmechannel_AB12_c"`)
			w.Press("/")
			w.Type("ownerteam")
			w.WaitFor("1 of 1 match", `"ownerTeam": "billing"`)
			w.Press("enter")
			w.WaitFor("n next match")
			w.Press("y")
			w.WaitFor(`JSON of "Billing to QuickBooks"`, "may not take it")
			w.WaitUntil(func(string) bool { return w.clipboard() != "" }, "has copied something")
			copied := w.clipboard()
			if held := object(t, []byte(copied)); held["secret"] != "••••••••••••" || held["ownerTeam"] != "billing" || len(held) < 12 {
				t.Errorf("copied was %s", copied)
			}
			if !json.Valid([]byte(copied)) || strings.Contains(string(w.Output()), "qb-7f3e91c2a4") {
				t.Error("the secret is shown")
			}
			w.Press("esc")
			w.WaitGone("1 of 1 match")
			w.Press("esc")
			w.WaitGone("↑↓ scroll")

			w.Press("enter")
			w.WaitFor("2 of 12")
			w.Press("J")
			w.WaitFor("↑↓ scroll") // the status line has the title, too
			w.Press("J")
			w.WaitGone("↑↓ scroll")
			w.WaitFor("2 of 12")
			w.Press("esc")
			w.WaitFor("enter open")

			w.fleet()
			w.Press("/")
			w.Type("workspace:northwind name:billing")
			w.WaitFor("1 of 39")
			w.Press("enter", "J")
			w.WaitFor(`JSON of "Billing to QuickBooks" in `, `"workspaceId": "northwinddental_N3D5_x"`)
		})
	}
}
