// Package disk reads files that may be anything, and writes files whole or not at
// all. What the user or someone else put in a file's place is looked at before a
// byte is read: a pipe without a writer would hang, and a device never ends.
package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// MiB is the unit of most limits.
const MiB = 1 << 20

// ErrTooLarge is that there is more to read than is taken.
var ErrTooLarge = errors.New("it is too large")

// KindError is that a path leads to something that is no regular file.
type KindError struct{ Kind string } // "pipe"

// Error says so in a part of a sentence about the path.
func (e *KindError) Error() string { return "it is a " + e.Kind + ", not a regular file" }

// Read reads a regular file of up to limit bytes. It never waits: a pipe, a device,
// or a folder is a [*KindError]. The null device counts as an empty file.
func Read(path string, limit int64) ([]byte, error) {
	f, _, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written, so nothing can be lost
	return All(f, limit)
}

// ReadInput is [Read] for what a command line names. Open descriptors of this process,
// such as /dev/stdin and a shell's <(…), are read as stdin is, whatever they lead to.
func ReadInput(path string, limit int64) ([]byte, error) {
	if !descriptor(path) {
		return Read(path, limit)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	return All(f, limit)
}

// All reads up to limit bytes to the end. That there are more is an [ErrTooLarge].
func All(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: more than %s", ErrTooLarge, size(limit))
	}
	return data, nil
}

// Open opens a regular file to read, and refuses everything else without waiting for
// it. What is opened is looked at once more, in case it changed since the first look.
func Open(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open: %w", err)
	}
	if err := checkKind(info); err != nil {
		return nil, nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("open: %w", err)
	}
	if info, err = f.Stat(); err == nil {
		err = checkKind(info)
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return f, info, nil
}

// checkKind refuses what is no regular file, but for the null device.
func checkKind(info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	if null, err := os.Stat(os.DevNull); err == nil && os.SameFile(info, null) {
		return nil
	}
	return &KindError{kindOf(info.Mode())}
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "folder"
	case mode&fs.ModeNamedPipe != 0:
		return "pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeSymlink != 0:
		return "symbolic link"
	}
	return "device"
}

// descriptor reports whether a path names an open file of this process.
func descriptor(path string) bool {
	switch clean := filepath.ToSlash(filepath.Clean(path)); {
	case clean == "/dev/stdin", clean == "/dev/stdout", clean == "/dev/stderr":
		return true
	default:
		return strings.HasPrefix(clean, "/dev/fd/") || strings.HasPrefix(clean, "/proc/self/fd/")
	}
}

// size is a limit in words.
func size(limit int64) string {
	if limit >= MiB {
		return fmt.Sprintf("%d MiB", limit/MiB)
	}
	return fmt.Sprintf("%d KiB", limit>>10)
}

// Reason returns what the system said without repeating the operation and the
// path, which the sentence around it names.
func Reason(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err.Error()
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err.Error()
	}
	return err.Error()
}
