//go:build !unix

package keyboard

import (
	"os"
	"time"
)

// File is a terminal that is open.
type File struct{ *os.File }

// Wait never waits. On Windows Bubble Tea reads the console's own events, which
// are whole, and not what this is for.
func (File) Wait(time.Duration) bool { return false }
