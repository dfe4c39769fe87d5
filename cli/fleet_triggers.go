package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
)

func (a *app) fleetAddTriggerCommand() *cobra.Command {
	return a.fleetTriggerCommand(&cobra.Command{
		Use: "add-trigger TRIGGER...", Short: "Add triggers to the selected webhooks",
		Example: "corotui fleet add-trigger protected-users-added --filter name:billing --yes",
	}, bulk.AddTrigger)
}

func (a *app) fleetRemoveTriggerCommand() *cobra.Command {
	return a.fleetTriggerCommand(&cobra.Command{
		Use: "remove-trigger TRIGGER...", Short: "Remove triggers from the selected webhooks",
	}, bulk.RemoveTrigger)
}

// fleetTriggerCommand makes a command whose arguments are triggers.
func (a *app) fleetTriggerCommand(c *cobra.Command, kind bulk.Kind) *cobra.Command {
	force := c.Flags().Bool("force", false, "allow triggers that corotui does not know")
	return a.fleetChangeCommand(c, someArguments("trigger"), func(args []string) (bulk.Action, error) {
		return bulk.Action{Kind: kind, Triggers: triggersOf(args), Force: *force}, nil
	})
}

// triggersOf are triggers of the command line, each for itself or with commas between.
func triggersOf(args []string) []api.Trigger {
	var triggers []api.Trigger
	for _, arg := range args {
		for word := range strings.SplitSeq(arg, ",") {
			triggers = append(triggers, api.Trigger(strings.TrimSpace(word)))
		}
	}
	return triggers
}
