package change_test

import (
	"slices"
	"testing"
	"testing/synctest"

	"corotui/api"
	"corotui/internal/change"
)

func TestDelete(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		server  func(*fake)
		kind    change.Kind
		held    bool
		now     bool
		calls   string
		warning string
		err     bool
		records int
	}{
		{name: "done", kind: change.Done, calls: "GET DELETE", records: 1},
		{name: "secret masked meanwhile", server: masking("****"), kind: change.Done, calls: "GET DELETE", records: 1},
		{name: "changed meanwhile", server: scripted("GET", script{meet: renamed}), kind: change.Conflicted, held: true, now: true, calls: "GET"},
		{name: "gone before", server: removed, kind: change.Gone, calls: "GET", warning: "deleted already"},
		{name: "gone meanwhile", server: scripted("DELETE", script{meet: removed}), kind: change.Gone, calls: "GET DELETE", warning: "gone when the deletion arrived", records: 1},
		{name: "gone meanwhile, said as 400", server: scripted("DELETE", script{meet: removed, err: problem(api.KindInvalid, 400)}), kind: change.Gone, calls: "GET DELETE LIST", warning: "gone when the deletion arrived", records: 1},
		{name: "another webhook", server: scripted("GET", script{answer: &api.Webhook{ID: "other"}}), kind: change.Failed, held: true, calls: "GET", err: true},
		{name: "not readable", server: scripted("GET", script{err: lost()}), kind: change.Failed, held: true, calls: "GET", err: true},
		{name: "refused, and not in what is listed", server: all(scripted("DELETE", script{err: problem(api.KindForbidden, 403)}), scripted("LIST", script{meet: removed, err: &api.Incomplete{Came: 2, Total: 12}})), kind: change.Failed, calls: "GET DELETE LIST", now: true, err: true, records: 1},
		{name: "refused", server: scripted("DELETE", script{err: problem(api.KindForbidden, 403)}), kind: change.Failed, held: true, now: true, calls: "GET DELETE LIST", err: true, records: 1},
		{name: "unclear, done", server: scripted("DELETE", script{err: lost(), applied: true}), kind: change.Done, calls: "GET DELETE GET", records: 1},
		{name: "gone, after an attempt that may have done it", server: scripted("DELETE", script{err: doubtful(api.KindNotFound, 404), applied: true}), kind: change.Done, calls: "GET DELETE GET", records: 1},
		{name: "a proxy's page, done", server: scripted("DELETE", script{err: doubtful(api.KindForbidden, 403), applied: true}), kind: change.Done, calls: "GET DELETE GET", records: 1},
		{name: "unclear, done late", server: all(scripted("DELETE", script{err: lost()}), scripted("GET", script{}, script{}, script{meet: removed})), kind: change.Done, calls: "GET DELETE GET GET", records: 1},
		{name: "unclear, not done", server: scripted("DELETE", script{err: lost()}), kind: change.Failed, held: true, now: true, calls: "GET DELETE GET GET", err: true, records: 1},
		{name: "unclear, not readable", server: all(scripted("DELETE", script{err: lost(), applied: true}), scripted("GET", script{}, script{err: lost()})), kind: change.Unknown, calls: "GET DELETE GET", warning: "could not be read back", err: true, records: 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newFake(t, hook)
				base := server.hooks[0]
				if c.server != nil {
					c.server(server)
				}
				var log recorder
				got := change.NewWriter(server, change.WithRecorder(&log)).Do(t.Context(), change.Delete{Workspace: workspace, Base: base})
				check(t, server, got, expected{c.kind, c.calls, c.warning, c.err})
				if held := len(server.hooks) > 0; held != c.held || (got.Now != nil) != c.now || len(log.events) != c.records {
					t.Errorf("held: %v, now: %v, %d records", held, got.Now, len(log.events))
				}
				if c.records > 0 && !slices.ContainsFunc(log.events[0].Deltas, func(d change.Delta) bool {
					before, after := d.Exact()
					return d.Field == change.Secret && before != nil && before.Reveal() == "s3cret-value" && after == nil
				}) {
					t.Error("the record does not know the secret that went")
				}
			})
		})
	}
}

// doubtful is an answer after which the server may have done what it was asked.
func doubtful(kind api.Kind, status int) error {
	return &api.Error{Kind: kind, Status: status, Unclear: true}
}
