package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/mask"
)

// serve starts an emulator on loopback, below a path, and a client for it.
func serve(t *testing.T, opts []emulator.Option, more ...api.Option) (*emulator.Server, *api.Client) {
	t.Helper()
	coro := emulator.New(emulator.Demo(), opts...)
	t.Cleanup(coro.Close)
	server := httptest.NewServer(http.StripPrefix("/gateway", coro))
	t.Cleanup(server.Close)
	client, err := api.New(append([]api.Option{
		api.WithBaseURL(server.URL + "/gateway/"),
		api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)),
	}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	return coro, client
}

// audience is what a variant wants the token to be for.
func audience(v emulator.Variant) []api.Option {
	if v.Audience == "legacy" {
		return []api.Option{api.WithAudience("https://secure.coro.net/api")}
	}
	return nil
}

// held is what the emulator really holds of a webhook, member by member.
func held(t *testing.T, coro *emulator.Server, id api.WebhookID) map[string]any {
	t.Helper()
	doc, ok := coro.Webhook(emulator.DemoChannel, string(id))
	if !ok {
		t.Fatalf("the server does not hold %s", id)
	}
	var members map[string]any
	if err := json.Unmarshal(doc, &members); err != nil {
		t.Fatal(err)
	}
	return members
}

// TestEveryVariant goes through every method against every reading of the
// contract, over loopback.
func TestEveryVariant(t *testing.T) {
	t.Parallel()
	for _, variant := range emulator.Variants() {
		t.Run(variant.Name, func(t *testing.T) {
			t.Parallel()
			coro, client := serve(t, []emulator.Option{emulator.WithVariant(variant.Variant)}, audience(variant.Variant)...)
			ctx := t.Context()
			all, err := client.Webhooks(ctx, emulator.DemoChannel)
			if err != nil {
				t.Fatalf("list: %v", err)
			}
			if want := len(coro.Webhooks(emulator.DemoChannel)); len(all) != want {
				t.Fatalf("%d of %d webhooks were listed", len(all), want)
			}
			for _, listed := range all {
				if listed.Name == "" || listed.URL == "" || len(listed.Triggers) == 0 || !listed.Status.On() && !listed.Status.Off() {
					t.Errorf("%s was not read whole: %+v", listed.ID, listed.Fields)
				}
			}
			_, err = client.Workspaces(ctx, emulator.DemoChannel)
			if refused := variant.Variant.Search == "403"; refused != (api.KindOf(err) == api.KindForbidden) || err != nil && !refused {
				t.Errorf("workspaces: %v", err)
			}
			if own, err := client.Workspace(ctx, emulator.DemoChannel); err != nil || own.ID != emulator.DemoChannel {
				t.Errorf("workspace: %q, %v", own.ID, err)
			}
			updateAndDelete(t, coro, client, all[0].ID)
			createAndTest(t, coro, client, api.NotationOf(all))
		})
	}
}

// updateAndDelete changes one field of a webhook: everything else, known or
// not, must stay as the server held it.
func updateAndDelete(t *testing.T, coro *emulator.Server, client *api.Client, id api.WebhookID) {
	t.Helper()
	ctx := t.Context()
	before := held(t, coro, id)
	read, err := client.Webhook(ctx, emulator.DemoChannel, id)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	goal := read.Clone()
	goal.Description = "changed by a test"
	secret, _ := before["secret"].(string)
	goal.Secret = api.GivenSecret(secret)
	if _, err := client.UpdateWebhook(ctx, emulator.DemoChannel, read.Update(goal)); err != nil {
		t.Fatalf("update: %v", err)
	}
	after := held(t, coro, id)
	if after["description"] != "changed by a test" {
		t.Errorf("the server holds the description %q", after["description"])
	}
	for name, value := range before {
		if name == "description" || name == "updated" {
			continue
		}
		was, _ := json.Marshal(value)
		if is, _ := json.Marshal(after[name]); string(is) != string(was) {
			t.Errorf("%s changed from %s to %s", name, was, is)
		}
	}
	if err := client.DeleteWebhook(ctx, emulator.DemoChannel, id); err != nil {
		t.Fatalf("delete: %v", err)
	}
	if _, ok := coro.Webhook(emulator.DemoChannel, string(id)); ok {
		t.Error("the server still holds the deleted webhook")
	}
	if _, err := client.Webhook(ctx, emulator.DemoChannel, id); err == nil {
		t.Error("a deleted webhook can still be read")
	}
}

