package change_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/mask"
)

const channel = api.WorkspaceID(emulator.DemoChannel)

// dial starts an emulator on loopback and returns a client of it.
func dial(t *testing.T, variant emulator.Variant, options ...api.Option) (*emulator.Server, *api.Client) {
	t.Helper()
	server := emulator.New(emulator.Demo(), emulator.WithVariant(variant), emulator.WithClock(func() time.Time { return start }))
	t.Cleanup(server.Close)
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	options = append([]api.Option{
		api.WithBaseURL(web.URL),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)),
	}, options...)
	if variant.Audience == "legacy" {
		options = append(options, api.WithAudience("https://secure.coro.net/api"))
	}
	client, err := api.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	return server, client
}

// list reads the webhooks as the list screen does.
func list(t *testing.T, client *api.Client) []api.Webhook {
	t.Helper()
	hooks, err := client.Webhooks(t.Context(), channel)
	if err != nil {
		t.Fatal(err)
	}
	return hooks
}

// stored returns what the emulator holds, by member.
func stored(t *testing.T, server *emulator.Server, id api.WebhookID) map[string]string {
	t.Helper()
	raw, found := server.Webhook(emulator.DemoChannel, string(id))
	if !found {
		return nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		t.Fatal(err)
	}
	said := make(map[string]string)
	for name, value := range members {
		var compact bytes.Buffer
		if err := json.Compact(&compact, value); err != nil {
			t.Fatal(err)
		}
		said[name] = compact.String()
	}
	return said
}

// writes lists the operations that change something, in their order.
func writes(server *emulator.Server) (ops []emulator.Operation) {
	for _, r := range server.Requests() {
		if slices.Contains([]emulator.Operation{emulator.OpCreate, emulator.OpUpdate, emulator.OpDelete}, r.Operation) {
			ops = append(ops, r.Operation)
		}
	}
	return ops
}

// readsOfOne counts the reads of single webhooks. Pages of the list, asked for
// ahead and no longer wanted, may still arrive at the server later.
func readsOfOne(server *emulator.Server) (reads int) {
	for _, r := range server.Requests() {
		if r.Operation == emulator.OpGet {
			reads++
		}
	}
	return reads
}

// showsSecret tells whether reads of the variant have the secret in clear.
func showsSecret(v emulator.Variant) bool { return v.Secret == "" }

// TestVariants makes every sort of change against the emulator over loopback in
// each of its variants.
func TestVariants(t *testing.T) {
	t.Parallel()
	for _, v := range emulator.Variants() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			server, client := dial(t, v.Variant)
			writer := change.NewWriter(client, change.WithPatience(0))
			toggleInVariant(t, v.Variant, server, client, writer)
			lifeInVariant(t, v.Variant, server, client, writer)
		})
	}
}

// toggleInVariant enables a webhook: only its status may change, whatever the
// server leaves out, masks or respells.
func toggleInVariant(t *testing.T, v emulator.Variant, server *emulator.Server, client *api.Client, writer *change.Writer) {
	t.Helper()
	hooks := list(t, client)
	at := slices.IndexFunc(hooks, func(w api.Webhook) bool { return w.ID == billing })
	if at < 0 {
		t.Fatal("the webhook is not listed")
	}
	seen := hooks[at]
	before := stored(t, server, billing)
	server.ResetRequests()
	update := change.Update{Workspace: channel, Base: seen, Goal: change.Rules{}.Edit(seen.Fields, change.WithStatus(seen.Fields, true))}
	if !showsSecret(v) {
		if got := writer.Do(t.Context(), update); got.Kind != change.NeedSecret || len(writes(server)) > 0 {
			t.Fatalf("without the secret ended %v with %v after %v", got.Kind, got.Err, writes(server))
		}
		server.ResetRequests()
		update.Secret = change.LeaveSecret
	}
	got := writer.Do(t.Context(), update)
	if v.Update == "strict" && !showsSecret(v) {
		if got.Kind != change.Failed {
			t.Fatalf("a server that wants every field took one without the secret: %v", got.Kind)
		}
		return
	}
	if got.Kind != change.Done || got.Now == nil || !got.Now.Status.On() {
		t.Fatalf("ended %v with %v", got.Kind, got.Err)
	}
	if ops := writes(server); len(ops) != 1 {
		t.Errorf("a toggle wrote %v", ops)
	}
	if reads := readsOfOne(server); showsSecret(v) && v.Updated == "" && reads != 1 {
		t.Errorf("a toggle took %d reads", reads)
	}
	after := stored(t, server, billing)
	delete(before, "updated")
	delete(after, "updated")
	lost := after["secret"] == "" && !showsSecret(v)
	if warned := strings.Contains(strings.Join(got.Warnings, ""), "secret"); lost && !warned {
		t.Errorf("the secret is gone and nobody was told: %q", got.Warnings)
	}
	if before["status"] = `"enabled"`; lost {
		delete(before, "secret")
	}
	for name := range before {
		if after[name] != before[name] {
			t.Errorf("%s was %s and is %s", name, before[name], after[name])
		}
	}
	for name := range after {
		if _, had := before[name]; !had && v.Extra != "added" {
			t.Errorf("%s came with the write: %s", name, after[name])
		}
	}
}

