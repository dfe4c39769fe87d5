package watch_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/internal/fleet"
	"corotui/internal/watch"
)

// world is what a server holds: webhooks by workspace, and what of them cannot be read.
type world struct {
	lists map[api.WorkspaceID][]api.Webhook
	fails map[api.WorkspaceID]error
	short map[api.WorkspaceID]error
	at    time.Time
}

const child, other = "child", "other"

func newWorld() *world {
	w := &world{
		lists: make(map[api.WorkspaceID][]api.Webhook), fails: make(map[api.WorkspaceID]error), short: make(map[api.WorkspaceID]error),
		at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
	for _, id := range []api.WorkspaceID{child, other} {
		for _, name := range []api.WebhookID{"on", "off"} {
			status := api.Enabled
			if name == "off" {
				status = api.Disabled
			}
			w.lists[id] = append(w.lists[id], api.Webhook{ID: name + "-" + api.WebhookID(id), Fields: api.Fields{
				Name: api.Text(name), Status: status, URL: "https://h.example/in?token=canary-url", Triggers: []api.Trigger{"a", "b"},
				Headers: []api.Header{{Name: "X-A", Value: "1"}, {Name: "Authorization", Value: "canary-header"}}, Secret: api.GivenSecret("canary-secret"),
			}})
		}
	}
	return w
}

// scan is what a scan finds. What a short list leaves out is there.
func (w *world) scan() watch.Scan {
	w.at = w.at.Add(time.Minute)
	scan := watch.Scan{At: w.at, Selected: func(fleet.Result, api.Webhook, *fleet.Origin) bool { return true }}
	for _, id := range []api.WorkspaceID{child, other} {
		r := fleet.Result{Workspace: api.Workspace{ID: id}, At: w.at, Err: w.fails[id], Short: w.short[id]}
		if r.Err == nil {
			r.Webhooks = w.lists[id]
		}
		scan.Results = append(scan.Results, r)
	}
	scan.Find = func(api.Ref) (*api.Webhook, error) { return nil, nil } //nolint:nilnil // as the interface has it
	return scan
}

// kinds are events in short.
func kinds(events []watch.News) string {
	var all []string
	for _, e := range events {
		all = append(all, string(e.Kind)+" "+string(e.Webhook.ID))
	}
	return strings.Join(all, ", ")
}

// kept is a memory as a file gives it back.
func kept(t *testing.T, m *watch.Memory, key []byte) *watch.Memory {
	t.Helper()
	var file strings.Builder
	if err := m.Save(json.NewEncoder(&file).Encode); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(file.String(), "canary") {
		t.Errorf("it keeps a secret: %s", file.String())
	}
	loaded, err := watch.Load(key, json.NewDecoder(strings.NewReader(file.String())).Decode)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Load(key, json.NewDecoder(strings.NewReader(file.String()[:file.Len()/2])).Decode); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("half a file is %v", err)
	}
	return loaded
}

// TestCompare tells what is new, once, in a run of its own each time.
func TestCompare(t *testing.T) {
	t.Parallel()
	failed := errors.New("timed out")
	for name, c := range map[string]struct {
		change func(*world)
		want   string
	}{
		"nothing":                       {func(*world) {}, ""},
		"disabled":                      {func(w *world) { w.lists[child][0].Status = "DISABLED" }, "disabled on-child"},
		"enabled":                       {func(w *world) { w.lists[child][1].Status = api.Enabled }, "enabled off-child"},
		"created":                       {func(w *world) { w.lists[child] = append(w.lists[child], api.Webhook{ID: "new"}) }, "created new"},
		"deleted":                       {func(w *world) { w.lists[child] = w.lists[child][:1] }, "deleted off-child"},
		"a secret":                      {func(w *world) { w.lists[child][0].Secret = api.GivenSecret("canary-other") }, "changed on-child"},
		"a secret that is not returned": {func(w *world) { w.lists[child][0].Secret = api.WebhookSecret{} }, ""},
		"a header":                      {func(w *world) { w.lists[child][0].Headers[1].Value = "canary-other" }, "changed on-child"},
		"a URL":                         {func(w *world) { w.lists[child][0].URL = "https://h.example/in?token=canary-other" }, "changed on-child"},
		"another order and spelling": {func(w *world) {
			one := &w.lists[child][0]
			one.Triggers, one.Status = []api.Trigger{"b", "a"}, "ENABLED"
			one.Headers = []api.Header{one.Headers[1], {Name: "x-a", Value: "1"}}
		}, ""},
		"not read": {func(w *world) {
			w.lists[child][0].Status = api.Disabled
			w.fails[child] = failed
		}, ""},
		"a short list": {func(w *world) {
			w.lists[child], w.short[child] = w.lists[child][:1], failed
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, key := newWorld(), watch.NewKey()
			m := watch.New(key)
			if got := kinds(m.Compare(w.scan())); got != "listed off-child, listed on-child, listed off-other, listed on-other" {
				t.Errorf("at first it tells %s", got)
			}
			m = kept(t, m, key)
			c.change(w)
			if got := kinds(m.Compare(w.scan())); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			m = kept(t, m, key)
			if got := kinds(m.Compare(w.scan())); got != "" {
				t.Errorf("told again: %s", got)
			}
		})
	}
}

// TestRestore has what no one was told of told by the next comparison.
func TestRestore(t *testing.T) {
	t.Parallel()
	w := newWorld()
	m := watch.New(watch.NewKey())
	m.Restore(m.Compare(w.scan()))
	if got := kinds(m.Compare(w.scan())); strings.Count(got, "listed") != 4 {
		t.Errorf("then it lists %s", got)
	}
	w.lists[child] = append(w.lists[child][:1], api.Webhook{ID: "new"})
	w.lists[child][0].Status = api.Disabled
	all := m.Compare(w.scan())
	const want = "disabled on-child, created new, deleted off-child"
	if kinds(all) != want {
		t.Errorf("it tells %s", kinds(all))
	}
	m.Restore(all[1:])
	if got := kinds(m.Compare(w.scan())); got != "created new, deleted off-child" {
		t.Errorf("then it tells %s", got)
	}
}

// TestWhatWasShortIsListed: what a list had left out is not new.
func TestWhatWasShortIsListed(t *testing.T) {
	t.Parallel()
	w := newWorld()
	m := watch.New(watch.NewKey())
	whole := w.lists[child]
	w.lists[child], w.short[child] = whole[:1], errors.New("incomplete")
	m.Compare(w.scan())
	w.lists[child], w.short[child] = whole, nil
	if got := kinds(m.Compare(w.scan())); got != "listed off-child" {
		t.Errorf("it tells %s", got)
	}
}

// TestWhatCannotBeFoundOut: that a list lacks a webhook does not prove that it is gone.
func TestWhatCannotBeFoundOut(t *testing.T) {
	t.Parallel()
	w := newWorld()
	m := watch.New(watch.NewKey())
	m.Compare(w.scan())
	off := w.lists[child][1]
	w.lists[child] = w.lists[child][:1]
	scan := w.scan()
	scan.Find = func(api.Ref) (*api.Webhook, error) { return nil, errors.New("timed out") }
	if got := kinds(m.Compare(scan)); got != "" {
		t.Errorf("where it is not known it tells %s", got)
	}
	off.Status = api.Enabled
	scan.Find = func(api.Ref) (*api.Webhook, error) { return &off, nil }
	if got := kinds(m.Compare(scan)); got != "enabled off-child" {
		t.Errorf("where it is there it tells %s", got)
	}
	if got := kinds(m.Compare(w.scan())); got != "deleted off-child" {
		t.Errorf("where it is gone it tells %s", got)
	}
}
