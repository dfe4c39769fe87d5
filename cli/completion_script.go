package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// forBash corrects Cobra's script for bash. That compares what is typed with values that
// printf %q has quoted: it quotes commas, and in a list they are typed as they are. And
// what is typed in a quote that is still open it cannot ask for. There values stand as
// they are: none has a character that a quote would not keep, see [typable].
var forBash = strings.NewReplacer(
	`|| comp=$(printf "%q" "${compline%%$tab*}")`, `|| comp=$(printf "%q" "${compline%%$tab*}")
        comp=${comp//\\,/,}`,
	`COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]%%$tab*}")`, `COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]%%$tab*}")
        COMPREPLY[0]=${COMPREPLY[0]//\\,/,}`,
	`COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}")`, `COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}")
            COMPREPLY[0]=${COMPREPLY[0]//\\,/,}`,
	`local cur prev words cword split`, `local cur prev words cword split quote=""`,
	`    __corotui_debug "Calling ${requestComp}"`, `    if [[ ${cur} == [\"\']* && ${cur:1} != *[\"\'\$\\`+"\\`"+`]* ]]; then
        quote=${cur:0:1}
        requestComp+=${quote}
    fi

    __corotui_debug "Calling ${requestComp}"`,
	`    case $COMP_TYPE in`, `    if [[ -n ${quote} ]]; then
        local comp tab=$'\t'
        for comp in "${completions[@]%%$tab*}"; do
            [[ $comp == "${cur:1}"* ]] && COMPREPLY+=("$comp")
        done
        cur=${quote} # bash does not break words in quotes
        return
    fi

    case $COMP_TYPE in`,
)

// completionCommand writes what makes a shell complete corotui's command lines.
func (a *app) completionCommand() *cobra.Command {
	bare := false
	script := func(shell, name, example string, write func(root *cobra.Command, out io.Writer) error) *cobra.Command {
		c := &cobra.Command{Use: shell, Short: "Write the completion script for " + name, Example: example}
		c.Flags().BoolVar(&bare, "no-descriptions", false, "do not say what each value means")
		return a.command(c, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
			if err := write(cmd.Root(), stdout{a}); err != nil {
				return fmt.Errorf("write the script: %w", err)
			}
			return nil
		})
	}
	return a.group(&cobra.Command{
		Use: "completion", Short: "Write the completion script for a shell",
		Long: "Write the script by which a shell completes commands, flags, and their values: triggers, filters, profiles, workspaces, " +
			"webhooks, and changes to undo. What is offered comes from this machine: the config file, the history, and what earlier runs " +
			"kept. Nothing is asked of the server.",
	},
		script("bash", "bash", "source <(corotui completion bash)    # in ~/.bashrc, with bash-completion",
			func(root *cobra.Command, out io.Writer) error {
				var script strings.Builder
				err := root.GenBashCompletionV2(&script, !bare)
				_, failed := io.WriteString(out, forBash.Replace(script.String()))
				return cmp.Or(err, failed)
			}),
		script("zsh", "zsh", "source <(corotui completion zsh)     # in ~/.zshrc, after compinit",
			func(root *cobra.Command, out io.Writer) error {
				if bare {
					return root.GenZshCompletionNoDesc(out)
				}
				return root.GenZshCompletion(out)
			}),
		script("fish", "fish", "corotui completion fish | source     # in ~/.config/fish/config.fish",
			func(root *cobra.Command, out io.Writer) error { return root.GenFishCompletion(out, !bare) }),
		script("powershell", "PowerShell", "corotui completion powershell | Out-String | Invoke-Expression",
			func(root *cobra.Command, out io.Writer) error {
				if bare {
					return root.GenPowerShellCompletion(out)
				}
				return root.GenPowerShellCompletionWithDesc(out)
			}),
	)
}
