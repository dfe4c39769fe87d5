package disk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lockPoll is how often a lock that another program has is asked for.
const lockPoll = 5 * time.Millisecond

func lockFile(path string) *flock.Flock {
	return flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(fileMode))
}

// Lock waits until no other program holds the lock file at path, for so long at
// most: after that the error is context.DeadlineExceeded. The system gives the lock
// back when the program that has it ends, however it ends. The file is made with
// mode 0600, and stays; its folder must exist.
func Lock(ctx context.Context, path string, wait time.Duration) (unlock func() error, err error) {
	return lock(ctx, path, wait, (*flock.Flock).TryLockContext)
}

// LockShared is [Lock] for those who only read: they do not wait for each other.
func LockShared(ctx context.Context, path string, wait time.Duration) (unlock func() error, err error) {
	return lock(ctx, path, wait, (*flock.Flock).TryRLockContext)
}

func lock(ctx context.Context, path string, wait time.Duration, take func(*flock.Flock, context.Context, time.Duration) (bool, error)) (unlock func() error, err error) {
	if err := CheckRegular(path); err != nil { // a pipe would hang
		return nil, fmt.Errorf("lock: %w", err)
	}
	l := lockFile(path)
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if _, err := take(l, waiting, lockPoll); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return l.Unlock, nil
}

// Locks are locks as files in a folder, each there only while someone has it. The
// folder is made when the first one is asked for.
type Locks struct{ folder, about string }

// NewLocks returns the locks in a folder that are about one thing, such as a
// server: the same keys about another one are other locks.
func NewLocks(folder, about string) Locks { return Locks{folder, about} }

// Lock waits for the lock of this key, or for the end of ctx. A folder that
// cannot be used is an error.
func (f Locks) Lock(ctx context.Context, key string) (unlock func() error, err error) {
	if err := MakeFolder(f.folder); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(f.about + "\x00" + key))
	l := lockFile(filepath.Join(f.folder, hex.EncodeToString(sum[:16])+".lock"))
	for {
		if _, err := l.TryLockContext(ctx, lockPoll); err != nil {
			return nil, fmt.Errorf("waiting for a lock: %w", err)
		}
		if current(l) {
			return func() error { return release(l) }, nil
		}
		// Whoever had it took the file away, so this is the lock of no one.
		if err := l.Unlock(); err != nil {
			return nil, fmt.Errorf("leaving a lock: %w", err)
		}
	}
}

// TryLock takes the lock file at path, which is there only while someone has it, or
// reports that another program, or this one, has it.
func TryLock(path string) (unlock func() error, free bool, err error) {
	l := lockFile(path)
	for {
		got, err := l.TryLock()
		if err != nil {
			return nil, false, fmt.Errorf("lock %s: %w", path, err)
		}
		if !got || current(l) {
			return func() error { return release(l) }, got, nil
		}
		if err := l.Unlock(); err != nil { // whoever had it took the file away just now
			return nil, false, fmt.Errorf("leaving a lock: %w", err)
		}
	}
}

// current reports whether what is locked is still the file of its path.
func current(l *flock.Flock) bool {
	held, err := l.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(l.Path())
	return err == nil && os.SameFile(held, there)
}

// release takes the file away before the lock is given back, so that none is
// left over; see [current] for those who wait for it meanwhile.
func release(l *flock.Flock) error {
	gone := os.Remove(l.Path())
	if errors.Is(gone, fs.ErrNotExist) || errors.Is(gone, fs.ErrPermission) {
		gone = nil // Windows does not remove an open file
	}
	return errors.Join(gone, l.Unlock())
}
