package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestFleet shows, filters, enables, and undoes over all workspaces.
func TestFleet(t *testing.T) {
	w := loggedIn(t)
	all := w.run("", "fleet", "--json")
	all.want(t, 0)
	disabled := 0
	for line := range strings.Lines(all.stdout) {
		one := map[string]any{}
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		if one["workspaceId"] == "" || one["workspaceName"] == "" || !strings.HasPrefix(one["secret"].(string), "•") {
			t.Errorf("a line is %s", line)
		}
		if one["status"] == "disabled" {
			disabled++
		}
	}
	if disabled == 0 || !strings.Contains(all.stderr, "workspaces") {
		t.Errorf("%d are disabled; told %s", disabled, all.stderr)
	}
	table := w.run("", "fleet", "--status", "disabled")
	table.want(t, 0, row("acmechannel_AB12_c", "Acme Channel", billing, "disabled"))
	if got := strings.Count(table.stdout, "\n"); got != disabled {
		t.Errorf("the table shows %d disabled, want %d", got, disabled)
	}
	w.run("", "fleet", "enable", "--status", "disabled").want(t, 2)
	w.run("", "fleet", "--filter", "state:off").want(t, 2)
	w.run("", "fleet", "enable", "--filter", "-off:soon", "--yes").want(t, 2)
	w.run("", "fleet", "enable", "--all", "--yes", "--read-only").want(t, 2, "read-only")
	enabled := w.run("", "fleet", "enable", "--yes", "--status", "disabled")
	enabled.want(t, 0, row("done", "acmechannel_AB12_c", "Acme Channel", billing, "Billing to QuickBooks"))
	if got := strings.Count(enabled.stdout, "done\t"); got != disabled {
		t.Errorf("%d were enabled, want %d", got, disabled)
	}
	left := w.run("", "fleet", "--json", "--status", "disabled")
	if left.want(t, 0); left.stdout != "" {
		t.Errorf("still disabled: %s", left.stdout)
	}
	_, set, _ := strings.Cut(enabled.stderr, "corotui undo ")
	set = strings.Fields(set)[0]
	w.run("", "undo", set, "--yes").want(t, 0)
	again := w.run("", "fleet", "--json", "--status", "disabled")
	if got := strings.Count(again.stdout, "\n"); got != disabled {
		t.Errorf("%d are disabled after the undo, want %d", got, disabled)
	}
}

// TestFleetPartlyFailed has one workspace fail: the others are shown, and the
// exit code tells.
func TestFleetPartlyFailed(t *testing.T) {
	w := loggedIn(t)
	w.emulator.Fault(emulator.Fault{
		Kind: emulator.KindStatus, Status: 500, Operation: emulator.OpList, Workspace: emulator.DemoChannel, Times: emulator.Forever,
	})
	e := w.run("", "fleet", "--json")
	if e.code != 6 || e.stdout == "" || !strings.Contains(e.stderr, "1 failed") {
		t.Errorf("code %d, told %s", e.code, e.stderr)
	}
}

