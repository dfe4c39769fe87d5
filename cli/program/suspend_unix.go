//go:build unix

package program

import (
	"fmt"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
)

// foregroundPeriod is how often a program that was continued in the background
// looks whether it may use the terminal again.
const foregroundPeriod = 50 * time.Millisecond

// Suspender returns what stops the program until the user brings it back from
// the shell; nil without a shell with job control. Such a shell gives every
// command a process group of its own. A program that was started without one,
// as "ssh -t host corotui" does, cannot be stopped by ctrl+z: the system drops
// the signal, and no one could continue it.
func (t *Terminal) Suspender() func() error {
	session, err := unix.Getsid(0)
	if err != nil || session == unix.Getpgrp() {
		return nil
	}
	return t.suspend
}

// suspend stops the program. Bubble Tea's own way takes the terminal as soon as
// the program is continued, also in the background, where it is stopped again
// for that: a suspended program could not be ended from the shell then.
func (t *Terminal) suspend() error {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, unix.SIGCONT)
	defer signal.Stop(continued)
	if err := unix.Kill(0, unix.SIGTSTP); err != nil {
		return fmt.Errorf("stop the program: %w", err)
	}
	select {
	case <-continued:
	case <-t.asked.Done(): // which only a program sees that was continued
	}
	for !t.foreground() {
		select {
		case <-t.asked.Done():
			close(t.left)
			select {} // the process ends, and the terminal stays the shell's
		case <-time.After(foregroundPeriod):
		}
	}
	return nil
}

// foreground reports whether the terminal is the program's.
func (t *Terminal) foreground() bool {
	group, err := unix.IoctlGetInt(int(t.in.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
