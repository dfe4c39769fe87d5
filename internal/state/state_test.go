package state_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"corotui/api"
	"corotui/config"
	"corotui/internal/state"
)

// TestRecentKeepsTheLastFirst for each account, each workspace once, and a bounded
// number of them.
func TestRecentKeepsTheLastFirst(t *testing.T) {
	t.Parallel()
	paths := config.Paths{State: t.TempDir()}
	recent := state.NewRecent(paths)
	if known := recent.Load("acme"); len(known) != 0 {
		t.Errorf("before the first one %v are known", known)
	}
	for _, id := range []api.WorkspaceID{"a", "b", "a"} {
		if err := recent.Add("acme", id); err != nil {
			t.Fatal(err)
		}
	}
	if known := state.NewRecent(paths).Load("acme"); !slices.Equal(known, []api.WorkspaceID{"a", "b"}) {
		t.Errorf("known are %v", known)
	}
	if known := recent.Load("other"); len(known) != 0 {
		t.Errorf("another account has %v", known)
	}
	for i := range 50 {
		if err := recent.Add("acme", api.WorkspaceID(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	if known := recent.Load("acme"); len(known) != 20 || known[0] != "49" {
		t.Errorf("known are %v", known)
	}
}

// TestABrokenFileOfRecentsIsReplaced: it only means that none is known.
func TestABrokenFileOfRecentsIsReplaced(t *testing.T) {
	t.Parallel()
	paths := config.Paths{State: t.TempDir()}
	if err := os.WriteFile(filepath.Join(paths.State, "recent.json"), []byte(`{"acme":`), 0o600); err != nil {
		t.Fatal(err)
	}
	recent := state.NewRecent(paths)
	if known := recent.Load("acme"); len(known) != 0 {
		t.Errorf("known are %v", known)
	}
	if err := recent.Add("acme", "a"); err != nil {
		t.Fatal(err)
	}
	if known := recent.Load("acme"); !slices.Equal(known, []api.WorkspaceID{"a"}) {
		t.Errorf("known are %v", known)
	}
}

// TestDraft is kept for its owner alone, until it is removed.
func TestDraft(t *testing.T) {
	t.Parallel()
	paths := config.Paths{State: t.TempDir()}
	draft := state.NewDraft(paths)
	read := func(want string) {
		t.Helper()
		if data, err := draft.Load(t.Context()); err != nil || string(data) != want {
			t.Errorf("the draft is %q %v, want %q", data, err, want)
		}
	}
	read("")
	if err := draft.Save(t.Context(), []byte("typed")); err != nil {
		t.Fatal(err)
	}
	read("typed")
	info, err := os.Stat(filepath.Join(paths.State, "draft.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its file is %v %v", info, err)
	}
	for range 2 {
		if err := draft.Remove(t.Context()); err != nil {
			t.Error(err)
		}
	}
	read("")
}
