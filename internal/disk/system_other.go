//go:build !unix

package disk

import "io/fs"

// noWait is not needed where pipes are no files.
const noWait = 0

func unread(error) bool { return false }

// foreign cannot be told from the mode bits here; the folder's access list,
// which the user's profile folder sets, is what protects the file.
func foreign(fs.FileInfo) bool { return false }

// ofRoot cannot be told either.
func ofRoot(fs.FileInfo) bool { return false }
