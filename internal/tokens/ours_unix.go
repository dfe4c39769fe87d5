//go:build unix

package tokens

import (
	"os"
	"syscall"
)

// ours reports whether a runtime folder is there, belongs to this user and is
// open to nobody else, as the XDG specification demands. After su and sudo the
// variable often still names somebody else's.
func ours(folder string) bool {
	info, err := os.Lstat(folder)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}
