package bulk_test

import (
	"context"
	"errors"
	"maps"
	"sync/atomic"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
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

// TestRepeatLeavesTheRestToBeResumed: a run is stopped in the middle of a write,
// and what had failed by then is repeated. What had no end is still offered, done
// once, and recorded.
func TestRepeatLeavesTheRestToBeResumed(t *testing.T) {
	t.Parallel()
	d := sit(t, 12)
	items := d.items(t)
	bad := string(items[0].Workspace)
	d.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 400, Operation: emulator.OpGet, Workspace: bad, Times: 2})
	d.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Applied: true, Nth: 3, Times: 1})
	plan := d.plan(t, bulk.Action{Kind: bulk.AddTrigger, Triggers: []api.Trigger{"ticket-escalated"}, Force: true}, items)
	report := d.stopAt(t, plan, 4, bulk.Options{Limiter: api.NewLimiter(1)})
	if report.Failed != 2 || report.NotBegun == 0 || report.Done+report.Failed+report.NotBegun != len(items) {
		t.Fatalf("the report is %+v", report)
	}
	again := plan.Repeat(report, change.AskSecret)
	repeated := d.run(t, again)
	if len(again.Tasks) != 2 || repeated.Done != 2 || repeated.NotBegun != report.NotBegun {
		t.Errorf("%d are repeated, and the report is %+v", len(again.Tasks), repeated)
	}
	rest := d.unfinished(t)
	if rest.Open != report.NotBegun {
		t.Errorf("%d are offered, and %d were not begun", rest.Open, report.NotBegun)
	}
	if last := d.run(t, d.resumed(t, rest)); last.Done != 2+report.NotBegun || last.NotBegun != 0 {
		t.Errorf("the resumed run reports %+v", last)
	}
	if found, err := bulk.Unfinished(t.Context(), d.Log, who); err != nil || len(found) != 0 {
		t.Errorf("%d are offered again, %v", len(found), err)
	}
	d.writtenOnce(t, len(items))
	back, err := d.PlanUndo(t.Context(), plan.Set)
	if err != nil || back.Summary(history.Screens).Webhooks != len(items) {
		t.Fatalf("the changes of %d are undone together, %v", back.Summary(history.Screens).Webhooks, err)
	}
}

// writtenOnce looks whether so many webhooks were updated, each once.
func (d *desk) writtenOnce(t *testing.T, want int) {
	t.Helper()
	written := make(map[string]int)
	for _, r := range d.server.Requests() {
		if r.Operation == emulator.OpUpdate {
			written[r.Path]++
		}
	}
	if len(written) != want {
		t.Errorf("%d were written, want %d", len(written), want)
	}
	for path, times := range written {
		if times != 1 {
			t.Errorf("%s was written %d times", path, times)
		}
	}
}

// TestOnlyOneGoesOnWithARun: two programs offer the same run. Once the first has
// finished it, or undone or forgotten it, the second does nothing more, whatever
// the webhooks have become since.
func TestOnlyOneGoesOnWithARun(t *testing.T) {
	t.Parallel()
	meanwhile := map[string]func(t *testing.T, d *desk, run bulk.Interrupted){
		"finished": func(t *testing.T, d *desk, run bulk.Interrupted) {
			t.Helper()
			d.run(t, d.resumed(t, run))
		},
		"undone": func(t *testing.T, d *desk, run bulk.Interrupted) {
			t.Helper()
			back, err := d.PlanUndo(t.Context(), run.Set)
			if err != nil {
				t.Fatal(err)
			}
			d.run(t, back)
		},
		"forgotten": func(t *testing.T, d *desk, run bulk.Interrupted) {
			t.Helper()
			if err := d.Abandon(t.Context(), run); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, first := range meanwhile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := sit(t, 6)
			plan := d.plan(t, bulk.Action{Kind: bulk.AddTrigger, Triggers: []api.Trigger{"ticket-escalated"}, Force: true}, d.items(t))
			d.stopAt(t, plan, 2, bulk.Options{Limiter: api.NewLimiter(1)})
			offered := d.unfinished(t)
			second := d.resumed(t, offered)
			first(t, d, offered)
			before := len(d.server.Requests())
			if report, err := d.Run(t.Context(), second, bulk.Options{}, func(bulk.Result) {}); err == nil {
				t.Errorf("it went on, and reports %+v", report)
			}
			if asked := len(d.server.Requests()) - before; asked != 0 {
				t.Errorf("it sent %d requests", asked)
			}
		})
	}
}

