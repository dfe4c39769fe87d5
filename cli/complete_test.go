package cli_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"corotui/api/emulator"
	"corotui/cli"
)

// offered asks for what can follow words, the last of which may be begun, and returns the
// lines that a shell reads; the last one says what it may do about them.
func (w *world) offered(words ...string) []string {
	w.t.Helper()
	e := w.run("", append([]string{"__complete"}, words...)...)
	if e.code != 0 {
		w.t.Errorf("%q ends with %d: %s", words, e.code, e.stderr)
	}
	return strings.Split(strings.TrimSuffix(e.stdout, "\n"), "\n")
}

// What a shell may do: no files, in this order, without a blank behind.
const (
	plainly = ":4"
	inOrder = ":36"
	noBlank = ":6"
)

// TestCompletion: what earlier commands have read is offered, and no one is asked.
func TestCompletion(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	if before := w.offered("webhooks", "get", ""); !slices.Equal(before, []string{plainly}) {
		t.Errorf("before the first run %q is offered", before)
	}
	w.run("", "webhooks", "list").want(t, 0)
	w.run("", "workspaces", "list").want(t, 0)
	asked := len(w.emulator.Requests())
	for line, want := range map[string][]string{
		"webhooks get 66b":                                {billing + "\tBilling to QuickBooks, disabled", plainly},
		"webhooks edit PSA":                               {"PSA tickets\tbcd3eeba381b43f0939689c1", plainly},
		"webhooks edit x ":                                {plainly},
		"webhooks enable " + billing + " 66b":             {plainly},
		"fleet copy Usage":                                {"Usage report\tc34cb2a44e4226a6ede936cf", plainly},
		"fleet copy x --to lakesidel":                     {"lakesidelaw_L1L2_x\tLakeside Law", plainly},
		"fleet copy x --to contosobikes_C9B1_x,lakesidel": {"contosobikes_C9B1_x,lakesidelaw_L1L2_x\tLakeside Law", plainly},
		"history --webhook 66b":                           {billing + "\tBilling to QuickBooks, disabled", plainly},
		"webhooks list --workspace lakesidel":             {"lakesidelaw_L1L2_x\tLakeside Law", plainly},
		"fleet list --filter ":                            {"status:", "trigger:", "url:", "host:", "header:", "name:", "id:", "workspace:", "off:\tsuch as off:>2d", noBlank},
		"fleet list --filter st":                          {"status:", noBlank},
		"fleet list --filter status:o":                    {"status:off", "status:on", plainly},
		"fleet list --filter -status:o":                   {plainly}, // it is read as a flag
		"fleet list --filter=-status:o":                   {"-status:off", "-status:on", plainly},
		"fleet list --workspace-filter ty":                {"type:", noBlank},
		"fleet copy x --to-filter type:ch":                {"type:channel", "type:child", plainly},
		"fleet list --status ":                            {"enabled", "disabled", plainly},
		"fleet list --format pr":                          {"prometheus", plainly},
		"webhooks list --format ":                         {"table", "json", "csv", "yaml", "name", plainly},
		"fleet delete --ids ":                             {"-", plainly},
		"fleet add-trigger workspace-created workspace-":  {"workspace-status-updated\ta workspace's status changes", plainly},
		"webhooks edit x --add-trigger workspace-created,workspace-": {
			"workspace-created,workspace-status-updated\ta workspace's status changes", plainly,
		},
		"man und":                       {"undo\tUndo a change made from this machine", plainly},
		"nosuch ":                       {plainly},
		"webhooks list --limit x --jq ": {plainly},
		"webhooks list --output ":       {":0"},
		"man --dir ":                    {":16"},
	} {
		if got := w.offered(strings.Split(line, " ")...); !slices.Equal(got, want) {
			t.Errorf("%q is offered %q, want %q", line, got, want)
		}
	}
	ids := w.offered("webhooks", "enable", "--all-workspaces", "")
	if slices.ContainsFunc(ids, func(offer string) bool { return strings.HasPrefix(offer, "PSA") }) || len(ids) < 5 {
		t.Errorf("with --all-workspaces %q is offered", ids)
	}
	if got := len(w.emulator.Requests()); got != asked {
		t.Errorf("%d requests were sent", got-asked)
	}
}

