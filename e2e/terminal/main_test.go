//go:build linux

// Package terminal_test runs the built program on real terminals and lines:
// under a shell with job control, through an SSH server on this machine, inside
// tmux and inside screen. It looks at what a user would be left with: the
// terminal as it was, no process, no byte in the shell's input, and every form.
package terminal_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	// The program is built from it. This makes the tests run again when it
	// has changed, which Go would not know otherwise.
	_ "corotui/cli"
)

// program is the path of the built program.
var program string

// sessions is how many run at once. They wait for the program most of the time.
const sessions = "8"

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code) //nolint:forbidigo // a test's main must
}

func buildAndRun(m *testing.M) (code int, err error) {
	if err := flag.Set("test.parallel", sessions); err != nil {
		return 0, err
	}
	folder, err := os.MkdirTemp("", "corotui-terminal")
	if err != nil {
		return 0, err
	}
	defer func() {
		if failed := os.RemoveAll(folder); err == nil {
			err = failed
		}
	}()
	program = filepath.Join(folder, "corotui")
	if said, err := exec.Command("go", "build", "-o", program, "corotui").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build the program: %w\n%s", err, said)
	}
	code = m.Run()
	return code, server.sshd.stop()
}
