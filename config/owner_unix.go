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

// alterable reports that somebody else can write a regular file: its owner, who
// is neither the user nor root, or everybody. A group that can write it is often
// the user's own, and no reason.
func alterable(info fs.FileInfo) bool {
	if !info.Mode().IsRegular() {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Uid != 0 && int(stat.Uid) != os.Geteuid() || info.Mode().Perm()&0o002 != 0
}
