package list_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
	"corotui/ui/theme"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func env() screen.Env {
	return screen.Env{
		Context: nil, Keys: keys.Default(), Theme: theme.New(theme.Dark, false),
		Now: func() time.Time { return now },
	}
}

func item(id, name string, status api.Status, age time.Duration) list.Item {
	return list.Item{
		Ref: screen.Ref{Workspace: "acme", Webhook: api.WebhookID(id)},
		Webhook: api.Webhook{
			ID: api.WebhookID(id),
			Fields: api.Fields{
				Name: api.Text(name), URL: api.Text("https://" + id + ".example/hook"), Status: status,
				Triggers: []api.Trigger{"workspace-created"},
			},
			Updated: now.Add(-age),
		},
	}
}

func five() []list.Item {
	const day = 24 * time.Hour
	return []list.Item{
		item("a", "Usage report", api.Enabled, 14*day),
		item("b", "Billing", api.Disabled, 3*day),
		item("c", "新規ワークスペース通知", api.Enabled, 60*day),
		item("d", "PSA tickets", api.Disabled, 2*time.Hour),
		item("e", "Device counts", "paused", 150*day),
	}
}

func loaded(t *testing.T, items []list.Item, width, height int) list.Model {
	t.Helper()
	m := list.New(env())
	m.SetSize(width, height)
	m.Load(items, now)
	return m
}

// press sends keys by their names; a name that is no special key is typed.
func press(m list.Model, names ...string) list.Model {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "up": {Code: tea.KeyUp},
		"down": {Code: tea.KeyDown}, "pgdown": {Code: tea.KeyPgDown}, "backspace": {Code: tea.KeyBackspace},
	}
	for _, name := range names {
		if key, ok := special[name]; ok {
			m, _ = m.Update(key)
			continue
		}
		for _, r := range name {
			m, _ = m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	return m
}

func names(m list.Model) []string {
	var found []string
	for _, line := range strings.Split(ansi.Strip(m.View()), "\n")[1:] {
		for _, it := range five() {
			if name := string(it.Webhook.Name); strings.Contains(line, name) {
				found = append(found, name)
			}
		}
	}
	return found
}

func wantNames(t *testing.T, m list.Model, want ...string) {
	t.Helper()
	if got := names(m); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("rows are %q, want %q\n%s", got, want, ansi.Strip(m.View()))
	}
}

func selected(t *testing.T, m list.Model) string {
	t.Helper()
	it, ok := m.Selected()
	if !ok {
		return ""
	}
	return string(it.Webhook.Name)
}

func TestDisabledFirstThenNewest(t *testing.T) {
	t.Parallel()
	m := loaded(t, five(), 80, 19)
	wantNames(t, m, "PSA tickets", "Billing", "Device counts", "Usage report", "新規ワークスペース通知")
}

func TestSortGoesThroughTheColumnsAndKeepsTheRow(t *testing.T) {
	t.Parallel()
	m := press(loaded(t, five(), 80, 19), "down", "s")
	wantNames(t, m, "Billing", "Device counts", "PSA tickets", "Usage report", "新規ワークスペース通知")
	if got := selected(t, m); got != "Billing" {
		t.Errorf("the cursor went to %q", got)
	}
	m = press(m, "S")
	wantNames(t, m, "新規ワークスペース通知", "Usage report", "PSA tickets", "Device counts", "Billing")
	if got := selected(t, m); got != "Billing" {
		t.Errorf("reversed, the cursor went to %q", got)
	}
	m = press(m, "s", "s", "s", "s")
	wantNames(t, m, "PSA tickets", "Billing", "Device counts", "Usage report", "新規ワークスペース通知")
}

func TestFilterNarrowsAsItIsTypedAndEscClears(t *testing.T) {
	t.Parallel()
	m := press(loaded(t, five(), 80, 19), "/", "status:off")
	wantNames(t, m, "PSA tickets", "Billing")
	if !m.TakingText() {
		t.Error("the filter is being typed, but the table says it takes no text")
	}
	m = press(m, " bill")
	wantNames(t, m, "Billing")
	m = press(m, "enter")
	if m.TakingText() || !m.Filtered() {
		t.Error("enter should keep the filter and leave the field")
	}
	m = press(m, "esc")
	if m.Filtered() {
		t.Error("esc did not clear the filter")
	}
	wantNames(t, m, "PSA tickets", "Billing", "Device counts", "Usage report", "新規ワークスペース通知")
	if got := selected(t, m); got != "Billing" {
		t.Errorf("after the filter the cursor is on %q, not on the row it was on", got)
	}
}

