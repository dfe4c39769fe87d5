package bulk_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
)

var who = history.Who{User: "tech", Profile: "acme", Host: "demo.example"}

// desk is what a run is made with, on an emulator of some workspaces with two
// webhooks each.
type desk struct {
	bulk.Runner
	server *emulator.Server
	client *api.Client
}

func sit(t *testing.T, workspaces int, options ...emulator.Option) *desk {
	t.Helper()
	server := emulator.New(emulator.Scale(workspaces, 2, 1), options...)
	t.Cleanup(server.Close)
	client, err := api.New(api.WithBaseURL("https://demo.example"), api.WithHTTPTransport(server.Transport()),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	log := history.Open(filepath.Join(t.TempDir(), "history.jsonl"))
	return &desk{bulk.Runner{
		Server: client, Writer: change.NewWriter(client, change.WithRecorder(log.By(who)), change.WithPatience(0)), Log: log, Who: who,
	}, server, client}
}

// items are all webhooks, as a walk shows them.
func (d *desk) items(t *testing.T) []bulk.Item {
	t.Helper()
	all, err := d.client.Workspaces(t.Context(), emulator.DemoChannel)
	if err != nil {
		t.Fatal(err)
	}
	var items []bulk.Item
	for _, w := range all {
		webhooks, err := d.client.Webhooks(t.Context(), w.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, webhook := range webhooks {
			items = append(items, bulk.Item{Workspace: w.ID, WorkspaceName: w.Name(), Webhook: webhook})
		}
	}
	return items
}

func (d *desk) plan(t *testing.T, a bulk.Action, items []bulk.Item) *bulk.Plan {
	t.Helper()
	p, err := bulk.New(a, items)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (d *desk) run(t *testing.T, p *bulk.Plan) bulk.Report {
	t.Helper()
	report, err := d.Run(t.Context(), p, bulk.Options{}, func(bulk.Result) {})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestDisableFailRepeatUndo(t *testing.T) {
	t.Parallel()
	d := sit(t, 6)
	items := d.items(t)
	on := 0
	for _, item := range items {
		if item.Webhook.Status.On() {
			on++
		}
	}
	plan := d.plan(t, bulk.Action{Kind: bulk.Disable}, items)
	if s := plan.Summary(history.Screens); s.Tasks != len(items) || s.Unchanged != len(items)-on || s.Workspaces != 5 || s.Typed || len(s.Sample) != 3 {
		t.Errorf("the summary has %d tasks in %d workspaces, %d unchanged", s.Tasks, s.Workspaces, s.Unchanged)
	}
	bad := string(items[len(items)-1].Workspace)
	d.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 400, Operation: emulator.OpUpdate, Workspace: bad, Times: emulator.Forever})
	d.server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 429, Operation: emulator.OpUpdate, Nth: 2, Times: 2})
	report := d.run(t, plan)
	if report.Failed == 0 || report.Done != on-report.Failed || report.Unchanged != len(items)-on || len(report.Problems) != report.Failed {
		t.Errorf("the report is %+v", report)
	}
	d.server.ClearFaults()
	failed := report.Failed
	again := plan.Repeat(report, change.AskSecret)
	if len(again.Tasks) != failed {
		t.Errorf("%d are repeated, %d failed", len(again.Tasks), failed)
	}
	if report = d.run(t, again); report.Done != failed {
		t.Errorf("the repetition reports %+v", report)
	}
	for _, item := range d.items(t) {
		if !item.Webhook.Status.Off() {
			t.Errorf("%s is not disabled", item.Webhook.ID)
		}
	}
	back, err := d.PlanUndo(t.Context(), plan.Set)
	if err != nil {
		t.Fatal(err)
	}
	if report = d.run(t, back); report.Done != on {
		t.Errorf("the undo reports %+v, want %d done", report, on)
	}
	for i, item := range d.items(t) {
		if item.Webhook.Status != items[i].Webhook.Status {
			t.Errorf("%s is %s after the undo", item.Webhook.ID, item.Webhook.Status)
		}
	}
}

