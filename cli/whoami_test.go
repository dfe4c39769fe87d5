package cli_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// behind puts another server in the place of the emulator.
func (w *world) behind(handler http.Handler) {
	w.t.Helper()
	server := httptest.NewServer(handler)
	w.t.Cleanup(server.Close)
	w.set("COROTUI_API_URL=" + server.URL)
}

// settings returns the text of the config file.
func (w *world) settings() string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.home, ".config", "corotui", "config.yaml"))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// twoProfiles is a config file with comments.
const twoProfiles = `# by hand
default_profile: acme  # the one we use
profiles:
  acme:
    region: us
    client_id: acme-client-1
    secret: {command: [false]}
    workspace: acme_1_x    # ours
  beta:
    region: eu
    client_id: beta-client-2
    secret: {command: [false]}
`

// account is what whoami --json shows.
type account map[string]struct{ Value, Source string }

// TestWhoami says where each value came from, and sends nothing.
func TestWhoami(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.set("COROTUI_PROFILE=")
	of := decode[account](t, w.run("", "whoami", "--json").stdout)
	for field, want := range map[string][2]string{
		"apiUrl":    {w.url, "environment COROTUI_API_URL"},
		"clientId":  {"cana…", "environment COROTUI_CLIENT_ID"},
		"secret":    {"environment", "environment COROTUI_CLIENT_SECRET"},
		"workspace": {emulator.DemoChannel, "environment COROTUI_WORKSPACE"},
		"profile":   {}, "region": {}, "readOnly": {"false", "default"},
	} {
		if got := of[field]; got.Value != want[0] || got.Source != want[1] {
			t.Errorf("%s is %+v, want %q", field, got, want)
		}
	}
	w.config(twoProfiles)
	e := w.run("", "whoami", "--profile", "beta", "--workspace", "w_1", "--json")
	of = decode[account](t, e.stdout)
	if of["region"].Value != "eu" || !strings.HasSuffix(of["region"].Source, "config.yaml:10") || of["workspace"].Source != "flag --workspace" {
		t.Errorf("of beta it says %+v", of)
	}
	if of["profile"].Source != "flag --profile" || of["secret"].Value != "command" || of["clientId"].Value != "beta…" {
		t.Errorf("of beta it says %+v", of)
	}
	e.want(t, 0, "COROTUI_CLIENT_ID") // what was ignored is said on stderr
	if quiet := w.run("", "whoami", "--profile", "beta", "--quiet"); quiet.stderr != "" || !strings.Contains(quiet.stdout, "region\teu\tfile ") {
		t.Errorf("stdout %s, stderr %s", quiet.stdout, quiet.stderr)
	}
	if sent := w.emulator.Requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent", len(sent))
	}
	newWorld(t).run("", "whoami").want(t, 3, "There are no credentials yet")
}

// TestVersion is the same in every form.
func TestVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	of := decode[struct{ Version, Commit, Date, Go, OS, Arch string }](t, w.run("", "version", "--json").stdout)
	if of.Version == "" || of.Go != runtime.Version() || of.OS != runtime.GOOS || of.Arch != runtime.GOARCH {
		t.Errorf("it is %+v", of)
	}
	w.run("", "version").want(t, 0, "corotui version "+of.Version+"\n", of.Go)
	w.run("", "--version").want(t, 0, "corotui version "+of.Version+"\n")
	w.run("", "version", "extra").want(t, 2)
}

// TestProfilesUse changes one line of the config file, and no other.
func TestProfilesUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.config(twoProfiles)
	w.run("", "profiles", "use", "beta").want(t, 0, "Profile beta is now the default one")
	if want := strings.Replace(twoProfiles, "default_profile: acme ", "default_profile: beta ", 1); squeezed(w.settings()) != squeezed(want) {
		t.Errorf("the file is\n%s", w.settings())
	}
	w.run("", "profiles", "use", "acme", "--json").want(t, 0, `"name": "acme"`, `"default": true`)
	before := w.settings()
	w.run("", "profiles", "use", "betta").want(t, 2, `no profile "betta"`, "there are acme and beta; did you mean beta?")
	w.run("", "profiles", "use").want(t, 2, "Name one profile")
	w.run("", "--profile", "acm", "webhooks", "list").want(t, 2, "did you mean acme?")
	if w.settings() != before {
		t.Errorf("the file is\n%s", w.settings())
	}
	list, alone := w.run("", "profiles", "list"), w.run("", "profiles")
	if list.stdout != alone.stdout || !strings.Contains(list.stdout, "beta\t") {
		t.Errorf("profiles lists %s, and profiles list %s", alone.stdout, list.stdout)
	}
	if sent := w.emulator.Requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent", len(sent))
	}
}

