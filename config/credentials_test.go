package config_test

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"corotui/config"
	"corotui/internal/mask"
)

var key = config.Key{Profile: "acme", ClientID: "id/../x"}

func TestFileStore(t *testing.T) {
	home := t.TempDir()
	folder := filepath.Join(home, "state", "secrets")
	store := config.NewFileStore(folder)
	if _, err := store.Get(t.Context(), key); !errors.Is(err, config.ErrNoSecret) {
		t.Errorf("before: %v", err)
	}
	if err := store.Delete(t.Context(), key); err != nil {
		t.Errorf("delete of nothing: %v", err)
	}
	if err := store.Set(t.Context(), key, mask.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Get(t.Context(), key); err != nil || got.Reveal() != canary {
		t.Errorf("got %v", err)
	}
	if filepath.Dir(store.Path(key)) != folder {
		t.Errorf("kept outside: %s", store.Path(key))
	}
	checkModes(t, home)
	if _, err := store.Get(t.Context(), config.Key{Profile: "acme", ClientID: "another"}); !errors.Is(err, config.ErrNoSecret) {
		t.Errorf("another client id: %v", err)
	}
	if err := store.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Get(t.Context(), key); !errors.Is(err, config.ErrNoSecret) {
		t.Errorf("after: %v", err)
	}
}

// refuses spoils the file of a secret, and has the store say why it does not read it.
func refuses(t *testing.T, spoil func(t *testing.T, path string), want string) config.FileStore {
	t.Helper()
	store := config.NewFileStore(filepath.Join(t.TempDir(), "secrets"))
	if err := store.Set(t.Context(), key, mask.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	path := store.Path(key)
	spoil(t, path)
	got, err := store.Get(t.Context(), key)
	var refused *config.Error
	if !errors.As(err, &refused) || !got.Empty() {
		t.Fatalf("got %v, want a refusal", err)
	}
	if want := strings.ReplaceAll(want, "PATH", path); !strings.Contains(err.Error(), want) {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	return store
}

// TestFileStoreRefuses opens the secret in each way that others could profit
// from, and looks for the command that fixes it.
func TestFileStoreRefuses(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes are not kept here")
	}
	for name, test := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  string
	}{
		"open file": {func(t *testing.T, path string) { t.Helper(); chmod(t, path, 0o640) },
			"others can read this file (mode 0640); fix it with: chmod 600 PATH"},
		"open folder": {func(t *testing.T, path string) { t.Helper(); chmod(t, filepath.Dir(path), 0o755) },
			"others can read this folder (mode 0755); fix it with: chmod 700 "},
		"link": {func(t *testing.T, path string) {
			t.Helper()
			if err := errors.Join(os.Rename(path, path+".real"), os.Symlink(path+".real", path)); err != nil {
				t.Fatal(err)
			}
		}, "is a symbolic link, and a secret is not read through one; remove it with: rm PATH"},
		"folder in its place": {func(t *testing.T, path string) {
			t.Helper()
			if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o777), os.Chmod(path, 0o777)); err != nil {
				t.Fatal(err)
			}
		}, "is a folder, so no secret is kept in it; move it away with: mv PATH PATH.old"},
		"socket in its place": {func(t *testing.T, path string) {
			t.Helper()
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", path)
			if err != nil {
				t.Skipf("the path is too long for a socket: %v", err)
			}
			t.Cleanup(func() { _ = listener.Close() })
		}, "is not a plain file, so no secret is kept in it; remove it with: rm PATH"},
		"foreign owner": {func(t *testing.T, path string) {
			t.Helper()
			if os.Geteuid() != 0 {
				t.Skip("only root can give a file away")
			}
			if err := os.Chown(path, 12345, -1); err != nil {
				t.Fatal(err)
			}
		}, "this file belongs to another user; fix it with: sudo chown $(id -u) PATH"},
	} {
		t.Run(name, func(t *testing.T) {
			store := refuses(t, test.spoil, test.want)
			if name == "link" {
				if err := store.Set(t.Context(), key, mask.NewSecret("x")); err == nil {
					t.Error("a secret was written through the link")
				}
			}
		})
	}
}

// TestFolderThatCannotBeMade says where to look.
func TestFolderThatCannotBeMade(t *testing.T) {
	inTheWay := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := config.NewFileStore(filepath.Join(inTheWay, "secrets")).Set(t.Context(), key, mask.NewSecret(canary))
	if err == nil || !strings.HasSuffix(err.Error(), "; see who may write there with: ls -ld "+inTheWay) {
		t.Errorf("got %v", err)
	}
}

