package change_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/internal/change"
)

// hook is what the tests start from, with an unknown field and odd spellings.
const hook = `{"id":"66b204f0c992d50b8b2f984c","workspaceId":"acmecorpcom_AB12_x","name":"Billing","description":"","applyToAllDescendants":true,
 "url":"https://hooks.example.com/coro","secret":"s3cret-value","headers":{"X-Env":"prod","Authorization":"Bearer abc","X-Retries":3},
 "triggers":["workspaceCreated.v1","ticket_escalated"],"status":"enabled","created":1700000000000,"updated":1700000000000,"ownerTeam":{"id":9007199254740993}}`

// others is what someone else did.
func others(edit func(f *api.Fields)) func(s *fake) {
	return func(s *fake) {
		w := s.hooks[0]
		w.Fields = w.Clone()
		edit(&w.Fields)
		s.hooks[0] = w
	}
}

var (
	renamed  = others(func(f *api.Fields) { f.Name = "Billing to QuickBooks" })
	rerouted = others(func(f *api.Fields) { f.URL = "https://theirs.example/hook" })
	disabled = others(func(f *api.Fields) { f.Status = api.Disabled })
	removed  = func(s *fake) { s.hooks = nil }
)

// updateCase is one end of an update: a new URL and the webhook disabled.
type updateCase struct {
	name    string
	server  func(s *fake)
	goal    func(f *api.Fields)
	policy  change.SecretPolicy
	kind    change.Kind
	calls   string
	held    string // what the server's URL and status are in the end; empty: the webhook is gone
	now     string // the same of Outcome.Now; "-": nil
	warning string // part of one; empty: there is none
	err     bool
	records int
}

const (
	was   = "https://hooks.example.com/coro enabled"
	is    = "https://ours.example/hook disabled"
	mixed = "https://hooks.example.com/coro disabled"
)

func scripted(op string, scripts ...script) func(*fake) {
	return func(s *fake) { s.on(op, scripts...) }
}

func all(edits ...func(*fake)) func(*fake) {
	return func(s *fake) {
		for _, edit := range edits {
			edit(s)
		}
	}
}

func masking(shown string) func(*fake) { return func(s *fake) { s.secret = shown } }

var keepURL = func(f *api.Fields) { f.Status = api.Disabled }