// lifeInVariant creates a webhook, edits every field of it, and deletes it.
func lifeInVariant(t *testing.T, v emulator.Variant, server *emulator.Server, client *api.Client, writer *change.Writer) {
	t.Helper()
	var known []api.WebhookID
	hooks := list(t, client)
	for _, w := range hooks {
		known = append(known, w.ID)
	}
	spell := api.NotationOf(hooks)
	goal := api.Fields{
		Name: "Life", Description: "short", URL: "https://life.example/hook", Status: api.Enabled,
		Triggers: []api.Trigger{spell.Spell("workspace-created")},
		Headers:  []api.Header{{Name: "X-One", Value: "1"}, {Name: "X-Two", Value: "2"}},
		Secret:   api.GivenSecret("life-secret"),
	}
	made := writer.Do(t.Context(), change.Create{Workspace: channel, Goal: change.Rules{LikeThese: hooks, Force: true}.New(goal), Known: known})
	if made.Kind != change.Done || made.Now == nil {
		t.Fatalf("the create ended %v with %v, %q", made.Kind, made.Err, made.Warnings)
	}
	edit := api.Fields{
		Name: "Life two", Description: "", URL: "https://life.example/two", Status: api.Disabled, ApplyToAllDescendants: true,
		Triggers: []api.Trigger{spell.Spell("subscription-updated"), spell.Spell("workspace-created")},
		Headers:  []api.Header{{Name: "X-Two", Value: "22"}, {Name: "X-Three", Value: "3"}},
		Secret:   api.GivenSecret("another-secret"), Extra: made.Now.Extra,
	}
	edited := writer.Do(t.Context(), change.Update{Workspace: channel, Base: *made.Now, Goal: change.Rules{}.Edit(made.Now.Fields, edit)})
	if edited.Kind != change.Done || edited.Now == nil {
		t.Fatalf("the edit ended %v with %v, %q", edited.Kind, edited.Err, edited.Warnings)
	}
	held := stored(t, server, edited.Now.ID)
	if held["secret"] != `"another-secret"` || held["url"] != `"https://life.example/two"` || held["headers"] != `{"X-Two":"22","X-Three":"3"}` {
		t.Errorf("after the edit the server holds %v", held)
	}
	if deltas := change.Diff(edited.Now.WithSecretOf(edit), edit); len(deltas) > 0 {
		t.Errorf("the outcome differs from what was asked: %v", spellings(deltas))
	}
	server.ResetRequests()
	gone := writer.Do(t.Context(), change.Delete{Workspace: channel, Base: *edited.Now})
	if gone.Kind != change.Done || stored(t, server, edited.Now.ID) != nil || len(writes(server)) != 1 {
		t.Fatalf("the deletion ended %v with %v after %v", gone.Kind, gone.Err, writes(server))
	}
	again := writer.Do(t.Context(), change.Delete{Workspace: channel, Base: *edited.Now})
	if again.Kind != change.Gone {
		t.Errorf("deleting it again with unknown-id=%v ended %v with %v", v.UnknownID, again.Kind, again.Err)
	}
}

func spellings(deltas []change.Delta) string { return strings.Join(spell(deltas), "; ") }

