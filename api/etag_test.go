package api_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
)

// tagged serves the demo with ETags, and returns its channel's first webhook.
func tagged(t *testing.T, tags string) (*emulator.Server, *api.Client, api.Webhook) {
	t.Helper()
	coro, client := serve(t, []emulator.Option{emulator.WithVariant(emulator.Variant{ETag: tags})})
	all, err := client.Webhooks(t.Context(), emulator.DemoChannel)
	if err != nil {
		t.Fatal(err)
	}
	read, err := client.Webhook(t.Context(), emulator.DemoChannel, all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return coro, client, read
}

// meanwhile changes a webhook as someone else would.
func meanwhile(t *testing.T, coro *emulator.Server, w api.Webhook) {
	t.Helper()
	doc, _ := coro.Webhook(emulator.DemoChannel, string(w.ID))
	coro.Put(emulator.DemoChannel, []byte(strings.Replace(string(doc), `"description":"`, `"description":"theirs, `, 1)))
}

// Where the server tells states apart, nothing is written over a change that was
// made between the read and the write; elsewhere the write is made as ever.
func TestAWriteDependsOnWhatWasRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tags      string
		kept      bool // the webhook knows its ETag
		protected bool
	}{{"", false, false}, {"on", true, true}, {"weak", false, false}} {
		coro, client, read := tagged(t, c.tags)
		if (read.ETag() != "") != c.kept {
			t.Errorf("%q: the ETag is %q", c.tags, read.ETag())
		}
		goal := read.Clone()
		goal.Name = "Ours"
		if _, err := client.UpdateWebhook(t.Context(), emulator.DemoChannel, read.Update(goal)); err != nil {
			t.Errorf("%q: nobody else changed it: %v", c.tags, err)
		}
		read, err := client.Webhook(t.Context(), emulator.DemoChannel, read.ID)
		if err != nil {
			t.Fatal(err)
		}
		meanwhile(t, coro, read)
		goal.Name = "Ours again"
		_, err = client.UpdateWebhook(t.Context(), emulator.DemoChannel, read.Update(goal))
		if api.IsStale(err) != c.protected || c.protected && (api.IsUnclear(err) || api.KindOf(err) != api.KindConflict) || !c.protected && err != nil {
			t.Errorf("%q: the update ended with %v", c.tags, err)
		}
		if name := held(t, coro, read.ID)["name"]; (name == "Ours") != c.protected {
			t.Errorf("%q: the name is %q", c.tags, name)
		}
		meanwhile(t, coro, read)
		err = client.DeleteWebhook(api.AsRead(t.Context(), read), emulator.DemoChannel, read.ID)
		if _, there := coro.Webhook(emulator.DemoChannel, string(read.ID)); there != c.protected || api.IsStale(err) != c.protected {
			t.Errorf("%q: the delete ended with %v", c.tags, err)
		}
	}
}

// The repetition of an update that was carried out meets its own change: that is
// no refusal that proves anything.
func TestARepetitionMeetsItsOwnChange(t *testing.T) {
	t.Parallel()
	coro, client, read := tagged(t, "on")
	coro.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 503, Operation: emulator.OpUpdate, Applied: true})
	goal := read.Clone()
	goal.Name = "Ours"
	_, err := client.UpdateWebhook(t.Context(), emulator.DemoChannel, read.Update(goal))
	if !api.IsStale(err) || !api.IsUnclear(err) || held(t, coro, read.ID)["name"] != "Ours" {
		t.Errorf("it ended with %v", err)
	}
}

// An answer of an update tells the new state.
func TestAnUpdateTellsTheNextState(t *testing.T) {
	t.Parallel()
	_, client, read := tagged(t, "on")
	for _, name := range []api.Text{"One", "Two"} {
		goal := read.Clone()
		goal.Name = name
		now, err := client.UpdateWebhook(t.Context(), emulator.DemoChannel, read.Update(goal))
		if err != nil || now == nil || now.ETag() == "" || now.ETag() == read.ETag() {
			t.Fatalf("%s: %v, %v", name, now, err)
		}
		read = *now
	}
}

// Odd ETags are as none, and what is read for its ETag is not packed: some
// servers give what they pack another one, which they then do not know.
func TestOddETags(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{
		`"a"`: `"a"`, `""`: `""`, ` "a b" `: `"a b"`, `W/"a"`: "", `a`: "", `"a`: "", `"`: "", `"a"b"`: "", "": "",
	} {
		var mu sync.Mutex
		var packed, condition string
		client := answering(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if r.Method == http.MethodGet {
				packed = r.Header.Get("Accept-Encoding")
				w.Header().Set("ETag", tag)
				_, _ = io.WriteString(w, `{"id":"1"}`)
				return
			}
			condition = r.Header.Get("If-Match")
		})
		read, err := client.Webhook(t.Context(), "ws", "1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.UpdateWebhook(t.Context(), "ws", read.Update(planted())); err != nil {
			t.Fatal(err)
		}
		if read.ETag() != want || condition != want || packed != "identity" {
			t.Errorf("%q is kept as %q and sent as %q; the answer may be packed by %q", tag, read.ETag(), condition, packed)
		}
	}
}
