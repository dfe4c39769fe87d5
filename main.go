// Corotui is a terminal program for the webhooks of the Coro platform.
package main

import (
	"context"
	"io"
	"os"

	tea "charm.land/bubbletea/v2"

	"corotui/cli"
	"corotui/internal/environment"
)

func main() { os.Exit(run(os.Args[1:], environment.All(), os.Stdin, os.Stdout, os.Stderr)) }

// run carries out one command line, until it is done or a signal ends it, and
// returns the exit code.
func run(args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := cli.Notify(context.Background())
	defer stop()
	return cli.Run(ctx, cli.Process{
		Args: args, Env: env, Stdin: stdin, Stdout: stdout, Stderr: stderr, OpenTerminal: tea.OpenTTY,
	})
}
