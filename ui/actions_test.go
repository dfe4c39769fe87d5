package ui

import (
	"fmt"
	"testing"
	"testing/synctest"

	"corotui/internal/account"
	"corotui/ui/detail"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// TestEveryActionIsInBothTables: what package keys names is done here, and nothing
// else is.
func TestEveryActionIsInBothTables(t *testing.T) {
	t.Parallel()
	named, actions := make(map[keys.Action]bool), allActions()
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

// saved is a filter that lets one of three webhooks through.
var saved = keys.Saved{Name: "Money", Key: "3", Filter: "billing"}

// TestPagesDoTheRest: an action that the table leaves to the page changes what the
// list or the detail shows.
func TestPagesDoTheRest(t *testing.T) {
	t.Parallel()
	for action, record := range allActions() {
		if record.do != nil || action == keys.Apply { // that is of the page of what differs, whose tests press it
			continue
		}
		table, open := shownPages()
		if action == keys.SavedFilter {
			action = saved.Action() // it stands for those
		}
		before := table.View() + open.View() + fmt.Sprint(table.TakingText())
		table, _ = table.Do(action)
		open, _ = open.Do(action)
		if after := table.View() + open.View() + fmt.Sprint(table.TakingText()); after == before {
			t.Errorf("no page does %s", action)
		}
	}
}

// TestHintsNameActions: every hint of the pages of webhooks is that of an action,
// or has a key and a text of its own.
func TestHintsNameActions(t *testing.T) {
	t.Parallel()
	table, open := shownPages()
	actions := allActions()
	filtering, _ := table.Do(keys.Filter)
	marked, _ := table.Do(keys.Mark)
	for page, hints := range map[string][]keys.Hint{
		"list": table.ShortHelp(), "filter": filtering.ShortHelp(), "marked": marked.ShortHelp(), "empty": list.New(testEnv()).ShortHelp(),
		"fleet": list.NewFleet(testEnv()).ShortHelp(), "detail": open.ShortHelp(),
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
	synctest.Test(t, func(t *testing.T) {
		readOnly := started(t, func(o *Options) { o.ReadOnly = "the profile is read-only" })
		saving, empty := started(t), started(t, func(o *Options) { o.Service = service{} })
		saving.frame.browse.Pending(map[screen.Ref]bool{{Workspace: "acme", Webhook: "b"}: true}, "saving")
		for _, test := range []struct {
			name    string
			model   Model
			action  keys.Action
			reason  string
			offered bool
		}{
			{"a change where nothing can be changed", readOnly, keys.Delete, "Nothing was changed: the profile is read-only.", false},
			{"a test where nothing can be changed", readOnly, keys.Test, "Nothing was sent: the profile is read-only.", false},
			{"opening where nothing can be changed", readOnly, keys.Open, "", true},
			{"a change of what is being saved", saving, keys.Edit, `"Billing" is still being saved; try again in a moment.`, true},
			{"a test of what is being saved", saving, keys.Test, "", true},
			{"a change without a row", empty, keys.Toggle, "There is no webhook to do that with.", true},
			{"a scan's key outside the fleet", saving, keys.Watch, "That is for the fleet; f opens it.", false},
			{"undo without a history", saving, keys.Undo, "There is no history here.", false},
		} {
			if got := test.model.frame.disabled(test.action); got != test.reason {
				t.Errorf("%s: %q, want %q", test.name, got, test.reason)
			}
			if got := test.model.frame.offered(test.action); got != test.offered {
				t.Errorf("%s: offered is %v", test.name, got)
			}
		}
	})
}

// allActions are those of a program without anything behind it.
func allActions() map[keys.Action]action {
	return New(Options{Keys: keys.Default(), Where: func() account.Where { return account.Where{} }}).frame.actions
}

// shownPages are a list of three webhooks, with the cursor on the second, and that one
// in the detail.
func shownPages() (list.Model, detail.Model) {
	env := testEnv()
	env.Keys, _ = env.Keys.WithSaved([]keys.Saved{saved})
	table, open := list.New(env), detail.New(env)
	webhooks := threeWebhooks()
	items := make([]list.Item, len(webhooks))
	for i, webhook := range webhooks {
		items[i] = list.Item{Ref: screen.Ref{Workspace: "acme", Webhook: webhook.ID}, Webhook: webhook}
	}
	table.SetSize(80, 10)
	table.Load(items, testNow)
	table, _ = table.Do(keys.Down)
	open.SetSize(80, 30)
	open.Show(items[1].Ref, items[1].Webhook, "", testNow)
	return table, open
}