// squeezed is a text without the number of blanks in it.
func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestProfilesSetWorkspace writes it into the profile that is meant.
func TestProfilesSetWorkspace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.config(twoProfiles)
	w.run("", "profiles", "set", "workspace", "acme_2_x").want(t, 0, "Profile acme now opens workspace acme_2_x")
	w.run("", "profiles", "set", "workspace", "beta_1_x", "--profile", "beta", "--json").want(t, 0, `"workspace": "beta_1_x"`)
	want := strings.Replace(twoProfiles, "acme_1_x", "acme_2_x", 1) + "    workspace: beta_1_x\n"
	if squeezed(w.settings()) != squeezed(want) {
		t.Errorf("the file is\n%s", w.settings())
	}
	for said, args := range map[string][]string{
		"Give the id of one workspace":      {},
		"holds blanks at its ends":          {"x "},
		"argument 1 is empty":               {""},
		`there is no profile "gamma"`:       {"x", "--profile", "gamma"},
		`No command "wrkspace"`:             {},
		"Did you mean corotui profiles set": {},
	} {
		line := append([]string{"profiles", "set", "workspace"}, args...)
		if strings.HasPrefix(said, "No command") || strings.HasPrefix(said, "Did you mean") {
			line = []string{"profiles", "set", "wrkspace", "x"}
		}
		w.run("", line...).want(t, 2, said)
	}
	fresh := newWorld(t)
	fresh.run("", "profiles", "set", "workspace", "x").want(t, 2, "No profile is named")
}

// TestWorkspacesGet shows one, and says which was meant.
func TestWorkspacesGet(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.run("", "workspaces", "get", emulator.DemoChannel, "--json").want(t, 0, `"displayName": "Acme Channel"`, `"workspaceId": "`+emulator.DemoChannel+`"`)
	both := w.run("", "workspaces", "get", emulator.DemoChannel, contoso, "--jq", ".workspaceName")
	if both.stdout != "Acme Channel\nContoso Bikes\n" {
		t.Errorf("it shows %q", both.stdout)
	}
	w.run("", "workspaces", "get", "acmechanel_AB12_c").want(t, 3, `No workspace "acmechanel_AB12_c"`, "Did you mean "+emulator.DemoChannel+"?")
	w.run("", "webhooks", "list", "--workspace", "acmechanel_AB12_c").want(t, 3, "did you mean "+emulator.DemoChannel+"?")
	w.run("", "workspaces", "get", contoso, "nope").want(t, 6, "1 of 2 workspaces could not be read")
	w.run("", "workspaces", "get").want(t, 2, "Name at least one workspace")
}

// TestAnAccountIsTakenAsAWhole: --profile takes the account of that profile, whatever the
// environment says, also in the commands that send what the user has written.
func TestAnAccountIsTakenAsAWhole(t *testing.T) {
	t.Parallel()
	w, other := loggedIn(t), newWorld(t)
	other.loginTo("beta", other.url)
	w.env = append(w.env, "COROTUI_CONFIG="+filepath.Join(other.home, ".config", "corotui", "config.yaml"), "XDG_CONFIG_HOME="+filepath.Join(other.home, ".config"),
		"XDG_STATE_HOME="+filepath.Join(other.home, ".local", "state"), "COROTUI_WORKSPACE=elsewhere")
	for _, args := range [][]string{
		{"api", "GET", "/v1/workspaces"}, {"workspaces", "get", emulator.DemoChannel},
		{"webhooks", "create", "--if-absent", "--from", "-"}, {"webhooks", "delete", "Nope", "--if-present"},
	} {
		before := len(other.emulator.Requests())
		e := w.run(raw, append(args, "--profile", "beta")...)
		e.want(t, 0, "COROTUI_WORKSPACE")
		quiet := w.run(raw, append(args, "--profile", "beta", "--quiet")...)
		if quiet.code != 0 || quiet.stderr != "" || len(other.emulator.Requests()) == before {
			t.Errorf("%q ends with %d: %s", args, quiet.code, quiet.stderr)
		}
	}
	if sent := w.emulator.Requests(); len(sent) > 0 {
		t.Errorf("%d requests went to the account of the environment", len(sent))
	}
}

// TestLoginChecksAWorkspace before anything is stored.
func TestLoginChecksAWorkspace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	login := []string{"login", "--profile", "acme", "--api-url", w.url, "--client-id", clientID, "--secret-stdin", "--store", "file", "--workspace"}
	w.run(canary, append(login, "nope")...).want(t, 3, "no access to workspace nope")
	if found := w.files(); found[".config/corotui/config.yaml"] != 0 {
		t.Errorf("it stored %v", found)
	}
	w.run(canary, append(login, emulator.DemoChannel)...).want(t, 0)
	if !strings.Contains(w.settings(), "workspace: "+emulator.DemoChannel) {
		t.Errorf("the file is\n%s", w.settings())
	}
}
