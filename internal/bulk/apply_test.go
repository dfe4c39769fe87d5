package bulk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
)

// wish wants a description, and of a new webhook all that it needs.
type wish struct {
	does        change.Action
	name        api.Text
	Description api.Text
}

func (w wish) Does() change.Action { return w.does }

func (w wish) Goal(was api.Fields, among []api.Webhook) change.Goal {
	rules := change.Rules{NoSecret: true, LikeThese: among}
	if was.Name == "" {
		return rules.New(api.Fields{
			Name: w.name, Description: w.Description, URL: "https://new.example/in", Triggers: []api.Trigger{"workspace-created"},
			Secret: api.GivenSecret("a-secret-of-the-test"), Status: api.Enabled,
		})
	}
	was.Description = w.Description
	return rules.Edit(was, was)
}

func (w wish) Only(f api.Fields) api.Fields {
	if w.does == change.Deleted {
		return change.Canonical(f)
	}
	return api.Fields{Name: w.name, Description: f.Description}
}

func (w wish) Means(one api.Webhook) bool { return change.SameName(one.Name, w.name) }

// wishes is a run over what is there: the first of each workspace is deleted, the second
// gets a description, and a third is created. Its file is the description.
func (d *desk) wishes(t *testing.T, description string) *bulk.Plan {
	t.Helper()
	var all []bulk.Wished
	for i, item := range d.items(t) {
		does := []change.Action{change.Deleted, change.Updated}[i%2]
		all = append(all, bulk.Wished{Item: item, Wish: wish{does, item.Webhook.Name, api.Text(description)}})
		if does == change.Updated {
			item.Webhook = api.Webhook{Fields: api.Fields{Name: "New"}}
			all = append(all, bulk.Wished{Item: item, Wish: wish{change.Created, "New", api.Text(description)}})
		}
	}
	plan, err := bulk.NewApply(bulk.Action{Files: []byte(description)}, all)
	if err != nil {
		t.Fatal(err)
	}
	d.Wishes = func(_ context.Context, files []byte) (func(history.RunItem) (bulk.Wish, error), error) {
		if len(files) == 0 {
			return nil, errors.New("the file is empty")
		}
		return func(item history.RunItem) (bulk.Wish, error) {
			return wish{item.Does, item.Name, api.Text(files)}, nil
		}, nil
	}
	return plan
}

// isApplied looks whether each workspace has what was wished, and nothing else.
func (d *desk) isApplied(t *testing.T, description api.Text) {
	t.Helper()
	count := make(map[api.WorkspaceID]int)
	for _, item := range d.items(t) {
		count[item.Workspace]++
		if item.Webhook.Description != description {
			t.Errorf("%s of %s says %q", item.Webhook.Name, item.Workspace, item.Webhook.Description)
		}
	}
	for workspace, n := range count {
		if n != 2 {
			t.Errorf("%s has %d webhooks", workspace, n)
		}
	}
}

func (d *desk) requests(of ...emulator.Operation) int {
	count := 0
	for _, r := range d.server.Requests() {
		for _, op := range of {
			if r.Operation == op {
				count++
			}
		}
	}
	return count
}

func TestApplyReadsAndWritesOnce(t *testing.T) {
	t.Parallel()
	d := sit(t, 6)
	plan := d.wishes(t, "as wished")
	if s := plan.Summary(history.Commands); s.Changes != len(plan.Tasks) || s.Workspaces != 5 || s.Webhooks != len(plan.Tasks) {
		t.Errorf("%d tasks are summed up as %+v", len(plan.Tasks), s)
	}
	d.server.ResetRequests()
	if report := d.run(t, plan); report.Done != len(plan.Tasks) {
		t.Fatalf("the report is %+v", report)
	}
	if all := len(d.server.Requests()); all != 2*len(plan.Tasks) {
		t.Errorf("%d requests for %d tasks", all, len(plan.Tasks))
	}
	d.isApplied(t, "as wished")
	// Once more the same: of what is deleted and created nothing is written again.
	d.server.ResetRequests()
	if report := d.run(t, &bulk.Plan{Set: "another0", Action: plan.Action, Tasks: plan.Tasks}); report.Unchanged != len(plan.Tasks) {
		t.Errorf("the second report is %+v", report)
	}
	if n := d.requests(emulator.OpCreate, emulator.OpUpdate, emulator.OpDelete); n != 0 {
		t.Errorf("the second run sent %d writes", n)
	}
	back, err := d.PlanUndo(t.Context(), plan.Set)
	if err != nil {
		t.Fatal(err)
	}
	if report := d.run(t, back); report.Done != len(plan.Tasks) {
		t.Errorf("the undo reports %+v", report)
	}
	for _, item := range d.items(t) {
		if item.Webhook.Name == "New" || item.Webhook.Description == "as wished" {
			t.Errorf("%s of %s is still there", item.Webhook.Name, item.Workspace)
		}
	}
}

