// Package environment is what the program was started with. It is read before
// any other package can start a program: what that one would inherit is then
// without what is not for it.
//
// Go initializes packages in the order of their import paths as soon as those
// that they import are, and this one imports next to nothing: it comes before
// all from github.com, and so before Lip Gloss, which imports some of them.
package environment

import "os"

// Secret is the variable that a client secret may be in. It is for this program
// alone.
const Secret = "COROTUI_CLIENT_SECRET" //nolint:gosec // G101: the name, not the secret

// multiplexer tells a program that it runs in tmux. Lip Gloss would run "tmux
// info" before main to learn of colours that are not used here, at each start.
const multiplexer = "TMUX"

var all = take()

func take() []string {
	environment := os.Environ()
	for _, name := range []string{Secret, multiplexer} {
		_ = os.Unsetenv(name) // it fails only for a name that cannot be one
	}
	return environment
}

// All returns every variable as "KEY=value", those that children do not inherit
// among them.
func All() []string { return all }
