package doctor_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"corotui/api"
	"corotui/config"
	"corotui/internal/doctor"
	"corotui/internal/mask"
)

// stored is a subject with a profile whose secret is kept as form says, and the
// folder of stored secrets.
func stored(t *testing.T, base, form string) (s doctor.Subject, secrets string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.yaml")
	text := fmt.Sprintf("profiles:\n  %[1]s-msp:\n    api_url: %[2]s\n    client_id: %[1]s-id\n    workspace: acmechannel_AB12_c\n    secret: %[3]s\n", canary, base, form)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s = subject(t, base, "COROTUI_CLIENT_SECRET=", "COROTUI_CLIENT_ID=", "COROTUI_API_URL=", "COROTUI_CONFIG="+path)
	if s.ConfigError != nil {
		t.Fatal(s.ConfigError)
	}
	secrets = s.Config.Paths.SecretsFolder()
	if err := os.MkdirAll(secrets, 0o700); err != nil {
		t.Fatal(err)
	}
	return s, secrets
}

// wantAnonymous fails if a report names the profile, the client, or the secret.
func wantAnonymous(t *testing.T, found report) {
	t.Helper()
	if strings.Contains(found.String(), canary) {
		t.Errorf("the report holds %q:\n%s", canary, found)
	}
}

// TestSecretStore: where the secret should be is looked at before anybody is asked
// for a token, and what mends it is told without a name.
func TestSecretStore(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes are those of Unix")
	}
	file := func(suffix, content string, mode os.FileMode) func(*testing.T, doctor.Subject, string) {
		return func(t *testing.T, s doctor.Subject, folder string) {
			t.Helper()
			path := config.NewFileStore(folder).Path(config.Key{Profile: s.Config.Profile.Value, ClientID: s.Config.ClientID.Value}) + suffix
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	open := func(t *testing.T, _ doctor.Subject, folder string) {
		t.Helper()
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		form       string
		prepare    func(*testing.T, doctor.Subject, string)
		says, next string
	}{
		"open file":      {"{file: true}", file("", "x", 0o644), "others can read this file (mode 0644)", "chmod 600 ~/.local/state/corotui/secrets/*-"},
		"open folder":    {"{file: true}", open, "others can read this folder (mode 0755)", "chmod 700 ~/.local/state/corotui/secrets"},
		"no file":        {"{file: true}", nil, "the secret is not in a plain file", "corotui login"},
		"no closed file": {"{encrypted: true}", nil, "the secret is not in a passphrase-protected file", "corotui login"},
		"damaged":        {"{encrypted: true}", file(".age", "age-encr", 0o600), "the encrypted secret is damaged", "corotui login"},
		"open closed":    {"{encrypted: true}", file(".age", "age-encr", 0o640), "others can read this file (mode 0640)", "chmod 600"},
		"no such path":   {"{command: [/opt/" + canary + "/print]}", nil, "the command that prints it could not be started: no such file or directory", "run it by hand"},
		"no program":     {"{command: [" + canary + "-program]}", nil, "the command that prints it could not be started: executable file not found", "run it by hand"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, base := serve(t)
			s, folder := stored(t, base, c.form)
			if c.prepare != nil {
				c.prepare(t, s, folder)
			}
			found := examine(t.Context(), s)
			found.want(t, "settings/secret", doctor.Failed, c.says)
			found.want(t, "network/server", doctor.OK, "answers")
			found.want(t, "account/token", doctor.Skipped, "no secret")
			if got := found["settings/secret"].Next; !strings.Contains(got, c.next) {
				t.Errorf("next is %q, want %q", got, c.next)
			}
			wantAnonymous(t, found)
			for _, r := range server.Requests() {
				if r.Path == "/oauth/token" {
					t.Error("a token was asked for")
				}
			}
		})
	}
}

// TestSecretThatIsThere, and what becomes of it where a command has the last word.
func TestSecretThatIsThere(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the commands are those of Unix")
	}
	_, base := serve(t)
	s, folder := stored(t, base, "{file: true}")
	err := config.NewFileStore(folder).Set(t.Context(), config.Key{Profile: canary + "-msp", ClientID: canary + "-id"}, mask.NewSecret(canary+"-secret"))
	if err != nil {
		t.Fatal(err)
	}
	found := examine(t.Context(), s)
	found.want(t, "settings/secret", doctor.OK, "in a plain file that only this user can read, for client cana… (file ")
	found.want(t, "settings/values", doctor.OK, "client id cana… (file ")
	found.want(t, "account/token", doctor.OK, "the credentials work")

	s, _ = stored(t, base, "{command: [sh, -c, 'echo "+canary+" >&2; exit 3']}")
	found = examine(t.Context(), s)
	found.want(t, "settings/secret", doctor.OK, "printed by a command")
	found.want(t, "account/token", doctor.Failed, "the command that prints it failed (exit status 3)")
	wantAnonymous(t, found)
}

