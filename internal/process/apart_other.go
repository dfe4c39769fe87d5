//go:build !unix

package process

import "os/exec"

// apart leaves the program as it is: elsewhere it has no terminal to write to, and no
// group to end.
func apart(*exec.Cmd) {}
