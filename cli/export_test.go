package cli

import (
	"context"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"corotui/config"
)

// Show runs any model the way the screens are run, and returns the exit code.
func Show(ctx context.Context, p Process, model tea.Model) int {
	a := &app{process: p, env: config.NewEnv(p.Env)}
	c, err := config.Load(config.Options{Env: a.env})
	a.fail(err)
	terminal, err := a.terminal(ctx)
	a.fail(err)
	if a.failed == nil {
		a.fail(a.show(context.WithoutCancel(ctx), terminal, model, c.Paths, false))
	}
	return a.exitCode(ctx)
}

// Tree is every command.
func Tree() *cobra.Command {
	_, root := wholeTree()
	return root
}
