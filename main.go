// Corotui is a terminal program for the webhooks of the Coro platform.
package main

import (
	"context"
	"os"

	tea "charm.land/bubbletea/v2"

	"corotui/cli"
	"corotui/cli/program"
	"corotui/internal/environment"
)

func main() {
	ctx, stop := program.Notify(context.Background())
	code := cli.Run(ctx, cli.Process{
		Args: os.Args[1:], Env: environment.All(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, OpenTerminal: tea.OpenTTY,
	})
	stop()
	os.Exit(code)
}
