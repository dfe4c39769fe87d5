package docs

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"corotui/api/emulator"
	"corotui/cli"
	"corotui/cli/output"
	"corotui/cli/program"
)

// samples are how each command is called that prints objects, so that it prints some: by
// itself, and what comes before. A dry run shows a change as any other does.
var samples = map[string][]string{
	"api":                    {"GET", "/v1/workspaces"},
	"doctor":                 {},
	"drift":                  {"testdata/policy.yaml"},
	"fleet":                  {"--status", "disabled"},
	"fleet list":             {"--filter", "name:billing"},
	"fleet add-trigger":      {"workspace-created", "--filter", "name:billing", "--yes"},
	"fleet copy":             {"Usage report", "--to", "lakesidelaw_L1L2_x", "--yes"},
	"fleet delete":           {"--filter", "name:usage", "--yes"},
	"fleet disable":          {"--filter", "name:billing", "--yes"},
	"fleet enable":           {"--filter", "name:billing", "--if-test-passes", "--yes"},
	"fleet remove-header":    {"X-Env", "--filter", "name:billing", "--yes"},
	"fleet remove-trigger":   {"workspace-created", "--filter", "name:billing", "--yes"},
	"fleet resume":           {"--yes"}, // of the run that the desk interrupts
	"fleet rotate-secret":    {"--generate", "--filter", "name:billing", "--yes"},
	"fleet set-header":       {"X-Env: test", "--filter", "name:billing", "--yes"},
	"fleet set-url":          {"hooks.acme.example", "new.example.com", "--filter", "name:billing", "--dry-run"},
	"fleet test":             {"--filter", "name:billing", "--yes"},
	"fleet watch":            {"--once", "--filter", "id:66b204f0c992d50b8b2f984c"},
	"history":                {"--limit", "2"},
	"listen":                 {"--secret-stdin", "--addr", "127.0.0.1:0"}, // and a delivery comes
	"missed":                 {"Billing to QuickBooks"},
	"apply":                  {"testdata/policy.yaml", "--yes"},
	"plan":                   {"testdata/policy.yaml"},
	"profiles":               {},
	"profiles list":          {},
	"profiles set workspace": {"northwinddental_N3D5_x"},
	"profiles use":           {"acme"},
	"replay":                 {"testdata/saved.ndjson", "--forward-to", "http://127.0.0.1:8788/coro", "--dry-run"},
	"send":                   {"subscription-updated", "--set", "id=evt-1", "--set", "timestamp=1795942800000", "--url", "http://127.0.0.1:8788/coro", "--secret-stdin", "--dry-run"},
	"undo":                   {"--yes"},
	"verify":                 {"--id", "evt-1", "--signature", "48c0cd9785bab27a524b87a7f1d73ad5a41ea37f10632a6222b19e6ca1325ad9", "--secret-stdin"},
	"version":                {},
	"webhooks create":        {"--name", "New", "--url", "https://new.example.com/in", "--trigger", "workspace-created", "--secret-stdin"},
	"webhooks delete":        {"Usage report", "--yes"},
	"webhooks disable":       {"Device counts"},
	"webhooks edit":          {"Usage report", "--description", "Monthly counts"},
	"webhooks enable":        {"Billing to QuickBooks"},
	"webhooks get":           {"Billing to QuickBooks"},
	"webhooks list":          {"--limit", "1"},
	"webhooks rotate-secret": {"Usage report", "--generate", "--yes"},
	"webhooks test":          {"Billing to QuickBooks"},
	"whoami":                 {},
	"workspaces get":         {"northwinddental_N3D5_x"},
	"workspaces list":        {},
}