func createAndTest(t *testing.T, coro *emulator.Server, client *api.Client, notation api.Notation) {
	t.Helper()
	ctx := t.Context()
	count := len(coro.Webhooks(emulator.DemoChannel))
	fields := api.Fields{
		Name: "Made by a test", URL: "https://made.example/?a=1&b=<2>", Status: api.Enabled, Secret: api.GivenSecret("s3cret-made"),
		Triggers: []api.Trigger{notation.Spell("workspace-created")},
		Headers:  []api.Header{{Name: "X-B", Value: "1"}, {Name: "X-A", Value: "2"}},
	}
	made, err := client.CreateWebhook(ctx, emulator.DemoChannel, api.CreateWebhook{Fields: fields})
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	if got := len(coro.Webhooks(emulator.DemoChannel)); got != count+1 {
		t.Fatalf("the server holds %d webhooks after a create, want %d", got, count+1)
	}
	if made == nil {
		return // the variant does not tell what it made
	}
	members := held(t, coro, made.ID)
	if members["url"] != string(fields.URL) || members["secret"] != "s3cret-made" {
		t.Errorf("the server holds %v", members)
	}
	doc, _ := coro.Webhook(emulator.DemoChannel, string(made.ID))
	if b, a := strings.Index(string(doc), "X-B"), strings.Index(string(doc), "X-A"); b < 0 || a < b {
		t.Errorf("the headers' order was lost: %s", doc)
	}
	tested, err := client.TestWebhook(ctx, emulator.DemoChannel, made.ID)
	if err != nil || tested.Status < 200 || tested.Status > 299 {
		t.Errorf("test: %+v, %v", tested, err)
	}
	if got := len(coro.Tests()); got != 1 {
		t.Errorf("%d tests were sent, want 1", got)
	}
}

// fast keeps the waits of retries short.
func fast() api.Option { return api.WithRetries(1) }

// calls make one request of each operation that a fault can strike.
var calls = map[emulator.Operation]func(*testing.T, *api.Client, api.Webhook) error{
	emulator.OpList: func(t *testing.T, c *api.Client, _ api.Webhook) error {
		t.Helper()
		_, err := c.Webhooks(t.Context(), emulator.DemoChannel)
		return err
	},
	emulator.OpUpdate: func(t *testing.T, c *api.Client, w api.Webhook) error {
		t.Helper()
		_, err := c.UpdateWebhook(t.Context(), emulator.DemoChannel, w.Update(w.Fields))
		return err
	},
	emulator.OpCreate: func(t *testing.T, c *api.Client, w api.Webhook) error {
		t.Helper()
		_, err := c.CreateWebhook(t.Context(), emulator.DemoChannel, api.CreateWebhook{Fields: w.Fields})
		return err
	},
	emulator.OpDelete: func(t *testing.T, c *api.Client, w api.Webhook) error {
		t.Helper()
		return c.DeleteWebhook(t.Context(), emulator.DemoChannel, w.ID)
	},
}

// TestFaults: every operation against faults; what comes is one typed error
// with a sentence, and a write is not made twice.
func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		fault   emulator.Fault
		kind    api.Kind
		unclear bool   // for a write
		says    string // part of the sentence
	}{
		{"400", emulator.Fault{Kind: emulator.KindStatus, Status: 400}, api.KindInvalid, false, "refused the request"},
		{"403", emulator.Fault{Kind: emulator.KindStatus, Status: 403}, api.KindForbidden, false, "no access to workspace"},
		{"404", emulator.Fault{Kind: emulator.KindStatus, Status: 404}, api.KindNotFound, false, "has no "},
		{"409", emulator.Fault{Kind: emulator.KindStatus, Status: 409}, api.KindConflict, false, "someone else changed it"},
		{"422", emulator.Fault{Kind: emulator.KindStatus, Status: 422}, api.KindInvalid, false, "refused the request"},
		{"429", emulator.Fault{Kind: emulator.KindStatus, Status: 429}, api.KindRateLimit, false, "slow down"},
		{"500", emulator.Fault{Kind: emulator.KindStatus, Status: 500}, api.KindServer, true, "failed with 500"},
		{"500 applied", emulator.Fault{Kind: emulator.KindStatus, Status: 500, Applied: true}, api.KindServer, true, "failed with 500"},
		{"503", emulator.Fault{Kind: emulator.KindStatus, Status: 503}, api.KindServer, true, "failed with 503"},
		{"reset", emulator.Fault{Kind: emulator.KindReset}, api.KindNetwork, true, "Could not reach"},
		{"hang", emulator.Fault{Kind: emulator.KindHang}, api.KindTimeout, true, "did not answer in"},
		{"redirect", emulator.Fault{Kind: emulator.KindRedirect, Location: "https://evil.example"}, api.KindAnswer, true, "evil.example"},
	}
	for _, test := range tests {
		for operation, call := range calls {
			t.Run(test.name+"/"+string(operation), func(t *testing.T) {
				t.Parallel()
				coro, client := serve(t, nil, fast(), api.WithTimeout(700*time.Millisecond))
				all, err := client.Webhooks(t.Context(), emulator.DemoChannel)
				if err != nil {
					t.Fatal(err)
				}
				coro.ResetRequests()
				fault := test.fault
				fault.Operation, fault.Times = operation, emulator.Forever
				coro.Fault(fault)
				err = call(t, client, all[0])
				if got := api.KindOf(err); got != test.kind {
					t.Fatalf("the error is of kind %q, want %q: %v", got, test.kind, err)
				}
				if operation != emulator.OpList && api.IsUnclear(err) != test.unclear {
					t.Errorf("unclear is %v, want %v", api.IsUnclear(err), test.unclear)
				}
				var told *api.Error
				if !asError(err, &told) || !strings.Contains(told.Sentence(), test.says) {
					t.Errorf("the user is told %q, want %q in it", told.Sentence(), test.says)
				}
				if n := len(coro.Requests()); operation == emulator.OpCreate && test.unclear && n > 1 {
					t.Errorf("an unclear create was sent %d times", n)
				}
			})
		}
	}
}
