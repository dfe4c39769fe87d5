package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"corotui/api/emulator"
)

// oddSeed has every kind of webhook that is hard to write into a file and to find again.
func oddSeed() emulator.Seed {
	hook := func(id, name string, edit ...func(*emulator.SeedWebhook)) emulator.SeedWebhook {
		h := emulator.SeedWebhook{
			ID: "66b204f0c992d50b8b2f0" + id, Name: name, URL: "https://hooks.example.com/in", Secret: hookCanary, Description: "of " + name,
			Triggers: []string{"workspace-created", "subscription-updated"}, Headers: []emulator.SeedHeader{{Name: "X-Env", Value: "prod"}, {Name: "Authorization", Value: "Bearer " + hookCanary}},
		}
		for _, change := range edit {
			change(&h)
		}
		return h
	}
	extra := func(members string) func(*emulator.SeedWebhook) {
		return func(h *emulator.SeedWebhook) { h.Extra = members }
	}
	address := func(url string) func(*emulator.SeedWebhook) {
		return func(h *emulator.SeedWebhook) { h.URL = url }
	}
	return emulator.Seed{Workspaces: []emulator.SeedWorkspace{
		{
			ID: emulator.DemoChannel, DisplayName: "Acme: Channel #1", Type: "channel",
			Webhooks: []emulator.SeedWebhook{
				hook("001", "Passed down", func(h *emulator.SeedWebhook) { h.Descendants = true }),
				hook("002", "Twice"), hook("003", "Twice", address("http://hooks.example.com/${REGION}?a=b#c")), hook("004", ""),
				hook("005", "日本語の名前 – ünïcode 👩‍👧", address("https://u:"+hookCanary+"@hooks.example.com/in?token="+hookCanary)),
				hook("006", "yes", extra(`"status":"PAUSED","ownerTeam":{"secret":"`+hookCanary+`"}`)), hook("007", "1", extra(`"status":"ENABLED","triggers":["fancy-new","workspaceCreated.v1",7]`)),
				hook("008", "No triggers", extra(`"triggers":[]`)), hook("009", " leads: with # signs \t", extra(`"triggers":"workspace-created","headers":[]`)),
			},
		},
		{
			ID: "below_B2_x", DisplayName: "Below \u202eevil\n", Type: "child", Parent: emulator.DemoChannel,
			Webhooks: []emulator.SeedWebhook{
				hook("011", "Twice headers", extra(`"headers":{"X-Env":"a","x-env":"b","X-Number":5,"X-Bad":"a\nb"}`)),
				hook("012", "Odd", extra(`"name":7,"description":null,"url":"not a url","applyToAllDescendants":"yes"`)),
				hook("013", "${HOME} $${x}", extra(`"description":"a\u0085b\nc\u0007 ${X}"`)), hook("014", "Missing", extra(`"description":null,"headers":null,"status":null`)),
				hook("015", "Long", func(h *emulator.SeedWebhook) {
					h.Triggers = append(h.Triggers, strings.Fields(strings.Repeat("long-trigger ", 1))...)
				}),
			},
		},
		{ID: "empty_E1_x", DisplayName: "Empty", Type: "child", Parent: emulator.DemoChannel},
	}}
}

// exports are the variants in which an export is compared with what is there: all, and
// those that list what lives in another workspace.
func exports(t *testing.T) []emulator.NamedVariant {
	t.Helper()
	all := emulator.Variants()
	for _, spec := range []string{"inherited=same-id", "inherited=owner", "inherited=unowned", "inherited=copies", "inherited=owner,secret=absent,triggers=reference"} {
		v, err := emulator.ParseVariant(spec)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, emulator.NamedVariant{Name: spec, Variant: v})
	}
	return all
}

