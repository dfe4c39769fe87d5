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
	script := tutorial(t, "tenants.md", "From one workspace to all, on the emulator")
	typed := strings.ReplaceAll(script, "corotui emulator", "corotui emulator --addr 127.0.0.1:"+port(t))

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