// TestAHeldRunIsNotForgotten: what another process resumes cannot be given up.
func TestAHeldRunIsNotForgotten(t *testing.T) {
	t.Parallel()
	d := sit(t, 6)
	plan := d.plan(t, bulk.Action{Kind: bulk.AddTrigger, Triggers: []api.Trigger{"ticket-escalated"}, Force: true}, d.items(t))
	d.stopAt(t, plan, 2, bulk.Options{Limiter: api.NewLimiter(1)})
	run := d.unfinished(t)
	release, err := d.Log.Hold(t.Context(), run.Set)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Abandon(t.Context(), run); !errors.Is(err, history.ErrHeld) {
		t.Errorf("it was forgotten: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if left := d.unfinished(t); left.Open != run.Open {
		t.Errorf("%d are left of %d", left.Open, run.Open)
	}
}

// TestAnUndoThatWasCutOffIsRecorded: the write of an undo reached the server, and
// its end was not seen any more. The resumed run records what it did, so that
// it can be undone like every other change.
func TestAnUndoThatWasCutOffIsRecorded(t *testing.T) {
	t.Parallel()
	d := sit(t, 6)
	plan := d.plan(t, bulk.Action{Kind: bulk.AddTrigger, Triggers: []api.Trigger{"ticket-escalated"}, Force: true}, d.items(t))
	made := d.run(t, plan).Done
	back, err := d.PlanUndo(t.Context(), plan.Set)
	if err != nil {
		t.Fatal(err)
	}
	d.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Applied: true, Nth: 3, Times: emulator.Forever})
	d.stopAt(t, back, 2, bulk.Options{Limiter: api.NewLimiter(1)})
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

// TestACreationThatWasCutOffByAnotherClock: a resumed undo does not make again what
// it had made before it was cut off, however far the server's clock is from ours.
func TestACreationThatWasCutOffByAnotherClock(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{-26 * time.Hour, -time.Hour, time.Hour} {
		t.Run(off.String()+" ahead", func(t *testing.T) {
			t.Parallel()
			d := sit(t, 6, emulator.WithClock(func() time.Time { return time.Now().Add(off) }))
			plan := d.plan(t, bulk.Action{Kind: bulk.Delete}, d.items(t))
			deleted := d.run(t, plan).Done
			back, err := d.PlanUndo(t.Context(), plan.Set)
			if err != nil {
				t.Fatal(err)
			}
			d.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpCreate, Applied: true, Nth: 3, Times: emulator.Forever})
			d.stopAt(t, back, 2, bulk.Options{Limiter: api.NewLimiter(1)})
			d.server.ClearFaults()
			d.run(t, d.resumed(t, d.unfinished(t)))
			if there := len(d.items(t)); there != deleted {
				t.Errorf("of %d deleted webhooks %d are there", deleted, there)
			}
		})
	}
}

// TestAForgottenRunHasItsEnds: what a run was just about to write when it was cut
// off is in the history once the run is forgotten, and can be undone.
func TestAForgottenRunHasItsEnds(t *testing.T) {
	t.Parallel()
	for _, applied := range []bool{true, false} {
		d := sit(t, 6)
		plan := d.plan(t, bulk.Action{Kind: bulk.AddTrigger, Triggers: []api.Trigger{"ticket-escalated"}, Force: true}, d.items(t))
		d.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Applied: applied, Nth: 3, Times: emulator.Forever})
		ctx, stop := context.WithCancel(t.Context())
		stopped := make(chan error, 1)
		go func() {
			_, err := d.Run(ctx, plan, bulk.Options{Limiter: api.NewLimiter(1)}, func(bulk.Result) {})
			stopped <- err
		}()
		hangs(t, d.server, 1, applied)
		stop()
		if err := <-stopped; !errors.Is(err, context.Canceled) {
			t.Fatalf("the run ended with %v", err)
		}
		d.server.ClearFaults()
		if err := d.Abandon(t.Context(), d.unfinished(t)); err != nil {
			t.Fatal(err)
		}
		found, err := d.Log.Read(t.Context(), history.Filter{Set: plan.Set})
		if err != nil {
			t.Fatal(err)
		}
		outcomes := map[change.Kind]int{}
		for _, e := range found.Entries {
			outcomes[e.Outcome]++
		}
		cut := map[bool]change.Kind{true: change.Done, false: change.Failed}[applied]
		want := map[change.Kind]int{change.Done: 2}
		want[cut]++
		if !maps.Equal(outcomes, want) {
			t.Errorf("applied %v: the history has %v, want %v", applied, outcomes, want)
		}
		if back, err := d.PlanUndo(t.Context(), plan.Set); err != nil || len(back.Tasks) != want[change.Done] {
			t.Errorf("applied %v: %d can be undone, %v", applied, len(back.Tasks), err)
		}
	}
}

// begins counts what its writer is about to send.
type begins struct {
	change.Recorder
	count *atomic.Int32
}

func (b begins) Begin(ctx context.Context, event change.Record) (string, error) {
	b.count.Add(1)
	return b.Recorder.Begin(ctx, event)
}

// TestTheRecorderKnowsWhatARunBegins: it may remember more than the history does,
// as since when a webhook is disabled that a run is about to change.
func TestTheRecorderKnowsWhatARunBegins(t *testing.T) {
	t.Parallel()
	d := sit(t, 3)
	var count atomic.Int32
	d.Writer = change.NewWriter(d.client, change.WithRecorder(begins{d.Log.By(who), &count}))
	plan := d.plan(t, bulk.Action{Kind: bulk.AddTrigger, Triggers: []api.Trigger{"ticket-escalated"}, Force: true}, d.items(t))
	if done := d.run(t, plan).Done; done == 0 || int(count.Load()) != done {
		t.Errorf("%d were done, and the recorder knows of %d", done, count.Load())
	}
}
