//go:build !unix

package cli

// hasShell reports whether there is a shell to suspend the program to.
func hasShell() bool { return false }
