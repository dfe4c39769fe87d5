package change_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/internal/change"
)

// creation is one case of a create, and how it ends.
type creation struct {
	name    string
	held    string
	server  func(*fake)
	goal    func(*api.Fields)
	known   []api.WebhookID
	kind    change.Kind
	now     api.WebhookID
	calls   string
	warning string
	err     bool
	records int
}

func (c creation) check(t *testing.T, goal api.Fields) {
	t.Helper()
	server := newFake(t)
	if c.held != "" {
		server = newFake(t, c.held)
	}
	if c.server != nil {
		c.server(server)
	}
	if c.goal != nil {
		c.goal(&goal)
	}
	var log recorder
	writer := change.NewWriter(server, change.WithRecorder(&log), change.WithClock(func() time.Time { return start }))
	got := writer.Do(t.Context(), change.Create{Workspace: workspace, Goal: change.Rules{NoSecret: true, LikeThese: []api.Webhook{{Fields: goal}}}.New(goal), Known: c.known})
	check(t, server, got, expected{c.kind, c.calls, c.warning, c.err})
	now := made(got)
	if now != c.now || len(log.events) != c.records || strings.Count(strings.Join(server.calls, " "), "POST") > 1 {
		t.Errorf("new webhook %q, %d records, calls %v; want %q, %d and one POST", now, len(log.events), server.calls, c.now, c.records)
	}
	if c.records > 0 && (log.events[0].Webhook != c.now || log.events[0].Outcome != c.kind) {
		t.Errorf("recorded %q as %v", log.events[0].Webhook, log.events[0].Outcome)
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	goal := api.Fields{
		Name: "PSA", URL: "https://psa.example/hook", Triggers: []api.Trigger{"workspace-created"}, Status: api.Enabled,
		Secret: api.GivenSecret("s3cret"), Headers: []api.Header{{Name: "X-Env", Value: "prod"}},
	}
	twin := `{"id":"twin","name":"PSA","url":"https://psa.example/hook","triggers":["workspaceCreated"],"created":%s}`
	old, fresh := strings.Replace(twin, "%s", "1500000000000", 1), strings.Replace(twin, "%s", "1795444320000", 1)
	undated := strings.Replace(twin, "%s", "0", 1)
	refusal := func(words api.Text) error {
		return &api.Error{Kind: api.KindInvalid, Status: 400, Details: []api.FieldError{{Message: words}}}
	}
	cases := []creation{
		{name: "done", kind: change.Done, now: "new-0", calls: "POST", records: 1},
		{name: "no secret", goal: func(f *api.Fields) { f.Secret = api.WebhookSecret{} }, kind: change.NeedSecret},
		{name: "answer without the secret", server: masking("-"), kind: change.Done, now: "new-0", calls: "POST", records: 1},
		{name: "answer in part", server: scripted("POST", script{answer: &api.Webhook{ID: "new-0"}}), kind: change.Done, now: "new-0", calls: "POST GET", records: 1},
		{name: "answer in part, not readable", server: all(scripted("POST", script{answer: &api.Webhook{ID: "new-0"}}), scripted("GET", script{err: lost()})), kind: change.Done, now: "new-0", calls: "POST GET", warning: "something else than was sent in", records: 1},
		{name: "no answer", server: scripted("POST", script{bare: true}), kind: change.Done, now: "new-0", calls: "POST LIST", records: 1},
		{name: "no answer, listed late", server: all(scripted("POST", script{err: nil, bare: true, meet: nil}), scripted("LIST", script{err: lost()})), kind: change.Done, calls: "POST LIST", warning: "could not be listed", records: 1},
		{name: "no answer, and never listed", server: all(scripted("POST", script{bare: true}), scripted("LIST", script{meet: removed})), kind: change.Unknown, calls: "POST LIST LIST", err: true, records: 1},
		{name: "no answer, undated", held: undated, server: all(scripted("POST", script{bare: true, meet: func(s *fake) { s.hooks = nil }}), scripted("LIST", script{meet: func(s *fake) { s.hooks[0].Created = time.Time{} }})), kind: change.Done, now: "new-0", calls: "POST LIST", records: 1},
		{name: "no answer, an undated twin", held: undated, server: all(scripted("POST", script{bare: true}), scripted("LIST", script{meet: func(s *fake) { s.hooks[1].Created = time.Time{} }})), kind: change.Done, calls: "POST LIST", warning: "not sure to be the new one", records: 1},
		{name: "refused", server: scripted("POST", script{err: refusal("name is taken")}), kind: change.Failed, calls: "POST", err: true, records: 1},
		{name: "refused for its triggers", server: scripted("POST", script{err: refusal("Triggers[0] is not one of the values")}), kind: change.Failed, calls: "POST", warning: "spelled the other way: workspaceCreated.v1", err: true, records: 1},
		{name: "refused for its camel triggers", goal: func(f *api.Fields) { f.Triggers = []api.Trigger{"workspaceCreated"} }, server: scripted("POST", script{err: refusal("unknown trigger")}), kind: change.Failed, calls: "POST", warning: "spelled the other way: workspace-created", err: true, records: 1},
		{name: "unclear, made", server: scripted("POST", script{err: lost(), applied: true}), known: []api.WebhookID{}, kind: change.Done, now: "new-0", calls: "POST LIST", records: 1},
		{name: "unclear, made beside a known twin", held: fresh, server: scripted("POST", script{err: lost(), applied: true}), known: []api.WebhookID{"twin"}, kind: change.Done, now: "new-1", calls: "POST LIST", records: 1},
		{name: "unclear, made beside an old twin", held: old, server: scripted("POST", script{err: lost(), applied: true}), kind: change.Done, now: "new-1", calls: "POST LIST", records: 1},
		{name: "unclear, made beside a fresh twin", held: fresh, server: scripted("POST", script{err: lost(), applied: true}), kind: change.Unknown, calls: "POST LIST", warning: "not sure to be the new one", err: true, records: 1},
		{name: "unclear, an undated twin", held: undated, server: scripted("POST", script{err: lost()}), kind: change.Unknown, calls: "POST LIST", warning: "not sure to be the new one", err: true, records: 1},
		{name: "unclear, an old twin only", held: old, server: scripted("POST", script{err: lost()}), kind: change.Failed, calls: "POST LIST LIST", warning: "list the webhooks again before", err: true, records: 1},
		{name: "unclear, not made", server: scripted("POST", script{err: lost()}), known: []api.WebhookID{}, kind: change.Failed, calls: "POST LIST LIST", warning: "list the webhooks again before", err: true, records: 1},
		{name: "unclear, made late", server: all(scripted("POST", script{err: lost()}), scripted("LIST", script{}, script{meet: func(s *fake) { s.hooks = append(s.hooks, webhook(t, fresh)) }})), known: []api.WebhookID{}, kind: change.Done, now: "twin", calls: "POST LIST LIST", records: 1},
		{name: "unclear, not in what is listed", server: all(scripted("POST", script{err: lost()}), scripted("LIST", script{err: &api.Incomplete{Came: 2, Total: 12}})), kind: change.Unknown, calls: "POST LIST", warning: "2 of 12", err: true, records: 1},
		{name: "unclear, listed too slowly", server: all(scripted("POST", script{err: lost()}), scripted("LIST", script{err: fmt.Errorf("list: %w", context.DeadlineExceeded)})), kind: change.Unknown, calls: "POST LIST", warning: "it took too long", err: true, records: 1},
		{name: "unclear, not listed", server: all(scripted("POST", script{err: lost()}), scripted("LIST", script{err: lost()})), kind: change.Unknown, calls: "POST LIST", warning: "could not be listed", err: true, records: 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { c.check(t, goal.Clone()) })
		})
	}
}

// made is the id of what a create made, or empty.
func made(got change.Outcome) api.WebhookID {
	if got.Now == nil {
		return ""
	}
	return got.Now.ID
}
