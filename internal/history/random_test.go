package history_test

import (
	"flag"
	"testing"

	"pgregory.net/rapid"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/change"
	"corotui/internal/history"
)

// undoWell undoes what is newest, which must not fail.
func (d *desk) undoWell(r *rapid.T) []change.Outcome {
	outcomes := d.undo(r)
	for _, o := range outcomes {
		if o.Kind != change.Done && o.Kind != change.Unchanged && o.Kind != change.Gone {
			r.Fatalf("an undo ended %v with %v, %v %q", o.Kind, o.Err, o.Conflicts, o.Warnings)
		}
	}
	return outcomes
}

// wantAllUndone checks that the history says of every change that it was undone.
func (d *desk) wantAllUndone(r *rapid.T) {
	found, err := d.log.Read(testContext, history.Filter{})
	if err != nil {
		r.Fatal(err)
	}
	for _, e := range found.Entries {
		if e.Undoes == "" && e.UndoneBy == "" {
			r.Fatalf("%s of %s is not undone in the history", e.Action, e.Name)
		}
	}
}

// TestUndoEverything makes random changes, some of them undone or done again in
// between, and presses undo until there is nothing left: the server then holds
// what it held at first, and the history says so of every change.
func TestUndoEverything(t *testing.T) {
	t.Parallel()
	if err := flag.Set("rapid.checks", randomHistories); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		d := sit(t, "", emulator.Variant{})
		before := d.world(r)
		var hooks []api.WebhookID
		for _, w := range d.server.Webhooks(emulator.DemoChannel)[:3] {
			var hook api.Webhook
			if err := hook.UnmarshalJSON(w); err != nil {
				r.Fatal(err)
			}
			hooks = append(hooks, hook.ID)
		}
		alive := func(id api.WebhookID) bool { return d.held(r, id) != "nothing" }
		r.Repeat(map[string]func(*rapid.T){
			"edit": func(r *rapid.T) {
				if id := rapid.SampledFrom(hooks).Draw(r, "webhook"); alive(id) {
					d.edit(r, id, randomEdit(r))
				}
			},
			"create": func(r *rapid.T) {
				goal := plainFields()
				randomEdit(r)(&goal)
				hooks = append(hooks, d.create(r, goal))
			},
			"delete": func(r *rapid.T) {
				// The demo's own are left: an undo does not bring back fields
				// that only the server knows, and says so.
				if id := rapid.SampledFrom(hooks[2:]).Draw(r, "webhook"); alive(id) && len(d.see(r, id).Extra) == 0 {
					d.delete(r, id)
				}
			},
			"undo": func(r *rapid.T) {
				for _, o := range d.undoWell(r) {
					if o.Now != nil {
						hooks = append(hooks, o.Now.ID)
					}
				}
			},
		})
		for presses := 0; len(d.last(r)) > 0; presses++ {
			if presses > 1000 {
				r.Fatal("undo never ends")
			}
			d.undoWell(r)
		}
		if after := d.world(r); !sameWorld(before, after) {
			r.Fatalf("the server held\n%v\nand holds\n%v", before, after)
		}
		d.wantAllUndone(r)
	})
}

// randomEdit changes some fields of a webhook, secrets included.
func randomEdit(r *rapid.T) func(*api.Fields) {
	text := func(what string) api.Text { return rapid.SampledFrom([]api.Text{"a", "b", "c"}).Draw(r, what) }
	which := rapid.SliceOfNDistinct(rapid.IntRange(0, 8), 1, 3, rapid.ID).Draw(r, "fields")
	value := text("value")
	return func(f *api.Fields) {
		for _, field := range which {
			switch field {
			case 0:
				f.Name = value
			case 1:
				f.Description = value
			case 2:
				f.URL = "https://u:" + value + "@h.example/" + value
			case 3:
				f.ApplyToAllDescendants = !f.ApplyToAllDescendants
			case 4:
				*f = change.WithStatus(*f, !f.Status.On())
			case 5:
				f.Secret = api.GivenSecret("secret-" + string(value))
			case 6:
				if name := "X-New-" + value; !hasHeader(*f, name) {
					f.Headers = append(f.Headers[:len(f.Headers):len(f.Headers)], api.Header{Name: name, Value: value})
				}
			case 7:
				if len(f.Headers) > 0 {
					f.Headers[len(f.Headers)-1].Value += value
				}
			case 8:
				if !f.HasTrigger("protected-users-added") {
					f.Triggers = append(f.Triggers[:len(f.Triggers):len(f.Triggers)], "protectedUsersAdded.v1")
				} else if len(f.Triggers) > 1 {
					f.Triggers = f.Triggers[:len(f.Triggers)-1]
				}
			}
		}
	}
}

func hasHeader(f api.Fields, name api.Text) bool {
	_, there := f.Header(name)
	return there
}

// TestUndoInVariants makes and undoes each sort of change on every server
// that the API contract allows.
func TestUndoInVariants(t *testing.T) {
	t.Parallel()
	for _, v := range emulator.Variants() {
		if v.Variant.Audience != "" {
			continue // its token is asked for in another way, which changes nothing here
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			d := sit(t, t.TempDir(), v.Variant)
			hooks, err := d.client.Webhooks(t.Context(), channel)
			if err != nil {
				t.Fatal(err)
			}
			goal := plainFields()
			spell := api.NotationOf(hooks)
			goal.Triggers = []api.Trigger{spell.Spell("workspace-created"), spell.Spell("subscription-updated")}
			before := len(hooks)
			id := d.create(t, goal)
			// With the secret given, every server takes the edit.
			edited := d.edit(t, id, func(f *api.Fields) {
				f.Name, f.Secret = "Renamed", api.GivenSecret("second")
				*f = change.WithStatus(*f, false)
			})
			d.delete(t, id)
			for _, want := range []change.Kind{change.Done, change.Done, change.Done} {
				for _, way := range d.last(t) {
					got := d.writer.Do(t.Context(), way.Change)
					if got.Kind == change.NeedSecret {
						// Only what the server shows is known of its secret.
						got = d.writer.Do(t.Context(), change.WithSecret(way.Change, api.GivenSecret("third")))
					}
					if got.Kind != want {
						t.Fatalf("undoing the %s ended %v with %v, %v", way.Entry.Action, got.Kind, got.Err, got.Conflicts)
					}
					if way.Entry.ID == edited.Record && (got.Now.Name != "Plain" || !got.Now.Status.On()) {
						t.Errorf("after undoing the edit it is %q, %s", string(got.Now.Name), string(got.Now.Status))
					}
				}
			}
			if after := len(d.server.Webhooks(emulator.DemoChannel)); len(d.last(t)) != 0 || before != after {
				t.Errorf("%d webhooks became %d, left to undo: %d", before, after, len(d.last(t)))
			}
		})
	}
}
