package config_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"corotui/config"
	"corotui/internal/disk"
	"corotui/internal/mask"
)

const canary = "canary-7f3a-client-secret"

func (w *world) save(t *testing.T, a config.Account, kind config.SecretKind) error {
	t.Helper()
	return w.mustLoad(t).SaveAccount(t.Context(), a, mask.NewSecret(canary), kind)
}

func (w *world) text(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(w.file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// checkModes looks at everything that the program made below a home folder.
func checkModes(t *testing.T, home string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("modes are not kept here")
	}
	err := filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == home {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %04o, want %04o", path, info.Mode().Perm(), want)
		}
		if strings.HasPrefix(entry.Name(), ".corotui-") {
			t.Errorf("the temporary file %s is left", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSaveMovesTheSecret(t *testing.T) {
	memory := &memoryStore{}
	w := newWorld(t, "")
	paths, err := config.FindPaths(config.NewEnv(w.env))
	if err != nil {
		t.Fatal(err)
	}
	files := config.NewFileStore(paths.SecretsFolder())
	w.stores = map[config.SecretKind]config.Store{config.FileSecret: files, config.KeyringSecret: memory}
	if err := w.save(t, config.Account{Profile: "a", Region: "us", ClientID: "one"}, config.FileSecret); err != nil {
		t.Fatal(err)
	}
	if err := w.save(t, config.Account{Profile: "a", Region: "us", ClientID: "two"}, config.KeyringSecret); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(paths.SecretsFolder()); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if kind, err := w.mustLoad(t).ForgetSecret(t.Context(), "a"); err != nil || kind != config.KeyringSecret {
		t.Errorf("forget: %v %v", kind, err)
	}
	if _, err := memory.Get(t.Context(), config.Key{Profile: "a", ClientID: "two"}); err == nil {
		t.Error("the secret is still stored")
	}
	c := w.mustLoad(t)
	if c.LoggedIn() || c.ClientID.Value != "two" {
		t.Errorf("after logout: %+v", c.Secret)
	}
	if kind, err := c.ForgetSecret(t.Context(), "a"); err != nil || kind != config.NoSecret {
		t.Errorf("second logout: %v %v", kind, err)
	}
	if _, err := c.ForgetSecret(t.Context(), "b"); err == nil || !strings.Contains(err.Error(), `no profile "b"; there is only a`) {
		t.Errorf("unknown profile: %v", err)
	}
}

func TestEnvironmentIsNeverStored(t *testing.T) {
	w := newWorld(t, "")
	w.env = append(w.env, "COROTUI_CLIENT_ID=x", "COROTUI_CLIENT_SECRET="+canary)
	err := w.save(t, config.Account{Profile: "a", Region: "us", ClientID: "x"}, config.FileSecret)
	if err == nil || strings.Contains(err.Error(), canary) || !strings.HasPrefix(err.Error(), "COROTUI_CLIENT_SECRET: ") {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(w.home); err != nil || len(entries) != 0 {
		t.Errorf("written: %v %v", entries, err)
	}
}

func TestLogoutOfAProfileThatHasNothingElse(t *testing.T) {
	w := newWorld(t, "profiles:\n  a:\n    # old\n    secret: {command: [pass]}\nui:\n  theme: dark\n")
	if kind, err := w.mustLoad(t).ForgetSecret(t.Context(), "a"); err != nil || kind != config.CommandSecret {
		t.Fatalf("%v %v", kind, err)
	}
	if c := w.mustLoad(t); len(c.Profiles()) != 1 || c.Secret.Value.Kind != config.NoSecret || c.Theme.Value != "dark" {
		t.Errorf("got\n%s", w.text(t))
	}
}

// brokenStore is a keyring that does not work.
type brokenStore struct{ memoryStore }

func (*brokenStore) Set(context.Context, config.Key, mask.Secret) error { return os.ErrPermission }

func TestNothingIsWrittenWhenTheStoreFails(t *testing.T) {
	w := newWorld(t, commented)
	w.stores = map[config.SecretKind]config.Store{config.KeyringSecret: &brokenStore{}}
	if err := w.save(t, config.Account{Profile: "acme", Region: "eu", ClientID: "x"}, config.KeyringSecret); err == nil {
		t.Error("no error")
	}
	if err := w.save(t, config.Account{Profile: "acme", Region: "eu", ClientID: "x"}, config.FileSecret); err == nil {
		t.Error("no error for a store that does not exist")
	}
	if w.text(t) != commented {
		t.Error("the file changed")
	}
}

// lastingStore is a keyring that nothing can be removed from.
type lastingStore struct{ memoryStore }

func (*lastingStore) Delete(context.Context, config.Key) error { return os.ErrPermission }

// TestOldSecretThatCannotBeRemoved: whoever follows the advice to store the secret
// elsewhere, as the keyring is broken, is logged in.
func TestOldSecretThatCannotBeRemoved(t *testing.T) {
	w := newWorld(t, "profiles:\n  a:\n    region: us\n    client_id: x\n    secret: {keyring: true}\n")
	memory := &memoryStore{}
	w.stores = map[config.SecretKind]config.Store{config.KeyringSecret: &lastingStore{}, config.FileSecret: memory}
	err := w.save(t, config.Account{Profile: "a", Region: "us", ClientID: "x"}, config.FileSecret)
	var left *config.OldSecretError
	if !errors.As(err, &left) || !errors.Is(err, os.ErrPermission) || !strings.HasPrefix(err.Error(), "the secret that profile a had before could not be removed: ") {
		t.Errorf("got %v", err)
	}
	if got, err := w.mustLoad(t).ReadSecret(t.Context()); err != nil || got.Reveal() != canary {
		t.Errorf("the new secret is not in use: %v", err)
	}
}

// TestSecretOfAProfileThatCannotBeWritten is not lost: the file still says where it is.
func TestSecretOfAProfileThatCannotBeWritten(t *testing.T) {
	w := newWorld(t, "profiles:\n  a:\n    region: us\n    client_id: x\n    secret: {file: true}\n")
	memory := &memoryStore{}
	w.stores = map[config.SecretKind]config.Store{config.FileSecret: memory}
	account := config.Account{Profile: "a", Region: "us", ClientID: "x"}
	if err := w.save(t, account, config.FileSecret); err != nil {
		t.Fatal(err)
	}
	c := w.mustLoad(t)
	if err := os.WriteFile(w.file, []byte("somebody writes: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.SaveAccount(t.Context(), account, mask.NewSecret(canary), config.FileSecret); err == nil {
		t.Fatal("a broken file was written")
	}
	if _, err := memory.Get(t.Context(), config.Key{Profile: "a", ClientID: "x"}); err != nil {
		t.Errorf("the secret is gone: %v", err)
	}
	account.Profile = "b" // which the file does not name
	if err := c.SaveAccount(t.Context(), account, mask.NewSecret(canary), config.FileSecret); err == nil {
		t.Fatal("a broken file was written")
	}
	if _, err := memory.Get(t.Context(), config.Key{Profile: "b", ClientID: "x"}); err == nil {
		t.Error("a secret that nothing names was left")
	}
}

func TestSaveRefusesBadAccounts(t *testing.T) {
	w := newWorld(t, commented)
	for _, a := range []config.Account{
		{Profile: "../x", Region: "us", ClientID: "x"},
		{Profile: "a", Region: "uk", ClientID: "x"},
		{Profile: "a", APIURL: "http://x.example", ClientID: "x"},
		{Profile: "a", Region: "us"},
		{Profile: "a", Region: "us", ClientID: "x\ny"},
	} {
		if err := w.save(t, a, config.FileSecret); err == nil {
			t.Errorf("%+v was accepted", a)
		}
	}
	if w.text(t) != commented {
		t.Error("the file changed")
	}
}

func TestLinkedConfigFileStaysLinked(t *testing.T) {
	w := newWorld(t, "")
	target := filepath.Join(w.home, "dotfiles.yaml")
	if err := os.WriteFile(target, []byte("ui: {theme: dark}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(w.file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, w.file); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := w.save(t, config.Account{Profile: "a", Region: "us", ClientID: "x"}, config.FileSecret); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(w.file); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v %v", info, err)
	}
	if !strings.Contains(w.text(t), "client_id: x") {
		t.Error("the target was not written")
	}
}

// TestLoginsAtTheSameMoment: of programs that store a profile at once none loses
// what another has stored.
func TestLoginsAtTheSameMoment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, commented)
	const programs = 12
	loaded := make([]config.Config, programs)
	for i := range loaded {
		loaded[i] = w.mustLoad(t)
	}
	failed := make(chan error, programs)
	for i, c := range loaded {
		go func() {
			a := config.Account{Profile: fmt.Sprintf("new-%d", i), Region: "eu", ClientID: "id"}
			failed <- c.SaveAccount(t.Context(), a, mask.NewSecret(canary), config.FileSecret)
		}()
	}
	for range programs {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	if stored := len(w.mustLoad(t).Profiles()); stored != programs+2 {
		t.Errorf("there are %d profiles, want %d", stored, programs+2)
	}
}

// TestWhyTheConfigFileIsNotWritten: only a lock that is held is another program's.
// Nothing of the login stays behind.
func TestWhyTheConfigFileIsNotWritten(t *testing.T) {
	t.Parallel()
	account := config.Account{Profile: "a", Region: "us", ClientID: "x"}
	want := func(t *testing.T, w *world, said string) {
		t.Helper()
		err := w.save(t, account, config.FileSecret)
		if err == nil || !strings.Contains(err.Error(), said) || strings.Contains(err.Error(), "deadline") {
			t.Errorf("the error is %v, want %q", err, said)
		}
		if c := w.mustLoad(t); c.LoggedIn() {
			t.Error("a profile was stored")
		}
		if left, err := os.ReadDir(w.mustLoad(t).Paths.SecretsFolder()); err != nil || len(left) > 0 {
			t.Errorf("the secret is left: %v, %v", left, err)
		}
	}
	t.Run("held", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, "")
			unlock, err := disk.Lock(t.Context(), w.lock(t), time.Second)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = unlock() }()
			want(t, w, "another corotui has been writing it for 5s; try again")
		})
	})
	t.Run("no file", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "")
		if err := os.Mkdir(w.lock(t), 0o700); err != nil {
			t.Fatal(err)
		}
		want(t, w, "its lock cannot be opened")
	})
}

