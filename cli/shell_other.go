//go:build !unix

package cli

// suspender returns what stops the program until the user brings it back from
// the shell: nothing can, here.
func (*stage) suspender() func() error { return nil }
