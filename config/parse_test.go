package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"corotui/config"
)

const desiredForm = "desired is a list of files or folders like [policy.yaml, policies]"

const filterForm = "a saved filter is written like {name: Broken, key: 1, filter: status:off}"

// TestFileErrors looks at the sentence for each kind of mistake in the file.
func TestFileErrors(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"typo at the top":     {"default_profil: a\n", `1: there is no setting "default_profil" at the top of the file; allowed are default_profile, profiles, ui, keys, filters, commands and desired`},
		"typo in a profile":   {"profiles:\n  a:\n    regoin: us\n", `3: there is no setting "regoin" under profiles.a; allowed are region, api_url, audience, client_id, secret, workspace and read_only`},
		"typo under ui":       {"ui:\n  them: dark\n", `2: there is no setting "them" under ui; allowed are theme, mouse and relative_time`},
		"region":              {"profiles:\n  a:\n    region: uk\n", `3: the region "uk" does not exist; allowed are us, ca and eu`},
		"theme":               {"ui: {theme: pink}\n", `1: the theme "pink" does not exist; allowed are auto, dark, light and none`},
		"mouse":               {"ui:\n  mouse: maybe\n", `2: "maybe" is neither yes nor no; allowed are true and false`},
		"both servers":        {"profiles:\n  a:\n    region: us\n    api_url: https://x\n", `2: profile a has both region and api_url; keep one of them`},
		"clear http":          {"profiles:\n  a:\n    api_url: http://x\n", `3: the API URL "http://x" would send credentials in the clear; write https:// (http:// is for this machine's own addresses only)`},
		"no such default":     {"default_profile: b\nprofiles:\n  a: {region: us}\n", `1: default_profile names "b", which is not among the profiles; there is only a`},
		"profile name":        {"profiles:\n  a/b: {region: us}\n", `2: "a/b" cannot be a profile's name; use up to 64 letters, digits, dots, - and _`},
		"secret in the open":  {"profiles:\n  a:\n    secret: canary\n", `3: a profile's secret must be {keyring: true}, {encrypted: true}, {file: true} or {command: [program, argument]}, and never the secret itself`},
		"secret as a key":     {"profiles:\n  a:\n    secret: {canary}\n", `3: a profile's secret must be {keyring: true}, {encrypted: true}, {file: true} or {command: [program, argument]}, and never the secret itself`},
		"secret under a name": {"profiles:\n  a:\n    client_secret: canary\n", `3: there is no setting "client_secret" under profiles.a; allowed are region, api_url, audience, client_id, secret, workspace and read_only`},
		"two secrets":         {"profiles:\n  a:\n    secret: {file: true, keyring: true}\n", `3: profile a names more than one place for its secret; keep one`},
		"command as a line":   {"profiles:\n  a:\n    secret: {command: pass show}\n", `3: a profile's secret must be {keyring: true}, {encrypted: true}, {file: true} or {command: [program, argument]}, and never the secret itself`},
		"filters as a map":    {"filters: {a: b}\n", "1: filters must be a list; " + filterForm},
		"filter as a word":    {"filters:\n  - status:off\n", "2: " + filterForm},
		"typo in a filter":    {"filters:\n  - nam: Broken\n", `2: there is no setting "nam" under filters; allowed are name, key and filter`},
		"filter key 0":        {"filters:\n  - name: Broken\n    key: 0\n    filter: status:off\n", `3: "0" cannot be the key of a saved filter; allowed are 1 to 9`},
		"filter key 10":       {"filters: [{name: Broken, key: 10, filter: status:off}]\n", `1: "10" cannot be the key of a saved filter; allowed are 1 to 9`},
		"filter key twice":    {"filters:\n  - {name: A, key: 1, filter: x}\n  - {name: B, key: '1', filter: y}\n", `3: the key 1 belongs to the filter in line 2 already; give "B" another one`},
		"filter unnamed":      {"filters:\n  - {key: 1, filter: x}\n", `2: a saved filter needs a name`},
		"filter named empty":  {"filters:\n  - {name: ' ', key: 1, filter: x}\n", `2: a saved filter needs a name`},
		"filter without key":  {"filters:\n  - {name: A, filter: x}\n", `2: a saved filter needs a key`},
		"filter of nothing":   {"filters:\n  - {name: A, key: 1, filter: ''}\n", `2: a saved filter needs a filter`},
		"filter unseen":       {"filters:\n  - {name: \"A\\e\", key: 1, filter: x}\n", `2: "A\x1b" has characters that cannot be seen`},
		"filter language":     {"filters:\n  - name: A\n    key: 1\n    filter: wrong:x\n", `4: the filter "A": wrong:x is wrong`},
		"keys":                {"keys:\n  toggle: {a: b}\n", `2: a list of words like [one, two] belongs here`},
		"commands":            {"commands: {key: a}\n", `1: commands must be a list of commands like - {key: ctrl+t, name: ticket, run: [new-ticket]}`},
		"command's key":       {"commands:\n  - {name: t, run: [a]}\n", `2: commands[1] has no key; name one like key: ctrl+t`},
		"command's name":      {"commands:\n  - {key: a, run: [a]}\n", `2: commands[1] has no name; give it one like name: ticket`},
		"command's program":   {"commands:\n  - {key: a, name: a, run: []}\n", `2: commands[1] names no program; name one like run: [new-ticket, --json]`},
		"command's output":    {"commands:\n  - {key: a, name: a, run: [a]}\n  - key: b\n    output: pager\n", `4: "pager" is no output of a command; allowed are status, page and none`},
		"command's secrets":   {"commands:\n  - key: b\n    secrets: some\n", `3: "some" is neither yes nor no; allowed are true and false`},
		"command's setting":   {"commands:\n  - {key: a, cmd: a}\n", `2: there is no setting "cmd" under commands[1]; allowed are key, name, run, output and secrets`},
		"two of a name":       {"commands:\n  - {key: a, name: t, run: [a]}\n  - {key: b, name: t, run: [a]}\n", `3: there is another command "t"; give each a name of its own`},
		"a list of profiles":  {"profiles:\n  - a\n", `2: profiles must hold lines of the form name: value`},
		"text":                {"hello\n", `1: the file must hold lines of the form name: value`},
		"twice":               {"ui: {}\nkeys: {}\nui: {}\n", `3: ui stands in line 1 already; keep one of them`},
		"tab":                 {"ui:\n\ttheme: dark\n", `2: the line is indented with a tab, which YAML does not allow; use spaces`},
		"two documents":       {"ui: {}\n---\nkeys: {}\n", `3: a second document begins here; keep everything in one`},
		"alias":               {"ui: &x {}\nkeys: *x\n", `1: ui must hold lines of the form name: value`},
	} {
		t.Run(name, func(t *testing.T) { wantFileError(t, test.text, test.want) })
	}
}

