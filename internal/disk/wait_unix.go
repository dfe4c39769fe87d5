//go:build unix

package disk

import (
	"errors"
	"syscall"
)

// noWait opens a pipe without waiting for its other end.
const noWait = syscall.O_NONBLOCK | syscall.O_NOCTTY

// unread reports that a pipe was not opened because no one reads from it.
func unread(err error) bool { return errors.Is(err, syscall.ENXIO) }