// TestCompletionOfChanges: what can be undone is offered the newest first, by what an
// undo does.
func TestCompletionOfChanges(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	if before := w.offered("undo", ""); !slices.Equal(before, []string{inOrder}) {
		t.Errorf("before the first change %q is offered", before)
	}
	w.run("", "webhooks", "enable", billing).want(t, 0)
	w.run("", "webhooks", "edit", billing, "--description", "moved").want(t, 0)
	asked := len(w.emulator.Requests())
	got := w.offered("undo", "")
	if len(got) != 3 || !strings.Contains(got[0], "\tRestore description of \"Billing to QuickBooks\" in Acme Channel (") ||
		!strings.Contains(got[1], "\tDisable \"Billing to QuickBooks\" in Acme Channel again (") || got[2] != inOrder {
		t.Errorf("offered is %q", got)
	}
	if other := w.offered("undo", "--workspace", "lakesidelaw_L1L2_x", ""); !slices.Equal(other, []string{inOrder}) {
		t.Errorf("in another workspace %q is offered", other)
	}
	if len(w.emulator.Requests()) != asked {
		t.Error("the server was asked")
	}
	id, _, _ := strings.Cut(got[0], "\t")
	w.run("", "undo", id, "--yes").want(t, 0)
}

// TestHostileNamesAreNotOffered: what a shell would obey if it was inserted as it is, and
// what is no single word, is not; in a description it is clean.
func TestHostileNamesAreNotOffered(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	names := []string{
		"$(touch pwned) a", "$(touch pwned) b", "`id`", "a;reboot", "-rf", "--yes", "a\x1b[2Jb", "a\tb", "a\nb", "\u202egnp.exe", "a'b", `a"b`, "a|b", "a&b",
		"a>b", "!x", "~root", "*", "#x", "{a,b}", ":0", "_activeHelp_ x",
	}
	for i, name := range names {
		quoted, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		w.emulator.Put(emulator.DemoChannel, fmt.Appendf(nil,
			`{"id":"5ba1b0f0c992d50b8b2f%04d","name":%s,"url":"https://h.example","status":"disabled","triggers":["workspace-created"]}`, i, quoted))
	}
	w.emulator.Put(emulator.DemoChannel, []byte(`{"id":"$(id)","name":"Odd id","url":"https://h.example","status":"disabled","triggers":["workspace-created"]}`))
	w.run("", "webhooks", "list", "--json").want(t, 0)
	offered := w.offered("webhooks", "get", "")
	for _, line := range offered {
		word, _, _ := strings.Cut(line, "\t")
		if strings.ContainsAny(word, "$`;'\"|&>!~*#{\x1b") || strings.HasPrefix(word, "-") || strings.HasPrefix(word, "_active") || strings.ContainsAny(line, "\x1b\u202e") {
			t.Errorf("%q is offered", line)
		}
	}
	if !slices.ContainsFunc(offered, func(line string) bool { return strings.HasPrefix(line, "5ba1b0f0c992d50b8b2f0006\tab, disabled") }) {
		t.Errorf("a webhook with a hostile name is not offered by its id: %q", offered)
	}
}

// TestNoFilesAreOffered: a shell is told to offer none behind any command and flag, but
// behind those that take one.
func TestNoFilesAreOffered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	files := []string{"output", "from", "input", "config", "log-file", "ca-file", "save", "out"}
	seen := 0
	var look func(c *cobra.Command, path ...string)
	look = func(c *cobra.Command, path ...string) {
		for _, below := range c.Commands() {
			look(below, append(path[:len(path):len(path)], below.Name())...)
		}
		if !c.Runnable() {
			return
		}
		check := func(want bool, words ...string) {
			t.Helper()
			seen++
			got := w.offered(append(path[:len(path):len(path)], words...)...)
			if does := got[len(got)-1] == ":0"; does != want {
				t.Errorf("%q %q: files are offered: %v; told is %q", path, words, does, got)
			}
		}
		plans := strings.HasSuffix(c.Use, " PLAN") // which have names of all kinds
		check(strings.HasSuffix(c.Use, "[FILE]") || strings.HasSuffix(c.Use, " FILE") || plans, "")
		check(plans, "a", "b", "")
		c.LocalFlags().VisitAll(func(flag *pflag.Flag) {
			if flag.Value.Type() != "bool" {
				check(slices.Contains(files, flag.Name), "--"+flag.Name, "")
			}
		})
	}
	look(cli.Tree())
	for _, flag := range files {
		if flag == "input" || flag == "save" || flag == "out" { // which only some have
			continue
		}
		if got := w.offered("webhooks", "edit", "--"+flag, ""); got[len(got)-1] != ":0" {
			t.Errorf("--%s offers no files: %q", flag, got)
		}
	}
	if seen < 100 {
		t.Errorf("only %d places were looked at", seen)
	}
}
