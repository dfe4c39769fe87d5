package config_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"corotui/config"
)

// world is a home folder of its own, with a config file when there is text for one.
type world struct {
	home, file string
	env        []string
	flags      config.Flags
	stores     map[config.SecretKind]config.Store
}

func newWorld(t *testing.T, text string) *world {
	t.Helper()
	home := t.TempDir()
	w := &world{home: home, file: filepath.Join(home, ".config", "corotui", "config.yaml"), env: []string{"HOME=" + home}}
	if text != "" {
		w.write(t, text)
	}
	return w
}

func (w *world) write(t *testing.T, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (w *world) load() (config.Config, error) {
	return config.Load(config.Options{Env: config.NewEnv(w.env), Flags: w.flags, Stores: w.stores, CheckFilter: func(filter string) error {
		if strings.HasPrefix(filter, "wrong:") {
			return errors.New(filter + " is wrong")
		}
		return nil
	}})
}

func (w *world) mustLoad(t *testing.T) config.Config {
	t.Helper()
	c, err := w.load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ptr[T any](v T) *T { return &v }

const acme = `default_profile: acme
profiles:
  acme:
    region: ca
    client_id: file-id
    secret: {file: true}
    workspace: file-ws
    read_only: true
    audience: https://file.example
  other:
    api_url: https://other.example/base/
    client_id: other-id
ui:
  theme: dark
  mouse: true
  relative_time: false
keys:
  toggle: [space, p]
  edit: e
`

// layer is one place where a setting is set, and what is wanted from there on.
type layer struct {
	env    string              // KEY=value
	flag   func(*config.Flags) // sets a flag
	file   bool                // the config file exists from here on
	value  string              // wanted
	source config.Source       // wanted; <path> stands for the file's path
}

// get reads one setting.
type get func(config.Config) (any, config.Source)

func of[T any](pick func(config.Config) config.Setting[T]) get {
	return func(c config.Config) (any, config.Source) {
		s := pick(c)
		return s.Value, s.Source
	}
}

var accountPrecedence = map[string]struct {
	get    get
	layers []layer
}{
	"profile": {of(func(c config.Config) config.Setting[string] { return c.Profile }), []layer{
		{value: ""},
		{file: true, value: "acme", source: "file <path>:1"},
		{env: "COROTUI_PROFILE=other", value: "other", source: "environment COROTUI_PROFILE"},
		{flag: func(f *config.Flags) { f.Profile = ptr("acme") }, value: "acme", source: "flag --profile"},
	}},
	"region": {of(func(c config.Config) config.Setting[string] { return c.Region }), []layer{
		{value: "us", source: "default"},
		{file: true, value: "ca", source: "file <path>:4"},
		{env: "COROTUI_REGION=eu", value: "eu", source: "environment COROTUI_REGION"},
		{flag: func(f *config.Flags) { f.Region = ptr("us") }, value: "us", source: "flag --region"},
	}},
	"api url": {of(func(c config.Config) config.Setting[string] { return c.APIURL }), []layer{
		{value: "https://api.secure.coro.net", source: "default"},
		{file: true, value: "https://api.secure-ca.coro.net", source: "file <path>:4"},
		{env: "COROTUI_REGION=eu", value: "https://api.secure-eu.coro.net", source: "environment COROTUI_REGION"},
		{env: "COROTUI_API_URL=http://127.0.0.1:1/x/", value: "http://127.0.0.1:1/x", source: "environment COROTUI_API_URL"},
		{flag: func(f *config.Flags) { f.Region = ptr("ca") }, value: "https://api.secure-ca.coro.net", source: "flag --region"},
		{flag: func(f *config.Flags) { f.Region, f.APIURL = nil, ptr("https://flag.example") }, value: "https://flag.example", source: "flag --api-url"},
	}},
	"audience": {of(func(c config.Config) config.Setting[string] { return c.Audience }), []layer{
		{value: "https://api.secure.coro.net", source: "default"},
		{file: true, value: "https://file.example", source: "file <path>:9"},
		{env: "COROTUI_REGION=ca", value: "https://file.example", source: "file <path>:9"}, // the same server, named once more
		{env: "COROTUI_API_URL=https://env.example/prefix", value: "https://env.example/prefix", source: "default"},
		{flag: func(f *config.Flags) { f.APIURL = ptr("https://api.secure-ca.coro.net/") }, value: "https://file.example", source: "file <path>:9"},
		{flag: func(f *config.Flags) { f.APIURL = nil }, value: "https://env.example/prefix", source: "default"},
		{env: "COROTUI_AUDIENCE=https://aud.example", value: "https://aud.example", source: "environment COROTUI_AUDIENCE"},
	}},
	"client id": {of(func(c config.Config) config.Setting[string] { return c.ClientID }), []layer{
		{value: ""},
		{file: true, value: "file-id", source: "file <path>:5"},
	}},
	"secret": {func(c config.Config) (any, config.Source) { return c.Secret.Value.Kind, c.Secret.Source }, []layer{
		{value: ""},
		{file: true, value: "file", source: "file <path>:6"},
	}},
	"workspace": {of(func(c config.Config) config.Setting[string] { return c.Workspace }), []layer{
		{value: ""},
		{file: true, value: "file-ws", source: "file <path>:7"},
		{env: "COROTUI_WORKSPACE=env-ws", value: "env-ws", source: "environment COROTUI_WORKSPACE"},
		{flag: func(f *config.Flags) { f.Workspace = ptr("flag-ws") }, value: "flag-ws", source: "flag --workspace"},
	}},
}

var behaviourPrecedence = map[string]struct {
	get    get
	layers []layer
}{
	"read-only": {of(func(c config.Config) config.Setting[bool] { return c.ReadOnly }), []layer{
		{value: "false", source: "default"},
		{file: true, value: "true", source: "file <path>:8"},
		{env: "COROTUI_READ_ONLY=0", value: "false", source: "environment COROTUI_READ_ONLY"},
		{flag: func(f *config.Flags) { f.ReadOnly = ptr(true) }, value: "true", source: "flag --read-only"},
	}},
	"timeout": {of(func(c config.Config) config.Setting[time.Duration] { return c.Timeout }), []layer{
		{value: "10s", source: "default"},
		{flag: func(f *config.Flags) { f.Timeout = ptr("90") }, value: "1m30s", source: "flag --timeout"},
	}},
	"log file": {of(func(c config.Config) config.Setting[string] { return c.LogFile }), []layer{
		{value: ""},
		{flag: func(f *config.Flags) { f.LogFile = ptr("x.log") }, value: "x.log", source: "flag --log-file"},
	}},
	"theme": {of(func(c config.Config) config.Setting[string] { return c.Theme }), []layer{
		{value: "auto", source: "default"},
		{file: true, value: "dark", source: "file <path>:14"},
		{env: "NO_COLOR=1", value: "none", source: "environment NO_COLOR"},
	}},
	"mouse": {of(func(c config.Config) config.Setting[bool] { return c.Mouse }), []layer{
		{value: "false", source: "default"},
		{file: true, value: "true", source: "file <path>:15"},
	}},
	"relative time": {of(func(c config.Config) config.Setting[bool] { return c.RelativeTime }), []layer{
		{value: "true", source: "default"},
		{file: true, value: "false", source: "file <path>:16"},
	}},
	"keys": {of(func(c config.Config) config.Setting[[]string] { return c.Keys["toggle"] }), []layer{
		{value: "[]"},
		{file: true, value: "[space p]", source: "file <path>:18"},
	}},
}

// TestPrecedence sets every setting in each of its places, the strongest last,
// and looks at the value and where it says that it came from.
func TestPrecedence(t *testing.T) {
	settings := maps.Clone(accountPrecedence)
	maps.Copy(settings, behaviourPrecedence)
	for name, setting := range settings {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, "")
			for _, l := range setting.layers {
				if l.file {
					w.write(t, acme)
				}
				if l.env != "" {
					w.env = append(w.env, l.env)
				}
				if l.flag != nil {
					l.flag(&w.flags)
				}
				value, source := setting.get(w.mustLoad(t))
				want := config.Source(strings.ReplaceAll(string(l.source), "<path>", w.file))
				if fmt.Sprint(value) != l.value || source != want {
					t.Errorf("got %v from %q, want %s from %q", value, source, l.value, want)
				}
			}
		})
	}
}