// TestFaults has each write meet each way in which an answer gets lost, before
// and after it is carried out: what is told must be what the server holds, and
// a create is sent once.
func TestFaults(t *testing.T) {
	t.Parallel()
	faults := map[string]emulator.Fault{
		"hang":      {Kind: emulator.KindHang},
		"reset":     {Kind: emulator.KindReset},
		"500":       {Kind: emulator.KindStatus, Status: 500},
		"502":       {Kind: emulator.KindStatus, Status: 502},
		"cut":       {Kind: emulator.KindCut},
		"not JSON":  {Kind: emulator.KindInvalid},
		"html":      {Kind: emulator.KindPage},
		"refused":   {Kind: emulator.KindStatus, Status: 400},
		"forbidden": {Kind: emulator.KindStatus, Status: 403},
		"redirect":  {Kind: emulator.KindRedirect, Location: "http://127.0.0.1:1"},
	}
	for name, fault := range faults {
		for _, op := range []emulator.Operation{emulator.OpCreate, emulator.OpUpdate, emulator.OpDelete} {
			for _, applied := range []bool{false, true} {
				fault := fault
				fault.Operation, fault.Applied, fault.Times = op, applied, emulator.Forever
				if applied && (fault.Status == 400 || fault.Status == 403 || fault.Kind == emulator.KindRedirect) {
					continue // a server that refuses what it does is beyond help
				}
				t.Run(strings.Join([]string{name, string(op), map[bool]string{false: "before", true: "after"}[applied]}, " "), func(t *testing.T) {
					t.Parallel()
					faultCase(t, op, fault)
				})
			}
		}
	}
}

func faultCase(t *testing.T, op emulator.Operation, fault emulator.Fault) {
	t.Helper()
	server, client := dial(t, emulator.Variant{}, api.WithTimeout(300*time.Millisecond), api.WithRetries(1))
	hooks := list(t, client)
	at := slices.IndexFunc(hooks, func(w api.Webhook) bool { return w.ID == billing })
	goal := change.WithStatus(hooks[at].Fields, true)
	var known []api.WebhookID
	for _, w := range hooks {
		known = append(known, w.ID)
	}
	server.Fault(fault)
	server.ResetRequests()
	var log recorder
	writer := change.NewWriter(client, change.WithPatience(0), change.WithRecorder(&log))
	var got change.Outcome
	switch op {
	case emulator.OpCreate:
		got = writer.Do(t.Context(), change.Create{Workspace: channel, Goal: change.Rules{LikeThese: hooks, Force: true}.New(goal), Known: known})
	case emulator.OpDelete:
		got = writer.Do(t.Context(), change.Delete{Workspace: channel, Base: hooks[at]})
	default:
		got = writer.Do(t.Context(), change.Update{Workspace: channel, Base: hooks[at], Goal: change.Rules{}.Edit(hooks[at].Fields, goal)})
	}
	held := stored(t, server, billing)
	count := len(server.Webhooks(emulator.DemoChannel)) - len(hooks)
	happened := map[emulator.Operation]bool{
		emulator.OpCreate: count == 1, emulator.OpDelete: held == nil, emulator.OpUpdate: held["status"] == `"enabled"`,
	}[op]
	told := got.Kind == change.Done || got.Kind == change.Gone && op == emulator.OpDelete
	if told != happened || !told && got.Kind != change.Failed {
		t.Errorf("told %v (%v, %q), but it happened: %v", got.Kind, got.Err, got.Warnings, happened)
	}
	if count > 1 || op == emulator.OpCreate && len(writes(server)) > 1 {
		t.Errorf("%d webhooks were made with %v", count, writes(server))
	}
	if len(log.events) != 1 || log.events[0].Outcome != got.Kind {
		t.Errorf("the record says %+v", log.events)
	}
}

// TestDeleteAppliedBehindAnError: the repetition of a deletion meets a webhook
// that the first attempt has deleted, and that is not someone else's doing.
func TestDeleteAppliedBehindAnError(t *testing.T) {
	t.Parallel()
	for _, failures := range []int{1, 2, emulator.Forever} {
		server, client := dial(t, emulator.Variant{}, api.WithRetries(2))
		base := list(t, client)[0]
		server.Fault(emulator.Fault{
			Kind: emulator.KindStatus, Status: 503, Operation: emulator.OpDelete, Applied: true, Times: failures,
		})
		var log recorder
		got := change.NewWriter(client, change.WithPatience(0), change.WithRecorder(&log)).Do(t.Context(), change.Delete{
			Workspace: channel, Base: base,
		})
		if got.Kind != change.Done || len(got.Warnings) > 0 || len(log.events) != 1 || log.events[0].Outcome != change.Done {
			t.Errorf("after %d failures it ended %v (%v, %q), recorded as %+v", failures, got.Kind, got.Err, got.Warnings, log.events)
		}
	}
}

