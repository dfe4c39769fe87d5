//go:build unix

package disk

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// noWait opens a pipe without waiting for its other end.
const noWait = syscall.O_NONBLOCK | syscall.O_NOCTTY

// unread reports that a pipe was not opened because no one reads from it.
func unread(err error) bool { return errors.Is(err, syscall.ENXIO) }

// foreign reports that another user owns the file.
func foreign(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) != os.Geteuid()
}

// ofRoot reports that root owns the file.
func ofRoot(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Uid == 0
}
