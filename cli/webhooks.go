package cli

import (
	"github.com/spf13/cobra"

	"corotui/api"
)

// webhooksCommand holds the commands on the webhooks of one workspace. Each is in the
// file of its name, "webhooks test" in webhooks_sendtest.go.
func (a *app) webhooksCommand() *cobra.Command {
	return a.group(&cobra.Command{
		Use: "webhooks", Aliases: []string{"webhook"}, Short: "List, change, and test webhooks, for scripts",
		Long: "List, change, and test the webhooks of a workspace, for scripts. Name a webhook by its id or name.\n" +
			"With --json, the output has the API's field names; secrets and sensitive headers are masked.",
	},
		a.webhooksListCommand(), a.webhooksGetCommand(), a.webhooksCreateCommand(), a.webhooksEditCommand(),
		a.webhooksToggleCommand("enable", api.Enabled, "Enable webhooks"),
		a.webhooksToggleCommand("disable", api.Disabled, "Disable webhooks"),
		a.webhooksDeleteCommand(), a.webhooksTestCommand(),
	)
}
