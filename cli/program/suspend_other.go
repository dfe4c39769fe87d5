//go:build !unix

package program

// Suspender returns what stops the program until the user brings it back from
// the shell: nothing can, here.
func (*Terminal) Suspender() func() error { return nil }

// foreground reports whether the terminal is the program's: no one takes it away, here.
func (*Terminal) foreground() bool { return true }
