//go:build unix

package process

import (
	"os/exec"
	"syscall"
)

// apart gives the program a session of its own, in which there is no terminal.
func apart(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}
