package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"corotui/internal/disk"
)

// Modes of everything that the program writes.
const (
	fileMode   fs.FileMode = 0o600
	folderMode fs.FileMode = 0o700
)

// maxFile bounds what is read of a config or a secret file.
const maxFile = disk.MiB

// readConfig reads a config file, which must not be longer than maxFile. It says
// where the secret is sent and which program prints it, so that one which others
// can change is refused.
func readConfig(path string) ([]byte, error) {
	f, info, err := disk.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written, so nothing can be lost
	if err := checkWriters(path, info); err != nil {
		return nil, err
	}
	return disk.All(f, maxFile)
}

// unreadable is that there is a config file, and that it is not read.
func unreadable(path string, err error) error {
	problem := "the config file is not read: " + disk.Reason(err)
	if errors.Is(err, fs.ErrPermission) {
		problem += fmt.Sprintf("; see who may with: ls -ld %s %s", inShell(filepath.Dir(path)), inShell(path))
	}
	return &Error{Where: path, Problem: problem, Cause: err}
}

// checkWriters refuses a file that somebody else can change: its owner, who is
// neither the user nor root, or everybody. A group that can is often the user's
// own, and the null device holds nothing.
func checkWriters(path string, info fs.FileInfo) error {
	switch {
	case !info.Mode().IsRegular():
		return nil
	case foreign(info) && !ofRoot(info):
		return fmt.Errorf("others can change it, as it belongs to another user; mend it with: sudo chown $(id -u) %s", inShell(path))
	case !onWindows && info.Mode().Perm()&0o002 != 0:
		return fmt.Errorf("others can change it (mode %04o); mend it with: chmod 600 %s", info.Mode().Perm(), inShell(path))
	}
	return nil
}

// lockPoll is how often it is looked whether a lock is free.
const lockPoll = 10 * time.Millisecond

// Lock waits until no other program holds the lock file at path, for so long at
// most. The lock of a program that died is free. The file is made with mode 0600,
// and stays; its folder must exist.
func Lock(ctx context.Context, path string, wait time.Duration) (unlock func(), err error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() { // a pipe would hang
		return nil, fmt.Errorf("lock %s: it is not a regular file; remove it", path)
	}
	lock := flock.New(path, flock.SetPermissions(fileMode))
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if _, err := lock.TryLockContext(waiting, lockPoll); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { _ = lock.Close() }, nil // an end of the process frees it too
}

// WriteFile puts data at path by [disk.Replace], with mode 0600. Missing folders are
// made with mode 0700.
func WriteFile(path string, data []byte) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return noFolder(folder, err)
	}
	return disk.Replace(path, data, fileMode)
}
