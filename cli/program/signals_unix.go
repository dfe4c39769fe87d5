//go:build unix

package program

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// endingSignals ask the program to end: ctrl+c outside the terminal program,
// kill, and a terminal that went away.
var endingSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// surviveClosedPipe has a write to a pipe that no one reads fail, and not end the
// program: changes that were asked for are made all the same. What the program
// starts does not inherit it.
func surviveClosedPipe() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }

// ReaderGone reports whether a write failed because no one reads any more.
func ReaderGone(err error) bool { return errors.Is(err, syscall.EPIPE) }
