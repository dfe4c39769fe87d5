package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

const onWindows = runtime.GOOS == "windows"

// Replace puts data at path so that a reader, a crash, or a full disk finds either
// the old file or the whole new one: a temporary file beside it is written, synced,
// and renamed. What is there and is no file, such as a device, is never replaced.
func Replace(path string, data []byte, mode fs.FileMode) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %s", path, Reason(err))
		}
	}()
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() && info.Mode()&fs.ModeSymlink == 0 {
		return &KindError{kindOf(info.Mode())}
	}
	folder := filepath.Dir(path)
	temporary, err := os.CreateTemp(folder, ".corotui-*")
	if err != nil {
		return err //nolint:wrapcheck // the deferred function says what was being done
	}
	if err = fill(temporary, data, mode); err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err == nil {
		return SyncFolder(folder)
	}
	_ = os.Remove(temporary.Name()) // the error is the one to tell
	return err                      //nolint:wrapcheck // the deferred function says what was being done
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

// SyncFolder brings the names in a folder to the disk, so that what was made or
// renamed there outlives the machine. Windows does that by itself.
func SyncFolder(folder string) error {
	if onWindows {
		return nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("bring folder to the disk: %w", err)
	}
	return nil
}

// Output writes what the user asked to have at path. A regular file is written whole
// or not at all, with the mode that it had or else the given one; at the end of a
// symbolic link, which stays. A device or a pipe is written through. A pipe is waited
// for until someone reads from it, for some seconds.
func Output(ctx context.Context, path string, data []byte, mode fs.FileMode) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		target, err := linked(path)
		if err != nil {
			return fmt.Errorf("write %s: %s", path, Reason(err))
		}
		return Replace(target, data, mode)
	case err != nil:
		return fmt.Errorf("write %s: %s", path, Reason(err))
	case info.IsDir():
		return fmt.Errorf("write %s: %w", path, &KindError{kindOf(info.Mode())})
	case info.Mode().IsRegular() && !descriptor(path):
		target, err := filepath.EvalSymlinks(path)
		if err != nil {
			return fmt.Errorf("write %s: %s", path, Reason(err))
		}
		if mode&0o077 == 0 { // what is for its owner alone
			return Replace(target, data, info.Mode().Perm()&mode)
		}
		return Replace(target, data, info.Mode().Perm())
	}
	if err := through(ctx, path, info.Mode(), data); err != nil {
		return fmt.Errorf("write %s: %s", path, Reason(err))
	}
	return nil
}

// linked returns the file that is to be made for a path that leads to none: the path
// itself, or where its symbolic links lead.
func linked(path string) (string, error) {
	const most = 40 // as the system follows
	for range most {
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		if err != nil {
			return "", err //nolint:wrapcheck // Output says what was being done
		}
		next, err := os.Readlink(path)
		if err != nil {
			return "", err //nolint:wrapcheck // Output says what was being done
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(path), next)
		}
		path = next
	}
	return "", errors.New("its symbolic links lead in a circle")
}

// How long a pipe is waited for that no one reads from, and how often it is tried.
const (
	readerWait  = 10 * time.Second
	readerPause = 20 * time.Millisecond
)

// through writes to what is there. It ends with the context, too.
func through(ctx context.Context, path string, mode fs.FileMode, data []byte) error {
	f, err := openThrough(ctx, path, mode)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = f.SetWriteDeadline(time.Now()) }) // what has no deadline does not wait either
	defer stop()
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

func openThrough(ctx context.Context, path string, mode fs.FileMode) (*os.File, error) {
	end := time.After(readerWait)
	for {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|noWait, 0)
		if err == nil || !unread(err) || mode&fs.ModeNamedPipe == 0 {
			return f, err //nolint:wrapcheck // Output says what was being done
		}
		select {
		case <-time.After(readerPause):
		case <-end:
			return nil, errors.New("no one reads from it")
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Append opens a file to write at its end, and makes it with the mode if it is
// missing. A pipe that no one reads from is an error, and not waited for.
func Append(path string, mode fs.FileMode) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY|noWait, mode)
	switch {
	case err != nil && unread(err):
		return nil, errors.New("no one reads from the pipe")
	case err != nil:
		return nil, fmt.Errorf("open: %w", err)
	}
	return f, nil
}
