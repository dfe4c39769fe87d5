package history_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"corotui/api"
	"corotui/internal/change"
	"corotui/internal/history"
	historypage "corotui/ui/history"
	"corotui/ui/screen"
)

// large is a change of all that there is, with values that no row has room for.
func large() history.Entry {
	e := entries()[0]
	e.ID, e.Webhook, e.Set, e.Outcome = "e5", "66b204f0c992d50b8b2f984c", "theset", change.Unknown
	e.Error, e.Trace = "the connection was cut before the answer came", "66b204f0"
	long := strings.Repeat("a client's plan changes and the accountants want to know of it; ", 4)
	delta := func(field change.Field, item api.Text, before, after *history.Value) history.Delta {
		return history.Delta{Field: history.Field(field), Item: item, Before: before, After: after}
	}
	e.Deltas = []history.Delta{
		delta(change.URL, "", value("https://user:canary-pass@hooks.old.example/in?token=canary-token"), value("https://hooks.acme.example/in/"+api.Text(strings.Repeat("deeper/", 20)))),
		delta(change.Description, "", value(""), value(api.Text(long))),
		delta(change.Trigger, "workspace-created", nil, value("workspace-created")),
		delta(change.Trigger, "subscription-updated", value("subscription-updated"), nil),
		delta(change.Header, "Authorization", value("Bearer canary-bearer"), value("Bearer canary-other")),
		delta(change.Header, "X-A-Header-With-A-Name-That-Is-Long", nil, value("prod")),
		delta(change.Secret, "", &history.Value{Text: "••••", Print: "a"}, &history.Value{Text: "••••", Print: "b"}),
	}
	return e
}

func enter(m historypage.Model) (historypage.Model, tea.Cmd) {
	return m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
}

func TestEntryViews(t *testing.T) {
	t.Parallel()
	deleted := entries()[1]
	deleted.Deltas = large().Deltas
	for i := range deleted.Deltas {
		deleted.Deltas[i].After = nil
	}
	for name, e := range map[string]history.Entry{"changed": large(), "deleted": deleted, "undone": entries()[3]} {
		for _, size := range [][2]int{{60, 10}, {80, 40}, {110, 36}, {200, 45}, {1, 1}, {20, 3}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				m, _ := enter(open(&reader{entries: []history.Entry{e}}, size[0], size[1]))
				view := ansi.Strip(m.View())
				if strings.Contains(view, "canary") {
					t.Error("it shows a credential")
				}
				for _, line := range strings.Split(view, "\n") {
					if got := ansi.StringWidth(line); got > size[0] {
						t.Errorf("a line of %d cells", got)
					}
				}
				golden.RequireEqual(t, []byte(view))
			})
		}
	}
}

// TestAnEntryStaysOpen while the history is read anew, and shows what has become of it.
func TestAnEntryStaysOpen(t *testing.T) {
	t.Parallel()
	r := &reader{entries: []history.Entry{large(), entries()[3]}}
	r.entries[1].UndoneBy, r.entries[1].UndoneAt = "", time.Time{}
	m := open(r, 80, 40)
	m, _ = m.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	m, _ = enter(m)
	if view := ansi.Strip(m.View()); !strings.Contains(view, `Changed "Billing"`) || !strings.Contains(view, "u undoes it") {
		t.Fatalf("it opens as\n%s", view)
	}
	newest := entries()[2]
	newest.ID = "f6"
	r.entries = append([]history.Entry{newest}, large(), entries()[3])
	m, cmd := m.Update(tea.KeyPressMsg{Code: 'r', Text: "r"})
	m, _ = m.Update(cmd())
	if view := ansi.Strip(m.View()); !strings.Contains(view, `Changed "Billing"`) || !strings.Contains(view, "undone 2026-10-15") || !strings.Contains(view, "3 of 3") {
		t.Errorf("after the undo it is\n%s", view)
	}
	m, _ = m.Update(tea.KeyPressMsg{Code: '[', Text: "["})
	if view := ansi.Strip(m.View()); !strings.Contains(view, "2 of 3") {
		t.Errorf("[ shows\n%s", view)
	}
	m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
	if view := ansi.Strip(m.View()); !strings.Contains(view, "History of changes") {
		t.Errorf("esc shows\n%s", view)
	}
}

// TestEnterAsksForTheWebhook of an open entry, under the id that it has today.
func TestEnterAsksForTheWebhook(t *testing.T) {
	t.Parallel()
	gone, again := entries()[1], entries()[2]
	gone.Webhook, again.Webhook, again.Undoes = "old", "new", gone.ID
	m := open(&reader{entries: []history.Entry{again, gone}}, 80, 19)
	m, _ = m.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	m, cmd := enter(m)
	if cmd != nil {
		t.Error("opening an entry asks for something")
	}
	_, cmd = enter(m)
	if asked, ok := cmd().(historypage.ShowMsg); !ok || asked.Entry.Webhook != "new" || asked.Entry.ID != gone.ID {
		t.Errorf("enter asked for %v", asked)
	}
	if _, cmd = m.Update(tea.KeyPressMsg{Code: 'u', Text: "u"}); cmd() != (historypage.UndoMsg{ID: gone.ID}) {
		t.Error("u did not ask to undo it")
	}
	if _, cmd = m.Update(tea.KeyPressMsg{Code: 'q', Text: "q"}); cmd() != (screen.BackMsg{}) {
		t.Error("q did not leave")
	}
}