// lock is the path of the lock of the config file, in a folder that is there.
func (w *world) lock(t *testing.T) string {
	t.Helper()
	state := w.mustLoad(t).Paths.State
	if err := os.MkdirAll(state, 0o700); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(state, "config.lock")
}

// TestRememberWorkspace writes one line, and leaves a workspace that is set alone.
func TestRememberWorkspace(t *testing.T) {
	t.Parallel()
	const before = "# mine\nprofiles:\n  a: # the first\n    region: eu # far\n    client_id: id\n"
	for name, test := range map[string]struct {
		before, want string
		account      config.Account
	}{
		"none yet":       {before: before + "# end\n", want: before + "    workspace: ws-new\n# end\n"},
		"one is set":     {before: before + "    workspace: ws # home\n"},
		"none is wanted": {before: before + "    workspace: \"\" # asks at each start\n"},
		"another id":     {before: before, account: config.Account{ClientID: "other"}},
		"another server": {before: before, account: config.Account{APIURL: "https://api.secure.coro.net"}},
		"no profile":     {before: before, account: config.Account{Profile: "b"}},
		"in one line":    {before: "profiles: {a: {region: eu, client_id: id}}\n", want: "profiles: {a: {region: eu, client_id: id, workspace: ws-new}}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, test.before)
			account := config.Account{Profile: "a", ClientID: "id", APIURL: "https://api.secure-eu.coro.net", Workspace: "ws-new"}
			account.Profile = cmp.Or(test.account.Profile, account.Profile)
			account.ClientID = cmp.Or(test.account.ClientID, account.ClientID)
			account.APIURL = cmp.Or(test.account.APIURL, account.APIURL)
			written, err := w.mustLoad(t).RememberWorkspace(account)
			if err != nil || written != (test.want != "") {
				t.Errorf("written: %v, %v", written, err)
			}
			got, err := os.ReadFile(w.file)
			if want := cmp.Or(test.want, test.before); err != nil || string(got) != want {
				t.Errorf("the file holds\n%s\nwant\n%s", got, want)
			}
		})
	}
}
