package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"corotui/config"
)

// listed is a command below the root: its name, and what makes it.
type listed struct {
	name string
	make func() *cobra.Command
}

// commands are those below the root. A new command is added here.
func (a *app) commands() []listed {
	return []listed{
		{"login", a.loginCommand},
		{"logout", a.logoutCommand},
		{"profiles", a.profilesCommand},
		{"webhooks", a.webhooksCommand},
		{"workspaces", a.workspacesCommand},
		{"fleet", a.fleetCommand},
		{"export", a.exportCommand},
		{"plan", a.planCommand},
		{"apply", a.applyCommand},
		{"drift", a.driftCommand},
		{"history", a.historyCommand},
		{"undo", a.undoCommand},
		{"verify", a.verifyCommand},
		{"send", a.sendCommand},
		{"listen", a.listenCommand},
		{"replay", a.replayCommand},
		{"missed", a.missedCommand},
		{"schema", a.schemaCommand},
		{"doctor", a.doctorCommand},
		{"emulator", a.emulatorCommand},
		{"api", a.apiCommand},
		{"whoami", a.whoamiCommand},
		{"version", a.versionCommand},
		{"completion", a.completionCommand},
		{"man", a.manCommand},
		{"keys", keysTopic},
	}
}

// root makes the tree of commands, as far as the arguments can need it.
func (a *app) root() *cobra.Command {
	a.views = make(map[*cobra.Command]printed)
	root := a.tuiCommand()
	a.flags.register(root)
	root.InitDefaultHelpFlag() // known before the arguments are read, or --help would swallow the word after it
	root.SetFlagErrorFunc(a.wrongFlag)
	root.SilenceErrors, root.SilenceUsage = true, true // told by [app.exitCode]
	root.SetHelpFunc(help)
	root.SetUsageFunc(func(c *cobra.Command) error { return howToCall(c, c.OutOrStderr()) })
	if a.onlyScreens() {
		return root
	}
	root.Version = version()
	wanted := a.wanted()
	for _, command := range a.commands() {
		if wanted == "" || wanted == command.name {
			root.AddCommand(command.make())
		}
	}
	if a.completing() {
		a.completes(root)
	}
	return root
}

// wholeTree is every command, of a run that carries out none.
func wholeTree() (*app, *cobra.Command) {
	a := &app{process: Process{Args: []string{"help"}}, env: config.NewEnv(nil)}
	return a, a.root()
}

// wanted is the one command that the arguments name, if it says nothing of the others:
// a start then waits for no other to be made, which takes longer than most commands. It
// is empty if all are needed.
func (a *app) wanted() string {
	if len(a.process.Args) == 0 {
		return ""
	}
	first := a.process.Args[0]
	one := func(c listed) bool { return c.name == first }
	if first == "man" || first == "completion" || !slices.ContainsFunc(a.commands(), one) {
		return ""
	}
	return first
}

// onlyScreens reports that the arguments can lead to nothing but the terminal
// program: there are long flags at most, and none that asks for a text. Its
// start then waits for no other command to be made.
func (a *app) onlyScreens() bool {
	return !slices.ContainsFunc(a.process.Args, func(arg string) bool {
		return !strings.HasPrefix(arg, "--") || strings.HasPrefix(arg, "--help") || strings.HasPrefix(arg, "--version")
	})
}

// valuesOf says what a flag takes, by pflag's name of its type. The other types
// in use take any text.
var valuesOf = map[string]string{"int": "a whole number", "uint64": "a whole number", "bool": "true or false", "duration": "a time like 30s or 5m"}

// wrongFlag keeps what is wrong with a flag. The words of pflag quote Go's parsers.
func (a *app) wrongFlag(c *cobra.Command, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		a.fail(unknownFlag(c, unknown))
		return nil
	}
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		flag := wrong.GetFlag()
		err = fmt.Errorf("--%s %q: use %s", flag.Name, wrong.GetValue(), cmp.Or(valuesOf[flag.Value.Type()], "another value"))
	}
	a.fail(usage("%s. List the flags with %s --help", capital(err), c.CommandPath()))
	return nil
}
