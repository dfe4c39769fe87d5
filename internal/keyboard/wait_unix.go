//go:build unix

package keyboard

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// File is a terminal that is open.
type File struct{ *os.File }

// Wait waits until there is something to read. It asks by select, the only way
// that every Unix has for a terminal. What is wrong with the terminal is for Read
// to find.
func (f File) Wait(limit time.Duration) bool {
	fd := int(f.Fd())
	if fd >= unix.FD_SETSIZE {
		return false // it cannot be asked for
	}
	for until := time.Now().Add(limit); ; limit = time.Until(until) {
		var set unix.FdSet
		set.Set(fd)
		left := unix.NsecToTimeval(max(0, limit).Nanoseconds())
		n, err := unix.Select(fd+1, &set, nil, nil, &left)
		if !errors.Is(err, unix.EINTR) {
			return n != 0
		}
	}
}