func TestEmptyVariableIsUnset(t *testing.T) {
	w := newWorld(t, acme)
	w.env = append(w.env, "COROTUI_REGION=", "COROTUI_PROFILE=", "COROTUI_CLIENT_ID=x", "COROTUI_CLIENT_ID=", "COROTUI_CLIENT_SECRET=", "XDG_CONFIG_HOME=relative/is/ignored")
	if c := w.mustLoad(t); c.Region.Value != "ca" || c.Secret.Value.Kind != config.FileSecret {
		t.Errorf("region %v, secret %v", c.Region, c.Secret)
	}
}

func TestTheOnlyProfileIsUsed(t *testing.T) {
	w := newWorld(t, "profiles:\n  solo: {region: eu, client_id: 12345}\n")
	c := w.mustLoad(t)
	if c.Profile.Value != "solo" || c.Region.Value != "eu" || c.ClientID.Value != "12345" || c.LoggedIn() {
		t.Errorf("got %+v", c.Profile)
	}
}

func TestPaths(t *testing.T) {
	env := config.NewEnv([]string{"HOME=/home/ann", "XDG_STATE_HOME=/var/state", "XDG_RUNTIME_DIR=/run/user/7"})
	paths, err := config.FindPaths(env)
	if err != nil {
		t.Fatal(err)
	}
	want := config.Paths{Config: "/home/ann/.config/corotui", State: "/var/state/corotui", Cache: "/home/ann/.cache/corotui", Runtime: "/run/user/7/corotui"}
	if paths != want {
		t.Errorf("got %+v, want %+v", paths, want)
	}
}