// TestLostConnection: when nothing can be read back, nothing is claimed.
func TestLostConnection(t *testing.T) {
	t.Parallel()
	server, client := dial(t, emulator.Variant{}, api.WithTimeout(300*time.Millisecond), api.WithRetries(0))
	hooks := list(t, client)
	at := slices.IndexFunc(hooks, func(w api.Webhook) bool { return w.ID == billing })
	server.Fault(emulator.Fault{Kind: emulator.KindReset, Operation: emulator.OpUpdate, Applied: true})
	server.Fault(emulator.Fault{Kind: emulator.KindReset, Operation: emulator.OpGet, Nth: 2, Times: emulator.Forever})
	got := change.NewWriter(client, change.WithPatience(0)).Do(t.Context(), change.Update{
		Workspace: channel, Base: hooks[at], Goal: change.Rules{}.Edit(hooks[at].Fields, change.WithStatus(hooks[at].Fields, true)),
	})
	if got.Kind != change.Unknown || got.Err == nil || got.Now != nil {
		t.Errorf("ended %v with %v", got.Kind, got.Err)
	}
}

// TestQuitOverLoopback cancels a write that the server never answers.
func TestQuitOverLoopback(t *testing.T) {
	t.Parallel()
	server, client := dial(t, emulator.Variant{}, api.WithRetries(0))
	hooks := list(t, client)
	ctx, quit := context.WithCancel(t.Context())
	defer quit()
	server.Fault(emulator.Fault{Kind: emulator.KindHang, Operation: emulator.OpDelete, Applied: true})
	var log recorder
	writer := change.NewWriter(client, change.WithRecorder(&log))
	go func() {
		defer quit()
		for range time.Tick(time.Millisecond) {
			if ctx.Err() != nil || slices.Contains(writes(server), emulator.OpDelete) {
				return
			}
		}
	}()
	got := writer.Do(ctx, change.Delete{Workspace: channel, Base: hooks[0]})
	if got.Kind != change.Unknown || !errors.Is(got.Err, context.Canceled) {
		t.Errorf("ended %v with %v", got.Kind, got.Err)
	}
	if len(log.begun) != 1 || len(log.events) != 0 {
		t.Errorf("begun is %+v, and recorded %+v: its end is found out at the next start", log.begun, log.events)
	}
}

// TestACreationByAnotherClock: whether an unclear creation made a webhook is told
// by the server's clock, however far that is from this machine's.
func TestACreationByAnotherClock(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{-26 * time.Hour, -time.Hour, 0, time.Hour} {
		for _, made := range []bool{true, false} {
			there := start
			server := emulator.New(emulator.Demo(), emulator.WithClock(func() time.Time { return there }))
			t.Cleanup(server.Close)
			here := func() time.Time { return there.Add(-off) }
			client, err := api.New(api.WithHTTPTransport(server.Transport()), api.WithClock(here), api.WithRetries(0),
				api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
			if err != nil {
				t.Fatal(err)
			}
			writer := change.NewWriter(client, change.WithPatience(0), change.WithClock(here))
			goal := list(t, client)[0].Clone()
			goal.Name, goal.Secret = "New one", api.GivenSecret("new")
			create := change.Create{Workspace: channel, Goal: change.Rules{Force: true}.New(goal)}
			twin := writer.Do(t.Context(), create)
			there = there.Add(time.Minute)
			server.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 502, Operation: emulator.OpCreate, Applied: made})
			got := writer.Do(t.Context(), create)
			want := change.Done
			if !made {
				want = change.Failed
			}
			if got.Kind != want || made && (got.Now == nil || got.Now.ID == twin.Now.ID) {
				t.Errorf("the server's clock is %s ahead, made %v: it ended %v with %v, %v", off, made, got.Kind, got.Err, got.Warnings)
			}
		}
	}
}
