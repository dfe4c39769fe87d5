package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// Modes of everything that the program writes.
const (
	fileMode   fs.FileMode = 0o600
	folderMode fs.FileMode = 0o700
)

// FixWith is between what is wrong with a file and the command that fixes it.
const FixWith = "; fix it with: "

// Error is a file or a setting that cannot be used until the user fixes it: never
// a failure of the machine. It is one sentence that names the place, what is wrong
// there, and what is allowed or what fixes it.
type Error struct {
	Where   string // "--region", "COROTUI_REGION", "/…/config.yaml:7"
	Problem string // what is wrong and what is allowed
	Brief   string // the problem without what another program said, which may be private; empty: it is that already
	Cause   error  // may be nil
}

// Error returns the sentence.
func (e *Error) Error() string {
	if e.Where == "" {
		return e.Problem
	}
	return e.Where + ": " + e.Problem
}

// Unwrap returns what the system said, if it said anything.
func (e *Error) Unwrap() error { return e.Cause }

// ReadPrivate reads a file that holds a secret, as [WritePrivate] writes it. A
// file or folder that others could read or have written is refused with an
// [*Error] that names the command that fixes it; of a missing one the error is
// fs.ErrNotExist.
func ReadPrivate(path string) ([]byte, error) { return ReadPrivateUpTo(path, MiB) }

// ReadPrivateUpTo is [ReadPrivate] for files that may be larger.
func ReadPrivateUpTo(path string, limit int64) ([]byte, error) {
	if err := checkFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	before, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", path, err)
	}
	if before.IsDir() {
		return nil, &Error{Where: path, Problem: "is a folder, so no secret is kept in it; move it away with: mv " + InShell(path) + " " + InShell(path+".old")}
	}
	if err := checkPrivate(path, before); err != nil {
		return nil, err
	}
	f, after, err := Open(path)
	if err != nil {
		return nil, &Error{Where: path, Problem: "what is stored there cannot be read: " + Reason(err) + "" + FixWith + "chmod 600 " + InShell(path), Cause: err}
	}
	defer func() { _ = f.Close() }() // only read
	if !os.SameFile(before, after) { // or a link could be slipped in between
		return nil, &Error{Where: path, Problem: "changed while it was opened, so it was not read; try again"}
	}
	data, err := All(f, limit)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return data, nil
}

// WritePrivate writes a file that holds a secret, by [WriteFile], into a folder
// of mode 0700, which it makes. A folder that others can look into is refused,
// and so is a file that is a symbolic link.
func WritePrivate(path string, data []byte) error {
	if err := MakePrivateFolder(filepath.Dir(path)); err != nil {
		return err
	}
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return checkPrivate(path, info)
	}
	return WriteFile(path, data)
}

// WriteFile puts data at path by [Replace], with mode 0600. Missing folders are
// made with mode 0700.
func WriteFile(path string, data []byte) error {
	if err := MakeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	return Replace(path, data, fileMode)
}

// MakeFolder makes a folder of mode 0700, and what leads to it. One that is there
// may be of any mode.
func MakeFolder(folder string) error {
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return fmt.Errorf("make folder %s: %s; see who may write there with: ls -ld %s", folder, Reason(err), InShell(filepath.Dir(folder)))
	}
	return nil
}

// MakePrivateFolder makes a folder of mode 0700, or refuses one that is there
// and that others can look into.
func MakePrivateFolder(folder string) error {
	if err := MakeFolder(folder); err != nil {
		return err
	}
	return checkFolder(folder)
}

// IsPrivateFolder reports whether a folder is there, belongs to this user, and is
// open to no one else.
func IsPrivateFolder(folder string) bool {
	info, err := os.Lstat(folder)
	return err == nil && info.IsDir() && checkPrivate(folder, info) == nil
}

func checkFolder(folder string) error {
	info, err := os.Lstat(folder)
	if err != nil {
		return fmt.Errorf("look at %s: %w", folder, err)
	}
	return checkPrivate(folder, info)
}

// checkPrivate refuses a file or folder which holds secrets and which others
// could read or have put there: through a symbolic link, with another owner, or
// with an open mode. Each refusal names the command that fixes it.
func checkPrivate(path string, info fs.FileInfo) error {
	kind, mode := "file", "600"
	if info.IsDir() {
		kind, mode = "folder", "700"
	}
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return &Error{Where: path, Problem: "is a symbolic link, and a secret is not read through one; remove it with: rm " + InShell(path)}
	case !info.IsDir() && !info.Mode().IsRegular():
		return &Error{Where: path, Problem: "is not a plain file, so no secret is kept in it; remove it with: rm " + InShell(path)}
	case foreign(info):
		return &Error{Where: path, Problem: fmt.Sprintf("this %s belongs to another user%ssudo chown $(id -u) %s", kind, FixWith, InShell(path))}
	case !onWindows && info.Mode().Perm()&0o077 != 0:
		return &Error{Where: path, Problem: fmt.Sprintf("others can read this %s (mode %04o)%schmod %s %s", kind, info.Mode().Perm(), FixWith, mode, InShell(path))}
	}
	return nil
}

// ReadTrusted reads a file that others may read and that says what the program
// does, as a config file. One that another user than root can change is refused:
// its owner can, or everyone. A group that can is often the user's own, and the
// null device holds nothing.
func ReadTrusted(path string) ([]byte, error) {
	f, info, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	switch {
	case !info.Mode().IsRegular():
	case foreign(info) && !ofRoot(info):
		return nil, fmt.Errorf("others can change it, as it belongs to another user%ssudo chown $(id -u) %s", FixWith, InShell(path))
	case !onWindows && info.Mode().Perm()&0o002 != 0:
		return nil, fmt.Errorf("others can change it (mode %04o)%schmod 600 %s", info.Mode().Perm(), FixWith, InShell(path))
	}
	return All(f, MiB)
}

// AppendPrivate opens a regular file to read and to write at its end, and makes it
// with mode 0600 if it is missing. One that is open to others, as a restored backup
// may be, is taken from them. A link is refused: it could lead the lines anywhere.
func AppendPrivate(path string) (*os.File, error) {
	if err := CheckRegular(path); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, fileMode)
	if err != nil {
		return nil, fmt.Errorf("opening it: %w", err)
	}
	info, err := f.Stat()
	if err == nil && !onWindows && info.Mode().Perm()&^fileMode != 0 {
		err = f.Chmod(fileMode)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("making it private: %w", err), f.Close())
	}
	return f, nil
}

// CheckRegular refuses what is at a path and is not a regular file, also a link to
// one. Nothing there is fine.
func CheckRegular(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look at %s: %w", path, err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a regular file; move it away", path)
	}
	return nil
}

// InShell is a path as a shell reads it back from what the user copies.
func InShell(path string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/._-+:@%,", r)
	}
	if onWindows || !strings.ContainsFunc(path, func(r rune) bool { return !plain(r) }) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
