package keys_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"corotui/ui/keys"
)

// TestSavedFiltersHaveTheirKeys: a filter is an action of its own where there is one,
// found by its name, and its key does nothing else.
func TestSavedFiltersHaveTheirKeys(t *testing.T) {
	t.Parallel()
	m, err := keys.NewMap(map[string][]string{"toggle": {"5"}})
	if err != nil {
		t.Fatal(err)
	}
	broken := keys.Saved{Name: "Broken ones", Key: "3", Filter: "status:off"}
	if m, err = m.WithSaved([]keys.Saved{{Name: "Billing", Key: "8", Filter: "billing"}, broken}); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[rune]keys.Action{'3': broken.Action(), '4': keys.SavedFilter, '5': keys.Toggle} {
		if action, found := m.Find(tea.KeyPressMsg{Code: key, Text: string(key)}); !found || action != want {
			t.Errorf("%c does %q", key, action)
		}
	}
	rows := m.Table()
	at := slices.IndexFunc(rows, func(r keys.Row) bool { return r.Action == broken.Action() })
	if at < 0 || rows[at].Keys != "3" || rows[at].Meaning != "filter Broken ones: status:off" || rows[at+1].Keys != "8" || rows[at].Action.Kind() != keys.SavedFilter {
		t.Fatalf("it is listed as %+v", rows)
	}
	if found := keys.Search("broken ones", rows); len(found) == 0 || found[0].At != at {
		t.Errorf("its name finds %v, not %d", found, at)
	}
	if place, is := broken.Action().Saved(m.Saved()); !is || place != 0 {
		t.Errorf("it is at %d, %v", place, is)
	}
	if _, is := keys.Toggle.Saved(m.Saved()); is {
		t.Error("toggle is a saved filter")
	}
	for _, err := range []error{
		func() error { _, err := m.WithSaved([]keys.Saved{{Name: "A", Key: "5", Filter: "x"}}); return err }(),
		func() error { _, err := keys.NewMap(map[string][]string{"saved-filter": {"f5"}}); return err }(),
	} {
		if err == nil || !strings.Contains(err.Error(), "filter") {
			t.Errorf("it says %v", err)
		}
	}
}
