//go:build unix

package disk_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"corotui/internal/disk"
)

// must ends the test with the first error.
func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// TestRead meets everything that can lie in a file's place, and comes back at once.
func TestRead(t *testing.T) {
	t.Parallel()
	at := func(name string) string { return filepath.Join(t.TempDir(), name) }
	small, large, pipe, link, circle, missing := at("small"), at("large"), at("pipe"), at("link"), at("circle"), at("missing")
	must(t, os.WriteFile(small, []byte("text"), 0o600), os.WriteFile(large, make([]byte, disk.MiB+1), 0o600), syscall.Mkfifo(pipe, 0o600),
		os.Symlink(small, link), os.Symlink(circle, circle))
	toPipe := at("toPipe")
	must(t, os.Symlink(pipe, toPipe))
	for name, test := range map[string]struct{ path, want, fails string }{
		"file":           {path: small, want: "text"},
		"link":           {path: link, want: "text"},
		"null device":    {path: os.DevNull},
		"pipe":           {path: pipe, fails: "it is a pipe, not a regular file"},
		"link to a pipe": {path: toPipe, fails: "it is a pipe, not a regular file"},
		"endless device": {path: "/dev/zero", fails: "it is a device, not a regular file"},
		"folder":         {path: filepath.Dir(small), fails: "it is a folder, not a regular file"},
		"too large":      {path: large, fails: "it is too large: more than 1 MiB"},
		"circle":         {path: circle, fails: "too many levels of symbolic links"},
		"missing":        {path: missing, fails: "no such file or directory"},
	} {
		for face, read := range map[string]func(string, int64) ([]byte, error){"file": disk.Read, "input": disk.ReadInput} {
			data, err := read(test.path, disk.MiB)
			if test.fails == "" && (err != nil || string(data) != test.want) {
				t.Errorf("%s as %s: got %q, %v", name, face, data, err)
			}
			if test.fails != "" && (err == nil || disk.Reason(err) != test.fails) {
				t.Errorf("%s as %s: got %v, want %s", name, face, err, test.fails)
			}
		}
	}
	if _, err := disk.Read(missing, 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of a missing file: %v", err)
	}
}

// TestReadSocket is of its own, as a socket's path must be short.
func TestReadSocket(t *testing.T) {
	t.Parallel()
	folder, err := os.MkdirTemp("", "s") //nolint:usetesting // its path is too long
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	path := filepath.Join(folder, "s")
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", path)
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	if _, err := disk.Read(path, 1); err == nil || err.Error() != "it is a socket, not a regular file" {
		t.Errorf("got %v", err)
	}
}

// TestReadDescriptor reads what a shell passes as <(…).
func TestReadDescriptor(t *testing.T) {
	t.Parallel()
	for text, fails := range map[string]string{"text": "", strings.Repeat("x", 2000): "it is too large: more than 1 KiB"} {
		in, out, err := os.Pipe()
		must(t, err)
		_, err = out.WriteString(text)
		must(t, err, out.Close())
		data, err := disk.ReadInput("/dev/fd/"+strconv.Itoa(int(in.Fd())), 1<<10)
		if fails == "" && (err != nil || string(data) != text) || fails != "" && (err == nil || err.Error() != fails) {
			t.Errorf("got %q, %v", data, err)
		}
		must(t, in.Close())
	}
}

// TestOutput writes to everything that a path can lead to.
func TestOutput(t *testing.T) {
	t.Parallel()
	const text = "new"
	for name, test := range map[string]struct {
		make  func(path string) error // what is there before
		want  string                  // at the end of the path
		mode  fs.FileMode             // of what is there afterwards, without following a link
		fails string
	}{
		"nothing": {want: text, mode: 0o644},
		"a file":  {make: func(path string) error { return os.WriteFile(path, []byte("older text"), 0o600) }, want: text, mode: 0o600},
		"a link": {make: func(path string) error {
			return errors.Join(os.WriteFile(path+".real", []byte("old"), 0o640), os.Symlink(filepath.Base(path)+".real", path))
		}, want: text, mode: fs.ModeSymlink},
		"a loose link":  {make: func(path string) error { return os.Symlink(filepath.Base(path)+".real", path) }, want: text, mode: fs.ModeSymlink},
		"a circle":      {make: func(path string) error { return os.Symlink(path, path) }, mode: fs.ModeSymlink, fails: "too many levels of symbolic links"},
		"a device":      {make: func(path string) error { return os.Symlink(os.DevNull, path) }, mode: fs.ModeSymlink},
		"a full device": {make: func(path string) error { return os.Symlink("/dev/full", path) }, mode: fs.ModeSymlink, fails: "no space left on device"},
		"a folder":      {make: func(path string) error { return os.Mkdir(path, 0o700) }, mode: fs.ModeDir, fails: "it is a folder, not a regular file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "output")
			if test.make != nil {
				must(t, test.make(path))
			}
			err := disk.Output(t.Context(), path, []byte(text), 0o644)
			if (err == nil) != (test.fails == "") || err != nil && err.Error() != "write "+path+": "+test.fails {
				t.Errorf("got %v, want %s", err, test.fails)
			}
			if data, _ := disk.Read(path, disk.MiB); string(data) != test.want {
				t.Errorf("it holds %q", data)
			}
			info, err := os.Lstat(path)
			must(t, err)
			if info.Mode().Type() != test.mode.Type() || test.mode.IsRegular() && info.Mode() != test.mode {
				t.Errorf("it is %v now", info.Mode())
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".corotui*")); len(left) > 0 {
				t.Errorf("left behind: %s", left)
			}
		})
	}
}

