package history_test

import (
	"errors"
	"testing"
	"time"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
)

// sending is a delivery that tells of a workspace.
func sending(about api.WorkspaceID) history.Entry {
	return history.Entry{
		At: start, Workspace: "acme_AB12_x", Webhook: "hook-1", Name: "Billing",
		Delivery: &history.Delivery{ID: api.Text("id-of-" + about), Trigger: "workspace-created", Workspace: about},
	}
}

// attempted writes a delivery down, as one that ended, or as one of which nobody saw that.
func attempted(t *testing.T, log *history.Log, about api.WorkspaceID, ends ...change.Kind) {
	t.Helper()
	begun, err := log.BeginDelivery(t.Context(), tech1, sending(about))
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range ends {
		if _, err := log.EndDelivery(t.Context(), begun, start.Add(time.Second), 0, end, errors.New("why")); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhichAttemptCounts: that a delivery arrived, or may have, stays so whatever was
// tried afterwards.
func TestWhichAttemptCounts(t *testing.T) {
	t.Parallel()
	log, _ := open(t)
	for about, ends := range map[api.WorkspaceID][][]change.Kind{
		"arrived":  {{change.Failed}, {change.Done}, {change.Failed}},
		"failed":   {{change.Failed}, {change.Failed}},
		"unclear":  {{change.Unknown}, {change.Failed}},
		"cut off":  {{}, {change.Failed}},
		"repeated": {{}, {change.Done}},
	} {
		for _, end := range ends {
			attempted(t, log, about, end...)
		}
	}
	record(t, log, tech1, event("Billing"))
	all, err := log.Deliveries(t.Context(), tech1.Host, "acme_AB12_x", "hook-1")
	if err != nil {
		t.Fatal(err)
	}
	for about, want := range map[api.WorkspaceID]change.Kind{
		"arrived": change.Done, "failed": change.Failed, "unclear": change.Unknown, "cut off": change.Unknown, "repeated": change.Done,
	} {
		if got, there := all[about]; !there || got.Outcome != want || got.Delivery.ID != api.Text("id-of-"+about) {
			t.Errorf("%s: %t, %v", about, there, got.Outcome)
		}
	}
	for _, other := range []struct{ host, webhook string }{{"other.example", "hook-1"}, {tech1.Host, "hook-2"}} {
		if all, err := log.Deliveries(t.Context(), other.host, "acme_AB12_x", api.WebhookID(other.webhook)); err != nil || len(all) != 0 {
			t.Errorf("%v has %d, %v", other, len(all), err)
		}
	}
}

// TestADeliveryCannotBeUndone, and the undo of the last change says so, and what can be.
func TestADeliveryCannotBeUndone(t *testing.T) {
	t.Parallel()
	log, _ := open(t)
	changed := record(t, log, tech1, event("Billing"))
	attempted(t, log, "new", change.Done)
	_, err := log.PlanUndoLast(t.Context(), here)
	stuck, is := errors.AsType[*history.StuckError](err)
	if !is || stuck.Older != changed || stuck.Plan.Why != "a delivery that was sent cannot be called back" {
		t.Errorf("%v", err)
	}
	if choices, err := log.Choices(t.Context(), here, 9); err != nil || len(choices) != 1 || choices[0].ID != changed {
		t.Errorf("%+v, %v", choices, err)
	}
}

// TestOnlyWhatIsOverIsSettled: a delivery that a program is sending is its own matter.
func TestOnlyWhatIsOverIsSettled(t *testing.T) {
	t.Parallel()
	log, path := open(t)
	release, err := log.HoldDeliveries(t.Context(), tech1.Host, "acme_AB12_x", "hook-1")
	if err != nil {
		t.Fatal(err)
	}
	attempted(t, log, "new")
	next := history.Open(path)
	if ends, err := next.Settle(t.Context(), tech1, nil); err != nil || len(ends) != 0 {
		t.Errorf("while it is sent it is settled: %+v, %v", ends, err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	ends, err := next.Settle(t.Context(), tech1, nil)
	if err != nil || len(ends) != 1 || ends[0].Entry.Outcome != change.Unknown {
		t.Errorf("afterwards: %+v, %v", ends, err)
	}
	if again, err := history.Open(path).Settle(t.Context(), tech1, nil); err != nil || len(again) != 0 {
		t.Errorf("once more: %+v, %v", again, err)
	}
}

// TestTheHistoryKnowsTheLastGap, and not one whose end was undone.
func TestTheHistoryKnowsTheLastGap(t *testing.T) {
	t.Parallel()
	log, _ := open(t)
	off := api.Off{Since: start.Add(-time.Hour)}
	change := func(before, now api.Status, undoes string) string {
		e := event("Billing")
		e.Undoes = undoes
		was, is := api.Webhook{ID: "hook-1", Fields: api.Fields{Status: before}}, api.Webhook{ID: "hook-1", Fields: api.Fields{Status: now}}
		if before.Off() {
			was.Off = off
		}
		if now.Off() {
			is.Off = off
		}
		e.Before, e.Now = &was, &is
		return record(t, log, tech1, e)
	}
	last := func() time.Time {
		got, until, err := log.Reenabled(t.Context(), tech1.Host, "acme_AB12_x", "hook-1")
		if err != nil || !until.IsZero() && !got.Since.Equal(off.Since) {
			t.Errorf("%+v, %v", got, err)
		}
		return until
	}
	change(api.Disabled, api.Disabled, "")
	if until := last(); !until.IsZero() {
		t.Errorf("it is disabled, and its gap ended at %s", until)
	}
	enabled := change(api.Disabled, api.Enabled, "")
	change(api.Enabled, api.Enabled, "")
	if until := last(); !until.Equal(start) {
		t.Errorf("it ended at %s", until)
	}
	change(api.Enabled, api.Disabled, enabled)
	if until := last(); !until.IsZero() {
		t.Errorf("that was undone, and its gap ended at %s", until)
	}
}