func TestFleetPrometheus(t *testing.T) {
	w := loggedIn(t)
	path := filepath.Join(w.home, "corotui.prom")
	e := w.run("", "fleet", "--format", "prometheus", "--output", path)
	e.want(t, 0)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# TYPE corotui_webhooks gauge\n", `status="disabled"} `, `corotui_workspaces{result="failed"} 0`,
		"corotui_walk_end_timestamp_seconds ", "corotui_walk_duration_seconds ",
	} {
		if !strings.Contains(string(content), want) {
			t.Errorf("it lacks %s:\n%s", want, content)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	inTheWay := filepath.Join(w.home, "folder.prom")
	if err := os.Mkdir(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	e = w.run("", "fleet", "--format", "prometheus", "--output", inTheWay)
	told := "\n--output: write " + inTheWay + ": it is a folder, not a regular file; choose another file\n"
	if e.code != 1 || !strings.HasSuffix(e.stderr, told) {
		t.Errorf("onto a folder the exit code is %d: %s", e.code, e.stderr)
	}
	w.emulator.Fault(emulator.Fault{
		Kind: emulator.KindStatus, Status: 500, Operation: emulator.OpList, Workspace: emulator.DemoChannel, Times: emulator.Forever,
	})
	e = w.run("", "fleet", "--format", "prometheus", "--output", inTheWay)
	if e.code != 1 || !strings.HasSuffix(e.stderr, told) || !strings.Contains(e.stderr, "could not be read") {
		t.Errorf("where a workspace failed, too, the exit code is %d: %s", e.code, e.stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(w.home, ".corotui*")); len(left) > 0 {
		t.Errorf("left behind: %s", left)
	}
}

// TestFleetGaugesStay: a workspace whose webhooks are not chosen any more, or
// gone, counts none, so that no series ends when all is well. One that cannot be
// read counts nothing, which is not none.
func TestFleetGaugesStay(t *testing.T) {
	t.Parallel()
	w := loggedIn(t)
	w.emulator.Fault(emulator.Fault{Kind: emulator.KindStatus, Status: 400, Operation: emulator.OpList, Workspace: bank})
	e := w.run("", "fleet", "--format", "prometheus", "--status", "disabled")
	if e.code != 6 {
		t.Errorf("the exit code is %d", e.code)
	}
	for _, want := range []string{
		`corotui_webhooks{workspace="` + contoso + `",workspace_name="Contoso Bikes",status="disabled"} 0` + "\n",
		`corotui_webhooks{workspace="acmechannel_AB12_c",workspace_name="Acme Channel",status="disabled"} 2` + "\n",
		`corotui_webhooks{workspace="acmechannel_AB12_c",workspace_name="Acme Channel",status="enabled"} 0` + "\n",
		`corotui_workspaces{result="failed"} 1`,
	} {
		if !strings.Contains(e.stdout, want) {
			t.Errorf("it lacks %s:\n%s", want, e.stdout)
		}
	}
	for _, unread := range []string{bank, "citywater_C3W0_x"} {
		if strings.Contains(e.stdout, `workspace="`+unread+`"`) {
			t.Errorf("%s was not read, and is counted", unread)
		}
	}
	if again := w.run("", "fleet", "--format", "prometheus"); strings.Count(again.stdout, "corotui_webhooks{") != 2*15 {
		t.Errorf("of 15 workspaces there are\n%s", again.stdout)
	}
}

// TestFleetGaugesAreValid: whatever workspaces are called, every line is one of
// Prometheus's text format, which takes the whole file or nothing of it.
func TestFleetGaugesAreValid(t *testing.T) {
	t.Parallel()
	names := []string{`Say "hi"`, `C:\new`, "two\nlines\ttab", "\x1b[31mred", `ends in \`, "名前", "{a=\"b\"} 1", ""}
	seed := emulator.Demo()
	for i, name := range names {
		seed.Workspaces[i+1].DisplayName = name
	}
	w := newWorldOf(t, seed)
	w.logIn()
	e := w.run("", "fleet", "--format", "prometheus")
	if e.code != 0 {
		t.Fatalf("the exit code is %d: %s", e.code, e.stderr)
	}
	sample := regexp.MustCompile(`^([a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\[\\"n])*")*\})? [0-9]+(?:\.[0-9]+)?$`)
	series, typed, current := map[string]bool{}, map[string]bool{}, ""
	lines := strings.Split(strings.TrimSuffix(e.stdout, "\n"), "\n")
	for _, line := range lines {
		switch words := strings.Fields(line); {
		case strings.HasPrefix(line, "# HELP "):
			current = words[2]
		case strings.HasPrefix(line, "# TYPE "):
			if words[2] != current || words[3] != "gauge" || typed[current] {
				t.Errorf("out of place: %s", line)
			}
			typed[current] = true
		default:
			found := sample.FindStringSubmatch(line)
			if found == nil || found[1] != current || !typed[current] || series[found[1]+found[2]] {
				t.Errorf("not a sample of %s: %q", current, line)
				continue
			}
			series[found[1]+found[2]] = true
		}
	}
	if !strings.Contains(e.stdout, `workspace_name="Say \"hi\""`) || !strings.Contains(e.stdout, `workspace_name="C:\\new"`) {
		t.Errorf("the names are not escaped:\n%s", e.stdout)
	}
	again := w.run("", "fleet", "--format", "prometheus", "--concurrency", "1")
	if order := strings.Split(strings.TrimSuffix(again.stdout, "\n"), "\n"); len(order) != len(lines) || !slices.Equal(order[:len(lines)-6], lines[:len(lines)-6]) {
		t.Errorf("the second time it is\n%s\nafter\n%s", again.stdout, e.stdout)
	}
}
