package state

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"corotui/config"
	"corotui/internal/disk"
)

// Watches are what watches of a fleet remember between their runs, each in a file of
// mode 0600 in the state home. The key of the fingerprints in it is in a file beside it.
type Watches struct{ folder string }

// NewWatches returns those of the state home. It touches nothing yet.
func NewWatches(paths config.Paths) Watches { return Watches{filepath.Join(paths.State, "watches")} }

// Watch is what one watch remembers, and no other program changes until it is closed.
type Watch struct {
	path   string
	unlock func() error
}

// ErrBusy is that another program holds what is asked for.
var ErrBusy = errors.New("another program holds it")

// Open waits until no other program holds what a watch remembers, for so long at most:
// then the error is [ErrBusy]. about is what it watches, a text each.
func (w Watches) Open(ctx context.Context, wait time.Duration, about ...string) (*Watch, error) {
	if err := disk.MakePrivateFolder(w.folder); err != nil {
		return nil, err
	}
	one := &Watch{path: filepath.Join(w.folder, digest(strings.Join(about, "\x00"), tokenDigest))}
	unlock, err := disk.Lock(ctx, one.path+lockExtension, wait)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		return nil, ErrBusy
	case err != nil:
		return nil, fmt.Errorf("wait for other copies of the program: %w", err)
	}
	one.unlock = unlock
	return one, nil
}

// Close lets other programs have it.
func (w *Watch) Close() { _ = w.unlock() } // an end of the program frees it too

// Path is the file.
func (w *Watch) Path() string { return w.path + ".json.gz" }

// Key returns the key of its fingerprints; where there is none, or no good one, a new one
// that is kept from now on.
func (w *Watch) Key(fresh []byte) ([]byte, error) {
	path := w.path + ".key"
	key, err := disk.ReadPrivate(path)
	if err == nil && len(key) == len(fresh) {
		return key, nil
	}
	return fresh, disk.WritePrivate(path, fresh)
}

// Load reads the values that were saved last. That there are none is fs.ErrNotExist.
func (w *Watch) Load(read func(decode func(any) error) error) error {
	values, err := unpack(w.Path())
	if err != nil {
		return err
	}
	return read(values.Decode)
}

// Save replaces the values.
func (w *Watch) Save(write func(encode func(any) error) error) error { return pack(w.Path(), write) }