// TestApplyRefusesWhatChanged: what the wish is about was changed since the plan; the rest
// goes on, and what else was changed stays.
func TestApplyRefusesWhatChanged(t *testing.T) {
	t.Parallel()
	d := sit(t, 4)
	plan := d.wishes(t, "as wished")
	edit := func(at int, with func(*api.Fields)) {
		t.Helper()
		task := plan.Tasks[at]
		now, err := d.client.Webhook(t.Context(), task.Workspace, task.Webhook.ID)
		if err != nil {
			t.Fatal(err)
		}
		goal := now.Clone()
		with(&goal)
		if _, err := d.client.UpdateWebhook(t.Context(), task.Workspace, now.Update(goal)); err != nil {
			t.Fatal(err)
		}
	}
	edit(0, func(f *api.Fields) { f.URL = "https://other.example" })   // to be deleted
	edit(1, func(f *api.Fields) { f.Description = "by someone else" }) // to be changed
	edit(4, func(f *api.Fields) { f.URL = "https://other.example" })   // to be changed, in another field
	other := api.CreateWebhook{Fields: wish{name: "New"}.Goal(api.Fields{}, nil).Fields()}
	if _, err := d.client.CreateWebhook(t.Context(), plan.Tasks[2].Workspace, other); err != nil {
		t.Fatal(err)
	}
	report := d.run(t, plan)
	if report.Conflicts != 3 || report.Done != len(plan.Tasks)-3 {
		t.Fatalf("the report is %+v", report)
	}
	for i, want := range []string{"url was changed since the plan", "description was changed since the plan", "it was created since the plan, as "} {
		if p := report.Problems[i]; p.Index != i || p.Kind != change.Conflicted || p.Err == nil || !strings.HasPrefix(p.Err.Error(), want) {
			t.Errorf("task %d ended with %s, %v", p.Index, p.Kind, p.Err)
		}
	}
	now, err := d.client.Webhook(t.Context(), plan.Tasks[4].Workspace, plan.Tasks[4].Webhook.ID)
	if err != nil || now.URL != "https://other.example" || now.Description != "as wished" {
		t.Errorf("the one that changed elsewhere is %+v, %v", now.Fields, err)
	}
}

// TestApplyIsResumedFromTheHistory: the run is cut off among writes that are made, and
// resumed from the history alone.
func TestApplyIsResumedFromTheHistory(t *testing.T) {
	t.Parallel()
	for _, op := range []emulator.Operation{emulator.OpCreate, emulator.OpUpdate, emulator.OpDelete} {
		for _, applied := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s %v", op, applied), func(t *testing.T) {
				t.Parallel()
				d := sit(t, 6)
				plan := d.wishes(t, "as wished")
				d.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: op, Applied: applied, Nth: 2, Times: 1})
				d.stopAt(t, plan, 3, bulk.Options{Limiter: api.NewLimiter(2)})
				d.server.ClearFaults()
				if report := d.run(t, d.resumed(t, d.unfinished(t))); report.Done != len(plan.Tasks) {
					t.Fatalf("the rest reports %+v", report)
				}
				d.isApplied(t, "as wished")
				back, err := d.PlanUndo(t.Context(), plan.Set)
				if err != nil || len(back.Tasks) != len(plan.Tasks) {
					t.Fatalf("%d can be undone, %v", len(back.Tasks), err)
				}
				report := d.run(t, back)
				for _, p := range report.Problems { // of a deletion that was cut off the secret is gone
					if p.Kind != change.NeedSecret || op != emulator.OpDelete || !applied {
						t.Errorf("the undo of %s ended with %s, %v", p.Task.Webhook.Name, p.Kind, p.Err)
					}
				}
			})
		}
	}
}

// TestApplyIsNotResumedWithOtherValues: what the variables give now is not what the run
// was to make.
func TestApplyIsNotResumedWithOtherValues(t *testing.T) {
	t.Parallel()
	d := sit(t, 6)
	plan := d.wishes(t, "as wished")
	report := d.stopAt(t, plan, 3, bulk.Options{Limiter: api.NewLimiter(1)})
	same := d.Wishes
	d.Wishes = func(ctx context.Context, _ []byte) (func(history.RunItem) (bulk.Wish, error), error) {
		return same(ctx, []byte("something else"))
	}
	rest := d.run(t, d.resumed(t, d.unfinished(t)))
	if left := rest.Done - report.Done; rest.Conflicts == 0 || left+rest.Conflicts != report.NotBegun { // deletions have no values
		t.Fatalf("%d were left, and the rest reports %+v", report.NotBegun, rest)
	}
	for _, p := range rest.Problems {
		if p.Err == nil || !strings.Contains(p.Err.Error(), "the files and variables now want description to be something else") {
			t.Errorf("%s ended with %v", p.Task.Webhook.Name, p.Err)
		}
	}
}
