package config

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// Modes of everything that the program writes.
const (
	fileMode   fs.FileMode = 0o600
	folderMode fs.FileMode = 0o700
	sharedMode fs.FileMode = 0o644 // of what other users are to read
)

// maxFile bounds what is read of a config or a secret file.
const maxFile = 1 << 20

// readConfig reads a config file, which must not be longer than maxFile. It says
// where the secret is sent and which program prints it, so that one which others
// can change is refused.
func readConfig(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	defer func() { _ = f.Close() }() // nothing was written, so nothing can be lost
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at it: %w", err)
	}
	if err := checkWriters(path, info); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if len(data) > maxFile {
		return nil, errors.New("it is larger than 1 MiB")
	}
	return data, nil
}

// unreadable is that there is a config file, and that it is not read.
func unreadable(path string, err error) error {
	problem := "the config file is not read: " + reason(err)
	if errors.Is(err, fs.ErrPermission) {
		problem += fmt.Sprintf("; see who may with: ls -ld %s %s", inShell(filepath.Dir(path)), inShell(path))
	}
	return &Error{Where: path, Problem: problem, Cause: err}
}

// checkWriters refuses a file that somebody else can change: its owner, who is
// neither the user nor root, or everybody. A group that can is often the user's
// own, and what is no file, like a pipe, is what the user named.
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

// reason returns what the system said without repeating the operation and the
// path, which the sentence around it names.
func reason(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err.Error()
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err.Error()
	}
	return err.Error()
}

// lockPoll is how often it is looked whether a lock is free.
const lockPoll = 10 * time.Millisecond

// Lock waits until no other program holds the lock file at path, for so long at
// most. The lock of a program that died is free. The file is made with mode 0600,
// and stays; its folder must exist.
func Lock(ctx context.Context, path string, wait time.Duration) (unlock func(), err error) {
	lock := flock.New(path, flock.SetPermissions(fileMode))
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if _, err := lock.TryLockContext(waiting, lockPoll); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { _ = lock.Close() }, nil // an end of the process frees it too
}

// WriteFile puts data at path so that a reader, a crash or a full disk finds
// either the old file or the whole new one: a temporary file of mode 0600
// beside it is written, synced and renamed. Missing folders are made with mode
// 0700.
func WriteFile(path string, data []byte) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return noFolder(folder, err)
	}
	return replace(path, data, fileMode)
}

// WriteShared puts data at path as [WriteFile] does, for others to read, too:
// with mode 0644, and in a folder that is there.
func WriteShared(path string, data []byte) error { return replace(path, data, sharedMode) }

// replace writes a temporary file beside path and renames it to that.
func replace(path string, data []byte, mode fs.FileMode) (err error) {
	folder := filepath.Dir(path)
	temporary, err := os.CreateTemp(folder, ".corotui-*")
	if err != nil {
		return fmt.Errorf("write %s: %s", path, reason(err))
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %s", path, reason(err))
			_ = os.Remove(temporary.Name()) // the error above is the one to tell
		}
	}()
	if err := fill(temporary, data, mode); err != nil {
		return err
	}
	if err := os.Rename(temporary.Name(), path); err != nil {
		return fmt.Errorf("rename: %w", err)
	}
	return syncFolder(folder)
}

// fill writes data, makes sure of the mode and that it is on the disk, and closes f.
func fill(f *os.File, data []byte, mode fs.FileMode) error {
	_, err := f.Write(data)
	if err == nil && !onWindows {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncFolder makes a rename durable where the system can.
func syncFolder(folder string) error {
	if onWindows {
		return nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}