// TestPathsWithoutHome needs a home folder only for what no variable places.
func TestPathsWithoutHome(t *testing.T) {
	t.Parallel()
	all := []string{"XDG_CONFIG_HOME=/c", "XDG_STATE_HOME=/s", "XDG_CACHE_HOME=/k"}
	for name, test := range map[string]struct {
		env  []string
		want string // the error
	}{
		"all placed":       {env: all},
		"relative home":    {env: append([]string{"HOME=home"}, all...)},
		"one is missing":   {env: all[1:], want: "environment XDG_CONFIG_HOME: is not set to an absolute path, and neither is HOME; set XDG_CONFIG_HOME"},
		"one is relative":  {env: []string{all[0], all[1], "XDG_CACHE_HOME=k"}, want: "environment XDG_CACHE_HOME: is not set to an absolute path, and neither is HOME; set XDG_CACHE_HOME"},
		"two are missing":  {env: all[:1], want: "environment HOME: is not set to an absolute path, and neither are XDG_STATE_HOME and XDG_CACHE_HOME; set HOME"},
		"nothing is known": {env: []string{"HOME="}, want: "environment HOME: is not set to an absolute path, and neither are XDG_CONFIG_HOME, XDG_STATE_HOME and XDG_CACHE_HOME; set HOME"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS == "windows" {
				t.Skip("has other variables")
			}
			paths, err := config.FindPaths(config.NewEnv(test.env))
			if test.want != "" {
				if err == nil || err.Error() != test.want {
					t.Errorf("got %v", err)
				}
				return
			}
			if want := (config.Paths{Config: "/c/corotui", State: "/s/corotui", Cache: "/k/corotui"}); err != nil || paths != want {
				t.Errorf("got %+v, %v", paths, err)
			}
		})
	}
}

