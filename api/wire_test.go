package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"corotui/api"
)

const strange = `{"id":"a","name":null,"ownerTeam":"billing","url":"https://x.example/?a=1&b=<2>","applyToAllDescendents":"true",
"secret":"********","headers":{"Z":"1","A":2,"N":null,"O":{"x":1}},"triggers":"workspaceCreated.v1","status":"ENABLED",
"updated":"1700000000000","created":0,"big":12345678901234567890,"description":["odd"]}`

func decode(t *testing.T, text string) api.Webhook {
	t.Helper()
	var w api.Webhook
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

func body(t *testing.T, value any) map[string]json.RawMessage {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return members
}

func TestAStrangeWebhookIsReadAndWrittenBackWhole(t *testing.T) {
	t.Parallel()
	w := decode(t, strange)
	if !w.ApplyToAllDescendants || !w.Status.On() || !w.HasTrigger("workspace-created") || !w.Secret.Masked() {
		t.Errorf("read as %+v", w.Fields)
	}
	if want := time.UnixMilli(1700000000000).UTC(); !w.Updated.Equal(want) || !w.Created.IsZero() {
		t.Errorf("updated %v, created %v", w.Updated, w.Created)
	}
	goal := w.Clone()
	goal.Name = "new"
	got := body(t, w.Update(goal))
	for name, want := range map[string]string{
		"name": `"new"`, "ownerTeam": `"billing"`, "applyToAllDescendents": "true", "triggers": `["workspaceCreated.v1"]`,
		"headers": `{"Z":"1","A":2,"N":null,"O":{"x":1}}`, "status": `"ENABLED"`, "big": "12345678901234567890",
		"description": `["odd"]`, "url": `"https://x.example/?a=1&b=<2>"`,
	} {
		var plain bytes.Buffer
		if err := json.Compact(&plain, got[name]); err != nil {
			t.Fatal(err)
		}
		if sent := strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(plain.String()); sent != want {
			t.Errorf("%s is sent as %s, want %s", name, sent, want)
		}
	}
	for _, name := range []string{"id", "workspaceId", "created", "updated", "secret", "applyToAllDescendants"} {
		if value, sent := got[name]; sent {
			t.Errorf("%s is sent, as %s", name, value)
		}
	}
}

func TestTriggerNamesAndSpellings(t *testing.T) {
	t.Parallel()
	for _, event := range api.KnownTriggers {
		for _, notation := range []api.Notation{api.Kebab, api.Camel, api.CamelSuffix} {
			spelled := notation.Spell(event.Name)
			if got := spelled.Name(); got != event.Name {
				t.Errorf("%s is read as %s, want %s", spelled, got, event.Name)
			}
			if got := api.NotationOf([]api.Webhook{{Fields: api.Fields{Triggers: []api.Trigger{"unknown", spelled}}}}); got != notation {
				t.Errorf("%s is taken for notation %d", spelled, got)
			}
		}
	}
	for spelled, want := range map[api.Trigger]api.TriggerName{
		"workspace_created": "workspace-created", "workspace.created.v12": "workspace-created", " Workspace Created ": "workspace-created",
		"": "", "---": "", "TicketEscalated": "ticket-escalated",
	} {
		if got := spelled.Name(); got != want {
			t.Errorf("%q is read as %q, want %q", spelled, got, want)
		}
	}
}

func TestExportTellsNoSecret(t *testing.T) {
	t.Parallel()
	w := decode(t, `{"id":"a","name":"n","url":"https://u:canary@h.example/?token=canary&v=2","secret":"canary","apiKey":"canary",
		"headers":{"Authorization":"Bearer canary","X-Env":"prod"},"triggers":[],"status":"enabled","updated":1700000000000}`)
	text, err := json.Marshal(w.Export("acme"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "canary") {
		t.Errorf("a secret is told: %s", text)
	}
	for _, want := range []string{`"workspaceId":"acme"`, `"X-Env":"prod"`, `"updated":1700000000000`, "v=2"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is missing in %s", want, text)
		}
	}
}

// TestExportWithSecrets hides nothing that is known.
func TestExportWithSecrets(t *testing.T) {
	t.Parallel()
	w := decode(t, `{"id":"a","name":"n","url":"https://u:one@h.example/","secret":"two","apiKey":"three","headers":{"Authorization":"Bearer four"}}`)
	export := w.Export("acme")
	export.Secrets = true
	text, err := json.Marshal(export)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"https://u:one@h.example/"`, `"secret":"two"`, `"apiKey":"three"`, `"Bearer four"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is missing in %s", want, text)
		}
	}
}

