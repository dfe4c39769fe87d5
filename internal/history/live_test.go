package history_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
	"corotui/internal/mask"
)

const (
	channel = api.WorkspaceID(emulator.DemoChannel)
	billing = api.WebhookID("66b204f0c992d50b8b2f984c")
)

// tb is what the tests and the random ones have in common.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// desk is a technician's place: the program's parts on an emulator.
type desk struct {
	server *emulator.Server
	client *api.Client
	writer *change.Writer
	log    *history.Log
	path   string
	clock  func() time.Time
}

// sit opens a desk whose history is in the folder, or in memory without one.
func sit(t *testing.T, folder string, variant emulator.Variant) *desk {
	t.Helper()
	server := emulator.New(emulator.Demo(), emulator.WithVariant(variant), emulator.WithClock(func() time.Time { return start }))
	t.Cleanup(server.Close)
	return sitAt(t, folder, server, func() time.Time { return start })
}

// sitAt opens a desk on a server, where it is as late as the clock says.
func sitAt(t *testing.T, folder string, server *emulator.Server, clock func() time.Time) *desk {
	t.Helper()
	client, err := api.New(api.WithBaseURL("https://demo.example"), api.WithHTTPTransport(server.Transport()), api.WithClock(clock),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{server: server, client: client, clock: clock}
	if folder != "" {
		d.path = filepath.Join(folder, "history.jsonl")
	}
	d.restart()
	return d
}

// restart is a new start of the program: what was only in its memory is gone.
func (d *desk) restart() {
	if d.log = history.Open(d.path); d.path == "" {
		d.log = history.InMemory()
	}
	d.writer = change.NewWriter(d.client, change.WithRecorder(d.log.By(tech1)), change.WithPatience(0),
		change.WithClock(d.clock))
}

// see reads a webhook as the list shows it.
func (d *desk) see(t tb, id api.WebhookID) api.Webhook {
	t.Helper()
	w, err := d.client.Webhook(testContext, channel, id)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// edit changes a webhook and returns the outcome.
func (d *desk) edit(t tb, id api.WebhookID, edit func(f *api.Fields)) change.Outcome {
	t.Helper()
	base := d.see(t, id)
	goal := base.Clone()
	edit(&goal)
	got := d.writer.Do(testContext, change.Update{Workspace: channel, WorkspaceName: "Acme Channel", Base: base, Goal: change.Rules{}.Edit(base.Fields, goal)})
	if got.Kind != change.Done && got.Kind != change.Unchanged {
		t.Fatalf("the edit ended %v with %v", got.Kind, got.Err)
	}
	return got
}

func (d *desk) delete(t tb, id api.WebhookID) {
	t.Helper()
	got := d.writer.Do(testContext, change.Delete{Workspace: channel, WorkspaceName: "Acme Channel", Base: d.see(t, id)})
	if got.Kind != change.Done {
		t.Fatalf("the deletion ended %v with %v", got.Kind, got.Err)
	}
}

// here is the scope of the desk's changes.
var here = history.Scope{Profile: tech1.Profile, Host: tech1.Host}

// last plans to undo the last change.
func (d *desk) last(t tb) []history.UndoPlan {
	t.Helper()
	ways, err := d.log.PlanUndoLast(testContext, here)
	if err != nil {
		t.Fatal(err)
	}
	return ways
}

// undo takes the last change back, the whole set of it.
func (d *desk) undo(t tb) []change.Outcome {
	t.Helper()
	var outcomes []change.Outcome
	for _, way := range d.last(t) {
		if way.Change != nil {
			outcomes = append(outcomes, d.writer.Do(testContext, way.Change))
		}
	}
	return outcomes
}

// held is what the server holds of a webhook, without its id and times.
func (d *desk) held(t tb, id api.WebhookID) string {
	t.Helper()
	raw, found := d.server.Webhook(emulator.DemoChannel, string(id))
	if !found {
		return "nothing"
	}
	return timeless(t, raw)
}

// timeless is a webhook without what no undo can bring back.
func timeless(t tb, raw json.RawMessage) string {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"id", "created", "updated"} {
		delete(members, name)
	}
	sorted, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return string(sorted)
}

// world is everything that the server holds of the channel.
func (d *desk) world(t tb) map[string]int {
	t.Helper()
	all := make(map[string]int)
	for _, raw := range d.server.Webhooks(emulator.DemoChannel) {
		all[timeless(t, raw)]++
	}
	return all
}

func kinds(outcomes []change.Outcome) string {
	words := make([]string, len(outcomes))
	for i, o := range outcomes {
		words[i] = o.Kind.String()
	}
	return strings.Join(words, " ")
}
