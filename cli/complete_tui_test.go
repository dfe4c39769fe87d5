//go:build unix

package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"corotui/api/emulator"
)

// TestCompletionKnowsProfilesAndWorkspaces asks as a shell's completion does: for
// profiles it reads the config file, for workspaces what an earlier run kept.
func TestCompletionKnowsProfilesAndWorkspaces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.config(fmt.Sprintf("profiles:\n  acme:\n    api_url: %s\n    client_id: %s\n    secret: {command: [echo, %s]}\n    workspace: %s\n"+
		"  beta:\n    region: eu\n    client_id: other\n", w.url, clientID, canary, emulator.DemoChannel))
	for args, want := range map[string]string{
		"--profile":     "acme\t",
		"--profile be":  "beta\teu",
		"--region":      "ca",
		"login --store": "encrypted",
	} {
		w.complete(args).want(t, 0, want)
	}
	if before := w.complete("--profile acme --workspace"); strings.Count(before.stdout, "\n") != 2 || !strings.Contains(before.stdout, emulator.DemoChannel) {
		t.Errorf("before the first run %q is offered", before.stdout)
	}
	s := w.start("--profile", "acme")
	s.WaitFor("Billing to QuickBooks")
	s.Press("w")
	s.WaitFor("Lakeside Realty")
	s.Press("esc")
	s.WaitGone("16 workspaces")
	s.Press("q")
	s.WaitEnd()
	asked := len(w.emulator.Requests())
	after := w.complete("webhooks list --profile acme --workspace")
	after.want(t, 0, "Lakeside Realty")
	if first := strings.Index(after.stdout, emulator.DemoChannel); first != 0 {
		t.Errorf("the workspace that was opened last is not the first one of\n%s", after.stdout)
	}
	if len(w.emulator.Requests()) != asked {
		t.Error("the completion asked the server")
	}
	// An error names that workspace, too, though this run never reads its name.
	w.run("", "webhooks", "get", "nope", "--profile", "acme", "--workspace", "lakesiderealty_L6R3_x").want(t, 4, `No webhook "nope" in Lakeside Realty`)
	other := w.complete("--profile beta --workspace")
	if strings.Contains(other.stdout, "Lakeside") {
		t.Errorf("another account is offered %s", other.stdout)
	}
}

// complete asks for what can follow a line whose last word is a flag, or a value
// that has been begun.
func (w *world) complete(line string) ended {
	words := append([]string{"__complete"}, strings.Fields(line)...)
	if strings.HasPrefix(words[len(words)-1], "--") {
		words = append(words, "")
	}
	return w.run("", words...)
}