// desk is a machine, with a profile and a history, and a server.
type desk struct {
	t       *testing.T
	env     []string
	updated atomic.Pointer[func()] // is called at each update
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t}
	clock := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	emulated := emulator.New(emulator.Demo(), emulator.WithCredentials("2qDgDemo", "demo-secret"), emulator.WithClock(func() time.Time { return clock }),
		emulator.WithObserver(func(r emulator.Request) {
			if updated := d.updated.Load(); updated != nil && r.Operation == emulator.OpUpdate {
				(*updated)()
			}
		}))
	server := httptest.NewServer(emulated)
	t.Cleanup(func() {
		emulated.Close()
		server.Close()
	})
	home := t.TempDir()
	config := fmt.Sprintf("profiles:\n  acme:\n    api_url: %s\n    client_id: 2qDgDemo\n    secret: {command: [echo, demo-secret]}\n    workspace: %s\n", server.URL, emulator.DemoChannel)
	path := filepath.Join(home, ".config", "corotui", "config.yaml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	d.env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH")}
	made := filepath.Join(home, "workspace.json")
	if err := os.WriteFile(made, []byte(`{"companyName": "Late Dental"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	d.run("api", "POST", "/v1/workspaces", "--input", made, "--yes")
	d.run("webhooks", "edit", "Usage report", "--description", "moved")
	d.run("webhooks", "enable", "PSA tickets")
	return d
}

// run runs a command and returns what it prints.
func (d *desk) run(args ...string) string {
	d.t.Helper()
	stdout, stderr, code := d.runIn(d.t.Context(), args...)
	if code != 0 && args[0] != "doctor" && (code != 7 || args[0] != "drift") {
		d.t.Errorf("%q ends with %d: %s", args, code, stderr)
	}
	return stdout
}

func (d *desk) runIn(ctx context.Context, args ...string) (stdout, stderr string, code int) {
	var out, told bytes.Buffer
	code = cli.Run(ctx, cli.Process{Args: args, Env: d.env, Stdin: strings.NewReader("a-new-secret\n"), Stdout: &out, Stderr: &told})
	return out.String(), told.String(), code
}

// interrupt begins a run of several webhooks, and has it stopped at the first.
func (d *desk) interrupt() {
	d.t.Helper()
	ctx, stop := context.WithCancelCause(d.t.Context())
	cut := func() { stop(program.Stopped{Signal: os.Interrupt}) }
	d.updated.Store(&cut)
	defer d.updated.Store(nil)
	if _, stderr, code := d.runIn(ctx, "fleet", "disable", "--filter", "ws:woodgrove", "--yes", "--concurrency", "1"); code != 130 {
		d.t.Fatalf("the run that is interrupted ends with %d: %s", code, stderr)
	}
}

// objects are those that a command prints as JSON.
func (d *desk) objects(p cli.Printed) []json.RawMessage {
	d.t.Helper()
	if p.Command == "fleet resume" {
		d.interrupt()
	}
	run := d.run
	if p.Command == "listen" {
		run = d.listened
	}
	said := run(slices.Concat(strings.Fields(p.Command), samples[p.Command], []string{"--json"})...)
	values := json.NewDecoder(strings.NewReader(said))
	var all []json.RawMessage
	for {
		var value json.RawMessage
		if err := values.Decode(&value); err == io.EOF {
			break
		} else if err != nil {
			d.t.Fatalf("%s: %v in %s", p.Command, err, said)
		}
		if value[0] != '[' {
			all = append(all, value)
			continue
		}
		var list []json.RawMessage
		if err := json.Unmarshal(value, &list); err != nil {
			d.t.Fatal(err)
		}
		all = append(all, list...)
	}
	return all
}

// TestObjectsAreAsDeclared: what each command prints has the fields that the reference
// says, of their types, and no others.
func TestObjectsAreAsDeclared(t *testing.T) {
	t.Parallel()
	for _, p := range cli.Reference() {
		t.Run(p.Command, func(t *testing.T) {
			t.Parallel()
			if _, known := samples[p.Command]; !known {
				t.Fatal("nothing says how it is called; see samples")
			}
			found := newDesk(t).objects(p)
			if len(found) == 0 {
				t.Error("it prints nothing")
			}
			for _, raw := range found {
				check(t, p.View.Kind, raw)
			}
		})
	}
}

// check compares an object with the declaration of its kind.
func check(t *testing.T, kind output.Kind, raw json.RawMessage) {
	t.Helper()
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	for _, field := range kind.Fields {
		value, there := object[field.Name]
		delete(object, field.Name)
		switch {
		case !there && !field.Absent:
			t.Errorf("%s is missing in %s", field.Name, raw)
		case there && !fits(field.Type, value):
			t.Errorf("%s is %s, and should be: %s", field.Name, value, field.Type)
		}
	}
	for name := range object {
		if !kind.Open {
			t.Errorf("%s is not declared, in %s", name, raw)
		}
	}
}

// fits reports whether a value is of a type in words.
func fits(words string, value json.RawMessage) bool {
	words, _, _ = strings.Cut(words, ":")
	for one := range strings.SplitSeq(words, " or ") {
		kind := map[byte]string{'"': "string", '[': "array", '{': "object", 'n': "null", 't': "boolean", 'f': "boolean"}[value[0]]
		if kind == "" {
			kind = "number"
		}
		name, _, _ := strings.Cut(one, " ")
		if name == "webhook" {
			name = "object"
		}
		if name == kind {
			return true
		}
	}
	return false
}

// What differs between two runs, and what stands for it in the reference.
var varying = []struct {
	what *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "127.0.0.1:8788"},
	{regexp.MustCompile(`("(?:id|undo|undoes|undoneBy|set)": )"[a-z2-7]{8}"`), `$1"k3v7q2ma"`},
	{regexp.MustCompile(`("(?:at|date|since|time)": )"[^"]*"`), `$1"2026-11-29T09:00:00Z"`},
	{regexp.MustCompile(`("(?:created|updated)": )\d+`), `${1}1795942800000`},
	{regexp.MustCompile(`("verdict": )"[a-z]+"(,\s+"checks")`), `$1"warning"$2`}, // the machine's
	{regexp.MustCompile(`(\\"timestamp\\":\\")\d+`), `${1}1795942800000`},
	{regexp.MustCompile(`("user": )"[^"]*"`), `$1"tech1"`},
	{regexp.MustCompile(`("milliseconds": )\d+`), `${1}12`},
	{regexp.MustCompile(`("(?:trace|traceId)": )"[^"]*"`), `$1"8a8043bceaba8a76"`},
	{regexp.MustCompile(`("commit": )"[^"]*"`), `$1"4f2c1d9e"`},
	{regexp.MustCompile(`("version": )"[^"]*"`), `$1"v1.0.0"`},
	{regexp.MustCompile(`("print": )"[^"]*"`), `$1"…"`},
	{regexp.MustCompile(`("go": )"[^"]*"`), `$1"go1.26.8"`},
	{regexp.MustCompile(`/[^" ]*/\.config/corotui`), "~/.config/corotui"},
	{regexp.MustCompile(`/[^" ]*/\.(local|cache)/`), "~/.$1/"},
}