var updates = []updateCase{
	{name: "done", kind: change.Done, calls: "GET PUT", held: is, now: is, records: 1},
	{name: "already so", goal: keepURL, server: disabled, kind: change.Unchanged, calls: "GET", held: mixed, now: mixed},
	{name: "theirs kept", server: scripted("GET", script{meet: renamed}), kind: change.Done, calls: "GET PUT", held: is, now: is, warning: "kept what someone else changed meanwhile: name", records: 1},
	{name: "conflict", server: scripted("GET", script{meet: rerouted}), kind: change.Conflicted, calls: "GET", held: "https://theirs.example/hook enabled", now: "https://theirs.example/hook enabled"},
	{name: "gone before", server: removed, kind: change.Gone, calls: "GET", now: "-", err: true},
	{name: "gone, said as 403", server: all(removed, scripted("GET", script{err: problem(api.KindForbidden, 403)})), kind: change.Gone, calls: "GET LIST", now: "-", err: true},
	{name: "no access", server: scripted("GET", script{err: problem(api.KindForbidden, 403)}), kind: change.Failed, calls: "GET LIST", held: was, now: "-", err: true},
	{name: "not readable", server: scripted("GET", script{err: lost()}), kind: change.Failed, calls: "GET", held: was, now: "-", err: true},
	{name: "another webhook", server: scripted("GET", script{answer: &api.Webhook{ID: "other"}}), kind: change.Failed, calls: "GET", held: was, now: "-", err: true},
	{name: "gone meanwhile", server: scripted("PUT", script{meet: removed}), kind: change.Gone, calls: "GET PUT", now: "-", err: true, records: 1},
	{name: "refused", server: scripted("PUT", script{err: problem(api.KindInvalid, 400)}), kind: change.Failed, calls: "GET PUT", held: was, now: was, err: true, records: 1},
	{name: "conflict said by the server", server: scripted("PUT", script{err: problem(api.KindConflict, 409)}), kind: change.Failed, calls: "GET PUT", held: was, now: was, err: true, records: 1},
	{name: "no body", server: scripted("PUT", script{bare: true}), kind: change.Done, calls: "GET PUT GET", held: is, now: is, records: 1},
	{name: "no body, not read back", server: all(scripted("PUT", script{bare: true}), scripted("GET", script{}, script{err: lost()})), kind: change.Done, calls: "GET PUT GET", held: is, now: is, warning: "could not be read back", records: 1},
	{name: "answer shows something else", server: scripted("PUT", script{answer: &api.Webhook{ID: billing}}), kind: change.Done, calls: "GET PUT GET", held: is, now: is, records: 1},
	{name: "accepted and ignored", server: scripted("PUT", script{mangle: func(w wire) {
		w["url"], w["status"] = json.RawMessage(`"https://hooks.example.com/coro"`), json.RawMessage(`"enabled"`)
	}}), kind: change.Failed, calls: "GET PUT GET", held: was, now: was, err: true, records: 1},
	{name: "accepted in part", server: scripted("PUT", script{mangle: func(w wire) { w["url"] = json.RawMessage(`"https://hooks.example.com/coro"`) }}), kind: change.Done, calls: "GET PUT GET", held: mixed, now: mixed, warning: "did not take over all of it: URL", records: 1},
	{name: "unclear, done", server: scripted("PUT", script{err: lost(), applied: true}), kind: change.Done, calls: "GET PUT GET", held: is, now: is, records: 1},
	{name: "unclear, not done", server: scripted("PUT", script{err: lost()}), kind: change.Failed, calls: "GET PUT GET GET", held: was, now: was, err: true, records: 1},
	{name: "unclear, done late", server: all(scripted("PUT", script{err: lost()}), scripted("GET", script{}, script{}, script{meet: others(func(f *api.Fields) { f.URL, f.Status = "https://ours.example/hook", api.Disabled })})), kind: change.Done, calls: "GET PUT GET GET", held: is, now: is, records: 1},
	{name: "unclear, deleted", server: all(scripted("PUT", script{err: lost()}), scripted("GET", script{}, script{meet: removed})), kind: change.Gone, calls: "GET PUT GET", now: "-", err: true, records: 1},
	{name: "unclear, a third state", server: all(scripted("PUT", script{err: lost()}), scripted("GET", script{}, script{meet: disabled})), kind: change.Unknown, calls: "GET PUT GET", held: mixed, now: mixed, warning: "neither as it was nor as asked; not there: URL", err: true, records: 1},
	{name: "unclear, others wrote too", server: all(scripted("PUT", script{err: lost(), applied: true}), scripted("GET", script{}, script{meet: renamed})), kind: change.Done, calls: "GET PUT GET", held: is, now: is, warning: "something else than was sent in: name", records: 1},
	{name: "unclear, not readable", server: all(scripted("PUT", script{err: lost(), applied: true}), scripted("GET", script{}, script{err: lost()})), kind: change.Unknown, calls: "GET PUT GET", held: is, now: "-", warning: "could not be read back", err: true, records: 1},
	{name: "an error of no known sort", server: scripted("PUT", script{err: errors.New("odd")}), kind: change.Failed, calls: "GET PUT GET GET", held: was, now: was, err: true, records: 1},
	{name: "secret masked", server: masking("****"), kind: change.NeedSecret, calls: "GET", held: was, now: was},
	{name: "secret left out", server: masking("-"), kind: change.NeedSecret, calls: "GET", held: was, now: was},
	{name: "secret masked, left out of the body", server: masking("****"), policy: change.LeaveSecret, kind: change.Done, calls: "GET PUT GET", held: is, now: is, warning: "no secret any more", records: 1},
	{name: "secret masked, kept by the server", server: all(masking("****"), scripted("PUT", script{mangle: func(w wire) { w["secret"] = json.RawMessage(`"s3cret-value"`) }})), policy: change.LeaveSecret, kind: change.Done, calls: "GET PUT", held: is, now: is, records: 1},
	{name: "secret never shown", server: masking("-"), policy: change.LeaveSecret, kind: change.Done, calls: "GET PUT GET", held: is, now: is, warning: "does not show whether", records: 1},
	{name: "secret masked, given", server: masking("****"), goal: func(f *api.Fields) { ours(f); f.Secret = api.GivenSecret("n3w") }, kind: change.Done, calls: "GET PUT", held: is, now: is, records: 1},
	{name: "only a secret, unclear", server: all(masking("****"), scripted("PUT", script{err: lost()})), goal: func(f *api.Fields) { f.Secret = api.GivenSecret("n3w") }, kind: change.Unknown, calls: "GET PUT GET", held: was, now: was, warning: "whether the new secret is in force", err: true, records: 1},
	{name: "only a secret, unclear, told by the time", server: all(masking("****"), scripted("PUT", script{err: lost(), applied: true})), goal: func(f *api.Fields) { f.Secret = api.GivenSecret("n3w") }, kind: change.Done, calls: "GET PUT GET", held: was, now: was, records: 1},
}

