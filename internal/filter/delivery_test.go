package filter_test

import (
	"testing"

	"corotui/internal/filter"
)

func TestDeliveriesMatch(t *testing.T) {
	t.Parallel()
	d := filter.NewDelivery(filter.DeliveryParts{
		Trigger: "workspaceCreated.v1", Workspace: "Acme_AB12", ID: "0f1e2d3c", Text: `{"companyName":"Zahnärzte"}`, Valid: true, Answer: "204", Forward: "failed",
	})
	for typed, want := range map[string]bool{
		"": true, "acme 0f1e": true, "zahnÄ": true, "absent": false, "-absent": true,
		"trigger:workspace-cr": true, "event:created": true, "type:created": true, "trigger:users": false, "-trigger:users": true,
		"valid:yes": true, "valid:n": false, "workspace:ab12": true, "id:0f1e": true, "id:acme": false,
		"answer:2": true, "answer:4": false, "forward:fail": true, "forward:2": false, "valid:": true,
	} {
		f, err := filter.ParseDeliveries(typed)
		if err != nil {
			t.Errorf("%q: %v", typed, err)
		}
		if got := f.Match(d); got != want {
			t.Errorf("%q matches: %t", typed, got)
		}
	}
	f, err := filter.ParseDeliveries("status:off")
	if err == nil || f.Match(d) {
		t.Errorf("a field that deliveries have not: %v", err)
	}
}
