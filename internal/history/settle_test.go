package history_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
)

// cut is a recorder of a program that ends before the answer comes: what it began
// has no end.
type cut struct{ change.Recorder }

func (cut) Record(context.Context, change.Record) (string, error) { return "", nil }

// cutOff makes a change whose end no one sees; the server carries it out, or never
// gets it.
func (d *desk) cutOff(t *testing.T, c change.Change, carriedOut bool) {
	t.Helper()
	if !carriedOut {
		d.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 400, Operation: emulator.OpUpdate})
		d.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 400, Operation: emulator.OpDelete})
		d.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 400, Operation: emulator.OpCreate})
	}
	got := change.NewWriter(d.client, change.WithRecorder(cut{d.log.By(tech1)}), change.WithPatience(0),
		change.WithClock(d.clock)).Do(testContext, c)
	if got.Kind != change.Done && got.Kind != change.Failed {
		t.Fatalf("it ended %v with %v", got.Kind, got.Err)
	}
	d.server.ClearFaults()
	d.restart()
}

// TestCutOffChangesAreSettled: what became of a change whose end no one saw is
// found out by the next program, once, and can be undone like any other.
func TestCutOffChangesAreSettled(t *testing.T) {
	t.Parallel()
	for _, variant := range []emulator.Variant{{}, {Secret: "stars"}, {Secret: "absent", Extra: "added"}} {
		for _, carriedOut := range []bool{true, false} {
			for _, action := range []change.Action{change.Updated, change.Deleted, change.Created} {
				d := sit(t, t.TempDir(), variant)
				base := d.see(t, billing)
				goal := base.Clone()
				goal.URL, goal.Status = "https://u:canary@other.example/in", api.Enabled
				goal.Headers = append(goal.Headers, api.Header{Name: "X-Api-Key", Value: "Bearer canary"})
				changes := map[change.Action]change.Change{
					change.Updated: change.Update{Workspace: channel, Base: base, Goal: change.Rules{}.Edit(base.Fields, goal), Secret: change.LeaveSecret},
					change.Deleted: change.Delete{Workspace: channel, Base: base},
					change.Created: change.Create{Workspace: channel, Goal: change.Rules{Force: true}.New(named(goal, "New one"))},
				}
				before := d.all(t)
				d.cutOff(t, changes[action], carriedOut)
				ends, err := d.log.Settle(testContext, tech1, d.writer)
				if err != nil || len(ends) != 1 {
					t.Fatalf("%s carried out %v: settled %+v, %v", action, carriedOut, ends, err)
				}
				want, says := change.Done, "was made"
				if !carriedOut {
					want, says = change.Failed, "was not made"
				}
				if e := ends[0].Entry; e.Outcome != want || e.Action != action || !strings.Contains(string(ends[0].Says()), says) {
					t.Errorf("%s carried out %v: settled %+v, said %q", action, carriedOut, e, ends[0].Says())
				}
				if again, err := d.log.Settle(testContext, tech1, d.writer); err != nil || len(again) > 0 {
					t.Errorf("%s: settled again %+v, %v", action, again, err)
				}
				found, err := d.log.Read(testContext, history.Filter{})
				if err != nil || len(found.Entries) != 1 {
					t.Fatalf("%s: the history has %+v, %v", action, found, err)
				}
				if carriedOut && action == change.Created {
					if d.undo(t); d.all(t) != before {
						t.Errorf("an undo of it leaves %s, not %s", d.all(t), before)
					}
				}
			}
		}
	}
}

// named gives a webhook another name and a secret.
func named(f api.Fields, name api.Text) api.Fields {
	f.Name, f.Secret = name, api.GivenSecret("new")
	return f
}

// all names the webhooks that the server holds.
func (d *desk) all(t tb) string {
	t.Helper()
	all, err := d.client.Webhooks(testContext, channel)
	if err != nil {
		t.Fatal(err)
	}
	var names strings.Builder
	for _, w := range all {
		names.WriteString(string(w.ID) + " ")
	}
	return names.String()
}

