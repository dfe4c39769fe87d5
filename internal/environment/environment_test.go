package environment_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"corotui/internal/environment"
)

// TestTaken runs this test once more as a program that is started with a secret:
// it knows it, and what it starts does not.
func TestTaken(t *testing.T) {
	t.Parallel()
	const begun, secret = "BEGUN=yes", environment.Secret + "=canary"
	if slices.Contains(os.Environ(), begun) {
		if !slices.Contains(environment.All(), secret) || !slices.Contains(environment.All(), "TMUX=/nowhere,1,0") {
			t.Error("what the program was started with is not known")
		}
		for _, inherited := range os.Environ() {
			if strings.HasPrefix(inherited, environment.Secret) || strings.HasPrefix(inherited, "TMUX=") {
				t.Errorf("a child inherits %s", inherited)
			}
		}
		return
	}
	itself, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	again := exec.CommandContext(t.Context(), itself, "-test.run=^TestTaken$")
	again.Env = append(os.Environ(), begun, secret, "TMUX=/nowhere,1,0")
	if said, err := again.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
