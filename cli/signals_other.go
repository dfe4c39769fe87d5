//go:build !unix

package cli

import "os"

// endingSignals ask the program to end.
var endingSignals = []os.Signal{os.Interrupt}
