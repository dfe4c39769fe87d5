package bulk_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/bulk"
	"corotui/internal/change"
	"corotui/internal/history"
)

// others are the accounts beside a desk, by their profiles.
type others map[string]*desk

func (o others) Runner(account string) (bulk.Runner, error) {
	if d := o[account]; d != nil {
		return d.Runner, nil
	}
	return bulk.Runner{}, errors.New("there is no profile " + account)
}

func (o others) Of(profile, host string) string {
	if d := o[profile]; d != nil && d.Who.Host == host {
		return profile
	}
	return ""
}

// sitAtTwo has a desk, and the account beta beside it: with the same ids, at another
// server, in the same history.
func sitAtTwo(t *testing.T) (d, beta *desk, items []bulk.Item) {
	t.Helper()
	d, beta = sit(t, 6), sit(t, 6)
	beta.Who = history.Who{User: "tech", Profile: "beta", Host: "beta.example"}
	beta.Log = d.Log
	beta.Writer = change.NewWriter(beta.client, change.WithRecorder(d.Log.By(beta.Who)), change.WithPatience(0))
	beta.Limiter = api.NewLimiter(2)
	d.Others = others{"beta": beta}
	items = d.items(t)
	for _, item := range beta.items(t) {
		item.Account = "beta"
		items = append(items, item)
	}
	return d, beta, items
}

// written counts what was written to a server, once for each webhook.
func (d *desk) written(t *testing.T) int {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range d.server.Requests() {
		if r.Method != http.MethodPut || r.Status != http.StatusOK {
			continue
		}
		if at := r.Workspace + r.Path; seen[at] {
			t.Errorf("%s was written twice", at)
		} else {
			seen[at] = true
		}
	}
	return len(seen)
}

var trigger = bulk.Action{Kind: bulk.AddTrigger, Triggers: []api.Trigger{"ticket-escalated"}, Force: true}

// TestRunOverAccounts: each webhook is changed through its own account, recorded as that
// account's, and undone there with the rest.
func TestRunOverAccounts(t *testing.T) {
	t.Parallel()
	d, beta, items := sitAtTwo(t)
	plan := d.plan(t, trigger, items)
	if s := plan.Summary(history.Screens); s.Tasks != len(items) || s.Webhooks != len(items) || s.Workspaces != 10 {
		t.Errorf("the summary has %d webhooks in %d workspaces", s.Webhooks, s.Workspaces)
	}
	if report := d.run(t, plan); report.Done != len(items) {
		t.Errorf("the report is %+v", report)
	}
	if own, other := d.written(t), beta.written(t); own != len(items)/2 || other != len(items)/2 {
		t.Errorf("%d were written, and %d of beta", own, other)
	}
	found, err := d.Log.Read(t.Context(), history.Filter{Profile: "beta", Host: "beta.example"})
	if err != nil || len(found.Entries) != len(items)/2 {
		t.Errorf("of beta there are %d changes, %v", len(found.Entries), err)
	}
	back, err := d.PlanUndo(t.Context(), plan.Set)
	if err != nil {
		t.Fatal(err)
	}
	if report := d.run(t, back); report.Done != len(items) {
		t.Errorf("the undo reports %+v", report)
	}
}

// TestRunOverAReadOnlyAccount refuses what is of the account, and does the rest.
func TestRunOverAReadOnlyAccount(t *testing.T) {
	t.Parallel()
	for _, readOnly := range []bool{false, true} { // the account beside, or the runner's own
		d, beta, items := sitAtTwo(t)
		refusing, doing := beta, d
		if readOnly {
			refusing, doing = d, beta
		}
		refusing.ReadOnly = "this is read-only"
		report := d.run(t, d.plan(t, trigger, items))
		if report.Done != len(items)/2 || report.Failed != len(items)/2 || report.Problems[0].Kind != change.Refused {
			t.Errorf("the report is %d done, %d failed", report.Done, report.Failed)
		}
		if refusing.written(t) != 0 || doing.written(t) != len(items)/2 {
			t.Error("it was written to, or the other was not")
		}
	}
}

// TestResumedRunOverAccounts goes on in each account where it was stopped. Where a
// profile is at another server now, or is gone, nothing is written there.
func TestResumedRunOverAccounts(t *testing.T) {
	t.Parallel()
	d, beta, items := sitAtTwo(t)
	plan := d.plan(t, trigger, items)
	d.server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpUpdate, Nth: 3, Times: 1})
	d.stopAt(t, plan, 4, bulk.Options{Limiter: api.NewLimiter(1)})
	d.server.ClearFaults()
	rest := d.unfinished(t)

	beta.Who.Host = "elsewhere.example"
	lost := d.resumed(t, rest)
	for _, task := range lost.Tasks {
		if task.Account != "" && !strings.Contains(task.Account, "beta at beta.example") {
			t.Errorf("a task is of %q", task.Account)
		}
	}
	beta.Who.Host = "beta.example"
	if report := d.run(t, d.resumed(t, rest)); report.Done != len(items) || report.NotBegun != 0 {
		t.Errorf("the resumed run reports %+v", report)
	}
	if own, other := d.written(t), beta.written(t); own != len(items)/2 || other != len(items)/2 {
		t.Errorf("%d were written, and %d of beta", own, other)
	}
}

// TestCopyOfSeveralAccounts is refused: a workspace is of one of them.
func TestCopyOfSeveralAccounts(t *testing.T) {
	t.Parallel()
	_, _, items := sitAtTwo(t)
	if _, err := bulk.New(bulk.Action{Kind: bulk.Copy, Into: []api.Workspace{{ID: "x"}}}, items); err == nil {
		t.Error("it is planned")
	}
}
