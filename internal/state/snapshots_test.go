package state_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/state"
)

var (
	acme = state.Account{Host: "api.example", Client: "client-1"}
	at   = time.Date(2026, 11, 23, 14, 2, 0, 0, time.UTC)
)

const hook = `{"id":"66b2","name":"Billing\u001b[31m","description":"canary","url":"https://u:canary@hooks.example:8443/canary?token=canary",
	"status":"disabled","secret":"canary","headers":{"Authorization":"canary","X-Env":"canary"},
	"triggers":["workspaceCreated","odd"],"applyToAllDescendants":true,"created":1700000000000,"updated":1710000000000,"ownerTeam":"canary"}`

func list(t *testing.T) state.List {
	t.Helper()
	var w api.Webhook
	if err := json.Unmarshal([]byte(hook), &w); err != nil {
		t.Fatal(err)
	}
	return state.List{
		Workspace: api.Workspace{ID: "acme_AB12_c", DisplayName: "Acme", Type: "channel", Parent: "up"},
		At:        at, Webhooks: []api.Webhook{w},
	}
}

// files returns the one file below a folder, unpacked.
func files(t *testing.T, folder string) (path string, content []byte) {
	t.Helper()
	err := filepath.WalkDir(folder, func(p string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if want := map[bool]fs.FileMode{true: 0o700, false: 0o600}[entry.IsDir()]; p != folder && info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", p, info.Mode())
		}
		if !entry.IsDir() {
			path = p
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if content, err = io.ReadAll(unpacked); err != nil {
		t.Fatal(err)
	}
	return path, content
}

// TestWhatTheListShowsComesBack and nothing else is in the file.
func TestWhatTheListShowsComesBack(t *testing.T) {
	t.Parallel()
	cache := t.TempDir()
	store := state.NewSnapshots(config.Paths{Cache: cache})
	if _, ok := store.Load(acme, "acme_AB12_c"); ok {
		t.Error("there is a list before one was saved")
	}
	saved := list(t)
	if err := store.Save(acme, saved); err != nil {
		t.Fatal(err)
	}
	got, ok := store.Load(acme, "acme_AB12_c")
	if !ok || !got.At.Equal(at) || got.Workspace.ID != "acme_AB12_c" || got.Workspace.Name() != "Acme" || !got.Workspace.IsChannel() || len(got.Webhooks) != 1 {
		t.Fatalf("came back as %+v", got)
	}
	was, is := saved.Webhooks[0], got.Webhooks[0]
	if is.ID != was.ID || is.Name != was.Name || is.Status != was.Status || !is.Updated.Equal(was.Updated) || !is.Created.Equal(was.Created) ||
		len(is.Triggers) != 2 || is.URL != "https://hooks.example:8443" {
		t.Errorf("the webhook came back as %+v", is)
	}
	path, content := files(t, cache)
	if strings.Contains(string(content), "canary") || strings.Contains(path, "acme") || strings.Contains(path, "client") {
		t.Errorf("%s holds more than it should: %s", path, content)
	}
}

// TestAnotherAccountOrWorkspaceSeesNothing of what was kept.
func TestAnotherAccountOrWorkspaceSeesNothing(t *testing.T) {
	t.Parallel()
	cache := t.TempDir()
	store := state.NewSnapshots(config.Paths{Cache: cache})
	if err := store.Save(acme, list(t)); err != nil {
		t.Fatal(err)
	}
	for _, other := range []state.Account{{Host: "api.example", Client: "client-2"}, {Host: "eu.example", Client: "client-1"}} {
		if _, ok := store.Load(other, "acme_AB12_c"); ok {
			t.Errorf("%+v sees it", other)
		}
		if err := store.Forget(other); err != nil {
			t.Error(err)
		}
	}
	if _, ok := store.Load(acme, "other"); ok {
		t.Error("another workspace has it")
	}
	if err := store.Forget(acme); err != nil {
		t.Error(err)
	}
	if _, ok := store.Load(acme, "acme_AB12_c"); ok {
		t.Error("it is still there")
	}
}

// TestTree keeps what the choice of workspaces shows.
func TestTree(t *testing.T) {
	t.Parallel()
	store := state.NewSnapshots(config.Paths{Cache: t.TempDir()})
	tree := []api.Workspace{{ID: "a", DisplayName: "A", Type: "channel"}, {ID: "b", Domain: "b.example", Type: "child", Parent: "a"}}
	if err := store.SaveTree(acme, "a", tree, at); err != nil {
		t.Fatal(err)
	}
	got, ok := store.Tree(acme, "a")
	if !ok || fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", tree) {
		t.Errorf("came back as %+v", got)
	}
	if _, ok := store.Load(acme, "a"); ok {
		t.Error("a tree was read as a list")
	}
}

// TestWhatIsWrongIsIgnored: a snapshot that cannot be trusted is none.
func TestWhatIsWrongIsIgnored(t *testing.T) {
	t.Parallel()
	pack := func(text string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write([]byte(text)) // a bytes.Buffer takes all
		_ = w.Close()
		return b.Bytes()
	}
	for name, spoil := range map[string]func(path string, content []byte) error{
		"cut":        func(path string, _ []byte) error { return os.Truncate(path, 20) },
		"empty":      func(path string, _ []byte) error { return os.Truncate(path, 0) },
		"no archive": func(path string, content []byte) error { return os.WriteFile(path, content, 0o600) },
		"no JSON":    func(path string, _ []byte) error { return os.WriteFile(path, pack("{"), 0o600) },
		"another version": func(path string, content []byte) error {
			return os.WriteFile(path, pack(strings.Replace(string(content), `"v":2`, `"v":1`, 1)), 0o600)
		},
		"of another": func(path string, content []byte) error {
			return os.WriteFile(path, pack(strings.Replace(string(content), `"of":"acme_AB12_c"`, `"of":"x"`, 1)), 0o600)
		},
		"no workspace": func(path string, _ []byte) error {
			return os.WriteFile(path, pack(`{"v":2,"of":"acme_AB12_c"}`), 0o600)
		},
		"open mode": func(path string, _ []byte) error { return os.Chmod(path, 0o644) },
		"a link": func(path string, _ []byte) error {
			return errors.Join(os.Rename(path, path+".2"), os.Symlink(path+".2", path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cache := t.TempDir()
			store := state.NewSnapshots(config.Paths{Cache: cache})
			if err := store.Save(acme, list(t)); err != nil {
				t.Fatal(err)
			}
			path, content := files(t, cache)
			if err := spoil(path, content); err != nil {
				t.Fatal(err)
			}
			if got, ok := store.Load(acme, "acme_AB12_c"); ok {
				t.Errorf("it was believed: %+v", got)
			}
		})
	}
}

// FuzzLoadSnapshot reads anything in the place of a snapshot.
func FuzzLoadSnapshot(f *testing.F) {
	f.Add([]byte(`{"v":2,"of":"w","workspaces":[{"id":"w"}]}{"id":"1","triggers":null}`))
	f.Add([]byte(`{"v":2,"of":"w","workspaces":[{}]}null{"created":"x"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		cache := t.TempDir()
		store := state.NewSnapshots(config.Paths{Cache: cache})
		if err := store.Save(acme, state.List{Workspace: api.Workspace{ID: "w"}}); err != nil {
			t.Fatal(err)
		}
		path, _ := files(t, cache)
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = w.Write(data) // a bytes.Buffer takes all
		_ = w.Close()
		if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		list, ok := store.Load(acme, "w")
		if !ok {
			return
		}
		if err := store.Save(acme, list); err != nil || list.Workspace.ID != "w" {
			t.Fatalf("read %+v, which cannot be saved again: %v", list, err)
		}
		if again, ok := store.Load(acme, "w"); !ok || len(again.Webhooks) != len(list.Webhooks) {
			t.Errorf("read %+v, and then %+v", list, again)
		}
	})
}
