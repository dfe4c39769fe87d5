package ui

import (
	"fmt"
	"testing"
	"time"

	"corotui/api"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

// TestEveryActionIsInBothTables: what package keys names is done here, and nothing
// else is.
func TestEveryActionIsInBothTables(t *testing.T) {
	t.Parallel()
	named := make(map[keys.Action]bool)
	for _, row := range keys.Default().Table() {
		named[row.Action] = true
		if _, known := actions[row.Action]; !known {
			t.Errorf("nothing does %s", row.Action)
		}
	}
	for action := range actions {
		if !named[action] {
			t.Errorf("%s has neither key nor words", action)
		}
	}
}

// TestPagesDoTheRest: an action that the table leaves to the page changes what the
// list or the detail shows.
func TestPagesDoTheRest(t *testing.T) {
	t.Parallel()
	for action, record := range actions {
		if record.do != nil {
			continue
		}
		m := shown(t)
		before := m.list.View() + m.detail.View() + fmt.Sprint(m.list.TakingText())
		m.list, _ = m.list.Do(action)
		m.detail, _ = m.detail.Do(action)
		if after := m.list.View() + m.detail.View() + fmt.Sprint(m.list.TakingText()); after == before {
			t.Errorf("no page does %s", action)
		}
	}
}

// TestHintsNameActions: every hint of the pages of webhooks is that of an action,
// or has a key and a text of its own.
func TestHintsNameActions(t *testing.T) {
	t.Parallel()
	m := shown(t)
	filtering, _ := m.list.Do(keys.Filter)
	marked, _ := m.list.Do(keys.Mark)
	fleet := list.NewFleet(m.env)
	for page, hints := range map[string][]keys.Hint{
		"list": m.list.ShortHelp(), "filter": filtering.ShortHelp(), "marked": marked.ShortHelp(), "empty": list.New(m.env).ShortHelp(),
		"fleet": fleet.ShortHelp(), "detail": m.detail.ShortHelp(),
	} {
		for _, hint := range hints {
			if _, known := actions[hint.Action]; hint.Key == "" || hint.Text == "" || !known && hint.Action != "" {
				t.Errorf("%s: the hint %+v is of no action", page, hint)
			}
		}
	}
}

// TestRefusals: the first reason counts, and only what lacks more than a row is
// left out of hints and help.
func TestRefusals(t *testing.T) {
	t.Parallel()
	m := shown(t, func(o *Options) { o.ReadOnly = "the profile is read-only" })
	saving, empty := shown(t), shown(t)
	saving.list.Change(map[screen.Ref]bool{{Workspace: "acme", Webhook: "b"}: true}, func(item *list.Item) { item.Pending = "saving" })
	empty.list.Load(nil, time.Time{})
	for _, test := range []struct {
		name    string
		model   *frame
		action  keys.Action
		reason  string
		offered bool
	}{
		{"a change where nothing can be changed", m, keys.Delete, "Nothing was changed: the profile is read-only.", false},
		{"a test where nothing can be changed", m, keys.Test, "Nothing was sent: the profile is read-only.", false},
		{"opening where nothing can be changed", m, keys.Open, "", true},
		{"a change of what is being saved", saving, keys.Edit, `"Billing" is still being saved; try again in a moment.`, true},
		{"a test of what is being saved", saving, keys.Test, "", true},
		{"a change without a row", empty, keys.Toggle, "There is no webhook to do that with.", true},
		{"a scan's key outside the fleet", saving, keys.Watch, "That is for the fleet; f opens it.", false},
		{"undo without a history", saving, keys.Undo, "There is no history here.", false},
	} {
		if got := test.model.disabled(test.action); got != test.reason {
			t.Errorf("%s: %q, want %q", test.name, got, test.reason)
		}
		if got := test.model.offered(test.action); got != test.offered {
			t.Errorf("%s: offered is %v", test.name, got)
		}
	}
}

// shown is the program with three webhooks in its list, the cursor on the second,
// which the detail shows.
func shown(t *testing.T, changes ...func(*Options)) *frame {
	t.Helper()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	opts := Options{
		Keys: keys.Default(), Theme: theme.None, Workspace: "acme", Where: func() Where { return Where{} },
		Now: func() time.Time { return now },
	}
	for _, change := range changes {
		change(&opts)
	}
	m := New(opts).frame
	m.layout = arrange(80, 15, 1)
	items := make([]list.Item, 0, 3)
	for i, name := range []api.Text{"Usage", "Billing", "Tickets"} {
		id := api.WebhookID([]string{"a", "b", "c"}[i])
		items = append(items, list.Item{
			Ref: screen.Ref{Workspace: "acme", Webhook: id},
			Webhook: api.Webhook{ID: id, Updated: now.Add(-time.Duration(i) * time.Hour), Fields: api.Fields{
				Name: name, URL: "https://hooks.example/in", Status: api.Enabled, Secret: api.GivenSecret("s3cret"),
				Triggers: []api.Trigger{"workspace-created", "workspace-deleted", "workspace-updated", "user-created"},
			}},
		})
	}
	m.resize()
	m.list.Load(items, now)
	m.list, _ = m.list.Do(keys.Down)
	m.showSelected()
	m.detail.SetSize(80, 30)
	return m
}
