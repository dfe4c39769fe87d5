package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corotui/api/emulator"
	"corotui/cli"
)

// canary is the client secret of these tests. It must turn up nowhere.
const canary = "canary-4b1d-client-secret"

const clientID = "canary-client"

// world is a machine: a home folder, an environment, and an API to talk to.
type world struct {
	t        *testing.T
	home     string
	env      []string
	emulator *emulator.Server
	url      string // of the emulator
}

// newWorld starts an emulator over HTTP and an environment that has nothing.
func newWorld(t *testing.T, options ...emulator.Option) *world {
	t.Helper()
	return newWorldOf(t, emulator.Demo(), options...)
}

// newWorldOf has a server with other workspaces than those of the demo.
func newWorldOf(t *testing.T, seed emulator.Seed, options ...emulator.Option) *world {
	t.Helper()
	options = append(options, emulator.WithCredentials(clientID, canary))
	w := &world{t: t, home: t.TempDir(), emulator: emulator.New(seed, options...)}
	server := httptest.NewServer(w.emulator)
	t.Cleanup(func() {
		w.emulator.Close()
		server.Close()
	})
	w.url = server.URL
	w.env = []string{"HOME=" + w.home, "PATH=" + os.Getenv("PATH"), "COROTUI_API_URL=" + w.url}
	return w
}

// loggedIn gives the world credentials by its environment.
func loggedIn(t *testing.T, options ...emulator.Option) *world {
	t.Helper()
	w := newWorld(t, options...)
	w.logIn()
	return w
}

func (w *world) logIn() {
	w.set("COROTUI_CLIENT_ID="+clientID, "COROTUI_CLIENT_SECRET="+canary, "COROTUI_WORKSPACE="+emulator.DemoChannel)
}

func (w *world) set(pairs ...string) { w.env = append(w.env, pairs...) }

// ended is how a run ended.
type ended struct {
	code           int
	stdout, stderr string
}

// run runs a command line without a terminal. The client secret must not be in
// what it prints.
func (w *world) run(stdin string, args ...string) ended {
	w.t.Helper()
	return w.runContext(w.t.Context(), strings.NewReader(stdin), args...)
}

func (w *world) runContext(ctx context.Context, stdin io.Reader, args ...string) ended {
	w.t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Run(ctx, cli.Process{Args: args, Env: w.env, Stdin: stdin, Stdout: &stdout, Stderr: &stderr})
	e := ended{code, stdout.String(), stderr.String()}
	if strings.Contains(e.stdout+e.stderr, canary) {
		w.t.Errorf("%q prints the client secret:\n%s\n%s", args, e.stdout, e.stderr)
	}
	if strings.ContainsAny(e.stdout+e.stderr, "\x00\x1b\x07") {
		w.t.Errorf("%q prints control characters:\n%q\n%q", args, e.stdout, e.stderr)
	}
	return e
}

// want checks how a run ended. The texts must all be in what it printed.
func (e ended) want(t *testing.T, code int, texts ...string) {
	t.Helper()
	if e.code != code {
		t.Errorf("the exit code is %d, want %d\nstdout: %s\nstderr: %s", e.code, code, e.stdout, e.stderr)
	}
	for _, text := range texts {
		if !strings.Contains(e.stdout+e.stderr, text) {
			t.Errorf("%q is missing in\nstdout: %s\nstderr: %s", text, e.stdout, e.stderr)
		}
	}
	if code != 0 && code != 6 && code != 7 && strings.Count(strings.TrimRight(e.stderr, "\n"), "\n") > 0 && !strings.Contains(e.stderr, "webhooks could") {
		t.Errorf("the error is more than one line:\n%s", e.stderr)
	}
}