// TestKeptToken tells what the next start will find.
func TestKeptToken(t *testing.T) {
	t.Parallel()
	_, base := serve(t)
	open := &config.Error{Where: "/x/tokens/" + strings.Repeat("ab", 16) + "-" + strings.Repeat("cd", 16), Problem: "others can read this file; fix it with: chmod 600 /x/tokens/" + strings.Repeat("ab", 16)}
	for name, c := range map[string]struct {
		life    time.Duration
		err     error
		verdict doctor.Verdict
		says    string
	}{
		"kept":    {90 * time.Minute, nil, doctor.OK, "good for 1h30m"},
		"none":    {0, api.ErrNoToken, doctor.OK, "none, so the next start requests one"},
		"open":    {0, open, doctor.Warning, "/x/tokens/*: others can read this file"},
		"garbage": {0, errors.New(canary), doctor.Warning, "unreadable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := subject(t, base)
			s.SavedToken = func(context.Context) (api.Token, error) {
				return api.Token{Expires: time.Now().Add(c.life)}, c.err
			}
			found := examine(t.Context(), s)
			found.want(t, "account/kept token", c.verdict, c.says)
			found.want(t, "account/token", doctor.OK, "the credentials work")
			wantAnonymous(t, found)
			if name == "open" && found["account/kept token"].Next != "chmod 600 /x/tokens/*" {
				t.Errorf("next is %q", found["account/kept token"].Next)
			}
		})
	}
}

// TestWrongSettingsNameNobody: what is wrong with the settings is told without the
// names of profiles and without values, which may be ids.
func TestWrongSettingsNameNobody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, env, says string }{
		"unknown profile": {"profiles: {" + canary + ": {}, b: {}}\n", "COROTUI_PROFILE=" + canary + "-2", "COROTUI_PROFILE: there is no profile … in "},
		"bad id":          {"", "COROTUI_CLIENT_ID=" + canary + "\x01", "COROTUI_CLIENT_ID: … holds blanks at its ends or control characters"},
		"bad key":         {"profiles: {" + canary + ": {regoin: us}}\n", "", `there is no setting "regoin" under profiles.…; allowed are region`},
		"two servers":     {"profiles: {" + canary + ": {region: us, api_url: 'https://x.example'}}\n", "", "profile … has both region and api_url"},
		"two places":      {"profiles: {" + canary + ": {secret: {file: true, keyring: true}}}\n", "", "profile … names more than one place"},
		"no such default": {"default_profile: " + canary + "\nprofiles: {" + canary + "-b: {}}\n", "", "default_profile names …, which is not among the profiles"},
		"no lines":        {"profiles: {" + canary + ": [x]}\n", "", "profiles.… must hold lines"},
		"bad name":        {"profiles: {" + canary + "/x: {}}\n", "", "… cannot be a profile's name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "c.yaml")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			found := examine(t.Context(), subject(t, nobody, "COROTUI_CONFIG="+path, c.env))
			found.want(t, "settings/config", doctor.Failed, c.says)
			wantAnonymous(t, found)
		})
	}
}

// TestHomeFolder is left out of paths, and no other folder whose name begins as its.
func TestHomeFolder(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	path := filepath.Join(root, "ann", "c.yaml")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("profiles: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for home, shown := range map[string]string{
		root + "/ann": "~/c.yaml, mode 0600", root + "/ann/": "~/c.yaml, mode 0600", root: "~/ann/c.yaml, mode 0600", root + "/an": path + ", mode 0600", "/": path + ", mode 0600",
	} {
		found := examine(t.Context(), subject(t, nobody, "HOME="+home, "COROTUI_CONFIG="+path))
		if says := found["settings/config"].Says; !strings.HasPrefix(says, shown) {
			t.Errorf("with the home %s it says %q, want %q", home, says, shown)
		}
	}
}