func ours(f *api.Fields) { f.URL, f.Status = "https://ours.example/hook", api.Disabled }

func describe(w api.Webhook) string { return string(w.URL) + " " + string(w.Status) }

func TestUpdate(t *testing.T) {
	t.Parallel()
	for _, c := range updates {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { c.run(t) })
		})
	}
}

func (c updateCase) run(t *testing.T) {
	t.Helper()
	server := newFake(t, hook)
	base := server.hooks[0]
	if c.server != nil {
		c.server(server)
	}
	goal := base.Clone()
	if c.goal == nil {
		c.goal = ours
	}
	c.goal(&goal)
	base = server.show(base)
	if goal.Secret == webhook(t, hook).Secret {
		goal.Secret = base.Secret
	}
	var log recorder
	writer := change.NewWriter(server, change.WithRecorder(&log), change.WithClock(func() time.Time { return start }))
	got := writer.Do(t.Context(), change.Update{Workspace: workspace, WorkspaceName: "Acme", Base: base, Goal: change.Rules{}.Edit(base.Fields, goal), Secret: c.policy})
	check(t, server, got, expected{c.kind, c.calls, c.warning, c.err})
	held, now := "", "-"
	if at := server.place(billing); at >= 0 {
		held = describe(server.hooks[at])
	}
	if got.Now != nil {
		now = describe(*got.Now)
	}
	if held != c.held || now != c.now {
		t.Errorf("the server holds %q and the outcome says %q; want %q and %q", held, now, c.held, c.now)
	}
	if len(log.events) != c.records {
		t.Fatalf("%d records, want %d", len(log.events), c.records)
	}
	if c.records > 0 {
		event := log.events[0]
		if event.Outcome != got.Kind || event.Webhook != billing || event.Name == "" || !event.At.Equal(start) || len(event.Deltas) == 0 || got.Record != "entry-1" {
			t.Errorf("recorded %+v as %q", event, got.Record)
		}
		if got.Err != nil && event.Trace == "" && c.name != "accepted and ignored" && c.name != "an error of no known sort" {
			t.Error("the record has no trace")
		}
	}
}

type expected struct {
	kind    change.Kind
	calls   string
	warning string
	err     bool
}

func check(t *testing.T, server *fake, got change.Outcome, want expected) {
	t.Helper()
	if got.Kind != want.kind || (got.Err != nil) != want.err {
		t.Errorf("ended %v with error %v; want %v, error %v", got.Kind, got.Err, want.kind, want.err)
	}
	if calls := strings.Join(server.calls, " "); calls != want.calls {
		t.Errorf("calls %s, want %s", calls, want.calls)
	}
	warned := strings.Join(got.Warnings, " | ")
	if want.warning == "" && warned != "" || !strings.Contains(warned, want.warning) {
		t.Errorf("warnings %q, want %q", warned, want.warning)
	}
}

