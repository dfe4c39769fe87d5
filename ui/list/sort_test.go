package list_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"corotui/api"
	"corotui/ui/list"
)

// alike are webhooks that differ in their names and, some of them, in how many
// events they have. They are so many that a sort which is not stable shows.
func alike() []list.Item {
	items := make([]list.Item, 60)
	for i := range items {
		items[i] = item(fmt.Sprintf("h%02d", i), fmt.Sprintf("Hook %02d", i*37%60), api.Enabled, time.Hour)
		items[i].Webhook.URL = "https://hooks.acme.example/in"
		items[i].Webhook.Triggers = slices.Repeat([]api.Trigger{"workspace-created"}, 1+i%3)
	}
	return items
}

// inOrder are the names of all rows as they are sorted.
func inOrder(m list.Model) []string {
	var all []string
	for item := range m.Items() {
		all = append(all, string(item.Webhook.Name))
	}
	return all
}

// TestRowsThatASortDoesNotTellApartKeepTheirOrder sorts by name, and then by
// columns that are the same in many rows.
func TestRowsThatASortDoesNotTellApartKeepTheirOrder(t *testing.T) {
	t.Parallel()
	m := press(loaded(t, alike(), 80, 100), "s")
	sorted := inOrder(m)
	if !slices.IsSorted(sorted) || len(sorted) != 60 {
		t.Fatalf("by name: %q", sorted)
	}
	m = press(m, "s")
	if got := inOrder(m); !slices.Equal(got, sorted) {
		t.Errorf("by host: %q", got)
	}
	m = press(m, "s")
	inGroups(t, m)
	m = press(m, "S")
	inGroups(t, m)
}

// inGroups checks that rows with as many events stand together, by name.
func inGroups(t *testing.T, m list.Model) {
	t.Helper()
	events := make(map[string]int)
	for _, one := range alike() {
		events[string(one.Webhook.Name)] = len(one.Webhook.Triggers)
	}
	all := inOrder(m)
	for i := 1; i < len(all); i++ {
		if events[all[i]] == events[all[i-1]] && all[i] < all[i-1] {
			t.Errorf("%q stands before %q", all[i-1], all[i])
		}
	}
}

// TestARefreshKeepsTheOrderOfEqualRows has the server list the same webhooks in
// another order each time, and one more.
func TestARefreshKeepsTheOrderOfEqualRows(t *testing.T) {
	t.Parallel()
	m := press(loaded(t, alike(), 80, 100), "s", "s", "s", "x")
	before := inOrder(m)
	random := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		items := alike()
		random.Shuffle(len(items), func(i, k int) { items[i], items[k] = items[k], items[i] })
		m.Load(items, now)
		if got := inOrder(m); !slices.Equal(got, before) {
			t.Fatalf("a refresh made of %q %q", before, got)
		}
	}
	more := append([]list.Item{item("new", "New one", api.Enabled, time.Hour)}, alike()...)
	m.Load(append(more, alike()[0]), now) // and one twice, which is none too few
	if all := inOrder(m); len(all) != 62 || !slices.Equal(before[:20], all[:20]) {
		t.Errorf("after another refresh the rows are %q", all)
	}
	if marked, _ := m.Marked(); marked != 1 {
		t.Errorf("%d are marked, not the one that was", marked)
	}
}
