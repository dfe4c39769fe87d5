//go:build unix

package shells_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestTheTutorialOfTenants types what docs/tenants.md has its reader type, but for the
// port, which may be in use here.
func TestTheTutorialOfTenants(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../docs/tenants.md")
	if err != nil {
		t.Fatal(err)
	}
	_, tutorial, found := strings.Cut(string(document), "\n## From one workspace to all, on the emulator\n")
	if !found {
		t.Fatal("the document has no such section")
	}
	tutorial, _, _ = strings.Cut(tutorial, "\n## ")
	var script strings.Builder
	for _, block := range fenced.FindAllStringSubmatch(tutorial, -1) {
		if block[1] == "sh" {
			script.WriteString(block[2])
		}
	}
	typed := strings.ReplaceAll(script.String(), "corotui emulator", "corotui emulator --addr 127.0.0.1:"+port(t))

	u := newUser(t)
	u.env = []string{"HOME=" + u.home, "PATH=" + folder + ":" + os.Getenv("PATH"), "LANG=C.UTF-8"}
	command := exec.CommandContext(t.Context(), "bash", "-c", typed)
	command.Env, command.Dir = u.env, u.home
	said, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("it ended with %v", err)
	}
	c := carried{user: u}
	c.has(string(said), "Nothing to do", "Plan: 294 to create", "Drift: 1 missing, 4 changed in 5 workspaces", "It ended with 7.", "All is as the file says.")
	c.has(c.file("first.yaml"), "corotui: v1")
	if got := strings.Count(c.file("applied.txt"), "done\t"); got != 294 {
		t.Errorf("%d webhooks were made", got)
	}
	if strings.Contains(c.file("plan.json"), "tutorial-secret") {
		t.Error("the plan has the secret in it")
	}
	if t.Failed() {
		t.Logf("it said\n%s", said)
	}
}