func TestFilterWithoutAMatchSaysSo(t *testing.T) {
	t.Parallel()
	m := press(loaded(t, five(), 80, 19), "/", "quik")
	if view := ansi.Strip(m.View()); !strings.Contains(view, `Nothing matches "quik". esc clears.`) || !strings.Contains(view, "0 of 5") {
		t.Errorf("no word about the empty result:\n%s", view)
	}
	if _, ok := m.Selected(); ok {
		t.Error("a row is selected though none is shown")
	}
}

func TestMarksSurviveFilterSortAndRefresh(t *testing.T) {
	t.Parallel()
	m := press(loaded(t, five(), 80, 19), "x", "x", "s", "/", "usage", "enter")
	if marked, hidden := m.Marked(); marked != 2 || hidden != 2 {
		t.Errorf("marked %d, hidden %d; want 2 and 2", marked, hidden)
	}
	if targets := m.Targets(); len(targets) != 2 {
		t.Errorf("an action would apply to %d webhooks, not to the 2 marked", len(targets))
	}
	m.Load(five()[1:], now)
	if marked, _ := m.Marked(); marked != 2 {
		t.Errorf("a refresh left %d marks of 2", marked)
	}
	m.Load(five()[2:], now)
	if marked, _ := m.Marked(); marked != 1 {
		t.Errorf("%d marks are left after one of 2 webhooks went", marked)
	}
}

func TestMarkAllMarksWhatIsShown(t *testing.T) {
	t.Parallel()
	m := press(loaded(t, five(), 80, 19), "/", "status:off", "enter", "X", "esc")
	if marked, _ := m.Marked(); marked != 2 {
		t.Errorf("%d are marked, want the 2 that were shown", marked)
	}
	m = press(m, "X", "X")
	if marked, _ := m.Marked(); marked != 0 {
		t.Errorf("%d are still marked after all were unmarked", marked)
	}
}

func TestRefreshKeepsRowAndLine(t *testing.T) {
	t.Parallel()
	var items []list.Item
	for i := range 100 {
		items = append(items, item(fmt.Sprintf("h%03d", i), fmt.Sprintf("Hook %03d", i), api.Enabled, time.Duration(i)*time.Hour))
	}
	m := loaded(t, items, 80, 19)
	for range 40 {
		m = press(m, "down")
	}
	m = press(m, "up", "up", "up")
	line := func() int {
		for i, l := range strings.Split(ansi.Strip(m.View()), "\n") {
			if strings.Contains(l, "▌") {
				return i
			}
		}
		return -1
	}
	before, name := line(), selected(t, m)
	fresh := append([]list.Item{item("new1", "New 1", api.Disabled, 0), item("new2", "New 2", api.Disabled, 0)}, items...)
	m.Load(fresh, now)
	if got := selected(t, m); got != name {
		t.Errorf("the refresh moved the cursor from %q to %q", name, got)
	}
	if got := line(); got != before {
		t.Errorf("the row jumped from line %d to %d", before, got)
	}
}

func TestPutDoesNotMoveTheRow(t *testing.T) {
	t.Parallel()
	m := press(loaded(t, five(), 80, 19), "/", "status:off", "enter")
	it, _ := m.Selected()
	it.Webhook.Status = api.Enabled
	m.Put(it)
	wantNames(t, m, "PSA tickets", "Billing")
	if got := selected(t, m); got != "PSA tickets" {
		t.Errorf("the cursor is on %q", got)
	}
	if view := ansi.Strip(m.View()); !strings.Contains(view, "● on") {
		t.Errorf("the new status is not shown:\n%s", view)
	}
}

func TestRemoveMovesTheCursorToTheNeighbour(t *testing.T) {
	t.Parallel()
	m := press(loaded(t, five(), 80, 19), "G")
	it, _ := m.Selected()
	m.Remove(it.Ref)
	if got := selected(t, m); got != "Usage report" {
		t.Errorf("the cursor is on %q", got)
	}
}

