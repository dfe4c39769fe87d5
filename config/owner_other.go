//go:build !unix

package config

import "io/fs"

// foreign cannot be told from the mode bits here; the folder's access list,
// which the user's profile folder sets, is what protects the file.
func foreign(fs.FileInfo) bool { return false }

// ofRoot cannot be told either.
func ofRoot(fs.FileInfo) bool { return false }
