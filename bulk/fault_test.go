package bulk_test

import (
	"fmt"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/bulk"
	"corotui/change"
	"corotui/history"
)

// TestFaultsOfBulkWrites has each fault strike one write of a run over several
// webhooks. What is told, what the server holds and what the history says must
// agree for every webhook, and the others must be done.
func TestFaultsOfBulkWrites(t *testing.T) {
	t.Parallel()
	faults := []emulator.Fault{
		{Kind: emulator.KindDelay, Delay: 20 * time.Millisecond},
		{Kind: emulator.KindRefuse},
		{Kind: emulator.KindReset},
		{Kind: emulator.KindReset, Applied: true},
		{Kind: emulator.KindCut},
		{Kind: emulator.KindInvalid},
		{Kind: emulator.KindType},
		{Kind: emulator.KindPage},
	}
	for _, status := range []int{400, 401, 403, 404, 409, 429, 500, 502, 503, 504} {
		faults = append(faults, emulator.Fault{Kind: emulator.KindStatus, Status: status})
	}
	for _, status := range []int{500, 502, 504} {
		faults = append(faults, emulator.Fault{Kind: emulator.KindStatus, Status: status, Applied: true})
	}
	for _, fault := range faults {
		t.Run(fmt.Sprintf("%s-%d-%t", fault.Kind, fault.Status, fault.Applied), func(t *testing.T) {
			t.Parallel()
			d := sit(t, 4)
			items := d.items(t)
			fault.Operation, fault.Nth = emulator.OpUpdate, 2
			d.server.Fault(fault)
			plan := d.plan(t, bulk.Action{Kind: bulk.Disable}, items)
			kinds := make(map[string]change.Kind)
			report, err := d.Run(t.Context(), plan, bulk.Options{}, func(r bulk.Result) { kinds[string(r.Task.Webhook.ID)] = r.Kind })
			if err != nil {
				t.Fatal(err)
			}
			if len(kinds) != len(items) || len(report.Problems) > 1 {
				t.Errorf("%d results, %d problems", len(kinds), len(report.Problems))
			}
			agree(t, d, plan.Set, kinds)
		})
	}
}

// agree compares what was told of each webhook with the server and the history.
func agree(t *testing.T, d *desk, set string, told map[string]change.Kind) {
	t.Helper()
	d.server.ClearFaults()
	found, err := d.Log.Read(t.Context(), history.Filter{Type: history.Result, Set: set})
	if err != nil {
		t.Fatal(err)
	}
	written := make(map[string]change.Kind)
	for _, e := range found.Entries {
		written[string(e.Webhook)] = e.Outcome
	}
	for _, item := range d.items(t) {
		id := string(item.Webhook.ID)
		kind := told[id]
		if written[id] != kind {
			t.Errorf("%s: told %s, the history says %s", id, kind, written[id])
		}
		isSo := kind == change.Done || kind == change.AlreadySo
		if kind != change.Unknown && isSo != item.Webhook.Status.Off() {
			t.Errorf("%s: told %s, and it is %s", id, kind, item.Webhook.Status)
		}
	}
}