func TestHostileTextStaysInItsCells(t *testing.T) {
	t.Parallel()
	hostile := item("x", "\x1b[2J\x1b]0;owned\a\u202egpj.exe\x00\nnext"+strings.Repeat("長", 4000), "\x1b[31mon\u0007", time.Hour)
	hostile.Webhook.URL = "https://\x1b[8mh\u202e.example/\x9b31m"
	for _, width := range []int{60, 80, 200} {
		m := loaded(t, append(five(), hostile), width, 19)
		m = press(m, "G")
		view := m.View()
		for _, bad := range []string{"\x1b[2J", "\x1b]0;", "\a", "\u202e", "\x00", "\x9b", "\x1b[8m"} {
			if strings.Contains(view, bad) {
				t.Errorf("width %d: %q reached the screen", width, bad)
			}
		}
		for i, line := range strings.Split(view, "\n") {
			if got := ansi.StringWidth(line); got > width {
				t.Errorf("width %d: line %d takes %d cells", width, i, got)
			}
		}
		if lines := strings.Count(view, "\n") + 1; lines != 19 {
			t.Errorf("width %d: %d lines, want 19", width, lines)
		}
	}
}

func TestAnySize(t *testing.T) {
	t.Parallel()
	for width := 1; width < 130; width += 3 {
		for _, height := range []int{1, 2, 3, 10, 40} {
			m := press(loaded(t, five(), width, height), "x", "/", "a")
			lines := strings.Split(m.View(), "\n")
			if len(lines) > height {
				t.Fatalf("%dx%d: %d lines", width, height, len(lines))
			}
			for _, line := range lines {
				if got := ansi.StringWidth(line); got > width && height > 1 {
					t.Fatalf("%dx%d: a line of %d cells: %q", width, height, got, ansi.Strip(line))
				}
			}
		}
	}
}

func TestTheMouseMovesAndSelects(t *testing.T) {
	t.Parallel()
	m := loaded(t, five(), 80, 19)
	m, _ = m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if got := selected(t, m); got != "Billing" {
		t.Errorf("the wheel went to %q", got)
	}
	m, _ = m.Update(tea.MouseClickMsg{X: 5, Y: 4, Button: tea.MouseLeft})
	if got := selected(t, m); got != "Usage report" {
		t.Errorf("the click went to %q", got)
	}
	for _, y := range []int{0, 6, 18} {
		m, _ = m.Update(tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft})
		if got := selected(t, m); got != "Usage report" {
			t.Errorf("a click beside the rows, on line %d, went to %q", y, got)
		}
	}
}

// TestDatesInPlaceOfAges: a date is told whole, also in the status, which is where it
// stands when the column of dates had to go.
func TestDatesInPlaceOfAges(t *testing.T) {
	t.Parallel()
	items := append(five(), item("f", "Old one", api.Disabled, 400*24*time.Hour))
	for _, width := range []int{48, 60, 80, 120} {
		m := loaded(t, items, width, 19)
		m.SetAbsolute(true)
		view := ansi.Strip(m.View())
		if strings.Contains(view, "14d") {
			t.Errorf("ages are still shown:\n%s", view)
		}
		for _, status := range []string{"○ off 20 Nov  ", "○ off 23 Nov  ", "○ off 2025-10  ", "● on  "} {
			if !strings.Contains(view, status) {
				t.Errorf("%d columns do not show %q:\n%s", width, status, view)
			}
		}
	}
}

// TestWhatIsBeingDoneIsAWholeWord, with its dots where there is room for them.
func TestWhatIsBeingDoneIsAWholeWord(t *testing.T) {
	t.Parallel()
	for ascii, want := range map[bool][]string{
		false: {"◌ saving…  ", "◌ undoing…  ", "◌ deleting  "}, true: {". saving  ", ". undoing  ", ". deleting  "},
	} {
		e := env()
		e.Theme = theme.New(theme.Dark, ascii)
		m := list.New(e)
		m.SetSize(80, 19)
		items := five()
		items[0].Pending, items[1].Pending, items[2].Pending = "saving", "undoing", "deleting"
		m.Load(items, now)
		for _, word := range want {
			if view := ansi.Strip(m.View()); !strings.Contains(view, word) {
				t.Errorf("%q is not shown:\n%s", word, view)
			}
		}
	}
}