// TestToggleBody holds the body of a toggle to the letter: every writable
// field, in the words that were received, and nothing that is not writable.
func TestToggleBody(t *testing.T) {
	t.Parallel()
	server := newFake(t, hook)
	base := server.hooks[0]
	got := change.NewWriter(server).Do(t.Context(), change.Update{
		Workspace: workspace, Base: base, Goal: change.Rules{}.Edit(base.Fields, change.WithStatus(base.Fields, false)),
	})
	if got.Kind != change.Done || len(server.sent) != 1 {
		t.Fatalf("ended %v after %d writes: %v", got.Kind, len(server.sent), got.Err)
	}
	const want = `{"name":"Billing","description":"","applyToAllDescendants":true,"url":"https://hooks.example.com/coro",` +
		`"headers":{"X-Env":"prod","Authorization":"Bearer abc","X-Retries":3},"triggers":["workspaceCreated.v1","ticket_escalated"],` +
		`"status":"disabled","secret":"s3cret-value","ownerTeam":{"id":9007199254740993}}`
	if server.sent[0] != want {
		t.Errorf("sent\n%s\nwant\n%s", server.sent[0], want)
	}
}

// TestQuit cancels the program's context in the middle of each sort of change:
// what was not sent has failed, what was sent is unknown, and both that it was
// and how it ended are recorded.
func TestQuit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		op      string
		applied bool
		kind    change.Kind
		begun   int
	}{
		{"update while reading", "GET", false, change.NotBegun, 0},
		{"update while writing", "PUT", true, change.Unknown, 1},
		{"delete while writing", "DELETE", true, change.Unknown, 1},
		{"create before writing", "", false, change.NotBegun, 0},
		{"create while writing", "POST", true, change.Unknown, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx, quit := context.WithCancel(t.Context())
			defer quit()
			server := newFake(t, hook)
			base := server.hooks[0]
			if c.op == "" {
				quit()
			}
			server.on(c.op, script{meet: func(*fake) { quit() }, applied: c.applied})
			goal := base.Clone()
			ours(&goal)
			changes := map[string]change.Change{
				"update": change.Update{Workspace: workspace, Base: base, Goal: change.Rules{}.Edit(base.Fields, goal)},
				"delete": change.Delete{Workspace: workspace, Base: base},
				"create": change.Create{Workspace: workspace, Goal: change.Rules{NoSecret: true, Force: true}.New(goal)},
			}
			var log recorder
			sort, _, _ := strings.Cut(c.name, " ")
			got := change.NewWriter(server, change.WithRecorder(&log)).Do(ctx, changes[sort])
			if got.Kind != c.kind || !errors.Is(got.Err, context.Canceled) {
				t.Errorf("ended %v with %v, want %v", got.Kind, got.Err, c.kind)
			}
			// What became of it is found out at the next start.
			if len(log.begun) != c.begun || len(log.events) > 0 {
				t.Errorf("%d are begun and %d recorded, want %d and none", len(log.begun), len(log.events), c.begun)
			}
		})
	}
}

// TestQuitBetween: what was read but not sent yet when the program quits is not
// sent any more.
func TestQuitBetween(t *testing.T) {
	t.Parallel()
	ctx, quit := context.WithCancel(t.Context())
	defer quit()
	server := newFake(t, hook)
	got := change.NewWriter(server).Do(ctx, change.Update{
		Workspace: workspace, Base: server.hooks[0], Goal: change.Rules{}.Edit(server.hooks[0].Fields, server.hooks[0].Fields),
		Recall: func(theirs api.Fields) (api.Fields, api.Fields) {
			quit()
			return theirs, change.WithStatus(theirs, false)
		},
	})
	if got.Kind != change.NotBegun || !errors.Is(got.Err, context.Canceled) || slices.Contains(server.calls, "PUT") {
		t.Errorf("ended %v with %v after %v", got.Kind, got.Err, server.calls)
	}
}

