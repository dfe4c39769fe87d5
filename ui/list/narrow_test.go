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
)

// long is a table of 3,000 webhooks, every third of which is disabled, with the
// filter open.
func long(t *testing.T) list.Model {
	t.Helper()
	items := make([]list.Item, 3000)
	for i := range items {
		status := api.Enabled
		if i%3 == 0 {
			status = api.Disabled
		}
		items[i] = item(fmt.Sprintf("h%04d", i), fmt.Sprintf("Hook %04d", i), status, time.Duration(i)*time.Minute)
	}
	m := list.New(env())
	m.SetSize(80, 19)
	m.Load(items, now)
	return press(m, "/")
}

// typed types one character and returns the filter that runs beside the program.
func typed(t *testing.T, m list.Model, r rune) (list.Model, tea.Cmd) {
	t.Helper()
	m, cmd := m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	if cmd == nil {
		t.Fatalf("no filter runs for %q", r)
	}
	return m, cmd
}

func shown(m list.Model) int {
	m.ClearMarks()
	m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	marked, _ := press(m, "X").Marked()
	return marked
}

func TestAFilterOverManyRowsRunsBesideTheProgram(t *testing.T) {
	t.Parallel()
	m, cmd := typed(t, long(t), '7')
	if got := shown(m); got != 3000 {
		t.Fatalf("%d rows are shown before the filter has run", got)
	}
	m, _ = m.Update(cmd())
	if got := shown(m); got != 813 {
		t.Errorf("the filter 7 shows %d rows, not 813", got)
	}
	m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	for key, want := range map[string]string{"g": "Hook 0027", "G": "Hook 2987"} { // disabled first, then the newest
		if got := selected(t, press(m, key)); got != want {
			t.Errorf("after %s the cursor is on %s, not on %s", key, got, want)
		}
	}
}

func TestAWorkspaceIsFoundByItsIDAsWell(t *testing.T) {
	t.Parallel()
	m := list.NewFleet(env())
	m.SetSize(80, 19)
	read := map[screen.Ref][]list.Item{}
	for workspace, name := range map[api.WorkspaceID]string{"dental_N3D5_x": "Northwind", "law_L1L2_x": "Lakeside"} {
		one := item("1", "Hook of "+name, api.Enabled, 0)
		one.Ref.Workspace, one.WorkspaceName = workspace, name
		read[screen.Ref{Workspace: workspace}] = []list.Item{one}
	}
	m.Merge(read, now)
	for _, typed := range []string{"ws:n3d5", "ws:northwind"} {
		found := press(press(m, "/"), append(strings.Split(typed, ""), "enter")...)
		if got := selected(t, found); got != "Hook of Northwind" || shown(found) != 1 {
			t.Errorf("%s finds %d, the first is %s", typed, shown(found), got)
		}
	}
}

func TestOnlyTheLastFilterIsShown(t *testing.T) {
	t.Parallel()
	m, first := typed(t, long(t), '7')
	late := first() // it ran to its end before the next key, and comes after it
	m, second := typed(t, m, '7')
	m, _ = m.Update(late)
	if got := shown(m); got != 3000 {
		t.Errorf("a filter that is typed no more shows %d rows", got)
	}
	if message := first(); message != nil {
		t.Errorf("a filter that was cancelled brought %T", message)
	}
	m, _ = m.Update(second())
	if got := shown(m); got != 57 {
		t.Errorf("the filter 77 shows %d rows, not 57", got)
	}
}

func TestWhatChangesWhileAFilterRunsIsNotLost(t *testing.T) {
	t.Parallel()
	m, cmd := typed(t, long(t), '7')
	changed := item("h0007", "Hook 0007, renamed", api.Enabled, time.Hour)
	m.Put(changed)
	m, _ = m.Update(cmd())
	if it, ok := m.Find(changed.Ref); !ok || it.Webhook.Name != changed.Webhook.Name {
		t.Errorf("the new row was lost: %v", it.Webhook.Name)
	}
	m.Select(changed.Ref)
	if got := selected(t, m); got != "Hook 0007, renamed" {
		t.Errorf("the row that is shown is %q", got)
	}
	m, cmd = typed(t, m, '7')
	m = press(m, "esc")
	m, _ = m.Update(cmd())
	if got := shown(m); got != 3000 {
		t.Errorf("after esc %d rows are shown", got)
	}
}

