package bulk_test

import (
	"strings"
	"testing"

	"corotui/api"
	"corotui/internal/bulk"
)

// TestActionsAreCheckedBeforeTheyAreAsked: what no webhook could take is said
// once, and not by each of thousands.
func TestActionsAreCheckedBeforeTheyAreAsked(t *testing.T) {
	t.Parallel()
	move := func(from, to string) bulk.Action { return bulk.Action{Kind: bulk.SetURL, From: from, To: to} }
	header := func(name, value string) bulk.Action {
		return bulk.Action{Kind: bulk.AddHeader, Header: api.Header{Name: api.Text(name), Value: api.Text(value)}}
	}
	for said, actions := range map[string][]bulk.Action{
		"": {
			move("a.example", "b.example"), move("a.example:8443", "b.example"), move("https://a.example/x", "https://b.example"),
			move("http://a.example", "https://a.example"), header("X-Env", "prod\tblue"), header("x", ""),
		},
		"say which host":                {move("", "b.example")},
		"say what takes its place":      {move("a.example", "")},
		"replace a host":                {move("https://a.example", "b.example"), move("a.example", "https://b.example")},
		"looks like":                    {move("a example", "b.example"), move("https://a.example", "https:///x"), move("a.example", "b.exa mple")},
		"a name and perhaps":            {move("a.example/x", "b.example"), move("a.example", "u:p@b.example"), move("a.example", "b.example?x")},
		"starts with https":             {move("https://a.example", "ftp://b.example")},
		"name the header":               {header(" ", "v"), {Kind: bulk.RemoveHeader}},
		"use letters":                   {header("X Env", "v"), header("X-Env:", "v"), header("Ünit", "v")},
		"line break or another control": {header("X-Env", "a\r\nX-Other: b"), header("X-Env", "\x00")},
		"does not know":                 {{Kind: "frobnicate"}},
		"name the workspaces":           {{Kind: bulk.Copy}},
	} {
		for _, action := range actions {
			if err := action.Check(); said == "" && err != nil || said != "" && (err == nil || !strings.Contains(err.Error(), said)) {
				t.Errorf("of %s, %q to %q, %+q the check says %v, want %q", action.Kind, action.From, action.To, action.Header, err, said)
			}
		}
	}
}

// TestTheOnlyEventStays: a webhook of no event is one that Coro never sends to.
func TestTheOnlyEventStays(t *testing.T) {
	t.Parallel()
	d := sit(t, 8)
	items := d.items(t)
	only := 0
	var event api.Trigger
	for _, item := range items {
		if len(item.Webhook.Triggers) == 1 {
			event = item.Webhook.Triggers[0]
		}
	}
	for _, item := range items {
		if len(item.Webhook.Triggers) == 1 && item.Webhook.HasTrigger(event.Name()) {
			only++
		}
	}
	report := d.run(t, d.plan(t, bulk.Action{Kind: bulk.RemoveTrigger, Triggers: []api.Trigger{event}}, items))
	if only == 0 || report.Failed != only || !strings.Contains(report.Problems[0].Err.Error(), "needs at least one") {
		t.Errorf("%d have only %s; the report is %+v", only, event, report)
	}
	for _, item := range d.items(t) {
		if len(item.Webhook.Triggers) == 0 {
			t.Errorf("%s has no event", item.Webhook.ID)
		}
	}
}

// TestATriggerThatNoneHasIsNotRemoved: of a documented one there is nothing to
// do; another is most likely misspelled, which a run over thousands must not hide.
func TestATriggerThatNoneHasIsNotRemoved(t *testing.T) {
	t.Parallel()
	items := []bulk.Item{{Webhook: api.Webhook{Fields: api.Fields{Triggers: []api.Trigger{"workspace-created", "brand-new"}}}}}
	remove := func(trigger api.Trigger, force bool) error {
		_, err := bulk.New(bulk.Action{Kind: bulk.RemoveTrigger, Triggers: []api.Trigger{trigger}, Force: force}, items)
		return err
	}
	if err := remove("workspace-craeted", false); err == nil || !strings.Contains(err.Error(), `"workspace-craeted" is not a trigger of the webhook; did you mean workspace-created?`) {
		t.Errorf("a misspelled trigger: %v", err)
	}
	for _, fine := range []api.Trigger{"workspaceCreated.v1", "brand-new", "subscription-updated"} {
		if err := remove(fine, false); err != nil {
			t.Errorf("%s: %v", fine, err)
		}
	}
	if err := remove("workspace-craeted", true); err != nil {
		t.Errorf("forced: %v", err)
	}
}
