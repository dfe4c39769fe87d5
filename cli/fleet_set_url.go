package cli

import (
	"github.com/spf13/cobra"

	"corotui/internal/bulk"
)

func (a *app) fleetSetURLCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "set-url FROM TO", Short: "Replace a host, or the start of a URL, in the selected webhooks",
		Long: "Replace a host (old.example.com), or the start of a URL (https://old.example.com/in), in the selected webhooks. " +
			"Those that do not have it are skipped.",
		Example: "corotui fleet set-url old.example.com new.example.com --all --dry-run",
	}
	return a.fleetChangeCommand(c, cobra.ExactArgs(2), func(args []string) (bulk.Action, error) {
		return bulk.Action{Kind: bulk.SetURL, From: args[0], To: args[1]}, nil
	})
}
