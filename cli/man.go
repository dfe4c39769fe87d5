package cli

import (
	"fmt"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
)

// manCommand writes the manual page.
func (a *app) manCommand() *cobra.Command {
	c := &cobra.Command{Use: "man", Short: "Write the manual page", Example: "corotui man | man -l -"}
	return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		page, err := mango.NewManPage(1, cmd.Root())
		if err != nil {
			return fmt.Errorf("make the manual page: %w", err)
		}
		a.printf("%s", page.Build(roff.NewDocument()))
		return nil
	})
}