// files lists what is in the home folder, with modes.
func (w *world) files() map[string]fs.FileMode {
	w.t.Helper()
	found := map[string]fs.FileMode{}
	err := filepath.WalkDir(w.home, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // a file that is being replaced
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			found[strings.TrimPrefix(path, w.home+"/")] = info.Mode()
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

// failing is a command that fails, with its code and what it says.
type failing struct {
	prepare func(*world)
	server  http.HandlerFunc
	args    []string
	code    int
	said    string
}

func (f failing) run(t *testing.T) {
	t.Helper()
	w := loggedIn(t)
	if f.server != nil {
		server := httptest.NewServer(f.server)
		t.Cleanup(server.Close)
		w.set("COROTUI_API_URL=" + server.URL)
	}
	if f.prepare != nil {
		f.prepare(w)
	}
	e := w.run("", f.args...)
	e.want(t, f.code, f.said)
	if e.stdout != "" {
		t.Errorf("an error has nothing to say on stdout: %s", e.stdout)
	}
}

// TestErrors makes every mistake that a user can make, and looks at the exit
// code and the one sentence.
func TestErrors(t *testing.T) {
	t.Parallel()
	html := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, "<html><body>Sign in to the proxy</body></html>")
	}
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "5000")
		_, _ = fmt.Fprint(w, `{"access_token":"`)
	}
	garbage := func(w http.ResponseWriter, _ *http.Request) {
		for range 10 << 10 {
			_, _ = fmt.Fprint(w, strings.Repeat("x\x1b[31m", 171))
		}
	}
	list := []string{"webhooks", "list", "--timeout", "2s"}
	for name, test := range map[string]failing{
		"wrong secret":      {prepare: func(w *world) { w.set("COROTUI_CLIENT_SECRET=wrong") }, args: list, code: 3, said: "refused the credentials · check client id, secret, region, and audience (Coro does not say which is wrong)"},
		"no credentials":    {prepare: func(w *world) { w.set("COROTUI_CLIENT_ID=", "COROTUI_CLIENT_SECRET=") }, args: list, code: 3, said: "There are no credentials yet · run corotui login"},
		"unknown workspace": {args: append(list, "--workspace", "nope"), code: 3, said: "no access to workspace nope · list the workspaces with corotui workspaces list"},
		"no workspace":      {prepare: func(w *world) { w.set("COROTUI_WORKSPACE=") }, args: list, code: 2, said: "No workspace is set. Give its id with --workspace"},
		"unreachable":       {prepare: func(w *world) { w.set("COROTUI_API_URL=" + nobody) }, args: list, code: 1, said: "Could not reach 127.0.0.1:1: connection refused"},
		"proxy page":        {server: html, args: list, code: 1, said: "returned a web page instead of JSON"},
		"cut body":          {server: cut, args: list, code: 1, said: "the connection was cut"},
		"garbage":           {server: garbage, args: list, code: 1, said: "returned more than 4 MiB"},
		"clear http":        {prepare: func(w *world) { w.set("COROTUI_API_URL=http://api.example") }, args: list, code: 2, said: `COROTUI_API_URL: the API URL "http://api.example" would send credentials in the clear`},
		"config typo":       {prepare: func(w *world) { w.config("profles: {}\n") }, args: list, code: 2, said: `config.yaml:1: there is no setting "profles" at the top of the file`},
		"bad key":           {prepare: func(w *world) { w.config("keys:\n  jump: [j]\n") }, args: nil, code: 2, said: `config.yaml:2: keys: there is no action "jump"`},
		"doubled key":       {prepare: func(w *world) { w.config("keys:\n  edit: [x]\n  new: [N]\n") }, args: nil, code: 2, said: `config.yaml:2: keys: "x" would do both`},
		"no terminal":       {args: nil, code: 2, said: "corotui needs a terminal"},
		"demo, no terminal": {args: []string{"--demo"}, code: 2, said: "corotui needs a terminal"},
		"no number":         {args: []string{"fleet", "--concurrency", "abc"}, code: 2, said: `--concurrency "abc": use a whole number. List the flags with corotui fleet --help`},
		"no time":           {args: []string{"fleet", "watch", "--interval", "often"}, code: 2, said: `--interval "often": use a time like 30s or 5m. List the flags with corotui fleet watch`},
		"two forms":         {args: []string{"fleet", "--json", "--format", "prometheus"}, code: 2, said: "--json and --format prometheus exclude each other"},
		"no folder":         {args: []string{"fleet", "--format", "prometheus", "--output", "/nowhere/x.prom"}, code: 2, said: "--output /nowhere/x.prom: folder /nowhere does not exist"},
		"unknown flag":      {args: []string{"webhooks", "list", "--jsn"}, code: 2, said: "corotui webhooks list has no flag --jsn. Did you mean --json? List the flags with corotui webhooks list --help"},
		"flag's value":      {args: []string{"emulator", "--webhooks", "x"}, code: 2, said: "--webhooks"},
		"unknown command":   {args: []string{"frob"}, code: 2, said: `No command "frob" in corotui`},
		"no subcommand":     {args: []string{"webhooks"}, code: 2, said: "corotui webhooks needs a command"},
		"wrong subcommand":  {args: []string{"webhooks", "frob"}, code: 2, said: `No command "frob" in corotui webhooks. List the commands with corotui webhooks --help`},
		"too many words":    {args: []string{"webhooks", "edit", "a", "b"}, code: 2, said: "Edit takes one webhook and not 2"},
		"bad timeout":       {args: []string{"webhooks", "list", "--timeout", "soon"}, code: 2, said: `--timeout: "soon" is not a time to wait`},
		"bad region":        {args: []string{"webhooks", "list", "--region", "uk"}, code: 2, said: `--region: the region "uk" does not exist`},
		"not found":         {args: []string{"webhooks", "get", "nope"}, code: 4, said: `No webhook "nope" in `},
		"read-only":         {args: []string{"webhooks", "enable", "PSA tickets", "--read-only"}, code: 2, said: "Nothing was sent: this is read-only (flag --read-only)"},
		"log file":          {args: append(list, "--log-file", "/nowhere/x.log"), code: 2, said: "--log-file: could not write the log file"},
		"emulator outside":  {args: []string{"emulator", "--addr", "0.0.0.0:0"}, code: 2, said: `--addr "0.0.0.0:0" is not a loopback address`},
		"emulator variant":  {args: []string{"emulator", "--variant", "list=x"}, code: 2, said: "--variant: variant list takes"},
		"emulator fault":    {args: []string{"emulator", "--fault", "list:999"}, code: 2, said: "--fault: "},
		"emulator size":     {args: []string{"emulator", "--workspaces", "9999"}, code: 2, said: "--workspaces takes 1 to 5000"},
		"login, no way":     {prepare: func(w *world) { w.set("COROTUI_CLIENT_ID=", "COROTUI_CLIENT_SECRET=") }, args: []string{"login"}, code: 2, said: "There is no terminal to ask on. Give --client-id, --secret-stdin, and --store"},
		"login over env":    {args: []string{"login"}, code: 2, said: "COROTUI_CLIENT_SECRET is set and would override"},
		"logout of nothing": {prepare: func(w *world) { w.set("COROTUI_CLIENT_ID=", "COROTUI_CLIENT_SECRET=") }, args: []string{"logout"}, code: 2, said: "There is no profile to log out of"},
		"delete unasked":    {args: []string{"webhooks", "delete", "PSA tickets"}, code: 2, said: `from Acme Channel? There is no terminal to ask on. Confirm with --yes`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
}

// TestErrorsOfFilters: a filter is judged where it is given, before anything is sent.
func TestErrorsOfFilters(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]failing{
		"filter's field": {prepare: func(w *world) { w.config("filters:\n  - name: A\n    key: 1\n    filter: stat:off\n") }, args: []string{"webhooks", "list"}, code: 2, said: `config.yaml:4: the filter "A": no field "stat"; did you mean status:?`},
		"filter's key":   {prepare: func(w *world) { w.config("keys: {new: ['3']}\nfilters:\n  - {name: A, key: 3, filter: x}\n") }, args: nil, code: 2, said: `config.yaml:3: filters: "3" would do both new and the filter "A"`},
		"unknown field":  {args: []string{"fleet", "--filter", "tigger:x"}, code: 2, said: `There is no field "tigger". Did you mean trigger:? Fields: status: trigger:`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
}

// config writes the config file.
func (w *world) config(text string) {
	w.t.Helper()
	path := filepath.Join(w.home, ".config", "corotui", "config.yaml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// nobody is a server that does not listen. The port of one that was closed would
// not do: the next server of a test that runs beside can be given it.
const nobody = "http://127.0.0.1:1"

func TestUnknownWorkspaceThatIsNotFound(t *testing.T) {
	variant, err := emulator.ParseVariant("unknown-workspace=404")
	if err != nil {
		t.Fatal(err)
	}
	w := loggedIn(t, emulator.WithVariant(variant))
	w.run("", "webhooks", "list", "--workspace", "nope").want(t, 4, "has no workspace nope", "list the workspaces with corotui workspaces list")
}

func TestHelp(t *testing.T) {
	w := newWorld(t)
	w.run("", "--help").want(t, 0, "emulator", "--read-only", "corotui webhooks list --json")
	w.run("", "--help", "keys").want(t, 0, "toggle", "enable or disable", "space")
	w.run("", "help", "webhooks").want(t, 0, "disable", "secrets and sensitive headers\nare masked")
	w.run("", "emulator", "--help").want(t, 0, "list:500,times=2", "page-size")
	w.run("", "--version").want(t, 0, "corotui version")
	w.run("", "man").want(t, 0, ".TH COROTUI 1")
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		w.run("", "completion", shell).want(t, 0, "corotui")
	}
	w.run("", "__complete", "webhooks", "dis").want(t, 0, "disable")
	if found := w.files(); len(found) != 0 {
		t.Errorf("help wrote %v", found)
	}
}

// webhook returns what the server holds under an id.
func (w *world) webhook(id string) (hook, bool) {
	w.t.Helper()
	document, ok := w.emulator.Webhook(emulator.DemoChannel, id)
	if !ok {
		return hook{}, false
	}
	return decode[hook](w.t, string(document)), true
}
