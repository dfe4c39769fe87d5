package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
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
	table.want(t, 0, "WORKSPACE")
	if got := strings.Count(table.stdout, "\n") - 1; got != disabled {
		t.Errorf("the table shows %d disabled, want %d", got, disabled)
	}
	w.run("", "fleet", "--enable", "--status", "disabled").want(t, 2)
	w.run("", "fleet", "--enable", "--yes", "--read-only").want(t, 2)
	enabled := w.run("", "fleet", "--enable", "--yes", "--status", "disabled")
	enabled.want(t, 0, "Enabled ")
	if got := strings.Count(enabled.stdout, "Enabled "); got != disabled {
		t.Errorf("%d were enabled, want %d", got, disabled)
	}
	left := w.run("", "fleet", "--json", "--status", "disabled")
	if left.want(t, 0); left.stdout != "" {
		t.Errorf("still disabled: %s", left.stdout)
	}
	_, set, _ := strings.Cut(enabled.stderr, "corotui undo ")
	set, _, _ = strings.Cut(set, " ")
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
	if e.code != 1 || !strings.HasSuffix(e.stderr, "\n--output: write "+inTheWay+": file exists; choose another file\n") {
		t.Errorf("onto a folder the exit code is %d: %s", e.code, e.stderr)
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
