package config

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"corotui/internal/disk"
)

// ReadPrivate reads a file that holds a secret, as [WritePrivate] writes it. A
// file or folder that others could read or have written is refused with an
// [*Error] that names the command that mends it; of a missing one the error is
// fs.ErrNotExist.
func ReadPrivate(path string) ([]byte, error) {
	if err := checkFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	return readPrivate(path)
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

// MakePrivateFolder makes a folder of mode 0700, or refuses one that is there
// and that others can look into.
func MakePrivateFolder(folder string) error {
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return noFolder(folder, err)
	}
	return checkFolder(folder)
}

// noFolder is that a folder cannot be made.
func noFolder(folder string, err error) error {
	return fmt.Errorf("make folder %s: %s; see who may write there with: ls -ld %s", folder, disk.Reason(err), inShell(filepath.Dir(folder)))
}

func checkFolder(folder string) error {
	info, err := os.Lstat(folder)
	if err != nil {
		return fmt.Errorf("look at %s: %w", folder, err)
	}
	return checkPrivate(folder, info)
}

// readPrivate reads a file that holds a secret. What was checked and what is
// read must be the same file, or a link could be slipped in between.
func readPrivate(path string) (data []byte, err error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", path, err)
	}
	if before.IsDir() {
		return nil, &Error{Where: path, Problem: "is a folder, so no secret is kept in it; move it away with: mv " + inShell(path) + " " + inShell(path+".old")}
	}
	if err := checkPrivate(path, before); err != nil {
		return nil, err
	}
	f, after, err := disk.Open(path)
	if err != nil {
		return nil, &Error{Where: path, Problem: "what is stored there cannot be read: " + disk.Reason(err) + "; mend it with: chmod 600 " + inShell(path), Cause: err}
	}
	defer func() { _ = f.Close() }() // only read
	if !os.SameFile(before, after) {
		return nil, &Error{Where: path, Problem: "changed while it was opened, so it was not read; try again"}
	}
	if data, err = disk.All(f, maxFile); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return data, nil
}

// checkPrivate refuses a file or folder which holds secrets and which others
// could read or have put there: through a symbolic link, with another owner, or
// with an open mode. Each refusal names the command that mends it.
func checkPrivate(path string, info fs.FileInfo) error {
	kind, mode := "file", "600"
	if info.IsDir() {
		kind, mode = "folder", "700"
	}
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return &Error{Where: path, Problem: "is a symbolic link, and a secret is not read through one; remove it with: rm " + inShell(path)}
	case !info.IsDir() && !info.Mode().IsRegular():
		return &Error{Where: path, Problem: "is not a plain file, so no secret is kept in it; remove it with: rm " + inShell(path)}
	case foreign(info):
		return &Error{Where: path, Problem: fmt.Sprintf("this %s belongs to another user; mend it with: sudo chown $(id -u) %s", kind, inShell(path))}
	case !onWindows && info.Mode().Perm()&0o077 != 0:
		return &Error{Where: path, Problem: fmt.Sprintf("others can read this %s (mode %04o); mend it with: chmod %s %s", kind, info.Mode().Perm(), mode, inShell(path))}
	}
	return nil
}

// inShell is a path as a shell reads it back from what the user copies.
func inShell(path string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/._-+:@%,", r)
	}
	if onWindows || !strings.ContainsFunc(path, func(r rune) bool { return !plain(r) }) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