// TestMendingAPathWithBlanks: what is said is copied into a shell.
func TestMendingAPathWithBlanks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes are not kept here")
	}
	store := config.NewFileStore(filepath.Join(t.TempDir(), "ann's secrets"))
	if err := store.Set(t.Context(), key, mask.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	chmod(t, store.Path(key), 0o644)
	_, err := store.Get(t.Context(), key)
	if err == nil {
		t.Fatal("a file that others can read was taken")
	}
	_, fix, _ := strings.Cut(err.Error(), "fix it with: ")
	if out, err := exec.CommandContext(t.Context(), "sh", "-c", fix).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v %s", fix, err, out)
	}
	if got, err := store.Get(t.Context(), key); err != nil || got.Reveal() != canary {
		t.Errorf("after %s: %v", fix, err)
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// TestConfigThatOthersCanChange: it says where the secret goes, and what is run.
func TestConfigThatOthersCanChange(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("access lists protect files there")
	}
	for name, test := range map[string]struct {
		mode  os.FileMode
		owner int
		want  string
	}{
		"by everybody":           {0o646, 0, "others can change it (mode 0646); fix it with: chmod 600 PATH"},
		"by its owner":           {0o644, 12345, "others can change it, as it belongs to another user; fix it with: sudo chown $(id -u) PATH"},
		"read by everybody":      {0o644, 0, ""},
		"by a group, of oneself": {0o664, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, acme)
			chmod(t, w.file, test.mode)
			if test.owner != 0 {
				if os.Geteuid() != 0 {
					t.Skip("only root can give a file away")
				}
				if err := os.Chown(w.file, test.owner, -1); err != nil {
					t.Fatal(err)
				}
			}
			_, err := w.load()
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if want := w.file + ": the config file is not read: " + strings.ReplaceAll(test.want, "PATH", w.file); err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
	w := newWorld(t, acme)
	nothing := os.DevNull // everyone can write it, and it is no file
	w.flags = config.Flags{ConfigFile: &nothing}
	if _, err := w.load(); err != nil {
		t.Error(err)
	}
}

func commandWorld(t *testing.T, script string) *world {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the scripts are for sh")
	}
	path := filepath.Join(t.TempDir(), "secret.sh")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, "profiles:\n  a:\n    client_id: x\n    secret: {command: ["+path+", '$HOME', 'a b']}\n")
	return w
}

// TestCommand runs real programs and looks at the secret or at what is said.
func TestCommand(t *testing.T) {
	for name, test := range map[string]struct{ script, want, fails string }{
		"prints":       {`printf '\n` + canary + `\r\n\n'`, canary, ""},
		"no shell":     {`printf '%s|%s|%s' "$1" "$2" "$#"`, "$HOME|a b|2", ""},
		"fails":        {`echo ` + canary + `; echo "gpg: no  key ` + canary + `" >&2; printf '\033[31mred' >&2; exit 3`, "", "failed (exit status 3): gpg: no key •••••••••••• [31mred"},
		"fails mutely": {"exit 1", "", "failed (exit status 1)"},
		"nothing":      {"exit 0", "", "printed nothing; run it by hand to see why, or store the secret elsewhere with corotui login"},
		"nothing but":  {"echo no such entry >&2", "", "printed nothing: no such entry"},
		"an agent":     {"sleep 3 & echo " + canary, canary, ""},
		"two lines":    {"echo '" + canary + "'; echo user: ann", canary, ""},
		"a blank":      {"echo '" + canary + " '", "", "what it printed ends with a blank, which is not part of a secret; remove it"},
		"endless line": {"yes " + canary + " | tr -d '\\n' | head -c 300000", "", "printed something that is no secret; make it print one line of text"},
		"escape":       {`printf 'a\033[31mb'`, "", "what it printed holds the invisible character U+001B, which is not part of a secret; remove it"},
	} {
		t.Run(name, func(t *testing.T) {
			c := commandWorld(t, test.script).mustLoad(t)
			got, err := c.ReadSecret(t.Context())
			if test.fails == "" {
				if err != nil || got.Reveal() != test.want {
					t.Errorf("got %q, %v", got.Reveal(), err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), ": "+test.fails+"; ") && !strings.HasSuffix(err.Error(), ": "+test.fails) || strings.Contains(err.Error(), canary) {
				t.Errorf("got %v\nwant %s", err, test.fails)
			}
		})
	}
}

// TestCommandThatHangs is ended, and what it complained of until then is shown: it
// may have waited for an answer.
func TestCommandThatHangs(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond) // in place of the 10 s
	defer cancel()
	_, err := commandWorld(t, "echo 'PIN:' >&2; exec sleep 60").mustLoad(t).ReadSecret(ctx)
	if err == nil || !strings.Contains(err.Error(), "did not end within 10s: PIN:; run it by hand") {
		t.Errorf("got %v", err)
	}
}

