//go:build !unix

package program

import (
	"errors"
	"os"
	"syscall"
)

// endingSignals ask the program to end.
var endingSignals = []os.Signal{os.Interrupt}

// surviveClosedPipe has nothing to do: such a write only fails.
func surviveClosedPipe() {}

// The errors of Windows for a pipe that no one reads.
const (
	brokenPipe = syscall.Errno(109)
	noData     = syscall.Errno(232)
)

// ReaderGone reports whether a write failed because no one reads any more.
func ReaderGone(err error) bool { return errors.Is(err, brokenPipe) || errors.Is(err, noData) }
