package results_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/ui/keys"
	"corotui/ui/results"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

func env() screen.Env {
	return screen.Env{Keys: keys.Default(), Theme: theme.New(theme.None, false), Now: time.Now}
}

// report is of a run over four webhooks, of which the last failed.
func report() results.Report {
	row := func(name, workspace, word string, end results.End, why string) results.Row {
		return results.Row{Ref: screen.Ref{Workspace: "w", Webhook: "h"}, Name: name, Workspace: workspace, Word: word, End: end, Why: why}
	}
	return results.Report{Title: "Enable 4 webhooks", Retry: 1, Undo: true, Rows: []results.Row{
		row("Billing", "Acme", "enabled", results.Done, ""),
		row("Tickets", "Bikes", "skipped", results.Skipped, "already enabled"),
		row("Devices", "Bikes", "not begun", results.NotBegun, ""),
		row("Alerts", "Clinic", "failed", results.Failed, "Coro answered 403: "+strings.Repeat("no access ", 30)),
	}}
}

func open(width, height int, r results.Report) screen.Page {
	return screen.NewPage(results.New(env(), r)).SetSize(width, height)
}

// at is the name in the row under the cursor.
func at(page screen.Page) string {
	for line := range strings.Lines(ansi.Strip(page.View())) {
		if strings.HasPrefix(line, "▌") {
			for _, name := range []string{"Billing", "Tickets", "Devices", "Alerts"} {
				if strings.Contains(line, name) {
					return name
				}
			}
		}
	}
	return ""
}

func press(page screen.Page, name string) (screen.Page, tea.Msg) {
	key := tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
	if name == "enter" {
		key = tea.KeyPressMsg{Code: tea.KeyEnter}
	}
	page, cmd := page.Update(key)
	if cmd == nil {
		return page, nil
	}
	return page, cmd()
}

// TestWhatFailedComesFirst, then what was not begun, and the counts say so on top. The
// line under the cursor is whole below the others, as far as there is room.
func TestWhatFailedComesFirst(t *testing.T) {
	t.Parallel()
	for _, height := range []int{10, 19} {
		view := ansi.Strip(open(80, height, report()).View())
		lines := strings.Split(view, "\n")
		if len(lines) != height {
			t.Errorf("of %d rows %d are drawn", height, len(lines))
		}
		if !strings.Contains(lines[1], "1 failed · 1 not begun · 1 enabled · 1 skipped") {
			t.Errorf("the counts are %q", lines[1])
		}
		place := -1
		for _, name := range []string{"Alerts", "Devices", "Billing", "Tickets"} {
			next := strings.Index(view, name)
			if next <= place {
				t.Errorf("%s comes at %d after %d:\n%s", name, next, place, view)
			}
			place = next
		}
		if !strings.Contains(view, "Alerts in Clinic: failed · Coro answered 403: no access") || !strings.Contains(view, "…") {
			t.Errorf("the line under the cursor is not whole:\n%s", view)
		}
		for i, line := range lines {
			if width := len([]rune(line)); width > 80 {
				t.Errorf("line %d has %d cells", i, width)
			}
		}
	}
}

// TestTheCursorStaysOnItsRow once it was moved, whatever comes above it.
func TestTheCursorStaysOnItsRow(t *testing.T) {
	t.Parallel()
	running := report()
	for i := range running.Rows {
		running.Rows[i].End, running.Rows[i].Word = results.Waiting, "waiting"
	}
	page := open(80, 19, running)
	page, _ = page.Update(results.ReportMsg{Report: report()})
	if at(page) != "Alerts" {
		t.Errorf("not moved, it is at %s, and not at what failed", at(page))
	}
	page = open(80, 19, running)
	page, _ = press(page, "j")
	page, _ = page.Update(results.ReportMsg{Report: report()})
	if at(page) != "Tickets" {
		t.Errorf("it is at %s", at(page))
	}
}

// TestKeysAsk for what is possible, and for nothing else.
func TestKeysAsk(t *testing.T) {
	t.Parallel()
	running, over := report(), report()
	running.Running = true
	over.Retry, over.Undo, over.Rows[3].Ref = 0, false, screen.Ref{}
	for name, c := range map[string]struct {
		report results.Report
		want   map[string]string
	}{
		"ended": {report(), map[string]string{
			"r": "results.RetryMsg", "u": "results.UndoMsg", "enter": "results.OpenMsg", "q": "screen.BackMsg", "P": "<nil>", "C": "<nil>",
		}},
		"running": {running, map[string]string{"r": "<nil>", "u": "<nil>", "P": "results.PauseMsg", "C": "results.StopMsg", "enter": "results.OpenMsg"}},
		"over":    {over, map[string]string{"r": "<nil>", "u": "<nil>", "enter": "<nil>"}},
	} {
		for key, want := range c.want {
			if _, asked := press(open(80, 19, c.report), key); fmt.Sprintf("%T", asked) != want {
				t.Errorf("%s: %s asks for %T, want %s", name, key, asked, want)
			}
		}
	}
}
