//go:build unix

package cli

import "golang.org/x/sys/unix"

// hasShell reports whether a shell with job control started the program, which
// it can be suspended to. Such a shell gives every command a process group of
// its own. A program that was started without one, like "ssh -t host corotui"
// does, cannot be stopped by ctrl+z: the system drops the signal, and nobody
// could continue it.
func hasShell() bool {
	session, err := unix.Getsid(0)
	return err == nil && session != unix.Getpgrp()
}
