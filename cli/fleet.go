package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
)

// fleetCommand holds the commands on all workspaces below the channel. Alone it is
// fleet list.
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
	c.AddCommand(a.fleetListCommand(), a.fleetWatchCommand(), a.fleetResumeCommand())
	c.AddCommand(a.fleetStatusCommands()...)
	c.AddCommand(a.fleetFieldCommands()...)
	c.AddCommand(a.fleetRotateCommand(), a.fleetCopyCommand())
	return c
}

// fleetStatusCommands take no arguments.
func (a *app) fleetStatusCommands() []*cobra.Command {
	enable := &cobra.Command{
		Use: "enable", Short: "Enable the selected webhooks",
		Example: "corotui fleet enable --status disabled --if-test-passes --yes",
	}
	tested := enable.Flags().Bool("if-test-passes", false, "test each first, and enable it only if the test was delivered")
	return []*cobra.Command{
		a.fleetChangeCommand(enable, cobra.NoArgs, func([]string) (bulk.Action, error) {
			if *tested {
				return bulk.Action{Kind: bulk.EnableIfDelivered}, nil
			}
			return bulk.Action{Kind: bulk.Enable}, nil
		}),
		a.fleetChangeCommand(&cobra.Command{Use: "disable", Short: "Disable the selected webhooks"}, cobra.NoArgs, kindOnly(bulk.Disable)),
		a.fleetChangeCommand(&cobra.Command{Use: "test", Short: "Send Coro's test to the selected webhooks"}, cobra.NoArgs, kindOnly(bulk.Test)),
		a.fleetChangeCommand(&cobra.Command{
			Use: "delete", Short: "Delete the selected webhooks",
			Example: "corotui fleet delete --filter 'name:\"old hook\"' --dry-run",
		}, cobra.NoArgs, kindOnly(bulk.Delete)),
	}
}

// fleetFieldCommands change one field, which their arguments give.
func (a *app) fleetFieldCommands() []*cobra.Command {
	force := false
	addTrigger := &cobra.Command{
		Use: "add-trigger TRIGGER...", Short: "Add triggers to the selected webhooks",
		Example: "corotui fleet add-trigger protected-users-added --filter name:billing --yes",
	}
	addTrigger.Flags().BoolVar(&force, "force", false, "allow triggers that corotui does not know")
	removeTrigger := &cobra.Command{Use: "remove-trigger TRIGGER...", Short: "Remove triggers from the selected webhooks"}
	removeTrigger.Flags().BoolVar(&force, "force", false, "allow triggers that corotui does not know")
	valueStdin := false
	setHeader := &cobra.Command{
		Use: "set-header 'NAME: VALUE'", Short: "Add a header to the selected webhooks, or change it",
		Long: "Add a header to the selected webhooks, or change it. Give a credential as NAME --value-stdin, since everyone on this machine " +
			"can read a command line.",
		Example: "corotui fleet set-header 'X-Env: prod' --all --yes\n" +
			"pass show token | \\\n  corotui fleet set-header Authorization --value-stdin --all --yes",
	}
	setHeader.Flags().BoolVar(&valueStdin, "value-stdin", false, "read the value from stdin")
	return []*cobra.Command{
		a.fleetChangeCommand(&cobra.Command{
			Use: "set-url FROM TO", Short: "Replace a host, or the start of a URL, in the selected webhooks",
			Long: "Replace a host (old.example.com), or the start of a URL (https://old.example.com/in), in the selected webhooks. " +
				"Those that do not have it are skipped.",
			Example: "corotui fleet set-url old.example.com new.example.com --all --dry-run",
		}, cobra.ExactArgs(2), func(args []string) (bulk.Action, error) {
			return bulk.Action{Kind: bulk.SetURL, From: args[0], To: args[1]}, nil
		}),
		a.fleetChangeCommand(addTrigger, someArguments("trigger"), func(args []string) (bulk.Action, error) {
			return bulk.Action{Kind: bulk.AddTrigger, Triggers: triggersOf(args), Force: force}, nil
		}),
		a.fleetChangeCommand(removeTrigger, someArguments("trigger"), func(args []string) (bulk.Action, error) {
			return bulk.Action{Kind: bulk.RemoveTrigger, Triggers: triggersOf(args), Force: force}, nil
		}),
		a.fleetChangeCommand(setHeader, cobra.ExactArgs(1), func(args []string) (bulk.Action, error) {
			return a.headerAction(setHeader.Context(), args[0], valueStdin)
		}),
		a.fleetChangeCommand(&cobra.Command{Use: "remove-header NAME...", Short: "Remove headers from the selected webhooks"},
			someArguments("header"), func(args []string) (bulk.Action, error) {
				return bulk.Action{Kind: bulk.RemoveHeader, Headers: headersOf(args)}, nil
			}),
	}
}

// headerAction is a header of the command line, whose value may be on stdin.
func (a *app) headerAction(ctx context.Context, arg string, valueStdin bool) (bulk.Action, error) {
	if !valueStdin {
		header, err := headerOf(arg, "set-header", "Give its name and --value-stdin")
		return bulk.Action{Kind: bulk.AddHeader, Header: header}, err
	}
	if strings.Contains(arg, ":") {
		return bulk.Action{}, usage("set-header takes only the name with --value-stdin")
	}
	value, err := a.secretLine(ctx, "--value-stdin")
	header := api.Header{Name: api.Text(arg), Value: api.Text(value.Reveal())}
	return bulk.Action{Kind: bulk.AddHeader, Header: header}, err
}
