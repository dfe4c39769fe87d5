package cli

import (
	"github.com/spf13/cobra"

	"corotui/internal/bulk"
)

// fleetCommand holds the commands on all workspaces below the channel. Alone it is
// fleet list. Each is in the file of its name, or here if it takes nothing but what
// selects webhooks.
func (a *app) fleetCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "fleet", Short: "List and change the webhooks of every workspace below the channel, for scripts and cron",
		Long: "List and change the webhooks of every workspace below the channel, for scripts and cron.\n" +
			"Workspaces without access are counted and do not fail a command. It exits with 6 when others could not be read, " +
			"were skipped because the server asked to wait for more than 2 minutes, or at the time limit.\n" +
			"A command that changes webhooks takes those that --filter, --status, --workspace-filter, or --ids select, or --all.",
		Example: "corotui fleet list --status disabled\ncorotui fleet enable --filter 'url:hooks.example.com' --yes\n" +
			"corotui fleet set-url old.example.com new.example.com --all --dry-run",
	}
	a.listsFleet(c)
	c.AddCommand(
		a.fleetListCommand(), a.fleetWatchCommand(), a.fleetResumeCommand(),
		a.fleetEnableCommand(), a.fleetDisableCommand(), a.fleetTestCommand(), a.fleetDeleteCommand(),
		a.fleetSetURLCommand(), a.fleetAddTriggerCommand(), a.fleetRemoveTriggerCommand(), a.fleetSetHeaderCommand(), a.fleetRemoveHeaderCommand(),
		a.fleetRotateCommand(), a.fleetCopyCommand(),
	)
	return c
}

func (a *app) fleetEnableCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "enable", Short: "Enable the selected webhooks",
		Example: "corotui fleet enable --status disabled --if-test-passes --yes",
	}
	tested := c.Flags().Bool("if-test-passes", false, "test each first, and enable it only if the test was delivered")
	return a.fleetChangeCommand(c, cobra.NoArgs, func([]string) (bulk.Action, error) {
		if *tested {
			return bulk.Action{Kind: bulk.EnableIfDelivered}, nil
		}
		return bulk.Action{Kind: bulk.Enable}, nil
	})
}

func (a *app) fleetDisableCommand() *cobra.Command {
	c := &cobra.Command{Use: "disable", Short: "Disable the selected webhooks"}
	return a.fleetChangeCommand(c, cobra.NoArgs, kindOnly(bulk.Disable))
}

func (a *app) fleetTestCommand() *cobra.Command {
	c := &cobra.Command{Use: "test", Short: "Send Coro's test to the selected webhooks"}
	return a.fleetChangeCommand(c, cobra.NoArgs, kindOnly(bulk.Test))
}

func (a *app) fleetDeleteCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "delete", Short: "Delete the selected webhooks",
		Example: "corotui fleet delete --filter 'name:\"old hook\"' --dry-run",
	}
	return a.fleetChangeCommand(c, cobra.NoArgs, kindOnly(bulk.Delete))
}
