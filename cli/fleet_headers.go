package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"corotui/api"
	"corotui/internal/bulk"
)

func (a *app) fleetSetHeaderCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "set-header 'NAME: VALUE'", Short: "Add a header to the selected webhooks, or change it",
		Long: "Add a header to the selected webhooks, or change it. Give a credential as NAME --value-stdin, since everyone on this machine " +
			"can read a command line.",
		Example: "corotui fleet set-header 'X-Env: prod' --all --yes\n" +
			"pass show token | \\\n  corotui fleet set-header Authorization --value-stdin --all --yes",
	}
	valueStdin := c.Flags().Bool("value-stdin", false, "read the value from stdin")
	return a.fleetChangeCommand(c, cobra.ExactArgs(1), func(args []string) (bulk.Action, error) {
		return a.headerAction(c.Context(), args[0], *valueStdin)
	})
}

func (a *app) fleetRemoveHeaderCommand() *cobra.Command {
	c := &cobra.Command{Use: "remove-header NAME...", Short: "Remove headers from the selected webhooks"}
	return a.fleetChangeCommand(c, someArguments("header"), func(args []string) (bulk.Action, error) {
		return bulk.Action{Kind: bulk.RemoveHeader, Headers: headersOf(args)}, nil
	})
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

// headersOf are names of headers of the command line.
func headersOf(args []string) []api.Text {
	names := make([]api.Text, len(args))
	for i, arg := range args {
		names[i] = api.Text(arg)
	}
	return names
}