// TestDeadline: the time of the write being over leaves time for looking back.
func TestDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		server := newFake(t, hook)
		base := server.hooks[0]
		server.on("PUT", script{meet: func(*fake) { pass(2 * time.Second) }, applied: true})
		goal := base.Clone()
		ours(&goal)
		got := change.NewWriter(server).Do(ctx, change.Update{Workspace: workspace, Base: base, Goal: change.Rules{}.Edit(base.Fields, goal)})
		if got.Kind != change.Done || got.Now == nil {
			t.Errorf("ended %v with %v", got.Kind, got.Err)
		}
	})
}

// pass lets time go by; in a bubble of synctest it takes none.
func pass(d time.Duration) { <-time.After(d) }

func TestRecordFails(t *testing.T) {
	t.Parallel()
	server := newFake(t, hook)
	base := server.hooks[0]
	log := recorder{err: errors.New("no space left on device")}
	got := change.NewWriter(server, change.WithRecorder(&log)).Do(t.Context(), change.Update{
		Workspace: workspace, Base: base, Goal: change.Rules{}.Edit(base.Fields, change.WithStatus(base.Fields, false)),
	})
	if got.Kind != change.Done || got.Record != "" {
		t.Errorf("ended %v, recorded as %q", got.Kind, got.Record)
	}
	if warned := strings.Join(got.Warnings, ""); !strings.Contains(warned, "could not be written to the history") || !strings.Contains(warned, "no space left") {
		t.Errorf("warnings %q", warned)
	}
}

// TestUndoSettled: an undo that finds nothing to do is recorded, so that it is
// not offered again.
func TestUndoSettled(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]*fake{"unchanged": newFake(t, hook), "gone": newFake(t)} {
		var log recorder
		base := webhook(t, hook)
		got := change.NewWriter(server, change.WithRecorder(&log)).Do(t.Context(), change.Update{
			Workspace: workspace, Base: base, Goal: change.Rules{}.Edit(base.Fields, base.Fields), Undoes: "entry-0",
		})
		if got.Kind.String() != name || len(log.events) != 1 || log.events[0].Undoes != "entry-0" {
			t.Errorf("%s: ended %v, recorded %+v", name, got.Kind, log.events)
		}
	}
}

// TestOneAfterTheOther: two changes of one webhook at the same time do not
// overtake each other between reading and writing.
func TestOneAfterTheOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newFake(t, hook)
		base := server.hooks[0]
		server.on("PUT", script{meet: func(s *fake) { s.mu.Unlock(); pass(time.Minute); s.mu.Lock() }})
		writer := change.NewWriter(server)
		for _, edit := range []func(*api.Fields){
			func(f *api.Fields) { f.Name = "one" },
			func(f *api.Fields) { f.Description = "two" },
		} {
			goal := base.Clone()
			edit(&goal)
			go writer.Do(t.Context(), change.Update{Workspace: workspace, Base: base, Goal: change.Rules{}.Edit(base.Fields, goal)})
		}
		synctest.Wait()
		if err := writer.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		if w := server.hooks[0]; w.Name != "one" || w.Description != "two" {
			t.Errorf("the server holds %q, %q: one change was lost", w.Name, w.Description)
		}
	})
}

func TestWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newFake(t, hook)
		writer := change.NewWriter(server)
		if err := writer.Wait(t.Context()); err != nil {
			t.Fatalf("with nothing under way: %v", err)
		}
		server.on("GET", script{meet: func(*fake) { pass(time.Hour) }})
		go writer.Do(t.Context(), change.Delete{Workspace: workspace, Base: server.hooks[0]})
		synctest.Wait()
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := writer.Wait(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting for a slow change ended with %v", err)
		}
		if err := writer.Wait(t.Context()); err != nil || len(server.hooks) != 0 {
			t.Errorf("waited with %v, %d webhooks left", err, len(server.hooks))
		}
	})
}
