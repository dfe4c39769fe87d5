package cli

import (
	"github.com/spf13/cobra"

	"corotui/internal/plan"
)

// schemaCommand prints the schema of the files that plan, apply, and drift read.
func (a *app) schemaCommand() *cobra.Command {
	return a.command(&cobra.Command{
		Use: "schema", Short: "Write the JSON Schema of the files that plan, apply, and drift read",
		Long: "Write the JSON Schema of the files that say how webhooks are to be. An editor that knows it completes keys, shows what they mean, and " +
			"marks mistakes. For yaml-language-server, begin a file with this line:\n# yaml-language-server: $schema=corotui.schema.json",
		Example: "corotui schema > corotui.schema.json",
	}, cobra.NoArgs, func(*cobra.Command, []string) error {
		a.printf("%s", plan.Schema())
		return nil
	})
}
