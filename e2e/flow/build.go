package flow

import (
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Build builds the program into a folder of the test's own and returns its path.
func Build(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "corotui")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	build := exec.CommandContext(tb.Context(), "go", "build", "-o", path, "corotui")
	if said, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("build the program: %v\n%s", err, said)
	}
	return path
}
