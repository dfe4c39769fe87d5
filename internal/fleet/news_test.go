package fleet_test

import (
	"errors"
	"maps"
	"testing"

	"corotui/api"
	"corotui/internal/fleet"
)

// none skips no webhook.
func none(api.WebhookID) bool { return false }

// seenFirst is a workspace of three webhooks, and what has seen it once.
func seenFirst(t *testing.T) (*fleet.Seen, func() fleet.Result) {
	t.Helper()
	read := func() fleet.Result {
		webhooks := make([]api.Webhook, 0, 3)
		for _, id := range []api.WebhookID{"on", "off", "other"} {
			webhooks = append(webhooks, api.Webhook{ID: id, Fields: api.Fields{
				Name: api.Text(id), URL: "https://h.example/in", Status: api.Enabled, Triggers: []api.Trigger{"a", "b"},
				Headers: []api.Header{{Name: "X-A", Value: "1"}, {Name: "X-B", Value: "2"}},
			}})
		}
		webhooks[1].Status = api.Disabled
		return fleet.Result{Workspace: api.Workspace{ID: "w"}, Webhooks: webhooks}
	}
	seen := new(fleet.Seen)
	if news := seen.Compare(read(), none); len(news) != 0 {
		t.Errorf("the first time there are news: %v", news)
	}
	return seen, read
}

// TestNews tells what is new of a webhook since the scan before.
func TestNews(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*fleet.Result)
		want   map[api.WebhookID]fleet.News
	}{
		"nothing":       {func(*fleet.Result) {}, nil},
		"disabled":      {func(r *fleet.Result) { r.Webhooks[0].Status = api.Disabled }, map[api.WebhookID]fleet.News{"on": fleet.Disabled}},
		"enabled again": {func(r *fleet.Result) { r.Webhooks[1].Status = api.Enabled }, map[api.WebhookID]fleet.News{"off": fleet.Enabled}},
		"added": {func(r *fleet.Result) { r.Webhooks = append(r.Webhooks, api.Webhook{ID: "new"}) },
			map[api.WebhookID]fleet.News{"new": fleet.Added}},
		"another URL":    {func(r *fleet.Result) { r.Webhooks[2].URL = "https://x.example" }, map[api.WebhookID]fleet.News{"other": fleet.Changed}},
		"another header": {func(r *fleet.Result) { r.Webhooks[2].Headers[0].Value = "3" }, map[api.WebhookID]fleet.News{"other": fleet.Changed}},
		"a status of its own": {func(r *fleet.Result) { r.Webhooks[0].Status = "paused" },
			map[api.WebhookID]fleet.News{"on": fleet.Changed}},
		"gone": {func(r *fleet.Result) { r.Webhooks = r.Webhooks[:2] }, nil},
		"in another order and spelling": {func(r *fleet.Result) {
			w := &r.Webhooks[2]
			w.Triggers, w.Headers, w.Status = []api.Trigger{"b", "a"}, []api.Header{{Name: "x-b", Value: "2"}, {Name: "X-A", Value: "1"}}, "ENABLED"
		}, nil},
		"a secret that was not returned before": {func(r *fleet.Result) { r.Webhooks[2].Secret = api.GivenSecret("s") }, nil},
		"not read":                              {func(r *fleet.Result) { *r = fleet.Result{Workspace: r.Workspace, Err: errors.New("no")} }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen, read := seenFirst(t)
			now := read()
			c.change(&now)
			if news := seen.Compare(now, none); !maps.Equal(news, c.want) {
				t.Errorf("got %v, want %v", news, c.want)
			}
			if news := seen.Compare(now, none); len(news) != 0 {
				t.Errorf("told again: %v", news)
			}
		})
	}
}

// TestWhatWasWrittenIsNoNews, nor is what was read before that write.
func TestWhatWasWrittenIsNoNews(t *testing.T) {
	t.Parallel()
	seen, read := seenFirst(t)
	now := read()
	now.Webhooks[0].Status = api.Disabled
	seen.Wrote(api.Ref{Workspace: "w", Webhook: "on"}, &now.Webhooks[0])
	if news := seen.Compare(read(), func(id api.WebhookID) bool { return id == "on" }); len(news) != 0 {
		t.Errorf("what was asked for before the write is news: %v", news)
	}
	if news := seen.Compare(now, none); len(news) != 0 {
		t.Errorf("the write is news: %v", news)
	}
	seen.Wrote(api.Ref{Workspace: "w", Webhook: "off"}, nil)
	now.Webhooks = append(now.Webhooks[:1], now.Webhooks[2:]...)
	if news := seen.Compare(now, none); len(news) != 0 {
		t.Errorf("what was deleted is news: %v", news)
	}
}
