//go:build unix

package cli

import (
	"os"
	"syscall"
)

// endingSignals ask the program to end: ctrl+c outside the terminal program,
// kill, and a terminal that went away.
var endingSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