func wantFileError(t *testing.T, text, says string) {
	t.Helper()
	w := newWorld(t, text)
	_, err := w.load()
	var wrong *config.Error
	if !errors.As(err, &wrong) {
		t.Fatalf("got %v, which is no config.Error", err)
	}
	if want := w.file + ":" + says; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

// TestSavedFilters are read with the line of their terms.
func TestSavedFilters(t *testing.T) {
	w := newWorld(t, "filters:\n  - {name: Broken, key: 1, filter: 'status:off off:>2d'}\n  - name: Not billing\n    key: \"9\"\n    filter: -trigger:subscription\n")
	c := w.mustLoad(t)
	want := []config.SavedFilter{
		{Name: "Broken", Key: "1", Filter: "status:off off:>2d", Source: config.Source("file " + w.file + ":2")},
		{Name: "Not billing", Key: "9", Filter: "-trigger:subscription", Source: config.Source("file " + w.file + ":5")},
	}
	if !slices.Equal(c.Filters, want) {
		t.Errorf("got %+v", c.Filters)
	}
}

func TestDesiredErrors(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"desired as a map":   {"desired: {a: b}\n", `1: ` + desiredForm},
		"desired of lists":   {"desired:\n  - a.yaml\n  - [b]\n", `3: ` + desiredForm},
		"desired of nothing": {"desired:\n  - a.yaml\n  - ''\n", `3: a path is empty; ` + desiredForm},
		"desired from stdin": {"desired: ['-']\n", `1: "-" cannot be read from here; ` + desiredForm},
		"desired unseen":     {"desired: [\"a\\e\"]\n", `1: "a\x1b" has characters that cannot be seen`},
	} {
		t.Run(name, func(t *testing.T) { wantFileError(t, test.text, test.want) })
	}
}