func TestReadOnlyAsksNothing(t *testing.T) {
	t.Parallel()
	d := sit(t, 2)
	plan := d.plan(t, bulk.Action{Kind: bulk.Delete}, d.items(t))
	d.server.ResetRequests()
	d.ReadOnly = "this is read-only"
	_, err := d.Run(t.Context(), plan, bulk.Options{}, func(bulk.Result) {})
	if api.KindOf(err) != api.KindRefused || len(d.server.Requests()) != 0 {
		t.Errorf("it ended with %v after %d requests", err, len(d.server.Requests()))
	}
}

func TestEveryAction(t *testing.T) {
	t.Parallel()
	for _, a := range []bulk.Action{
		{Kind: bulk.SetURL, From: "hooks.acme.example", To: "new.example"},
		{Kind: bulk.AddTrigger, Triggers: []api.Trigger{"workspace-created"}},
		{Kind: bulk.RemoveHeader, Headers: []api.Text{"x-env"}},
		{Kind: bulk.AddHeader, Header: api.Header{Name: "X-New", Value: "1"}},
		{Kind: bulk.Rotate, Secret: api.GivenSecret("another-secret")},
		{Kind: bulk.Copy, Into: []api.Workspace{{ID: emulator.DemoChannel}}},
		{Kind: bulk.Delete},
		{Kind: bulk.Test},
	} {
		t.Run(string(a.Kind), func(t *testing.T) {
			t.Parallel()
			d := sit(t, 4)
			items := d.items(t)
			report := d.run(t, d.plan(t, a, items))
			if report.Failed+report.Conflicts+report.NotBegun > 0 {
				t.Fatalf("the report is %+v", report)
			}
			if a.Kind == bulk.Test {
				return
			}
			// What is asked a second time is so already.
			again := d.run(t, d.plan(t, a, items))
			if again.Done > 0 && a.Kind != bulk.Rotate {
				t.Errorf("the second run reports %+v", again)
			}
			if a.Kind == bulk.Delete {
				return
			}
			for _, item := range d.items(t) {
				if goal := a.Goal(item.Webhook.Clone()); len(change.Diff(item.Webhook.Fields, goal)) > 0 {
					t.Errorf("%s would still change", item.Webhook.ID)
				}
			}
		})
	}
}

func TestReplace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ url, from, to, want string }{
		{"https://a.example/x?y", "a.example", "b.example", "https://b.example/x?y"},
		{"https://u:p@A.example:8443/x", "a.example", "b.example", "https://u:p@b.example:8443/x"},
		{"https://a.example.org/x", "a.example", "b.example", "https://a.example.org/x"},
		{"https://z.example/a.example", "a.example", "b.example", "https://z.example/a.example"},
		{"https://a.example/coro/1", "https://a.example/coro", "https://b.example/in", "https://b.example/in/1"},
		{"https://a.example/corona", "https://a.example/coro", "https://b.example/in", "https://a.example/corona"},
		{"https://a.example/coro", "https://a.example/coro", "https://b.example/in", "https://b.example/in"},
	} {
		if got := bulk.Replace(c.url, c.from, c.to); got != c.want {
			t.Errorf("%s with %s for %s is %s, want %s", c.url, c.to, c.from, got, c.want)
		}
	}
}