// FuzzDecodeWebhook: whatever is read can be written back, with every member
// that the client does not know, and reading that gives the same again.
func FuzzDecodeWebhook(f *testing.F) {
	f.Add([]byte(strange))
	f.Add([]byte(`{"id":1,"id":2,"x":[],"headers":[],"triggers":{},"updated":-1e300,"status":false}`))
	f.Add([]byte(`{"id":"a","updated":"2026-01-02T03:04:05.678Z","triggers":[1,null,"a"],"headers":{"a":"1","A":"2"}}`))
	f.Add([]byte(`{"id":"a","name":"a","name":"b","x":1,"x":2,"applyToAllDescendants":true,"applyToAllDescendents":false}`))
	f.Add([]byte(`{"id":"a","name":"\ud800","url":"\ufffd","headers":{"A":"\udfff"},"triggers":["\ud800",{"type":"x"}]}`))
	f.Add([]byte("{\"id\":\"a\",\"name\":\"\xff\",\"headers\":{\"\xff\":\"\xfe\"},\"created\":[],\"secret\":{\"a\":1}}"))
	f.Add([]byte(`{"id":"a","headers":{"":"","":null}}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var w api.Webhook
		if json.Unmarshal(data, &w) != nil {
			return
		}
		text, err := json.Marshal(w.Update(w.Fields))
		if err != nil {
			t.Fatalf("cannot be written: %v", err)
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(text, &members); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		wantUntouched(t, data, text)
		again := w
		if err := json.Unmarshal(append([]byte(`{"id":"a",`), text[1:]...), &again); err != nil {
			t.Fatalf("what is written cannot be read: %v: %s", err, text)
		}
		if w.Name != again.Name || w.URL != again.URL || len(w.Triggers) != len(again.Triggers) || w.Status != again.Status {
			t.Errorf("read %+v, after writing %+v", w.Fields, again.Fields)
		}
	})
}

// wantUntouched compares what was read with the update that changes nothing:
// every field that the client does not know, and every known one of its
// documented type, goes back with the value that it came with.
func wantUntouched(t *testing.T, received, sent []byte) {
	t.Helper()
	before, after := values(t, received), values(t, sent)
	for name, value := range before {
		switch name {
		case "id", "workspaceId", "created", "updated":
			if _, there := after[name]; there {
				t.Errorf("%s is written in %s", name, sent)
			}
			continue
		case "secret":
			text, isText := value.(string)
			if got, there := after[name]; there && isText && got != value && !strings.ContainsRune(text, utf8.RuneError) {
				t.Errorf("the secret became %v", got)
			}
			continue
		case "name", "description", "url", "status":
			if text, isText := value.(string); !isText || name == "status" && text == "" {
				continue
			}
		case "applyToAllDescendants", "applyToAllDescendents":
			if _, isBool := value.(bool); !isBool {
				continue
			}
		case "headers":
			if _, isObject := value.(map[string]any); !isObject {
				continue
			}
		case "triggers":
			if _, isArray := value.([]any); !isArray {
				continue
			}
		}
		if !reflect.DeepEqual(value, after[name]) {
			t.Errorf("%q came as %v and goes back as %v in %s", name, value, after[name], sent)
		}
	}
}

// values reads an object by the standard library, numbers as they are spelled.
func values(t *testing.T, object []byte) map[string]any {
	t.Helper()
	var read map[string]any
	decoder := json.NewDecoder(bytes.NewReader(object))
	decoder.UseNumber()
	if err := decoder.Decode(&read); err != nil {
		t.Fatalf("%v in %s", err, object)
	}
	return read
}

func FuzzTriggerName(f *testing.F) {
	for _, seed := range []string{"workspaceCreated.v1", "a--b", "", ".v1", "ÄÖ.v9", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, spelled string) {
		name := api.Trigger(spelled).Name()
		if again := api.Trigger(name).Name(); again != name && !strings.Contains(string(name), ".v") {
			t.Errorf("%q is %q, and that is %q", spelled, name, again)
		}
	})
}

func BenchmarkDecode20000(b *testing.B) {
	var list bytes.Buffer
	list.WriteByte('[')
	for i := range 20_000 {
		if i > 0 {
			list.WriteByte(',')
		}
		fmt.Fprintf(&list, `{"id":"%024x","workspaceId":"acme_AB12_c","name":"Webhook %d","description":"Sends to client %d","applyToAllDescendants":true,"url":"https://hooks%d.client.example/coro/in?v=2","headers":{"X-Env":"prod","Authorization":"Bearer abcdefgh"},"triggers":["workspace-created","subscription-updated"],"secret":"********","status":"enabled","created":1700000000000,"updated":1700000000000}`, i, i, i, i)
	}
	list.WriteByte(']')
	b.SetBytes(int64(list.Len()))
	b.ReportAllocs()
	for b.Loop() {
		var all []api.Webhook
		if err := json.Unmarshal(list.Bytes(), &all); err != nil {
			b.Fatal(err)
		}
	}
}
