package bulk_test

import (
	"context"
	"errors"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/bulk"
	"corotui/change"
	"corotui/fleet"
	"corotui/history"
)

// stopAt runs a plan and stops it once so many tasks have ended.
func (d *desk) stopAt(t *testing.T, p *bulk.Plan, ended int, opts bulk.Options) bulk.Report {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	seen := 0
	report, err := d.Run(ctx, p, opts, func(bulk.Result) {
		if seen++; seen == ended {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the run ended with %v", err)
	}
	return report
}

// unfinished is the one run that was interrupted.
func (d *desk) unfinished(t *testing.T) bulk.Interrupted {
	t.Helper()
	found, err := bulk.Unfinished(t.Context(), d.Log, who)
	if err != nil || len(found) != 1 {
		t.Fatalf("%d runs are unfinished, %v", len(found), err)
	}
	return found[0]
}

func (d *desk) resumed(t *testing.T, run bulk.Interrupted) *bulk.Plan {
	t.Helper()
	plan, err := d.Resume(t.Context(), run, bulk.Action{})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestAnUndoThatWasCutOffIsRecorded: the write of an undo reached the server, and
// its end was not seen any more. The resumed run records what it did, so that
// it can be taken back like every other change.
func TestAnUndoThatWasCutOffIsRecorded(t *testing.T) {
	t.Parallel()
	d := sit(t, 6)
	plan := d.plan(t, bulk.Action{Kind: bulk.AddTrigger, Trigger: "ticket-escalated"}, d.items(t))
	made := d.run(t, plan).Done
	back, err := d.PlanUndo(t.Context(), plan.Set)
	if err != nil {
		t.Fatal(err)
	}
	d.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Applied: true, Nth: 3, Times: emulator.Forever})
	d.stopAt(t, back, 2, bulk.Options{Limiter: fleet.NewLimiter(1)})
	d.server.ClearFaults()
	if report := d.run(t, d.resumed(t, d.unfinished(t))); report.Done != made {
		t.Errorf("the resumed run reports %+v, want %d done", report, made)
	}
	found, err := d.Log.Read(t.Context(), history.Filter{Set: back.Set})
	if err != nil {
		t.Fatal(err)
	}
	told := make(map[api.WebhookID]int)
	for _, e := range found.Entries {
		if e.Outcome == change.Done && e.Undoes != "" && len(e.Deltas) > 0 {
			told[e.Webhook]++
		}
	}
	for id, times := range told {
		if times != 1 {
			t.Errorf("the history tells %d times of %s", times, id)
		}
	}
	if len(told) != made {
		t.Errorf("the history tells what was undone of %d webhooks, want %d", len(told), made)
	}
}