// TestCancelledRunIsResumed cancels in the middle, and goes on.
func TestCancelledRunIsResumed(t *testing.T) {
	t.Parallel()
	d := sit(t, 10)
	items := d.items(t)
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	plan := d.plan(t, bulk.Action{Kind: bulk.Delete}, items)
	report, err := d.Run(ctx, plan, bulk.Options{}, func(bulk.Result) {
		if seen++; seen == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || report.NotBegun == 0 || report.Done+report.NotBegun != len(items) {
		t.Fatalf("it ended with %v and %+v", err, report)
	}
	found, err := bulk.Unfinished(t.Context(), d.Log, who)
	if err != nil || len(found) != 1 || found[0].Open != report.NotBegun || found[0].Kind != bulk.Delete {
		t.Fatalf("unfinished are %+v, %v", found, err)
	}
	// One of the rest is changed by someone else meanwhile: it must stay.
	left := d.items(t)
	other := left[len(left)-1]
	goal := other.Webhook.Clone()
	goal.Description = "changed by somebody else"
	if _, err := d.client.UpdateWebhook(t.Context(), other.Workspace, other.Webhook.Update(goal)); err != nil {
		t.Fatal(err)
	}
	rest, err := d.Resume(t.Context(), found[0], bulk.Action{})
	if err != nil {
		t.Fatal(err)
	}
	open := report.NotBegun
	d.server.ResetRequests()
	if report = d.run(t, rest); report.Done != len(items)-1 || report.Conflicts != 1 {
		t.Errorf("the rest reports %+v", report)
	}
	read := 0
	for _, r := range d.server.Requests() {
		if r.Operation == emulator.OpGet {
			read++
		}
	}
	if read != open {
		t.Errorf("%d were open, and %d were read", open, read)
	}
	if left := d.items(t); len(left) != 1 || left[0].Webhook.ID != other.Webhook.ID {
		t.Errorf("%d are left", len(left))
	}
	if found, err := bulk.Unfinished(t.Context(), d.Log, who); err != nil || len(found) != 0 {
		t.Errorf("still unfinished: %+v, %v", found, err)
	}
}

// TestCutOffUndoMakesNothingTwice: the undo of a deletion was cut off between a
// webhook's creation and its answer. The rest of the run finds it, and counts and
// records it as made.
func TestCutOffUndoMakesNothingTwice(t *testing.T) {
	t.Parallel()
	d := sit(t, 3)
	items := d.items(t)
	deletion := d.plan(t, bulk.Action{Kind: bulk.Delete}, items)
	d.run(t, deletion)
	back, err := d.PlanUndo(t.Context(), deletion.Set)
	if err != nil {
		t.Fatal(err)
	}
	d.server.Fault(emulator.Fault{Kind: emulator.KindHang, Applied: true, Operation: emulator.OpCreate, Nth: 2})
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := d.Run(ctx, back, bulk.Options{}, func(bulk.Result) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Fatalf("it ended with %v", err)
	}
	found, err := bulk.Unfinished(t.Context(), d.Log, who)
	if err != nil || len(found) != 1 || found[0].Open == 0 {
		t.Fatalf("unfinished: %+v, %v", found, err)
	}
	rest, err := d.Resume(t.Context(), found[0], bulk.Action{})
	if err != nil {
		t.Fatal(err)
	}
	if report := d.run(t, rest); report.Done != len(items) {
		t.Errorf("the rest reports %+v", report)
	}
	now := d.items(t)
	if len(now) != len(items) {
		t.Errorf("there were %d webhooks, and are %d", len(items), len(now))
	}
	if again, err := d.PlanUndo(t.Context(), back.Set); err != nil || len(again.Tasks) != len(items) {
		t.Errorf("of the undo %d can be undone, want %d: %v", len(again.Tasks), len(items), err)
	}
}

// TestARunThatWasTakenBackIsNotOffered: who stops a run and undoes it does not
// want its rest.
func TestARunThatWasTakenBackIsNotOffered(t *testing.T) {
	t.Parallel()
	d := sit(t, 10)
	ctx, cancel := context.WithCancel(t.Context())
	plan := d.plan(t, bulk.Action{Kind: bulk.AddHeader, Header: api.Header{Name: "X-New", Value: "1"}}, d.items(t))
	if _, err := d.Run(ctx, plan, bulk.Options{}, func(bulk.Result) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	offered := func(want int) {
		t.Helper()
		if found, err := bulk.Unfinished(t.Context(), d.Log, who); err != nil || len(found) != want {
			t.Errorf("%d are offered, want %d: %v", len(found), want, err)
		}
	}
	offered(1)
	back, err := d.PlanUndo(t.Context(), plan.Set)
	if err != nil {
		t.Fatal(err)
	}
	d.run(t, back)
	offered(0)
}