// TestOnlyWhatCanBeKnownIsSettled: another account's changes and those of a
// server that does not answer are left, and what someone else changed since is
// not called made.
func TestOnlyWhatCanBeKnownIsSettled(t *testing.T) {
	t.Parallel()
	d := sit(t, t.TempDir(), emulator.Variant{})
	base := d.see(t, billing)
	goal := base.Clone()
	goal.Name, goal.URL = "Ours", "https://ours.example"
	d.cutOff(t, change.Update{Workspace: channel, Base: base, Goal: change.Rules{}.Edit(base.Fields, goal)}, true)
	other := tech1
	other.Profile = "other"
	if ends, err := d.log.Settle(testContext, other, d.writer); err != nil || len(ends) > 0 {
		t.Errorf("another account settled %+v, %v", ends, err)
	}
	d.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 500, Operation: emulator.OpGet, Times: emulator.Forever})
	if ends, err := d.log.Settle(testContext, tech1, d.writer); err != nil || len(ends) > 0 {
		t.Errorf("a server that fails settled %+v, %v", ends, err)
	}
	d.server.ClearFaults()
	d.edit(t, billing, func(f *api.Fields) { f.Name = "Theirs" })
	ends, err := d.log.Settle(testContext, tech1, d.writer)
	if err != nil || len(ends) != 1 || ends[0].Entry.Outcome != change.Unknown || !strings.Contains(string(ends[0].Says()), "not known") {
		t.Errorf("settled %+v, %v", ends, err)
	}
}

// TestACutOffCreationByAnotherClock: which webhook a creation that was cut off has
// made is told by the server's clock, however far that is from this machine's.
func TestACutOffCreationByAnotherClock(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{-26 * time.Hour, -time.Hour, time.Hour, 26 * time.Hour} {
		for _, carriedOut := range []bool{true, false} {
			there := start
			server := emulator.New(emulator.Demo(), emulator.WithClock(func() time.Time { return there }))
			t.Cleanup(server.Close)
			d := sitAt(t, t.TempDir(), server, func() time.Time { return there.Add(-off) })
			create := change.Create{Workspace: channel, Goal: change.Rules{Force: true}.New(named(d.see(t, billing).Clone(), "New one"))}
			if got := d.writer.Do(testContext, create); got.Kind != change.Done {
				t.Fatalf("the older twin: %v, %v", got.Kind, got.Err)
			}
			there = there.Add(time.Minute)
			d.cutOff(t, create, carriedOut)
			want := change.Done
			if !carriedOut {
				want = change.Failed
			}
			ends, err := d.log.Settle(testContext, tech1, d.writer)
			if err != nil || len(ends) != 1 || ends[0].Entry.Outcome != want {
				t.Errorf("the server's clock is %s ahead, carried out %v: settled %+v, %v", off, carriedOut, ends, err)
			}
		}
	}
}

// TestTheGapOutlivesACutOff: an enable that was cut off is undone to a webhook
// that is disabled since it was before, and so is the undo that was cut off itself.
func TestTheGapOutlivesACutOff(t *testing.T) {
	t.Parallel()
	for _, cutUndo := range []bool{false, true} {
		there := start
		server := emulator.New(emulator.Demo(), emulator.WithClock(func() time.Time { return there }))
		t.Cleanup(server.Close)
		d := sitAt(t, t.TempDir(), server, func() time.Time { return there })
		base := d.see(t, billing)
		since := base.DisabledSince()
		goal := base.Clone()
		goal.Status = api.Enabled
		enable := change.Update{Workspace: channel, Base: base, Goal: change.Rules{}.Edit(base.Fields, goal)}
		there = there.Add(time.Hour)
		if cutUndo {
			if got := d.writer.Do(testContext, enable); got.Kind != change.Done {
				t.Fatalf("it ended %v with %v", got.Kind, got.Err)
			}
		} else {
			d.cutOff(t, enable, true)
			if _, err := d.log.Settle(testContext, tech1, d.writer); err != nil {
				t.Fatal(err)
			}
		}
		there = there.Add(time.Hour)
		ways, err := d.log.PlanUndoLast(testContext, history.Scope{Profile: tech1.Profile, Host: tech1.Host})
		if err != nil || len(ways) != 1 || ways[0].Change == nil {
			t.Fatalf("taken back can be %+v, %v", ways, err)
		}
		if cutUndo {
			d.cutOff(t, ways[0].Change, true)
			if _, err := d.log.Settle(testContext, tech1, d.writer); err != nil {
				t.Fatal(err)
			}
		} else if got := d.writer.Do(testContext, ways[0].Change); got.Kind != change.Done || !got.Now.DisabledSince().Since.Equal(since.Since) {
			t.Errorf("it is disabled since %v, want %v", got.Now.DisabledSince(), since)
		}
		known, err := d.log.Disabled(testContext, tech1.Host)
		if err != nil || len(known) != 1 || !known[0].OffAfter.Since.Equal(since.Since) {
			t.Errorf("the undo cut off %v: the history knows %+v, %v; want %v", cutUndo, known, err, since)
		}
	}
}