func TestAFilterBesideTheProgramKeepsTheRow(t *testing.T) {
	t.Parallel()
	m := long(t)
	m.Select(item("h0777", "", "", 0).Ref)
	m, cmd := typed(t, m, '7')
	m, _ = m.Update(cmd())
	if got := selected(t, m); got != "Hook 0777" {
		t.Errorf("the cursor went to %q", got)
	}
}

// TestTheIndexOfOtherRowsIsNotUsed: what was prepared when the filter opened is
// of the rows of then, and a filter finds those of now.
func TestTheIndexOfOtherRowsIsNotUsed(t *testing.T) {
	t.Parallel()
	m := press(long(t), "esc")
	m, prepare := m.Do(keys.Filter)
	if prepare == nil {
		t.Fatal("nothing is prepared when the filter opens")
	}
	m, _ = m.Update(prepare())
	if got := shown(m); got != 3000 {
		t.Errorf("opening the filter shows %d rows", got)
	}
	for want, name := range map[int]string{813: "Hook 3000", 814: "Hook 7777"} {
		with := m
		with.Put(item("h3000", name, api.Enabled, time.Hour))
		with, filter := typed(t, with, '7')
		with, _ = with.Update(filter())
		if got := shown(with); got != want {
			t.Errorf("with %s the filter 7 shows %d rows, not %d", name, got, want)
		}
	}
}

// TestTheCursorStaysWhereItsRowIsGone: a filter that is kept hides what was enabled at
// the next refresh, and the next row is taken from there, not from the top.
func TestTheCursorStaysWhereItsRowIsGone(t *testing.T) {
	t.Parallel()
	items := make([]list.Item, 0, 6)
	for i := range 6 {
		items = append(items, item(fmt.Sprintf("h%d", i), fmt.Sprintf("Hook %d", i), api.Disabled, time.Duration(i)*time.Hour))
	}
	filtered := func(m list.Model) list.Model {
		m.SetSize(80, 19)
		m = press(m, "/")
		for _, r := range "status:off" {
			m, _ = m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		return m
	}
	read := func(m list.Model, fleet bool, items []list.Item) list.Model {
		if fleet {
			m.Merge(map[screen.Ref][]list.Item{{Workspace: "acme"}: items}, now)
			return m
		}
		m.Load(items, now)
		return m
	}
	for name, m := range map[string]list.Model{"list": list.New(env()), "fleet": list.NewFleet(env())} {
		m = press(filtered(read(m, name == "fleet", items)), "j", "j", "j")
		if got := selected(t, m); got != "Hook 3" {
			t.Fatalf("%s: the cursor is on %s", name, got)
		}
		again := append([]list.Item{}, items...)
		again[3].Webhook.Status = api.Enabled
		if got := selected(t, read(m, name == "fleet", again)); got != "Hook 4" {
			t.Errorf("%s: the cursor went to %s", name, got)
		}
	}
}

// TestAFieldThatThereIsNotShowsNothing: the table says so, with the fields that
// there are, and no row can be marked by mistake. It is over with the next key.
func TestAFieldThatThereIsNotShowsNothing(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]list.Model{"few": press(loaded(t, five(), 80, 19), "/"), "many": long(t)} {
		m = press(m, "stat:")
		if got := shown(m); got != 0 {
			t.Errorf("%s: %d rows are shown", name, got)
		}
		if view := ansi.Strip(m.View()); !strings.Contains(view, `no field "stat"`) || !strings.Contains(view, "header: name:") {
			t.Errorf("%s: it says\n%s", name, view)
		}
		if m = press(m, "backspace"); strings.Contains(m.View(), "no field") {
			t.Errorf("%s: it still says so", name)
		}
	}
}

// TestOffCountsFromWhatTheRowSays: "off:" goes by the age that is shown.
func TestOffCountsFromWhatTheRowSays(t *testing.T) {
	t.Parallel()
	m := list.New(env())
	m.SetSize(80, 19)
	m.Load([]list.Item{
		item("a", "Young", api.Disabled, time.Hour), item("b", "Old", api.Disabled, 100*time.Hour), item("c", "On", api.Enabled, 100*time.Hour),
	}, now)
	m = press(m, "/", "off:>2d")
	if got := selected(t, m); got != "Old" || shown(m) != 1 {
		t.Errorf("off:>2d shows %d rows, %q first", shown(m), got)
	}
	m.Load([]list.Item{item("a", "Young", api.Disabled, time.Hour)}, now.Add(72*time.Hour))
	if got := shown(m); got != 1 {
		t.Errorf("three days later it shows %d rows", got)
	}
}
