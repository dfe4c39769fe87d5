//go:build unix

package config

import (
	"io/fs"
	"os"
	"syscall"
)

// foreign reports that somebody else owns the file.
func foreign(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) != os.Geteuid()
}

// ofRoot reports that root owns the file.
func ofRoot(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Uid == 0
}
