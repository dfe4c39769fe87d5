package fleet_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/fleet"
	"corotui/internal/mask"
)

// passing is what the channel of [family] applies to all descendants.
func passing(id api.WebhookID, name string) api.Webhook {
	return api.Webhook{ID: id, Fields: api.Fields{
		Name: api.Text(name), URL: "https://hooks.example/x", ApplyToAllDescendants: true, Status: api.Enabled,
		Triggers: []api.Trigger{"workspace-created", "subscriptionUpdated.v1"},
	}}
}

// family is a lineage of a channel, a channel below it, and a child below that.
func family() *fleet.Lineage {
	l := fleet.NewLineage("top", []api.Workspace{
		{ID: "top", DisplayName: "Top", Type: "channel"}, {ID: "sub", Parent: "top", DisplayName: "Sub"}, {ID: "child", Parent: "sub"},
	})
	own := passing("t2", "Own")
	own.ApplyToAllDescendants = false
	l.Add(api.Workspace{ID: "top", DisplayName: "Top"}, []api.Webhook{passing("t1", "Billing"), own})
	l.Add(api.Workspace{ID: "sub", DisplayName: "Sub"}, []api.Webhook{passing("x", "Billing"), passing("s1", "Sub's own")})
	return l
}

// TestOrigin tells by every sign that the API may give where a webhook lives, and
// takes none of a workspace's own webhooks for another's.
func TestOrigin(t *testing.T) {
	t.Parallel()
	change := func(w api.Webhook, by func(*api.Webhook)) api.Webhook {
		w.Fields = w.Clone()
		by(&w)
		return w
	}
	for name, c := range map[string]struct {
		in      api.WorkspaceID
		webhook api.Webhook
		want    string
		read    bool
	}{
		"same id":                     {"child", passing("t1", "Billing"), "top t1", true},
		"same id, changed meanwhile":  {"child", passing("t1", "Renamed"), "top t1", true},
		"same id, but not passed on":  {"child", passing("t2", "Another"), "", false},
		"copy, from two levels above": {"child", passing("c1", "Billing"), "top t1", true},
		"copy, from one level above":  {"child", passing("c2", "Sub's own"), "sub s1", true},
		"copy in a channel":           {"sub", passing("x", "Billing"), "top t1", true},
		"copy of what is not passed":  {"child", passing("c3", "Own"), "", false},
		"copy of a sibling's":         {"top", passing("c4", "Sub's own"), "", false},
		"in its own words": {"child", change(passing("c5", "Billing"), func(w *api.Webhook) {
			w.Triggers = []api.Trigger{"subscription-updated", "workspaceCreated"}
			w.Workspace, w.ApplyToAllDescendants = "child", false
		}), "top t1", true},
		"another URL":     {"child", change(passing("c6", "Billing"), func(w *api.Webhook) { w.URL += "2" }), "", false},
		"fewer triggers":  {"child", change(passing("c7", "Billing"), func(w *api.Webhook) { w.Triggers = w.Triggers[:1] }), "", false},
		"off, not on":     {"child", change(passing("c8", "Billing"), func(w *api.Webhook) { w.Status = api.Disabled }), "", false},
		"said to be here": {"child", change(passing("c9", "Else"), func(w *api.Webhook) { w.Workspace = "child" }), "", false},
		"said to be above, own id": {"child", change(passing("c10", "Billing"), func(w *api.Webhook) {
			w.Workspace, w.Status = "top", "DISABLED"
		}), "top t1", true},
		"said to be above, no such": {"child", change(passing("c11", "Gone"), func(w *api.Webhook) { w.Workspace = "top" }), "top c11", false},
		"said to be elsewhere":      {"child", change(passing("c12", "Far"), func(w *api.Webhook) { w.Workspace = "far" }), "far c12", false},
	} {
		got, read := "", false
		if origin := family().Origin(c.in, &c.webhook); origin != nil {
			got, read = fmt.Sprintf("%s %s", origin.Workspace.ID, origin.Webhook.ID), origin.Read
		}
		if got != c.want || read != c.read {
			t.Errorf("%s: %q, read %v; want %q", name, got, read, c.want)
		}
	}
}

// TestALineageOfCircles ends, whatever a server says of who is above whom.
func TestALineageOfCircles(t *testing.T) {
	t.Parallel()
	var all []api.Workspace
	for i := range 40 {
		all = append(all, api.Workspace{ID: api.WorkspaceID(fmt.Sprint(i)), Parent: api.WorkspaceID(fmt.Sprint((i + 1) % 40))})
	}
	all = append(all, api.Workspace{ID: "self", Parent: "self"}, api.Workspace{ID: "top", Parent: "3", Children: []api.WorkspaceID{"top"}})
	s := circles{&server{}, all}
	w := &fleet.Scanner{Reader: s, Channel: "top"}
	if err := w.Scan(t.Context(), fleet.All, func(fleet.Result) {}); err != nil || w.Progress().Read != len(all) || w.Progress().Webhooks != len(all) {
		t.Errorf("it ended with %v, %+v", err, w.Progress())
	}
}

type circles struct {
	*server
	all []api.Workspace
}

func (s circles) Workspaces(context.Context, api.WorkspaceID) ([]api.Workspace, error) {
	return s.all, nil
}

// connect is a client of an emulator behind real HTTP.
func connect(t *testing.T, seed emulator.Seed, spec string) (*emulator.Server, *api.Client) {
	t.Helper()
	v, err := emulator.ParseVariant(spec)
	if err != nil {
		t.Fatal(err)
	}
	s := emulator.New(seed, emulator.WithVariant(v))
	t.Cleanup(s.Close)
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	client, err := api.New(api.WithBaseURL(web.URL), api.WithCredentials(emulator.DemoClientID, mask.NewSecret(emulator.DemoClientSecret)))
	if err != nil {
		t.Fatal(err)
	}
	return s, client
}

