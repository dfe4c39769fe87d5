package bulk_test

import (
	"context"
	"errors"
	"testing"

	"corotui/api"
	"corotui/api/emulator"
	"corotui/internal/bulk"
)

// TestResumedRunTakesItsValueAgain: the history holds no value that may be a
// credential. A run that set one resumes the same value only if it is given
// again, and with the header that it was planned for.
func TestResumedRunTakesItsValueAgain(t *testing.T) {
	t.Parallel()
	header := api.Header{Name: "X-Key", Value: "k-1"}
	for name, c := range map[string]struct {
		action bulk.Action
		values []string
		wrong  bulk.Action
	}{
		"secret": {bulk.Action{Kind: bulk.Rotate, Secret: api.GivenSecret("s-new")}, []string{"s-new"}, bulk.Action{Kind: bulk.Rotate}},
		"header": {
			bulk.Action{Kind: bulk.AddHeader, Header: header}, []string{"k-1"},
			bulk.Action{Kind: bulk.AddHeader, Header: api.Header{Name: "X-Other", Value: "k-1"}},
		},
		"URL": {
			bulk.Action{Kind: bulk.SetURL, From: "https://hooks.acme.example", To: "https://u:p@new.example"},
			[]string{"https://hooks.acme.example", "https://u:p@new.example"}, bulk.Action{Kind: bulk.SetURL, From: "hooks.acme.example"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := sit(t, 10)
			items := d.items(t)
			ctx, cancel := context.WithCancel(t.Context())
			_, err := d.Run(ctx, d.plan(t, c.action, items), bulk.Options{}, func(bulk.Result) { cancel() })
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			found, err := bulk.Unfinished(t.Context(), d.Log, who)
			if err != nil || len(found) != 1 || !found[0].NeedsValues || len(found[0].MissingValues()) != len(c.values) {
				t.Fatalf("unfinished are %+v, %v", found, err)
			}
			for _, wrong := range []bulk.Action{{}, {Kind: bulk.Enable}, c.wrong, found[0].WithValues(nil)} {
				if _, err := d.Resume(t.Context(), found[0], wrong); err == nil {
					t.Errorf("it goes on with %q", wrong.Kind)
				}
			}
			rest, err := d.Resume(t.Context(), found[0], found[0].WithValues(c.values))
			if err != nil {
				t.Fatal(err)
			}
			if report := d.run(t, rest); report.Done+report.Unchanged != len(items) {
				t.Errorf("the rest reports %+v", report)
			}
			written := make(map[string]int)
			for _, r := range d.server.Requests() {
				if r.Operation == emulator.OpUpdate {
					written[r.Path]++
				}
			}
			for path, times := range written {
				if times != 1 {
					t.Errorf("%s was written %d times", path, times)
				}
			}
			for _, item := range d.items(t) {
				if goal := c.action.Goal(item.Webhook.Clone()); goal.URL != item.Webhook.URL || len(goal.Headers) != len(item.Webhook.Headers) {
					t.Errorf("%s is not as asked", item.Webhook.ID)
				}
			}
		})
	}
}