// examples are the commands whose first object stands in the reference, by kind.
var examples = map[string]string{"webhook": "webhooks get", "result": "webhooks enable", "workspace": "workspaces get", "sent": "send"}

// TestJSONReference holds docs/json.md to the declarations of what commands print.
func TestJSONReference(t *testing.T) { //nolint:paralleltest // it may write a file
	var b strings.Builder
	var told []string
	all := cli.Reference()
	for _, p := range all {
		kind := p.View.Kind
		if slices.Contains(told, kind.Name) {
			continue
		}
		told = append(told, kind.Name)
		fmt.Fprintf(&b, "\n## %s\n\n%s.%s\n\nPrinted by %s.\n",
			kind.Name, kind.Meaning, map[bool]string{true: " Fields that corotui does not know follow as they came."}[kind.Open], printers(all, kind.Name))
		if len(kind.Fields) > 0 {
			b.WriteString("\n| field | type | meaning |\n|---|---|---|\n")
		}
		for _, field := range kind.Fields {
			fmt.Fprintf(&b, "| `%s`%s | %s | %s |\n", field.Name, map[bool]string{true: " ?"}[field.Absent], field.Type, field.Meaning)
		}
		b.WriteString(example(t, all, kind.Name))
	}
	hold(t, "json.md", "objects", b.String()+"\n")
}

// printers lists the commands that print a kind of object, and how.
func printers(all []cli.Printed, kind string) string {
	shapes := map[output.Shape]string{output.One: "a single object", output.List: "an array", output.Stream: "an object per line"}
	by := make(map[output.Shape][]string)
	for _, p := range all {
		if p.View.Kind.Name == kind {
			by[p.View.Shape] = append(by[p.View.Shape], "`"+p.Command+"`")
		}
	}
	var parts []string
	for _, shape := range []output.Shape{output.One, output.List, output.Stream} {
		if len(by[shape]) > 0 {
			parts = append(parts, strings.Join(by[shape], ", ")+" as "+shapes[shape])
		}
	}
	return strings.Join(parts, "; ")
}

// example is an object of a kind, as the emulator gives it.
func example(t *testing.T, all []cli.Printed, kind string) string {
	t.Helper()
	for _, p := range all {
		if p.View.Kind.Name != kind || examples[kind] != "" && examples[kind] != p.Command {
			continue
		}
		found := newDesk(t).objects(p)
		if len(found) == 0 {
			t.Fatalf("%s prints nothing", p.Command)
		}
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, found[0], "", "  "); err != nil {
			t.Fatal(err)
		}
		shown := pretty.String()
		for _, v := range varying {
			shown = v.what.ReplaceAllString(shown, v.with)
		}
		if kind == "report" { // whose other checks are as many as they are about the machine
			before, _, _ := strings.Cut(shown, "\n    },")
			shown = before + "\n    }\n  ]\n}"
		}
		return "\n```json\n" + shown + "\n```\n"
	}
	return ""
}