// TestInheritedWebhooksAreCountedOnce in a scan, in whatever form lists show them and
// in whichever order they come, and each says where it lives.
func TestInheritedWebhooksAreCountedOnce(t *testing.T) {
	t.Parallel()
	count := func(spec string) (p fleet.Progress, rows []string, heirs map[api.Ref]int) {
		_, client := connect(t, emulator.Demo(), spec)
		w := &fleet.Scanner{Reader: client, Channel: emulator.DemoChannel, Options: fleet.Options{Concurrency: 16}}
		if err := w.Scan(t.Context(), fleet.All, func(r fleet.Result) {
			for webhook, origin := range r.Rows {
				rows = append(rows, fmt.Sprintf("%s %s", r.Workspace.ID, webhook.ID))
				if origin != nil {
					t.Errorf("%s: %s is told as inherited from %s", spec, webhook.ID, origin.Workspace.ID)
				}
			}
		}); err != nil {
			t.Fatal(err)
		}
		slices.Sort(rows)
		return w.Progress(), rows, w.Heirs()
	}
	want, rows, _ := count("")
	if want.Inherited != 1 || want.Webhooks != len(rows) {
		t.Fatalf("with the one that the demo has: %+v", want)
	}
	for _, spec := range []string{"same-id", "owner", "unowned", "copies", "owner,parents=absent", "unowned,grandchildren=absent,search=array", "same-id,owner=absent"} {
		t.Run(spec, func(t *testing.T) {
			t.Parallel()
			p, got, heirs := count("inherited=" + spec)
			if p.Webhooks != want.Webhooks || p.Disabled != want.Disabled || !slices.Equal(got, rows) || p.Inherited == 0 {
				t.Errorf("%d webhooks, %d disabled, want %d, %d; %d inherited", p.Webhooks, p.Disabled, want.Webhooks, want.Disabled, p.Inherited)
			}
			billing := api.Ref{Workspace: emulator.DemoChannel, Webhook: "66b204f0c992d50b8b2f984c"}
			if heirs[billing] != 14 { // one of the fifteen below the channel has no access
				t.Errorf("it is inherited by %d workspaces", heirs[billing])
			}
		})
	}
}

// TestInheritedFromWhatCannotBeRead: the first that shows it stands for all, and says
// where it lives.
func TestInheritedFromWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	server, client := connect(t, emulator.Demo(), "inherited=owner")
	server.Fault(emulator.Fault{
		Kind: emulator.KindStatus, Status: 403, Operation: emulator.OpList, Workspace: emulator.DemoChannel, Times: emulator.Forever,
	})
	w := &fleet.Scanner{Reader: client, Channel: emulator.DemoChannel}
	told := make(map[api.Text]int)
	if err := w.Scan(t.Context(), fleet.All, func(r fleet.Result) {
		for webhook, origin := range r.Rows {
			if origin != nil {
				if told[webhook.Name]++; origin.Workspace.ID != emulator.DemoChannel || origin.Read {
					t.Errorf("%s is told to live in %s", webhook.Name, origin.Workspace.ID)
				}
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if len(told) != 7 {
		t.Errorf("told are %v", told)
	}
	for name, times := range told {
		if times != 1 {
			t.Errorf("%q is told %d times", name, times)
		}
	}
}

// TestLineageOf one workspace is read from those above it alone.
func TestLineageOf(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{"same-id", "owner", "unowned", "copies"} {
		_, client := connect(t, emulator.Demo(), "inherited="+spec)
		const below = "harborclinic_H2C8_x"
		workspace, err := client.Workspace(t.Context(), below)
		if err != nil {
			t.Fatal(err)
		}
		l, err := fleet.LineageOf(t.Context(), client, workspace)
		if err != nil {
			t.Fatal(err)
		}
		webhooks, err := client.Webhooks(t.Context(), below)
		if err != nil {
			t.Fatal(err)
		}
		own, inherited := 0, 0
		for i := range webhooks {
			switch origin := l.Origin(below, &webhooks[i]); {
			case origin == nil:
				own++
			case origin.Read && origin.Webhook.Name == webhooks[i].Name:
				inherited++
			}
		}
		if own == 0 || own+inherited != len(webhooks) || inherited < 7 {
			t.Errorf("%s: %d of its own, %d inherited, of %d", spec, own, inherited, len(webhooks))
		}
	}
}

// TestAChannelThatAnswersLast holds up what is told of those below it, and not their
// reading.
func TestAChannelThatAnswersLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{answer: func(id api.WorkspaceID, _ int) ([]api.Webhook, error) {
			if id == "c0000" {
				time.Sleep(time.Minute) //nolint:forbidigo // the bubble's time
				return []api.Webhook{passing("t1", "Billing")}, nil
			}
			return []api.Webhook{passing("t1", "Billing"), {ID: "own"}}, nil
		}}
		w := &fleet.Scanner{Reader: tree{s, 50}, Channel: "c0000"}
		time.AfterFunc(30*time.Second, func() {
			if p := w.Progress(); p.Read != 49 || p.Webhooks != 0 {
				t.Errorf("before the channel answers: %+v", p)
			}
		})
		var order []api.WorkspaceID
		if err := w.Scan(t.Context(), fleet.All, func(r fleet.Result) { order = append(order, r.Workspace.ID) }); err != nil {
			t.Fatal(err)
		}
		if p := w.Progress(); len(order) != 50 || order[0] != "c0000" || p.Webhooks != 50 || p.Inherited != 49 {
			t.Errorf("%d results, the first of %s, %+v", len(order), order[0], p)
		}
	})
}
