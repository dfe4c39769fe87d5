package list_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"corotui/api"
	"corotui/internal/filter"
	"corotui/ui/keys"
	"corotui/ui/list"
	"corotui/ui/screen"
)

// savedEnv has filters under some keys.
func savedEnv(t *testing.T, saved ...keys.Saved) screen.Env {
	t.Helper()
	e := env()
	var err error
	if e.Keys, err = e.Keys.WithSaved(saved); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestSavedFiltersCountTheirRows whatever is done to the rows, as many as the filter
// lets through once it is applied; its key takes it away again.
func TestSavedFiltersCountTheirRows(t *testing.T) {
	t.Parallel()
	saved := []keys.Saved{
		{Name: "Off", Key: "1", Filter: "status:off"}, {Name: "Long off", Key: "2", Filter: "off:>1d"}, {Name: "Not billing", Key: "7", Filter: "-billing"},
	}
	m := list.New(savedEnv(t, saved...))
	m.SetSize(80, 19)
	if m.SavedCounts() != nil {
		t.Error("it counts what is not loaded")
	}
	check := func(doing string) {
		t.Helper()
		var want []int
		for _, one := range saved {
			by, err := filter.Parse(one.Filter)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for one := range m.Items() {
				if by.At(now).Match(filter.NewSubject(&one.Webhook, "")) {
					n++
				}
			}
			want = append(want, n)
			applied := press(m, one.Key)
			if got := shown(applied); got != n {
				t.Errorf("%s: the key %s shows %d rows, not %d", doing, one.Key, got, n)
			}
			if got := shown(press(applied, one.Key)); got != m.Len() {
				t.Errorf("%s: again it shows %d", doing, got)
			}
		}
		if got := m.SavedCounts(); !slices.Equal(got, want) {
			t.Errorf("%s: the counts are %v, not %v", doing, got, want)
		}
	}
	m.Load(five(), now)
	check("loaded")
	m.Put(item("b", "Billing", api.Enabled, time.Hour))
	check("enabled")
	m.Put(item("f", "New", api.Disabled, 0))
	check("added")
	m.Remove(screen.Ref{Workspace: "acme", Webhook: "d"})
	check("removed")
	m.Merge(map[screen.Ref][]list.Item{{Workspace: "acme"}: five()[:3]}, now)
	check("merged")
	m.Change(map[screen.Ref]bool{{Workspace: "acme", Webhook: "a"}: true}, func(i *list.Item) { i.Webhook.Status = api.Disabled })
	check("changed")
	if m = press(m, "4"); shown(m) != m.Len() {
		t.Error("a key without a filter filters")
	}
}

// TestTheCountLineNamesSavedFilters, as many as fit, and never a part of one.
func TestTheCountLineNamesSavedFilters(t *testing.T) {
	t.Parallel()
	m := list.New(savedEnv(t, keys.Saved{Name: "Off", Key: "1", Filter: "status:off"}, keys.Saved{Name: "Everything that is billing", Key: "2", Filter: "billing"}))
	for width, want := range map[int]string{
		120: "1 Off (2)  2 Everything that is billing (1)",
		80:  "1 Off (2)  2 Everything that is billing (1)",
		51:  "1 Off (2)",
		30:  "unknown",
	} {
		m.SetSize(width, 10)
		m.Load(five(), now)
		lines := strings.Split(ansi.Strip(m.View()), "\n")
		last := strings.TrimSpace(lines[len(lines)-1])
		if !strings.Contains(last, want) || strings.Contains(last, "Everything") != (width > 60) {
			t.Errorf("%d: %q", width, last)
		}
	}
}