func TestCommandDoesNotSeeTheSecretVariable(t *testing.T) {
	w := commandWorld(t, `printf "seen:$COROTUI_CLIENT_SECRET"`)
	c := w.mustLoad(t)
	c.Env = config.NewEnv(append(w.env, "COROTUI_CLIENT_SECRET="+canary))
	if got, err := c.ReadSecret(t.Context()); err != nil || got.Reveal() != "seen:" {
		t.Errorf("got %q %v", got.Reveal(), err)
	}
}

func TestCommandThatIsMissing(t *testing.T) {
	w := newWorld(t, "profiles:\n  a:\n    client_id: x\n    secret: {command: [no-such-program-7f3a]}\n")
	_, err := w.mustLoad(t).ReadSecret(t.Context())
	if err == nil || !strings.Contains(err.Error(), "no-such-program-7f3a: could not be started: ") {
		t.Errorf("got %v", err)
	}
}

func TestKeyring(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	keyring.MockInit()
	w := newWorld(t, "")
	if err := w.save(t, config.Account{Profile: "a", Region: "us", ClientID: "x"}, config.KeyringSecret); err != nil {
		t.Fatal(err)
	}
	c := w.mustLoad(t)
	if got, err := c.ReadSecret(t.Context()); err != nil || got.Reveal() != canary {
		t.Errorf("got %v", err)
	}
	if _, err := c.ForgetSecret(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.ReadSecret(t.Context()); !errors.Is(err, config.ErrNoSecret) {
		t.Errorf("after logout: %v", err)
	}
	keyring.MockInitWithError(errors.New("no bus\x1b[31m"))
	err := w.save(t, config.Account{Profile: "a", Region: "us", ClientID: "x"}, config.KeyringSecret)
	if err == nil || err.Error() != "keyring: the system's keyring does not work here (no bus [31m); store the secret elsewhere with corotui login" {
		t.Errorf("got %v", err)
	}
}

// TestLogoutWhereTheKeyringIsBroken: the secret is still there, so the profile
// goes on to say so, and the user is told what to do.
func TestLogoutWhereTheKeyringIsBroken(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	keyring.MockInitWithError(errors.New("no bus"))
	w := newWorld(t, "profiles:\n  a:\n    client_id: x\n    secret: {keyring: true}\n")
	before := w.text(t)
	kind, err := w.mustLoad(t).ForgetSecret(t.Context(), "a")
	if kind != config.KeyringSecret || err == nil || !strings.HasSuffix(err.Error(), "(no bus); what it holds is still there: log out again where it answers, or remove it with the keyring's own program") {
		t.Errorf("got %q %v", kind, err)
	}
	if w.text(t) != before {
		t.Errorf("the file says\n%s", w.text(t))
	}
}

func TestKeyringWithoutASession(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems always have a keyring")
	}
	if _, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus")); err == nil {
		t.Skip("this machine has a session bus")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	w := newWorld(t, "")
	if w.mustLoad(t).KeyringWorks(t.Context()) {
		t.Error("a keyring is found where there is none")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	if w.mustLoad(t).KeyringWorks(t.Context()) {
		t.Error("a bus that nobody serves has a keyring")
	}
	// The library would start a bus, which inherits the environment.
	programs := t.TempDir()
	started := filepath.Join(programs, "started")
	if err := os.WriteFile(filepath.Join(programs, "dbus-launch"), []byte("#!/bin/sh\ntouch "+started+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", programs+":"+os.Getenv("PATH"))
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:")
	if w.mustLoad(t).KeyringWorks(t.Context()) {
		t.Error("a bus that would have to be started has a keyring")
	}
	if _, err := os.Stat(started); err == nil {
		t.Error("a bus was started")
	}
}
