package cli

import (
	"github.com/spf13/cobra"

	"corotui/internal/bulk"
)

// webhooksCommand holds the commands on the webhooks of one workspace. Each is in the
// file of its name, or with those that do one thing to some webhooks in
// webhooks_change.go.
func (a *app) webhooksCommand() *cobra.Command {
	return a.group(&cobra.Command{
		Use: "webhooks", Aliases: []string{"webhook"}, Short: "List, change, and test webhooks, for scripts",
		Long: "List, change, and test the webhooks of a workspace, for scripts. Name a webhook by its id or name.\n" +
			"With --json, the output has the API's field names; secrets and sensitive headers are masked unless --show-secrets is given.",
	},
		a.webhooksListCommand(), a.webhooksGetCommand(), a.webhooksCreateCommand(), a.webhooksEditCommand(),
		a.webhooksEnableCommand(), a.webhooksDisableCommand(), a.webhooksTestCommand(), a.webhooksDeleteCommand(), a.webhooksRotateCommand(),
	)
}

func (a *app) webhooksEnableCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "enable WEBHOOK...", Short: "Enable webhooks",
		Example: "corotui webhooks enable Billing\ncorotui webhooks enable 66b204f0c992d50b8b2f984c --if-test-passes",
	}
	tested := c.Flags().Bool("if-test-passes", false, "test each first, and enable it only if the test was delivered")
	return a.webhooksChangeCommand(c, false, func() (bulk.Action, error) {
		if *tested {
			return bulk.Action{Kind: bulk.EnableIfDelivered}, nil
		}
		return bulk.Action{Kind: bulk.Enable}, nil
	})
}

func (a *app) webhooksDisableCommand() *cobra.Command {
	return a.webhooksChangeCommand(&cobra.Command{Use: "disable WEBHOOK...", Short: "Disable webhooks"}, false, ofKind(bulk.Disable))
}

func (a *app) webhooksTestCommand() *cobra.Command {
	c := &cobra.Command{Use: "test WEBHOOK...", Short: "Send Coro's test and show the answer"}
	return a.webhooksChangeCommand(c, false, ofKind(bulk.Test))
}

func (a *app) webhooksDeleteCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "delete WEBHOOK...", Short: "Delete webhooks",
		Example: "corotui webhooks delete Billing\ncorotui webhooks delete Billing --if-present --yes",
	}
	o := a.webhooksChange(c, true, ofKind(bulk.Delete))
	c.Flags().BoolVar(&o.ifPresent, "if-present", false, "do not fail if a webhook does not exist")
	return c
}

func (a *app) webhooksRotateCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "rotate-secret WEBHOOK...", Short: "Give webhooks a new secret",
		Example: "pass show hook | corotui webhooks rotate-secret Billing --secret-stdin --yes",
	}
	var given newSecretFlags
	given.register(c)
	return a.webhooksChangeCommand(c, true, func() (bulk.Action, error) { return given.action(c.Context(), a) })
}

// ofKind is the action of a command that needs nothing more.
func ofKind(kind bulk.Kind) func() (bulk.Action, error) {
	return func() (bulk.Action, error) { return bulk.Action{Kind: kind}, nil }
}
