package cli_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// write writes files below the home folder, and returns that.
func (w *world) write(files map[string]string) (folder string) {
	w.t.Helper()
	for name, data := range files {
		path := filepath.Join(w.home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			w.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
	return w.home
}

// policyCommands read policy files.
var policyCommands = []string{"plan", "drift"}

// TestBadFilesAreToldAtOnce: all that is wrong with all files is said, a line each,
// before anything is asked of the server.
func TestBadFilesAreToldAtOnce(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	folder := w.write(map[string]string{
		"p/b.yml":     "corotui: v1\nsets:\n  - workspaces: {type: chold}\n    webhooks:\n      - {name: A, triggers: [zebra], secret: s3cret}\n",
		"p/a.yaml":    "corotui: v1\nsets: [\n",
		"p/c.txt":     "not read",
		"p/.d.yaml":   "not read",
		"p/e.yaml/x":  "not read",
		"empty/x.txt": "",
		"latin.yaml":  "corotui: v1\n# caf\xe9\n",
	})
	for _, command := range policyCommands {
		e := w.run("corotui: v2", command, filepath.Join(folder, "p"), "-", filepath.Join(folder, "nowhere.yaml"), filepath.Join(folder, "empty"), filepath.Join(folder, "latin.yaml"))
		want := strings.ReplaceAll(`~/empty: the folder has no *.yaml or *.yml files; name the files, or another folder
~/latin.yaml:2:6: this is not UTF-8; save the file as UTF-8
~/nowhere.yaml: could not be read: no such file or directory
~/p/a.yaml:2:1: a value is missing here, or a [ or { is not closed
~/p/b.yml:3:24: "chold" is not a type of workspaces; did you mean child?
~/p/b.yml:5:30: trigger "zebra" is not a known trigger; known are `, "~", folder)
		if e.code != 2 || e.stdout != "" || !strings.HasPrefix(e.stderr, want) || strings.Count(e.stderr, "\n") != 8 {
			t.Errorf("%s ends with %d and says\n%s\nnot\n%s", command, e.code, e.stderr, want)
		}
		for _, said := range []string{"; --force allows it\n", "b.yml:5:46: secret must say where", "\nstdin:1:10: corotui: \"v2\" is not a version"} {
			if !strings.Contains(e.stderr, said) {
				t.Errorf("%s does not say %q:\n%s", command, said, e.stderr)
			}
		}
		if strings.Contains(e.stderr, "s3cret") {
			t.Errorf("%s repeats a secret:\n%s", command, e.stderr)
		}
	}
	if sent := w.emulator.Requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent", len(sent))
	}
}

// TestPolicyOperands: what cannot be read, and what nothing was named for.
func TestPolicyOperands(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	folder := w.write(map[string]string{"huge.yaml": strings.Repeat("# a long comment in a file that is no policy\n", 400_000)})
	for name, one := range map[string]struct {
		args []string
		says string
	}{
		"nothing named": {[]string{"plan"}, "Give a file, a folder, or - for stdin. Write a file with corotui export"},
		"too large":     {[]string{"plan", filepath.Join(folder, "huge.yaml")}, "huge.yaml: could not be read: it is too large: more than 16 MiB"},
		"a device":      {[]string{"plan", "/dev/zero"}, "/dev/zero: could not be read: it is a device, not a regular file"},
		"empty":         {[]string{"plan", "/dev/null"}, "/dev/null:1:1: the file is empty; begin it with corotui: v1"},
		"empty stdin":   {[]string{"plan", "-"}, "stdin:1:1: the file is empty"},
	} {
		if e := w.run("", one.args...); e.code != 2 || !strings.Contains(e.stderr, one.says) {
			t.Errorf("%s: it ends with %d and says\n%s", name, e.code, e.stderr)
		}
	}
	if sent := w.emulator.Requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent", len(sent))
	}
}

// TestPolicyVariables: ${REGION} is the profile's region, other variables come from the
// environment, and the client secret is none of them.
func TestPolicyVariables(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.set("HOOKS=hooks.example.com")
	policy := "corotui: v1\nsets:\n  - workspaces: {ids: [northwinddental_N3D5_x]}\n    webhooks: [{name: \"New ${HOOKS}\", url: \"https://${HOOKS}/${REGION}/$${x}\", triggers: [workspace-created], secret: {generate: true}}]\n"
	e := w.run(policy, "plan", "-")
	e.want(t, 2, "stdin:4:62: ${REGION} is the region of the profile, which has an API URL instead; set the environment variable REGION")
	if sent := w.emulator.Requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent", len(sent))
	}
	w.set("REGION=emea")
	w.run(policy, "plan", "-", "--json").want(t, 0, `"New hooks.example.com"`, `https://hooks.example.com/emea/${x}`)
	stolen := strings.Replace(policy, "${HOOKS}/", "${COROTUI_CLIENT_SECRET}/", 1)
	w.run(stolen, "plan", "-").want(t, 2, "COROTUI_CLIENT_SECRET is for corotui itself")
}

// TestDoubtsOfPoliciesAreWarnings.
func TestDoubtsOfPoliciesAreWarnings(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	e := w.run("corotui: v1\nsets:\n  - workspaces: {type: regular}\n    webhooks:\n      - name: A\n        url: http://hooks.example.com\n"+
		"        triggers: [zebra]\n        headers: {Authorization: Bearer s3cret}\n        secret: {keep: true}\n", "plan", "-", "--force")
	e.want(t, 0, `stdin:6:14: url "http://hooks.example.com" uses http: anyone on the way can read the deliveries`,
		`stdin:7:20: trigger "zebra" is not a known trigger`, `stdin:8:34: header "Authorization" has a credential in it that everyone can read who has the file; write ${NAME}`)
	if strings.Contains(e.stderr, "s3cret") {
		t.Errorf("it repeats a secret:\n%s", e.stderr)
	}
}

// TestReadingStdinEndsWithTheCommand: a pipe that no one closes does not hold it.
func TestReadingStdinEndsWithTheCommand(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	in, out := io.Pipe()
	defer func() { _ = out.Close() }()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second/10)
	defer cancel()
	if e := w.runContext(ctx, in, "plan", "-"); e.code == 0 {
		t.Errorf("it ends with 0: %s", e.stderr)
	}
}

// TestSchemaCommand prints the schema as it is published.
func TestSchemaCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	published, err := os.ReadFile("../docs/tenants.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if e := w.run("", "schema"); e.code != 0 || e.stdout != string(published) || e.stderr != "" {
		t.Errorf("it ends with %d and prints\n%s%s", e.code, e.stdout, e.stderr)
	}
}

// TestPolicyFilesAreCompleted: a shell offers files of the right kind, and folders.
func TestPolicyFilesAreCompleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, command := range policyCommands {
		for _, before := range [][]string{{command, ""}, {command, "a.yaml", ""}} {
			if got := strings.Join(w.offered(before...), " "); got != "yaml yml :8" {
				t.Errorf("%q offers %q", before, got)
			}
		}
	}
}
