// Package locks lets several programs on one machine wait for each other. The
// system gives a lock back when the program that has it ends, however it ends.
package locks

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

const (
	folderMode = 0o700
	fileMode   = 0o600
	poll       = 25 * time.Millisecond // how often a lock that another program has is asked for
)

// Folder holds locks as files, each only while someone has it. It is made when
// the first one is asked for.
type Folder struct {
	path, about string
}

// In returns the locks in a folder that are about one thing, such as a server:
// the same keys about another one are other locks.
func In(path, about string) Folder { return Folder{path, about} }

// Lock waits for the lock of this key, or for the end of ctx. A folder that
// cannot be used is an error.
func (f Folder) Lock(ctx context.Context, key string) (unlock func() error, err error) {
	if err := os.MkdirAll(f.path, folderMode); err != nil {
		return nil, fmt.Errorf("making the folder of locks: %w", err)
	}
	sum := sha256.Sum256([]byte(f.about + "\x00" + key))
	path := filepath.Join(f.path, hex.EncodeToString(sum[:16])+".lock")
	for {
		l := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(fileMode))
		if _, err := l.TryLockContext(ctx, poll); err != nil {
			return nil, fmt.Errorf("waiting for a lock: %w", err)
		}
		if current(l, path) {
			return func() error { return release(l, path) }, nil
		}
		// Whoever had it took the file away, so this is the lock of no one.
		if err := l.Unlock(); err != nil {
			return nil, fmt.Errorf("leaving a lock: %w", err)
		}
	}
}

// current reports whether what is locked is still the file of this path.
func current(l *flock.Flock, path string) bool {
	held, err := l.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(held, there)
}

// release takes the file away before the lock is given back, so that none is
// left over; see [current] for those who wait for it meanwhile.
func release(l *flock.Flock, path string) error {
	gone := os.Remove(path)
	if errors.Is(gone, fs.ErrNotExist) || errors.Is(gone, fs.ErrPermission) {
		gone = nil // Windows does not remove an open file
	}
	return errors.Join(gone, l.Unlock())
}