// TestBadSettings looks at what the user is told about each mistake outside
// the file: the place, the value, and what is allowed.
func TestBadSettings(t *testing.T) {
	for name, test := range map[string]struct {
		env   string
		flags config.Flags
		want  string
	}{
		"region flag":     {flags: config.Flags{Region: ptr("uk")}, want: `--region: the region "uk" does not exist; allowed are us, ca and eu`},
		"region env":      {env: "COROTUI_REGION=UK", want: `COROTUI_REGION: the region "UK" does not exist; allowed are us, ca and eu`},
		"both":            {flags: config.Flags{Region: ptr("us"), APIURL: ptr("https://x")}, want: `--region and --api-url say the same thing; give one of them`},
		"clear http":      {env: "COROTUI_API_URL=http://api.example", want: `COROTUI_API_URL: the API URL "http://api.example" would send credentials in the clear; write https:// (http:// is for this machine's own addresses only)`},
		"like loopback":   {env: "COROTUI_API_URL=http://127.0.0.1.example", want: `COROTUI_API_URL: the API URL "http://127.0.0.1.example" would send credentials in the clear; write https:// (http:// is for this machine's own addresses only)`},
		"password in URL": {env: "COROTUI_API_URL=https://u:canary@api.example", want: `COROTUI_API_URL: the API URL "https://••••••••••••@api.example" holds a user or password; leave that out`},
		"no URL":          {flags: config.Flags{APIURL: ptr("api.example")}, want: `--api-url: the API URL "api.example" does not start with https:// or http://; write it as https://host or https://host/prefix`},
		"scheme":          {flags: config.Flags{APIURL: ptr("ftp://api.example")}, want: `--api-url: the API URL "ftp://api.example" does not start with https:// or http://; write it as https://host or https://host/prefix`},
		"query":           {flags: config.Flags{APIURL: ptr("https://api.example/?a=b")}, want: `--api-url: the API URL "https://api.example/?a=b" must end with its path, without ? and #`},
		"profile":         {flags: config.Flags{Profile: ptr("nope")}, want: `--profile: there is no profile "nope" in <path>; there are acme and other`},
		"profile path":    {env: "COROTUI_PROFILE=../x", want: `COROTUI_PROFILE: "../x" cannot be a profile's name; use up to 64 letters, digits, dots, - and _`},
		"read-only":       {env: "COROTUI_READ_ONLY=ja", want: `COROTUI_READ_ONLY: "ja" is neither yes nor no; allowed are true and false`},
		"timeout":         {flags: config.Flags{Timeout: ptr("1h")}, want: `--timeout: "1h" is not a time to wait; allowed is 100ms to 10m, written like 10s or 1m30s`},
		"timeout wraps":   {flags: config.Flags{Timeout: ptr("18446744073719")}, want: `--timeout: "18446744073719" is not a time to wait; allowed is 100ms to 10m, written like 10s or 1m30s`},
		"workspace":       {env: "COROTUI_WORKSPACE=a\r\nX: y", want: `COROTUI_WORKSPACE: "a\r\nX: y" holds blanks at its ends or control characters; copy the id again`},
		"a mark before":   {env: "COROTUI_WORKSPACE=\ufeffacme", want: "COROTUI_WORKSPACE: \"\\ufeffacme\" holds blanks at its ends or control characters; copy the id again"},
		"broken text":     {env: "COROTUI_WORKSPACE=ac\xffme", want: `COROTUI_WORKSPACE: "ac\xffme" holds blanks at its ends or control characters; copy the id again`},
		"id alone":        {env: "COROTUI_CLIENT_ID=x", want: "COROTUI_CLIENT_ID: is set and COROTUI_CLIENT_SECRET is not, and they count as a pair only; set COROTUI_CLIENT_SECRET, or unset COROTUI_CLIENT_ID"},
		"secret alone":    {env: "COROTUI_CLIENT_SECRET=x", want: "COROTUI_CLIENT_SECRET: is set and COROTUI_CLIENT_ID is not, and they count as a pair only; set COROTUI_CLIENT_ID, or unset COROTUI_CLIENT_SECRET"},
		"no file":         {flags: config.Flags{ConfigFile: ptr("/nowhere/config.yaml")}, want: `--config: there is no config file /nowhere/config.yaml; corotui login makes one`},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, acme)
			w.env = append(w.env, test.env)
			w.flags = test.flags
			_, err := w.load()
			var wrong *config.Error
			if !errors.As(err, &wrong) {
				t.Fatalf("got %v, which is no config.Error", err)
			}
			if want := strings.ReplaceAll(test.want, "<path>", w.file); err.Error() != want {
				t.Errorf("got  %s\nwant %s", err, want)
			}
		})
	}
}

func TestFlagHidesABadVariable(t *testing.T) {
	w := newWorld(t, "")
	w.env = append(w.env, "COROTUI_REGION=uk", "COROTUI_READ_ONLY=ja")
	w.flags = config.Flags{Region: ptr("eu")}
	if _, err := w.load(); err == nil || !strings.Contains(err.Error(), "COROTUI_READ_ONLY") {
		t.Errorf("got %v, want the complaint about the variable that counts", err)
	}
}
