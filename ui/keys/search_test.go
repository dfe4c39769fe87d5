package keys_test

import (
	"testing"

	"corotui/ui/keys"
)

// TestAnActionIsFoundByItsName: the name of each action finds it first, and so do
// the words that users of other programs know it by.
func TestAnActionIsFoundByItsName(t *testing.T) {
	t.Parallel()
	rows := keys.Default().Table()
	wanted := map[string]keys.Action{
		"clone": keys.CopyNew, "duplicate": keys.CopyNew, "reload": keys.Refresh, "json": keys.Copy, "curl": keys.Copy, "copy": keys.Copy,
		"quit": keys.Quit, "exit": keys.Quit, "enable": keys.Toggle, "disable": keys.Toggle, "remove": keys.Delete, "create": keys.New,
		"revert": keys.Undo, "search": keys.Filter, "tenants": keys.Fleet, "rotate": keys.Bulk, "headers": keys.Bulk, "FLEET": keys.Fleet,
		" mark  all ": keys.MarkAll, "copy to new": keys.CopyNew, "stop": keys.Stop, "another workspace": keys.Workspaces, "works": keys.Workspaces,
		"ctrl+z": keys.Suspend, "refr": keys.Refresh, "login": keys.Profiles,
	}
	for _, row := range rows {
		wanted[string(row.Action)] = row.Action
	}
	for query, want := range wanted {
		found := keys.Search(query, rows)
		if len(found) == 0 || rows[found[0].Place].Action != want || found[0].Loose {
			t.Errorf("%q finds %+v first, want %s", query, found[:min(1, len(found))], want)
		}
	}
	if found := keys.Search("rfsh", rows); len(found) == 0 || rows[found[0].Place].Action != keys.Refresh || !found[0].Loose {
		t.Errorf("letters in their order find %v", found)
	}
	if found := keys.Search("  ", rows); len(found) != len(rows) || found[3].Place != 3 {
		t.Errorf("an empty query finds %d of %d", len(found), len(rows))
	}
	if found := keys.Search("zzzz", rows); len(found) != 0 {
		t.Errorf("zzzz finds %v", found)
	}
}
