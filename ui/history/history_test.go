package history_test

import (
	"context"
	"errors"
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
	"corotui/ui/keys"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// reader answers with what it holds.
type reader struct {
	entries []history.Entry
	err     error
}

func (r *reader) Read(_ context.Context, filter history.Filter) (history.Found, error) {
	most := len(r.entries)
	if filter.Limit > 0 {
		most = min(most, filter.Limit)
	}
	return history.Found{Entries: r.entries[:most]}, r.err
}

func value(t api.Text) *history.Value { return &history.Value{Text: t} }

func entries() []history.Entry {
	base := history.Entry{Type: history.Change, User: "tech1", Profile: "acme", Host: "api.example", Workspace: "acme_AB12_x", WorkspaceName: "Acme Channel"}
	entry := func(id string, age time.Duration, name api.Text, action change.Action, outcome change.Kind, deltas ...history.Delta) history.Entry {
		e := base
		e.ID, e.At, e.Name, e.Action, e.Outcome, e.Deltas = id, now.Add(-age), name, action, outcome, deltas
		return e
	}
	undone := entry("a1", 40*24*time.Hour, "Billing", change.Updated, change.Done,
		history.Delta{Field: history.Field(change.Status), Before: value("disabled"), After: value("enabled")})
	undone.UndoneBy, undone.UndoneAt = "b2", now.Add(-39*24*time.Hour)
	return []history.Entry{
		entry("d4", 48*time.Hour, "PSA\x1b[2J\u202e tickets", change.Updated, change.Unknown,
			history.Delta{Field: history.Field(change.URL), Before: value("https://hooks.old.example/in"), After: value("https://hooks.acme.example/in")},
			history.Delta{Field: history.Field(change.Header), Item: "X-Env", After: value("prod")}),
		entry("c3", 72*time.Hour, "Usage report", change.Deleted, change.Done),
		entry("b2", 39*24*time.Hour, "Device counts", change.Created, change.Done),
		undone,
	}
}

func open(r *reader, width, height int) historypage.Model {
	m := historypage.New(screen.Env{
		Context: context.Background(), Keys: keys.Default(), Theme: theme.New(theme.Dark, false), Now: func() time.Time { return now },
	}, r)
	m.SetSize(width, height)
	m, _ = m.Update(m.Init()())
	return m
}

func TestViews(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*reader{"some": {entries: entries()}, "none": {}, "failed": {err: errors.New("permission denied")}} {
		for _, size := range [][2]int{{60, 10}, {80, 19}, {120, 40}, {1, 1}, {20, 3}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				view := ansi.Strip(open(r, size[0], size[1]).View())
				lines := strings.Split(view, "\n")
				if len(lines) > size[1] {
					t.Errorf("%d lines", len(lines))
				}
				for _, line := range lines {
					if got := ansi.StringWidth(line); got > size[0] {
						t.Errorf("a line of %d cells", got)
					}
				}
				golden.RequireEqual(t, []byte(view))
			})
		}
	}
}

func TestUndoAsksForTheChangeUnderTheCursor(t *testing.T) {
	t.Parallel()
	m := open(&reader{entries: entries()}, 80, 19)
	m, _ = m.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	_, cmd := m.Update(tea.KeyPressMsg{Code: 'u', Text: "u"})
	if cmd == nil || cmd() != (historypage.UndoMsg{ID: "c3"}) {
		t.Error("u did not ask to undo the second change")
	}
	if _, cmd = m.Update(tea.KeyPressMsg{Code: tea.KeyEscape}); cmd == nil || cmd() != (screen.BackMsg{}) {
		t.Error("esc did not leave")
	}
}

// TestALongHistorySaysWhereOneIs, and has a scroll mark.
func TestALongHistorySaysWhereOneIs(t *testing.T) {
	t.Parallel()
	var many []history.Entry
	for range 10 {
		many = append(many, entries()...)
	}
	m := open(&reader{entries: many}, 80, 19)
	if view := ansi.Strip(m.View()); !strings.Contains(view, " 1 of 40\n") || strings.Count(view, "▐\n") != 4 {
		t.Errorf("it shows\n%s", view)
	}
	m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyEnd})
	if view := ansi.Strip(m.View()); !strings.Contains(view, " 40 of 40\n") {
		t.Errorf("at the end it shows\n%s", view)
	}
	if view := ansi.Strip(open(&reader{entries: entries()}, 80, 19).View()); strings.Contains(view, "4 of 4") || strings.Contains(view, "▐") {
		t.Errorf("a short one has a mark:\n%s", view)
	}
}

// TestALongHistoryIsReadByPages: the older changes come when the cursor reaches
// the end of the list.
func TestALongHistoryIsReadByPages(t *testing.T) {
	t.Parallel()
	many := make([]history.Entry, 1200)
	for i := range many {
		many[i] = history.Entry{Type: history.Change, ID: fmt.Sprintf("e%d", i), At: now}
	}
	m := open(&reader{entries: many}, 80, 19)
	readings := 0
	for range 4 {
		var cmd tea.Cmd
		if m, cmd = m.Update(tea.KeyPressMsg{Code: 'G', Text: "G"}); cmd != nil {
			readings++
			m, _ = m.Update(cmd())
		}
	}
	_, cmd := m.Update(tea.KeyPressMsg{Code: 'u', Text: "u"})
	if cmd == nil || cmd() != (historypage.UndoMsg{ID: "e1199"}) || readings != 2 {
		t.Errorf("after %d readings the oldest change is not under the cursor", readings)
	}
}

func TestAnOldReadingIsDropped(t *testing.T) {
	t.Parallel()
	r := &reader{entries: entries()[:1]}
	m := open(r, 80, 19)
	old := m.Init()
	m, again := m.Update(historypage.ChangedMsg{})
	r.entries = entries()
	m, _ = m.Update(again())
	r.entries = nil
	m, _ = m.Update(old())
	if view := ansi.Strip(m.View()); !strings.Contains(view, "Device counts") {
		t.Errorf("the older answer won:\n%s", view)
	}
}

// TestRowsNameThePlace that the header does not name: another workspace, and another account.
func TestRowsNameThePlace(t *testing.T) {
	t.Parallel()
	all := entries()
	all[0].Workspace, all[0].WorkspaceName = "nd_1", "Northwind Dental"
	all[1].Profile = "eu"
	for _, width := range []int{60, 80, 200} {
		m := open(&reader{entries: all}, width, 15)
		m.SetHere(historypage.Here{Workspace: "acme_AB12_x", Profile: "acme", Host: "api.example"})
		lines := strings.Split(ansi.Strip(m.View()), "\n")
		for at, want := range []string{"Northwind", "Acme Chann", "", ""} {
			line := lines[2+at]
			if want == "" && strings.Contains(line, "Acme Channel") || !strings.Contains(line, want) {
				t.Errorf("%d columns: row %d does not name %q, or more: %q", width, at, want, line)
			}
			if ansi.StringWidth(line) > width {
				t.Errorf("%d columns are not enough for %q", width, line)
			}
		}
		if width == 200 && !strings.Contains(lines[3], "Acme Channel · eu") {
			t.Errorf("another account is not named: %q", lines[3])
		}
	}
}