// TestOutputToAPipe writes more than a pipe holds to one whose reader comes later.
func TestOutputToAPipe(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	must(t, syscall.Mkfifo(path, 0o600))
	text := bytes.Repeat([]byte("0123456789"), 100<<10)
	written := make(chan error, 1)
	go func() { written <- disk.Output(t.Context(), path, text, 0o644) }()
	got, err := os.ReadFile(path)
	must(t, err, <-written)
	if !bytes.Equal(got, text) {
		t.Errorf("%d bytes of %d came", len(got), len(text))
	}
	if info, err := os.Lstat(path); err != nil || info.Mode().Type() != fs.ModeNamedPipe {
		t.Errorf("it is %v now", info.Mode())
	}
}

// TestOutputIsStopped while it waits for a reader, and while one does not read.
func TestOutputIsStopped(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	must(t, syscall.Mkfifo(path, 0o600))
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := disk.Output(stopped, path, []byte("x"), 0o644); err == nil || !strings.Contains(err.Error(), "context canceled") {
		t.Errorf("without a reader: %v", err)
	}
	reader, err := os.OpenFile(path, os.O_RDWR, 0) // opens without a writer
	must(t, err)
	defer func() { _ = reader.Close() }()
	ctx, cancel := context.WithCancel(t.Context())
	written := make(chan error, 1)
	go func() { written <- disk.Output(ctx, path, make([]byte, disk.MiB), 0o644) }()
	_, err = reader.Read(make([]byte, 1)) // now the rest is being written
	must(t, err)
	cancel()
	if err := <-written; err == nil {
		t.Error("all was written")
	}
}

// TestOutputToADescriptor is of what a script calls /dev/stdout: the open file is
// written, and not put aside by another of its name.
func TestOutputToADescriptor(t *testing.T) {
	t.Parallel()
	open, err := os.Create(filepath.Join(t.TempDir(), "file"))
	must(t, err)
	defer func() { _ = open.Close() }()
	_, err = open.WriteString("before\n")
	must(t, err)
	must(t, disk.Output(t.Context(), "/dev/fd/"+strconv.Itoa(int(open.Fd())), []byte("after\n"), 0o644))
	data := make([]byte, 100)
	n, _ := open.ReadAt(data, 0)
	if string(data[:n]) != "before\nafter\n" {
		t.Errorf("the open file holds %q", data[:n])
	}
}

// TestReplaceLeavesOthers: what is no file is not replaced.
func TestReplaceLeavesOthers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	must(t, syscall.Mkfifo(path, 0o600))
	if err := disk.Replace(path, []byte("x"), 0o600); err == nil || !strings.HasSuffix(err.Error(), ": it is a pipe, not a regular file") {
		t.Errorf("got %v", err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode().Type() != fs.ModeNamedPipe {
		t.Errorf("it is %v now", info.Mode())
	}
}

// TestAppend does not wait for a reader.
func TestAppend(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	pipe, file := filepath.Join(folder, "pipe"), filepath.Join(folder, "file")
	must(t, syscall.Mkfifo(pipe, 0o600))
	if _, err := disk.Append(pipe, 0o600); err == nil || err.Error() != "no one reads from the pipe" {
		t.Errorf("got %v", err)
	}
	for range 2 {
		f, err := disk.Append(file, 0o600)
		must(t, err)
		_, err = f.WriteString("line\n")
		must(t, err, f.Close())
	}
	if data, _ := os.ReadFile(file); string(data) != "line\nline\n" {
		t.Errorf("it holds %q", data)
	}
}
