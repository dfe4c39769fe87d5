//go:build !unix

package tokens

import "os"

// ours reports whether a runtime folder is there. Who else may open it cannot
// be told from its mode here.
func ours(folder string) bool {
	info, err := os.Lstat(folder)
	return err == nil && info.IsDir()
}
