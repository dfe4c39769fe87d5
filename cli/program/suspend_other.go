//go:build !unix

package program

// Suspender returns what stops the program until the user brings it back from
// the shell: nothing can, here.
func (*Terminal) Suspender() func() error { return nil }
