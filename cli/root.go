package cli

import (
	"fmt"
	"slices"
	"strings"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"

	"corotui/ui/keys"
)

// root makes the tree of commands.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "corotui",
		Short: "Look after the webhooks of the Coro platform",
		Long: "Look after the webhooks of the Coro platform: see which are disabled, and enable them again with one key.\n" +
			"Without a command the terminal program starts.",
		Example: "corotui --demo\ncorotui login --profile acme\ncorotui webhooks list --json",
	}
	var demo bool
	var concurrency int
	root.Flags().BoolVar(&demo, "demo", false, "start on invented data, without network and credentials; nothing is written")
	concurrencyFlag(root, &concurrency)
	a.flags.register(root)
	a.command(root, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error { return a.runTUI(cmd, demo, concurrency) })
	if a.onlyScreens() {
		return root
	}
	root.Version = version()
	root.AddCommand(
		a.loginCommand(), a.logoutCommand(), a.profilesCommand(),
		a.webhooksCommand(), a.workspacesCommand(), a.fleetCommand(), a.historyCommand(), a.undoCommand(),
		a.doctorCommand(), a.emulatorCommand(),
		a.manCommand(), keysTopic(),
	)
	a.completes(root)
	return root
}

// onlyScreens reports that the arguments can lead to nothing but the terminal
// program: there are long flags at most, and none that asks for a text. Its
// start then waits for no other command to be made.
func (a *app) onlyScreens() bool {
	return !slices.ContainsFunc(a.process.Args, func(arg string) bool {
		return !strings.HasPrefix(arg, "--") || strings.HasPrefix(arg, "--help") || strings.HasPrefix(arg, "--version")
	})
}

// group is a command that only holds others.
func (a *app) group(c *cobra.Command, below ...*cobra.Command) *cobra.Command {
	c.AddCommand(below...)
	return a.command(c, cobra.ArbitraryArgs, func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage("there is no command %q; %s --help lists them", strings.Join(args, " "), cmd.CommandPath())
		}
		return usage("%s needs a command; %s --help lists them", cmd.CommandPath(), cmd.CommandPath())
	})
}

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

// keysTopic is the help about keys, "corotui --help keys". It cannot be run.
func keysTopic() *cobra.Command {
	var lines strings.Builder
	lines.WriteString("The keys, and the names that the config file gives others by:\n")
	for _, group := range keys.Groups {
		fmt.Fprintf(&lines, "\n%s\n", group)
		for _, row := range keys.Default().Table() {
			if row.Group == group {
				fmt.Fprintf(&lines, "  %-14s %-14s %s\n", row.Keys, row.Action, row.Meaning)
			}
		}
	}
	lines.WriteString("\nIn the config file:\n\n  keys:\n    toggle: [space, ctrl+t]\n")
	return &cobra.Command{Use: "keys", Short: "The keys of the terminal program (a help text)", Long: lines.String()}
}