// TestAPlanOfAnExportHasNothingToDo, at every kind of server, and what is exported twice
// is the same.
func TestAPlanOfAnExportHasNothingToDo(t *testing.T) {
	t.Parallel()
	for _, variant := range exports(t) {
		if variant.Variant.Search == "403" { // nothing can be scanned
			continue
		}
		t.Run(variant.Name, func(t *testing.T) {
			t.Parallel()
			w := newWorldOf(t, oddSeed(), emulator.WithVariant(variant.Variant))
			w.logIn()
			if variant.Variant.Audience == "legacy" {
				w.set("COROTUI_AUDIENCE=https://secure.coro.net/api")
			}
			file := filepath.Join(w.home, "all.yaml")
			first := w.run("", "export", "--output", file)
			if second := w.run("", "export"); second.stdout != read(t, file) || first.code != second.code || first.stdout != "" {
				t.Errorf("two exports differ:\n%s\n%s", read(t, file), second.stdout)
			}
			if strings.Contains(read(t, file), hookCanary) {
				t.Errorf("a secret is in\n%s", read(t, file))
			}
			w.emulator.ResetRequests()
			e := w.run("", "plan", file, "--exit-code", "--prune", "--json")
			if e.code != first.code || e.stdout != "" || w.writes() > 0 {
				t.Errorf("a plan of an export ends with %d: %s%s\nof\n%s", e.code, e.stdout, e.stderr, read(t, file))
			}
			w.alter("below_B2_x", "Twice headers", func(held map[string]any) { held["status"] = "disabled" })
			e = w.run("", "plan", file, "--jq", `"\(.action) \(.id) \([.changes[].field])"`)
			if want := `change 66b204f0c992d50b8b2f0011 ["status"]` + "\n"; e.stdout != want {
				t.Errorf("after a change the plan says %q, want %q\n%s", e.stdout, want, e.stderr)
			}
		})
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// exportedRows is an export with each kind of line.
const exportedRows = `# The webhooks of Acme Channel and of the workspaces below it, as corotui export found them.
# corotui plan shows what has changed since, and corotui apply puts it back.
# {keep: true} stands for a value that is secret or cannot be written here: it stays as it is.
corotui: v1
sets:
  - workspaces: {ids: [acmechannel_AB12_c]} # Acme Channel
    webhooks:
      - name: One
        description: ""
        url: {keep: true} # https://hooks.slack.com/services/T01KD8Q41/B05K7QX2M/••••••••••••
        triggers: [workspace-created]
        headers: {X-Env: prod, X-Old: "1", Authorization: {keep: true}}
        applyToAllDescendants: true
        status: enabled
        secret: {keep: true}
      - name: Two
        description: ""
        url: https://old.example/in
        triggers: [workspace-created, subscription-updated]
        headers: {X-Env: prod, X-Old: "1"}
        applyToAllDescendants: false
        status: disabled
        secret: {keep: true}
  - workspaces: {ids: [below_B2_x]} # Below
    webhooks:
      - name: Three
        description: ""
        url: https://old.example/in
        triggers:
          - workspace-created
          - subscription-updated
          - protected-users-added
          - protected-devices-count-updated
          - workspace-status-updated
        headers: {X-Env: prod, X-Old: "1"}
        applyToAllDescendants: false
        status: disabled
        secret: {keep: true}
  # Not exported, no access: Shut (shut_S1_x)
`

// TestWhatAnExportLooksLike, with each kind of line.
func TestWhatAnExportLooksLike(t *testing.T) {
	t.Parallel()
	seed := rowsSeed()
	top := &seed.Workspaces[0].Webhooks[0]
	top.URL, top.Descendants, top.Triggers = "https://hooks.slack.com/services/T01KD8Q41/B05K7QX2M/demo4nZqTr8sYw1LcVb6XyZ0", true, []string{"workspaceCreated.v1"}
	top.Headers = append(top.Headers, emulator.SeedHeader{Name: "Authorization", Value: "Bearer " + hookCanary})
	seed.Workspaces[1].Webhooks[0].Triggers = append(seed.Workspaces[1].Webhooks[0].Triggers, "protected-users-added", "protected-devices-count-updated", "workspace-status-updated")
	seed.Workspaces = append(seed.Workspaces, emulator.SeedWorkspace{ID: "shut_S1_x", DisplayName: "Shut", Type: "child", Parent: emulator.DemoChannel, NoAccess: true})
	w := newWorldOf(t, seed)
	w.logIn()
	e := w.run("", "export")
	e.want(t, 6, "1 of 3 workspaces could not be read, or not all of it; the others are exported")
	if e.stdout != exportedRows {
		t.Errorf("the export is\n%s\nwant\n%s", e.stdout, exportedRows)
	}
	if e := w.run("", "export", "name:two", "status:disabled", "--workspace-filter", "name:acme"); e.code != 0 || strings.Count(e.stdout, "name:") != 2 ||
		!strings.HasPrefix(e.stdout, `# The webhooks of Acme Channel and of the workspaces below it that match "name:two status:disabled"`) {
		t.Errorf("with filters it ends with %+v", e)
	}
	if e := w.run("", "export", "name:nowhere", "--workspace-filter", "name:below"); e.code != 0 || !strings.HasSuffix(e.stdout, "corotui: v1\nsets: []\n") {
		t.Errorf("of nothing it ends with %+v", e)
	}
}

// TestAnExportIntoAFolder has a file for each workspace, which stays as it is while nothing
// changes, and leaves files that are not its own.
func TestAnExportIntoAFolder(t *testing.T) {
	t.Parallel()
	seed := rowsSeed()
	for _, id := range []string{"a/../b", "A_B", "a_b", "CON", ".hidden"} {
		seed.Workspaces = append(seed.Workspaces, emulator.SeedWorkspace{ID: id, DisplayName: "Odd", Type: "child", Parent: emulator.DemoChannel})
	}
	w := newWorldOf(t, seed)
	w.logIn()
	dir := filepath.Join(w.home, "new", "policies")
	w.run("", "export", "--dir", dir).want(t, 0, "Wrote 7 files to "+dir)
	names := filesIn(t, dir)
	want := "A_B-6c1908f9.yaml CON-a3dbc4b6.yaml a_.._b-900ea8b7.yaml a_b-648fa9b3.yaml acmechannel_AB12_c.yaml below_B2_x.yaml hidden-16924190.yaml"
	if names != want {
		t.Errorf("the files are %s, want %s", names, want)
	}
	below := filepath.Join(dir, "below_B2_x.yaml")
	first, before := read(t, below), modified(t, below)
	if err := os.WriteFile(filepath.Join(dir, "mine.yml"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.turn(emulator.DemoChannel, "One", "disabled")
	w.run("", "export", "--dir", dir).want(t, 0, "Wrote 1 file to "+dir+"; 6 others are as they were", dir+" also has 1 policy file that this export did not write: mine.yml")
	if read(t, below) != first || modified(t, below) != before || read(t, filepath.Join(dir, "mine.yml")) != "mine" {
		t.Error("files that did not change were written")
	}
	if !strings.Contains(read(t, filepath.Join(dir, emulator.DemoChannel+".yaml")), "status: disabled") {
		t.Error("the change is not in the file of its workspace")
	}
}

func filesIn(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	return strings.Join(names, " ")
}

func modified(t *testing.T, path string) time.Time {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime()
}

// TestWrongExports are refused before anything is asked.
func TestWrongExports(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	for line, said := range map[string]string{
		"stat:off":                         `The filter "stat:off": There is no field "stat". Did you mean status:?`,
		"--dir /dev/null/x":                "--dir /dev/null/x: the folder cannot be made",
		"--workspace-filter foo:x":         `--workspace-filter "foo:x": `,
		"--output x.yaml --dir y":          "--output and --dir exclude each other",
		"--output /nowhere/x.yaml":         "--output /nowhere/x.yaml: folder /nowhere does not exist; create it first",
		"--concurrency 0 --dir /tmp/never": "--concurrency",
	} {
		w.run("", append([]string{"export"}, strings.Fields(line)...)...).want(t, 2, said)
	}
	if asked := len(w.emulator.Requests()); asked > 0 {
		t.Errorf("%d requests were sent", asked)
	}
}
