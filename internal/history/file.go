package history

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"corotui/internal/disk"
)

// Defaults of [WithRotation]: together they hold a run over 20,000 webhooks,
// its plan, what was begun, changes and results, so that the whole of it can be
// undone.
const (
	defaultSize = 4 << 20
	defaultKeep = 12
)

// maxFile bounds what is read of one file: nothing that we wrote is longer,
// but what lies in the file's place might be.
const maxFile = 64 << 20

// lockTime is how long another copy of the program is waited for. It holds the
// lock for one write.
const lockTime = 5 * time.Second

// file keeps lines in a file, and older ones in numbered files beside it. All
// of that happens under a lock in a file of its own, because the history's
// file itself is renamed.
type file struct {
	path string
	size int64
	keep int
	seen func(bytes int) // told of every reading; may be nil
}

func newFile(path string) *file { return &file{path: path, size: defaultSize, keep: defaultKeep} }

// beside returns the path of a file next to the history's: history.lock.
func (f *file) beside(extension string) string {
	return strings.TrimSuffix(f.path, filepath.Ext(f.path)) + extension
}

func (f *file) folder() string { return filepath.Dir(f.path) }

// old returns the path of the n-th older file, from 1: history.1.jsonl. The
// newest one is 0.
func (f *file) old(n int) string {
	if n == 0 {
		return f.path
	}
	return f.beside(fmt.Sprintf(".%d%s", n, filepath.Ext(f.path)))
}

// lock takes the lock, which others that read can have as well if it is shared;
// what it returns gives it back.
func (f *file) lock(ctx context.Context, take func(context.Context, string, time.Duration) (func() error, error)) (unlock func() error, err error) {
	path := f.beside(".lock")
	unlock, err = take(ctx, path, lockTime)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("another corotui holds the lock %s for too long", path)
	}
	return unlock, err
}

func (f *file) append(ctx context.Context, line []byte, lasting bool) (err error) {
	if err := disk.MakeFolder(f.folder()); err != nil {
		return err
	}
	unlock, err := f.lock(ctx, disk.Lock)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	carry, err := f.rotate(int64(len(line)))
	if err != nil {
		return err
	}
	return f.write(append(carry, line...), lasting)
}

// write appends a line, and brings it to the disk if it should last.
func (f *file) write(line []byte, lasting bool) (err error) {
	out, err := disk.AppendPrivate(f.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	end, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("finding its end: %w", err)
	}
	torn, err := tornEnd(out, end)
	if err != nil {
		return err
	}
	if torn {
		line = append([]byte{'\n'}, line...)
	}
	if _, err := out.Write(line); err != nil {
		// Half a line would be read as damage for ever.
		return errors.Join(fmt.Errorf("appending: %w", err), out.Truncate(end))
	}
	if !lasting {
		return nil
	}
	if err := out.Sync(); err != nil {
		return fmt.Errorf("bringing it to the disk: %w", err)
	}
	if end == 0 {
		return disk.SyncFolder(f.folder())
	}
	return nil
}

// tornEnd reports whether the last line was cut by a crash: the next one then
// begins on a line of its own.
func tornEnd(in io.ReaderAt, end int64) (bool, error) {
	if end == 0 {
		return false, nil
	}
	var last [1]byte
	if _, err := in.ReadAt(last[:], end-1); err != nil {
		return false, fmt.Errorf("reading its end: %w", err)
	}
	return last[0] != '\n', nil
}

// rotate begins a new file when the line would make this one too long. It returns
// what stands at the start of a new one that has others before it.
func (f *file) rotate(line int64) (carry []byte, err error) {
	info, err := os.Lstat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if !f.exists() {
			return nil, nil
		}
		return f.carry(), nil
	case err != nil:
		return nil, fmt.Errorf("looking at it: %w", err)
	case info.Size() == 0 || info.Size()+line <= f.size:
		return nil, nil
	}
	for n := f.keep; n >= 1; n-- {
		// A crash may have left a gap in the numbers.
		if err := os.Rename(f.old(n-1), f.old(n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("beginning a new file: %w", err)
		}
	}
	return f.carry(), nil
}

// backward takes the lock, so that no file is renamed between two others. Where
// it cannot be taken, as in a read-only folder, no one writes either.
func (f *file) backward(ctx context.Context, each func(line) (bool, error)) (err error) {
	if !f.exists() {
		return nil
	}
	if unlock, lockErr := f.lock(ctx, disk.LockShared); lockErr == nil {
		defer func() { err = errors.Join(err, unlock()) }()
	}
	return f.lines(0, each)
}

// exists reports whether there is a history: before the first change not even a
// lock is made.
func (f *file) exists() bool {
	for n := range f.keep + 1 {
		if _, err := os.Lstat(f.old(n)); err == nil {
			return true
		}
	}
	return false
}

// lines gives the lines to each, from those of the n-th file on, 0 being the
// newest.
func (f *file) lines(n int, each func(line) (bool, error)) error {
	for ; n <= f.keep; n++ {
		more, err := f.linesOf(f.old(n), each)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a crash may have left a gap in the numbers
		}
		if err != nil || !more {
			return err
		}
	}
	return nil
}

func (f *file) linesOf(path string, each func(line) (bool, error)) (more bool, err error) {
	in, info, err := disk.Open(path)
	if err != nil {
		return false, fmt.Errorf("reading the history: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	from := max(0, info.Size()-maxFile)
	return backward(counted{io.NewSectionReader(in, from, info.Size()-from), f.seen}, info.Size()-from, each)
}

// counted tells how much is read.
type counted struct {
	io.ReaderAt
	seen func(bytes int)
}

func (c counted) ReadAt(p []byte, from int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, from)
	if c.seen != nil {
		c.seen(n)
	}
	return n, err //nolint:wrapcheck // the file's own
}