// TestDesired: paths are below the folder of the config file, or below the home folder. Nothing
// is read of what they name.
func TestDesired(t *testing.T) {
	w := newWorld(t, "desired:\n  - policy.yaml\n  - ../policies\n  - ~/mine.yaml\n  - \"~\"\n  - /etc/corotui\n")
	folder, home := filepath.Dir(w.file), config.NewEnv(w.env).Get("HOME")
	want := []string{filepath.Join(folder, "policy.yaml"), filepath.Join(filepath.Dir(folder), "policies"), filepath.Join(home, "mine.yaml"), home, "/etc/corotui"}
	if c := w.mustLoad(t); !slices.Equal(c.Desired.Value, want) || c.Desired.Source != config.Source("file "+w.file+":2") {
		t.Errorf("got %+v, want %q", c.Desired, want)
	}
	for text, want := range map[string][]string{"desired: policy.yaml\n": {filepath.Join(folder, "policy.yaml")}, "desired: []\n": nil, "desired:\n": nil, "": nil} {
		w.write(t, text)
		if c := w.mustLoad(t); !slices.Equal(c.Desired.Value, want) || c.Desired.Set() != (want != nil) {
			t.Errorf("%q is %+v", text, c.Desired)
		}
	}
}

func TestFileWithoutSettings(t *testing.T) {
	for _, text := range []string{"\n", "# only a comment\n", "---\n", "profiles:\nui:\nkeys:\nfilters:\ndefault_profile:\n", "{}\n"} {
		w := newWorld(t, text)
		if c := w.mustLoad(t); c.Profile.Set() || c.APIURL.Source != config.Default {
			t.Errorf("%q: got profile %v at %v", text, c.Profile, c.APIURL)
		}
	}
}

func TestFileThatCannotBeRead(t *testing.T) {
	w := newWorld(t, "")
	if err := os.MkdirAll(w.file, 0o700); err != nil { // a folder in its place
		t.Fatal(err)
	}
	_, err := w.load()
	var wrong *config.Error
	if !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), w.file+": the config file is not read: ") {
		t.Errorf("got %v", err)
	}
	if strings.Count(err.Error(), w.file) != 1 {
		t.Errorf("the path stands twice in %q", err)
	}
}

func TestKeysAndCommand(t *testing.T) {
	w := newWorld(t, acme+"  copy: ['y', 'Y']\n")
	c := w.mustLoad(t)
	if got := c.Keys["copy"].Value; len(got) != 2 || got[1] != "Y" {
		t.Errorf("copy is %v", got)
	}
	if got := c.Keys["edit"].Value; len(got) != 1 || got[0] != "e" {
		t.Errorf("edit is %v", got)
	}
	w.write(t, "profiles:\n  a:\n    client_id: x\n    secret:\n      command:\n        - pass\n        - show\n        - coro\n")
	ref := w.mustLoad(t).Secret.Value
	if ref.Kind != config.CommandSecret || strings.Join(ref.Command, " ") != "pass show coro" {
		t.Errorf("got %+v", ref)
	}
}

// FuzzFile feeds any bytes as a config file: reading never panics, and an
// error always names the file and a line.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{
		"", acme, "a: [", "\ta: 1", "profiles:\n  a:\n   - b", "? x\n: y", "a: &b *b", "--- |\n x", "keys: {a: [b, {}]}",
		"profiles: {a: {secret: {command: []}}}", "{a: 1", "\"", "ui: !!map {theme: x}", "<<: {ui: 1}", "a: \x00", "\xff\xfe",
	} {
		f.Add([]byte(seed))
	}
	folder := f.TempDir()
	path := filepath.Join(folder, "config.yaml")
	located := regexp.MustCompile(`^` + regexp.QuoteMeta(path) + `:[1-9][0-9]*: .+`)
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := config.Load(config.Options{Env: config.NewEnv([]string{"HOME=" + folder, "COROTUI_CONFIG=" + path})})
		if err != nil && !located.MatchString(err.Error()) {
			t.Errorf("%q gives %q, which names no line", data, err)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%q gives %q, which is no single clean line", data, err)
		}
	})
}
